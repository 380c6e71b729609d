"""The quiz line by line, for a screen reader, a dumb terminal or a pipe."""

from collections.abc import Callable
from dataclasses import dataclass

from gdtui.study.cards.answers import Judgement, sentence
from gdtui.study.cards.card import Question
from gdtui.study.memory import statistics
from gdtui.study.memory.notices import taken
from gdtui.study.memory.outcome import GRADES, Graded
from gdtui.study.memory.schedule import local_now, study_day
from gdtui.study.memory.session import Session

HELP = """\
At any question: u undo, s skip, b bury until tomorrow, @ suspend, p show me (the command that
opens it), e where to edit the card, t statistics, q quit, ? this. Where words are typed, put a
colon before: :u. An empty line shows the answer; after it, 1 to 4 grade, and an empty line takes
the grade in brackets."""


@dataclass(frozen=True)
class Plain:
    """A quiz whose lines its caller reads and writes."""

    session: Session
    read: Callable[[str], str | None]
    """`read(prompt)`: the next line, without its end; None when there are no more."""
    say: Callable[[str], None]
    """Shows a text of one line or several."""

    def run(self) -> None:
        """Ask until nothing is left, or nobody answers; then say what it was."""
        session = self.session
        self._notices()
        if session.current is not None:
            self.say("? explains the keys.")
        while session.current is not None or self._goes_on():
            if session.current is not None and not self._one(session.current):
                self._sum_up()
                return

    def _sum_up(self) -> None:
        self._notices()
        self.say("")
        for line in self.session.summary().lines(is_over=self.session.current is None):
            self.say(line)

    def _goes_on(self) -> bool:
        """Say what it was, when the day is done, and offer what can be studied beyond it."""
        session = self.session
        self._sum_up()
        offers = session.offers()
        if offers:
            self.say("")
            self.say("To study more now:")
        for number, offer in enumerate(offers, start=1):
            self.say(f"  {number}. {offer.name}: {offer.cards:,} ({offer.effect})")
        while session.current is None:
            line = (self.read("A number, u to undo, or an empty line to end: ") or "").strip()
            if line in ("", "q"):
                return False
            if line.isdecimal() and 1 <= int(line[:9]) <= len(offers):
                session.study(offers[int(line[:9]) - 1].more)
            elif line == "u":
                self._command(line)
        return True

    def _one(self, question: Question) -> bool:
        """Ask one question, to its grade or to a command that leads away; False: to the end."""
        self._notices()
        counts = self.session.counts
        self.say("")
        self.say(
            f"{question.card.deck}, {counts}"
            if counts.is_cram
            else f"{question.card.deck}, {counts.total} left: {counts}"
        )
        self.say(question.text)
        for number, option in enumerate(question.options, start=1):
            self.say(f"  {number}. {option}")
        while True:
            line = self.read(question.prompt)
            if line is None:
                return False
            is_sign = line.strip() == "-" and question.is_typed and not question.options
            done = self._command(line, needs_colon=question.takes_words or is_sign)
            if done is not None:
                if done != "stay":
                    return done == "go on"
            elif not question.is_typed or not self._judged(self.session.answer(line)).asks_again:
                break
        self.say(question.solution)
        return self._grade()

    def _judged(self, judgement: Judgement) -> Judgement:
        opening = {"right": "Right.", "mistake": "Not right.", "wrong": "Not right."}
        said = " ".join(filter(None, (opening.get(judgement.kind), judgement.says)))
        if said:
            self.say(said)
        return judgement

    def _grade(self) -> bool:
        session = self.session
        suggested = session.suggested
        choices = ", ".join(
            f"[{number} {grade} {wait}]" if number == suggested else f"{number} {grade} {wait}"
            for number, (grade, wait) in enumerate(
                zip(GRADES, session.intervals, strict=True), start=1
            )
        )
        while True:
            line = self.read(f"Grade {choices}: ")
            if line is None:
                return False
            done = self._command(line)
            if done is not None:
                if done != "stay":
                    return done == "go on"
                continue
            typed = line.strip() or str(suggested)
            if typed in ("1", "2", "3", "4"):
                self._graded(session.grade(int(typed)))
                return True
            self.say("Grade with 1, 2, 3 or 4.")

    def _graded(self, graded: Graded | None) -> None:
        self._notices()
        if graded is None:
            return
        self.say(sentence(graded.says))
        if graded.is_leech:
            self.say(
                "You have forgotten this card many times. Look at it in the playground, rewrite "
                "it (e), or suspend it (@)."
            )

    def _command(self, line: str, *, needs_colon: bool = False) -> str | None:
        """Do what a command says: `stay`, `go on` or `stop`; None: it is none."""
        session = self.session
        command = line.strip()
        if needs_colon and not command.startswith(":"):
            return None
        match command.removeprefix(":").lower():
            case "?":
                self.say(HELP)
            case "e":
                path, number = session.place
                self.say(f"{path}, line {number}")
            case "p":
                shown = session.shown_run
                self.say(shown.command() if shown else "This card has nothing to show.")
            case "t":
                store = session.store
                counted = statistics.tally(store, study_day(local_now()))
                for text in statistics.lines(store.kept(), counted):
                    self.say(text)
            case "u":
                undone = session.undo()
                if undone is None:
                    self.say("There is nothing to undo.")
                    return "stay"
                self.say(sentence(undone.says))
                return "go on"
            case "s":
                session.skip()
                return "go on"
            case "b" | "-":
                session.bury()
                self.say("Buried until tomorrow.")
                return "go on"
            case "@":
                session.suspend()
                self.say("Suspended. `gdtui deck unsuspend` brings it back.")
                return "go on"
            case "q":
                return "stop"
            case _:
                return None
        return "stay"

    def _notices(self) -> None:
        for notice in taken(self.session.store.notices, self.session.notices):
            self.say(notice)
