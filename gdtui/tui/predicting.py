"""Prediction mode: what is asked of the run that is shown, what was said, and how it goes.

A question belongs to a run, a step and the settings there: wherever the run is moved or changed,
another one is asked. What is needed for questions is imported when somebody predicts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gdtui.drawing.notation import readable
from gdtui.drawing.numbers import number
from gdtui.engine.analysis.worked_step import next_update
from gdtui.engine.events import Predicted, RunEdited
from gdtui.engine.experiment import Experiment, Track
from gdtui.engine.history import History
from gdtui.engine.run import Run
from gdtui.files import settings
from gdtui.files.command_line import reopening
from gdtui.tui import actions
from gdtui.tui.frame import Frame
from gdtui.tui.pages.page import Line, Paragraph

if TYPE_CHECKING:
    from gdtui.study.cards.own_deck import Kept
    from gdtui.study.predicting.asked import Asked, Kind, Said
    from gdtui.study.predicting.score import Score


FREE = {
    *("go_by", "go_to", "event", "restart", "resume", "nudge_rate", "change_speed"),
    *("optimizer", "schedule", "columns", "cards", "unpin", "put_back"),
    *("log_scale", "unit", "view", "maximize", "help", "predict", "back_to_card", "quit"),
}
"""What the keys of the playground may still do while a question is open. Whatever else they do
might answer it."""
_NAMES = {action.name for action in actions.PLAYGROUND if not action.name.startswith("app.")}


class Predicting:
    """The mode, on or off, and its question."""

    def __init__(self, experiment: Experiment) -> None:
        self._live = experiment
        self.is_on = False
        self.asked: Asked | None = None
        """The question, open or answered."""
        self.said: Said | None = None
        """What is to be said about the last answer."""
        self.wants_focus = False
        """Whether a question was asked that has not had the keys yet."""
        self._kept: Kept | None = None
        self._score: Score | None = None
        self._kind: Kind = "number"
        self._level = 1
        self._coordinate = 0
        self._aside: Experiment | None = None
        """A run like the live one, with other numbers."""
        self._others = 0
        self._of: tuple[Run, int, Sequence[RunEdited]] | None = None
        self._past: History | None = None
        self._giving_away: dict[int, bool] = {}

    @property
    def is_asking(self) -> bool:
        """Whether a question waits for its answer: nothing may be shown that gives it away."""
        return self.asked is not None and (self.said is None or self.said.judgement.asks_again)

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer to look at."""
        return self.asked is not None and not self.is_asking

    @property
    def has_card(self) -> bool:
        """Whether the miss that is looked at was kept as a card."""
        return self._kept is not None and self._kept.path is not None

    @property
    def is_aside(self) -> bool:
        """Whether another run than the live one is asked about."""
        return self._aside is not None

    @property
    def shown(self) -> Experiment:
        """What is to be seen: the live run, or the one with other numbers."""
        return self._aside or self._live

    def allows(self, action: str) -> bool:
        """Whether an action of the playground has a place now."""
        if action in ("predict_again", "no_card"):
            return self.is_answered and (action != "no_card" or self.has_card)
        return not self.is_asking or action not in _NAMES or action in FREE

    # What is done

    def switch(self) -> None:
        """Begin to predict, or stop."""
        self.is_on = not self.is_on
        self._leave()
        if self.is_on:
            from gdtui.study.predicting.score import Score

            self._score = self._score or Score.of(self._live.run.predictions)

    def follow(self, *, playing: bool) -> None:
        """Ask about where the run stands now, if nothing was asked about that yet."""
        run = self._live.run
        if not self.is_on or playing:
            self._leave()
            return
        place = (run, run.step, tuple(run.edits))
        if place != self._of:
            self._of, self._aside = place, None
            self._ask()

    def other_kind(self, by: int) -> None:
        """Ask another kind of question about the same update."""
        if self.is_asking:
            self._ask(by)

    def answer(self, typed: str) -> None:
        """Judge an answer: it is noted in the live run, a miss may become a card."""
        if self.asked is None or not self.is_asking or self._score is None:
            return
        said = self.said = self.asked.judged(typed)
        if said.judgement.asks_again:
            return
        right = said.judgement.kind == "right"
        self._score = self._score.after(right=right)
        live, aside = self._live.run, self._aside
        about = reopening(aside.run) if aside else ""
        name, typed = self.asked.name, typed.strip()
        live.note(Predicted(live.step, name, typed, right, said.mistake, about))
        if self.asked.levels:
            from gdtui.study.predicting.score import next_level

            self._level = next_level(self.asked.level, self.asked.levels, right=right)
        if not right and settings.load().keep_misses:
            from gdtui.study.predicting import misses

            self._kept = misses.keep(self.asked, said)

    def ask_again(self) -> None:
        """Ask with other numbers: the same loss and rule from another start, at another rate."""
        from gdtui.study.predicting.questions import other_numbers

        self._others += 1
        other = other_numbers(self._live.run, self._others)
        if other is not None:
            self._aside = Experiment(other)
            self._ask()

    def take_back_card(self) -> str:
        """Have the card out of the deck again. Says what was done."""
        if self._kept is None:
            return ""
        kept, self._kept = self._kept, None
        return kept.take_back()

    def _ask(self, by: int = 0) -> None:
        from gdtui.study.predicting.questions import first_of, kinds_from

        run = self.shown.run
        self.said, self._kept, self._past = None, None, None
        self._giving_away.clear()
        if not by:
            self._coordinate += self.asked is not None
        self.asked = first_of(run, self._coordinate, kinds_from(self._kind, by), self._level)
        if self.asked is not None and by:
            self._kind = self.asked.kind
        self.wants_focus = self.asked is not None

    def _leave(self) -> None:
        self.asked = self.said = self._kept = self._of = self._aside = self._past = None

    # What is shown

    def text(self, width: int) -> str:
        """The question, or what is said about the answer, with a mark before it, for lines of so
        many cells."""
        if self.asked is None:
            return ""
        if self.said is None:
            text = self.asked.text
            if self.is_aside:
                text = f"With other numbers: {text[0].lower()}{text[1:]}"
            return "\n".join((f"? {text}", *packed(self.asked.options, width)))
        return " ".join(self._said())

    def _said(self) -> Iterator[str]:
        """What is said about the answer, and what has become of a card."""
        if self.said is None:
            return
        judgement = self.said.judgement
        yield {"right": "✓", "unreadable": "?", "precision": "?", "shown": "·"}.get(
            judgement.kind, "✗"
        )
        yield judgement.says
        if self._kept and self._kept.says:
            from gdtui.study.cards.answers import sentence

            yield sentence(self._kept.says)

    def why(self) -> Iterator[Line]:
        """What was asked, what was said, and the worked step: for the page about the run."""
        if self.asked is None:
            return
        yield "THE PREDICTION"
        said = " ".join(self._said())
        for line in (self.asked.text, *self.asked.options, said, f"right: {self.asked.answer}"):
            yield Paragraph(line, "  ")
        from gdtui.study.predicting.number import filled_in

        for working in next_update(self.shown.run, self.asked.looked.coordinate):
            rule = readable(f"{working.symbol} = {working.formula}")
            worked = f" = {filled_in(working)}" if working.values else ""
            yield Paragraph(f"{rule}{worked} = {number(working.value)}", "  ")
        yield ""

    def frame(self, frame: Frame) -> Frame:
        """The frame of `shown` with the score, veiled while a question is open."""
        if self.asked is None:
            return frame
        score = str(self._score)
        if not self.is_asking:
            return replace(frame, score=score)
        from gdtui.tui.veil import veiled

        lanes = tuple(lane for lane in frame.beside.lanes if not self._gives_away(lane.track))
        beside = replace(frame.beside, lanes=lanes)
        return veiled(frame, self.asked, self._until(frame), beside, score)

    def _until(self, frame: Frame) -> History:
        """The history up to the step that is shown: the same one where nothing follows, so that
        panes see no other run."""
        if frame.furthest == frame.step:
            return frame.history
        if self._past is None:
            self._past = frame.history.fork(self.shown.run.rows)
            self._past.truncate(frame.step)
        return self._past

    def _gives_away(self, beside: Track) -> bool:
        """Whether a run beside this one makes the very update that is asked for, and goes on."""
        if id(beside) not in self._giving_away:
            step = self.shown.run.step + 1
            rows, update = beside.run.rows(step, step), self.shown.run.next_step()
            same = any([*row.new_params] == [*update.new_params] for row in rows)
            self._giving_away[id(beside)] = same
        return self._giving_away[id(beside)]


def packed(parts: Sequence[str], width: int, between: str = "  ") -> list[str]:
    """The parts in lines of so many cells, each of them whole."""
    lines: list[str] = []
    for part in parts:
        if lines and len(longer := f"{lines[-1]}{between}{part}") <= width:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines
