"""The application: themes, terminal, screens."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ClassVar, cast

from rich.console import RenderableType
from textual import events
from textual._compositor import ChopsUpdate
from textual.app import App, SystemCommand
from textual.notifications import SeverityLevel
from textual.screen import Screen

from gdtui.drawing.glyphs import Glyphs, ascii_only
from gdtui.engine.config import RunConfig
from gdtui.engine.run import Run
from gdtui.files import paths
from gdtui.files.presets import Preset
from gdtui.tui import themes
from gdtui.tui.pacing import HOPS, Pacer, Waiting
from gdtui.tui.screens.playground import Playground
from gdtui.tui.textual_internals import SpansUpdate

FPS = 10.0
"""Frames of playing a second, at most."""

BLIND_FPS_OVER_SSH = 4.0
"""The same for a terminal that doesn't say when a frame has arrived, at the end of a long line."""

Opening = Callable[[Pacer, Glyphs], Screen[Any]]
"""Makes the screen that the program opens on."""


class GdtuiApp(App[None]):
    """The playground and what belongs to it."""

    TITLE = "gdtui"
    CSS_PATH = "gdtui.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar = []

    def __init__(
        self,
        run: Run | None = None,
        *,
        theme: str | None = None,
        glyphs: Glyphs = Glyphs.BRAILLE,
        fps: float | None = None,
        offers_last: bool = False,
        preset: Preset | None = None,
        first: Opening | None = None,
    ) -> None:
        """`theme` is a name that `themes.load` knows; None: what suits the terminal.

        `offers_last`: whether to say that the last session can be gone on with, if there is one.
        `preset`: the situation that `run` was made from. `first`: what opens in place of the
        playground; leaving it leaves the program.
        """
        no_color = "NO_COLOR" in os.environ and bool(os.environ["NO_COLOR"])
        # The terminal's own colours and nothing else: without this, NO_COLOR paints greys.
        super().__init__(ansi_color=True if no_color else None)
        self.glyphs = glyphs
        self._run_shown = run
        self._wanted_theme = theme
        self._offers_last = offers_last
        self._preset = preset
        self._first = first
        over_ssh = "SSH_CONNECTION" in os.environ
        self._pacer = Pacer(
            self._write,
            fps=fps or FPS,
            blind_fps=BLIND_FPS_OVER_SSH if over_ssh else FPS,
        )

    def on_mount(self) -> None:
        """Put on the colours, and open the playground."""
        loaded = themes.load()
        for theme in loaded.themes:
            self.register_theme(theme)
        self.theme = self._wanted_theme or themes.suited(self.console.color_system)
        self.set_class(self.glyphs is Glyphs.ASCII, "-ascii")
        self.set_class(self.glyphs is Glyphs.BLOCKS, "-blocks")
        if self._first is not None:
            self.push_screen(self._first(self._pacer, self.glyphs), lambda _: self.exit())
        else:
            run = self._run_shown or Run(RunConfig())
            self.push_screen(Playground(run, self._pacer, self.glyphs, self._preset))
        for number in (signal.SIGHUP, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, self._hang_up)
        if self._offers_last and paths.last_session().exists():
            self.notify("u goes on where you last left", timeout=4)
        if loaded.problems:
            self.notify("\n".join(loaded.problems), severity="warning")

    async def on_event(self, event: events.Event) -> None:
        """Keys act in the order in which they were typed.

        Textual hands a letter to the field at once, but lets a bound key such as Ctrl+U climb from
        widget to widget until the app looks up what it does: on a line that delivers keys in
        bursts, what is typed after it would be done before it. So a bound key acts here, and the
        next key waits for what this one posted.
        """
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
            return
        is_text = self.focused and self.focused.check_consume_key(event.key, event.character)
        if is_text or not await self._check_bindings(event.key):
            await super().on_event(event)
        for _ in range(HOPS):
            await asyncio.sleep(0)

    def _hang_up(self) -> None:
        """The line has dropped, or the machine goes down: keep the session, and go."""
        for screen in self.screen_stack:
            if isinstance(screen, Playground):
                screen.keep_session()
        self.exit()

    def on_cursor_position(self, _event: events.CursorPosition) -> None:
        """The terminal has drawn a frame."""
        self._pacer.answered()
        if isinstance(self.screen, Waiting):
            self.screen.arrived()

    def _write(self, sequence: str) -> None:
        if self.is_headless:
            self._pacer.answered()
        elif self._driver is not None:
            self._driver.write(sequence)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,  # noqa: ARG002 (Textual's own signature)
    ) -> None:
        """A toast, in what the terminal can show; what it says may be from a file, and is text."""
        written = ascii_only if self.glyphs is Glyphs.ASCII else str
        super().notify(
            written(message), title=written(title), severity=severity, timeout=timeout,
            markup=False,
        )  # fmt: skip

    def get_css_variables(self) -> dict[str, str]:
        """The theme's, and `$muted`: a foreground for what should not stand out."""
        variables = super().get_css_variables()
        return {**variables, "muted": themes.muted(variables, ansi=self.native_ansi_color)}

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        spans = SpansUpdate(renderable) if isinstance(renderable, ChopsUpdate) else None
        super()._display(screen, cast("RenderableType", spans) if spans else renderable)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: what the keys do, each with its key, and nothing that has no place here."""
        for action in getattr(screen, "ACTIONS", ()):
            if action.id != "palette":
                yield SystemCommand(
                    f"{action.label}  [{action.keys_shown}]",
                    action.help,
                    partial(self.run_action, action.id, screen),
                )


def run_app(
    run: Run | None = None,
    *,
    theme: str | None = None,
    glyphs: Glyphs = Glyphs.BRAILLE,
    fps: float | None = None,
    mouse: bool = True,
    offers_last: bool = False,
    preset: Preset | None = None,
    first: Opening | None = None,
) -> int:
    """Open the playground on `run`, or `first`, and stay until the person leaves.

    Returns the exit code.
    """
    app = GdtuiApp(
        run,
        theme=theme,
        glyphs=glyphs,
        fps=fps,
        offers_last=offers_last,
        preset=preset,
        first=first,
    )
    app.run(mouse=mouse)
    return app.return_code or 0
