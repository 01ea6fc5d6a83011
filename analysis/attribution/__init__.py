"""Who says what: sources, cues and contents, quotes with their speakers, and whose voice every character is."""
