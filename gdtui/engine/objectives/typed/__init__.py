"""Typed-in losses: read, differentiated, printed."""
