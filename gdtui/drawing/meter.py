"""Where a learning rate stands between 0 and the edge of stability, in one line."""

from gdtui.drawing.numbers import number
from gdtui.engine.analysis.theory import Edge

FEWEST = 11  # cells of the bar


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
    at = min(room - 1, int(share * room))
    cells[at] = "●" if share <= 1 else "▶"
    return f"{name} 0{''.join(cells)}{end}{value}".rstrip()
