"""Decks, labs, presets and data sets, as files."""
