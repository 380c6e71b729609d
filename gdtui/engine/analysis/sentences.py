"""What is said of a window, and never more than its rows show."""

import math
from collections.abc import Sequence

from gdtui.engine.analysis.held_rate import Held
from gdtui.engine.analysis.kinds import figure, figure_near_one, two_figures
from gdtui.engine.analysis.lengths import norm
from gdtui.engine.analysis.place import VALLEY
from gdtui.engine.analysis.theory import FLAT, hessian_at, stability_edge
from gdtui.engine.analysis.window import Window
from gdtui.engine.events import StepTaken
from gdtui.engine.numbers import number
from gdtui.engine.objectives import Objective
from gdtui.engine.optimizers import is_descent

UNBOUNDED = "the loss falls without limit: there is nothing to converge to"
AT_REST = "the gradient is 0 at the start, so no step moves"
TOO_SMALL = "the step is too small to change a parameter at all"
NEARING_A_SADDLE = "nearing a saddle"

_UNTOLD = ("unknown", "a slope", "not defined", "out of range")  # places with nothing to add
_AGREE = 0.02  # factors this close to each other, as a share of what each takes away, are one
_HARDLY = 5e-4  # of the edge: η that leaves more than 0.999 of the way with a step
_JUMP = 20  # times: a step so much longer than the last one, and than the way from 0 before it
_LEVEL = 0.9  # what a step leaves of the slope, at least, where it is flat
_HUGE = 1e60  # beyond it what is no number has come from an overflow on the way
_LIKE = 0.1  # of what a step takes away: another that is no farther from it is as slow
_STEEPER = 100  # times: a direction this much less curved than another is slow


FIRST_STEP = "take the first step"
"""Where nothing is known before it."""


def outlook(objective: Objective, optimizer: str) -> str:
    """Before the first step."""
    if objective.curvature is None or objective.curvature.mu <= 0:
        return FIRST_STEP
    edge = stability_edge(objective.curvature.L, optimizer)
    if edge is None:
        return FIRST_STEP
    return f"stable for 0 < η < {edge.formula} = {figure(edge.rate)}"


def changed(
    objective: Objective, params: Sequence[float], rate: float, optimizer: str, verb: str
) -> str:
    """After a change of settings, before a step with them: what η, of which `verb` says "is" or
    "is now", will do here."""
    now = f"η {verb} {figure(rate)}"
    curvature = hessian_at(objective, params)
    edge = stability_edge(curvature.L, optimizer) if curvature else None
    if edge is None or not (curvature and curvature.mu > 0):
        return now
    here = "" if objective.curvature else " here"
    eta, most = two_figures(rate, edge.rate)
    now, limit = f"η {verb} {eta}", f"{edge.formula} = {most}{here}"
    if math.isclose(rate, edge.rate):
        return f"{now}: at exactly {limit} the steps will lead no nearer"
    if rate > edge.rate:
        each = objective.curvature is not None and is_descent(optimizer)
        away = "each step will lead farther away" if each else "the steps will lead away"
        return f"{now}: beyond {limit} {away}"
    if rate < _HARDLY * edge.rate:
        return f"{now}: far below {limit} the steps will hardly move it"
    return f"{now}: below {limit} the steps will lead nearer"


# Arriving


def slope_is(w: Window, verb: str = "is") -> str:
    """The slope where the last update arrives, with the name and the sign of the column beside it;
    of several parameters, its length."""
    if w.objective.dimension > 1:
        return f"‖∂L/∂θ‖ {verb} {figure(w.slope)}"
    (slope,) = w.gradients[-1]
    return f"∂L/∂{w.objective.parameters[0]} {verb} {figure(slope)}"


