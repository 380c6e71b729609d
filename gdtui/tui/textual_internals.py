"""Whatever private call of Textual is needed: the rest of the screen keeps to what is public.

`TerminalApp` sends the cells that changed and nothing else, lets keys act in the order in which
they were typed, and asks the terminal when it has drawn a frame.

Every text is text. What a widget is given is made visible before it is measured (`_text_is_text`),
and is never read as markup; and whatever is drawn, by whichever widget, is made visible once more
where it is still cells (`visible_strip`), so that no text from outside commands the terminal.

`ScreenUpdate` takes the place of Textual's own updates, which draw more than has changed
(`wire.py`).
"""

import asyncio
from collections.abc import Iterator
from typing import Any, cast

import rich.text
import textual.content
from rich.color import ColorSystem
from rich.console import Console, RenderableType
from rich.segment import Segment
from textual import events
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual._context import active_app
from textual.app import App
from textual.content import Content
from textual.keys import Keys, _character_to_key
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import Input

from gdtui.drawing.glyphs import Glyphs
from gdtui.tui.pacing import HOPS, Pacer, Waiting
from gdtui.tui.terminal.driver import TerminalDriver
from gdtui.tui.wire import Part, Wire
from gdtui.visible import visible_line, visible_text, without_hidden

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
        self.console._markup = False
        # What is said after the screen is closed goes through stderr, which shows every sequence.
        self.error_console = Console(markup=False, highlight=False, stderr=True, color_system=None)
        self.glyphs = glyphs
        self.pacer = Pacer(self._write, fps=fps, blind_fps=blind_fps)
        self.wire = Wire()

    def on_mount(self) -> None:
        """While the program is suspended somebody else writes to the terminal."""
        self.app_resume_signal.subscribe(self, lambda _: self.wire.forget())

    def legible(self, text: str) -> str:
        """`text` in what the terminal can show."""
        return self.glyphs.legible(text)

    async def on_event(self, event: events.Event) -> None:
        """Keys act in the order in which they were typed; of what is pasted, the visible part does.

        Textual hands a letter to the field at once, but lets a bound key such as Ctrl+U climb from
        widget to widget until the app looks up what it does: on a line that delivers keys in
        bursts, what is typed after it would be done before it. So a bound key acts here, and the
        next key waits for what this one posted.
        """
        if isinstance(event, events.Resize):
            self.wire.forget()
        if isinstance(event, events.Paste):
            event.text = without_hidden(event.text)
            if isinstance(self.focused, Input):  # which would take no more than the first line
                event.text = " ".join(event.text.split())
        elif not isinstance(event, events.Key) or event.is_forwarded:
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

    def action_redraw(self) -> None:
        """Draw everything again, if something else has written on the screen."""
        self.wire.forget()
        self.screen.refresh(layout=True)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy `text`, with nothing hidden in it that would act where it is pasted."""
        super().copy_to_clipboard(visible_text(text))

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Draw what the compositor has made: it makes nothing else."""
        if isinstance(renderable, ChopsUpdate | LayoutUpdate):
            update = ScreenUpdate(renderable, self.wire, self.glyphs)
            renderable = cast("RenderableType", update)
        elif renderable is not None:
            raise TypeError(renderable)
        super()._display(screen, renderable)


def visible_strip(strip: Strip, glyphs: Glyphs) -> Strip:
    """The same cells with nothing that commands the terminal, and just as many."""
    if all(_is_only_text(segment) for segment in strip):
        return strip
    shown = [
        Segment(visible_line(text, pictures=glyphs.pictures), style and style.update_link(None))
        for text, style, control in strip
        if not control
    ]
    return Strip(shown).adjust_cell_length(strip.cell_length)


def _is_only_text(segment: Segment) -> bool:
    text, style, control = segment
    return text.isprintable() and not control and not (style and style.link)


def _visible(text: str) -> str:
    app = active_app.get(None)
    return visible_text(text, pictures=isinstance(app, TerminalApp) and app.glyphs.pictures)


def _unread(text: str | Content) -> Content:
    return text if isinstance(text, Content) else Content(text)


def _unread_rich(text: str, *, emoji: bool = False, **look: Any) -> rich.text.Text:  # noqa: ARG001
    return rich.text.Text(text, **look)


def _text_is_text() -> None:
    """Make every text that a widget is given visible, and keep it from being read as markup.

    Textual and Rich drop some of the control characters of every text, before it is measured: here
    all are shown instead. What reads markup reads none, whatever `markup=` a widget was made with.
    """
    textual.content._strip_control_codes = _visible  # type: ignore[assignment]
    rich.text.strip_control_codes = _visible  # type: ignore[assignment, attr-defined]
    Content.from_markup = _unread  # type: ignore[method-assign, assignment]
    rich.text.Text.from_markup = _unread_rich  # type: ignore[method-assign]


_text_is_text()


class ScreenUpdate(CompositorUpdate):
    """An update that sends what the terminal does not show yet."""

    def __init__(self, update: ChopsUpdate | LayoutUpdate, wire: Wire, glyphs: Glyphs) -> None:
        self._update, self._wire, self._glyphs = update, wire, glyphs

    def render_segments(self, console: Console) -> str:
        """The sequences that draw it."""
        update = self._update
        parts = _spans(update) if isinstance(update, ChopsUpdate) else _lines(update)
        visible = ((x, y, visible_strip(strip, self._glyphs)) for x, y, strip in parts)
        colors = console._color_system or ColorSystem.TRUECOLOR
        return "".join(self._wire.sequences(visible, colors))


def _spans(update: ChopsUpdate) -> Iterator[Part]:
    for y, first, last in update.spans:
        line, ends = update.chops[y], update.chop_ends[y]
        for end, (x, strip) in zip(ends, line.items(), strict=False):
            begin, stop = max(x, first), min(end, last)
            if strip is not None and begin < stop:
                yield begin, y, strip.crop(begin - x, stop - x)


def _lines(update: LayoutUpdate) -> Iterator[Part]:
    for y, strips in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in strips:
            yield x, y, strip
            x += strip.cell_length
