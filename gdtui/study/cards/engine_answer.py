"""What the engine answers: a number of a run made for it, or one that theory knows."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction

from gdtui.engine.analysis import theory
from gdtui.engine.config import ConfigError
from gdtui.engine.numbers import number
from gdtui.engine.objectives import Curvature
from gdtui.engine.objectives.typed.error import ExpressionError
from gdtui.engine.run import Run
from gdtui.engine.spec import SpecError, quoted
from gdtui.study.cards.card import Setup
from gdtui.study.cards.formulas import exact
from gdtui.study.cards.reader import MOST_ITEMS, Table
from gdtui.study.cards.templates import PassedOverError, SampleError, filled, number_in

MOST_STEPS = 1000  # of a run that is asked about


@dataclass(frozen=True, slots=True)
class Theory:
    """A number that `gdtui.engine.analysis.theory` knows, called by name."""

    call: str
    args: tuple[str, ...]


# Asked of a run


def of_run(setup: Setup, numbers: Mapping[str, Fraction]) -> float:
    """The number that `setup.ask` names, after its steps. Raises `SampleError`."""
    with _refusals_of_the_engine():
        steps = setup.steps_with(numbers)
        if steps > MOST_STEPS:
            raise SampleError(f"a card can ask about {MOST_STEPS} steps at most, not {steps}")
        run = Run(replace(setup.filled_in(numbers).config(), max_steps=steps))
        run.seek(steps)
        if run.ended is not None and run.ended.reason == "diverged":
            raise PassedOverError("the run diverges before the end")
        return _finite(_asked(setup.ask, run, steps))


def displacement(setup: Setup, numbers: Mapping[str, Fraction], answer: Fraction) -> Fraction:
    """How far the parameter that is asked for has come; where none is, the answer itself."""
    ask = setup.ask
    start = dict(setup.settings).get("start")
    if start is None or _is_quantity(ask):
        return answer
    place = 0
    if len(start) > 1:
        with _refusals_of_the_engine():
            place = _place_of(ask, Run(replace(setup.filled_in(numbers).config(), max_steps=1)))
    return answer - exact(number_in(start[place], numbers))


def _asked(ask: str, run: Run, steps: int) -> float:
    if ask == "loss":
        return run.loss
    if not _is_quantity(ask):
        return run.params[_place_of(ask, run)]
    quantity, _, parameter = (ask, "", "") if ask == "learning_rate" else ask.partition("_")
    if steps > 0:
        row = run.rows(steps, steps)[0]
    elif quantity == "gradient":
        row = run.next_step()
    else:
        raise PassedOverError("there is no update before the first step")
    if quantity == "learning_rate":
        return row.learning_rate
    values = row.gradient if quantity == "gradient" else row.update
    if not parameter and len(values) > 1:
        raise SampleError(
            f"ask = {quoted(ask)} of {len(values)} parameters: write {ask}_x for one of them"
        )
    return float(values[_place_of(parameter, run) if parameter else 0])


def _is_quantity(ask: str) -> bool:
    """Whether a number of a step is asked for, and not a parameter."""
    return ask in ("loss", "gradient", "update", "learning_rate") or ask.startswith(
        ("gradient_", "update_")
    )


def _place_of(parameter: str, run: Run) -> int:
    names = run.objective.parameters
    if parameter not in names:
        raise SampleError(
            f"the loss has no parameter {quoted(parameter)}; it has {', '.join(names)}"
        )
    return names.index(parameter)


# Asked of theory


def of_theory(asked: Theory, numbers: Mapping[str, Fraction]) -> float:
    """The number that theory gives. Raises `SampleError`."""
    with _refusals_of_the_engine():
        if asked.call == "stability_edge":
            return _finite(_stability_edge(asked.args, numbers))
        _, call = _CALLS[asked.call]
        return _finite(call(*(number_in(arg, numbers) for arg in asked.args)))


def _stability_edge(args: Sequence[str], numbers: Mapping[str, Fraction]) -> float:
    optimizer = filled(args[1], numbers) if len(args) > 1 else "gd"
    edge = theory.stability_edge(number_in(args[0], numbers), optimizer)
    if edge is None:
        raise SampleError(f"no stability edge is known for {quoted(optimizer)}")
    return edge.rate


def _best_rate(smallest: float, largest: float) -> float:
    return theory.best_rate(_curvature(smallest, largest))[0]


def _contraction(smallest: float, largest: float, rate: float) -> float:
    return theory.contraction(_curvature(smallest, largest), rate)


def _curvature(smallest: float, largest: float) -> Curvature:
    if smallest > largest:
        raise SampleError(
            f"the smallest curvature, {number(smallest)}, is above the largest, "
            f"{number(largest)}: args begin with λmin, then λmax"
        )
    return Curvature(smallest, largest)


_CALLS: dict[str, tuple[tuple[int, int], Callable[..., float]]] = {
    "monotone_edge": ((1, 1), theory.monotone_edge),
    "best_rate": ((2, 2), _best_rate),
    "contraction": ((3, 3), _contraction),
    "stationary_variance": ((3, 4), theory.stationary_variance),
}
"""How many numbers each call takes, and what it is."""
_ARGUMENTS = {"stability_edge": (1, 2)} | {call: count for call, (count, _) in _CALLS.items()}


def read_theory(table: Table, names: Sequence[str]) -> Theory | None:
    """What stands under `engine`, if anything: `{ call = "best_rate", args = [1, "{L}"] }`."""
    if "engine" not in table:
        return None
    item = table.table("engine", ("call", "args"))
    call = item.one_of("call", _ARGUMENTS)
    given = item.items("args")
    args = [
        given.text(number, names=names)
        if (call, number) == ("stability_edge", 1)  # the name of an optimizer
        else given.template(number, names)
        for number in given
    ]
    fewest, most = _ARGUMENTS.get(call, (0, MOST_ITEMS))
    if not fewest <= len(args) <= most:
        item.wrong(f"{call} takes {fewest} numbers, not {len(args)}", "args")
        return None
    return Theory(call, tuple(args))


# What the engine does not answer


@contextmanager
def _refusals_of_the_engine() -> Iterator[None]:
    """Whatever the engine raises, as a `SampleError`."""
    try:
        yield
    except (ConfigError, SpecError, ExpressionError) as error:
        raise SampleError(f"the engine cannot run this: {error}") from None
    except (ArithmeticError, TypeError) as error:
        raise SampleError(f"the engine cannot compute this: {error}") from None


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise PassedOverError("the answer is not finite")
    return value
