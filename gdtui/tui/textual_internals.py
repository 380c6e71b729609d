"""Whatever private call of Textual is needed: the rest of the screen keeps to what is public.

`TerminalApp` sends the cells that changed and nothing else, lets keys act in the order in which
they were typed, and asks the terminal when it has drawn a frame.

Textual's own update of a part of a line begins at the left edge of the widget, and says every color
in full for every piece: seven times the bytes of what has changed. `SpansUpdate` is built on
Textual's and writes the same cells.
"""

import asyncio
from collections import deque
from collections.abc import Iterator
from time import monotonic
from typing import Any, NamedTuple, cast

from rich.color import ColorSystem
from rich.console import Console, RenderableType
from rich.style import Style
from textual import events
from textual._compositor import ChopsUpdate, CompositorUpdate
from textual._queue import Queue
from textual.app import App
from textual.command import CommandList, CommandPalette
from textual.errors import NoWidget
from textual.keys import Keys, _character_to_key
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.strip import Strip
from textual.theme import ThemeProvider
from textual.widgets import Input

from gdtui.drawing.glyphs import Glyphs, ascii_only
from gdtui.tui.pacing import HOPS, Pacer, Waiting

FPS = 10.0
"""Frames of playing a second, at most."""

FROM_THE_TERMINAL = (events.Key, events.MouseEvent, events.Paste, events.CursorPosition)
"""What acts in the order in which it came."""

PATIENCE = 1.0
"""Seconds that a key waits for a screen that is not done with something that takes long."""
MOMENT = 0.001
"""Seconds between two looks at a screen that does not stand yet."""

GATHERING = CommandPalette._GATHER_COMMANDS_GROUP
"""What the palette does while it looks for what was typed."""

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
        super().__init__(ansi_color=ansi_color)
        self.glyphs = glyphs
        self.pacer = Pacer(self._write, fps=fps, blind_fps=blind_fps)
        self._typed: deque[events.Event] = deque()
        self._has_turn = False
        self._patient_until = 0.0

    def legible(self, text: str) -> str:
        """`text` in what the terminal can show."""
        return ascii_only(text) if self.glyphs is Glyphs.ASCII else text

    async def on_event(self, event: events.Event) -> None:
        """What a person does waits its turn; what is done already comes to Textual."""
        if isinstance(event, FROM_THE_TERMINAL) and not event.is_forwarded:
            self._typed.append(event)
            if not self._has_turn:
                self._has_turn = True
                self._patient_until = monotonic() + PATIENCE
                await self._turn()
        else:
            await super().on_event(event)

    async def _turn(self) -> None:
        """Let the next key act if the screen that it is for stands, and come back for the others.

        Coming back is a message to the app itself, behind all that is waiting there: so what a key
        has posted is done before the next one acts.
        """
        if self._typed:
            if self._stands_for(self._typed[0]) or monotonic() > self._patient_until:
                await self._act(self._typed.popleft())
                self._patient_until = monotonic() + PATIENCE
            else:
                await asyncio.sleep(MOMENT)
            self.call_later(self._turn)
        else:
            self._has_turn = False

    async def _act(self, event: events.Event) -> None:
        """Hand a key, a click or a paste to Textual.

        Textual hands a letter to the field at once, but lets a bound key such as Ctrl+U climb from
        widget to widget until the app looks up what it does, and what was typed after it may be
        done before it. So a bound key acts here.
        """
        is_done = (
            await self._is_bound(event)
            if isinstance(event, events.Key)
            else isinstance(event, events.MouseEvent) and self._is_on_nothing(event)
        )
        if not is_done:
            await super().on_event(event)
        for _ in range(HOPS):
            await asyncio.sleep(0)

    async def _is_bound(self, key: events.Key) -> bool:
        """Do what a key is bound to, if it is no text and bound to anything."""
        return not self._is_text(key) and await self._check_bindings(key.key)

    def _is_on_nothing(self, event: events.MouseEvent) -> bool:
        """Whether the mouse is on what is still drawn, but has gone: Textual would fall over it."""
        try:
            widget, _ = self.screen.get_widget_at(event.x, event.y)
        except NoWidget:
            return False
        return not widget.is_attached

    def _is_text(self, event: events.Event) -> bool:
        """Whether what has the focus takes a key as a character."""
        return (
            isinstance(event, events.Key)
            and self.focused is not None
            and self.focused.check_consume_key(event.key, event.character)
        )

    def _stands_for(self, event: events.Event) -> bool:
        """Whether the top screen stands and has done all that it was asked to do.

        A letter of a word need not wait for what the last one moves, or lets the palette look for.
        """
        screen = self.screen
        return (
            screen.is_mounted
            and self._message_queue.empty()
            and not self._next_callbacks
            and not any(map(_is_busy, (screen, *screen.walk_children())))
            and (
                self._is_text(event) or not (screen._layout_required or self._looks_for_commands())
            )
        )

    def _looks_for_commands(self) -> bool:
        return any(worker.group == GATHERING for worker in self.workers)

    def action_command_palette(self) -> None:
        """Find a command by its name."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(Palette())

    def search_themes(self) -> None:
        """Find a theme by its name."""
        self.push_screen(Palette(providers=[ThemeProvider], placeholder="Search for themes…"))

    def on_cursor_position(self, _event: events.CursorPosition) -> None:
        """The terminal has drawn a frame."""
        self.pacer.answered()
        if isinstance(self.screen, Waiting):
            self.screen.arrived()

    def _write(self, sequence: str) -> None:
        if self.is_headless:
            self.pacer.answered()
        elif self._driver is not None:
            self._driver.write(sequence)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        spans = SpansUpdate(renderable) if isinstance(renderable, ChopsUpdate) else None
        super()._display(screen, cast("RenderableType", spans) if spans else renderable)


class Palette(CommandPalette):
    """Textual's, which sends nothing while it waits, and is opened in windows of any size."""

    def on_mount(self) -> None:
        """Keep the cursor from blinking."""
        self.query_one(Input).cursor_blink = False

    def _action_command_list(self, action: str) -> None:
        if self.query_one(CommandList).scrollable_content_region:
            super()._action_command_list(action)


def _is_busy(pump: MessagePump) -> bool:
    """Whether it handles a message or has one to handle, rather than waiting for the next."""
    queue: Queue[Message | None] = pump._message_queue
    waits: bool = queue.empty() and bool(queue.ready_event._waiters)
    return pump._running and not pump._closing and not waits


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
