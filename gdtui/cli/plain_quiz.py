"""The quiz line by line, for a screen reader, a dumb terminal or a pipe."""

from collections.abc import Callable
from dataclasses import dataclass

from gdtui.study.cards.answers import Verdict
from gdtui.study.cards.card import Choice, Cloze, Numeric
from gdtui.study.cards.questions import Question
from gdtui.study.memory import statistics
from gdtui.study.memory.schedule import study_day
from gdtui.study.memory.session import GRADES, Graded, Session, Summary, local_now

HELP = """\
At any question: u undo, s skip, b bury until tomorrow, @ suspend, p show me (the command that
opens it), e where to edit the card, t statistics, q quit, ? this. Where words are typed, put a
colon before: :u. An empty line shows the answer; after it, 1 to 4 grade, and an empty line takes
the grade in brackets."""


@dataclass(frozen=True)
class Plain:
    """A quiz whose lines are read and written by whoever made it."""

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
        while session.current is not None:
            if not self._one(session.current):
                break
        self._notices()
        for line in summary_lines(session.summary(), finished=session.current is None):
            self.say(line)

    def _one(self, question: Question) -> bool:
        """Ask one question, to its grade or to a command that leads away; False: to the end."""
        self._notices()
        counts = self.session.counts
        self.say("")
        self.say(
            f"{question.card.deck}, {counts.total} left: {counts.new} new, "
            f"{counts.learning} learning, {counts.due} due"
        )
        self.say(question.text)
        for number, option in enumerate(question.options, start=1):
            self.say(f"  {number}. {option}")
        while True:
            line = self.read(_prompt(question))
            if line is None:
                return False
            done = self._command(line, needs_colon=isinstance(question.card, Cloze))
            if done is not None:
                if done != "stay":
                    return done == "go on"
            elif not question.is_typed or not self._judged(self.session.answer(line)).asks_again:
                break
        self.say(question.solution)
        return self._grade()

    def _judged(self, verdict: Verdict) -> Verdict:
        opening = {"right": "Right.", "mistake": "Not right.", "wrong": "Not right."}
        said = " ".join(filter(None, (opening.get(verdict.kind), verdict.says)))
        if said:
            self.say(said)
        return verdict

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
        taken = "Saved" if graded.is_saved else "Taken, not saved"
        self.say(f"{taken}: {GRADES[graded.grade - 1]}, back in {graded.wait}.")
        if graded.is_leech:
            self.say(
                "This card was forgotten many times. Look at it in the playground, rewrite "
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
                shown = session.situation
                self.say(shown.command() if shown else "This card has nothing to show.")
            case "t":
                store = session.store
                for text in statistics.lines(store.kept(), store.reviews(), study_day(local_now())):
                    self.say(text)
            case "u":
                card = session.undo()
                if card is None:
                    self.say("There is nothing to undo.")
                    return "stay"
                self.say(f"Undone: {card.id} is asked again.")
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
        for notices in (self.session.store.notices, self.session.notices):
            while notices:
                self.say(notices.pop(0))


def summary_lines(summary: Summary, *, finished: bool) -> list[str]:
    """What a session was, in a few lines."""
    lines = [""]
    if not summary.answered:
        lines.append("Nothing to ask now." if finished else "Nothing was answered.")
    else:
        again, hard, good, easy = summary.grades
        lines.append(
            f"{summary.answered} answered, {summary.remembered} remembered: "
            f"{again} again, {hard} hard, {good} good, {easy} easy."
        )
    for item in summary.hard[:5]:
        text = " ".join(item.text.split())
        text = text if len(text) <= 60 else text[:59] + "…"
        lines.append(f"Hard ({item.again}× again): {text}" if item.again else f"Hard: {text}")
    lines += [f"Mistake, {count}×: {sentence}" for sentence, count in summary.mistakes[:3]]
    lines.append(f"Due by tomorrow: {summary.due_tomorrow}.")
    return lines


def _prompt(question: Question) -> str:
    match question.card:
        case Choice():
            return f"1 to {len(question.options)}: "
        case Cloze():
            return "Gap: " if len(question.card.gaps) == 1 else "Gaps, with ; between: "
        case Numeric():
            return "Answer: "
    return "Enter shows the answer: "
