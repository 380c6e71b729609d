"""The review: a question, the answer, a grade, and the next.

What a key does to a card, it does to a card that has been seen: keys typed ahead of what the
terminal has drawn judge nothing and grade nothing. The terminal says when it has drawn a card or an
answer (`pacing`), and its word comes after every key that was typed before.
"""

from typing import ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from gdtui.drawing.canvas import Line
from gdtui.files.presets import preset_named
from gdtui.study.cards.card import Question, ShownRun
from gdtui.study.cards.templates import SampleError
from gdtui.study.memory.agenda import More
from gdtui.study.memory.notices import taken
from gdtui.study.memory.session import Session
from gdtui.tui import actions, layouts
from gdtui.tui.editing import edit
from gdtui.tui.messages import (
    OpenHelp,
    OpenMore,
    OpenPage,
    OpenPlayground,
    OpenStatistics,
)
from gdtui.tui.pages.about_card import about_card_lines
from gdtui.tui.seen import Seen
from gdtui.tui.textual_internals import TerminalApp
from gdtui.tui.widgets.answer_row import AnswerRow
from gdtui.tui.widgets.card import Card, Paragraph
from gdtui.tui.widgets.card_text import options, said, solution
from gdtui.tui.widgets.cell_pane import CellPane
from gdtui.tui.widgets.footer import Footer
from gdtui.tui.widgets.quiz_rows import Row, grades, progress

KEYS = (*actions.REVIEW, *actions.GRADES, *actions.OPTIONS)
LOOKS_AT_THE_CLOCK = 30  # seconds
WHILE_TYPING = ("move", "page")
"""What keys do that are no text, in a field."""
_OURS = {action.name for action in KEYS}

HELP = """\
## Flashcards

Answer, then grade how well you knew it: the card comes back when you are about to forget it. What
is typed is judged, and the grade that follows from it is in brackets; an empty answer shows the
solution, and so does the same one twice. **Esc** leaves the field, so that letters are keys; a
digit, a point or a minus goes back to it.

A key acts on what the screen shows: what is typed ahead grades no card that has not been seen.
"""


