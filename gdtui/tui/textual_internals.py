"""Whatever private call of Textual is needed: the rest of the screen keeps to what is public.

`TerminalApp` sends the cells that changed and nothing else, lets keys act in the order in which
they were typed, and asks the terminal when it has drawn a frame.

Every text is text. What a widget is given is made visible before it is measured (`_text_is_text`),
and is never read as markup; and whatever is drawn, by whichever widget, is made visible once more
where it is still cells (`visible_strip`), so that no text from outside commands the terminal.

Textual's own update of a part of a line begins at the left edge of the widget, and says every color
in full for every piece: seven times the bytes of what has changed. `SpansUpdate` is built on
Textual's and writes the same cells.
"""

import asyncio
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, cast

import rich.text
import textual.content
from rich.color import ColorSystem
from rich.console import Console, RenderableType
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual._context import active_app
from textual.app import App
from textual.content import Content
from textual.keys import Keys, _character_to_key
from textual.screen import Screen
from textual.strip import Strip

from gdtui.drawing.glyphs import Glyphs
from gdtui.tui.pacing import HOPS, Pacer, Waiting
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
        super().__init__(ansi_color=ansi_color)
        self.console._markup = False
        # What is said after the screen is closed goes through stderr, which shows every sequence.
        self.error_console = Console(markup=False, highlight=False, stderr=True, color_system=None)
        self.glyphs = glyphs
        self.pacer = Pacer(self._write, fps=fps, blind_fps=blind_fps)

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
        if isinstance(event, events.Paste):
            event.text = without_hidden(event.text)
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
            return
        is_text = self.focused and self.focused.check_consume_key(event.key, event.character)
        if is_text or not await self._check_bindings(event.key):
            await super().on_event(event)
        for _ in range(HOPS):
            await asyncio.sleep(0)

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

    def copy_to_clipboard(self, text: str) -> None:
        """Copy `text`, with nothing hidden in it that would act where it is pasted."""
        super().copy_to_clipboard(visible_text(text))

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Draw what the compositor has made, all of it made visible: it makes nothing else."""
        update: CompositorUpdate | None
        match renderable:
            case ChopsUpdate():
                update = SpansUpdate(renderable, self.glyphs)
            case LayoutUpdate():
                lines = [self._visible(line) for line in renderable.strips]
                update = LayoutUpdate(lines, renderable.region)
            case None:
                update = None
            case _:
                raise TypeError(renderable)
        super()._display(screen, cast("RenderableType | None", update))

    def _visible(self, line: Iterable[Strip]) -> Iterable[Strip]:
        return [visible_strip(strip, self.glyphs) for strip in line]


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


class Look(NamedTuple):
    """The codes that make a style: attributes, foreground, background."""

    attributes: str
    foreground: str
    background: str


PLAIN = Look("", "", "")


class SpansUpdate(CompositorUpdate):
    """A partial update that writes just its spans."""

    def __init__(self, update: ChopsUpdate, glyphs: Glyphs = Glyphs.BRAILLE) -> None:
        self._update, self._glyphs = update, glyphs

    def render_segments(self, console: Console) -> str:
        """The sequences that draw the spans."""
        return "".join(self._sequences(console._color_system or ColorSystem.TRUECOLOR))

    def _sequences(self, colors: ColorSystem) -> Iterator[str]:
        look, here = PLAIN, (-1, -1)
        for x, y, strip in self._parts():
            if here != (x, y):
                ahead = x - here[0]
                yield f"\x1b[{ahead}C" if here[1] == y and ahead > 0 else f"\x1b[{y + 1};{x + 1}H"
            for text, style, _ in strip:
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
                    yield begin, y, visible_strip(strip.crop(begin - x, stop - x), self._glyphs)


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
