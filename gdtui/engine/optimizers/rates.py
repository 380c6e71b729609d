"""Rules with a rate for each coordinate, by the slopes that it has seen."""

from typing import Any

from gdtui.engine.ops import larger, root
from gdtui.engine.optimizers.rule import Rule, State, division, every_step, share, with_decay, zeros
from gdtui.engine.spec import not_negative


def adagrad(
    *,
    lr_decay: float = 0.0,
    initial_accumulator_value: float = 0.0,
    eps: float = 1e-10,
    weight_decay: float = 0.0,
) -> Rule:
    """A rate for each coordinate, that falls with all the slopes it has seen (Duchi et al., 2011).

    s ← s + g²; θ ← θ − η/(1 + (t − 1)·decay) · g/(√s + ε)
    """
    not_negative(lr_decay=lr_decay, initial_accumulator_value=initial_accumulator_value)
    not_negative(eps=eps)
    over = division(eps)

    def init(w: Any) -> State:
        return (0.0 * w + initial_accumulator_value,)

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        s = state[0] + g * g
        return -(eta / (1 + (t - 1) * lr_decay)) * over(g, root(s) + eps), (s,)

    rate = "η/(1 + (t − 1)·δ)" if lr_decay else "η"
    lines = every_step("s = s + g²", f"θ = θ − {rate}·g/(√(s) + ε)")
    constants = {"δ": lr_decay, "ε": eps}
    return with_decay(Rule(init, update, lines, constants, ("s",)), weight_decay)


def rmsprop(
    *,
    alpha: float = 0.99,
    eps: float = 1e-8,
    centered: bool = False,
    momentum: float = 0.0,
    weight_decay: float = 0.0,
) -> Rule:
    """Adagrad that forgets: the slope over its recent size (Hinton, lecture 6e, 2012).

    v ← αv + (1 − α)g²; θ ← θ − η·g/(√v + ε); centered: √(v − ḡ²), of which rounding may leave less
    than 0. No bias correction, so that the first step is 1/√(1 − α) = 10 times η.
    """
    share(alpha=alpha, momentum=momentum)
    not_negative(eps=eps)
    over = division(eps)

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        v, mean, b = state
        v = alpha * v + (1 - alpha) * (g * g)
        if centered:
            mean = mean + (1 - alpha) * (g - mean)
            scaled = over(g, root(larger(v - mean * mean, 0.0)) + eps)
        else:
            scaled = over(g, root(v) + eps)
        if momentum:
            b = momentum * b + scaled
            return -eta * b, (v, mean, b)
        return -eta * scaled, (v, mean, b)

    size = "√(max(v − gbar², 0)) + ε" if centered else "√(v) + ε"
    lines = every_step(
        "v = α·v + (1 − α)·g²",
        "gbar = gbar + (1 − α)·(g − gbar)" if centered else "",
        f"b = μ·b + g/({size})" if momentum else "",
        "θ = θ − η·b" if momentum else f"θ = θ − η·g/({size})",
    )
    constants = {"α": alpha, "ε": eps, "μ": momentum}
    return with_decay(Rule(zeros(3), update, lines, constants, ("v", "gbar", "b")), weight_decay)


def adadelta(*, rho: float = 0.9, eps: float = 1e-6, weight_decay: float = 0.0) -> Rule:
    """Steps of the size of recent steps: η is 1 by design (Zeiler, 2012).

    v ← ρv + (1 − ρ)g²; Δ = √(u + ε)/√(v + ε)·g; u ← ρu + (1 − ρ)Δ²; θ ← θ − η·Δ
    """
    share(rho=rho)
    not_negative(eps=eps)
    over = division(eps)

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        v, u = state
        v = rho * v + (1 - rho) * (g * g)
        delta = over(root(u + eps), root(v + eps)) * g
        u = rho * u + (1 - rho) * (delta * delta)
        return -eta * delta, (v, u)

    lines = every_step(
        "v = ρ·v + (1 − ρ)·g²",
        "Δ = √(u + ε)/√(v + ε)·g",
        "u = ρ·u + (1 − ρ)·Δ²",
        "θ = θ − η·Δ",
    )
    return with_decay(Rule(zeros(2), update, lines, {"ρ": rho, "ε": eps}, ("v", "u")), weight_decay)
