"""What is sent draws the same screen as what Textual would send, and no cell twice."""

from typing import Any

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from gdtui.drawing.glyphs import Glyphs
from gdtui.tui.textual_internals import ScreenUpdate
from gdtui.tui.wire import Wire

COLUMNS, ROWS = 24, 4
CONSOLE = Console(color_system="truecolor", force_terminal=True)

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
wide = st.tuples(st.sampled_from(["日", "a", "本", " ", "👍", "é"]), styles)
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


def seen(screen: pyte.Screen, x: int, y: int) -> Any:
    """What an eye sees of a cell: of a blank the background alone, unless it is underlined."""
    cell = screen.buffer[y][x]
    if cell.data == " " and not (cell.underscore or cell.reverse):
        return cell._replace(fg="default", bold=False)
    return cell


def strip_of(row: list[tuple[str, Style | None]]) -> Strip:
    return Strip([Segment(char, style) for char, style in row])


def whole(strips: list[Strip]) -> str:
    return "\x1b[H" + "\n".join(strip.render(CONSOLE) for strip in strips)


def sent(update: ChopsUpdate | LayoutUpdate, wire: Wire) -> str:
    return ScreenUpdate(update, wire, Glyphs.BRAILLE).render_segments(CONSOLE)


@given(
    st.lists(cells, min_size=ROWS, max_size=ROWS),
    st.lists(spans, min_size=ROWS, max_size=ROWS),
    st.integers(1, COLUMNS - 1),
)
def test_the_spans_and_nothing_else_are_drawn(
    rows: list[list[tuple[str, Style | None]]], asked: list[list[tuple[int, int]]], cut: int
) -> None:
    strips = [strip_of(row) for row in rows]
    chops = [dict(zip((0, cut), strip.divide([cut, COLUMNS]), strict=True)) for strip in strips]
    wanted = [(y, *span) for y, row in enumerate(asked) for span in row]
    if not wanted:
        return
    screen = screen_after(sent(ChopsUpdate(chops, wanted, [[cut, COLUMNS]] * ROWS), Wire()))
    everything = screen_after(whole(strips))
    for y in range(ROWS):
        inside = {x for span in asked[y] for x in range(*span)}
        for x in range(COLUMNS):
            if x in inside:
                assert seen(screen, x, y) == seen(everything, x, y), (x, y)
            else:
                assert screen.buffer[y][x].data == " "
    assert screen.cursor.attrs == pyte.Screen(1, 1).cursor.attrs, "it leaves no color behind"


lines = st.lists(wide, min_size=COLUMNS, max_size=COLUMNS).map(
    lambda row: strip_of(row).adjust_cell_length(COLUMNS)
)
pictures = st.lists(lines, min_size=ROWS, max_size=ROWS)


@given(st.lists(pictures, min_size=1, max_size=4))
def test_one_picture_after_another_ends_as_the_last_one_drawn_alone(
    shown: list[list[Strip]],
) -> None:
    wire, sequences = Wire(), []
    for strips in shown:
        region = Region(0, 0, COLUMNS, ROWS)
        sequences.append(sent(LayoutUpdate([[strip] for strip in strips], region), wire))
    screen, alone = screen_after(*sequences), screen_after(whole(shown[-1]))
    assert screen.display == alone.display
    for y in range(ROWS):
        for x in range(COLUMNS):
            assert seen(screen, x, y) == seen(alone, x, y), (x, y)


def test_a_blank_needs_no_color_but_that_behind_it() -> None:
    dot, blank = Style.parse("bold #0000ff on #202020"), Style.parse("#ffffff on #202020")
    pieces = [Segment("⣿", dot), Segment("  ", blank), Segment("⣿", dot)]
    drawn = sent(LayoutUpdate([[Strip(pieces)]], Region(0, 0, 4, 1)), Wire())
    assert drawn == "\x1b[1;1H\x1b[1;38;2;0;0;255;48;2;32;32;32m⣿  ⣿\x1b[0m"


def test_what_is_shown_already_is_not_sent_again_until_it_may_be_gone() -> None:
    wire = Wire()
    update = LayoutUpdate([[Strip([Segment("η = 0.1")])]], Region(2, 1, 7, 1))
    assert sent(update, wire) == "\x1b[2;3Hη = 0.1"
    assert sent(update, wire) == ""
    changed = LayoutUpdate([[Strip([Segment("η = 0.2")])]], Region(2, 1, 7, 1))
    assert sent(changed, wire) == "\x1b[2;9H2"
    wire.forget()
    assert sent(changed, wire) == "\x1b[2;3Hη = 0.2"
