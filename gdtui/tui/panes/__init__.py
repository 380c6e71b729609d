"""One file a pane. A pane renders what it is shown, and posts what the person asks for."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from textual.widget import Widget

from gdtui.tui.actions import Action
from gdtui.tui.panes.landscape import Landscape
from gdtui.tui.panes.loss_chart import LossChart
from gdtui.tui.panes.settings import SettingsPane
from gdtui.tui.panes.step_log import StepLog
from gdtui.tui.panes.update_rule import UpdateRule


class Pane(NamedTuple):
    """A pane of the playground: where it stands, what leads there, and what shows it."""

    id: str
    key: str
    title: str
    """In its frame, after the key."""
    label: str
    """In the list of commands."""
    help: str
    """What its key does, in a sentence."""
    column: Literal["pictures", "numbers"]
    widget: Callable[..., Widget]
    """Its class, which `ShowsFrames`."""


# fmt: off
PANES = (
    Pane("settings", "1", "settings", "Settings", "Go to the loss, the start and η.",
         "numbers", SettingsPane),
    Pane("landscape", "2", "landscape", "Landscape", "Go to the curve and the point on it.",
         "pictures", Landscape),
    Pane("loss", "3", "loss", "Loss chart", "Go to the chart of the loss.",
         "pictures", LossChart),
    Pane("rule", "4", "update rule", "Update rule", "Go to the arithmetic of the update.",
         "numbers", UpdateRule),
    Pane("log", "5", "step log", "Step log", "Go to the log; ↑ ↓ select a step.",
         "numbers", StepLog),
)
# fmt: on

STAGE = "landscape"
"""The pane in which it happens, and to which Esc leads back."""

MOVING = (
    *(
        Action(
            f"playground.pane_{pane.id}", pane.key, pane.label, pane.help, does=f"pane('{pane.id}')"
        )
        for pane in PANES
    ),
    Action("playground.stage", "escape", "Stage", "Back to the landscape with every pane in view."),
)
"""The keys that lead from pane to pane."""
