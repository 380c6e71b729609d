"""What an update rule is, and what several of them share.

A rule is written once, for one coordinate, with + − × ÷ and a square root that suits its numbers.
It runs on Python floats coordinate by coordinate, on vectors and on `(d, K)` lanes of many runs at
once, with the same bits in all three: hence `g * g` and not `g**2`. Conventions and defaults are
those of `torch.optim`: g is ∂L/∂θ, w is θ, η the rate of the step, t = 1, 2, … counts the steps of
the rule, and what a rule returns is added to w.
"""

from collections.abc import Callable, Mapping
from operator import truediv
from typing import Any, NamedTuple, TypeAlias

from gdtui.engine.numbers import number
from gdtui.engine.ops import ratio
from gdtui.engine.spec import SpecError, not_negative

State: TypeAlias = tuple[Any, ...]
"""What a rule remembers of one coordinate between steps; empty where it remembers nothing."""

Lines: TypeAlias = Callable[[int], tuple[str, ...]]
"""`lines(t)`: step t as text."""


class Rule(NamedTuple):
    """An optimizer: how it begins, how it moves, and how it is explained."""

    init: Callable[[Any], State]
    """`init(w)`: the state before the first step of a coordinate that stands at `w`."""
    update: Callable[[Any, Any, State, Any, int], tuple[Any, State]]
    """`update(g, w, state, η, t)`: what is added to `w` in step t, and the new state."""
    lines: Lines
    """`lines(t)`: step t as assignments, in order, with the literature's symbols; the last is θ's.
    `analysis.worked_step` reads them; what stands in words after `:` is for people, its value is
    the state's."""
    constants: Mapping[str, float] = {}
    """The settings by their symbols."""
    remembers: tuple[str, ...] = ()
    """The symbols of what the state holds, in its order."""


def with_decay(rule: Rule, weight_decay: float) -> Rule:
    """The rule for the loss with ½λ·w² added to it: its gradient is g + λ·w (L2).

    Raises `SpecError` for a decay below 0.
    """
    not_negative(weight_decay=weight_decay)
    plain = rule._replace(constants={**rule.constants, "λ": weight_decay})
    if not weight_decay:
        return plain

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        return plain.update(g + weight_decay * w, w, state, eta, t)

    return plain._replace(update=update, lines=lambda t: ("g = g + λ·θ", *plain.lines(t)))


def zeros(count: int) -> Callable[[Any], State]:
    """The `init` of a rule that remembers so many numbers, all 0 at first, of the shape of w."""
    return lambda w: (0.0 * w,) * count


def every_step(*lines: str) -> Lines:
    """The same lines in every step; those that a setting leaves empty are left out."""
    shown = tuple(filter(None, lines))
    return lambda _t: shown


def first_step(first: str, then: str, *lines: str) -> Lines:
    """A line that is another in the first step, and those after it."""
    return lambda t: (first if t == 1 else then, *lines)


def division(eps: float) -> Callable[[Any, Any], Any]:
    """How a rule divides by a size plus ε; without ε, a size of 0 moves nothing."""
    return truediv if eps else ratio


def share(**settings: float) -> None:
    """Raise `SpecError` for the first of these settings that is no share: 0 ≤ β < 1."""
    for name, value in settings.items():
        if not 0 <= value < 1:
            raise SpecError(f"{name} must be at least 0 and below 1, not {number(value)}")
