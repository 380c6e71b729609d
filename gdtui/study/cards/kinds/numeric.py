"""A sum with new numbers at each review: a number is typed.

The answer is worked out twice, by the engine and by the card's own formula, and both must agree.
Numbers that make a bad question are passed over: a known mistake too near to the answer, an answer
that nobody wants to type.
"""

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any, ClassVar, Self

from gdtui.engine.numbers import typed
from gdtui.engine.spec import quoted
from gdtui.study.cards import engine_answer, sampling
from gdtui.study.cards.answers import Judgement, sentence
from gdtui.study.cards.card import Card, Note, Question, Setup
from gdtui.study.cards.engine_answer import Theory, read_theory
from gdtui.study.cards.formulas import (
    Formula,
    UndefinedError,
    decimal,
    exact,
    formatted,
    is_short,
)
from gdtui.study.cards.mistakes import Mistake, read_mistakes, values
from gdtui.study.cards.reader import Table
from gdtui.study.cards.sampling import Choices, Numbers, read_choices
from gdtui.study.cards.setups import read_run, read_show
from gdtui.study.cards.templates import PassedOverError, SampleError, filled
from gdtui.study.cards.typed_number import NotANumberError, Typed, read

MOST_DIGITS = 6  # of an answer that is typed
APART = 3  # tolerances between an answer and a known mistake
AGREE = 1e-9  # relative, between the engine and the formula


@dataclass(frozen=True, slots=True)
class Sample:
    """A sum with its numbers filled in."""

    numbers: Numbers
    question: str
    answer: Fraction
    tolerance: Fraction
    """How far off a right answer may be."""
    digits: int | None
    mistakes: tuple[tuple[Fraction, str], ...]
    """The answer that each known mistake leads to, and its sentence."""
    solution: str
    """The worked solution, empty if the card has none."""

    @property
    def shown_answer(self) -> str:
        """The answer as it is written."""
        return formatted(self.answer, self.digits or MOST_DIGITS)

    def judged(self, typed: str) -> Judgement:
        """What a typed number is: unreadable, right, a known mistake, too coarse, or wrong.

        The order matters: a number that is a known mistake may round the answer as well. No number
        at all and too few digits are told, and asked again.
        """
        try:
            number = read(typed)
        except NotANumberError as reason:
            return Judgement("unreadable", sentence(reason))
        if self._is_at(number, self.answer):
            return Judgement("right", number.hint)
        by_distance = sorted(self.mistakes, key=lambda mistake: abs(number.value - mistake[0]))
        for value, says in by_distance:
            if self._is_at(number, value):
                return Judgement("mistake", says)
        rounded = [says for value, says in by_distance if number.rounds(value)]
        if number.rounds(self.answer):
            wanted = f"to {self.digits} digits" if self.digits else "more digits"
            if rounded:
                return Judgement(
                    "precision", f"So few digits could be several numbers; type {wanted}."
                )
            return Judgement("precision", f"That rounds correctly, but type {wanted}.")
        return Judgement("mistake", rounded[0]) if rounded else Judgement("wrong", number.hint)

    def _is_at(self, number: Typed, value: Fraction) -> bool:
        """Whether what was typed is that number, as far as the card's tolerance goes."""
        return abs(number.value - value) <= self.tolerance


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric(Card):
    """A sum with new numbers at each review."""

    KEYS: ClassVar = (
        "question",
        "draw",
        "formula",
        "run",
        "engine",
        "tolerance",
        "scale",
        "absolute",
        "digits",
        "mistakes",
    )

    question: str
    choices: Choices
    """Each name with the numbers it is sampled from."""
    formula: Formula | None = None
    run: Setup | None = None
    theory: Theory | None = None
    tolerance: Fraction = Fraction(1, 100)
    """Relative to `scale`."""
    scale: Formula | None = None
    absolute: Fraction | None = None
    digits: int | None = None
    """Right is what rounds to so many significant figures."""
    mistakes: tuple[Mistake, ...] = ()

    @classmethod
    def read(cls, table: Table, common: Mapping[str, Any]) -> Self:
        """The answer is that of a formula, of the engine, or of both; one tolerance at most."""
        choices = read_choices(table)
        names = [name for name, _ in choices]
        if not any(key in table for key in ("formula", "run", "engine")):
            table.wrong("a numeric card needs a formula, a run or an engine for its answer")
        if "run" in table and "engine" in table:
            table.wrong("take either run or engine", "engine")
        limits = [key for key in ("tolerance", "absolute", "digits") if key in table]
        if len(limits) > 1:
            table.wrong(f"take one of {' and '.join(limits)}", limits[1])
        tolerance = table.positive("tolerance")
        return cls(
            question=table.text("question", required=True, names=names),
            answer=table.text("answer", names=[*names, "answer"]),
            choices=choices,
            formula=table.formula("formula", names),
            run=read_run(table, names),
            theory=read_theory(table, names),
            tolerance=Fraction(1, 100) if tolerance is None else tolerance,
            scale=table.formula("scale", names),
            absolute=table.positive("absolute"),
            digits=table.whole("digits", 1, 10),
            mistakes=read_mistakes(table, names),
            show=read_show(table, names),
            **common,
        )

    @property
    def asks(self) -> str:
        """The question, with names where the numbers will be."""
        return self.question

    def sample(self, seed: int) -> Sample:
        """The sum that `seed` leads to. Raises `SampleError`."""
        return sampling.sampled(self.id, self.choices, seed, partial(_compared, self))

    def ask(self, seed: int) -> Question:
        """The question with the numbers of the seed."""
        sample = self.sample(seed)
        return Question(
            card=self,
            seed=seed,
            text=sample.question,
            solution="\n".join(filter(None, (sample.shown_answer, sample.solution))),
            hint="type it; an empty line shows the answer",
            prompt="Answer: ",
            judge=sample.judged,
            setup=self.show or self.run,
            numbers=sample.numbers,
        )

    def note(self) -> Note:
        """One of its sums, with the worked solution and the formula behind it."""
        try:
            question = self.ask(0)
        except SampleError:
            return Note(self.id, "")
        formula = f"\n({self.formula.text})" if self.formula else ""
        return Note(question.text, question.solution + formula)

    def problem(self) -> str | None:
        """That engine and formula differ, say, or that most numbers make a bad question."""
        if self.tolerance == 0:
            return (
                "tolerance is 0, and an answer that was rounded would be wrong; write a small "
                "number such as 0.01, or absolute = 0 for a count, which must be exact"
            )
        work, compare = partial(_worked, self), partial(_compared, self)
        return sampling.wrong_with(self.id, self.choices, work, compare)


