"""A curve drawn by hand: what is seen of it, and which cell is which step and height."""

from gdtui.drawing.chart import MARGIN, plain
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.sketch import Sketch, pointed_at, sketch_lines

SIZE = (40, 9)
DRAWN = Sketch([36.0, 18.0, None], (0.0, 72.0), at=1)


def test_a_cell_is_the_nearest_step_and_its_height() -> None:
    assert pointed_at(SIZE, DRAWN, (MARGIN, 0)) == (0, 72.0)
    assert pointed_at(SIZE, DRAWN, (SIZE[0] - 1, 7)) == (2, 0.0)
    assert pointed_at(SIZE, DRAWN, (0, 99)) == (0, 0.0), "beside the picture: at its edge"


def test_each_step_is_marked_and_the_one_that_is_drawn_has_its_height_said() -> None:
    seen = plain(sketch_lines(SIZE, DRAWN, Glyphs.BRAILLE), Glyphs.BRAILLE)
    assert seen.count("△") == 2
    assert "step 1: L = 18" in seen
    done = DRAWN._replace(at=None, true=(36.0, 36.0, 36.0))
    seen = plain(sketch_lines(SIZE, done, Glyphs.BRAILLE), Glyphs.BRAILLE)
    assert seen.count("●") == 3
    assert "step" not in seen