def arrived(w: Window) -> list[str]:
    """Where the slope has vanished, and what kind of place that is."""
    if not any(w.gradients[-1]) and tuple(w.params) == tuple(w.first):
        return [AT_REST]
    shrinks = w.slope <= norm(w.gradients[0])
    slope = slope_is(w, "has shrunk to" if shrinks else "is only")
    if w.decay and w.slope > 10 * w.pull:
        held = f"weight decay and the slope cancel here, where {slope_is(w)}"
        return [held, "this is no minimum of L itself"]
    place = w.place
    if place.kind in _UNTOLD:
        return [slope, _leads_off(w)]
    if place.kind.startswith("a minimum"):
        return [f"{slope}: {place.kind}", _leads_off(w)]
    if place.kind == VALLEY:
        return [f"{slope}: {place.kind}", place.evidence, _leads_off(w)]
    leaves = w.contraction > 1 and w.slope > 0
    return [
        f"{slope}, but this is {place.kind}",
        place.evidence,
        "the slope grows again: it is on its way off" if leaves else "",
    ]


def _leads_off(w: Window) -> str:
    """Why a minimum is no rest: η is, or will be, too much for its curvature."""
    if w.stays:
        return ""
    if w.edge is not None and w.learning_rate > w.edge.rate:
        return f"but {beside_the_edge(w)}: the steps lead away from it again"
    if w.edge is not None and not w.steady:
        beyond = f"{w.edge.formula} = {figure(w.edge.rate)}"
        return f"but η will rise beyond {beyond} and lead away from it again"
    return "but the steps to come lead away from it again"


def place_first(w: Window) -> str:
    """The first words where the point has arrived at no minimum, or not to stay."""
    kind = w.place.kind
    if kind in _UNTOLD or kind.startswith("a minimum") or kind == VALLEY:
        return "" if w.stays else "at rest for now"
    return f"resting at {kind}" if kind != "a flat place" else "resting on flat ground"


def too_small_for_floats(w: Window) -> list[str]:
    """No update moves the point, though there is a slope."""
    return [TOO_SMALL, f"{slope_is(w)}, η {figure(w.rows[-1].learning_rate)}"]


def rolls_on(w: Window) -> str:
    """The slope has vanished, the velocity has not."""
    return f"{slope_is(w)} here, but the velocity carries it on"


# Falling


def steady(w: Window) -> list[str]:
    """The loss falls, and the side is kept."""
    return [_left_by_a_step(w), thrown(w), slow_direction(w)]


def overshoots(w: Window) -> list[str]:
    """The loss falls though sides change."""
    crossings = "each step crosses" if all(w.crossed) else "steps cross"
    low, high = _factors(w)
    agree = high - low <= _AGREE * abs(1 - high) and high < 1 and all(w.crossed)
    if agree and w.same_everywhere:
        return [f"each step lands {figure(high)} × as far on the other side"]
    what = "minimum" if w.objective.dimension == 1 else "valley"
    return [f"{crossings} the {what}, and the loss falls", thrown(w), slow_direction(w)]


def _left_by_a_step(w: Window) -> str:
    low, high = _factors(w)
    one = w.plain and w.steady and w.same_everywhere and w.objective.dimension == 1
    if abs(low - 1) < FLAT and abs(high - 1) < FLAT:
        return "the loss falls, and the slope stays the same"
    if low > 1:
        return "the loss falls; the slope still grows"
    if high > 1:
        return "the loss falls, though the slope grows in some steps"
    if high - low > _AGREE * (1 - high) and figure_near_one(low) != figure_near_one(high):
        between = f"{figure_near_one(low)} … {figure_near_one(high)}"
        return f"a step shrinks the gradient to {between} of it"
    if len(w.rows) < 3 and not one:
        return f"so far a step has shrunk the gradient to {figure(high)} of it"
    return f"each step shrinks the gradient to {figure_near_one(w.contraction)} of it"


def _factors(w: Window) -> tuple[float, float]:
    return min(w.factors), max(w.factors)


