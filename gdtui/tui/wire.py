"""What the terminal shows, and the shortest way to make it show something else.

Every byte crosses an SSH link. Textual draws a whole line of a widget where one cell of it has
changed, says every color in full for every piece, and draws the first screen three times: some
30,000 bytes, half a minute at 9,600 bit/s. Here the cells that the terminal shows are remembered,
and those that differ are sent.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from rich.cells import cell_len
from rich.color import Color, ColorSystem
from rich.style import Style
from textual.strip import Strip

from gdtui.drawing.notation import characters

GAP = 4
"""Unchanged cells between two changed runs that are sent along: moving the cursor costs as much."""


class Look(NamedTuple):
    """The codes that make a style: attributes, foreground, background."""

    attributes: str
    foreground: str
    background: str


PLAIN = Look("", "", "")

_UNDRAWN = "undrawn"

UNDRAWN = Style(meta={_UNDRAWN: True})
"""Of cells that will be drawn in a moment: what the terminal shows there stays until then."""

Cell: TypeAlias = tuple[str, Look] | None
"""What stands there; an empty text to the right of what takes several cells; None: not known."""

Part: TypeAlias = tuple[int, int, Strip]
"""Column, line and cells of a part of the screen."""


_Drawn: TypeAlias = tuple[str, Look]

_Change: TypeAlias = tuple[int, int, list[_Drawn]]
"""Column, line and cells of a run that is sent."""

WORTH_ORDERING = 2000
"""Bytes of a frame that may cost fewer if it is drawn ground by ground, as a map in many colors: to
move the cursor costs five bytes, and another color up to twenty."""


class Wire:
    """The way to a terminal, which knows what the terminal shows."""

    def __init__(self) -> None:
        self._lines: dict[int, list[Cell]] = {}

    def forget(self) -> None:
        """Somebody else may have written to the terminal: send everything that is drawn next."""
        self._lines.clear()

    def sequences(self, parts: Iterable[Part], colors: ColorSystem) -> str:
        """What draws `parts` in a terminal with such `colors`."""
        changes = [*self._changes(parts, colors)]
        by_lines = _written(changes)
        if len(by_lines) < WORTH_ORDERING:
            return by_lines
        grounds = [(x + at, y, cells) for x, y, run in changes for at, cells in _by_ground(run)]
        by_grounds = _written(sorted(grounds, key=lambda change: change[2][0][1].background))
        return min(by_lines, by_grounds, key=len)

    def _changes(self, parts: Iterable[Part], colors: ColorSystem) -> Iterator[_Change]:
        """The runs of cells that differ from what the terminal shows, and shows from now on."""
        for x, y, strip in parts:
            pieces = [
                (text, look_of(style, colors)) for text, style, control in strip if not control
            ]
            after = [cell for piece in pieces for cell in _cells(*piece)]
            line = self._lines.setdefault(y, [])
            line.extend([None] * (x + len(after) - len(line)))
            before = line[x : x + len(after)]
            if any(look.attributes == _UNDRAWN for _, look in pieces):
                after = [_kept(*cells) for cells in zip(before, after, strict=True)]
            line[x : x + len(after)] = after
            for begin, end in _changed_runs(before, after):
                yield x + begin, y, after[begin:end]


def _by_ground(run: list[_Drawn]) -> Iterator[tuple[int, list[_Drawn]]]:
    """The pieces of a run that have one ground, each with its place in the run."""
    at = 0
    for _, group in groupby(run, key=lambda cell: cell[1].background):
        cells = list(group)
        yield at, cells
        at += len(cells)


def _written(changes: Iterable[_Change]) -> str:
    """What draws them in this order, from a plain look to a plain look."""
    sent = []
    look, here = PLAIN, (-1, -1)
    for x, y, run in changes:
        if here != (x, y):
            ahead = x - here[0]
            onward = here[1] == y and ahead > 0
            sent.append(f"\x1b[{ahead}C" if onward else f"\x1b[{y + 1};{x + 1}H")
        for wanted, cells in groupby(run, itemgetter(1)):
            text = "".join(text for text, _ in cells)
            then = wanted if text.strip(" ") else _for_blanks(look, wanted)
            sent += _change(look, then), text
            look = then
        here = (x + len(run), y)
    return "".join((*sent, _change(look, PLAIN)))


@lru_cache(maxsize=4096)
def _cells(text: str, look: Look) -> tuple[_Drawn, ...]:
    """The cells of a text: most pieces of a line that has changed are those of the last frame."""
    drawn = characters(text)
    widths = [1] * len(text) if text.isascii() else [*map(cell_len, drawn)]
    if {*widths} <= {1, 2} and sum(widths) == cell_len(text):
        pieces: Iterable[tuple[str, int]] = zip(drawn, widths, strict=True)
    else:  # characters that are drawn as one: what they share is the terminal's affair
        pieces = [(text, cell_len(text))]
    cells: list[_Drawn] = []
    for piece, width in pieces:
        seen = _of_a_blank(look) if piece == " " else look
        cells += ((piece, seen), *[("", look)] * (width - 1))[:width]
    return tuple(cells)


def _kept(shown: Cell, drawn: _Drawn) -> _Drawn:
    """What was drawn; where nothing was, what the terminal shows, unless that is not known."""
    if drawn[1].attributes != _UNDRAWN:
        return drawn
    return shown or (" ", _of_a_blank(drawn[1]._replace(attributes="")))


def _changed_runs(before: list[Cell], after: list[tuple[str, Look]]) -> Iterator[tuple[int, int]]:
    """The runs of cells (begin, end) in which two parts of a line differ, whole characters each."""
    if before == after:
        return
    begin = end = -1
    for x, (old, new) in enumerate(zip(before, after, strict=True)):
        if old == new:
            continue
        if begin >= 0 and x - end > GAP:
            yield _whole(after, begin, end)
            begin = -1
        if begin < 0:
            begin = x
        end = x + 1
    yield _whole(after, begin, end)


def _whole(cells: list[tuple[str, Look]], begin: int, end: int) -> tuple[int, int]:
    """The same run, with all of the characters that begin or end in it."""
    while begin and not cells[begin][0]:
        begin -= 1
    while end < len(cells) and not cells[end][0]:
        end += 1
    return begin, end


@lru_cache(maxsize=1024)
def look_of(style: Style | None, colors: ColorSystem) -> Look:
    """The codes of a style in a terminal with such colors."""
    if style is None:
        return PLAIN
    if _UNDRAWN in style.meta:
        return look_of(style.clear_meta_and_links(), colors)._replace(attributes=_UNDRAWN)
    foreground = _short(style.color, colors).get_ansi_codes() if style.color else ()
    background = _short(style.bgcolor, colors).get_ansi_codes(False) if style.bgcolor else ()
    return Look(
        Strip.render_ansi(style.without_color, colors), ";".join(foreground), ";".join(background)
    )


_CUBE = {
    level + off: place
    for place, level in enumerate((0, 95, 135, 175, 215, 255))
    for off in (-1, 0, 1)
}
"""Where in the cube of the 256 colors a component is. One off is the same: nobody sees it, and
Textual makes #fed75f of #ffd75f on the way."""

