"""Everything a key can do, screen by screen, each declared once.

From here come the bindings, the footer, the help screen, the palette's entries and the names that
a user's own key map may rebind.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from textual.binding import Binding

from gdtui.tui.panes import PANES


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
    Action("cards", "f", "Cards", "Flashcards that come back in time.", in_footer=True),
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
    *(Action(f"pane('{pane.id}')", pane.key, pane.label, pane.help) for pane in PANES),
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

DECKS = (
    Action("begin", "enter,space", "Begin", "Begin with the deck that is marked.", "Enter",
           in_footer=True),
    Action("move(1)", "j", "Down", "Mark the next deck; so does ↓."),
    Action("move(-1)", "k", "Up", "Mark the deck before; so does ↑."),
    Action("tag", "slash", "Tag", "Leave only cards with a tag; an empty one: all.", "/",
           in_footer=True),
    Action("statistics", "s", "Statistics", "What was learned so far, and what is due.",
           in_footer=True),
    Action("help", "question_mark,f1", "Help", "Show this help.", "?", in_footer=True),
    Action("back", "q,escape", "Back", "Leave the flashcards; nothing has to be saved.", "q Esc",
           in_footer=True),
)  # fmt: skip

GRADES = (
    Action("grade(1)", "1", "Again", "Grade: I did not know it. It comes back in a minute."),
    Action("grade(2)", "2", "Hard", "Grade: known, with trouble."),
    Action("grade(3)", "3", "Good", "Grade: known."),
    Action("grade(4)", "4", "Easy", "Grade: known without a thought. It stays away longest."),
)
OPTIONS = tuple(
    Action(f"choose({n})", str(n), "Choose", "Choose the answer with that number.", "1 … 9")
    for n in range(1, 10)
)
REVIEW = (
    Action("answer", "space,enter", "Answer", "Show the answer, choose the one marked, or go to "
           "the field.", "space Enter", in_footer=True),
    Action("take", "space,enter", "Next", "Take the grade in brackets.", "space Enter",
           in_footer=True),
    Action("leave", "space,enter", "Leave", "Leave, when nothing is left to ask.", "space Enter",
           in_footer=True),
    Action("move(1)", "j,down", "Down", "Mark the next answer, or scroll.", "j ↓"),
    Action("move(-1)", "k,up", "Up", "Mark the answer before, or scroll.", "k ↑"),
    Action("page(1)", "pagedown", "Page down", "Scroll a page.", "PgDn"),
    Action("page(-1)", "pageup", "Page up", "Scroll a page back.", "PgUp"),
    Action("show_me", "p", "Show me", "Look at the card's situation in the playground; q comes "
           "back to this very question.", in_footer=True),
    Action("undo", "u", "Undo", "Take the last grade, burial or suspension back, also of an "
           "earlier day.", in_footer=True),
    Action("skip", "greater_than_sign", "Skip", "Ask this card again when the others are done.",
           ">", in_footer=True),
    Action("bury", "minus", "Bury", "Leave this card out until tomorrow.", "-", in_footer=True),
    Action("suspend", "at", "Suspend", "Leave this card out until `gdtui deck unsuspend`.", "@"),
    Action("place", "e", "Edit", "Say in which file and line the card is written."),
    Action("card", "i", "Card", "What is known of this card, and its history."),
    Action("statistics", "s", "Statistics", "What was learned so far, and what is due.",
           in_footer=True),
    Action("help", "question_mark,f1", "Help", "Show this help.", "?", in_footer=True),
    Action("back", "q,escape", "Back", "Leave the quiz; every grade is saved already.", "q Esc",
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
            id=re.sub(r"\W+|_", "-", action.id).strip("-"),
        )
        for action in actions
    ]
