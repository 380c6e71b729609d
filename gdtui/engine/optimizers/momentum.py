"""Descent, and descent with a velocity."""

from typing import Any

from gdtui.engine.optimizers.rule import (
    Rule,
    State,
    every_step,
    first_step,
    share,
    with_decay,
    zeros,
)


def gd(*, weight_decay: float = 0.0) -> Rule:
    """Gradient descent: the step is −η times the slope (Cauchy, 1847).

    θ ← θ − η·g
    """

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        return -eta * g, state

    return with_decay(Rule(zeros(0), update, every_step("θ = θ − η·g")), weight_decay)


def momentum(*, momentum: float = 0.9, dampening: float = 0.0, weight_decay: float = 0.0) -> Rule:
    """A heavy ball: the velocity forgets a share of itself and adds the slope (Polyak, 1964).

    b ← μb + (1 − d)g, with b = g in the first step; θ ← θ − η·b; d counts only if μ is not 0.
    """
    share(momentum=momentum, dampening=dampening)
    dampening = dampening if momentum else 0.0  # as torch

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        b = g if t == 1 else momentum * state[0] + (1 - dampening) * g
        return -eta * b, (b,)

    then = "b = μ·b + (1 − d)·g" if dampening else "b = μ·b + g"
    lines = first_step("b = g", then, "θ = θ − η·b")
    constants = {"μ": momentum, "d": dampening}
    return with_decay(Rule(zeros(1), update, lines, constants, ("b",)), weight_decay)


def nesterov(*, momentum: float = 0.9, weight_decay: float = 0.0) -> Rule:
    """Momentum that looks ahead: it steps by the slope and the velocity to come (Nesterov, 1983;
    Sutskever et al., 2013).

    b ← μb + g, with b = g in the first step; θ ← θ − η·(g + μb)
    """
    share(momentum=momentum)

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        b = g if t == 1 else momentum * state[0] + g
        return -eta * (g + momentum * b), (b,)

    lines = first_step("b = g", "b = μ·b + g", "θ = θ − η·(g + μ·b)")
    return with_decay(Rule(zeros(1), update, lines, {"μ": momentum}, ("b",)), weight_decay)
