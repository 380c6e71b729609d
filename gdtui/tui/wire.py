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
from rich.color import ColorSystem
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

Cell: TypeAlias = tuple[str, Look] | None
"""What stands there; an empty text to the right of what takes several cells; None: not known."""

Part: TypeAlias = tuple[int, int, Strip]
"""Column, line and cells of a part of the screen."""


class Wire:
    """The way to a terminal, which knows what the terminal shows."""

    def __init__(self) -> None:
        self._lines: dict[int, list[Cell]] = {}

    def forget(self) -> None:
        """Somebody else may have written to the terminal: send everything that is drawn next."""
        self._lines.clear()

    def sequences(self, parts: Iterable[Part], colors: ColorSystem) -> Iterator[str]:
        """What draws `parts` in a terminal with such `colors`."""
        look, here = PLAIN, (-1, -1)
        for x, y, strip in parts:
            after = list(_cells(strip, colors))
            line = self._lines.setdefault(y, [])
            line.extend([None] * (x + len(after) - len(line)))
            before = line[x : x + len(after)]
            line[x : x + len(after)] = after
            for begin, end in _changed_runs(before, after):
                if here != (x + begin, y):
                    ahead = x + begin - here[0]
                    onward = here[1] == y and ahead > 0
                    yield f"\x1b[{ahead}C" if onward else f"\x1b[{y + 1};{x + begin + 1}H"
                for wanted, cells in groupby(after[begin:end], itemgetter(1)):
                    text = "".join(text for text, _ in cells)
                    then = wanted if text.strip(" ") else _for_blanks(look, wanted)
                    yield _change(look, then)
                    yield text
                    look = then
                here = (x + end, y)
        yield _change(look, PLAIN)


def _cells(strip: Strip, colors: ColorSystem) -> Iterator[tuple[str, Look]]:
    for text, style, control in strip:
        if control:
            continue
        look = look_of(style, colors)
        drawn = characters(text)
        widths = [1] * len(text) if text.isascii() else [*map(cell_len, drawn)]
        if {*widths} <= {1, 2} and sum(widths) == cell_len(text):
            pieces: Iterable[tuple[str, int]] = zip(drawn, widths, strict=True)
        else:  # characters that are drawn as one: what they share is the terminal's affair
            pieces = [(text, cell_len(text))]
        for piece, width in pieces:
            seen = _of_a_blank(look) if piece == " " else look
            yield from ((piece, seen), *[("", look)] * (width - 1))[:width]


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
    foreground = style.color.downgrade(colors).get_ansi_codes() if style.color else ()
    background = style.bgcolor.downgrade(colors).get_ansi_codes(False) if style.bgcolor else ()
    return Look(
        Strip.render_ansi(style.without_color, colors), ";".join(foreground), ";".join(background)
    )


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
