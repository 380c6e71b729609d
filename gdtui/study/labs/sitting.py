"""A learner at a lab: what is asked now, and what is done with an answer. It shows nothing."""

from collections.abc import Mapping
from typing import Any

from gdtui import __version__
from gdtui.study.cards.answers import Judgement
from gdtui.study.cards.formulas import decimal
from gdtui.study.labs import miss_cards
from gdtui.study.labs.draft import LONGEST, Draft
from gdtui.study.labs.journal import Journal
from gdtui.study.labs.labs import Lab
from gdtui.study.labs.progress import TaskProgress, place_of, progress
from gdtui.study.labs.task import Asked, Part, Task, Tried

LONGEST_ANSWER = 200_000
"""Characters; the command line of a run that was changed at thousands of steps is one, too."""


class Sitting:
    """A lab as a learner goes through it. Nothing advances by itself."""

    def __init__(
        self, lab: Lab, journal: Journal, learner: str, *, keeps_misses: bool = False
    ) -> None:
        """With `keeps_misses`, an answer that is not right becomes a card."""
        self._keeps_misses = keeps_misses
        self.kept = ""
        """What has become of the last miss, in a few words; empty if it was none."""
        self.lab = lab
        self.journal = journal
        self.learner = learner
        self._asked: dict[str, Asked] = {}
        self._place = place_of(lab, journal.entries)
        journal.add("opened", lab=lab.name, digest=lab.digest, learner=learner, version=__version__)

    # What there is to see

    @property
    def place(self) -> int:
        """The number of the present task, from 0."""
        return self._place

    @property
    def task(self) -> Task:
        """The present task."""
        return self.lab.tasks[self._place]

    @property
    def asked(self) -> Asked:
        """The present task with the learner's numbers. Raises `SampleError`."""
        return self.asked_of(self.task)

    def asked_of(self, task: Task) -> Asked:
        """Any task with the learner's numbers. Raises `SampleError`."""
        if task.id not in self._asked:
            self._asked[task.id] = asked = task.ask(self.learner)
            if asked.numbers:
                numbers = {name: decimal(value, 12) for name, value in asked.numbers}
                self.journal.add("asked", task=task.id, numbers=numbers)
        return self._asked[task.id]

    @property
    def progress(self) -> Mapping[str, TaskProgress]:
        """How far each task is."""
        return progress(self.lab, self.journal.entries)

    @property
    def here(self) -> TaskProgress:
        """How far the present task is."""
        return self.progress[self.task.id]

    @property
    def open_parts(self) -> list[Part]:
        """The parts of the present task that are not settled, in order."""
        settled = self.here.outcomes
        return [part for part in self.asked.parts if part.name not in settled]

    @property
    def done(self) -> int:
        """How many tasks are done."""
        return sum(task.done for task in self.progress.values())

    # What can be done

    def answer(self, part: Part, typed: str) -> Judgement:
        """Judge an answer to a part of the present task, and keep it. A part that is settled may be
        answered again.

        Raises `ValueError` for one that no journal could hold.
        """
        if len(typed) > LONGEST_ANSWER:
            raise ValueError(
                f"an answer has {LONGEST_ANSWER:,} characters at most, and this one {len(typed):,}"
            )
        judgement = part.judged(typed)
        facts: dict[str, object] = {"answer": part.written(typed)}
        if part.evidence is not None and not judgement.asks_again:
            facts["evidence"] = evidence = dict(part.evidence(typed))
            if self.asked.tries is not None:
                self._note_tries(evidence)
        self._note(part, judgement, **facts)
        self.kept = ""
        if self._keeps_misses and judgement.kind in ("mistake", "wrong"):
            says = miss_cards.keep(self.asked, part, judgement.says).says
            self.kept = miss_cards.SAYS.get(says, says)
        return judgement

    def show(self, part: Part) -> str:
        """Give a part up: its solution, which settles it. Empty where only trying tells."""
        if part.solution:
            self._note(part, Judgement("shown"), answer="")
        return part.solution

    def hint(self) -> str | None:
        """The next hint of the present task; the last one again; None: it has none."""
        hints, number = self.asked.hints, self.here.hints
        if not hints:
            return None
        if number < len(hints):
            self.journal.add("hint", task=self.task.id, number=number + 1)
        return hints[min(number, len(hints) - 1)]

    def try_out(self, typed: str) -> Tried:
        """Try a value where the present task is solved by trying. Raises `ValueError`."""
        tries = self.asked.tries
        if tries is None:
            raise ValueError("there is nothing to try in this task")
        tried = tries(typed)
        self.journal.add("tried", task=self.task.id, value=tried.value, says=tried.says)
        return tried

    def keep(self, draft: Draft) -> None:
        """Keep what is begun in the present task and not handed in, a text not longer than any."""
        draft = draft._replace(typed=draft.typed[:LONGEST])
        if draft != self.here.draft:
            self.journal.add("draft", task=self.task.id, **draft._asdict())

    def go(self, place: int) -> None:
        """To another task, whether this one is done or not."""
        self._place = min(max(0, place), len(self.lab.tasks) - 1)
        self.journal.add("went", task=self.task.id)

    def _note_tries(self, ends: Mapping[str, Any]) -> None:
        """The ends of a bracket have been tried, if they were not before."""
        tried = {entry.get("value") for entry in self.here.tries}
        for value, says in ends.items():
            if value not in tried:
                self.journal.add("tried", task=self.task.id, value=value, says=says)

    def _note(self, part: Part, judgement: Judgement, **facts: object) -> None:
        settles = part.settled_by(judgement)
        was_done = self.here.done
        self.journal.add(
            "answered",
            task=self.task.id,
            part=part.name,
            outcome=judgement.kind,
            settles=settles,
            says=judgement.says,
            **facts,
        )
        if settles and not was_done and not self.open_parts:
            self.journal.add("done", task=self.task.id)
