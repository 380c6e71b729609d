"""Losses with a name, by kind."""
