"""Points and lines on a grid of cells, drawn by plotext.

plotext draws each layer in a color of the palette that stands for the layer; what comes back is,
for every cell, its character and the role of the layer that drew it. Real colors are the theme's
business, and one figure is enough for every chart, since drawing is synchronous.
"""

import atexit
import math
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby, pairwise
from types import ModuleType
from typing import Any, TypeAlias

from gdtui.drawing.axes import toward_middle, within
from gdtui.drawing.glyphs import Glyphs, ascii_cells

Line: TypeAlias = list[tuple[str, str]]
"""Pieces of text, each with the name of its role, or with "" for plain text. The role `a on b`
has the color of a, on a ground in the color of b."""

Point: TypeAlias = tuple[float, float]

_DOTS = {Glyphs.BRAILLE: "braille", Glyphs.BLOCKS: "hd", Glyphs.ASCII: "*"}
_COLOR = re.compile(r"\x1b\[(?:38;5;(\d+)|[0-9;]*)m")
_FAR = 1e6  # canvases away: as good as anywhere beyond, and no arithmetic on it overflows
_FIRST_COLOR = 17  # the colors below are the terminal's own, which plotext may write otherwise
_KEPT = 32  # stretches of points that are kept for the next frame


@dataclass(frozen=True, slots=True)
class Layer:
    """Points to draw, later layers over earlier ones."""

    xs: Sequence[float]
    ys: Sequence[float]
    role: str
    lines: bool = False
    """Whether consecutive points are joined."""
    marker: str | None = None
    """One character for each point, in ASCII what stands for it there; None: as fine dots as the
    glyphs allow."""


def draw(
    size: tuple[int, int],
    x: tuple[float, float],
    y: tuple[float, float],
    layers: Sequence[Layer],
    glyphs: Glyphs,
) -> list[Line]:
    """`height` lines of `width` cells that show `layers` within the limits `x` and `y`.

    Points that are not finite are left out, and a line is broken there.
    """
    _leave_manual_and_tests()
    from plotext import figure, terminal  # noqa: PLC0415 (loads its kernel)

    width, height = size
    if width < 1 or height < 1:
        return []
    figure.clear()
    terminal.limit(False, False)  # or it cuts what is larger than the window was at the start
    figure.plot_size(width, height)
    figure.axes(False)
    figure.canvas("default")
    for axis in (0, 1):
        figure.ruler(axis, 0).ticks([])
        figure.ruler(axis, 0).lim(0, 1)
    written = ascii_cells if glyphs is Glyphs.ASCII else str
    for index, layer in enumerate(layers):
        dots, color = written(layer.marker or _DOTS[glyphs]), _FIRST_COLOR + index
        # y is counted from the top, as the lines of a picture are
        from_top = _unit(layer.ys, (y[1], y[0]))
        points = [*zip(_unit(layer.xs, x), (1 - share for share in from_top), strict=True)]
        # A run that oscillates or has arrived was thousands of times at the same points.
        alone = [*dict.fromkeys(filter(_inside, points))]
        for stretch in _lines(points) if layer.lines else [alone]:
            if stretch:
                figure.draw(_signal(tuple(stretch), dots, color, layer.lines and len(stretch) > 1))
    text: str = figure.build().string()
    roles = {_FIRST_COLOR + index: layer.role for index, layer in enumerate(layers)}
    return [_line(row, roles, width) for row in text.split("\n")[:height]]


@lru_cache(maxsize=_KEPT)
def _signal(points: tuple[Point, ...], dots: str, color: int, joined: bool) -> Any:
    """The points as plotext has them: one call of its kernel for each.

    The curve of a landscape is the same from step to step; what is drawn is a copy.
    """
    from plotext import figure, marker, pixel  # noqa: PLC0415 (loads its kernel)

    xs, ys = map(list, zip(*points, strict=True))
    signal = figure.signal(xs, ys, marker=marker(dots, pixel(color)))
    # It looks for the colors of all points, to choose others where it is asked to choose.
    signal._get_unique_pixels = list
    return signal.lines(True) if joined else signal


atexit.register(_signal.cache_clear)  # before the kernel goes: its signals are given back to it


@cache
def _leave_manual_and_tests() -> None:
    """plotext composes its manual when it is imported, which takes as long as dozens of charts, a
    fifth of our start, and loads its own tests; nobody reads or runs them here."""
    for module, name in (("_doc.doc", "docs"), ("_tests.run", "test")):
        left_out = ModuleType(f"plotext.{module}")
        setattr(left_out, name, None)
        sys.modules.setdefault(left_out.__name__, left_out)


