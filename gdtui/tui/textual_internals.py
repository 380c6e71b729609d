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
import subprocess
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

import rich.text
import textual.content
from rich.color import Color, ColorSystem
from rich.console import Console, RenderableType
from rich.segment import Segment
from textual import events, getters
from textual._compositor import (
    ChopsUpdate,
    Compositor,
    CompositorUpdate,
    LayoutUpdate,
    ReflowResult,
)
from textual._context import active_app
from textual._queue import Queue
from textual.actions import parse
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.color import Color as TextualColor
from textual.command import CommandList, CommandPalette
from textual.content import Content
from textual.css.query import NoMatches
from textual.errors import NoWidget
from textual.geometry import Size
from textual.keys import Keys, _character_to_key
from textual.message import Message
from textual.message_pump import MessagePump
from textual.notifications import Notification
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from gdtui.drawing.glyphs import Glyphs
from gdtui.tui.pacing import HOPS, Pacer, Waiting
from gdtui.tui.terminal.driver import TerminalDriver
from gdtui.tui.wire import Part, Wire
from gdtui.visible import visible_line, visible_text, without_hidden

if TYPE_CHECKING:
    from gdtui.drawing.heat_map import Pen

FPS = 10.0
"""Frames of playing a second, at most."""

FROM_THE_TERMINAL = (events.Key, events.MouseEvent, events.Paste, events.CursorPosition)
"""What acts in the order in which it came."""

MOMENT = 0.004
"""Seconds between two looks at a screen that is not done yet."""
LOOKS = 250
"""After which a key waits no longer for a screen that stands, but is not done with something that
takes long: about a second, in which the screen had its turns as well."""

