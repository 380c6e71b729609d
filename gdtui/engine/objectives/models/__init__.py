"""Losses of models that learn from data."""
