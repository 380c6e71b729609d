"""Numeric cards: from a card and a seed to numbers, the question, the answer and the mistakes.

What is drawn is a pure function of the card and the seed: the same numbers come back after a
restart, and from the log years later. The answer is worked out twice, by the engine and by the
card's own formula, and both must agree. Numbers that make a bad question are passed over: a known
mistake too near to the answer, an answer nobody wants to type.
"""

import hashlib
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from gdtui.engine.analysis import theory
from gdtui.engine.config import ConfigError, RunConfig
from gdtui.engine.objectives import Curvature
from gdtui.engine.objectives.typed.expression import ExpressionError
from gdtui.engine.run import Run
from gdtui.engine.spec import WrittenError
from gdtui.study.cards.card import Numeric, Setup, Situation, Theory
from gdtui.study.cards.formulas import UndefinedError, decimal, exact, is_short, read, written

MOST_TRIES = 200  # draws passed over in a row
MOST_CHECKED = 400  # draws that a check looks at
FEWEST_KEPT = Fraction(1, 20)
MOST_DIGITS = 6  # of an answer that is typed
MOST_STEPS = 1000  # of a run that a card asks about
APART = 3  # tolerances between an answer and a known mistake
AGREE = 1e-9  # relative, between the engine and the formula

ARGUMENTS = {
    "stability_edge": (1, 2),
    "monotone_edge": (1, 1),
    "best_rate": (2, 2),
    "contraction": (3, 3),
    "stationary_variance": (3, 4),
}
"""What of `gdtui.engine.analysis.theory` a card may call, and with how many arguments."""
THEORY = tuple(ARGUMENTS)

_NAME = re.compile(r"\{([A-Za-zα-ωΑ-Ω][A-Za-zα-ωΑ-Ω0-9_]*)\}")


class DrawError(ValueError):
    """A card that can ask nothing; the message is one line."""


class _PassedOverError(Exception):
    """These numbers make a bad question, and why."""


@dataclass(frozen=True, slots=True)
class Draw:
    """A sum with its numbers filled in."""

    numbers: tuple[tuple[str, Fraction], ...]
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
        return written(self.answer, self.digits or MOST_DIGITS)


def draw(card: Numeric, seed: int) -> Draw:
    """The question that `seed` leads to. Raises `DrawError`."""
    reasons: Counter[str] = Counter()
    for attempt in range(MOST_TRIES):
        try:
            return _worked(card, numbers_of(card, seed, attempt))
        except _PassedOverError as reason:
            reasons[str(reason)] += 1
    raise DrawError(f"no numbers make a question: {reasons.most_common(1)[0][0]}")


def numbers_of(card: Numeric, seed: int, attempt: int = 0) -> tuple[tuple[str, Fraction], ...]:
    """One number for each name, chosen by a hash of card, seed, attempt and name."""
    return tuple(
        (name, values[_hash(f"{card.id}/{seed}/{attempt}/{name}") % len(values)])
        for name, values in card.draw
    )


def wrong_with(card: Numeric) -> str | None:
    """What is wrong with the card, if anything is: found by drawing from it."""
    reasons: Counter[str] = Counter()
    kept = total = 0
    for numbers in _some_draws(card):
        total += 1
        try:
            _worked(card, numbers)
            kept += 1
        except _PassedOverError as reason:
            reasons[str(reason)] += 1
        except DrawError as error:
            return str(error)
    if kept < FEWEST_KEPT * total or not kept:
        return (
            f"{total - kept} of {total} draws are passed over, most often because "
            f"{reasons.most_common(1)[0][0]}; draw other numbers"
        )
    return None


def situation(setup: Setup, numbers: Mapping[str, Fraction]) -> Situation:
    """A situation with its numbers filled in. Raises `DrawError`."""
    if setup.preset is not None:
        return Situation(preset=setup.preset)
    return Situation(
        loss=None if setup.loss is None else filled(setup.loss, numbers, bracketed=True),
        start=None if setup.start is None else tuple(_float(x, numbers) for x in setup.start),
        lr=None if setup.lr is None else _float(setup.lr, numbers),
        optimizer=None if setup.optimizer is None else filled(setup.optimizer, numbers),
        schedule=None if setup.schedule is None else filled(setup.schedule, numbers),
        steps=None if setup.steps is None else _steps(setup.steps, numbers),
    )


def filled(
    template: str,
    numbers: Mapping[str, Fraction],
    *,
    bracketed: bool = False,
    shown: bool = False,
    digits: int = 12,
) -> str:
    """`template` with its numbers written out: for the engine, or as they are shown."""

    def number(match: re.Match[str]) -> str:
        value = numbers.get(match[1])
        if value is None:
            return match[0]
        text = written(value, digits) if shown else decimal(value, digits)
        return f"({text})" if bracketed and value < 0 else text

    return _NAME.sub(number, template)


