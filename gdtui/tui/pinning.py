"""Pinning runs, each with a sentence where a key alone would not say enough."""

from collections.abc import Iterable
from typing import Any

from gdtui.engine.experiment import MAX_PINS, Experiment, Pin
from gdtui.engine.run import Run
from gdtui.tui.paced import PacedScreen


class Pinning:
    """What is kept beside the live run: by the person, and by the preset that is open."""

    def __init__(self, screen: PacedScreen[Any], experiment: Experiment, puts_back: str) -> None:
        """`screen` says what came of a key; `puts_back` is its action that undoes `drop`."""
        self._screen, self._experiment, self._puts_back = screen, experiment, puts_back
        self._brought: list[Pin] = []

    def keep(self) -> bool:
        """Pin the live run; whether it is pinned."""
        if not self._experiment.run.furthest:
            self._screen.notify("Take a step first: there is nothing to compare yet.")
        elif len(self._experiment.pins) == MAX_PINS:
            key = self._screen.app.key_of("playground.unpin")
            self._screen.notify(f"{MAX_PINS} runs are kept already; {key} takes the last one out.")
        else:
            self._experiment.pin()
            return True
        return False

    def keep_ghost(self) -> Pin | None:
        """Pin the abandoned run; None if there is no room for it."""
        try:
            return self._experiment.pin_ghost()
        except ValueError as error:
            self._refuse(error)
        return None

    def drop_last(self) -> None:
        """Take the pin that was made last out."""
        if self._experiment.pins:
            self.drop(self._experiment.pins[-1])

    def drop(self, pin: Pin) -> None:
        """Take a pin out."""
        self._experiment.unpin(pin)
        key = self._screen.app.key_of(self._puts_back)
        self._screen.notify(f"{pin.letter} is out; {key} puts it back.")

    def put_back(self) -> None:
        """Keep the pin that was taken out last again."""
        try:
            self._experiment.put_back()
        except ValueError as error:
            self._refuse(error)

    def _refuse(self, error: ValueError) -> None:
        self._screen.notify(f"{str(error).capitalize()}.")

    def bring(self, runs: Iterable[tuple[str, Run]]) -> None:
        """Pin what a preset is to be seen beside, in place of what the one before has brought."""
        for pin in self._brought:
            if pin in self._experiment.pins:
                self._experiment.unpin(pin)
        self._brought = []
        for name, run in runs:
            if len(self._experiment.pins) == MAX_PINS:
                self._screen.notify(f"{MAX_PINS} runs are pinned: no room for this preset's own.")
                return
            self._brought.append(self._experiment.pin_beside(run, name))
