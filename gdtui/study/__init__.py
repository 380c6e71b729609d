"""Flashcards: decks, questions, answers and memory. Knows the engine, but no terminal."""
