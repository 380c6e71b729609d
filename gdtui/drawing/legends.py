"""What a picture means, in parts with two blanks between them: whole ones, or none."""

from gdtui.drawing.canvas import Line

LOW, HIGH = "low ", " high"
"""Which end is which: the numbers beside them say it too."""

SHORTER = ("minimum", "min")
"""A word that everybody knows by fewer letters."""

IN_ASCII = len("  ...")
"""Cells of the sign for others where there is no `…`."""


def parts_of(legend: str) -> Line:
    """A legend of words, cut where there are two blanks."""
    first, *others = legend.split("  ")
    return [(first, ""), *(piece for part in others for piece in (("  ", ""), (part, "")))]


def in_room(legend: Line, room: int) -> Line:
    """As many parts, with two blanks between them, as there is room for, and a sign for others if
    there is room for it too; without `LOW` and `HIGH`, then with one blank, then with a short word
    for a minimum, before a part is left out."""
    if _width(legend) <= room:
        return legend
    legend = [piece for piece in legend if piece[0] not in (LOW, HIGH)]
    if _width(legend) <= room:
        return legend
    closer = [(" " if text == "  " else text, role) for text, role in legend]
    if _width(closer) <= room:
        return closer
    shorter = [(text.replace(*SHORTER), role) for text, role in closer]
    if _width(shorter) <= room:
        return shorter
    gaps = [i for i, (text, _) in enumerate(legend) if text == "  "]
    fewer = (legend[:gap] for gap in reversed(gaps))
    part: Line = next((part for part in fewer if _width(part) <= room), [])
    return [*part, ("  …", "")] if part and _width(part) + IN_ASCII <= room else part


def _width(line: Line) -> int:
    return sum(len(text) for text, _ in line)