def names_in(template: str) -> list[str]:
    """The names that a template has in braces."""
    return _NAME.findall(template)


def as_formula(template: str) -> str:
    """A template for one number as a formula: `2/{L}` is `2/(L)`."""
    return _NAME.sub(r"(\1)", template)


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def _some_draws(card: Numeric) -> Iterator[tuple[tuple[str, Fraction], ...]]:
    """Every draw there is, or so many of them."""
    names = [name for name, _ in card.draw]
    if math.prod(len(values) for _, values in card.draw) <= MOST_CHECKED:
        for values in itertools.product(*(values for _, values in card.draw)):
            yield tuple(zip(names, values, strict=True))
    else:
        for seed in range(MOST_CHECKED):
            yield numbers_of(card, seed)


@lru_cache(maxsize=1024)
def _worked(card: Numeric, drawn: tuple[tuple[str, Fraction], ...]) -> Draw:
    """The question with these numbers. Raises `_PassedOverError` or `DrawError`."""
    numbers = dict(drawn)
    answer = _by_formula(card, numbers)
    by_engine = None
    if answer is None:
        by_engine = answer = exact(_by_engine(card, numbers))
    tolerance = _tolerance(card, numbers, answer)
    if card.digits is None and not is_short(answer, MOST_DIGITS):
        raise _PassedOverError(f"the answer needs more than {MOST_DIGITS} digits")
    mistakes = tuple(_mistakes(card, numbers))
    _told_apart(answer, tolerance, mistakes)
    if by_engine is None and (card.run or card.theory):
        value = _by_engine(card, numbers)
        if not math.isclose(value, float(answer), rel_tol=AGREE, abs_tol=AGREE):
            raise DrawError(
                f"the formula says {decimal(answer, 9)} where the engine says {value:.9g}, for "
                + ", ".join(f"{name} = {decimal(x)}" for name, x in drawn)
            )
    shown = {**numbers, "answer": answer}
    return Draw(
        numbers=drawn,
        question=filled(card.question, numbers, shown=True),
        answer=answer,
        tolerance=tolerance,
        digits=card.digits,
        mistakes=mistakes,
        solution=filled(card.answer, shown, shown=True, digits=card.digits or MOST_DIGITS),
    )


def _by_formula(card: Numeric, numbers: Mapping[str, Fraction]) -> Fraction | None:
    if card.formula is None:
        return None
    try:
        return exact(card.formula.at(numbers))
    except UndefinedError:
        raise _PassedOverError("the answer is no number") from None


def _mistakes(card: Numeric, numbers: Mapping[str, Fraction]) -> Iterator[tuple[Fraction, str]]:
    """The mistakes that lead anywhere with these numbers."""
    shown = dict(numbers)
    for mistake in card.mistakes:
        try:
            value = exact(mistake.formula.at(numbers))
        except UndefinedError:
            continue
        yield value, filled(mistake.says, shown, shown=True)


def _told_apart(
    answer: Fraction, tolerance: Fraction, mistakes: tuple[tuple[Fraction, str], ...]
) -> None:
    for value, says in mistakes:
        if abs(value - answer) <= APART * tolerance:
            raise _PassedOverError(f"a mistake is too near to the answer ({says[:60]!r})")
    for (a, says_a), (b, says_b) in itertools.combinations(mistakes, 2):
        if says_a != says_b and abs(a - b) <= tolerance:
            raise _PassedOverError(
                f"two mistakes lead to the same number ({says_a[:40]!r}, {says_b[:40]!r})"
            )


def _tolerance(card: Numeric, numbers: Mapping[str, Fraction], answer: Fraction) -> Fraction:
    if card.digits is not None:
        return last_place(answer, card.digits) / 2
    if card.absolute is not None:
        return card.absolute
    return card.tolerance * abs(_scale(card, numbers, answer))


def _scale(card: Numeric, numbers: Mapping[str, Fraction], answer: Fraction) -> Fraction:
    """What the tolerance is relative to: the displacement, where a parameter is asked for."""
    if card.scale is not None:
        try:
            return exact(card.scale.at(numbers))
        except UndefinedError:
            raise _PassedOverError("its scale is no number") from None
    run = card.run
    if run is None or run.start is None or _is_quantity(run.ask or ""):
        return answer
    place = 0
    if len(run.start) > 1:
        place = _objective_names(run, numbers).index(run.ask or "")
    return answer - exact(_float(run.start[place], numbers))


def last_place(value: Fraction, digits: int) -> Fraction:
    """The unit of the last of so many significant digits of `value`."""
    if not value:
        return Fraction(1, 10 ** (digits - 1))
    exponent = math.floor(math.log10(abs(value)))
    if Fraction(10) ** (exponent + 1) <= abs(value):  # the logarithm was rounded down
        exponent += 1
    return Fraction(10) ** (exponent - digits + 1)


