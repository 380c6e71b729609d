"""Everything a key can do, screen by screen, each declared once.

From here come the bindings, the footer, the help screen, the palette's entries and the names that
a person's own key map may rebind.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from textual.binding import Binding
from textual.keys import format_key


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done, and the keys that do it."""

    id: str
    """The screen and the action on it, as a person's key map names it: `playground.step`."""
    keys: str
    """Textual's names of keys, separated by commas, as they are shown."""
    label: str
    """A verb of a word or two, for footer and palette."""
    help: str
    """One sentence, for the help screen and the palette."""
    also: str = ""
    """Further keys, which are not shown."""
    does: str = ""
    """The screen's `action_` method with its arguments, if it is not called as in the id."""
    in_footer: bool = False
    in_short: str = ""
    """What the footer calls it, if not by its label; keys of one name share it: `+ − η`."""
    when: tuple[str, ...] = ()
    """The states of the screen in which it works; empty: in all."""

    @property
    def call(self) -> str:
        """The action as Textual runs it: the name of the method, perhaps with arguments."""
        return self.does or self.id.partition(".")[2]

    @property
    def name(self) -> str:
        """The name of the method alone."""
        return self.call.partition("(")[0]

    @property
    def all_keys(self) -> str:
        """The keys that are shown, and the others."""
        return f"{self.keys},{self.also}" if self.also else self.keys

    def works_in(self, state: str) -> bool:
        """Whether it works in that state of the screen."""
        return not self.when or state in self.when

    def excludes(self, other: "Action") -> bool:
        """Whether the two never work at the same time, so that they may have the same key."""
        return bool(self.when and other.when) and not {*self.when} & {*other.when}


def _redraw(screen: str) -> Action:
    """Of every screen that has keys of its own."""
    help_ = "Draw everything again, if something else has written on the screen."
    return Action(f"{screen}.redraw", "ctrl+l", "Redraw", help_, does="app.redraw")


# fmt: off
def _rows(table: str, one: str, *, first: str = "home", last: str = "end") -> tuple[Action, ...]:
    """To select a row of a table: each stands for `one` thing."""
    return (
        Action(f"{table}.up", "up,k", "Up", f"Select the {one} before.", does="select(-1)"),
        Action(f"{table}.down", "down,j", "Down", f"Select the next {one}.", does="select(1)"),
        Action(f"{table}.page_up", "pageup", "Page up", f"Select a {one} a page before.",
               does="page(-1)"),
        Action(f"{table}.page_down", "pagedown", "Page down", f"Select a {one} a page on.",
               does="page(1)"),
        Action(f"{table}.first", first, "First", f"Select the first {one}.", does="go(0)"),
        Action(f"{table}.last", last, "Last", f"Select the last {one}.", does="go(None)"),
    )


