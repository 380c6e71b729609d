"""Which layout a window has room for, as classes that the style sheet knows."""

from typing import Any

from textual.geometry import Size
from textual.screen import Screen

LOW = 16
"""Rows, below which a window has none to spare."""


def choose(screen: Screen[Any], size: Size) -> None:
    """Mark a screen of panes `-fold`, `-small` or `-large` by the size of its window."""
    width, height = size
    screen.set_class(width < 60 or height < LOW, "-fold")
    screen.set_class(width < 80 or height < 24, "-small")
    screen.set_class(width >= 110 and height >= 32, "-large")


def fold(screen: Screen[Any]) -> None:
    """Mark a screen of rows `-low` in a window that has none to spare."""
    screen.set_class(screen.size.height < LOW, "-low")
