"""Update rules: pure functions of gradient, state and hyperparameters.

A rule is written once, for one coordinate, with + − × ÷ and a square root that suits its numbers.
It runs on Python floats coordinate by coordinate, on vectors and on `(d, K)` lanes of many runs at
once, with the same bits in all three: hence `g * g` and not `g**2`. Conventions and defaults are
those of `torch.optim`: g is ∂L/∂θ, w is θ, η the rate of the step, t = 1, 2, … counts the steps of
the rule, and what a rule returns is added to w.

Every rule but rprop takes `weight_decay`: λ·w is added to the gradient (L2), or, where the rule is
known for it (adamw, lion), taken from w directly (decoupled).
"""

import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import truediv
from typing import Any, NamedTuple, TypeAlias

from gdtui.engine import spec
from gdtui.engine.numbers import number
from gdtui.engine.ops import choose, larger, magnitude, ratio, root, sign
from gdtui.engine.spec import SpecError, not_negative

State: TypeAlias = tuple[Any, ...]
"""What a rule remembers of one coordinate between steps; empty where it remembers nothing."""


class Rule(NamedTuple):
    """An optimizer: how it begins, how it moves, and how it is explained."""

    init: Callable[[Any], State]
    """`init(w)`: the state before the first step of a coordinate that stands at `w`."""
    update: Callable[[Any, Any, State, Any, int], tuple[Any, State]]
    """`update(g, w, state, η, t)`: what is added to `w` in step t, and the new state."""
    lines: Callable[[int], tuple[str, ...]]
    """`lines(t)`: step t as assignments, in order, with the literature's symbols; the last is θ's.
    `working` reads them; what stands in words after `:` is for people, its value is the state's."""
    constants: Mapping[str, float] = {}
    """The settings by their symbols."""
    remembers: tuple[str, ...] = ()
    """The symbols of what the state holds, in its order."""


def _zeros(count: int) -> Callable[[Any], State]:
    """So many zeros of the shape of w."""
    return lambda w: (0.0 * w,) * count


def _always(*lines: str) -> Callable[[int], tuple[str, ...]]:
    """The same lines in every step; those that a setting leaves empty are left out."""
    shown = tuple(filter(None, lines))
    return lambda _t: shown


def _first_as_it_is(first: str, then: str, *lines: str) -> Callable[[int], tuple[str, ...]]:
    """Lines of which one is another in the first step."""
    return lambda t: tuple(filter(None, (lines[0], first if t == 1 else then, *lines[1:])))


def _decay_line(weight_decay: float) -> str:
    return "g = g + λ·θ" if weight_decay else ""


def gd(*, weight_decay: float = 0.0) -> Rule:
    """Gradient descent: the step is −η times the slope (Cauchy, 1847).

    θ ← θ − η·g
    """
    not_negative(weight_decay=weight_decay)

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        return -eta * (g + weight_decay * w if weight_decay else g), state

    lines = _always(_decay_line(weight_decay), "θ = θ − η·g")
    return Rule(_zeros(0), update, lines, {"λ": weight_decay})


def momentum(*, momentum: float = 0.9, dampening: float = 0.0, weight_decay: float = 0.0) -> Rule:
    """A heavy ball: the velocity forgets a share of itself and adds the slope (Polyak, 1964).

    b ← μb + (1 − d)g, with b = g in the first step; θ ← θ − η·b; d counts only if μ is not 0.
    """
    _share(momentum=momentum, dampening=dampening)
    not_negative(weight_decay=weight_decay)
    dampening = dampening if momentum else 0.0  # as torch

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        g = _decayed(g, w, weight_decay)
        b = g if t == 1 else momentum * state[0] + (1 - dampening) * g
        return -eta * b, (b,)

    then = "b = μ·b + (1 − d)·g" if dampening else "b = μ·b + g"
    lines = _first_as_it_is("b = g", then, _decay_line(weight_decay), "θ = θ − η·b")
    constants = {"μ": momentum, "d": dampening, "λ": weight_decay}
    return Rule(_zeros(1), update, lines, constants, ("b",))