PLAYGROUND = (
    Action("playground.play", "space", "Play", "Play or pause.", in_footer=True),
    Action("playground.step", "n,right", "Step", "Take one step.", does="go_by(1)",
           in_footer=True),
    Action("playground.back", "b,left", "Back", "Go back one step; nothing is lost.",
           does="go_by(-1)", in_footer=True),
    Action("playground.ten_steps", "N", "Ten steps", "Take ten steps.", does="go_by(10)"),
    Action("playground.ten_back", "B", "Ten back", "Go back ten steps.", does="go_by(-10)"),
    Action("playground.first", "g", "First step", "Go to the start of the run.",
           does="go_to(0)"),
    Action("playground.last", "G", "Last step", "Go to the furthest step of the run.",
           does="go_to(None)"),
    Action("playground.restart", "r", "Restart",
           "Begin a new run from the start, with the settings as they are now."),
    Action("playground.raise_rate", "plus", "η up",
           "Raise the learning rate to the next of 1-2-5, from this step on.", also="equals_sign",
           does="nudge_rate(1)", in_footer=True, in_short="η"),
    Action("playground.lower_rate", "minus", "η down",
           "Lower the learning rate to the previous of 1-2-5, from this step on.",
           does="nudge_rate(-1)", in_footer=True, in_short="η"),
    Action("playground.hold", "H", "Hold",
           "When a run diverges: back to where η was chosen, and on with a rate that holds."),
    Action("playground.optimizer", "o", "Optimizer", "Choose the update rule, from this step on.",
           in_footer=True, in_short="Rule"),
    Action("playground.schedule", "s", "Schedule", "Choose how η changes, from this step on.",
           in_footer=True),
    Action("playground.loss", "d", "Loss", "Choose a preset or a loss.",
           in_footer=True),
    Action("playground.columns", "D", "Columns",
           "Choose what is learned from the file: target, features, what is left out."),
    Action("playground.cards", "f", "Cards", "Flashcards that come back in time.", in_footer=True,
           when=("own",)),
    Action("playground.labs", "e", "Labs", "Exercises that are done, checked and handed in.",
           when=("own",)),
    Action("playground.pin", "c", "Pin", "Keep this run for comparison, and begin another.",
           in_footer=True),
    Action("playground.unpin", "x", "Unpin", "Take the last run kept for comparison out."),
    Action("playground.put_back", "X", "Put back", "Keep the run that was taken out last again."),
    Action("playground.compare", "C", "Compare",
           "The runs kept beside the live one in a table; race them."),
    Action("playground.event_before", "comma", "Last event",
           "Go back to the last change, prediction or arrival, or to the start.", does="event(-1)"),
    Action("playground.event_after", "full_stop", "Next event",
           "Go on to the next change, prediction or arrival, or to the end.", does="event(1)"),
    Action("playground.predict", "p", "Predict",
           "Predict what the next step does before it is shown, or stop.", in_footer=True),
    Action("playground.predict_again", "enter", "Other numbers",
           "Predict another step: the same loss and rule with other numbers."),
    Action("playground.no_card", "K", "No card",
           "Take the card of the last wrong prediction out of the deck again."),
    Action("playground.resume", "u", "Go on", "Go on where the playground was last left."),
    Action("playground.faster", "right_square_bracket", "Faster", "Play faster.",
           does="change_speed(1)"),
    Action("playground.slower", "left_square_bracket", "Slower", "Play slower.",
           does="change_speed(-1)"),
    Action("playground.unit", "a", "Axis",
           "Draw the loss against steps, epochs or examples seen (data)."),
    Action("playground.about", "i", "About",
           "What is known of this loss, its curvature and the best η.", in_footer=True),
    Action("playground.glossary", "I", "Symbols",
           "What every symbol on the screen means, where it stands, and its value now."),
    Action("playground.noise", "z", "Noise",
           "How mini-batch gradients scatter around the full one, at this point."),
    Action("playground.sharpness", "S", "Sharpness",
           "The largest curvature λ against 2/η, while the run goes on."),
    Action("playground.sweep", "w", "Sweep",
           "Which learning rate? Many runs at once: the loss against η, and maps; on data "
           "the rate finder.",
           does="sweep(False)"),
    Action("playground.place_edge", "W", "Place the edge",
           "The same, but first you say up to which learning rate it is stable.",
           does="sweep(True)"),
    Action("playground.view", "v", "View",
           "Show the fit, or the loss, of a model that learns from data."),
    Action("playground.look", "Z", "Look around",
           "A cursor in the landscape: zoom, move the view, begin at another point."),
    Action("playground.log_scale", "l", "Log scale",
           "Show the loss on a logarithmic or a linear scale.", in_footer=True, in_short="Log"),
    Action("playground.maximize", "m", "Maximize",
           "Give one pane the whole window, or all their places.", in_footer=True),
    Action("playground.copy_command", "y", "Copy",
           "Copy the command line that reproduces this run."),
    Action("playground.export", "E", "Export",
           "Write the run, its chart or this screen to a file: CSV, JSON lines, SVG, text."),
    Action("playground.theme", "t", "Theme", "Choose the colors.", does="app.change_theme"),
    Action("playground.help", "question_mark", "Help", "Show this help.", also="f1",
           in_footer=True),
    _redraw("playground"),
    Action("playground.palette", "colon,ctrl+p", "Commands", "Find any command by its name.",
           does="app.command_palette"),
    Action("playground.back_to_lab", "q", "Back to the lab", "Go on in the lab with this run.",
           in_footer=True, when=("lab",)),
    Action("playground.back_to_card", "q", "Back to the card", "Leave what the card shows.",
           also="f", in_footer=True, when=("visit",)),
    Action("playground.quit", "q", "Quit", "Leave the playground.", also="ctrl+q", in_footer=True,
           when=("own",)),
)