# A sum worked out


@lru_cache(maxsize=1024)
def _worked(card: Numeric, sampled: Numbers) -> Sample:
    """The question with these numbers. Raises `SampleError`."""
    numbers = dict(sampled)
    answer = _answer(card, numbers)
    if card.digits is None and not is_short(answer, MOST_DIGITS):
        raise PassedOverError(f"the answer needs more than {MOST_DIGITS} digits")
    tolerance = _tolerance(card, numbers, answer)
    mistakes = tuple(values(card.mistakes, numbers))
    tell_apart(answer, tolerance, mistakes)
    return Sample(
        numbers=sampled,
        question=filled(card.question, numbers, shown=True),
        answer=answer,
        tolerance=tolerance,
        digits=card.digits,
        mistakes=mistakes,
        solution=filled(
            card.answer,
            {**numbers, "answer": answer},
            shown=True,
            digits=card.digits or MOST_DIGITS,
        ),
    )


def _answer(card: Numeric, numbers: Mapping[str, Fraction]) -> Fraction:
    if card.formula:
        return value_of(card.formula, numbers, "the answer")
    by_engine = answer_of_engine(card, numbers)
    assert by_engine is not None, "a card without a formula has a run or an engine"
    return exact(by_engine)


def value_of(formula: Formula, numbers: Mapping[str, Fraction], what: str) -> Fraction:
    """What a formula comes to; `PassedOverError` says of `what` where it has no value."""
    try:
        return exact(formula.at(numbers))
    except UndefinedError:
        raise PassedOverError(f"{what} is not a number") from None


def answer_of_engine(card: Numeric, numbers: Mapping[str, Fraction]) -> float | None:
    """What the engine answers; None if the card asks it nothing. Raises `SampleError`."""
    if card.theory:
        return engine_answer.of_theory(card.theory, numbers)
    return engine_answer.of_run(card.run, numbers) if card.run else None


def _compared(card: Numeric, sampled: Numbers) -> Sample:
    """As `_worked`. Raises `SampleError` also where the engine and the formula differ."""
    sample = _worked(card, sampled)
    if card.formula:
        refuse_difference(sample.answer, answer_of_engine(card, dict(sampled)), sampled)
    return sample


def refuse_difference(answer: Fraction, by_engine: float | None, numbers: Numbers) -> None:
    """Raises `SampleError` where the formula's answer is not the engine's, if that has one."""
    if by_engine is None or math.isclose(by_engine, float(answer), rel_tol=AGREE, abs_tol=AGREE):
        return
    given = ", ".join(f"{name} = {decimal(x)}" for name, x in numbers)
    raise SampleError(
        f"the formula says {decimal(answer, 9)} where the engine says {typed(by_engine, 9)}"
        f"{f', for {given}' if given else ''}"
    )


def tell_apart(
    answer: Fraction, tolerance: Fraction, mistakes: tuple[tuple[Fraction, str], ...]
) -> None:
    """Raises `PassedOverError` where a mistake could be taken for the answer, or for another."""
    for value, says in mistakes:
        if abs(value - answer) <= APART * tolerance:
            raise PassedOverError(f"a mistake is too close to the answer ({quoted(says, 60)})")
    for (a, says_a), (b, says_b) in itertools.combinations(mistakes, 2):
        if says_a != says_b and abs(a - b) <= tolerance:
            raise PassedOverError(
                f"two mistakes lead to the same number ({quoted(says_a)}, {quoted(says_b)})"
            )


def _tolerance(card: Numeric, numbers: Mapping[str, Fraction], answer: Fraction) -> Fraction:
    if card.digits is not None:
        return last_place(answer, card.digits) / 2
    if card.absolute is not None:
        return card.absolute
    return card.tolerance * abs(_scale(card, numbers, answer))


def _scale(card: Numeric, numbers: Mapping[str, Fraction], answer: Fraction) -> Fraction:
    """What the tolerance is relative to: the displacement, where a parameter is asked for."""
    if card.scale:
        return value_of(card.scale, numbers, "its scale")
    return engine_answer.displacement(card.run, numbers, answer) if card.run else answer


def last_place(value: Fraction, digits: int) -> Fraction:
    """The unit of the last of so many significant digits of `value`."""
    if not value:
        return Fraction(1, 10 ** (digits - 1))
    exponent = math.floor(math.log10(abs(value)))
    if Fraction(10) ** (exponent + 1) <= abs(value):  # the logarithm was rounded down
        exponent += 1
    return Fraction(10) ** (exponent - digits + 1)
