"""Everything a key can do in the playground, each declared once.

From here come the bindings, the footer, the help screen, the palette's entries and the names that
a user's own key map may rebind.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done, and the keys that do it."""

    id: str
    """The name of the screen's `action_` method and of the entry in a user's key map."""
    keys: str
    """Textual's names of keys, separated by commas; the first is the one that is shown."""
    label: str
    """A verb of a word or two, for footer and palette."""
    help: str
    """One sentence, for the help screen and the palette."""
    shown: str = ""
    """How the keys are written for people, if not as they stand in `keys`."""
    in_footer: bool = False

    @property
    def keys_shown(self) -> str:
        """The keys as people read them."""
        return self.shown or " ".join(self.keys.split(","))


PLAYGROUND = (
    Action("play", "space", "Play", "Play or pause.", in_footer=True),
    Action("step", "n,right", "Step", "Take one step.", "n →", in_footer=True),
    Action("back", "b,left", "Back", "Go back one step; nothing is lost.", "b ←", in_footer=True),
    Action("ten_steps", "N", "Ten steps", "Take ten steps."),
    Action("ten_back", "B", "Ten back", "Go back ten steps."),
    Action("first", "g", "First step", "Go to the start of the run."),
    Action("last", "G", "Last step", "Go to the furthest step of the run."),
    Action(
        "restart",
        "r",
        "Restart",
        "Begin a new run from the start, with the settings as they are now.",
        in_footer=True,
    ),
    Action(
        "raise_rate",
        "plus,equals_sign",
        "η up",
        "Raise the learning rate to the next of 1-2-5, from this step on.",
        "+",
    ),
    Action(
        "lower_rate",
        "minus",
        "η down",
        "Lower the learning rate to the previous of 1-2-5, from this step on.",
        "-",
    ),
    Action(
        "optimizer", "o", "Optimizer", "Choose the update rule, from this step on.", in_footer=True
    ),
    Action("schedule", "s", "Schedule", "Choose how η changes, from this step on.", in_footer=True),
    Action("loss", "d", "Loss", "Choose a situation to look at, or a loss.", in_footer=True),
    Action("pin", "c", "Compare", "Keep this run's losses in the chart, and begin another."),
    Action("unpin", "x", "Unpin", "Take the last run kept for comparison out of the chart."),
    Action("resume", "u", "Go on", "Go on where the playground was last left."),
    Action("faster", "right_square_bracket", "Faster", "Play faster.", "]"),
    Action("slower", "left_square_bracket", "Slower", "Play slower.", "["),
    Action("unit", "a", "Axis", "Draw the loss against steps, epochs or examples seen (data)."),
    Action("about", "i", "About", "What is known of this loss, its curvature and the best η."),
    Action(
        "noise",
        "z",
        "Noise",
        "How mini-batch gradients scatter around the full one, at this point.",
    ),
    Action("view", "v", "View", "Show the fit, or the loss, of a model that learns from data."),
    Action("log_scale", "l", "Log scale", "Show the loss on a logarithmic or a linear scale."),
    Action("maximise", "m", "Maximise", "Give one pane the whole window, or all their places."),
    Action("copy_command", "y", "Copy", "Copy the command line that reproduces this run."),
    Action("theme", "t", "Theme", "Choose the colours."),
    Action("help", "question_mark,f1", "Help", "Show this help.", "?", in_footer=True),
    Action("palette", "colon,ctrl+p", "Commands", "Find any command by its name.", ": ^p"),
    Action("quit", "q,ctrl+q", "Quit", "Leave the playground.", "q", in_footer=True),
)

MOVING = (
    Action("pane('settings')", "1", "Settings", "Go to the loss, the start and η."),
    Action("pane('landscape')", "2", "Landscape", "Go to the curve and the point on it."),
    Action("pane('loss')", "3", "Loss chart", "Go to the chart of the loss."),
    Action("pane('rule')", "4", "Update rule", "Go to the arithmetic of the update."),
    Action("pane('log')", "5", "Step log", "Go to the log; ↑ ↓ select a step."),
    Action("stage", "escape", "Stage", "Back to the landscape with every pane in view.", "Esc"),
)

LENS = (
    Action("larger_batch", "plus,equals_sign,right", "Larger B", "Look at larger batches.", "+ →",
           in_footer=True),
    Action("smaller_batch", "minus,left", "Smaller B", "Look at smaller batches.", "- ←",
           in_footer=True),
    Action("other_batches", "r", "Redraw", "Draw other batches of this size.", in_footer=True),
    Action("use_batch", "e,enter", "Use B", "Begin a new run with this batch size.", "e",
           in_footer=True),
    Action("lens_help", "question_mark,f1", "Help", "Show this help.", "?", in_footer=True),
    Action("close_lens", "escape,q,z", "Close", "Back to the run as it is.", "Esc q",
           in_footer=True),
)  # fmt: skip


def bindings(actions: Iterable[Action]) -> list[Binding]:
    """The actions as Textual's bindings, each under its id for a user's key map."""
    return [
        Binding(
            action.keys,
            action.id,
            action.label,
            show=action.in_footer,
            key_display=action.shown.split()[0] if action.shown else None,
            tooltip=action.help,
            id=action.id.replace("('", "-").removesuffix("')").replace("_", "-"),
        )
        for action in actions
    ]
