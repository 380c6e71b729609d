"""A screen whose keys drive the live run of an experiment: its steps, its η, how it plays."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from gdtui.drawing.numbers import next_rate
from gdtui.engine.analysis.verdict import ARRIVED, why_ended
from gdtui.engine.experiment import Experiment
from gdtui.engine.run import Run
from gdtui.engine.units import STEPS, Unit
from gdtui.tui.frame import Frame, frame_of
from gdtui.tui.held import TRIES_RATE, RateSearch, try_held, way_on
from gdtui.tui.paced import PacedScreen
from gdtui.tui.player import Player

SMALLEST_RATE, LARGEST_RATE = 1e-12, 1e12  # as far as + and − go


class DrivenScreen(PacedScreen[Run | None]):
    """One run, played, stepped and changed; whoever inherits says how it is drawn."""

    def __init__(self, experiment: Experiment) -> None:
        super().__init__()
        self.experiment = experiment
        self._player = Player(experiment, self.app.pacer, self._draw, self._say_ended)
        self.log_scale = False
        self.unit: Unit = STEPS
        self._rate_search = RateSearch(self, self.draw_soon)

    @property
    def run(self) -> Run:
        """The live run."""
        return self.experiment.run

    # Drawing

    def _frame_of(self, shown: Experiment) -> Frame:
        frame = frame_of(
            shown,
            playing=self._player.playing,
            speed=self._player.steps_per_second,
            log_scale=self.log_scale,
            unit=self.unit,
        )
        return replace(frame, verdict=self._rate_search.told(shown.run, frame.verdict))

    # What is done to the run

    def show_run(self, run: Run) -> None:
        """Another run in place of the live one."""
        self._player.pause()
        self.experiment.begin(run)
        self.draw_soon()

    def _pause(self) -> None:
        """Stand still under what is about to open, and show where."""
        self._player.pause()
        self.draw_soon()

    def go_to_step(self, step: int) -> None:
        """Move everything to `step`, taking what steps are missing."""
        self._player.pause()
        self.experiment.go(step)
        self.draw_soon()

    def _go_to_nearest(self, steps: Iterable[int], direction: int) -> bool:
        """Go to the nearest of `steps` after (+1) or before (−1) this one; whether there is one."""
        here = self.run.step
        ahead = [step for step in steps if (step - here) * direction > 0]
        if ahead:
            self.go_to_step(min(ahead, key=lambda step: abs(step - here)))
        return bool(ahead)

    def edit(self, **changes: Any) -> None:
        """From this step on, go by other settings."""
        self.experiment.edit(**changes)
        self.draw_soon()

    def _say_ended(self) -> None:
        """Why no step follows, if none does."""
        if self.run.ended:
            way = way_on(self.run, self.app.key_of)
            self.notify(why_ended(self.run, self.run.ended) + way)
        elif self.run.arrived:
            self.notify(ARRIVED)

    # What the keys do

    def action_play(self) -> None:
        """Play or pause."""
        if self._player.playing:
            self._player.pause()
        elif self.run.ended or self.run.arrived:
            self._say_ended()
        else:
            self._player.play()
        self.draw_soon()

    def action_go_by(self, count: int) -> None:
        """Take so many steps, or go so many back."""
        wanted = self.run.step + count
        self.go_to_step(wanted)
        if self.run.step < wanted:
            self._say_ended()

    def action_go_to(self, step: int | None) -> None:
        """Go to a step; None: to the furthest."""
        self.go_to_step(self.run.furthest if step is None else step)

    def action_nudge_rate(self, direction: int) -> None:
        """η to the next (+1) or the previous (−1) of 1-2-5."""
        rate = next_rate(self.run.settings.learning_rate, direction)
        if SMALLEST_RATE <= rate <= LARGEST_RATE:
            self.edit(learning_rate=rate)

    def action_hold(self) -> None:
        """Go on with a rate that holds from where a diverging run chose its own."""
        self._player.pause()
        self.notify(try_held(self.experiment, self.app.key_of(TRIES_RATE)))
        self.draw_soon()

    def action_change_speed(self, by: int) -> None:
        """Play faster (+1) or slower (−1)."""
        self._player.change_speed(by)
        self.draw_soon()

    def action_log_scale(self) -> None:
        """Loss on a logarithmic or a linear scale."""
        self.log_scale = not self.log_scale
        self.draw_soon()
