"""The screen: the only part of gdtui that imports Textual."""