def nesterov(*, momentum: float = 0.9, weight_decay: float = 0.0) -> Rule:
    """Momentum that looks ahead: it steps by the slope and the velocity to come (Nesterov, 1983;
    Sutskever et al., 2013).

    b ← μb + g, with b = g in the first step; θ ← θ − η·(g + μb)
    """
    _share(momentum=momentum)
    not_negative(weight_decay=weight_decay)

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        g = _decayed(g, w, weight_decay)
        b = g if t == 1 else momentum * state[0] + g
        return -eta * (g + momentum * b), (b,)

    decay, last = _decay_line(weight_decay), "θ = θ − η·(g + μ·b)"
    lines = _first_as_it_is("b = g", "b = μ·b + g", decay, last)
    return Rule(_zeros(1), update, lines, {"μ": momentum, "λ": weight_decay}, ("b",))


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
    not_negative(eps=eps, weight_decay=weight_decay)
    over = _division(eps)

    def init(w: Any) -> State:
        return (0.0 * w + initial_accumulator_value,)

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        g = _decayed(g, w, weight_decay)
        s = state[0] + g * g
        return -(eta / (1 + (t - 1) * lr_decay)) * over(g, root(s) + eps), (s,)

    rate = "η/(1 + (t − 1)·δ)" if lr_decay else "η"
    lines = _always(_decay_line(weight_decay), "s = s + g²", f"θ = θ − {rate}·g/(√(s) + ε)")
    constants = {"δ": lr_decay, "ε": eps, "λ": weight_decay}
    return Rule(init, update, lines, constants, ("s",))


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
    _share(alpha=alpha, momentum=momentum)
    not_negative(eps=eps, weight_decay=weight_decay)
    over = _division(eps)

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        g = _decayed(g, w, weight_decay)
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
    lines = _always(
        _decay_line(weight_decay),
        "v = α·v + (1 − α)·g²",
        "gbar = gbar + (1 − α)·(g − gbar)" if centered else "",
        f"b = μ·b + g/({size})" if momentum else "",
        "θ = θ − η·b" if momentum else f"θ = θ − η·g/({size})",
    )
    constants = {"α": alpha, "ε": eps, "μ": momentum, "λ": weight_decay}
    return Rule(_zeros(3), update, lines, constants, ("v", "gbar", "b"))


