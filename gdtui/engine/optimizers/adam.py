"""Adam and its kin: a velocity, over the size of recent slopes."""

import math
from typing import Any

from gdtui.engine.ops import larger, magnitude, root
from gdtui.engine.optimizers.rule import Rule, State, division, every_step, share, with_decay, zeros
from gdtui.engine.spec import not_negative


def adam(
    *,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    amsgrad: bool = False,
    weight_decay: float = 0.0,
) -> Rule:
    """Momentum over the size of recent slopes, both corrected for their start at 0 (Kingma and Ba,
    2015; amsgrad: Reddi et al., 2018).

    m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; θ ← θ − η·m̂/(√v̂ + ε), m̂ = m/(1 − β₁ᵗ), v̂ likewise
    """
    share(beta1=beta1, beta2=beta2)
    not_negative(eps=eps)
    over = division(eps)

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        m, v, highest = state
        m = m + (1 - beta1) * (g - m)
        v = beta2 * v + (1 - beta2) * (g * g)
        highest = larger(highest, v) if amsgrad else highest
        size = root(highest if amsgrad else v) / (1 - beta2**t) ** 0.5 + eps
        return -(eta / (1 - beta1**t)) * over(m, size), (m, v, highest)

    lines = every_step(
        "m = β1·m + (1 − β1)·g",
        "v = β2·v + (1 − β2)·g²",
        "mhat = m/(1 − β1^t)",
        "vmax = max(vmax, v)" if amsgrad else "",
        f"vhat = {'vmax' if amsgrad else 'v'}/(1 − β2^t)",
        "θ = θ − η·mhat/(√(vhat) + ε)",
    )
    constants = {"β1": beta1, "β2": beta2, "ε": eps}
    return with_decay(Rule(zeros(3), update, lines, constants, ("m", "v", "vmax")), weight_decay)


def adamw(
    *,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    amsgrad: bool = False,
    weight_decay: float = 0.01,
) -> Rule:
    """Adam whose weight decay acts on θ itself (Loshchilov and Hutter, 2019).

    θ ← θ − η·λ·θ, then as Adam
    """
    not_negative(weight_decay=weight_decay)
    plain = adam(beta1=beta1, beta2=beta2, eps=eps, amsgrad=amsgrad)

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        move, state = plain.update(g, w, state, eta, t)
        return move - eta * weight_decay * w, state

    *before, _ = plain.lines(1)
    lines = every_step(*before, "θ = θ − η·λ·θ − η·mhat/(√(vhat) + ε)")
    return plain._replace(
        update=update, lines=lines, constants={**plain.constants, "λ": weight_decay}
    )


def nadam(
    *,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    momentum_decay: float = 4e-3,
    weight_decay: float = 0.0,
) -> Rule:
    """Adam with Nesterov's look ahead (Dozat, 2016).

    μₜ = β₁(1 − ½·0.96^(tψ)), P = Πμ;
    θ ← θ − η·[(1 − μₜ)g/(1 − P) + μₜ₊₁·m/(1 − P·μₜ₊₁)]/(√v̂ + ε)
    """
    share(beta1=beta1, beta2=beta2)
    not_negative(eps=eps, momentum_decay=momentum_decay)
    over = division(eps)

    def mu(t: int) -> float:
        return beta1 * (1.0 - 0.5 * math.pow(0.96, t * momentum_decay))

    def init(w: Any) -> State:
        return (0.0 * w, 0.0 * w, 1.0)

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        m, v, product = state
        product = product * mu(t)
        m = m + (1 - beta1) * (g - m)
        v = beta2 * v + (1 - beta2) * (g * g)
        size = root(v / (1 - beta2**t)) + eps
        ahead = mu(t + 1)
        by_slope = -eta * (1 - mu(t)) / (1 - product) * over(g, size)
        by_momentum = -eta * ahead / (1 - product * ahead) * over(m, size)
        return by_slope + by_momentum, (m, v, product)

    lines = every_step(
        "m = β1·m + (1 − β1)·g",
        "v = β2·v + (1 − β2)·g²",
        "vhat = v/(1 − β2^t)",
        "μ = β1·(1 − 0.5·0.96^(t·ψ))",
        "ν = β1·(1 − 0.5·0.96^((t + 1)·ψ))",
        "P = P·μ",
        "θ = θ − η·((1 − μ)·g/(1 − P) + ν·m/(1 − P·ν))/(√(vhat) + ε)",
    )
    constants = {"β1": beta1, "β2": beta2, "ε": eps, "ψ": momentum_decay}
    return with_decay(Rule(init, update, lines, constants, ("m", "v", "P")), weight_decay)


