"""The live run of a task: stepped, played, and changed where the task leaves it free."""

from collections.abc import Callable
from typing import Any

from gdtui.drawing.canvas import Line
from gdtui.drawing.numbers import next_rate, number
from gdtui.engine.experiment import Experiment
from gdtui.engine.numbers import typed
from gdtui.engine.run import Run
from gdtui.files.command_line import reopening
from gdtui.study.labs.kinds.run import Do
from gdtui.study.labs.live_run import NAMES, change_in
from gdtui.study.labs.task import Task
from gdtui.study.labs.task_run import MOST_STEPS
from gdtui.tui.frame import Frame, frame_of
from gdtui.tui.pacing import Pacer
from gdtui.tui.player import Player

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
        self._player = Player(self._experiment, pacer, draw, draw)

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
        self._edit(learning_rate=next_rate(self.run.settings.learning_rate, direction))

    def change(self, line: str) -> None:
        """Change what a line says, such as `lr 0.2`; a number alone is η."""
        is_rate = line.replace(".", "", 1).replace(",", "", 1).isdecimal()
        changes = change_in(f"lr {line}" if is_rate else line)
        if changes is None:
            raise ValueError(
                f"A value of {', '.join(NAMES)} (lr 0.2), or a command line (--lr 0.2 --steps 4)."
            )
        self._edit(**changes)

    def _edit(self, **changes: Any) -> None:
        if isinstance(self._task, Do) and not {*changes} <= {*self._task.free}:
            fixed = next(key for key, name in NAMES.items() if name in changes)
            raise ValueError(f"{fixed} is fixed in this task.")
        self._experiment.edit(**changes)

    def frame(self, *, log_scale: bool) -> Frame:
        """What the panes show."""
        return frame_of(self._experiment, playing=self._player.playing, log_scale=log_scale)

    def line(self, width: int) -> Line:
        """Where it stands, in a line."""
        run = self.run
        pairs = zip(run.objective.parameters[:MOST_NAMED], run.params, strict=False)
        where = ", ".join(f"{name} = {number(value, 5)}" for name, value in pairs)
        rate = typed(run.settings.learning_rate, 5)
        said = f" step {run.step}  η = {rate}  {where}  L = {number(run.loss, 5)}  "
        verdict = self._experiment.verdict.headline  # its reasons name an edge that is searched for
        return [(said, "point"), (verdict if len(said + verdict) <= width else "", "")]