# The engine's answer


def _is_quantity(ask: str) -> bool:
    return ask in ("loss", "gradient", "update", "learning_rate") or ask.startswith(
        ("gradient_", "update_")
    )


def _by_engine(card: Numeric, numbers: Mapping[str, Fraction]) -> float:
    """What the engine says. Raises `_PassedOverError` or `DrawError`."""
    try:
        value = (
            _from_theory(card.theory, numbers)
            if card.theory
            else _from_run(card.run or Setup(), numbers)
        )
    except (ConfigError, WrittenError, ExpressionError) as error:
        raise DrawError(f"the engine cannot run this: {error}") from None
    except (ArithmeticError, TypeError) as error:
        raise DrawError(f"the engine cannot work this out: {error}") from None
    if not math.isfinite(value):
        raise _PassedOverError("the answer is not finite")
    return value


def _from_run(setup: Setup, numbers: Mapping[str, Fraction]) -> float:
    """The number asked for, of a run that is made for it."""
    filled_in = situation(setup, numbers)
    steps = 1 if filled_in.steps is None else filled_in.steps
    if steps > MOST_STEPS:
        raise DrawError(f"a card can ask about {MOST_STEPS} steps at most, not {steps}")
    run = Run(_config(filled_in, steps))
    run.seek(steps)
    if run.ended is not None and run.ended.reason == "diverged":
        raise _PassedOverError("the run diverges before the end")
    ask = setup.ask or ""
    if ask == "loss":
        return run.loss
    if not _is_quantity(ask):
        return run.params[_place_of(ask, run)]
    quantity, _, parameter = ask.partition("_") if ask != "learning_rate" else (ask, "", "")
    if run.step == steps > 0:
        row = run.rows(steps, steps)[0]
    elif quantity == "gradient":
        row = run.next_step()  # the run had arrived before, and would stay
    else:
        raise _PassedOverError("the run ends before the last step")
    values = {
        "gradient": row.gradient, "update": row.update, "learning_rate": (row.learning_rate,)
    }[quantity]  # fmt: skip
    if not parameter and len(values) > 1:
        raise DrawError(f"ask = {ask!r} of {len(values)} parameters: write {ask}_x for one of them")
    return float(values[_place_of(parameter, run) if parameter else 0])


def _config(filled_in: Situation, steps: int) -> RunConfig:
    config = filled_in.config()
    return RunConfig(
        objective=config.objective, start=config.start, learning_rate=config.learning_rate,
        optimizer=config.optimizer, schedule=config.schedule, max_steps=steps,
    )  # fmt: skip


def _place_of(parameter: str, run: Run) -> int:
    names = run.objective.parameters
    if parameter not in names:
        raise DrawError(f"the loss has no parameter {parameter!r}; it has {', '.join(names)}")
    return names.index(parameter)


def _objective_names(setup: Setup, numbers: Mapping[str, Fraction]) -> tuple[str, ...]:
    try:
        run = Run(_config(situation(setup, numbers), 1))
        _place_of(setup.ask or "", run)
    except (ConfigError, WrittenError, ExpressionError) as error:
        raise DrawError(f"the engine cannot run this: {error}") from None
    return run.objective.parameters


def _from_theory(asked: Theory, numbers: Mapping[str, Fraction]) -> float:
    if asked.call == "stability_edge":
        optimizer = filled(asked.args[1], numbers) if len(asked.args) > 1 else "gd"
        edge = theory.stability_edge(_float(asked.args[0], numbers), optimizer)
        if edge is None:
            raise DrawError(f"no stability edge is known for {optimizer!r}")
        return edge.rate
    args = [_float(arg, numbers) for arg in asked.args]
    match asked.call:
        case "best_rate":
            return theory.best_rate(Curvature(*args))[0]
        case "contraction":
            mu, largest, rate = args
            return theory.contraction(Curvature(mu, largest), rate)
        case "monotone_edge":
            return theory.monotone_edge(*args)
    return theory.stationary_variance(*args)


def _float(template: str, numbers: Mapping[str, Fraction]) -> float:
    try:
        return float(read(as_formula(template)).at(numbers))
    except UndefinedError:
        raise _PassedOverError(f"{template} is no number") from None
    except (ExpressionError, KeyError):
        raise DrawError(f"{template!r} is not a number or a formula of drawn numbers") from None


def _steps(template: str, numbers: Mapping[str, Fraction]) -> int:
    steps = _float(template, numbers)
    if steps != int(steps) or steps < 0:
        raise DrawError(f"steps must be a whole number, 0 or more, not {steps:g}")
    return int(steps)
