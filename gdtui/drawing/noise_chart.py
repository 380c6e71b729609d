"""Mini-batch gradients beside the full one: as points in two directions, and as histograms."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from gdtui.drawing.axes import Axis, round_up
from gdtui.drawing.canvas import Layer, Line
from gdtui.drawing.chart import MARGIN, Limits, chart, has_room
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.numbers import number
from gdtui.engine.analysis.noise import Noise
from gdtui.engine.data.dataset import Array
from gdtui.engine.numbers import rounded

SMALLEST = (MARGIN + 10, 4)

CELL = 2.0
"""How many times as high as it is wide a cell is."""

_EIGHTHS = {Glyphs.BRAILLE: " ▏▎▍▌▋▊▉█", Glyphs.BLOCKS: "    ▌▌▌▌█", Glyphs.ASCII: "    ####"}
_DEGREES = (10, 15, 30, 45, 90)  # widths of a bar at which 90° lies between two


class Bar(NamedTuple):
    """How many values lie from `low` to `high`; those at the end of the last bar belong to it."""

    low: float
    high: float
    batches: int


def in_two_directions(noise: Noise) -> tuple[Array, Array]:
    """The gradients (M, 2) and the full one (2,) as they are drawn.

    Two parameters are the directions themselves. Of more, the first is the full gradient's, the
    second the one in which the batches scatter most besides: the first principal component of what
    is left of g − full at right angles to it.
    """
    full, gradients = noise.full, noise.gradients
    if full.size == 2:
        return gradients, full
    size = float(np.linalg.norm(full))
    along = full / size if size else full
    beside = gradients - np.outer(gradients @ along, along)
    across = _principal(beside)
    return np.column_stack([gradients @ along, gradients @ across]), np.array([size, 0.0])


def scatter_lines(
    size: tuple[int, int], points: Array, full: Array, axes: tuple[Axis, Axis], glyphs: Glyphs
) -> list[Line]:
    """The gradients `points` (M, 2) as dots, and `full` (2,) as an arrow from the origin.

    A unit is as long upwards as sideways, so that angles are what they look like. `axes` are moved
    where they must be.
    """
    if not has_room(size, SMALLEST):
        return []
    for i, axis in enumerate(axes):
        axis.cover([0.0, float(full[i]), *points[:, i].tolist()])
        if not axis.high > axis.low:
            axis.low, axis.high = -1.0, 1.0
    limits = _same_unit(axes, (size[0] - MARGIN, size[1] - 1))
    plain = glyphs is Glyphs.ASCII
    with np.errstate(all="ignore"):
        uphill = points @ full < 0
    dots = "." if plain else None
    layers = [
        Layer(*_columns(points[~uphill]), "trail", marker=dots),
        Layer(*_columns(points[uphill]), "poor", marker=dots),
        Layer(
            [0.0, float(full[0])],
            [0.0, float(full[1])],
            "gradient",
            lines=True,
            marker="*" if plain else "•",
        ),
        Layer([0.0], [0.0], "point", marker="+"),
    ]
    if full.any():
        layers.append(Layer([float(full[0])], [float(full[1])], "good", marker=_head(full)))
    return chart(size, limits, layers, glyphs)


def angle_bars(angles: Array, rows: int) -> list[Bar]:
    """How the angles (M,), in radians, are spread over 0 … 180°, in at most `rows` ≥ 1 bars."""
    width = next((degrees for degrees in _DEGREES if 180 // degrees <= rows), 180)
    return _counted(np.degrees(angles), [float(edge) for edge in range(0, 181, width)])


def length_bars(lengths: Array, rows: int) -> list[Bar]:
    """How the lengths (M,) are spread over 0 … the longest, in at most `rows` ≥ 1 round bars."""
    finite = lengths[np.isfinite(lengths)]
    longest = max(1.0, float(finite.max(initial=0.0)))
    width = round_up(longest / rows)
    count = max(1, math.ceil(longest / width - 1e-9))
    return _counted(lengths, [rounded(i * width, 12) for i in range(count + 1)])


def bar_lines(
    width: int, bars: Sequence[Bar], glyphs: Glyphs, beyond: float = math.inf
) -> list[Line]:
    """A line for each bar: its range, its length beside the longest, and the count.

    What begins at `beyond` or above it has another color.
    """
    names = [f"{number(bar.low, 3)}-{number(bar.high, 3)}" for bar in bars]
    margin = max(map(len, names))
    most = max(bar.batches for bar in bars) or 1
    room = max(1, width - margin - 2 - len(str(most)) - 1)
    return [
        [
            (f"{name:>{margin}} ", "axis"),
            (_drawn(room * bar.batches / most, glyphs), "poor" if bar.low >= beyond else "curve"),
            (f" {bar.batches}" if bar.batches else "", ""),
        ]
        for name, bar in zip(names, bars, strict=True)
    ]


def _drawn(length: float, glyphs: Glyphs) -> str:
    """A bar of so many cells, as fine as the glyphs allow; what is not 0 is seen."""
    parts = _EIGHTHS[glyphs]
    eighths = round(8 * length)
    if length > 0:
        eighths = max(eighths, next(i for i, part in enumerate(parts) if part != " "))
    return (parts[-1] * (eighths // 8) + parts[eighths % 8]).rstrip()


def _counted(values: Array, edges: Sequence[float]) -> list[Bar]:
    """The finite `values` between the `edges`; rounding does not carry one over an edge."""
    with np.errstate(all="ignore"):
        rounded = np.round(values, 9)
    counts, _ = np.histogram(rounded[np.isfinite(rounded)], edges)
    return [Bar(*bar) for bar in zip(edges, edges[1:], counts.tolist(), strict=False)]


def _same_unit(axes: tuple[Axis, Axis], canvas: tuple[int, int]) -> Limits:
    """The limits of `axes`, the one with room to spare widened to the unit of the other."""
    spans = [axis.high - axis.low for axis in axes]
    unit = max(spans[0] / canvas[0], spans[1] / (CELL * canvas[1]))
    wanted = unit * canvas[0], unit * CELL * canvas[1]
    x, y = (
        (axis.low - (want - span) / 2, axis.high + (want - span) / 2)
        for axis, span, want in zip(axes, spans, wanted, strict=True)
    )
    return Limits(x, y)


def _principal(vectors: Array) -> Array:
    """The direction (p,) in which `vectors` (M, p) reach farthest, both ways; 0 if there is none.

    By their products with each other, (M, M): there may be thousands of parameters.
    """
    scale = float(np.abs(vectors).max())
    if not 0 < scale < math.inf:
        return np.zeros(vectors.shape[1])
    vectors = vectors / scale
    direction = vectors.T @ np.linalg.eigh(vectors @ vectors.T)[1][:, -1]
    direction *= -1.0 if direction[np.argmax(np.abs(direction))] < 0 else 1.0
    return np.asarray(direction / np.linalg.norm(direction))


def _head(full: Array) -> str:
    """The head of an arrow that points along `full`."""
    upwards = abs(full[1]) > abs(full[0])
    return "▶◀▲▼"[2 * int(upwards) + int(full[int(upwards)] < 0)]


def _columns(points: Array) -> tuple[list[float], list[float]]:
    return points[:, 0].tolist(), points[:, 1].tolist()
