"""Situations whose truth is known by theory, each judged where it stands."""

from typing import NamedTuple

import pytest

from gdtui.engine.analysis.verdict import Verdict, verdict_of
from gdtui.engine.config import RunConfig
from gdtui.engine.run import Run
from tests.engine.analysis.rows_agree import contradiction

STEADY, CROSSING = "converging steadily", "converging with overshoot"


class Case(NamedTuple):
    """A run, how far, and what may be said of it."""

    loss: str
    rate: float
    steps: int
    kinds: tuple[str, ...]
    start: tuple[float, ...] | None = None
    rule: str = "gd"
    schedule: str = "constant"
    says: str = ""
    never: str = ""


def said(case: Case) -> Verdict:
    run = Run(
        RunConfig(
            objective=case.loss,
            start=case.start,
            learning_rate=case.rate,
            optimizer=case.rule,
            schedule=case.schedule,
        )
    )
    run.seek(case.steps)
    verdict = verdict_of(run, run.rows)
    assert contradiction(run, verdict) is None
    return verdict


# Descent on ½λ(w − 3)²: a step leaves 1 − ηλ of the distance.


def _by_theory(share: float, steps: int) -> str:
    """`share` of the edge 2/λ; the distance was 4."""
    left = 1 - 2 * share
    if abs(left) > 1:
        return "diverging"
    if abs(left) == 1:
        return "oscillating"
    if 4 * abs(left) ** steps < 1e-7:
        return "converged"
    if 1 - left * left < 1e-3:
        return "stalled"
    return STEADY if left > 0 else CROSSING


PARABOLAS = [
    Case(f"{curvature / 2}*(w - 3)^2", share * 2 / curvature, steps, (_by_theory(share, steps),))
    for curvature in (0.03125, 2.0, 64.0)
    for share in (1e-7, 1e-5, 1e-4, 0.05, 0.25, 0.45, 0.5, 0.55, 0.75, 0.9, 0.99, 1.0, 1.01, 1.1, 2)
    for steps in (1, 2, 5, 12)
]


# Many directions: the stiffest has the edge.

SPECTRA = [
    Case(f"quadratic:spectrum={spectrum}", share * 2 / largest, steps, (kind,))
    for spectrum, largest in (("1/10/100", 100), ("1/4", 4), ("3/5/9/27", 27))
    for share, kind, steps in (
        (0.99, CROSSING, 300),
        (1.0, "oscillating", 900),
        (1.01, "diverging", 900),
    )
]


# Momentum: stable up to 2(1 + β)/λ, Nesterov's up to 2(1 + β)/((1 + 2β)λ); λ = 2 here.

_NO_DIVERGENCE = (STEADY, CROSSING, "passing through", "bouncing", "converged", "oscillating")
MOMENTUM = [
    Case("(w - 3)^2", share * edge, steps, kinds, rule=f"{rule}:momentum={beta}")
    for rule, beta, edge in [
        *(("momentum", beta, 1 + beta) for beta in (0.5, 0.9, 0.99)),
        *(("nesterov", beta, (1 + beta) / (1 + 2 * beta)) for beta in (0.5, 0.9)),
    ]
    for share, kinds in (
        (0.05, _NO_DIVERGENCE),
        (0.6, _NO_DIVERGENCE),
        (0.97, _NO_DIVERGENCE),
        (1.1, ("diverging",)),
    )
    for steps in ((1, 3, 9, 40, 150) if share < 1 else (400, 700))
]

SWINGS = [
    Case("(w - 3)^2", 0.2, 2, ("passing through",), rule="momentum", says="velocity"),
    Case("(w - 3)^2", 0.2, 3, ("passing through",), rule="momentum", says="0 → 4.666"),
    Case("(w - 3)^2", 0.2, 4, ("passing through",), rule="momentum", says="0 → 10.5"),
    Case("(w - 3)^2", 0.2, 2000, ("converged",), rule="momentum", says="a minimum"),
    *(
        Case(
            "(w - 3)^2",
            0.001,
            n,
            (STEADY, CROSSING, "passing through"),
            rule="momentum:momentum=0.99",
        )
        for n in range(5, 600, 35)
    ),
    *(
        Case("(w - 3)^2", 0.5, n, (STEADY, CROSSING, "passing through", "converged"), rule="adam")
        for n in range(1, 500, 31)
    ),
]


# Where there is nothing to converge to, or the place is none to stay at.

