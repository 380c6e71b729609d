"""Every symbol on the screen: what it is, where it stands, and its value now."""

import math
from collections.abc import Iterator, Mapping

from gdtui.drawing.notation import typeset
from gdtui.drawing.numbers import number
from gdtui.engine.analysis.kinds import figure
from gdtui.engine.analysis.theory import hessian_at, stability_edge
from gdtui.engine.optimizers import parse
from gdtui.tui.frame import Frame
from gdtui.tui.pages.page import Line, Paragraph

REMEMBERED = {
    "b": "velocity: the slopes so far, each step forgetting a share of them",
    "m": "running mean of the slopes",
    "v": "running mean of the squared slopes",
    "mhat": "m, corrected for its start at 0",
    "vhat": "v, corrected for its start at 0",
    "vmax": "the largest v so far",
    "gbar": "running mean of the slopes, taken out of v",
    "u": "running size of the steps, or of the slopes (adamax)",
    "s": "sum of the squared slopes, or the step's own size (rprop)",
    "h": "the slope as rprop uses it",
    "P": "product of the momenta so far",
    "ρ": "how many slopes v stands for",
    "r": "how far v can be trusted yet",
}
"""What rules remember, by its symbol."""

SETTINGS = {
    "μ": "momentum: the share of the velocity that a step keeps; theory calls it β",
    "d": "dampening: the share of the slope that the velocity leaves out",
    "β1": "the share of m that a step keeps",
    "β2": "the share of v that a step keeps",
    "α": "the share of v that a step keeps",
    "ρ": "the share of v that a step keeps",
    "ε": "added so that nothing is divided by 0",
    "δ": "how fast η falls by itself",
    "ψ": "how fast the momentum rises to its full size",
    "λ": "in the rule: weight decay, the share of θ that pulls it to 0",
}
"""The settings of rules, by their symbols."""

WIDE = 9  # cells for a symbol


def glossary_lines(frame: Frame) -> Iterator[Line]:
    """The page, with the values of the frame."""
    row, objective, one = frame.update, frame.objective, frame.objective.dimension == 1
    name = objective.parameters[0] if one else "θ"
    yield "THE STEP"
    where = row.params[0] if one else math.hypot(*row.params)
    slope = row.gradient[0] if one else math.hypot(*row.gradient)
    move = row.update[0] if one else math.hypot(*row.update)
    size = "" if one else "its length is "
    yield _entry("L", "the loss: what descent makes small. Header, chart, log.", number(row.loss))
    what = "the parameter" if one else "all the parameters together"
    yield _entry(name, f"{what}: ● in the landscape, a row of the log.", size + number(where))
    yield _entry(
        f"∂L/∂{name}",
        "the slope, or gradient g: how fast L rises with it. The tangent in the landscape.",
        size + number(slope),
    )
    yield _entry(
        "η", "the learning rate: how far to step for so much slope.", number(row.learning_rate)
    )
    yield _entry(f"Δ{name}", "the step: what is added. The arrow to ○.", size + number(move))
    yield _entry("t", "the number of the step, from 1, in the update rule.", str(row.step))
    yield from _batches(frame)
    yield ""
    yield "THE CURVATURE"
    yield from _curvature(frame)
    yield ""
    yield "THE RULE"
    yield from _rule(frame)
    yield ""
    yield "MARKS"
    yield _entry("● ○", "the point, and where the next step leads.")
    yield _entry("▽", "a minimum that is known.")
    yield _entry("◆", "where something was changed; in the sharpness chart, where λ reaches 2/η.")
    yield _entry("▲ ▼", "a value beyond the upper or the lower end of a chart.")


def _entry(symbol: str, meaning: str, value: str = "") -> Paragraph:
    now = f" Now: {value}." if value else ""
    if len(symbol) < WIDE:
        return Paragraph(meaning + now, f"  {symbol:<{WIDE}}")
    return Paragraph(f"{symbol}: {meaning}{now}", "  ")


def _batches(frame: Frame) -> Iterator[Line]:
    """What there is with data alone."""
    if frame.batches is None:
        return
    n, size = frame.batches.n, frame.batches.size
    yield _entry("n", "the number of training examples.", str(n))
    yield _entry("B", "batch: the examples that a step looks at.", str(size))
    yield _entry("epoch", "a pass over all the examples: n/B steps.", str(frame.update.epoch))
    yield _entry("σ²", "how the gradients of single examples scatter about the full one (key z).")


def _curvature(frame: Frame) -> Iterator[Line]:
    """What theory goes by, at the point of the frame."""
    here = hessian_at(frame.objective, frame.update.params)
    largest = figure(here.L) if here else ""
    yield _entry(
        "λ",
        "curvature: how fast the slope changes along a direction. The largest one sets the limit "
        "of η. Settings, header; chart of key S.",
        largest,
    )
    product = figure(here.L * frame.update.learning_rate) if here else ""
    yield _entry(
        "ηλ", "below 1 no step crosses the minimum; beyond the limit they lead away.", product
    )
    kappa = figure(here.L / here.mu) if here and here.mu > 0 else ""
    yield _entry("κ", "condition: the largest λ over the smallest. Large in a ravine.", kappa)
    edge = stability_edge(here.L, frame.settings.optimizer) if here else None
    yield _entry(
        edge.formula if edge else "2/λ",
        "the edge of stability: beyond it steps on a quadratic lead away. "
        "1/λ: up to it descent comes from one side. β is the momentum.",
        figure(edge.rate) if edge else "",
    )


def _rule(frame: Frame) -> Iterator[Line]:
    """The symbols of the rule in force."""
    *remembered, _ = frame.working
    shown: set[str] = set()
    whose = "" if frame.objective.dimension == 1 else f" of {frame.objective.parameters[0]}"
    for working in remembered:
        meaning = REMEMBERED.get(working.symbol)
        if meaning is not None:
            shown.add(working.symbol)
            now = f"{number(working.value)}{whose}"
            yield _entry(typeset(working.symbol), f"{meaning}.", now)
    for symbol, value in _constants(frame).items():
        if symbol in SETTINGS and symbol not in shown:
            yield _entry(typeset(symbol), f"{SETTINGS[symbol]}.", number(value))
    if not shown:
        yield Paragraph(f"{frame.settings.optimizer} remembers nothing from step to step.", "  ")


def _constants(frame: Frame) -> Mapping[str, float]:
    """The settings of the rule by their symbols, without a weight decay that is off."""
    constants = parse(frame.settings.optimizer).constants
    return {symbol: value for symbol, value in constants.items() if symbol != "λ" or value}
