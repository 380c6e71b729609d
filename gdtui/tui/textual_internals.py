"""What goes to the terminal: the cells that changed, and a colour only where it changes.

Textual's own update of a part of a line begins at the left edge of the widget, and says every
colour in full for every piece: seven times the bytes of what has changed. `SpansUpdate` is built on
Textual's and writes the same cells.
"""

from collections.abc import Iterator
from typing import NamedTuple

from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate
from textual.strip import Strip


class Look(NamedTuple):
    """The codes that make a style: attributes, foreground, background."""

    attributes: str
    foreground: str
    background: str


PLAIN = Look("", "", "")


class SpansUpdate(CompositorUpdate):
    """A partial update that writes just its spans."""

    def __init__(self, update: ChopsUpdate) -> None:
        self._update = update

    def render_segments(self, console: Console) -> str:
        """The sequences that draw the spans."""
        return "".join(self._sequences(console._color_system or ColorSystem.TRUECOLOR))

    def _sequences(self, colours: ColorSystem) -> Iterator[str]:
        look, here = PLAIN, (-1, -1)
        for x, y, strip in self._parts():
            if here != (x, y):
                ahead = x - here[0]
                yield f"\x1b[{ahead}C" if here[1] == y and ahead > 0 else f"\x1b[{y + 1};{x + 1}H"
            for text, style, control in strip:
                if not control:
                    wanted = _look(style, colours)
                    yield _change(look, wanted)
                    yield text
                    look = wanted
            here = (x + strip.cell_length, y)
        yield _change(look, PLAIN)

    def _parts(self) -> Iterator[tuple[int, int, Strip]]:
        """Column, line and cells of every part that is to be drawn."""
        update = self._update
        for y, first, last in update.spans:
            line, ends = update.chops[y], update.chop_ends[y]
            for end, (x, strip) in zip(ends, line.items(), strict=False):
                begin, stop = max(x, first), min(end, last)
                if strip is not None and begin < stop:
                    yield begin, y, strip.crop(begin - x, stop - x)


def _look(style: Style | None, colours: ColorSystem) -> Look:
    if style is None:
        return PLAIN
    attributes = Strip.render_ansi(style.without_color, colours)
    foreground = style.color.downgrade(colours).get_ansi_codes() if style.color else ()
    background = style.bgcolor.downgrade(colours).get_ansi_codes(False) if style.bgcolor else ()
    return Look(attributes, ";".join(foreground), ";".join(background))


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
