"""Articles → one encoding of each text by a small trained network, which everything else reads."""
