"""Which layout a window has room for, as classes that the style sheet knows."""

from typing import Any

from textual.geometry import Size
from textual.screen import Screen


def choose(screen: Screen[Any], size: Size) -> None:
    """Mark a screen `-fold`, `-small` or `-large` by the size of its window."""
    width, height = size
    screen.set_class(width < 60 or height < 16, "-fold")
    screen.set_class(width < 80 or height < 24, "-small")
    screen.set_class(width >= 110 and height >= 32, "-large")
