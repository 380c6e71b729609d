"""Rows that say which mark in a chart is which run."""

from collections.abc import Sequence

from gdtui.drawing.canvas import Line

APART = 2  # blanks between two entries

Entry = tuple[str, str]
"""The text and its role."""


def legend_lines(entries: Sequence[Entry], width: int, rows: int, more: str = "") -> list[Line]:
    """The entries, each whole, in at most `rows` lines of `width` cells.

    Where not all have room the last line ends with how many are left out, and `more`: where they
    are found. One that is wider than a line is left out too.
    """
    fitting = [entry for entry in entries if len(entry[0]) <= width]
    for count in range(len(fitting), -1, -1):
        left_out = len(entries) - count
        sign = [(f"+{left_out}{more}", "heading")] if left_out else []
        lines = _packed([*fitting[:count], *sign], width)
        if len(lines) <= rows:
            return lines
    return []


def _packed(entries: Sequence[Entry], width: int) -> list[Line]:
    lines: list[Line] = []
    used = width + 1
    for text, role in entries:
        if used + APART + len(text) > width:
            lines.append([(text, role)])
            used = len(text)
        else:
            lines[-1] += [(" " * APART, ""), (text, role)]
            used += APART + len(text)
    return lines