class Review(Screen[None]):
    """One card at a time, to the end of the quiz."""

    BINDINGS: ClassVar = [*actions.bindings(KEYS)]
    ACTIONS: ClassVar = KEYS
    AUTO_FOCUS = ""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """As Textual has it, but for its repainting the whole screen when the focus moves."""

    app = getters.app(TerminalApp)

    def __init__(self, session: Session, notices: list[str]) -> None:
        """`notices` are sentences to be shown at first."""
        super().__init__()
        self.session = session
        self._notices = notices
        self._revealed = False
        self._marked = self._chosen = 0
        self._typed = ""
        self._shown_run: ShownRun | None = None
        self._last = ""
        self._seen = Seen(self, self.app.pacer, self._draw_rows)

    def compose(self) -> ComposeResult:
        """How far one is, the card, what can be done with it, the keys."""
        yield Row(id="progress")
        yield Card(id="card")
        yield AnswerRow(id="typing")
        yield Row(id="grades")
        yield Footer()

    def on_mount(self) -> None:
        """Ask the first question."""
        self.set_interval(LOOKS_AT_THE_CLOCK, self._take_day)
        self._next()

    def _take_day(self) -> None:
        """Four o'clock has passed: what is asked, and how much of it, is that of the new day."""
        had_card = self.session.current is not None
        if not self.session.take_day():
            return
        if had_card:
            self._draw_rows()
        else:
            self._next("a new day has begun")

    def on_resize(self) -> None:
        """Fold in a small window."""
        layouts.fold(self)
        self._typing.take_focus()

    @on(CellPane.Resized)
    def _draw_in_new_places(self) -> None:
        self._draw_rows()

    def on_screen_resume(self) -> None:
        """Back from a page or from the playground: the same question."""
        self._typing.take_focus()
        self.call_after_refresh(self._draw_rows)

    def arrived(self) -> None:
        """The terminal has drawn a frame: from here on, keys may act on it."""
        self._seen.arrived()

    # Drawing

    def _next(self, said: str = "") -> None:
        """Show the question that the session asks now, or the summary; `said` is what was done."""
        self._revealed = False
        self._marked = self._chosen = 0
        self._typed, self._last = "", said
        question = self.session.current
        try:
            self._shown_run = question.shown_run() if question else None
        except SampleError:
            self._shown_run = None
        self._typing.field.value = ""
        self._draw()
        self._typing.take_focus()
        self._tell()

    def _draw(self) -> None:
        question = self.session.current
        self._typing.open(question is not None and _is_typed(question) and not self._revealed)
        self._draw_card()
        self._seen.follow()
        self._draw_rows()
        self.refresh_bindings()

    def _draw_card(self) -> None:
        question = self.session.current
        if question is None:
            summary = self.session.summary().lines(is_over=True)
            self._card.show([Paragraph(line) for line in summary])
            return
        marks = (self._marked, self._chosen)
        asked = [Paragraph(question.text), *options(question, *marks, is_revealed=self._revealed)]
        answered: list[Paragraph] = []
        if self.session.judgements:
            typed = self._typed if _is_typed(question) else str(self._chosen)
            answered += said(self.session.judgements[-1], typed)
        if self._revealed:
            answered += solution(question)
        self._card.show([*asked, *answered])
        if answered:
            self._card.go_to(len(asked) + 1)  # the first is an empty line

    @property
    def _card(self) -> Card:
        return self.query_one(Card)

    @property
    def _typing(self) -> AnswerRow:
        return self.query_one(AnswerRow)

    def _draw_rows(self) -> None:
        if not self.is_attached:
            return
        session = self.session
        row, below = self.query_one("#progress", Row), self.query_one("#grades", Row)
        question = session.current
        kind = "cram" if session.is_cram else "cards"
        title = f"{kind}: {question.card.deck}" if question else kind
        width = row.content_size.width
        row.show_lines([progress(title, session.counts, session.answered, width)])
        below.show_lines([self._to_do(question) if self._seen.is_told else []])
        beside = "PgDn: more" if self._card.has_more else self._last
        self._typing.say(beside)

    def _to_do(self, question: Question | None) -> Line:
        if question is None:
            return [(" Enter leaves; m: study more now; u undoes the last thing", "heading")]
        if self._revealed:
            width = self.query_one("#grades").content_size.width
            return grades(self.session.intervals, self.session.suggested, width)
        return [(f" {question.hint}", "heading")]

    def _tell(self) -> None:
        """Show what the session, the database and the decks have to say, once."""
        for notice in taken(self._notices, self.session.store.notices, self.session.notices):
            self.notify(notice, severity="warning")

    # Answers

    @on(Input.Submitted)
    def _check(self, event: Input.Submitted) -> None:
        event.stop()
        if self._seen and not self._revealed:
            repeated = bool(self.session.judgements) and event.value.strip() == self._typed
            self._typed = event.value.strip()
            self._judge("" if repeated else event.value)

    def on_key(self, event: events.Key) -> None:
        """What no field has had and no key is for may be text for the field."""
        self._typing.take(event)

    def _judge(self, typed: str) -> None:
        self._revealed = not self.session.answer(typed).asks_again
        self._draw()

    def action_answer(self) -> None:
        """Show the answer, choose what is marked, or go to the field."""
        question = self.session.current
        if question is None or not self._seen:
            return
        if _is_typed(question):
            self._typing.take_focus()
        elif question.is_typed:
            self._choose(self._marked)
        else:
            self._revealed = True
            self._draw()

    def action_choose(self, number: int) -> None:
        """Choose an answer."""
        if self._seen:
            self._choose(number)

    def _choose(self, number: int) -> None:
        self._chosen = number
        self._judge(str(number) if number else "")

    def action_move(self, by: int) -> None:
        """Mark the next option, or scroll."""
        question = self.session.current
        if question is None or not question.options or self._revealed:
            self._card.move(by)
        else:
            count = len(question.options)
            first = 1 if by > 0 else count
            self._marked = (self._marked + by - 1) % count + 1 if self._marked else first
            self._draw_card()
            self._card.go_to(self._marked + 1)
        self._draw_rows()

    def action_page(self, by: int) -> None:
        """Scroll by a page."""
        self._card.move(by * max(1, self._card.content_size.height - 1))
        self._draw_rows()

    # Grades, and what else becomes of a card

    def action_take(self) -> None:
        """Take the suggested grade."""
        self.action_grade(self.session.suggested)

    def action_leave(self) -> None:
        """Leave, at the end."""
        if self._seen:
            self.dismiss()

    def action_more(self) -> None:
        """Choose what else to study, when the day is done."""
        offers = self.session.offers()
        if offers and self._seen:
            self.app.post_message(OpenMore(offers, done=self._study))

    def _study(self, more: More | None) -> None:
        if more is not None:
            self.session.study(more)
            self._next()

    def action_grade(self, grade: int) -> None:
        """Grade the card; it is on disk before the next is shown."""
        if not self._seen:
            return
        graded = self.session.grade(grade)
        if graded is None:
            self._next()
            return
        if graded.is_leech:
            self.notify(
                f"{graded.card.id} has been forgotten many times. When it comes back: p shows it "
                "in the playground, e edits it, @ leaves it out.",
                severity="warning",
            )
        self._next(graded.says)

    def action_undo(self) -> None:
        """Take back whatever was done last."""
        undone = self.session.undo()
        if undone is None:
            self.notify("There is nothing to undo.")
        else:
            self._next(undone.says)

    def action_skip(self) -> None:
        """Ask the card again when the others are done."""
        if self._seen:
            self.session.skip()
            self._next("skipped: asked again at the end")

    def action_bury(self) -> None:
        """Leave the card out until tomorrow."""
        if self._seen:
            self.session.bury()
            self._next("buried until tomorrow")

    def action_bury_typed(self) -> None:
        """Leave the card out until tomorrow."""
        self.action_bury()

    def action_suspend(self) -> None:
        """Leave the card out until further notice."""
        if self._seen:
            self.session.suspend()
            self._next("suspended; gdtui deck unsuspend ends it")

    def action_show_me(self) -> None:
        """Open the card's run in the playground."""
        shown_run = self._shown_run
        if shown_run is None:
            return
        preset = preset_named(shown_run.preset or "")
        try:
            run = shown_run.opened()
        except ValueError as error:
            self.notify(str(error), severity="error")
            return
        self.app.post_message(OpenPlayground(run, preset, state="visit"))

    # What else can be seen

    def action_edit(self) -> None:
        """Open the card in the person's own editor, and ask it as it is then."""
        question = self.session.current
        if question is not None and self._seen and edit(self.app, question.card):
            self.session.reread()
            self._next(f"{question.card.deck}: read again")

    def action_card(self) -> None:
        """What is known of the card."""
        if self.session.current is not None:
            card, store = self.session.current.card, self.session.store
            lines = about_card_lines(card, store.of(*card.key), store.log(card=card.key))
            self.app.post_message(OpenPage("this card", lines))

    def action_statistics(self) -> None:
        """What was learned so far."""
        self.app.post_message(OpenStatistics(self.session.store))

    def action_help(self) -> None:
        """The keys."""
        self.app.post_message(OpenHelp(HELP, KEYS))

    def action_back(self) -> None:
        """Leave."""
        self.dismiss()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what works now is bound, and stands in the footer."""
        if action not in _OURS:
            return True
        if self._typing.is_open and not self._typing.letters_are_keys:
            return action in WHILE_TYPING
        question = self.session.current
        if not actions.works(KEYS, action, self.state):
            return False
        if action == "choose":
            return question is not None and parameters[0] in range(1, len(question.options) + 1)
        if action in ("bury", "bury_typed"):
            return question is not None and _is_typed(question) == (action == "bury_typed")
        return action != "show_me" or self._shown_run is not None

    @property
    def state(self) -> str:
        """What `Action.when` names: asked, answered, or done when nothing is left to ask."""
        if self.session.current is None:
            return "done"
        return "answered" if self._revealed else "asked"


def _is_typed(question: Question) -> bool:
    """Whether an answer is typed into the field."""
    return question.is_typed and not question.options
