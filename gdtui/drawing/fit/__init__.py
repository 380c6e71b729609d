"""What a model on data has learned, as pictures."""
