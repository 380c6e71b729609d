"""The application: themes, terminal, screens.

A screen is imported when it is opened: the first one does not wait for the others.
"""

import gc
import os
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Protocol, runtime_checkable

from textual.app import SystemCommand
from textual.binding import Binding
from textual.message import Message
from textual.notifications import SeverityLevel
from textual.screen import Screen

from gdtui.drawing.glyphs import Glyphs
from gdtui.engine.config import RunConfig
from gdtui.engine.run import Run
from gdtui.files import session, settings
from gdtui.files.datasets import columns_of
from gdtui.files.presets import Preset
from gdtui.tui import themes
from gdtui.tui.actions import key_shown
from gdtui.tui.keymap import BY_ID, keymap_of
from gdtui.tui.messages import (
    OpenBrowser,
    OpenCards,
    OpenColumns,
    OpenCompare,
    OpenHelp,
    Opening,
    OpenLab,
    OpenMore,
    OpenNoiseLens,
    OpenPage,
    OpenPicker,
    OpenPlayground,
    OpenRateFinder,
    OpenReview,
    OpenSettings,
    OpenSharpness,
    OpenStatistics,
    OpenSweep,
    OpenTasks,
)
from gdtui.tui.screens.playground import Playground
from gdtui.tui.textual_internals import FPS, TerminalApp

BLIND_FPS_OVER_SSH = 4.0
"""Frames of playing a second on a terminal at the end of a long line that does not answer."""

LOOKING_UP, READ_A_SECOND, LONGEST = 2.0, 15.0, 12.0
"""Seconds until somebody looks at a toast, characters a second that are read, and the seconds
after which it is in the way."""

MOST_PROBLEMS, ROWS_A_PROBLEM = 3, 6
"""Things wrong with a person's files that are told at the start; rows of a window for each."""


@runtime_checkable
class Keeping(Protocol):
    """A screen that has something to keep when the program ends."""

    def keep_session(self) -> str | None:
        """Keep it; returns why it could not be, or None."""