def radam(
    *, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8, weight_decay: float = 0.0
) -> Rule:
    """Adam that moves by momentum alone until its √v̂ can be trusted (Liu et al., 2020).

    ρ∞ = 2/(1 − β₂) − 1, ρ = ρ∞ − 2tβ₂ᵗ/(1 − β₂ᵗ); for ρ > 5 θ ← θ − η·m̂·r·√(1 − β₂ᵗ)/(√v + ε),
    r = √((ρ − 4)(ρ − 2)ρ∞/((ρ∞ − 4)(ρ∞ − 2)ρ)); before that θ ← θ − η·m̂
    """
    share(beta1=beta1, beta2=beta2)
    not_negative(eps=eps)
    over = division(eps)
    longest = 2 / (1 - beta2) - 1

    def rho(t: int) -> float:
        return longest - 2 * t * beta2**t / (1 - beta2**t)

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        m, v = state
        m = m + (1 - beta1) * (g - m)
        v = beta2 * v + (1 - beta2) * (g * g)
        corrected = m / (1 - beta1**t)
        length = rho(t)
        if length <= 5:
            return -eta * corrected, (m, v)
        trust = (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)
        return -eta * corrected * over((1 - beta2**t) ** 0.5, root(v) + eps) * trust**0.5, (m, v)

    moments = (
        "m = β1·m + (1 − β1)·g",
        "v = β2·v + (1 − β2)·g²",
        "mhat = m/(1 − β1^t)",
        "ρ = R − 2·t·β2^t/(1 − β2^t)",
    )
    early = every_step(*moments, "θ = θ − η·mhat")
    trusted = every_step(
        *moments,
        "r = √((ρ − 4)·(ρ − 2)·R/((R − 4)·(R − 2)·ρ))",
        "θ = θ − η·mhat·r·√(1 − β2^t)/(√(v) + ε)",
    )

    def lines(t: int) -> tuple[str, ...]:
        return early(t) if rho(t) <= 5 else trusted(t)

    constants = {"β1": beta1, "β2": beta2, "ε": eps, "R": longest}
    return with_decay(Rule(zeros(2), update, lines, constants, ("m", "v")), weight_decay)


def adamax(
    *, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8, weight_decay: float = 0.0
) -> Rule:
    """Adam with the largest recent slope in place of the mean square (Kingma and Ba, 2015).

    u ← max(β₂u, |g| + ε); θ ← θ − η/(1 − β₁ᵗ)·m/u
    """
    share(beta1=beta1, beta2=beta2)
    not_negative(eps=eps)
    over = division(eps)

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        m, u = state
        m = m + (1 - beta1) * (g - m)
        u = larger(beta2 * u, magnitude(g) + eps)
        return -(eta / (1 - beta1**t)) * over(m, u), (m, u)

    lines = every_step(
        "m = β1·m + (1 − β1)·g",
        "u = max(β2·u, abs(g) + ε)",
        "mhat = m/(1 − β1^t)",
        "θ = θ − η·mhat/u",
    )
    constants = {"β1": beta1, "β2": beta2, "ε": eps}
    return with_decay(Rule(zeros(2), update, lines, constants, ("m", "u")), weight_decay)