def adadelta(*, rho: float = 0.9, eps: float = 1e-6, weight_decay: float = 0.0) -> Rule:
    """Steps of the size of recent steps: η is 1 by design (Zeiler, 2012).

    v ← ρv + (1 − ρ)g²; Δ = √(u + ε)/√(v + ε)·g; u ← ρu + (1 − ρ)Δ²; θ ← θ − η·Δ
    """
    _share(rho=rho)
    not_negative(eps=eps, weight_decay=weight_decay)
    over = _division(eps)

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        g = _decayed(g, w, weight_decay)
        v, u = state
        v = rho * v + (1 - rho) * (g * g)
        delta = over(root(u + eps), root(v + eps)) * g
        u = rho * u + (1 - rho) * (delta * delta)
        return -eta * delta, (v, u)

    lines = _always(
        _decay_line(weight_decay),
        "v = ρ·v + (1 − ρ)·g²",
        "Δ = √(u + ε)/√(v + ε)·g",
        "u = ρ·u + (1 − ρ)·Δ²",
        "θ = θ − η·Δ",
    )
    return Rule(_zeros(2), update, lines, {"ρ": rho, "ε": eps, "λ": weight_decay}, ("v", "u"))


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
    _share(beta1=beta1, beta2=beta2)
    not_negative(eps=eps, weight_decay=weight_decay)
    over = _division(eps)

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        g = _decayed(g, w, weight_decay)
        m, v, highest = state
        m = m + (1 - beta1) * (g - m)
        v = beta2 * v + (1 - beta2) * (g * g)
        highest = larger(highest, v) if amsgrad else highest
        size = root(highest if amsgrad else v) / (1 - beta2**t) ** 0.5 + eps
        return -(eta / (1 - beta1**t)) * over(m, size), (m, v, highest)

    lines = _always(
        _decay_line(weight_decay),
        "m = β1·m + (1 − β1)·g",
        "v = β2·v + (1 − β2)·g²",
        "mhat = m/(1 − β1^t)",
        "vmax = max(vmax, v)" if amsgrad else "",
        f"vhat = {'vmax' if amsgrad else 'v'}/(1 − β2^t)",
        "θ = θ − η·mhat/(√(vhat) + ε)",
    )
    constants = {"β1": beta1, "β2": beta2, "ε": eps, "λ": weight_decay}
    return Rule(_zeros(3), update, lines, constants, ("m", "v", "vmax"))


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
    lines = _always(*before, "θ = θ − η·λ·θ − η·mhat/(√(vhat) + ε)")
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
    _share(beta1=beta1, beta2=beta2)
    not_negative(eps=eps, momentum_decay=momentum_decay, weight_decay=weight_decay)
    over = _division(eps)

    def mu(t: int) -> float:
        return beta1 * (1.0 - 0.5 * math.pow(0.96, t * momentum_decay))

    def init(w: Any) -> State:
        return (0.0 * w, 0.0 * w, 1.0)

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        g = _decayed(g, w, weight_decay)
        m, v, product = state
        product = product * mu(t)
        m = m + (1 - beta1) * (g - m)
        v = beta2 * v + (1 - beta2) * (g * g)
        size = root(v / (1 - beta2**t)) + eps
        ahead = mu(t + 1)
        by_slope = -eta * (1 - mu(t)) / (1 - product) * over(g, size)
        by_momentum = -eta * ahead / (1 - product * ahead) * over(m, size)
        return by_slope + by_momentum, (m, v, product)

    lines = _always(
        _decay_line(weight_decay),
        "m = β1·m + (1 − β1)·g",
        "v = β2·v + (1 − β2)·g²",
        "vhat = v/(1 − β2^t)",
        "μ = β1·(1 − 0.5·0.96^(t·ψ))",
        "ν = β1·(1 − 0.5·0.96^((t + 1)·ψ))",
        "P = P·μ",
        "θ = θ − η·((1 − μ)·g/(1 − P) + ν·m/(1 − P·ν))/(√(vhat) + ε)",
    )
    constants = {"β1": beta1, "β2": beta2, "ε": eps, "ψ": momentum_decay, "λ": weight_decay}
    return Rule(init, update, lines, constants, ("m", "v", "P"))


def radam(
    *, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8, weight_decay: float = 0.0
) -> Rule:
    """Adam that moves by momentum alone until its √v̂ can be trusted (Liu et al., 2020).

    ρ∞ = 2/(1 − β₂) − 1, ρ = ρ∞ − 2tβ₂ᵗ/(1 − β₂ᵗ); for ρ > 5 θ ← θ − η·m̂·r·√(1 − β₂ᵗ)/(√v + ε),
    r = √((ρ − 4)(ρ − 2)ρ∞/((ρ∞ − 4)(ρ∞ − 2)ρ)); before that θ ← θ − η·m̂
    """
    _share(beta1=beta1, beta2=beta2)
    not_negative(eps=eps, weight_decay=weight_decay)
    over = _division(eps)
    longest = 2 / (1 - beta2) - 1

    def rho(t: int) -> float:
        return longest - 2 * t * beta2**t / (1 - beta2**t)

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        g = _decayed(g, w, weight_decay)
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
        _decay_line(weight_decay),
        "m = β1·m + (1 − β1)·g",
        "v = β2·v + (1 − β2)·g²",
        "mhat = m/(1 − β1^t)",
        "ρ = R − 2·t·β2^t/(1 − β2^t)",
    )
    early = _always(*moments, "θ = θ − η·mhat")
    trusted = _always(
        *moments,
        "r = √((ρ − 4)·(ρ − 2)·R/((R − 4)·(R − 2)·ρ))",
        "θ = θ − η·mhat·r·√(1 − β2^t)/(√(v) + ε)",
    )

    def lines(t: int) -> tuple[str, ...]:
        return early(t) if rho(t) <= 5 else trusted(t)

    constants = {"β1": beta1, "β2": beta2, "ε": eps, "R": longest, "λ": weight_decay}
    return Rule(_zeros(2), update, lines, constants, ("m", "v"))


