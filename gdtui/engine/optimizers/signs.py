"""Rules that go by the sign of the slope, whatever its size."""

from typing import Any

from gdtui.engine.numbers import number
from gdtui.engine.ops import choose, larger, sign
from gdtui.engine.optimizers.rule import Rule, State, every_step, first_step, share, zeros
from gdtui.engine.spec import SpecError, not_negative


def rprop(
    *,
    eta_minus: float = 0.5,
    eta_plus: float = 1.2,
    step_min: float = 1e-6,
    step_max: float = 50.0,
) -> Rule:
    """A step for each coordinate that grows while the slope keeps its sign, and halves when it
    turns; the slope's size is ignored (Riedmiller and Braun, 1993). η is the first step.

    s ← s·1.2 or s·0.5; θ ← θ − s·sign(g)
    """
    if not 0 < eta_minus < 1 < eta_plus:
        raise SpecError("eta_minus must lie between 0 and 1, eta_plus above 1")
    if not 0 < step_min <= step_max:
        raise SpecError("step_min must be above 0 and at most step_max")

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        before, step = state
        step = 0.0 * w + eta if t == 1 else step
        agreement = g * before
        factor = choose(agreement > 0, eta_plus, choose(agreement < 0, eta_minus, 1.0))
        step = -larger(-step_max, -larger(step * factor, step_min))
        g = choose(agreement < 0, 0.0 * g, g)  # it went too far: this step it waits
        return -(sign(g) * step), (g, step)

    lines = first_step(
        f"s: η, within {number(step_min)} … {number(step_max)}",
        f"s: s·{number(eta_plus)}, or s·{number(eta_minus)} if g has turned",
        "h: g, or 0 if it has turned",
        "θ = θ − s·sign(h)",
    )
    return Rule(zeros(2), update, lines, {}, ("h", "s"))


def lion(*, beta1: float = 0.9, beta2: float = 0.99, weight_decay: float = 0.0) -> Rule:
    """The sign of a momentum: every coordinate moves by η (Chen et al., 2023).

    θ ← θ − η·(sign(β₁m + (1 − β₁)g) + λθ); m ← β₂m + (1 − β₂)g
    """
    share(beta1=beta1, beta2=beta2)
    not_negative(weight_decay=weight_decay)

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        (m,) = state
        direction = sign(beta1 * m + (1 - beta1) * g) + weight_decay * w
        return -eta * direction, (beta2 * m + (1 - beta2) * g,)

    lines = every_step(
        "c = sign(β1·m + (1 − β1)·g)",
        "m = β2·m + (1 − β2)·g",
        "θ = θ − η·(c + λ·θ)" if weight_decay else "θ = θ − η·c",
    )
    constants = {"β1": beta1, "β2": beta2, "λ": weight_decay}
    return Rule(zeros(1), update, lines, constants, ("m",))
