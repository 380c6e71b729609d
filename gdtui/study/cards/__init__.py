"""Decks of cards: read, asked, judged."""
