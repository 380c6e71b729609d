"""Where the cursor of a sweep is and goes, and the sweeps that zooming makes."""

from dataclasses import replace

from gdtui.drawing.sweep_chart import limits_of, scaled
from gdtui.engine.analysis.sweeping.config import RATE, Axis, SweepConfig, Values, spaced
from gdtui.engine.analysis.sweeping.lane import Lane
from gdtui.engine.analysis.sweeping.refine import refined
from gdtui.engine.analysis.sweeping.sweep import Sweep

LEAP = 10
"""Values that the cursor leaps over where there are no rows."""

ZOOM = 10.0
"""How much farther a wider sweep reaches, on either side."""

NEAREST = 1e-6
"""Of a value: where its neighbors are as near, nothing is told by looking closer."""

WIDEST = 1e-12, 1e12


def points_of(config: SweepConfig) -> list[Values]:
    """Where the cursor can be on a curve: the values within it, those of theory included."""
    low, high = min(config.axes[0].values), max(config.axes[0].values)
    return sorted({values for values in config.points if low <= values[0] <= high})


def lanes_of(sweep: Sweep) -> list[Lane]:
    """The lanes of a curve that are known, in the order of their values."""
    points = {*points_of(sweep.config)}
    return sorted((lane for lane in sweep.known if lane.values in points), key=lambda x: x.values)


def nearest(config: SweepConfig, values: Values) -> Values:
    """The point of the grid that is nearest to `values`."""
    if len(config.axes) == 1:
        axis = config.axes[0]
        return min(points_of(config), key=lambda at: _apart(axis, at[0], values[0]))
    pairs = zip(config.axes, values, strict=True)
    return tuple(min(one.values, key=lambda at: _apart(one, at, value)) for one, value in pairs)


def moved(config: SweepConfig, values: Values, x: int, y: int) -> Values:
    """The point so many values to the right and up from that at `values`, as far as there are."""
    if len(config.axes) == 1:
        points = points_of(config)
        at = points.index(values) + x + LEAP * y
        return points[min(max(0, at), len(points) - 1)]
    found = []
    for one, value, by in zip(config.axes, values, (x, y), strict=True):
        ordered = sorted(one.values)
        at = min(max(0, ordered.index(value) + by), len(ordered) - 1)
        found.append(ordered[at])
    return tuple(found)


def lane_at(sweep: Sweep, values: Values) -> Lane | None:
    """The lane with these values, if it is known."""
    return sweep.lanes[sweep.config.points.index(values)]


def closer(sweep: Sweep, values: Values) -> Sweep | None:
    """A finer sweep of the half about `values`; None where it would tell nothing more."""
    ranges = []
    for one, value in zip(sweep.config.axes, values, strict=True):
        low, high = limits_of(one)
        quarter, at = (high - low) / 4, scaled(one, value)
        begin = min(max(low, at - quarter), high - 2 * quarter)
        ends = begin, begin + 2 * quarter
        ranges.append((10 ** ends[0], 10 ** ends[1]) if one.log else ends)
    made = refined(sweep, ranges)
    rates = sorted(made.config.axes[0].values)
    told_apart = len(rates) > 2 and rates[1] - rates[0] > NEAREST * abs(rates[1])
    return made if told_apart and made.config.axes != sweep.config.axes else None


def farther(sweep: Sweep) -> Sweep | None:
    """A sweep of ten times smaller and larger rates as well; None where that is no more use."""
    config = sweep.config
    axes = tuple(_wider(one) for one in config.axes)
    if axes == config.axes:
        return None
    return Sweep(replace(config, axes=axes), sweep.data, known=sweep.known)


def _wider(axis: Axis) -> Axis:
    low, high = min(axis.values) / ZOOM, max(axis.values) * ZOOM
    if axis.what != RATE or low < WIDEST[0] or high > WIDEST[1]:
        return axis
    return replace(axis, values=spaced(low, high, len(axis.values), log=True))


def with_steps(sweep: Sweep, steps: int) -> Sweep:
    """The same lanes with so many steps."""
    return Sweep(replace(sweep.config, steps=steps), sweep.data)


def _apart(axis: Axis, one: float, other: float) -> float:
    if axis.log:
        return abs(scaled(axis, one) - scaled(axis, max(other, 1e-300)))
    return abs(one - other)