LOOK = (
    Action("look.closer", "plus", "Closer", "Zoom in at the cursor.", also="equals_sign",
           does="zoom(1)", in_footer=True),
    Action("look.farther", "minus", "Farther", "Zoom out at the cursor.", does="zoom(-1)",
           in_footer=True),
    Action("look.fit", "0", "Fit", "Show everything again: the view of the loss and the path.",
           in_footer=True),
    Action("look.start_here", "enter", "Start",
           "Begin a new run at the cursor; the one before is kept for comparison.",
           in_footer=True),
    Action("look.done", "escape", "Done", "Leave the cursor; what is in view stays.",
           also="Z", in_footer=True),
    Action("look.left", "left", "Left", "Move the cursor, at the edge the view.",
           does="move(-1, 0)"),
    Action("look.right", "right", "Right", "Move the cursor, at the edge the view.",
           does="move(1, 0)"),
    Action("look.up", "up", "Up", "Move the cursor, at the edge the view.", does="move(0, -1)"),
    Action("look.down", "down", "Down", "Move the cursor, at the edge the view.",
           does="move(0, 1)"),
)

LOG = _rows("log", "step")

RULE = (
    Action("rule.up", "up,k", "Up", "Scroll the update rule a line back.", does="move(-1)"),
    Action("rule.down", "down,j", "Down", "Scroll the update rule a line on.", does="move(1)"),
    Action("rule.page_up", "pageup", "Page up", "Scroll the update rule a page back.",
           does="page(-1)"),
    Action("rule.page_down", "pagedown", "Page down", "Scroll the update rule a page on.",
           does="page(1)"),
)

FIELD = (
    Action("field.use", "enter", "Use", "Put what is typed in force, and leave the field.",
           does="submit", in_footer=True),
    Action("field.leave", "escape", "Leave", "Take back what was typed, and leave the field.",
           in_footer=True),
    Action("field.previous", "up", "Previous", "To the field before.", does="app.focus_previous"),
    Action("field.next", "down", "Next", "To the next field; so does Tab.", does="app.focus_next",
           in_footer=True),
    Action("field.bring_back", "ctrl+y", "Bring back", "Type again what Esc has taken back."),
)

ANSWER = (
    Action("answer.check", "enter", "Check", "Judge what is typed.", does="submit", in_footer=True),
    Action("answer.leave", "escape", "Other keys", "Leave the field, so that letters are keys.",
           does="leave", in_footer=True),
)

PREDICTION = (
    Action("prediction.check", "enter", "Check",
           "Judge the prediction; an empty field shows the answer.", does="submit",
           in_footer=True),
    Action("prediction.next_kind", "down", "Another question",
           "Ask another kind of question about the step.", does="other(1)", in_footer=True),
    Action("prediction.kind_before", "up", "The question before",
           "Ask the kind of question before.", does="other(-1)"),
    Action("prediction.leave", "escape", "Stop predicting", "Stop predicting.", does="leave",
           in_footer=True),
)

PICKER = (
    Action("picker.leave", "escape", "Leave",
           "Leave everything as it is; where something is looked for, all names again first."),
)

MORE = (
    Action("more.down", "j", "Down", "Mark the next one; so does ↓.", does="move(1)"),
    Action("more.up", "k", "Up", "Mark the one before; so does ↑.", does="move(-1)"),
    Action("more.leave", "escape", "Leave", "Leave everything as it is.", also="q",
           does="dismiss(None)"),
)

COLUMNS = (
    Action("columns.next_use", "space", "Use",
           "Learn from the column, encode its texts, or leave it out."),
    Action("columns.target", "t", "Target", "Predict the column that is marked."),
    Action("columns.missing", "m", "Missing cells",
           "Leave rows with missing cells out, or fill in the mean."),
    Action("columns.down", "j", "Down", "Mark the next column; so does ↓.", does="move(1)"),
    Action("columns.up", "k", "Up", "Mark the column before; so does ↑.", does="move(-1)"),
    Action("columns.use", "enter", "Use", "Learn from the columns as they are shown."),
    Action("columns.leave", "escape", "Leave", "Leave everything as it is.", does="dismiss(None)"),
)

PAGE = (
    Action("page.close", "escape,q", "Close", "Close the page.",
           also="question_mark,f1,i,I,s,enter", does="dismiss"),
    Action("page.down", "j", "Down", "Scroll a line; so does ↓.", does="scroll(1)"),
    Action("page.up", "k", "Up", "Scroll a line back; so does ↑.", does="scroll(-1)"),
)

