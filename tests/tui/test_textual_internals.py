"""What is sent draws the same screen as what Textual would send."""

import re
from pathlib import Path

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate
from textual.strip import Strip

from gdtui.tui import textual_internals
from gdtui.tui.textual_internals import SpansUpdate

COLUMNS, ROWS = 24, 4

colors = st.sampled_from([None, Color.parse("red"), Color.parse("#102030"), Color.default()])
flags = st.sampled_from([None, True])
styles = st.none() | st.builds(
    lambda fore, back, bold, reverse, under: (
        Style(bold=bold, reverse=reverse, underline=under) + Style.from_color(fore, back)
    ),
    colors,
    colors,
    flags,
    flags,
    flags,
)
cells = st.lists(st.tuples(st.sampled_from("ab ●⣿"), styles), min_size=COLUMNS, max_size=COLUMNS)
spans = st.lists(
    st.tuples(st.integers(0, COLUMNS - 1), st.integers(1, COLUMNS)).filter(lambda s: s[0] < s[1]),
    max_size=1,
)


def screen_after(*sequences: str) -> pyte.Screen:
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.Stream(screen)
    for sequence in sequences:
        stream.feed(sequence.replace("\n", "\r\n"))
    return screen


@given(
    st.lists(cells, min_size=ROWS, max_size=ROWS),
    st.lists(spans, min_size=ROWS, max_size=ROWS),
    st.integers(1, COLUMNS - 1),
)
def test_the_spans_and_nothing_else_are_drawn(
    rows: list[list[tuple[str, Style | None]]], asked: list[list[tuple[int, int]]], cut: int
) -> None:
    strips = [Strip([Segment(char, style) for char, style in row]) for row in rows]
    chops = [dict(zip((0, cut), strip.divide([cut, COLUMNS]), strict=True)) for strip in strips]
    wanted = [(y, *span) for y, row in enumerate(asked) for span in row]
    if not wanted:
        return
    console = Console(color_system="truecolor", force_terminal=True)
    drawn = SpansUpdate(ChopsUpdate(chops, wanted, [[cut, COLUMNS]] * ROWS))
    screen = screen_after(drawn.render_segments(console))
    whole = screen_after("\x1b[H" + "\n".join(strip.render(console) for strip in strips))
    for y in range(ROWS):
        inside = {x for span in asked[y] for x in range(*span)}
        for x in range(COLUMNS):
            if x in inside:
                assert screen.buffer[y][x] == whole.buffer[y][x], (x, y)
            else:
                assert screen.buffer[y][x].data == " "
    assert screen.cursor.attrs == pyte.Screen(1, 1).cursor.attrs, "it leaves no color behind"


def test_no_other_module_reaches_into_textual() -> None:
    private = re.compile(
        r"from textual\._|from textual\.\S+ import .*\b_\w|\.app\._|super\(\)\._[a-z]"
    )
    folder = Path(textual_internals.__file__).parent
    allowed = {folder / "textual_internals.py", folder / "terminal" / "events.py"}
    for path in folder.rglob("*.py"):
        if path not in allowed:
            assert not private.search(path.read_text(encoding="utf-8")), path