MEASURING = "measuring"
"""The group of workers without whose result a screen can do little: keys for the rest wait."""

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
        super().__init__(TerminalDriver, ansi_color=ansi_color)
        self.console._markup = False
        # What is said after the screen is closed goes through stderr, which shows every sequence.
        self.error_console = Console(markup=False, highlight=False, stderr=True, color_system=None)
        self.glyphs = glyphs
        self.pacer = Pacer(self._write, fps=fps, blind_fps=blind_fps)
        self.wire = Wire()
        self._typed: deque[events.Event] = deque()
        self._has_turn = False
        self._looks = 0

    def key_of(self, action: str) -> str:
        """The key of an action, by its id, as this person has it; of several, the first."""
        return self.get_key_display(Binding("", "", id=action))

    def bound_to(self, key: str) -> list[str]:
        """The names of the actions that a key has on the top screen, whether they work or not."""
        bound = self.screen._bindings.key_to_bindings.get(key, ())
        return [parse(one.action)[1] for one in bound]

    def begin_with_theme(self, name: str) -> None:
        """Put on a theme before any style is read; a later one has Textual read them all again."""
        self.set_reactive(App.theme, name)
        dark = self.current_theme.dark
        classes = {f"-theme-{name}": True, "-dark-mode": dark, "-light-mode": not dark}
        self.update_classes(classes, update=False)
        self._refresh_truecolor_filter(self.ansi_theme)
        self.stylesheet.set_variables(self.get_css_variables())

    def color(self, name: str) -> Color:
        """One of the theme's colors, by the name that style sheets have for it."""
        return TextualColor.parse(self.stylesheet._variables[name]).rich_color

    def on_mount(self) -> None:
        """While the program is suspended somebody else writes to the terminal."""
        self.app_resume_signal.subscribe(self, lambda _: self.wire.forget(), immediate=True)

    @property
    def pen(self) -> "Pen":
        """What pictures are drawn with: in the bands of a map where the terminal has the colors."""
        from gdtui.drawing.heat_map import Pen  # noqa: PLC0415 (the first screen has a curve)

        few = self.console.color_system in ("standard", "windows")
        return Pen.suited(self.glyphs, colored=not (few or self.native_ansi_color))

    def legible(self, text: str) -> str:
        """`text` in what the terminal can show."""
        return self.glyphs.legible(text)

    async def on_event(self, event: events.Event) -> None:
        """What a person does waits its turn; what is done already comes to Textual."""
        if isinstance(event, events.Resize):
            self.wire.forget()
        if isinstance(event, FROM_THE_TERMINAL) and not event.is_forwarded:
            self._typed.append(event)
            if not self._has_turn:
                self._has_turn = True
                await self._turn()
        else:
            await super().on_event(event)

    async def _turn(self) -> None:
        """Let the next key act if the screen that it is for stands, and come back for the others.

        Coming back is a message to the app itself, behind all that is waiting there: so what a key
        has posted is done before the next one acts.
        """
        if self._typed:
            waits_no_longer = self.screen.is_mounted and self._looks >= LOOKS
            if waits_no_longer or self._stands_for(self._typed[0]):
                self._looks = 0
                await self._act(self._typed.popleft())
            else:
                self._looks += 1
                await asyncio.sleep(MOMENT)
            self.call_later(self._turn)
        else:
            self._has_turn = False

    async def _act(self, event: events.Event) -> None:
        """Hand a key, a click, or what is visible of a paste to Textual.

        Textual hands a letter to the field at once, but lets a bound key such as Ctrl+U climb from
        widget to widget until the app looks up what it does, and what was typed after it may be
        done before it. So a bound key acts here.
        """
        if isinstance(event, events.Paste):
            # Whatever takes it has one line; Textual would take the first one alone.
            event.text = " ".join(without_hidden(event.text).split())
        is_done = (
            await self._is_bound(event)
            if isinstance(event, events.Key)
            else isinstance(event, events.MouseEvent) and self._is_on_nothing(event)
        )
        if not is_done and isinstance(event, events.Key) and event.key == "ctrl+z":
            self.action_suspend_process()  # unless a person or a field has another use for it
        elif not is_done:
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
            and not self._waits_for_measuring(event)
            and (self._is_text(event) or not (screen._layout_required or self._is_at(GATHERING)))
        )

    def _is_at(self, group: str) -> bool:
        """Whether workers of a group are at work."""
        return any(worker.group == group for worker in self.workers)

    def _waits_for_measuring(self, event: events.Event) -> bool:
        """Whether what the screen measures has to be there before `event` can do what it is for."""
        if not self._is_at(MEASURING):
            return False
        if not isinstance(event, events.Key) or event.key in self._bindings.key_to_bindings:
            return isinstance(event, events.MouseEvent)
        return not any(self.screen.check_action(name, ()) for name in self.bound_to(event.key))

    def action_command_palette(self) -> None:
        """Find a command by its name."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(Palette())

    def on_cursor_position(self, _event: events.CursorPosition) -> None:
        """The terminal has drawn a frame."""
        self.pacer.answered()
        if isinstance(self.screen, Waiting):
            self.screen.arrived()

    def push_screen(self, *args: Any, **kwargs: Any) -> Any:
        """Open a screen, without the toasts of the one below."""
        self._withdraw_passing()
        return super().push_screen(*args, **kwargs)

    def pop_screen(self) -> AwaitComplete:
        """Leave the top screen; what is being told only now is for the one below."""
        self._withdraw_passing()
        return super().pop_screen()

    def _withdraw_passing(self) -> None:
        """Take away what a key on the top screen came to; a warning is as true on the next one."""
        self.withdraw(lambda old: old.severity != "warning", at_once=True)

    def withdraw(self, is_over: Callable[[Notification], bool], *, at_once: bool = False) -> None:
        """Take toasts away before their time; unless `at_once`, the next one has them go from the
        screen."""
        for notification in filter(is_over, [*self._notifications]):
            self._unnotify(notification, refresh=at_once)

    def keep_state(self) -> str | None:
        """What has to be kept is kept when the app ends; returns why it could not be."""
        return None

    def leave(self, problem: str | None) -> None:
        """End; what could not be kept is said below the screen that was."""
        self.exit(message=problem and f"gdtui: {problem}")

    def action_suspend_process(self) -> None:
        """Stop, as Ctrl+Z stops any program, until the shell says to go on."""
        if isinstance(self._driver, TerminalDriver):
            self._driver.suspend()

    def lend_terminal(self, command: Sequence[str]) -> int:
        """Give the terminal to another program until it ends. Returns its exit code.

        Raises `OSError` where there is no such program.
        """
        if isinstance(self._driver, TerminalDriver):
            return self._driver.lend(command)
        return subprocess.call(command)  # noqa: S603 (the person's own choice)

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

    def _handle_exception(self, error: Exception) -> None:
        """End the program with a traceback, unless a screen has come up while it is being left.

        Textual gives such a screen no widgets any more, which it is the first to notice.
        """
        if not (self._exit and isinstance(error, NoMatches)):
            super()._handle_exception(error)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Draw what the compositor has made: it makes nothing else."""
        if isinstance(renderable, ChopsUpdate | LayoutUpdate):
            update = ScreenUpdate(renderable, self.wire, self.glyphs)
            renderable = cast("RenderableType", update)
        elif renderable is not None:
            raise TypeError(renderable)
        super()._display(screen, renderable)


