"""A value searched for by one's own runs: a bracket, of which one end holds and the other fails."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any, ClassVar, Self

from gdtui.engine.numbers import number
from gdtui.engine.spec import quoted
from gdtui.study.cards.answers import Judgement, sentence
from gdtui.study.cards.formulas import formatted
from gdtui.study.cards.mistakes import Mistake, read_mistakes, values
from gdtui.study.cards.reader import Table
from gdtui.study.cards.sampling import Numbers
from gdtui.study.cards.templates import SampleError
from gdtui.study.cards.typed_number import NotANumberError, read
from gdtui.study.labs.criteria import Criteria, read_criteria
from gdtui.study.labs.task import Asked, Evidence, Part, Task, Tried
from gdtui.study.labs.task_run import run_of, verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Find(Task):
    """A bracket around where a run stops to hold; the value has a name in the run's settings."""

    KEYS: ClassVar = ("run", "find", "bracket", "mistakes")
    HOW: ClassVar = (
        "Type a number to try it, and two to hand in a bracket: one that holds, one that does not."
    )

    name: str
    holds: Criteria
    fails: Criteria
    width: Fraction
    mistakes: tuple[Mistake, ...] = ()

    @classmethod
    def read(cls, table: Table, common: Mapping[str, Any]) -> Self:
        """The kind has read its run with the name of what is searched for among the numbers."""
        name = table.text("find", required=True)
        if common["setup"] is None or common["setup"].steps is None:
            table.wrong("find needs a run with its steps, as in run = { steps = 100 }")
        bracket = table.table("bracket", ("holds", "fails", "width"))
        width = bracket.positive("width")
        if not width:
            bracket.wrong("width is missing: how far apart the two may be, such as 0.02")
        return cls(
            name=name,
            holds=read_criteria(bracket, "holds"),
            fails=read_criteria(bracket, "fails"),
            width=width or Fraction(1),
            mistakes=read_mistakes(table, [n for n, _ in common["choices"]]),
            **common,
        )

    def with_numbers(self, numbers: Numbers) -> Asked:
        """One part, the bracket; tries are runs of one's own."""
        part = Part(
            name="bracket",
            prompt="try one, or hand in two: ",
            judge=partial(self._judged, numbers),
            evidence=partial(self._evidence, numbers),
        )
        return self.asked(numbers, (part,), tries=partial(self._tried, numbers))

    def _tried(self, numbers: Numbers, typed: str) -> Tried:
        given = _numbers(typed)
        if len(given) != 1:
            raise ValueError("one number is a try, two are a bracket")
        (value,) = given
        try:
            tried = self._run(numbers, value)
        except SampleError as error:
            raise ValueError(f"{formatted(value)} cannot be tried: {error}") from None
        return tried._replace(mistake=self._mistake(numbers, value))

    def _run(self, numbers: Numbers, value: Fraction) -> Tried:
        assert self.setup is not None
        run = run_of(self.setup, {**dict(numbers), self.name: value})
        holds = self.holds.unmet(run) is None
        fails = self.fails.unmet(run) is None
        # Not the verdict's reasons: they name the very edge that is searched for.
        says = f"after {run.step} steps {verdict(run).headline}, L = {number(run.loss)}"
        return Tried(formatted(value, 12), holds if holds != fails else None, says)

    def _judged(self, numbers: Numbers, typed: str) -> Judgement:
        try:
            given = _numbers(typed)
            if len(given) == 1:
                return self._single(numbers, given[0])
            if len(given) != 2:
                return Judgement("unreadable", "A bracket is two numbers.")
            low, high = sorted(given)
            tries = [self._run(numbers, value) for value in (low, high)]
        except ValueError as error:
            return Judgement("unreadable", sentence(error))
        shown = f"{formatted(low, 12)} … {formatted(high, 12)}"
        if {tried.holds for tried in tries} != {True, False}:
            each = "; ".join(f"{tried.value}: {tried.says}" for tried in tries)
            return Judgement("wrong", f"One of them must hold and the other not. {each}.")
        if high - low > self.width:
            return Judgement(
                "wrong",
                f"The edge lies within {shown}, but the two are {formatted(high - low)} apart; "
                f"they may be at most {formatted(self.width)} apart. Try one between them.",
            )
        return Judgement("right", f"The edge lies within {shown}.")

    def _single(self, numbers: Numbers, value: Fraction) -> Judgement:
        says = self._mistake(numbers, value)
        if says:
            return Judgement("mistake", says)
        return Judgement("unreadable", "Two numbers are a bracket: one that holds, one that fails.")

    def _mistake(self, numbers: Numbers, value: Fraction) -> str:
        """What is said of a value that is a known mistake; empty for any other."""
        known = values(self.mistakes, dict(numbers))
        return next((says for mistaken, says in known if mistaken == value), "")

    def _evidence(self, numbers: Numbers, typed: str) -> Evidence:
        return {
            tried.value: tried.says for tried in (self._run(numbers, v) for v in _numbers(typed))
        }


def _numbers(typed: str) -> list[Fraction]:
    """The numbers of `1 1.02`, `1 … 1.02`, `[1.00, 1.02]`. Raises `ValueError`."""
    words = re.split(r"…|\.\.\.?|;|,\s|\bto\b|\s+", typed.strip("[]() "))
    try:
        return [read(word).value for word in words if word.strip()]
    except NotANumberError as error:
        raise ValueError(f"{quoted(typed)}: {error}") from None
