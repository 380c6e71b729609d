"""The worked step as far as it is given, while its result is asked for."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from gdtui.drawing.canvas import Line

if TYPE_CHECKING:
    from gdtui.study.predicting.asked import Asked

INDENT = "  "


def asked_lines(asked: "Asked", width: int, legible: Callable[[str], str]) -> list[Line]:
    """The lines of the question in so many cells."""
    shown: list[Line] = [[(legible(text), role) for text, role in line] for line in asked.lines]
    return [part for line in shown for part in _broken(line, width)]


def _broken(line: Line, width: int) -> list[Line]:
    """A line in as many as it needs, broken at blanks where there are some; whole where there is
    next to no room, as in a pane that is not displayed."""
    if width <= 2 * len(INDENT):
        return [line]
    cells = [(char, role) for text, role in line for char in text]
    lines: list[Line] = []
    while len(cells) > width:
        blanks = (i for i in range(width, len(INDENT), -1) if cells[i][0] == " ")
        end = next(blanks, width)
        lines.append(cells[:end])
        rest = cells[end + 1 :] if cells[end][0] == " " else cells[end:]
        cells = [*((char, "") for char in INDENT), *rest]
    return [*lines, cells]