_FIRST_FIXED = 22
"""Of the 256: those before are what a person or a shell's theme has made of them."""


def _short(color: Color, colors: ColorSystem) -> Color:
    """What such a terminal shows of a color, by its shortest name: most of the themes' are among
    the 256, whose numbers are half as long."""
    if colors is not ColorSystem.TRUECOLOR or color.triplet is None:
        return color.downgrade(colors)
    red, green, blue = color.triplet
    if red == green == blue and red in range(8, 239, 10):
        return Color.from_ansi(232 + (red - 8) // 10)
    if red in _CUBE and green in _CUBE and blue in _CUBE:
        number = 16 + 36 * _CUBE[red] + 6 * _CUBE[green] + _CUBE[blue]
        if number >= _FIRST_FIXED:
            return Color.from_ansi(number)
    return color


_UNSEEN = {"", "1", "2", "3"}  # attributes that a blank does not show: bold, dim, italic


@lru_cache(maxsize=1024)
def _of_a_blank(look: Look) -> Look:
    """The look without what a blank does not show."""
    if {*look.attributes.split(";")} <= _UNSEEN:
        return Look("", "", look.background)
    return look


def _for_blanks(now: Look, wanted: Look) -> Look:
    """What blanks of a look can be written in: `now` but for the background, if that shows."""
    if not wanted.attributes and {*now.attributes.split(";")} <= _UNSEEN:
        return now._replace(background=wanted.background)
    return wanted


_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "9": "29"}


def _change(now: Look, wanted: Look) -> str:
    """The sequence from one look to another, as short as it can be."""
    if now == wanted:
        return ""
    before, after = now.attributes.split(";"), wanted.attributes.split(";")
    removed = [code for code in before if code not in after]
    if wanted == PLAIN or any(code not in _OFF for code in removed if code):
        codes = ["0", *filter(None, wanted)]
    else:
        codes = [_OFF[code] for code in removed if code]
        # One code may have switched off two attributes, so all that are wanted are said again.
        codes += [code for code in after if code and (codes or code not in before)]
        if now.foreground != wanted.foreground:
            codes.append(wanted.foreground or "39")
        if now.background != wanted.background:
            codes.append(wanted.background or "49")
    return f"\x1b[{';'.join(codes)}m"