def slow_direction(w: Window) -> str:
    """The direction that holds all others up, where curvatures are very different."""
    if not w.plain or w.curvature is None or w.objective.dimension == 1:
        return ""
    mu, largest = w.curvature
    if not 0 < mu * _STEEPER < largest or mu <= FLAT * largest:
        return ""
    left = 1 - w.learning_rate * mu
    if not (w.same_everywhere or abs(w.factors[-1] - left) < _LIKE * (1 - left)):
        return ""  # λ of a place is no rate of approach before the steps go by it
    where = "" if w.same_everywhere else " here"
    return f"the slow direction, λ = {figure(mu)}{where}, keeps {figure_near_one(left)} a step"


# Standing


def stalled(w: Window) -> list[str]:
    """Progress is negligible, and η far below what would hold."""
    eta = figure(w.rows[-1].learning_rate)
    negligible = f"negligible progress at η = {eta}"
    if w.held_by_decay:
        return [f"weight decay and the slope nearly cancel here, where {slope_is(w)}"]
    if w.edge is not None:
        here = "" if w.same_everywhere else " here"
        if w.curvature and w.curvature.mu < 0 and not w.same_everywhere:
            return [negligible, "curved both ways here, as near a saddle", thrown(w)]
        edge = f"{w.edge.formula} = {figure(w.edge.rate)}"
        return [f"negligible progress: η = {eta} is far below {edge}{here}", thrown(w)]
    if w.curvature is not None and w.curvature.L <= 0:
        if w.curvature.L == w.curvature.mu == 0:
            return [negligible, thrown(w), f"{slope_is(w)} all along"]
        return [negligible, thrown(w), "nothing here curves up: a plateau or a ridge"]
    return [negligible, thrown(w)]


def thrown(w: Window) -> str:
    """The one step that led so far out that those after it are nothing beside it."""
    jump, last = w.longest, w.rows[-1]
    far = norm(jump.update)
    if far < _JUMP * max(1.0, norm(jump.params)):
        return ""
    if jump is not last and (far < _JUMP * norm(last.update) or w.factors[-1] < _LEVEL):
        return ""
    if len(jump.params) > 1:
        return f"step {jump.step} jumped {figure(far)} away from where it was"
    there = " to ".join(figure(x) for (x,) in (jump.params, jump.new_params))
    return f"step {jump.step} jumped from {there}"


def stands(w: Window) -> str:
    """The loss stands, and mostly the slope does too."""
    eta = figure(w.rows[-1].learning_rate)
    low, high = _factors(w)
    if low > 1 + FLAT:
        grows = figure(high) if high - low <= _AGREE * (high - 1) else f"up to {figure(high)}"
        return f"the loss is level here at η = {eta}, but the slope grows {grows} × a step"
    if high - low > FLAT:
        return f"the loss hardly changes at η = {eta}"
    return f"nothing changes at η = {eta}"


def from_side_to_side(w: Window) -> list[str]:
    """Sides change, and how far it goes neither grows nor shrinks."""
    if w.network and w.falls_in_the_long_run:
        return ["it jumps from side to side, while the loss falls slowly over the long run"]
    return ["it jumps from side to side and gets no closer", beside_the_edge(w)]


def one_direction_stays(w: Window) -> list[str]:
    """The steepest direction is at its edge, and the loss falls along the others alone."""
    steepest = f"λ = {figure(w.largest_curvature)}"
    return [
        f"along the steepest direction, {steepest}, it jumps from side to side and gets no closer",
        beside_the_edge(w),
        "the loss falls along the others alone",
    ]


# Rising


def grows(w: Window) -> str:
    """The loss grows."""
    low, high = _factors(w)
    if low > 1 and high - low <= _AGREE * (low - 1):
        return f"the gradient grows {figure_near_one(high)} × a step"
    return f"the loss rises, {_from_to(w)} in {_steps(len(w.rows))}"


def how_it_ended(last: StepTaken) -> str:
    """The step that left the numbers, or the domain."""
    if any(map(math.isnan, last.gradient)) and abs(last.loss) < _HUGE:
        return f"∂L/∂θ is not defined where step {last.step} starts"
    if math.isnan(last.new_loss) and all(abs(x) < _HUGE for x in last.new_params):
        return f"step {last.step} landed where the loss is not defined"
    return f"step {last.step} exceeds the floating-point range"


