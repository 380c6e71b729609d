"""Runs and their rows, as the tests of the engine make and read them."""

from collections.abc import Callable, Iterable
from typing import Any

from gdtui.engine.config import RunConfig, resolved
from gdtui.engine.descent import Descent
from gdtui.engine.events import Event, StepTaken, updates
from gdtui.engine.objectives import Objective
from gdtui.engine.run import Run


def rows_of(events: Iterable[Event]) -> list[StepTaken]:
    return [*updates(events)]


def run_at(step: int, **settings: Any) -> Run:
    """A run with these settings, after so many steps."""
    run = Run(RunConfig(**settings))
    run.advance(step)
    return run


def by_hand(
    value: Callable[[float], float],
    gradient: Callable[[float], float],
    start: float = 1.0,
    **config: Any,
) -> Run:
    """A run on a loss of one parameter, with whatever its functions raise."""
    objective = Objective(
        name="by hand",
        parameters=("w",),
        formula="f(w)",
        gradient_formula=("f′(w)",),
        value_at=lambda params, _m: value(params[0]),
        gradient_at=lambda params, _m: (gradient(params[0]),),
        start=(start,),
        learning_rate=0.1,
        view=((-6.0, 6.0),),
    )
    return Run(stepper=Descent(resolved(RunConfig(**config), objective), objective))
