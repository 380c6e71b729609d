"""One number, which the engine works out: with numbers of the learner's own, if any are drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, ClassVar, Self

from gdtui.study.cards import engine_answer
from gdtui.study.cards.engine_answer import Theory, read_theory
from gdtui.study.cards.formulas import Formula, exact
from gdtui.study.cards.kinds.numeric import (
    Sample,
    last_place,
    refuse_difference,
    tell_apart,
    value_of,
)
from gdtui.study.cards.mistakes import Mistake, read_mistakes, values
from gdtui.study.cards.reader import Table
from gdtui.study.cards.sampling import Numbers
from gdtui.study.cards.templates import SampleError
from gdtui.study.labs.task import Asked, Part, Task
from gdtui.study.labs.task_run import run_of
from gdtui.study.labs.until import Until, read_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Task):
    """A number: of a run, of theory or of a formula; of two of them, both must agree."""

    KEYS: ClassVar = (
        "run", "formula", "engine", "exact", "digits", "tolerance", "scale", "mistakes",
    )  # fmt: skip
    HOW: ClassVar = "Type the number; a calculation is fine too."

    until: Until | None = None
    minus: int = 0
    formula: Formula | None = None
    theory: Theory | None = None
    is_exact: bool = False
    digits: int | None = None
    tolerance: Fraction = Fraction(1, 100)
    scale: Formula | None = None
    """What the tolerance is relative to; None: how far the parameter has come, or the answer."""
    mistakes: tuple[Mistake, ...] = ()

    @classmethod
    def read(cls, table: Table, common: Mapping[str, Any]) -> Self:
        """What there is to ask a run for stands under `run`."""
        names = [name for name, _ in common["choices"]]
        within = table.table("run", tuple(table.given["run"])) if _has_run(table) else None
        until = read_until(within, names) if within is not None else None
        minus = within.whole("minus", 0, 10_000) if within is not None else None
        asks = bool(within is not None and ("ask" in within or until))
        formula, theory = table.formula("formula", names), read_theory(table, names)
        if until and within is not None and within.given.get("ask", "steps") != "steps":
            within.wrong('with until, what is asked for is ask = "steps"', "ask")
        if not (asks or "formula" in table or "engine" in table):
            table.wrong(
                "a number needs a run with ask or until, an engine or a formula for its answer"
            )
        tolerance = table.positive("tolerance")
        return cls(
            until=until,
            minus=minus or 0,
            formula=formula,
            theory=theory,
            is_exact=table.flag("exact"),
            digits=table.whole("digits", 1, 10),
            tolerance=Fraction(1, 100) if tolerance is None else tolerance,
            scale=table.formula("scale", names),
            mistakes=read_mistakes(table, names),
            **common,
        )

    def with_numbers(self, numbers: Numbers) -> Asked:
        """One part."""
        sample = self._sample(numbers)
        part = Part(
            name="answer", prompt="Answer: ", judge=sample.judged, solution=sample.shown_answer
        )
        return self.asked(numbers, (part,))

    def checked(self, numbers: Numbers) -> object:
        """The formula must agree with the engine."""
        sample = self._sample(numbers)
        if self.formula:
            refuse_difference(sample.answer, self._by_engine(dict(numbers)), numbers)
        return sample

    def known_mistakes(self, numbers: Numbers) -> tuple[tuple[Fraction, str], ...]:
        """The number that each known mistake leads to, and its sentence."""
        return self._sample(numbers).mistakes

    def _sample(self, numbers: Numbers) -> Sample:
        known = dict(numbers)
        if self.formula:
            answer = value_of(self.formula, known, "the answer")
        else:
            by_engine = self._by_engine(known)
            if by_engine is None:
                raise SampleError("nothing says what the answer is")
            answer = exact(by_engine)
        tolerance = self._tolerance(known, answer)
        mistakes = tuple(values(self.mistakes, known))
        tell_apart(answer, tolerance, mistakes)
        return Sample(numbers, "", answer, tolerance, self.digits, mistakes, "")

    def _by_engine(self, known: Mapping[str, Fraction]) -> float | None:
        if self.until is not None and self.setup is not None:
            run = run_of(replace(self.setup, ask=""), known, 0)
            return float(self.until.steps(run, known) - self.minus)
        if self.theory is not None:
            return engine_answer.of_theory(self.theory, known)
        if self.setup is not None and self.setup.ask:
            return engine_answer.of_run(self.setup, known)
        return None

    def _tolerance(self, known: Mapping[str, Fraction], answer: Fraction) -> Fraction:
        if self.is_exact:
            return Fraction(0)
        if self.digits is not None:
            return last_place(answer, self.digits) / 2
        if self.scale is not None:
            return self.tolerance * abs(value_of(self.scale, known, "its scale"))
        if self.setup is not None and self.setup.ask and self.until is None:
            return self.tolerance * abs(engine_answer.displacement(self.setup, known, answer))
        return self.tolerance * abs(answer)


def _has_run(table: Table) -> bool:
    return isinstance(table.given.get("run"), dict)