SETTINGS = (
    Action("settings.leave", "escape", "Leave", "Leave the run as it is.", does="dismiss(None)"),
)

COMPARE = (
    Action("compare.race", "space", "Race", "Let all runs race, or stop them.", in_footer=True),
    Action("compare.step", "n,right", "Step", "One step more of each.", does="go_by(1)",
           in_footer=True),
    Action("compare.back", "b,left", "Back", "One step back.", does="go_by(-1)", in_footer=True),
    Action("compare.ten_steps", "N", "Ten steps", "Ten steps more of each.", does="go_by(10)"),
    Action("compare.ten_back", "B", "Ten back", "Ten steps back.", does="go_by(-10)"),
    Action("compare.first", "g", "Start line", "Back to the start.", does="go_to_start"),
    Action("compare.last", "G", "Furthest", "To the furthest step of any run.",
           does="go_to_furthest"),
    Action("compare.down", "j,down", "Down", "Mark the next run.", does="move(1)"),
    Action("compare.up", "k,up", "Up", "Mark the run before.", does="move(-1)"),
    Action("compare.make_live", "enter", "Make live",
           "Make the marked run the live one; the live one is pinned in exchange.",
           in_footer=True),
    Action("compare.keep", "c", "Pin", "Pin the marked run, if it is the abandoned one.",
           does="keep"),
    Action("compare.out", "x", "Out", "Take the marked run out.", in_footer=True),
    Action("compare.put_back", "X", "Put back", "Keep the run that was taken out last again."),
    Action("compare.log_scale", "l", "Log", "Loss on a logarithmic or a linear scale.",
           in_footer=True),
    Action("compare.unit", "a", "Axis", "Align the runs by steps, epochs or examples seen."),
    Action("compare.raise_threshold", "plus", "Higher", "Count the steps to a higher loss.",
           also="equals_sign", does="move_threshold(1)"),
    Action("compare.lower_threshold", "minus", "Lower", "Count the steps to a lower loss.",
           does="move_threshold(-1)"),
    Action("compare.faster", "right_square_bracket", "Faster", "Race faster.",
           does="change_speed(1)"),
    Action("compare.slower", "left_square_bracket", "Slower", "Race slower.",
           does="change_speed(-1)"),
    Action("compare.help", "question_mark", "Help", "Show this help.", also="f1", in_footer=True),
    _redraw("compare"),
    Action("compare.close", "escape,q", "Close", "Back to the playground.", also="C",
           in_footer=True),
)

LENS = (
    Action("lens.larger_batch", "plus,right", "Larger B", "Look at larger batches.",
           also="equals_sign", in_footer=True),
    Action("lens.smaller_batch", "minus,left", "Smaller B", "Look at smaller batches.",
           in_footer=True),
    Action("lens.other_batches", "r", "Resample", "Sample other batches of this size.",
           in_footer=True),
    Action("lens.use_batch", "e", "Use B", "Begin a new run with this batch size.", also="enter",
           in_footer=True),
    Action("lens.help", "question_mark", "Help", "Show this help.", also="f1", in_footer=True),
    _redraw("lens"),
    Action("lens.close", "escape,q", "Close", "Back to the run as it is.", also="z",
           in_footer=True),
)

SHARPNESS = (
    Action("sharpness.play", "space", "Play", "Play or pause.", in_footer=True),
    Action("sharpness.step", "n,right", "Step", "Take one step.", does="go_by(1)", in_footer=True),
    Action("sharpness.back", "b,left", "Back", "Go back one step.", does="go_by(-1)",
           in_footer=True),
    Action("sharpness.ten_steps", "N", "Ten steps", "Take ten steps.", does="go_by(10)"),
    Action("sharpness.ten_back", "B", "Ten back", "Go back ten steps.", does="go_by(-10)"),
    Action("sharpness.first", "g", "First step", "Go to the start of the run.", does="go_to(0)"),
    Action("sharpness.last", "G", "Last step", "Go to the furthest step.", does="go_to(None)"),
    Action("sharpness.event_before", "comma", "Event", "To the ◆, or jump of the loss, before.",
           does="event(-1)", in_footer=True),
    Action("sharpness.next_event", "full_stop", "Event", "To the next ◆, or jump of the loss.",
           does="event(1)", in_footer=True),
    Action("sharpness.raise_rate", "plus", "η up", "Raise η, and watch 2/η fall.",
           also="equals_sign", does="nudge_rate(1)", in_footer=True),
    Action("sharpness.lower_rate", "minus", "η down", "Lower η, and watch 2/η rise.",
           does="nudge_rate(-1)", in_footer=True),
    Action("sharpness.hold", "H", "Hold",
           "When the run diverges: back to where η was chosen, and on with a rate that holds."),
    Action("sharpness.faster", "right_square_bracket", "Faster", "Play faster.",
           does="change_speed(1)"),
    Action("sharpness.slower", "left_square_bracket", "Slower", "Play slower.",
           does="change_speed(-1)"),
    Action("sharpness.log_scale", "l", "Log scale",
           "Show the loss on a logarithmic or a linear scale."),
    Action("sharpness.unit", "a", "Axis", "Draw against steps, or against η·step."),
    Action("sharpness.help", "question_mark", "Help", "Show this help.", also="f1,i",
           in_footer=True),
    _redraw("sharpness"),
    Action("sharpness.close", "escape,q", "Close", "Back to the playground, with the run as it is.",
           also="S", in_footer=True),
)

