"""Which questions a run has at the step where it stands, and other runs to ask about."""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from gdtui.engine.numbers import rounded
from gdtui.engine.run import Run
from gdtui.study.predicting.asked import Asked, Kind, Looked, looked_at
from gdtui.study.predicting.choice import ask_way
from gdtui.study.predicting.fate import ask_fate
from gdtui.study.predicting.number import ask_number

KINDS: tuple[Kind, ...] = ("number", "way", "fate")
FEW = 8  # parameters that get a start of their own for other numbers
TRIES = 30
WARM_UP = 3  # steps at most before other numbers are asked about: a rule remembers something then


def ask(run: Run, coordinate: int, kind: Kind, level: int) -> Asked | None:
    """The question of that kind about the next update of `run`; None if it has none."""
    if run.ended:
        return None
    makers: Mapping[Kind, Callable[[Looked], Asked | None]] = {
        "number": lambda looked: ask_number(looked, level),
        "way": ask_way,
        "fate": ask_fate,
    }
    return makers[kind](looked_at(run, coordinate % run.objective.dimension))


def first_of(run: Run, coordinate: int, kinds: tuple[Kind, ...], level: int) -> Asked | None:
    """The first question that there is among those of `kinds`."""
    found = (ask(run, coordinate, kind, level) for kind in kinds)
    return next((question for question in found if question is not None), None)


def kinds_from(kind: Kind, by: int = 0) -> tuple[Kind, ...]:
    """All kinds in their order, from the one that comes `by` after `kind`."""
    at = (KINDS.index(kind) + by) % len(KINDS)
    order = KINDS[at:] + KINDS[:at]
    return order if by >= 0 else (order[0], *reversed(order[1:]))


def other_numbers(run: Run, count: int) -> Run | None:
    """A run like this one with another start and another rate, after a step or two.

    Which one is a function of the run's seed and `count`. None where none was found that goes on.
    """
    sample = random.Random(f"{run.config.seed} {count}")
    for _ in range(TRIES):
        rate = run.settings.learning_rate * sample.choice((0.5, 1.0, 1.5, 2.0))
        changes: dict[str, Any] = {"learning_rate": rounded(rate, 2)}
        start = run.config.start
        if start is not None and len(start) <= FEW:
            changes["start"] = tuple(_beside(x, sample) for x in start)
        else:
            changes["seed"] = sample.randrange(10_000)
        settings = run.settings._asdict() | changes
        try:
            other = Run(replace(run.config, **settings, max_steps=None), run.data)
        except ValueError:  # the loss is not finite there
            continue
        other.seek(min(run.step, WARM_UP))
        if not other.ended and not other.arrived:
            return other
    return None


def _beside(x: float, sample: random.Random) -> float:
    """A number near `x` with few digits, as one would write it in an exercise."""
    reach = max(2.0, abs(x))
    return rounded(x + sample.uniform(-reach, reach), 2)
