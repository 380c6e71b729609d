"""One or two hyperparameters over a range: the same run once for each of their values."""