SEEN, PLACING = ("seen",), ("placing",)

SWEEP = (
    Action("sweep.left", "left", "Left", "To the next value on the left.", does="move(-1, 0)",
           in_footer=True, in_short="Move", also="h"),
    Action("sweep.right", "right", "Right", "To the next value on the right.", does="move(1, 0)",
           in_footer=True, in_short="Move", also="l"),
    Action("sweep.up", "up", "Up", "A row up; without rows, ten values on.", does="move(0, 1)",
           also="k"),
    Action("sweep.down", "down", "Down", "A row down; without rows, ten values back.",
           does="move(0, -1)", also="j"),
    Action("sweep.closer", "plus", "Closer", "A finer grid of the half about the cursor.",
           also="equals_sign", does="zoom(1)", in_footer=True, in_short="Zoom", when=SEEN),
    Action("sweep.farther", "minus", "Farther",
           "Back to the grid before; from the first one, ten times as far.", does="zoom(-1)",
           in_footer=True, in_short="Zoom", when=SEEN),
    Action("sweep.fewer_steps", "left_square_bracket", "Fewer steps",
           "Runs of fewer steps: the next of 1-2-5.", does="change_steps(-1)", in_footer=True,
           in_short="Steps", when=SEEN),
    Action("sweep.more_steps", "right_square_bracket", "More steps",
           "Runs of more steps: the next of 1-2-5.", does="change_steps(1)", in_footer=True,
           in_short="Steps", when=SEEN),
    Action("sweep.axes", "v", "Axes",
           "What is swept: η alone, or η with momentum, batch size, condition …; β₁ with β₂.",
           in_footer=True, when=SEEN),
    Action("sweep.best", "b", "Best", "To the lowest loss.", when=SEEN),
    Action("sweep.predict", "p", "Predict",
           "Place the edge of stability yourself, before the verdicts are shown.",
           in_footer=True, when=SEEN),
    Action("sweep.open", "enter", "Open",
           "Open this run in the playground; the one that is there is pinned.", in_footer=True,
           when=SEEN),
    Action("sweep.place", "enter", "Place it here", "The edge is here: judge it.", in_footer=True,
           when=PLACING),
    Action("sweep.show", "escape", "Show", "Show the verdicts without placing the edge.",
           also="q,w", in_footer=True, when=PLACING),
    Action("sweep.pin", "c", "Pin", "Pin this run beside the one in the playground.",
           in_footer=True, when=SEEN),
    Action("sweep.copy_command", "y", "Copy", "Copy the command line that makes this sweep.",
           in_footer=True, when=SEEN),
    Action("sweep.go_on", "space", "Stop", "Stop working lanes out, or go on.", when=SEEN),
    Action("sweep.no_card", "K", "No card",
           "Take the card of the last misplaced edge out of the deck again.", when=SEEN),
    Action("sweep.other_half", "m", "Other half",
           "In a small window: the picture, or what is below it."),
    Action("sweep.help", "question_mark", "Help", "Show this help.", also="f1", in_footer=True),
    _redraw("sweep"),
    Action("sweep.close", "escape,q", "Close", "Back to the playground; the sweep is kept.",
           also="w", in_footer=True, when=SEEN),
)