class GdtuiApp(TerminalApp):
    """The playground and what belongs to it."""

    TITLE = "gdtui"
    CSS_PATH = "gdtui.tcss"
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        run: Run | None = None,
        *,
        theme: str | None = None,
        glyphs: Glyphs = Glyphs.BRAILLE,
        fps: float | None = None,
        offers_last: bool = False,
        preset: Preset | None = None,
        beside: Sequence[Run] = (),
        first: Opening | None = None,
    ) -> None:
        """`theme` is a name that `themes.load` knows; None: what suits the terminal.

        `offers_last`: whether to say that the last session can be gone on with, if there is one.
        `preset`: the one that `run` was made from. `beside`: runs to compare it with. `first`:
        what opens in place of the playground; leaving it leaves the program.
        """
        over_ssh = "SSH_CONNECTION" in os.environ
        super().__init__(
            glyphs,
            fps=fps or FPS,
            blind_fps=BLIND_FPS_OVER_SSH if over_ssh else FPS,
            # The terminal's own colors and nothing else: without this, NO_COLOR paints grays.
            ansi_color=True if os.environ.get("NO_COLOR") else None,
        )
        self._run_shown = run
        self._offers_last = offers_last
        self._preset = preset
        self._beside = beside
        self._first = first
        self._settings = settings.load()
        self.keymap = keymap_of(self._settings.keys)
        loaded = themes.load()
        for own in loaded.themes:
            self.register_theme(own)
        self._problems = [*loaded.problems, *self.keymap.problems]
        self.begin_with_theme(theme or themes.suited(self.console.color_system))

    def on_mount(self) -> None:
        """Put on the person's own keys, and open the first screen."""
        self.set_class(self.glyphs is Glyphs.ASCII, "-ascii")
        self.set_class(self.glyphs is Glyphs.BLOCKS, "-blocks")
        self.set_keymap(self.keymap.complete())
        problems = list(self._problems)
        if self._first is not None:  # flashcards say themselves what else is wrong with settings
            self._first.done = self.leave if isinstance(self._first, OpenLab) else self._end
            self.post_message(self._first)
        else:
            problems += self._settings.problems
            if obstacle := session.obstacle():
                problems.append(obstacle)
            run = self._run_shown or Run(RunConfig())
            self.post_message(OpenPlayground(run, self._preset, self._beside))
        if self._offers_last and session.is_kept():
            key = self.keymap.shown(BY_ID["playground.resume"])
            self.notify(f"{key} goes on where you last left")
        if problems:
            self.notify("\n".join(_first_ones(problems, self.size.height)), severity="warning")

    def _end(self, _: object) -> None:
        self.exit()

    def on_ready(self) -> None:
        """The first screen stands: look for garbage from now on, and only in what comes after."""
        gc.freeze()
        gc.enable()

    async def action_quit(self) -> None:
        """Ctrl+Q everywhere, whatever keys a person has given to quit."""
        self.leave(self.keep_state())

    def action_help_quit(self) -> None:
        """What Ctrl+C says where there is nothing to copy."""
        self.notify(f"{key_shown('ctrl+q')} quits, and keeps the state.")

    def keep_state(self) -> str | None:
        """Keep the session: also when the line has dropped, or the machine goes down.

        Returns None, or why it could not be kept.
        """
        keeping = [screen for screen in self.screen_stack if isinstance(screen, Keeping)]
        return next(filter(None, [screen.keep_session() for screen in keeping]), None)

    def _warn(self, problem: str | None) -> None:
        if problem is not None:
            self.notify(problem, severity="warning", timeout=60)

    @property
    def playgrounds(self) -> list[Playground]:
        """Those that are open, the first one first."""
        return [screen for screen in self.screen_stack if isinstance(screen, Playground)]

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,  # noqa: ARG002 (Textual's own signature)
    ) -> None:
        """A toast, in what the terminal can show; what it says may be from a file, and is text.

        It stays as long as it takes to read, unless `timeout` says otherwise. What a key came to
        takes the place of what the key before came to, and nothing is said twice at once.
        """
        said, title = self.legible(message), self.legible(title)
        self.withdraw(lambda old: severity == old.severity == "information" or old.message == said)
        super().notify(
            said,
            title=title,
            severity=severity,
            timeout=timeout or min(LONGEST, LOOKING_UP + len(title + said) / READ_A_SECOND),
            markup=False,
        )

    def get_css_variables(self) -> dict[str, str]:
        """The theme's, and `$muted`: a foreground for what should not stand out."""
        variables = super().get_css_variables()
        ansi, few = self.native_ansi_color, self.console.color_system == "256"
        return {
            **variables,
            "muted": themes.muted(variables, ansi=ansi),
            **themes.map_colors(variables, dark=self.current_theme.dark, few=few, ansi=ansi),
        }

    def get_key_display(self, binding: Binding) -> str:
        """The key as help and palette write it; of several, the first."""
        action = BY_ID.get(binding.id or "")
        keys = self.keymap.shown(action).split() if action else [key_shown(binding.key)]
        return self.legible(keys[0])

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: what the keys do, each with its keys, and nothing that has no place here."""
        for action in getattr(screen, "ACTIONS", ()):
            if action.name != "app.command_palette" and action.works_in(
                getattr(screen, "state", "")
            ):
                yield SystemCommand(
                    self.legible(f"{action.label}  [{self.keymap.shown(action)}]"),
                    self.legible(action.help),
                    partial(self.run_action, action.call, screen),
                )

    def action_change_theme(self) -> None:
        """Choose the colors."""
        from gdtui.tui.choices import theme_choices

        def chosen(name: str | None) -> None:
            if name is not None:
                self.theme = name

        offered = theme_choices(self.available_themes)
        self.post_message(OpenPicker(offered, self.theme, done=chosen))

    # Screens, which only the app knows

    def post_message(self, message: Message) -> bool:
        """A screen that is asked for opens at once: a key typed after it is meant for it."""
        if not isinstance(message, Opening):
            return super().post_message(message)
        if isinstance(message, OpenCards) and message.collection is None:
            self._open_own_cards()
        elif isinstance(message, OpenLab) and message.sitting is None:
            self._choose_lab()
        elif isinstance(message, OpenColumns):
            self._open_columns(message)
        else:
            self.push_screen(self._screen(message), message.done)
        return True

    def _screen(self, wanted: Opening) -> Screen[Any]:
        match wanted:
            case OpenPage():
                from gdtui.tui.pages.page import Page

                return Page(wanted.title, wanted.lines)
            case OpenHelp():
                from gdtui.tui.pages.help import help_lines
                from gdtui.tui.pages.page import Page

                shown = self.keymap.shown
                return Page("help", help_lines(wanted.text, wanted.actions, wanted.moving, shown))
            case OpenPicker():
                from gdtui.tui.screens.picker import Picker

                return Picker(wanted.choices, wanted.in_force)
            case OpenCompare():
                from gdtui.tui.screens.compare import Compare

                return Compare(wanted.experiment, wanted.log_scale, wanted.unit)
            case OpenNoiseLens():
                from gdtui.tui.screens.noise_lens import NoiseLens

                return NoiseLens(wanted.view)
            case OpenSharpness():
                from gdtui.tui.screens.sharpness import SharpnessScreen

                return SharpnessScreen(wanted.experiment)
            case OpenSweep():
                from gdtui.tui.screens.sweep import SweepScreen

                return SweepScreen(wanted.experiment, wanted.shelf, places=wanted.places)
            case OpenRateFinder():
                from gdtui.tui.screens.rate_finder import RateFinder

                return RateFinder(wanted.experiment, wanted.shelf)
            case OpenPlayground():
                return Playground(wanted.run, wanted.preset, wanted.beside, state=wanted.state)
            case OpenCards(collection) if collection is not None:
                from gdtui.tui.screens.decks import DeckList

                return DeckList(collection)
            case OpenLab(sitting) if sitting is not None:
                from gdtui.tui.screens.lab import LabScreen

                return LabScreen(sitting)
            case OpenTasks():
                from gdtui.tui.screens.lab_tasks import LabTasks

                return LabTasks(wanted.sitting)
            case OpenSettings():
                from gdtui.tui.screens.lab_settings import LabSettings

                return LabSettings(wanted.run, wanted.names)
            case OpenMore():
                from gdtui.tui.screens.more import StudyMore

                return StudyMore(wanted.offers)
            case OpenBrowser():
                from gdtui.tui.screens.browser import Browser

                return Browser(wanted.collection)
            case OpenReview():
                from gdtui.tui.screens.review import Review

                return Review(wanted.session, wanted.notices)
            case OpenStatistics():
                from gdtui.tui.pages.statistics import StatisticsPage

                return StatisticsPage(wanted.store)
        raise TypeError(wanted)

    def _open_columns(self, wanted: OpenColumns) -> None:
        from gdtui.tui.screens.columns import Columns

        try:
            columns = columns_of(wanted.config)
        except ValueError as error:
            self.notify(str(error), severity="warning")
        else:
            self.push_screen(Columns(columns, wanted.config), wanted.done)

    def _open_own_cards(self) -> None:
        from gdtui.study.memory.collection import open_collection
        from gdtui.study.memory.database import StoreError

        try:
            collection = open_collection()
        except StoreError as error:
            self.notify(str(error), severity="error")
        else:
            self.post_message(OpenCards(collection, done=lambda _: collection.store.close()))

    def _choose_lab(self) -> None:
        from gdtui.study.labs.journal import JournalError
        from gdtui.tui.lab_choices import LabChoices

        labs = LabChoices()
        for problem in labs.problems:
            self.notify(problem, severity="warning")

        def chosen(name: str | None) -> None:
            if name is None:
                return
            try:
                sitting = labs.sitting(name, keeps_misses=self._settings.keep_misses)
            except JournalError as error:
                self.notify(f"the journal of {name}: {error}", severity="error")
            else:
                self.post_message(OpenLab(sitting, done=self._warn))

        self.post_message(OpenPicker(labs.choices, labs.first, done=chosen))


def _first_ones(problems: Sequence[str], height: int) -> Iterator[str]:
    """As many as a window of so many rows shows whole, and where the others are told."""
    most = max(1, min(MOST_PROBLEMS, height // ROWS_A_PROBLEM))
    yield from problems[:most]
    if more := len(problems[most:]):
        yield f"and {more} more: gdtui doctor lists them"


def run_app(
    run: Run | None = None,
    *,
    theme: str | None = None,
    glyphs: Glyphs = Glyphs.BRAILLE,
    fps: float | None = None,
    mouse: bool = True,
    offers_last: bool = False,
    preset: Preset | None = None,
    beside: Sequence[Run] = (),
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
        beside=beside,
        first=first,
    )
    app.run(mouse=mouse)
    return app.return_code or 0
