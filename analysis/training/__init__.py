"""Gold data → the model files. Imports the stages; nothing imports it. Needs the extra `train`."""
