"""The live run of a task: stepped, played, and changed where the task leaves it free."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from gdtui.drawing.canvas import Line
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.numbers import next_rate, number
from gdtui.engine.analysis.verdict import contraction_measured
from gdtui.engine.experiment import Experiment
from gdtui.engine.numbers import typed
from gdtui.engine.run import Run
from gdtui.files.command_line import reopening
from gdtui.study.labs.live_run import (
    ON_THE_WAY,
    begun_with,
    change_in,
    free_in,
    refuse_fixed,
)
from gdtui.study.labs.task import Task
from gdtui.study.labs.task_run import MOST_STEPS
from gdtui.tui import choices
from gdtui.tui.beside import Beside
from gdtui.tui.choices import Choices
from gdtui.tui.frame import Frame, frame_of
from gdtui.tui.pacing import Pacer
from gdtui.tui.pages import page
from gdtui.tui.pages.about import about_lines
from gdtui.tui.player import Player

ALONE = Beside("", (), (), ())
"""A task has one run: what a change abandons would need a legend, and a screen that compares."""
MOST_NAMED = 3  # parameters that the line below the panes has room for


class LabRun:
    """An experiment on the run of a task. What is changed raises `ValueError` with a sentence where
    it is fixed."""

    def __init__(
        self, run: Run, task: Task, pacer: Pacer, draw: Callable[[], None], at_first: str
    ) -> None:
        """`at_first` is the command line that opens what the task gives to begin with."""
        self._at_first = at_first
        self._experiment = Experiment(run)
        self._task = task
        self._draw = draw
        self._player = Player(self._experiment, pacer, self._draw_played, draw)

    def _draw_played(self) -> None:
        """A frame of playing, the last one where a run would be too long to be handed in."""
        if self.run.step >= MOST_STEPS:
            self.go_by(MOST_STEPS - self.run.step)
        self._draw()

    @property
    def run(self) -> Run:
        """The run as it stands."""
        return self._experiment.run

    @property
    def command(self) -> str:
        """The command line that opens it where it stands."""
        return reopening(self.run)

    @property
    def is_begun(self) -> bool:
        """Whether anything of it is the learner's own."""
        return self.command != self._at_first

    @property
    def playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._player.playing

    def go_by(self, count: int) -> None:
        """So many steps on, or back."""
        self.pause()
        self._experiment.go(min(max(0, self.run.step + count), MOST_STEPS))

    def play(self) -> None:
        """Play, or pause."""
        if self._player.playing:
            self.pause()
        else:
            self._player.play()

    def pause(self) -> None:
        """Stand still."""
        self._player.pause()

    def nudge_rate(self, direction: int) -> None:
        """η to the next (+1) or the previous (−1) of 1-2-5."""
        self.set(learning_rate=next_rate(self.run.settings.learning_rate, direction))

    def change(self, line: str) -> None:
        """Change what a line says, such as `lr 0.2`; a number alone is η."""
        is_rate = line.replace(".", "", 1).replace(",", "", 1).isdecimal()
        changes = change_in(f"lr {line}" if is_rate else line)
        if changes is None:
            raise ValueError("A setting and its value (lr 0.2), or a command line (--lr 0.2).")
        self.set(**changes)

    def set(self, **changes: Any) -> None:
        """Go by other settings, from this step on; those of all steps begin the run anew."""
        refuse_fixed(self._task, changes)
        if {*changes} <= {*ON_THE_WAY}:
            self._experiment.edit(**changes)
        else:
            self._experiment.begin(begun_with(self.run, changes))

    def offered(self, name: str, glyphs: Glyphs) -> Choices:
        """The rules or the schedules to choose from. Raises `ValueError` where it is fixed."""
        refuse_fixed(self._task, {name: None})
        if name == "optimizer":
            return choices.optimizer_choices(self.run)
        return choices.schedule_choices(self.run, glyphs)

    @property
    def free(self) -> tuple[str, ...]:
        """What may be changed, as fields of `RunConfig`."""
        return free_in(self._task)

    def about(self) -> Iterator[page.Line]:
        """What is known of it, in words."""
        measured = contraction_measured(self.run, self._experiment.history.rows)
        return about_lines(self.frame(log_scale=False), measured, "")

    def frame(self, *, log_scale: bool) -> Frame:
        """What the panes show."""
        frame = frame_of(self._experiment, playing=self._player.playing, log_scale=log_scale)
        return replace(frame, beside=ALONE)

    def line(self, width: int) -> Line:
        """Where it stands, in a line."""
        run = self.run
        pairs = zip(run.objective.parameters[:MOST_NAMED], run.params, strict=False)
        where = ", ".join(f"{name} = {number(value, 5)}" for name, value in pairs)
        rate = typed(run.settings.learning_rate, 5)
        said = f" step {run.step}  η = {rate}  {where}  L = {number(run.loss, 5)}  "
        verdict = self._experiment.verdict.headline  # its reasons name an edge that is searched for
        return [(said, "point"), (verdict if len(said + verdict) <= width else "", "")]