def diverged(w: Window) -> list[str]:
    """The largest η that would have held, tried from where the settings last changed, and how the
    run ended."""
    how, held = how_it_ended(w.rows[-1]), w.held
    if held is None:
        return [how]
    tried, *others = the_rate_that_holds(held, "would have held")
    return [how, tried] if held.rate is None else [tried, *others, how]


def the_rate_that_holds(held: Held, would: str) -> list[str]:
    """The largest η that holds, with how long it was tried; `would`: "would hold", of a run that
    has not ended yet."""
    if held.rate is None:
        return [f"no smaller η {would} for long: tried down to {figure(held.tried)}"]
    tried = f"η up to {number(held.rate, 3)} {would}, tried for {held.steps:,} steps"
    return [tried] if held.clear else [tried, "so would some larger ones"]


def swings(w: Window) -> list[str]:
    """Momentum carries it through, and up the other side."""
    peaks = w.peaks
    if len(peaks) >= 2:
        fall = " → ".join(two_figures(peaks[0], peaks[-1]))
        return [
            "the velocity carries it through the minimum and back",
            f"the peaks of L fall, {fall}",
        ]
    if w.rose[-1]:
        return [f"the velocity carries it uphill: L {_from_to(w.last(w.rising))}"]
    if not any(w.rose):
        return ["the velocity carries it uphill, little by little", f"L {_from_to(w)}"]
    high = max(peaks, default=w.losses[0])
    return [f"the velocity took it uphill, to L = {figure(high)}", "L falls again"]


def bounces(w: Window) -> list[str]:
    """Up and down, with the trend of the swings if they have one."""
    if len(w.rows) == 1:
        return [f"this step raised the loss, {_from_to(w)}"]
    if all(w.rose):
        few = "too few steps to tell a trend" if len(w.rows) < 3 else ""
        return [f"the loss rose, {_from_to(w)}, in {_steps(len(w.rows))}", few]
    low, high = two_figures(min(w.losses), max(w.losses))
    over = _steps(len(w.rows))
    return [f"the loss rises and falls between {low} and {high} over {over}", _trend(w.losses)]


def _trend(losses: Sequence[float]) -> str:
    """Whether swings shrink or grow from the first third of the losses to the last one."""
    third = len(losses) // 3
    if third < 3:
        return ""
    before, after = (max(part) - min(part) for part in (losses[:third], losses[-third:]))
    if after < before / 2:
        return "the swings shrink"
    return "the swings grow" if after > 2 * before else ""


def edge_of_stability(w: Window) -> list[str]:
    """ηλ stays about 2."""
    product = w.learning_rate * (w.sharpness or math.nan)
    low, high = two_figures(min(w.losses), max(w.losses))
    falls = "falls over the long run" if w.falls_in_the_long_run else "stays below where it was"
    return [
        f"along the steps ηλ = {product:.2f}, about 2, while the loss {falls}",
        f"L is between {low} and {high} now",
    ]


def beside_the_edge(w: Window) -> str:
    """Where η stands to the edge of stability, where one is known; here, if it moves about.

    Of a loss that rises, where it began to: what curvature there is at the end explains nothing.
    """
    rises = not w.same_everywhere and w.rose[-1]
    edge = w.edge_before_the_rise if rises else w.edge
    if edge is None:
        return ""
    eta = w.learning_rate
    sign = "=" if math.isclose(eta, edge.rate) else ">" if eta > edge.rate else "<"
    if sign == "<" and not w.same_everywhere:
        return ""  # it holds of a place, and would explain no rise or oscillation around it
    where = "" if w.same_everywhere else " where the rise began" if rises else " here"
    this, most = (figure(eta),) * 2 if sign == "=" else two_figures(eta, edge.rate)
    return f"η = {this} {sign} {edge.formula} = {most}{where}"


def _from_to(w: Window) -> str:
    return " → ".join(two_figures(w.losses[0], w.loss))


def _steps(count: int) -> str:
    return f"{count} step{'s' * (count > 1)}"
