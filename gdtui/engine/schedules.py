"""Learning-rate schedules: pure functions of the step.

Being pure, they need no memory: any step's rate can be asked for at any time, which is what going
back, replaying and drawing the schedule ahead all need. Only `plateau` watches the loss, and so
remembers something. A rate that exceeds the floating-point range is ∞, and ends the run. Formulas
are those of `torch.optim.lr_scheduler` where it has the schedule; η is the run's learning rate, and
t counts from 0 here: the first update goes by t = 0.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

from gdtui.engine import spec
from gdtui.engine.numbers import number
from gdtui.engine.spec import SpecError, not_negative, quoted

Memory: TypeAlias = tuple[Any, ...]
"""What a schedule remembers between steps; empty for all but `plateau`."""


MOST_STEPS = 10**15
"""What a setting that counts steps can be, so that floats tell the next step from this one."""


class Schedule(NamedTuple):
    """A schedule: the rate of every step, as a number and as text."""

    rate: Callable[[int, Any, Memory], Any]
    """`rate(step, η, memory)`: the rate that update `step` = 1, 2, … uses. But for `plateau`, η may
    be an array of rates: it is only added, multiplied and divided by numbers, so that the bits are
    those of each alone."""
    formula: str
    """The rate as text."""
    memory: Memory = ()
    """What is remembered before the first step."""
    observe: Callable[[Memory, float], Memory] | None = None
    """`observe(memory, loss)` after each step, for a schedule that watches the loss."""


def _of_t(formula: str, factor: Callable[[int], float]) -> Schedule:
    """η times a factor of t."""
    return Schedule(lambda step, eta, _memory: eta * factor(step - 1), formula)


def constant() -> Schedule:
    """The same rate at every step.

    η
    """
    return Schedule(lambda _step, eta, _memory: eta, "η")


def step(*, step_size: int = 10, gamma: float = 0.1) -> Schedule:
    """A fall every so many steps.

    η·γ^⌊t/s⌋
    """
    _at_least(1, step_size=step_size)
    _positive(gamma=gamma)
    return _of_t("η·γ^⌊t/s⌋", lambda t: gamma ** (t // step_size))


def multistep(*, milestones: tuple[int, ...] = (30, 60), gamma: float = 0.1) -> Schedule:
    """A fall at each of the steps listed, as 5/12/31.

    η·γ^(how many milestones are behind)
    """
    _positive(gamma=gamma)
    if list(milestones) != sorted(milestones) or any(m < 0 for m in milestones):
        raise SpecError("milestones must rise, as in 5/12/31")
    return _of_t("η·γ^#{m ≤ t}", lambda t: gamma ** sum(m <= t for m in milestones))


def exponential(*, gamma: float = 0.95) -> Schedule:
    """The same share of the rate is lost at every step.

    η·γᵗ
    """
    _positive(gamma=gamma)
    return _of_t("η·γᵗ", lambda t: gamma**t)


def cosine(*, total_steps: int = 100, minimum: float = 0.0) -> Schedule:
    """Half a wave down to the minimum at T; beyond T it climbs back (Loshchilov and Hutter, 2017).

    m + (η − m)(1 + cos πt/T)/2
    """
    _at_least(1, total_steps=total_steps)
    not_negative(minimum=minimum)
    return Schedule(
        lambda step, eta, _memory: _half_wave(eta, minimum, (step - 1) / total_steps),
        "m + (η − m)(1 + cos πt/T)/2",
    )


def warm_restarts(*, period: int = 10, multiplier: int = 2, minimum: float = 0.0) -> Schedule:
    """Half waves that begin again, each longer than the last (SGDR; Loshchilov and Hutter, 2017).

    As cosine, with T = period, then period·k, period·k² …
    """
    _at_least(1, period=period, multiplier=multiplier)
    not_negative(minimum=minimum)

    def rate(step: int, eta: float, _memory: Memory) -> float:
        t, length = step - 1, period
        if multiplier == 1:
            t %= period
        while t >= length:
            t, length = t - length, length * multiplier
        return _half_wave(eta, minimum, t / length)

    return Schedule(rate, "m + (η − m)(1 + cos πt/Tᵢ)/2")


def warmup(*, steps: int = 10, start_factor: float = 0.1) -> Schedule:
    """A straight rise to η, then η.

    η·(a + (1 − a)·min(t, n)/n)
    """
    _at_least(1, steps=steps)
    _positive(start_factor=start_factor)
    return _of_t("η·(a + (1 − a)·min(t, n)/n)", lambda t: _rise(start_factor, t, steps))


def warmup_cosine(
    *,
    warmup: int = 10,
    total_steps: int = 100,
    minimum: float = 0.0,
    start_factor: float = 0.1,
) -> Schedule:
    """A straight rise to η, then half a wave down to the minimum at T.

    As warmup up to t = n, then m + (η − m)(1 + cos π(t − n)/(T − n))/2
    """
    _at_least(0, warmup=warmup)
    not_negative(minimum=minimum)
    _positive(start_factor=start_factor)
    if total_steps <= warmup:
        raise SpecError(f"total_steps must be more than the {warmup} of warmup")

    def rate(step: int, eta: float, _memory: Memory) -> float:
        t = step - 1
        if t < warmup:
            return eta * _rise(start_factor, t, warmup)
        return _half_wave(eta, minimum, min(1.0, (t - warmup) / (total_steps - warmup)))

    return Schedule(rate, "a rise, then m + (η − m)(1 + cos …)/2")


def polynomial(*, total_steps: int = 100, power: float = 1.0) -> Schedule:
    """A fall to 0 at T: straight for power 1, steep at first for more.

    η·(1 − min(t, T)/T)^p
    """
    _at_least(1, total_steps=total_steps)
    _positive(power=power)
    return _of_t(
        "η·(1 − min(t, T)/T)^p", lambda t: (1 - min(t, total_steps) / total_steps) ** power
    )


def inverse_sqrt(*, warmup: int = 10) -> Schedule:
    """A straight rise to η at the nth step, then a fall as 1/√t (Vaswani et al., 2017).

    η·√n·min(1/√(t + 1), (t + 1)/√n³)
    """
    _at_least(1, warmup=warmup)
    return _of_t(
        "η·√n·min(1/√(t + 1), (t + 1)/√n³)",
        lambda t: warmup**0.5 * min((t + 1) ** -0.5, (t + 1) * warmup**-1.5),
    )


def one_cycle(
    *,
    total_steps: int = 100,
    peak: float = 0.0,
    share: float = 0.3,
    start_divisor: float = 25.0,
    end_divisor: float = 1e4,
    three_phase: bool = False,
    anneal: str = "cos",
) -> Schedule:
    """One rise to the peak and one long fall far below the start (Smith and Topin, 2018).

    From peak/25 to the peak in a share of the steps, then to a 10⁴th of the start. peak 0 is η.
    """
    _at_least(2, total_steps=total_steps)
    _positive(start_divisor=start_divisor, end_divisor=end_divisor)
    not_negative(peak=peak)
    if not 0 < share < 1:
        raise SpecError(f"share must lie between 0 and 1, such as 0.3, not {number(share)}")
    if anneal not in ("cos", "linear"):
        raise SpecError(f"anneal must be cos or linear, not {quoted(anneal)}")
    between = _by_cosine if anneal == "cos" else _straight

    def rate(step: int, eta: float, _memory: Memory) -> float:
        high = peak or eta
        start = high / start_divisor
        end = start / end_divisor
        top = share * total_steps - 1
        corners = [(0.0, start), (top, high), (total_steps - 1, end)]
        if three_phase:
            corners[2:] = [(2 * share * total_steps - 2, start), (total_steps - 1, end)]
        t = min(step - 1, total_steps - 1)
        for (begin, a), (stop, b) in pairwise(corners):
            if t <= stop:  # where the rise is a single step, it is one at the start's rate
                return between(a, b, (t - begin) / (stop - begin) if stop > begin else 0.0)
        return end

    return Schedule(rate, "a rise to the peak, then a fall to almost 0")


def cyclic(
    *,
    base: float = 0.0,
    peak: float = 0.0,
    up: int = 10,
    down: int = 0,
    mode: str = "triangular",
    gamma: float = 1.0,
) -> Schedule:
    """Up and down again and again (Smith, 2017).

    Straight from base to peak in `up` steps and back in `down`; base 0 is η/10, peak 0 is η, down 0
    is up. mode triangular2 halves each cycle, exp_range shrinks by γᵗ.
    """
    _at_least(1, up=up)
    _at_least(0, down=down)
    not_negative(base=base, peak=peak)
    _positive(gamma=gamma)
    if mode not in ("triangular", "triangular2", "exp_range"):
        raise SpecError(f"mode must be triangular, triangular2 or exp_range, not {quoted(mode)}")
    length = up + (down or up)
    turn = up / length

    def rate(step: int, eta: float, _memory: Memory) -> float:
        low, high = base or eta / 10, peak or eta
        t = step - 1
        cycle = math.floor(1 + t / length)
        x = 1.0 + t / length - cycle
        height = x / turn if x <= turn else (x - 1) / (turn - 1)
        shrunk = {"triangular": 1.0, "triangular2": 0.5 ** (cycle - 1)}
        return low + (high - low) * height * (shrunk[mode] if mode in shrunk else gamma**t)

    return Schedule(rate, "between base and peak, up and down")


class _Watched(NamedTuple):
    """What `plateau` remembers."""

    factor: float = 1.0
    best: float = math.inf
    bad: int = 0
    cooling: int = 0


BETTER = 1e-4
"""`plateau` counts a loss as better when it is below the best by this share of it, as torch."""


def plateau(
    *, factor: float = 0.1, patience: int = 10, cooldown: int = 0, minimum: float = 0.0
) -> Schedule:
    """A fall whenever the loss has not become better for more than `patience` steps.

    η·factor^(how often), and never below the minimum
    """
    _at_least(0, patience=patience, cooldown=cooldown)
    not_negative(minimum=minimum)
    if not 0 < factor < 1:
        raise SpecError(f"factor must lie between 0 and 1, such as 0.1, not {number(factor)}")

    def observe(memory: Memory, loss: float) -> Memory:
        watched = _Watched(*memory)
        better = loss < watched.best * (1 - math.copysign(BETTER, watched.best))
        best = loss if better else watched.best
        bad = 0 if better else watched.bad + 1
        cooling = watched.cooling
        if cooling > 0:
            cooling, bad = cooling - 1, 0
        if bad > patience:
            return _Watched(watched.factor * factor, best, 0, cooldown)
        return _Watched(watched.factor, best, bad, cooling)

    def rate(_step: int, eta: float, memory: Memory) -> float:
        return max(eta * _Watched(*memory).factor, min(minimum, eta))

    return Schedule(rate, "η·f^(times the loss stood still)", _Watched(), observe)


def wsd(*, warmup: int = 10, total_steps: int = 100, decay: int = 20) -> Schedule:
    """Warm up, stay, decay: a rise, a long plain, a straight fall in the last `decay` steps.

    η·(t + 1)/n, then η, then η·(T − t)/D
    """
    _at_least(1, total_steps=total_steps, decay=decay)
    _at_least(0, warmup=warmup)
    if total_steps < warmup + decay:
        raise SpecError(f"total_steps must be at least warmup + decay = {warmup + decay}")

    def factor(t: int) -> float:
        if t < warmup:
            return (t + 1) / warmup
        return 1.0 if t < total_steps - decay else max(0.0, (total_steps - t) / decay)

    return _of_t("η·(t + 1)/n, then η, then η·(T − t)/D", factor)


SCHEDULES: dict[str, Callable[..., Schedule]] = {
    "constant": constant, "step": step, "multistep": multistep, "exponential": exponential,
    "cosine": cosine, "warm_restarts": warm_restarts, "warmup": warmup,
    "warmup_cosine": warmup_cosine, "polynomial": polynomial, "inverse_sqrt": inverse_sqrt,
    "one_cycle": one_cycle, "cyclic": cyclic, "plateau": plateau, "wsd": wsd,
}  # fmt: skip


@lru_cache(maxsize=64)  # a run asks for it again with every portion of steps
def parse(text: str, total_steps: int | None = None) -> Schedule:
    """The schedule that a spec such as `step:step_size=7` names. Raises `SpecError`.

    `total_steps` is the run's length, for schedules that stretch over it.
    """
    name = spec.name_of(text)
    fitted = _fitted(name, total_steps) if total_steps else {}
    schedule: Schedule = spec.build("schedule", text, SCHEDULES, **fitted)
    if name == "constant":
        return schedule
    return schedule._replace(rate=_without_raising(schedule.rate))


def _fitted(name: str, total_steps: int) -> dict[str, int]:
    """The settings that a run's length gives, as far as nobody has written them.

    In a short run the parts of a schedule take the same shares as in one of 100 steps.
    """
    fitted = {"total_steps": max(2, total_steps) if name == "one_cycle" else total_steps}
    if name in ("wsd", "warmup_cosine"):
        fitted["warmup"] = min(10, total_steps // 10)
    if name == "wsd":
        fitted["decay"] = min(20, max(1, total_steps // 5))
    return fitted


def _without_raising(
    rate: Callable[[int, float, Memory], float],
) -> Callable[[int, float, Memory], float]:
    """The same rate, ∞ or no number where floats raise."""

    def rate_of(step: int, eta: float, memory: Memory) -> float:
        try:
            return rate(step, eta, memory)
        except OverflowError:
            return math.inf
        except (ArithmeticError, ValueError):
            return math.nan

    return rate_of


def _half_wave(high: float, low: float, share: float) -> float:
    return low + (high - low) * (1 + math.cos(math.pi * share)) / 2


def _rise(start: float, t: int, steps: int) -> float:
    return start + (1 - start) * min(t, steps) / steps


def _by_cosine(a: float, b: float, share: float) -> float:
    return b + (a - b) / 2 * (1 + math.cos(math.pi * share))


def _straight(a: float, b: float, share: float) -> float:
    return a + (b - a) * share


def _at_least(least: int, **settings: int) -> None:
    """Settings that count steps."""
    for name, value in settings.items():
        if value < least:
            raise SpecError(f"{name} must be {least} or more, not {value}")
        if value > MOST_STEPS:
            raise SpecError(f"{name} can be {MOST_STEPS:,} at most")


def _positive(**settings: float) -> None:
    for name, value in settings.items():
        if value <= 0:
            raise SpecError(f"{name} must be above 0, not {number(value)}")
