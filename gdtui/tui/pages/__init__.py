"""Screens that are text to scroll."""