FINDER = (
    Action("finder.left", "left", "Left", "To a lower rate.", does="move(-1)",
           in_footer=True, in_short="Rate", also="h"),
    Action("finder.right", "right", "Right", "To a higher rate.", does="move(1)",
           in_footer=True, in_short="Rate", also="l"),
    Action("finder.fewer_starts", "left_square_bracket", "Fewer starts",
           "Fewer range tests.", does="change_starts(-1)", in_footer=True, in_short="Starts"),
    Action("finder.more_starts", "right_square_bracket", "More starts",
           "Another range test, with a seed of its own.", does="change_starts(1)",
           in_footer=True, in_short="Starts"),
    Action("finder.check", "space", "Check",
           "Check the rate under the cursor by short runs; begin, where that takes long.",
           in_footer=True),
    Action("finder.use", "enter", "Use it",
           "Use the checked rate in the playground; the run that is there is pinned.",
           in_footer=True),
    Action("finder.pin_all", "c", "Pin all", "Pin a run with each of the rates that are checked.",
           in_footer=True),
    Action("finder.best", "b", "Best", "To the best of the rates that are checked."),
    Action("finder.sweep", "v", "Sweep", "The plain sweep: the loss against η, and maps.",
           in_footer=True),
    Action("finder.copy_command", "y", "Copy", "Copy the command line that finds the same.",
           in_footer=True),
    Action("finder.why", "i", "Why", "Why one number will not do, and what each run came to.",
           in_footer=True),
    Action("finder.other_half", "m", "Other half",
           "In a small window: the picture, or what is below it."),
    Action("finder.help", "question_mark", "Help", "Show this help.", also="f1", in_footer=True),
    _redraw("finder"),
    Action("finder.close", "escape,q", "Close", "Back to the playground; what is found is kept.",
           also="w", in_footer=True),
)

DECKS = (
    Action("decks.begin", "enter", "Begin", "Begin with the deck that is marked.", also="space",
           in_footer=True),
    Action("decks.down", "j", "Down", "Mark the next deck; so does ↓.", does="move(1)"),
    Action("decks.up", "k", "Up", "Mark the deck before; so does ↑.", does="move(-1)"),
    Action("decks.more", "m", "More", "Study more now: beyond the limits, ahead, or a cram.",
           in_footer=True),
    Action("decks.limits", "l", "Limits", "How many new cards and reviews a day, for this deck.",
           in_footer=True),
    Action("decks.undo", "u", "Undo", "Take back whatever was done last with a card."),
    Action("decks.tag", "slash", "Tag", "Leave only cards with a tag; an empty one: all.",
           in_footer=True),
    Action("decks.browse", "b", "Browse", "Look at the cards, one by one.", in_footer=True),
    Action("decks.statistics", "s", "Statistics", "What was learned so far, and what is due.",
           in_footer=True),
    Action("decks.help", "question_mark", "Help", "Show this help.", also="f1", in_footer=True),
    _redraw("decks"),
    Action("decks.back", "q,escape", "Back", "Leave the flashcards; nothing has to be saved.",
           in_footer=True),
)

CARD_TABLE = _rows("cards", "card", first="home,g", last="end,G")

BROWSER = (
    Action("browser.search", "slash", "Look for", "Look for cards: words, deck:, tag:, is:.",
           in_footer=True),
    Action("browser.card", "enter,i", "Card", "What is known of the card, and its history.",
           in_footer=True),
    Action("browser.edit", "e", "Edit", "Open the card in your editor, and read it again.",
           in_footer=True),
    Action("browser.due", "d", "Due", "Have the card asked in so many days.", in_footer=True),
    Action("browser.forget", "F", "Forget", "Make the card new, as if it had never been asked.",
           in_footer=True),
    Action("browser.bury", "minus", "Bury", "Leave the card out until tomorrow, or not any more."),
    Action("browser.suspend", "at", "Suspend",
           "Leave the card out until further notice, or not any more.", in_footer=True),
    Action("browser.undo", "u", "Undo", "Take back what was done here last.", in_footer=True),
    Action("browser.scroll_down", "space", "Scroll", "Scroll the card below.", does="scroll(1)"),
    Action("browser.scroll_up", "backspace", "Scroll back", "Scroll the card back.",
           does="scroll(-1)"),
    Action("browser.help", "question_mark", "Help", "Show this help.", also="f1", in_footer=True),
    _redraw("browser"),
    Action("browser.back", "q,escape", "Back", "Leave the card browser.", in_footer=True),
)

