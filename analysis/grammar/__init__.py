"""Articles → words with their grammar, and names with what they stand for."""