UNBOUNDED = [
    Case(loss, rate, steps, ("unbounded",), start, says="nothing to converge to")
    for loss, start in [
        ("w", (1.0,)),
        ("-w^2", (1.0,)),
        ("-log(w)", (1.0,)),
        ("x^2 + y", (1.0, 1.0)),
        ("x^2 - y^2", (1.0, 1.0)),
        ("w^3", (-1.0,)),
        ("-exp(w)", (0.0,)),
        ("-sqrt(w)", (1.0,)),
        ("2w - 1", (1.0,)),
        ("w - cos(w)/2", (1.0,)),
    ]
    for rate, steps in ((0.01, 1), (0.01, 9), (0.05, 30), (0.1, 5))
]
BOUNDED = [
    Case(loss, 0.01, 40, kinds, start, never="without limit")
    for loss, start, kinds in [
        ("1/w", (1.0,), (STEADY, "stalled")),
        ("exp(-w)", (0.0,), (STEADY, "stalled")),
        ("w^3 - 3w", (2.0,), (STEADY, "converged")),
        ("tanh(w)", (1.0,), (STEADY, "stalled")),
        ("sqrt(w)", (1.0,), (STEADY,)),
        ("w^4", (1.0,), (STEADY,)),
        ("sin(w)", (1.0,), (STEADY,)),
        ("log(1 + w^2)", (3.0,), (STEADY,)),
    ]
]

PLACES = [
    Case("saddle", 0.1, 400, ("converged",), (2.0, 0.0), says="a saddle"),
    Case("x^2 - y^2", 0.1, 400, ("converged",), (2.0, 0.0), says="a saddle"),
    Case("(w-3)^2", 0.1, 60, (STEADY,), (1e9,)),
    Case("(w-3)^2", 0.1, 400, ("converged",), (1e9,), says="a minimum"),
    Case("1e-10*(w-3)^2", 1e9, 3, (STEADY,), (7.0,)),
    Case("(w - 3)^2", 0.1, 1, ("converged",), (3.0,), says="the gradient is 0"),
    Case("(w - 3)^2", 1e-300, 1, ("stalled",), (7.0,), says="too small to change"),
    Case("abs(w)", 0.3, 1, (STEADY,), (1.0,), says="the slope stays the same"),
    Case("abs(w)", 0.3, 60, ("oscillating",), (1.0,)),
    Case("1/w", 0.1, 5000, (STEADY, "stalled"), (1.0,), never="minimum"),
    Case("w^4", 0.1, 900, (STEADY, "stalled"), (1.0,), never="converged"),
    Case("(w - 3)^2", 0.1, 200, ("converged",), rule="gd:weight_decay=0.5", says="weight decay"),
    Case("(w - 3)^2", 0.25, 1, (STEADY,), never="far below"),
    Case("(w - 3)^2", 1e-6, 20, ("stalled",), rule="adam", never="far below"),
    Case("plateau", 0.01, 30, (STEADY, "stalled"), never="converged"),
    Case("ravine:condition=10000", 1e-4, 500, (STEADY,), says="slow direction, λ = 1"),
]

CYCLES = [
    Case("(x^2-1)^2/4", 1.1, 400, ("oscillating",), (0.5,)),  # a cycle of two
    Case("(x^2-1)^2/4", 1.25, 400, ("oscillating",), (0.5,)),  # … of four
    *(Case("(w-3)^2 + sin(3w)", 0.6, n, ("bouncing", "oscillating"), (7.0,))
      for n in range(30, 60, 3)),
    *(Case("(w - 3)^2", 0.7, n, ("oscillating", "passing through", "bouncing"), rule="lion")
      for n in range(40, 60, 4)),
    *(Case("(w - 3)^2", 0.95, n, (STEADY, CROSSING, "bouncing", "converged"), schedule="cyclic")
      for n in range(1, 40, 4)),
    *(Case("(w - 3)^2", 0.1, n, (STEADY, "converged", "stalled"), schedule=s)
      for s in ("cosine:total_steps=40", "exponential:gamma=0.9", "step", "polynomial", "warmup",
                "inverse_sqrt")
      for n in (1, 9, 33)),
]  # fmt: skip