def adamax(
    *, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8, weight_decay: float = 0.0
) -> Rule:
    """Adam with the largest recent slope in place of the mean square (Kingma and Ba, 2015).

    u ← max(β₂u, |g| + ε); θ ← θ − η/(1 − β₁ᵗ)·m/u
    """
    _share(beta1=beta1, beta2=beta2)
    not_negative(eps=eps, weight_decay=weight_decay)
    over = _division(eps)

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        g = _decayed(g, w, weight_decay)
        m, u = state
        m = m + (1 - beta1) * (g - m)
        u = larger(beta2 * u, magnitude(g) + eps)
        return -(eta / (1 - beta1**t)) * over(m, u), (m, u)

    lines = _always(
        _decay_line(weight_decay),
        "m = β1·m + (1 − β1)·g",
        "u = max(β2·u, abs(g) + ε)",
        "mhat = m/(1 − β1^t)",
        "θ = θ − η·mhat/u",
    )
    constants = {"β1": beta1, "β2": beta2, "ε": eps, "λ": weight_decay}
    return Rule(_zeros(2), update, lines, constants, ("m", "u"))


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

    lines = _first_as_it_is(
        f"s: η, within {number(step_min)} … {number(step_max)}",
        f"s: s·{number(eta_plus)}, or s·{number(eta_minus)} if g has turned",
        "",
        "h: g, or 0 if it has turned",
        "θ = θ − s·sign(h)",
    )
    return Rule(_zeros(2), update, lines, {}, ("h", "s"))


def lion(*, beta1: float = 0.9, beta2: float = 0.99, weight_decay: float = 0.0) -> Rule:
    """The sign of a momentum: every coordinate moves by η (Chen et al., 2023).

    θ ← θ − η·(sign(β₁m + (1 − β₁)g) + λθ); m ← β₂m + (1 − β₂)g
    """
    _share(beta1=beta1, beta2=beta2)
    not_negative(weight_decay=weight_decay)

    def update(g: Any, w: Any, state: State, eta: Any, t: int) -> tuple[Any, State]:
        (m,) = state
        direction = sign(beta1 * m + (1 - beta1) * g) + weight_decay * w
        return -eta * direction, (beta2 * m + (1 - beta2) * g,)

    lines = _always(
        "c = sign(β1·m + (1 − β1)·g)",
        "m = β2·m + (1 − β2)·g",
        "θ = θ − η·(c + λ·θ)" if weight_decay else "θ = θ − η·c",
    )
    constants = {"β1": beta1, "β2": beta2, "λ": weight_decay}
    return Rule(_zeros(1), update, lines, constants, ("m",))


OPTIMIZERS: dict[str, Callable[..., Rule]] = {
    "gd": gd, "sgd": gd, "momentum": momentum, "nesterov": nesterov, "adagrad": adagrad,
    "rmsprop": rmsprop, "adadelta": adadelta, "adam": adam, "adamw": adamw, "nadam": nadam,
    "radam": radam, "adamax": adamax, "rprop": rprop, "lion": lion,
}  # fmt: skip


@lru_cache(maxsize=64)  # a run asks for it again with every portion of steps
def parse(text: str) -> Rule:
    """The rule that a spec such as `adam:beta1=0.8` names. Raises `SpecError`."""
    return spec.build("optimizer", text, OPTIMIZERS)


def _decayed(g: Any, w: Any, weight_decay: float) -> Any:
    """The gradient of the loss with ½λw² added to it."""
    return g + weight_decay * w if weight_decay else g


def _division(eps: float) -> Callable[[Any, Any], Any]:
    """How a rule divides by a size plus ε; without ε, a size of 0 moves nothing."""
    return truediv if eps else ratio


def _share(**settings: float) -> None:
    """Settings that are shares: 0 ≤ β < 1."""
    for name, value in settings.items():
        if not 0 <= value < 1:
            raise SpecError(f"{name} must be at least 0 and below 1, not {number(value)}")
