"""The runs that are seen beside the live one, and what tells all of them apart."""

from dataclasses import dataclass
from typing import NamedTuple

from gdtui.drawing.loss_curve import GHOST
from gdtui.engine.analysis.differences import compared, same_loss
from gdtui.engine.experiment import Experiment, Pin, Track

ROLES = 6
"""Colors of runs; letters tell apart those that share one."""

NO_DIFFERENCE = "the same settings"


class Lane(NamedTuple):
    """A run with its mark, its color and what sets it apart."""

    mark: str
    name: str
    role: str
    track: Track
    pin: Pin | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """An experiment's runs on the loss of the live one, and the pins on others."""

    live: str
    """What sets the live run apart; empty where it is alone."""
    lanes: tuple[Lane, ...]
    """The pins, in their order, and the ghost."""
    elsewhere: tuple[Pin, ...]
    """Pins whose losses cannot be compared with the live run's."""
    shared: tuple[str, ...]
    """What is the same in all of them."""

    @property
    def note(self) -> str:
        """That some pins are not drawn; empty if all are."""
        count = len(self.elsewhere)
        if not count:
            return ""
        return "1 pin on another loss" if count == 1 else f"{count} pins on other losses"


def beside(experiment: Experiment) -> Beside:
    """What there is beside the live run as it stands."""
    run = experiment.run
    pins = [pin for pin in experiment.pins if same_loss(pin.track.run, run)]
    elsewhere = tuple(pin for pin in experiment.pins if pin not in pins)
    ghost = experiment.ghost
    ghosts = [ghost] if ghost and same_loss(ghost.run, run) else []
    tracks = [*(pin.track for pin in pins), *ghosts]
    if not tracks:
        return Beside("", (), elsewhere, ())
    told = compared([run, *(track.run for track in tracks)])
    own, *names = told.names
    lanes = [
        Lane(pin.letter, pin.name or name or NO_DIFFERENCE, role_of(pin), pin.track, pin)
        for pin, name in zip(pins, names, strict=False)
    ]
    lanes += [Lane(GHOST, f"abandoned {names[-1]}", "later", track) for track in ghosts]
    return Beside(own or "this run", tuple(lanes), elsewhere, told.shared)


def role_of(pin: Pin) -> str:
    """The color of a pin, by its letter."""
    return f"run{(ord(pin.letter) - ord('a')) % ROLES}"
