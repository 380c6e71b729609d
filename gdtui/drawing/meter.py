"""Where a learning rate stands between 0 and the edge of stability, in one line."""

from collections.abc import Sequence

from gdtui.drawing.numbers import number
from gdtui.engine.analysis.theory import Edge, hessian_at, stability_edge
from gdtui.engine.objectives import Objective
from gdtui.engine.optimizers import is_descent

FEWEST = 11  # cells of the bar


def meter_at(
    width: int, objective: Objective, params: Sequence[float], rate: float, optimizer: str
) -> str:
    """The meter of η for a rule at a point; "" where no edge is known, or there is no room."""
    curvature = hessian_at(objective, params)
    edge = stability_edge(curvature.L, optimizer) if curvature else None
    if curvature is None or edge is None:
        return ""
    plain = is_descent(optimizer)
    return meter_line(width, rate, curvature.L, edge, plain=plain)


def meter_line(width: int, rate: float, largest: float, edge: Edge, *, plain: bool) -> str:
    """η on a bar from 0 to the edge for the largest curvature λ, in `width` cells; "" in too few.

    For plain descent it is ηλ from 0 to 2, and 1 is marked, up to which no step crosses the
    minimum; other rules have no such mark, and another edge, which is named.
    """
    name, end = ("ηλ", "2") if plain else ("η", f"{number(edge.rate, 3)}")
    value = f" = {number(rate * largest, 3):<5}" if plain else ""
    room = width - len(f"{name} 0{end}{value}")
    if room < FEWEST:
        value, room = "", width - len(f"{name} 0{end}")
    if room < FEWEST:
        return ""
    cells = ["─"] * room
    if plain:
        cells[room // 2] = "1"
    share = rate / edge.rate
    at = int(share * room) if share < 1 else room - 1
    cells[at] = "●" if share <= 1 else "▶"
    return f"{name} 0{''.join(cells)}{end}{value}".rstrip()
