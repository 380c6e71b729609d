"""Runs beside each other as a table: a line each, as many columns as there is room for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gdtui.drawing.canvas import Line
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.numbers import number
from gdtui.engine.analysis.standing import Standing

NAMES = "differs in"
MARKS, APART, DIGITS = 4, 2, 5
"""Cells before a name and between columns; digits of a number."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A run of the table."""

    mark: str
    name: str
    role: str
    standing: Standing
    remark: str = ""
    """Said after the name: `live`."""


class _Column(NamedTuple):
    title: str
    texts: Sequence[str]
    weight: int
    """Of columns that there is no room for, the lightest goes first."""

    @property
    def width(self) -> int:
        return APART + max(map(len, (self.title, *self.texts)))

    def cell(self, text: str) -> str:
        return " " * APART + text.ljust(self.width - APART)


def comparison_lines(
    runs: Sequence[Compared],
    threshold: float,
    width: int,
    glyphs: Glyphs,
    marked: int | None = None,
) -> list[Line]:
    """A heading and a line for each run; ▶ stands before the one that is `marked`.

    Where there is no room for all columns, the best loss goes first, then the steps to the
    threshold, then the loss.
    """
    timed = glyphs.legible(f"L ≤ {number(threshold, 3)} after")
    columns = [
        _Column("L now", [_loss(run.standing.loss, glyphs) for run in runs], 2),
        _Column("best", [_loss(run.standing.best, glyphs) for run in runs], 0),
        _Column(timed, [_reached(run.standing) for run in runs], 1),
        _Column("verdict", [run.standing.verdict.headline for run in runs], 3),
    ]
    names = [glyphs.legible(f"{run.name}  {run.remark}".rstrip()) for run in runs]
    longest = max(len(NAMES), *map(len, names))
    least = min(longest, max(len(NAMES), width // 3))
    kept = [*columns]
    while kept and MARKS + least + sum(column.width for column in kept) > width:
        kept.remove(min(kept, key=lambda column: column.weight))
    across = min(longest, width - MARKS - sum(column.width for column in kept))
    titles = NAMES[:across].ljust(across) + "".join(column.cell(column.title) for column in kept)
    lines: list[Line] = [[(" " * MARKS + titles.rstrip(), "heading")]]
    for row, (run, name) in enumerate(zip(runs, names, strict=True)):
        sign = "▶" if row == marked else " "
        cells = "".join(column.cell(column.texts[row]) for column in kept)
        text = whole_parts(name, across).ljust(across) + cells
        lines.append([(f" {sign}{run.mark} ", run.role), (text.rstrip(), "")])
    return lines


def _loss(value: float, glyphs: Glyphs) -> str:
    return glyphs.legible(number(value, DIGITS))


def _reached(standing: Standing) -> str:
    if standing.reached is None:
        return f"not in {standing.known:,}"
    return "1 step" if standing.reached == 1 else f"{standing.reached:,} steps"


def whole_parts(name: str, room: int) -> str:
    """The parts of a name that there is room for, and a sign that there are more."""
    if len(name) <= room:
        return name
    parts = name.split(", ")
    while len(parts) > 1 and len(", ".join(parts)) + 2 > room:
        parts.pop()
    text = ", ".join(parts) + " …"
    return text if len(text) <= room else f"{text[: max(0, room - 1)]}…"