DIVERGED = [
    Case("(w-3)^2", 2.0, 2000, ("diverging",), says="exceeds the floating-point range"),
    Case("log(w)", 0.1, 100, ("unbounded",), (1.0,), says="not defined", never="half the rate"),
    Case("sqrt(w)", 0.1, 100, ("diverging",), (1.0,), says="no smaller η would have held"),
    Case("(w - 3)^2 + 1e6", 1.01, 3, ("diverging",), (3.1,), says="grows 1.02 × a step"),
    Case("(w - 3)^2 + 1e6", 1.0, 3, ("oscillating",), (3.01,)),
    Case("(w - 3)^2 + 1e6", 0.9, 3, (CROSSING,), (3.01,), says="0.8 × as far"),
    Case("1e6 + abs(w)", 0.7, 3, ("bouncing",), (1.0,), says="between 1000000.3 and 1000001"),
    Case(
        "tanh(w)^2",
        7.15179578990371,
        44,
        ("passing through",),
        (1.0623475778991087,),
        "radam",
        says="carries it uphill, little by little",
    ),
    Case("w^4", 0.5, 1, ("diverging",), (8.0,), says="2/λ = 0.002604 where the rise began"),
    Case("w^4", 0.5, 3, ("diverging",), (8.0,), says="2/λ = 0.002604 where the rise began"),
    Case("w^4", 0.02, 1, ("bouncing",), (8.0,), says="2/λ = 0.002604 where the rise began"),
    Case("cos(w)", 0.1, 10, ("stalled",), (1e-5,), says="the slope grows 1.1 × a step"),
    Case("abs(w - 1e6)", 0.1, 30, ("stalled",), (0.0,), says="∂L/∂w is −1 all", never="plateau"),
    Case("w^3", 0.1, 600, (STEADY,), (1.0,), never="without limit"),  # it comes to rest at 0
    Case("w^3", 0.1, 30, ("stalled",), (1e-5,), never="without limit"),
    Case("w - sin(w)", 0.1, 100, (STEADY,), (1.0,), never="without limit"),
    Case("x^2 + y^3", 0.01, 100, (STEADY,), (1.0, 1.0), never="without limit"),
    Case("x^2 + y^3", 0.01, 100, ("unbounded",), (1.0, -0.1)),
    Case("w^3 + 0.001w", 0.01, 100, ("unbounded",), (1.0,)),
    Case("w^3", 0.5, 100, ("unbounded",), (-1.0,), never="would have held"),
    Case("-w^2", 1.0, 2000, ("unbounded",), (1.0,), never="would have held"),
    Case("w^4", 1.0, 100, ("diverging",), (3.0,), says="η up to 0.0556 would", never="2/λ"),
]

# A schedule that moves η over the edge and back: what is said is true of the rows so far.

MOVING = [
    *(Case("(w - 3)^2", 0.3, n, ("diverging",), schedule="exponential:gamma=1.1",
           says="2/λ = 1", never="tell a trend") for n in (24, 32, 40)),
    Case("(w - 3)^2", 0.5, 40, ("converged",), schedule="exponential:gamma=1.1", never="away"),
    *(Case("(w - 3)^2", 1.5, n, ("diverging",), schedule="warmup:steps=10") for n in (12, 30)),
    Case("(w - 3)^2", 1.5, 12, ("diverging",), schedule="cosine:total_steps=60"),
    Case("(w - 3)^2", 1.5, 45, (CROSSING, STEADY), schedule="cosine:total_steps=60"),
    Case("(w - 3)^2", 1.333521432163324, 17, ("converged",), (1.0,), schedule="one_cycle",
         says="at rest for now: ∂L/∂w has shrunk to 7.934e−7: a minimum; but η will rise"),
    Case("(w - 3)^2", 1.333521432163324, 44, ("diverging",), (1.0,), schedule="one_cycle"),
    Case("(w - 3)^2", 1.333521432163324, 53, ("bouncing",), (1.0,), schedule="one_cycle"),
    Case("quadratic:spectrum=1/10/100", 0.0202, 120, ("diverging",)),  # though lower than at first
]  # fmt: skip

ON_THE_WAY = [
    *(Case("x^2 - y^2", 0.1, n, (STEADY,), (1.0, 1e-9), says="nearing a saddle: ")
      for n in (1, 20, 43)),
    *(Case("x^2 - y^2", 0.1, n, ("unbounded",), (1.0, 1e-9)) for n in (49, 60, 90)),
    Case("x^2 - y^2", 0.1, 1, ("unbounded",), (1.0, 0.5)),
    Case("exp(w) - w", 1.0, 1, (CROSSING,), (8.0,), says="step 1 jumped from 8 to −2972"),
    Case("exp(w) - w", 1.0, 9, (STEADY,), (8.0,), says="step 1 jumped from 8 to −2972"),
    Case("exp(w) - w", 1.0, 90, ("stalled",), (8.0,), says="step 1 jumped from 8 to −2972"),
    Case("exp(w) - w", 0.1, 9, (STEADY,), (1.0,), never="jumped"),
    Case("(w - 100)^2", 0.45, 4, (STEADY,), (1.0,), never="jumped"),
]  # fmt: skip

