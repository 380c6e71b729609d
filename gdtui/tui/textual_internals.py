"""Whatever private call of Textual is needed: the rest of the screen keeps to what is public.

`TerminalApp` sends the cells that changed and nothing else, lets keys act in the order in which
they were typed, and asks the terminal when it has drawn a frame.

Textual's own update of a part of a line begins at the left edge of the widget, and says every color
in full for every piece: seven times the bytes of what has changed. `SpansUpdate` is built on
Textual's and writes the same cells.
"""

import asyncio
from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from rich.color import ColorSystem
from rich.console import Console, RenderableType
from rich.style import Style
from textual import events
from textual._compositor import ChopsUpdate, CompositorUpdate
from textual.app import App
from textual.keys import Keys, _character_to_key
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import Input

from gdtui.drawing.glyphs import Glyphs, ascii_only
from gdtui.tui.pacing import HOPS, Pacer, Waiting
from gdtui.tui.terminal.driver import TerminalDriver

FPS = 10.0
"""Frames of playing a second, at most."""

KEY_NAMES = frozenset(
    {key.value for key in Keys if key.value.replace("+", "").replace("_", "").isalnum()}
    | {_character_to_key(chr(code)) for code in range(0x20, 0x7F)}
) - {"return"}  # what the key of that name sends is called enter
"""Textual's names of the keys that a terminal may send."""


def key_name(typed: str) -> str:
    """Textual's name of a key that is written as such, or as the character that it types."""
    return _character_to_key(typed) if len(typed) == 1 else typed.lower()


class TerminalApp(App[None]):
    """An app that knows what its terminal can show, and when it has shown it.

    Widgets and screens reach it as `app = getters.app(TerminalApp)`.
    """

    def __init__(
        self,
        glyphs: Glyphs = Glyphs.BRAILLE,
        *,
        fps: float = FPS,
        blind_fps: float = FPS,
        ansi_color: bool | None = None,
    ) -> None:
        """`fps` and `blind_fps` are the pacer's; `ansi_color` is Textual's."""
        super().__init__(TerminalDriver, ansi_color=ansi_color)
        self.glyphs = glyphs
        self.pacer = Pacer(self._write, fps=fps, blind_fps=blind_fps)

    def legible(self, text: str) -> str:
        """`text` in what the terminal can show."""
        return ascii_only(text) if self.glyphs is Glyphs.ASCII else text

    async def on_event(self, event: events.Event) -> None:
        """Keys act in the order in which they were typed.

        Textual hands a letter to the field at once, but lets a bound key such as Ctrl+U climb from
        widget to widget until the app looks up what it does: on a line that delivers keys in
        bursts, what is typed after it would be done before it. So a bound key acts here, and the
        next key waits for what this one posted.
        """
        if isinstance(event, events.Paste) and isinstance(self.focused, Input):
            event.text = " ".join(event.text.split())  # of which a field would take the first line
        elif not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        bound = False
        if isinstance(event, events.Key):
            is_text = self.focused and self.focused.check_consume_key(event.key, event.character)
            bound = not is_text and await self._check_bindings(event.key)
        if not bound and isinstance(event, events.Key) and event.key == "ctrl+z":
            self.action_suspend_process()  # unless a person or a field has another use for it
        elif not bound:
            await super().on_event(event)
        for _ in range(HOPS):
            await asyncio.sleep(0)

    def on_cursor_position(self, _event: events.CursorPosition) -> None:
        """The terminal has drawn a frame."""
        self.pacer.answered()
        if isinstance(self.screen, Waiting):
            self.screen.arrived()

    def keep_state(self) -> None:
        """Keep what is to be there at the next start: the program ends, perhaps at once."""

    def action_suspend_process(self) -> None:
        """Stop, as Ctrl+Z stops any program, until the shell says to go on."""
        if isinstance(self._driver, TerminalDriver):
            self._driver.suspend()

    def _write(self, sequence: str) -> None:
        if self.is_headless:
            self.pacer.answered()
        elif self._driver is not None:
            self._driver.write(sequence)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        spans = SpansUpdate(renderable) if isinstance(renderable, ChopsUpdate) else None
        super()._display(screen, cast("RenderableType", spans) if spans else renderable)


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

    def _sequences(self, colors: ColorSystem) -> Iterator[str]:
        look, here = PLAIN, (-1, -1)
        for x, y, strip in self._parts():
            if here != (x, y):
                ahead = x - here[0]
                yield f"\x1b[{ahead}C" if here[1] == y and ahead > 0 else f"\x1b[{y + 1};{x + 1}H"
            for text, style, control in strip:
                if not control:
                    wanted = _look(style, colors)
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


def _look(style: Style | None, color_system: ColorSystem) -> Look:
    if style is None:
        return PLAIN
    attributes = Strip.render_ansi(style.without_color, color_system)
    foreground = style.color.downgrade(color_system).get_ansi_codes() if style.color else ()
    background = (
        style.bgcolor.downgrade(color_system).get_ansi_codes(False) if style.bgcolor else ()
    )
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