def _unit(values: Sequence[float], limits: tuple[float, float]) -> list[float]:
    """`values` on a scale on which `limits` are 0 and 1: plotext meets no extreme numbers.

    What is not finite becomes nan.
    """
    low, span = limits[0], limits[1] - limits[0]
    return [
        toward_middle(within((value - low) / span, -_FAR, _FAR))
        if math.isfinite(value)
        else math.nan
        for value in values
    ]


def _lines(points: Sequence[Point]) -> Iterator[list[Point]]:
    """The parts of a line through `points` that lie on the canvas, broken where there is nan.

    plotext draws what lies off the canvas too, dot by dot, before it drops the dots: one line to a
    point 500 canvases away took it ten seconds and four gigabytes.
    """
    for finite, group in groupby(points, key=lambda point: point[0] + point[1] < math.inf):
        run = list(group)
        if not finite:
            continue
        if len(run) == 1 and _inside(run[0]):
            yield run
        stretch: list[Point] = []
        for begin, end in filter(None, (_clipped(*pair) for pair in pairwise(run))):
            if stretch and stretch[-1] != begin:
                yield stretch
                stretch = []
            stretch += [end] if stretch else [begin, end]
        if stretch:
            yield stretch


def _clipped(a: Point, b: Point) -> tuple[Point, Point] | None:
    """The part of a … b that lies on the canvas (Liang and Barsky, 1984)."""
    if _inside(a) and _inside(b):
        return a, b
    enter, leave = 0.0, 1.0
    for here, there in zip(a, b, strict=True):
        if here == there:
            if not 0 <= here <= 1:
                return None
            continue
        crossings = -here / (there - here), (1 - here) / (there - here)
        enter, leave = max(enter, min(crossings)), min(leave, max(crossings))
    if enter > leave:
        return None
    begin = a if enter == 0 else _between(a, b, enter)
    return begin, b if leave == 1 else _between(a, b, leave)


def _between(a: Point, b: Point, share: float) -> Point:
    """The point so far on the way from a to b; on the canvas, whatever rounding did."""
    x, y = (begin + share * (end - begin) for begin, end in zip(a, b, strict=True))
    return within(x, 0.0, 1.0), within(y, 0.0, 1.0)


def _inside(point: Point) -> bool:
    return 0 <= point[0] <= 1 and 0 <= point[1] <= 1


def _line(row: str, roles: dict[int, str], width: int) -> Line:
    pieces: Line = []
    role, begin, cells = "", 0, 0
    for match in [*_COLOR.finditer(row), None]:
        text = row[begin : match.start() if match else len(row)]
        if text:
            pieces.append((text, role if text.strip() else ""))
            cells += len(text)
        if match:
            role = roles.get(int(match[1]), "") if match[1] else ""
            begin = match.end()
    if cells < width:
        pieces.append((" " * (width - cells), ""))
    return pieces


def overlaid(line: Line, column: int, text: str, role: str) -> Line:
    """`line` with `text` written over it from `column` on, as far as the line reaches."""
    cells = [*_single(line)]
    for offset, char in enumerate(text):
        if 0 <= column + offset < len(cells):
            cells[column + offset] = (char, role)
    return joined(cells)


def over(below: Line, line: Line) -> Line:
    """`line` with what is below it showing through where it is empty; both are equally wide.

    What is written over a colored ground is written on that ground (`on_ground`).
    """
    pairs = zip(_single(below), _single(line), strict=True)
    return joined(
        under if char == " " else (char, on_ground(role, under[1])) for under, (char, role) in pairs
    )


def on_ground(role: str, below: str) -> str:
    """The role of what is written over a cell: `point`, on the ground of ` on band3` or of
    `band2 on band3`, is `point on band3`."""
    _, on, ground = below.partition(" on ")
    return f"{role}{on}{ground}" if ground else role


def _single(line: Line) -> Iterator[tuple[str, str]]:
    """The cells of a line, one by one."""
    return ((char, role) for text, role in line for char in text)


def joined(cells: Iterable[tuple[str, str]]) -> Line:
    """Cells as a line, a piece for each run of one role."""
    runs = groupby(cells, key=lambda cell: cell[1])
    return [("".join(char for char, _ in run), role) for role, run in runs]
