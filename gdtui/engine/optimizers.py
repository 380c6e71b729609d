"""Update rules: pure functions of gradient, state and hyperparameters.

A rule is written once, for one coordinate, with + − × ÷. It runs on Python floats coordinate by
coordinate, on vectors and on `(d, K)` lanes of many runs at once, with the same bits in all three.
Conventions and defaults are those of `torch.optim`.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from gdtui.engine import written

State: TypeAlias = tuple[Any, ...]
"""What a rule remembers of one coordinate between steps; empty where it remembers nothing."""


class Rule(NamedTuple):
    """An optimizer: how it begins and how it moves."""

    init: Callable[[Any], State]
    """`init(w)`: the state before the first step of a coordinate that stands at `w`."""
    update: Callable[[Any, Any, State, Any, int], tuple[Any, State]]
    """`update(g, w, state, η, t)`: what is added to `w` in step t = 1, 2, …, and the new state."""
    formula: str
    """The rule as text, with the literature's symbols."""


def gd() -> Rule:
    """Gradient descent, θ ← θ − η·∂L/∂θ (Cauchy, 1847)."""

    def init(w: Any) -> State:
        return ()

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        return -eta * g, state

    return Rule(init, update, formula="θ ← θ − η·∂L/∂θ")


OPTIMIZERS: dict[str, Callable[..., Rule]] = {"gd": gd, "sgd": gd}


@lru_cache(maxsize=64)  # a run asks for it again with every portion of steps
def parse(text: str) -> Rule:
    """The rule that a written form such as `gd` names. Raises `WrittenError`."""
    return written.build("optimizer", text, OPTIMIZERS)