LIVE = ("reading", "running", "done")

LAB = (
    Action("lab.hand_in", "enter", "Hand in",
           "Hand in: the run as it stands, the curve as it is drawn.", in_footer=True,
           when=("running", "drawing")),
    Action("lab.go_on", "enter", "Go on", "Read, or done: on to the next task.", in_footer=True,
           when=("reading", "done")),
    Action("lab.next", "greater_than_sign", "Next", "To the next task, done or not.",
           does="task(1)", in_footer=True, in_short="Task"),
    Action("lab.before", "less_than_sign", "Back", "To the task before.", does="task(-1)",
           in_footer=True, in_short="Task"),
    Action("lab.hint", "h", "Hint", "The next hint; it costs nothing, and is noted.",
           in_footer=True),
    Action("lab.tasks", "t", "Tasks", "All tasks, and how far each is: to any of them.",
           in_footer=True),
    Action("lab.give_up", "a", "Answer", "Show the answer of this one, which is noted."),
    Action("lab.about", "i", "Theory", "What is known of the run, its curvature and the best η."),
    Action("lab.type", "w", "Type",
           "Type the answer: a word or numbers of a curve, lr 0.2 or a command line of a run.",
           when=("typing", "running", "drawing")),
    Action("lab.settings", "e", "Settings", "Fields for everything that is free in this run.",
           in_footer=True, when=("running",)),
    Action("lab.optimizer", "o", "Rule", "Choose the update rule, if it is free.",
           when=("running",)),
    Action("lab.schedule", "s", "Schedule", "Choose how η changes, if it is free.",
           when=("running",)),
    Action("lab.playground", "p", "Playground",
           "This run in the whole playground; what you do there comes back.", when=LIVE),
    Action("lab.step", "n,right", "Step", "Take one step.", does="go_by(1)", in_footer=True,
           when=LIVE),
    Action("lab.back", "b,left", "Step back", "Go back one step.", does="go_by(-1)", when=LIVE),
    Action("lab.ten_steps", "N", "Ten steps", "Take ten steps.", does="go_by(10)", when=LIVE),
    Action("lab.ten_back", "B", "Ten back", "Go back ten steps.", does="go_by(-10)", when=LIVE),
    Action("lab.play", "space", "Play", "Play or pause.", when=LIVE),
    Action("lab.raise_rate", "plus", "η up", "Raise η to the next of 1-2-5, if it is free.",
           also="equals_sign", does="nudge_rate(1)", in_footer=True, in_short="η", when=LIVE),
    Action("lab.lower_rate", "minus", "η down", "Lower η to the previous of 1-2-5.",
           does="nudge_rate(-1)", in_footer=True, in_short="η", when=LIVE),
    Action("lab.again", "r", "Again",
           "Begin the run again, or draw again; once more brings back what was there.",
           when=("running", "reading", "drawing", "done")),
    Action("lab.step_before", "left", "Left", "Draw the step before.", does="draw_at(-1)",
           when=("drawing",)),
    Action("lab.step_after", "right", "Right", "Draw the next step.", does="draw_at(1)",
           when=("drawing",)),
    Action("lab.higher", "up", "Higher", "Draw the loss of this step higher.", does="lift(1)",
           when=("drawing",)),
    Action("lab.lower", "down", "Lower", "Draw the loss of this step lower.", does="lift(-1)",
           when=("drawing",)),
    Action("lab.as_before", "space", "As before", "Draw this step as high as the one before.",
           does="level", when=("drawing",)),
    Action("lab.up", "up,k", "Up", "The row before, or a line of text back.", does="move(-1)",
           when=("typing", "choosing", *LIVE)),
    Action("lab.down", "down,j", "Down", "The next row, or a line of text on.", does="move(1)",
           when=("typing", "choosing", *LIVE)),
    Action("lab.page_up", "pageup", "Page up", "Scroll the text back.", does="page(-1)"),
    Action("lab.page_down", "pagedown", "Page down", "Scroll the text.", does="page(1)"),
    *(Action(f"lab.choose_{n}", str(n), f"Choose {n}", "Choose the answer with that number.",
             does=f"choose({n})", when=("choosing",)) for n in range(1, 10)),
    Action("lab.log_scale", "l", "Log scale", "Losses on a logarithmic or a linear scale."),
    Action("lab.help", "question_mark", "Help", "Show this help.", also="f1", in_footer=True),
    _redraw("lab"),
    Action("lab.close", "q,escape", "Leave", "Leave the lab; everything is kept.",
           in_footer=True),
)

