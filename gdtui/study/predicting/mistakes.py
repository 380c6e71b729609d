"""The known mistakes: where each leads, and what to say to who made it.

Collected from how optimizers are taught and misread: the sign, the rate, the factor, another
quantity, another place, what the rule remembers. The order is that in which they are looked for.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

from gdtui.drawing.numbers import number
from gdtui.engine.analysis.worked_step import of_update, revalued
from gdtui.engine.optimizers import State, parse
from gdtui.engine.spec import name_of
from gdtui.study.predicting.asked import Looked

FEW = 8  # parameters whose slopes may be taken for one another


class Mistake(NamedTuple):
    """An answer that is known to be wrong."""

    name: str
    """In a word, for recordings and cards."""
    value: float
    says: str
    """A sentence after a colon, without its full stop."""


def known_mistakes(looked: Looked) -> Iterator[Mistake]:
    """Those that can be made here and lead to a finite number."""
    for mistake in _all(looked):
        if math.isfinite(mistake.value):
            yield mistake


def _all(looked: Looked) -> Iterator[Mistake]:
    run, (row, before, _, t, _), i = looked
    name, w, g, move, eta = looked.name, looked.at, looked.slope, looked.move, row.learning_rate
    settings = run.settings
    rule, rule_name = parse(settings.optimizer), name_of(settings.optimizer)
    working = of_update(looked.update, settings.optimizer, i)
    last = working[-1]
    plain = "g" in last.values and set(last.values) <= {"θ", "η", "g"}

    def with_slope(slope: float, memory: State = before) -> float:
        try:
            return w + float(rule.update(slope, w, memory, eta, t)[0])
        except (ArithmeticError, ValueError):
            return math.nan

    if plain:
        yield Mistake(
            "sign-flipped",
            w - move,
            "you added the gradient. It points uphill, and the update subtracts it",
        )
    else:
        yield Mistake("sign-flipped", w - move, "you went the other way: the update is subtracted")
    if "η" in last.values and eta:
        yield Mistake(
            "rate-forgotten", w + move / eta, f"you forgot η, which is {number(eta)} here"
        )
        if settings.learning_rate != eta:
            yield Mistake(
                "schedule-forgotten",
                w + move / eta * settings.learning_rate,
                f"you took η = {number(settings.learning_rate)}, "
                f"and the schedule has made it {number(eta)} by this step",
            )
    formula = run.objective.gradient_formula[i] if run.data is None else ""
    if formula.startswith("2"):
        yield Mistake(
            "factor-forgotten",
            with_slope(g / 2),
            "you forgot the factor 2 of the slope, which the square brings down",
        )
    if rule.remembers and t > 1:
        kept = "the velocity b" if rule.remembers == ("b",) else "what the rule remembers"
        yield Mistake(
            "memory-forgotten",
            with_slope(g, rule.init(w)),
            f"you forgot {kept} from the steps before",
        )
    means = {line.symbol: line.values for line in working}
    if "mhat" in last.values or "vhat" in last.values:
        raw: dict[str, float] = {
            hat: means[hat].get(hat[0], math.nan) for hat in ("mhat", "vhat") if hat in means
        }
        if "vmax" in means.get("vhat", {}):
            raw["vhat"] = means["vhat"]["vmax"]
        yield Mistake(
            "bias-correction-forgotten",
            revalued(last, raw),
            "you forgot the bias correction: m and v began at 0 and are divided by 1 − β^t",
        )
    if decay := rule.constants.get("λ"):
        coupled = working[0].symbol == "g"
        yield Mistake(
            "decay-forgotten",
            with_slope(g - decay * w) if coupled else revalued(last, {"λ": 0.0}),
            f"you forgot the weight decay λ = {number(decay)}",
        )
    if not plain:
        yield Mistake(
            "plain-descent", w - eta * g, f"that is plain descent, and the rule is {rule_name}"
        )
    if run.step:
        (first, *_) = run.rows(1, 1)
        yield Mistake(
            "moved-from-the-start",
            float(first.params[i]) + move,
            f"you moved from the start; a step begins where {name} is now, at {looked.written(w)}",
        )
    yield Mistake(
        "loss-for-slope",
        with_slope(row.loss),
        "you took the loss for the slope; it is the slope that is subtracted, times η",
    )
    if len(row.params) <= FEW:
        for j, other in enumerate(run.objective.parameters):
            if j != i:
                yield Mistake(
                    "other-slope",
                    with_slope(float(row.gradient[j])),
                    f"you took ∂L/∂{other}; {name} goes by its own slope, ∂L/∂{name}",
                )
    yield Mistake("not-moved", w, f"that is where {name} stands now, before the step")
    for value in (move, -move):
        yield Mistake("gave-the-step", value, f"that is the step alone; {name} is moved by it")
    yield Mistake("gave-the-slope", g, "that is the slope; asked is where the step leads")
    if row.fresh:
        yield Mistake(
            "gave-the-new-loss", row.new_loss, f"that is the loss there; asked is {name} itself"
        )
    yield Mistake("gave-the-loss", row.loss, f"that is the loss here; asked is where {name} goes")
