"""What one screen asks the app to open: screens do not know each other."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from textual.message import Message

from gdtui.engine.config import RunConfig
from gdtui.engine.experiment import Experiment
from gdtui.engine.run import Run
from gdtui.engine.units import Unit
from gdtui.files.presets import Preset
from gdtui.tui.actions import Action

if TYPE_CHECKING:  # these load what most starts don't need
    from gdtui.study.labs.sitting import Sitting
    from gdtui.study.memory.agenda import Offer
    from gdtui.study.memory.collection import Collection
    from gdtui.study.memory.session import Session
    from gdtui.study.memory.store import Store
    from gdtui.tui.choices import Choices
    from gdtui.tui.noise_view import NoiseView
    from gdtui.tui.pages.page import Line
    from gdtui.tui.sweeping.shelf import Shelf


@dataclass
class Opening(Message):
    """Asks for a screen on top of the present one."""

    done: Callable[[Any], None] | None = field(default=None, kw_only=True)
    """Is called with what the screen hands back when it is left."""


@dataclass
class OpenPage(Opening):
    """A page of text to scroll."""

    title: str
    lines: "Iterable[Line]"


@dataclass
class OpenHelp(Opening):
    """The keys of a screen, under a text in a little Markdown."""

    text: str
    actions: Sequence[Action]
    moving: Sequence[Action] = ()
    """The keys that lead from pane to pane, where there is more than one."""


@dataclass
class OpenPicker(Opening):
    """A choice by name; hands back the spec, or None."""

    choices: "Choices"
    in_force: str


@dataclass
class OpenColumns(Opening):
    """The columns of a file; hands back the configuration that learns from them, or None."""

    config: RunConfig


@dataclass
class OpenCompare(Opening):
    """An experiment's runs beside each other."""

    experiment: Experiment
    log_scale: bool
    unit: Unit


@dataclass
class OpenNoiseLens(Opening):
    """Mini-batch gradients at a point; hands back the batch size to go on with, or None."""

    view: "NoiseView"


@dataclass
class OpenSharpness(Opening):
    """λ against 2/η along the live run of an experiment, which goes on there."""

    experiment: Experiment


@dataclass
class OpenSweep(Opening):
    """The live run of an experiment with many learning rates."""

    experiment: Experiment
    shelf: "Shelf"
    """The sweeps that were made there before."""
    places: bool
    """Whether the edge is to be placed before the verdicts are shown."""


@dataclass
class OpenRateFinder(Opening):
    """Which learning rate suits the live run of an experiment, which learns from data."""

    experiment: Experiment
    shelf: "Shelf"
    """What was found before, and the sweeps that can be opened from there."""


@dataclass
class OpenPlayground(Opening):
    """The playground on a run; of a visit it hands back the run that is live in the end."""

    run: Run
    preset: Preset | None = None
    """The preset that the run was made from, if it was."""
    beside: Sequence[Run] = ()
    """Runs to compare it with."""
    state: str = "own"
    """The person's `own`, or that of a `visit` from a card or a `lab`, to which it leads back."""


@dataclass
class OpenCards(Opening):
    """The decks; without a collection, the person's own."""

    collection: "Collection | None" = None


@dataclass
class OpenLab(Opening):
    """A lab; without a sitting, the list of labs to choose one from."""

    sitting: "Sitting | None" = None


@dataclass
class OpenTasks(Opening):
    """The tasks of a lab; hands back the place of the one that is chosen, or None."""

    sitting: "Sitting"


@dataclass
class OpenSettings(Opening):
    """Fields for settings of a run; hands back what is changed, as fields of `RunConfig`, or
    None."""

    run: Run
    names: Sequence[str]


@dataclass
class OpenMore(Opening):
    """What can be studied beyond the day; hands back what is chosen, or None."""

    offers: "Sequence[Offer]"


@dataclass
class OpenBrowser(Opening):
    """The cards, one by one."""

    collection: "Collection"


@dataclass
class OpenReview(Opening):
    """A quiz."""

    session: "Session"
    notices: list[str] = field(default_factory=list)
    """Sentences to be shown at first."""


@dataclass
class OpenStatistics(Opening):
    """What was learned so far."""

    store: "Store"