WITH_CARD = ("asked", "answered")

REVIEW = (
    Action("review.answer", "space,enter", "Answer",
           "Show the answer, choose the one marked, or go to the field.", in_footer=True,
           when=("asked",)),
    Action("review.take", "space,enter", "Next", "Take the grade in brackets.", in_footer=True,
           when=("answered",)),
    Action("review.leave", "space,enter", "Leave", "Leave, when nothing is left to ask.",
           in_footer=True, when=("done",)),
    Action("review.more", "m", "More", "Study more now: beyond the limits, ahead, or a cram.",
           in_footer=True, when=("done",)),
    Action("review.down", "j,down", "Down", "Mark the next answer, or scroll.", does="move(1)"),
    Action("review.up", "k,up", "Up", "Mark the answer before, or scroll.", does="move(-1)"),
    Action("review.page_down", "pagedown", "Page down", "Scroll a page.", does="page(1)"),
    Action("review.page_up", "pageup", "Page up", "Scroll a page back.", does="page(-1)"),
    Action("review.show_me", "p", "Show me",
           "Look at the card's run in the playground; q comes back to this very question.",
           in_footer=True, when=WITH_CARD),
    Action("review.undo", "u", "Undo",
           "Take back whatever was done last, a skip too; also of an earlier day.",
           in_footer=True),
    Action("review.skip", "greater_than_sign", "Skip",
           "Ask this card again when the others are done.", in_footer=True, when=WITH_CARD),
    Action("review.bury", "minus", "Bury", "Leave this card out until tomorrow.", in_footer=True,
           when=WITH_CARD),
    Action("review.bury_typed", "b", "Bury",
           "The same where a number or a word is typed, which may begin with a minus.",
           in_footer=True, when=WITH_CARD),
    Action("review.suspend", "at", "Suspend", "Leave this card out until `gdtui deck unsuspend`.",
           when=WITH_CARD),
    Action("review.edit", "e", "Edit", "Open the card in your editor, and ask it as it is then.",
           when=WITH_CARD),
    Action("review.card", "i", "Card", "What is known of this card, and its history.",
           when=WITH_CARD),
    Action("review.statistics", "s", "Statistics", "What was learned so far, and what is due.",
           in_footer=True),
    Action("review.help", "question_mark", "Help", "Show this help.", also="f1", in_footer=True),
    _redraw("review"),
    Action("review.back", "q,escape", "Back", "Leave the quiz; every grade is saved already.",
           in_footer=True),
)

GRADES = (
    Action("review.grade_again", "1", "Again",
           "Grade: I did not know it. It comes back in a minute.", does="grade(1)",
           when=("answered",)),
    Action("review.grade_hard", "2", "Hard", "Grade: known, with trouble.", does="grade(2)",
           when=("answered",)),
    Action("review.grade_good", "3", "Good", "Grade: known.", does="grade(3)", when=("answered",)),
    Action("review.grade_easy", "4", "Easy",
           "Grade: known without a thought. It stays away longest.", does="grade(4)",
           when=("answered",)),
)

OPTIONS = tuple(
    Action(f"review.choose_{n}", str(n), f"Choose {n}", "Choose the answer with that number.",
           does=f"choose({n})", when=("asked",))
    for n in range(1, 10)
)
# fmt: on

_NAMES = {
    "escape": "Esc",
    "enter": "Enter",
    "tab": "Tab",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "f1": "F1",
}


def bindings(actions: Iterable[Action]) -> list[Binding]:
    """The actions as Textual's bindings, each under its id for a person's key map."""
    return [
        Binding(
            action.all_keys,
            action.call,
            action.in_short or action.label,
            show=action.in_footer,
            tooltip=action.help,
            id=action.id,
        )
        for action in actions
    ]


def works(actions: Iterable[Action], name: str, state: str) -> bool:
    """Whether what is called `name` works in that state of the screen; what is not ours does."""
    return all(action.name != name for action in actions if not action.works_in(state))


def key_shown(key: str) -> str:
    """A key as people read it: `n`, `→`, `Esc`, `^p`."""
    *modifiers, name = key.split("+")
    shown = _NAMES.get(name) or format_key(name)
    return "".join("^" if modifier == "ctrl" else f"{modifier}+" for modifier in modifiers) + shown
