"""Predicting: the next update is asked for before it is shown."""