class Palette(CommandPalette):
    """Textual's, which sends nothing while it waits, and is opened in windows of any size."""

    app = getters.app(TerminalApp)

    def on_mount(self) -> None:
        """Keep the cursor from blinking, and what the terminal cannot show from it."""
        field = self.query_one(Input)
        field.cursor_blink = False
        field.placeholder = self.app.legible(field.placeholder)

    def _action_command_list(self, action: str) -> None:
        if self.query_one(CommandList).scrollable_content_region:
            super()._action_command_list(action)


def _is_busy(pump: MessagePump) -> bool:
    """Whether it handles a message or has one to handle, rather than waiting for the next."""
    queue: Queue[Message | None] = pump._message_queue
    waits: bool = queue.empty() and bool(queue.ready_event._waiters)
    return pump._running and not pump._closing and not waits


def strips_of(screen: Screen[Any]) -> list[Strip]:
    """The lines that a screen has come to show, whether another one is over it or not."""
    return list(screen._compositor.render_strips())


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


def _whole_after_scrolling() -> None:
    """Draw everything in the first layout after something has scrolled.

    Textual draws where a layout differs from the last one, but scrolling leaves it with one from
    before: what goes away after that, a toast say, would stay on the screen.
    """
    reflow = Compositor.reflow

    def whole(compositor: Compositor, parent: Widget, size: Size) -> ReflowResult:
        if compositor._full_map_invalidated:
            compositor._dirty_regions.add(size.region)
            compositor._full_map_invalidated = False
        return reflow(compositor, parent, size)

    Compositor.reflow = whole  # type: ignore[method-assign, assignment]


_whole_after_scrolling()


def _nothing_twice_at_first() -> None:
    """Style a new screen once, and draw it when it can be seen.

    Textual styles all of a screen again when it comes up: its widgets have been styled by then, as
    they were mounted. While the program starts it draws screens and throws away what it has drawn.
    """
    resumed, drawn = Screen._on_screen_resume, Screen._compositor_refresh

    def on_resume(screen: Screen[Any], event: events.ScreenResume) -> None:
        event.refresh_styles = event.refresh_styles and screen.stack_updates > 0
        resumed(screen, event)

    def refresh(screen: Screen[Any]) -> None:
        if not screen.app._batch_count:
            drawn(screen)

    Screen._on_screen_resume = on_resume  # type: ignore[method-assign, assignment]
    Screen._compositor_refresh = refresh  # type: ignore[method-assign, assignment]


_nothing_twice_at_first()


def _room_for_a_cell() -> None:
    """Break a text into lines of a cell at least: Textual and Rich cannot break it into none, as
    a frame and its padding leave them in a window of a few columns."""
    broken = Content._wrap_and_format

    def with_room(content: Content, width: int, *look: Any, **pads: Any) -> Any:
        return broken(content, max(width, 1 + 2 * pads.get("line_pad", 0)), *look, **pads)

    Content._wrap_and_format = with_room  # type: ignore[method-assign, assignment]


_room_for_a_cell()


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
        return self._wire.sequences(visible, colors)


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
