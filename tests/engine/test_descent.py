"""Descent on floats: what they raise, and what is not finite, ends a run as an event."""

import math
import warnings
from collections.abc import Callable

import pytest

from gdtui.engine.config import RunConfig
from gdtui.engine.run import Run
from tests.engine.runs import by_hand


def before_the_end_it_was_finite(run: Run) -> None:
    """The last finite step of a run that ended is intact, and leads to the same end again."""
    end = run.ended
    run.seek(run.step - 1)
    assert math.isfinite(run.loss)
    assert math.isfinite(run.params[0])
    assert run.advance(1)[-1] == end


@pytest.mark.parametrize(
    ("value", "gradient", "start"),
    [
        (lambda w: math.exp(w * w), lambda w: 2 * w * math.exp(w * w), 2.0),  # OverflowError
        (math.log, lambda w: 1 / w, 1.0),  # ValueError
        (lambda w: 1 / (w - 0.5), lambda w: 5.0, 1.0),  # ZeroDivisionError at 0.5
        (lambda w: w, lambda w: 5.0 / (w > 0.5), 1.0),  # ... and in the gradient only
        (lambda w: w, lambda w: math.nan, 1.0),
        (lambda w: w, lambda w: math.inf, 1.0),
        (lambda w: math.nan if w < 1 else w, lambda w: 1.0, 1.0),
        (lambda w: w**3, lambda w: 3 * w**2, -1.0),  # OverflowError of **
    ],
)
def test_numbers_that_are_not_finite_end_the_run_as_an_event(
    value: Callable[[float], float],
    gradient: Callable[[float], float],
    start: float,
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run = by_hand(value, gradient, start)
        run.advance(2000)
        assert run.ended
        assert run.ended.reason == "diverged"
        assert not (math.isfinite(run.loss) and math.isfinite(run.params[0]))
        run.next_step()
        before_the_end_it_was_finite(run)


@pytest.mark.parametrize(
    ("objective", "start", "rate"),
    [
        ("exp(w^2)", 2.0, 0.1),
        ("1/w", -1.0, 0.1),
        ("log(w)", 1.0, 0.1),
        ("sqrt(w)", 1.0, 0.3),
        ("w^1.5", 1.0, 0.3),
        ("w^w", 1.0, 3.0),
        ("-w^4", 1.0, 0.5),
        ("x^4 - 2x^2", 50.0, 0.1),
        ("tan(w)", 1.5, 0.5),
        ("-exp(exp(w))", 1.0, 1.0),
    ],
)
def test_typed_in_losses_never_raise(objective: str, start: float, rate: float) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run = Run(RunConfig(objective=objective, start=(start,), learning_rate=rate))
        run.advance(3000)
        run.next_step()
        if run.ended and run.ended.reason == "diverged":
            before_the_end_it_was_finite(run)
