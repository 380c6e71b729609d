"""The points of several runs in the landscape."""

from gdtui.drawing.axes import Axis
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.heat_map import Pen
from gdtui.drawing.points import Point, point_lines
from gdtui.engine.objectives import resolve

PEN = Pen.suited(Glyphs.ASCII, colored=False)


def test_a_pole_flattens_no_curve_and_no_line_crosses_it() -> None:
    points = [Point("a", "run0", (1.0,)), Point("b", "run1", (-0.5,))]
    axes = (Axis(), Axis())
    lines = point_lines((60, 16), resolve("1/w"), points, axes, PEN)
    drawn = ["".join(text for text, _ in line) for line in lines]
    assert (axes[1].low, axes[1].high) == (-6.0, 16.0)
    assert all(any(mark in line for line in drawn) for mark in "ab")
    falls = [line[7:].rstrip().rfind("*") for line in drawn[11:15]]
    rises = [line[7:].find("*") for line in drawn[:8]]
    assert max(falls) < min(rises), "with nothing between them"


def test_a_mark_on_a_map_leaves_no_hole_in_its_color() -> None:
    points = [Point("a", "run0", (3.0, 1.0)), Point("●", "point", (1.0, 1.0))]
    pen = Pen.suited(Glyphs.BRAILLE, colored=True)
    lines = point_lines((40, 12), resolve("himmelblau"), points, (Axis(), Axis()), pen)
    marks = {text: role for line in lines for text, role in line if text in ("a", "●")}
    assert {role.partition(" on ")[0] for role in marks.values()} == {"run0", "point"}
    assert all(role.partition(" on ")[2].startswith("band") for role in marks.values())