DECAYED = "exponential:gamma=0.5"
BESIDE = [  # an edge beyond η explains no rise, where it is the edge of a place
    Case("abs(w)^1.5", 0.3, 200, ("oscillating",), (3.0,), never="2/λ"),
    Case("w^2 + 10*sin(w)", 0.3, 200, ("oscillating",), (3.0,), says="η = 0.3 > 2/λ = 0.1803"),
    Case("(w - 3)^2", 1e200, 10, ("diverging",), (7.0,), says="diverging: η up to 1 would have"),
]

LATELY = [  # what holds now, and not what the window began with
    *(Case("(w - 3)^2", 0.1, n, ("stalled",), schedule=DECAYED, says="far below 2/λ")
      for n in (20, 60, 200)),
    *(Case("(w - 3)^2", 0.1, n, (STEADY,), schedule=DECAYED) for n in (3, 9)),
    Case("(w - 3)^2", 0.1, 60, (STEADY,), schedule="exponential:gamma=0.99"),
]  # fmt: skip

SADDLES = [  # of losses that have a floor; nothing is near that is not ahead
    *(Case("y^4 - y^2 + x^2", 0.1, n, (STEADY,), (2.0, 1e-8), says="nearing a saddle: each step")
      for n in (14, 30)),
    *(Case("y^4 - y^2 + x^2", 0.1, n, (STEADY,), (2.0, 1e-8), never="saddle") for n in (5, 70, 90)),
    *(Case(loss, 0.002, 30, (STEADY,), (1.0, 2.0, -0.7), never="saddle")  # rounding curves down
      for loss in ("(x + y + z)^2", "(x + 3y + z)^2", "(x + y + z)^2 + (x + y + z)^4")),
    *(Case("himmelblau", 0.01, n, (STEADY, CROSSING), (0.0, 0.0), never="saddle") for n in (3, 8)),
    *(Case("(x*y - 1)^2", 0.1, n, ("converged",), (0.0, 0.0), never="shrunk",
           says="resting at a saddle: the gradient is 0 at the start") for n in (1, 24, 25, 100)),
    Case("(x*y - 1)^2", 0.1, 30, (STEADY,), (0.1, 0.0), never="slow direction"),  # a curved valley
    Case("rosenbrock", 0.001, 1000, (STEADY,), says="slow direction, λ = 2.257 here, keeps 0.9977"),
]  # fmt: skip

FIGURES = [  # are those of the rows beside them, with their signs
    Case("(w - 3)^2", 1.0001, 20, ("diverging",), (7.0,), says="grows 1.0002 × a step"),
    Case("(w - 3)^2", 0.1, 300, ("converged",), (7.0,), rule="gd:weight_decay=0.5",
         says="cancel here, where ∂L/∂w is −1.2"),
    Case("(w - 3)^2", 0.1, 300, ("stalled",), (7.0,), rule="adamw:weight_decay=0.5",
         says="weight decay and the slope nearly cancel here, where ∂L/∂w is −2.375"),
    Case("(w - 3)^2", 0.1, 1000, ("stalled",), (7.0,), rule="lion:weight_decay=0.5",
         says="nearly cancel here, where ∂L/∂w is −2"),
    Case("(w - 3)^2", 1e-5, 10, ("stalled",), (7.0,), rule="adamw:weight_decay=0.5",
         never="cancel"),
    Case("x^2 + y^2", 0.5, 3, ("converged",), (3.0, 4.0), says="‖∂L/∂θ‖ has shrunk to 0"),
]  # fmt: skip

CASES = [*PARABOLAS, *SPECTRA, *MOMENTUM, *SWINGS, *UNBOUNDED, *BOUNDED, *PLACES, *CYCLES]
CASES += [*DIVERGED, *MOVING, *ON_THE_WAY, *BESIDE, *LATELY, *SADDLES, *FIGURES]


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 300


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_known_is_said(case: Case) -> None:
    verdict = said(case)
    assert verdict.kind in case.kinds, str(verdict)
    assert verdict.fitted(77), "its first reason has no room at 80 columns"
    assert case.says in str(verdict)
    assert not case.never or case.never not in str(verdict)
