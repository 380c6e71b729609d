"""What a place without slope is: by what is known of each loss."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtui.engine.analysis.place import kind_of_point
from gdtui.engine.config import RunConfig
from gdtui.engine.objectives import OBJECTIVES, resolve
from gdtui.files.datasets import open_run

MINIMUM, MAXIMUM, SADDLE = "a minimum", "a maximum", "a saddle"
DEGENERATE, INFLECTION, VALLEY = "a degenerate saddle", "an inflection", "the bottom of a valley"
FAR = 2 * math.pi * 1e6

PLACES = [
    ("(w-3)^2", (3.0,), MINIMUM), ("-w^2", (0.0,), MAXIMUM), ("cos(w)", (0.0,), MAXIMUM),
    ("x^2 - y^2", (0.0, 0.0), SADDLE), ("x*y", (0.0, 0.0), SADDLE),
    ("x^4 - 2x^2 + y^2", (1.0, 0.0), MINIMUM), ("x^4 - 2x^2 + y^2", (0.0, 0.0), SADDLE),
    ("rastrigin", (0.5, 0.5), MAXIMUM), ("-x^2-0y", (0.0, 0.0), "the top of a ridge"),
    # Flat is what is flat beside the loss itself.
    ("0.0000000001w^2", (0.0,), MINIMUM), ("0.0000000001cos(w)", (0.0,), MAXIMUM),
    ("0.0000000001(w^4 + w^2)", (0.0,), MINIMUM), ("x^2 + 0.0000000000001y^2", (0.0, 0.0), MINIMUM),
    ("x^2 - 0.0000000000001y^2", (0.0, 0.0), SADDLE), ("cos(1000w)", (0.0,), MAXIMUM),
    # Without curvature: the first power that counts.
    ("w^4", (0.0,), MINIMUM), ("w^4", (1e-3,), MINIMUM), ("-w^4", (0.0,), MAXIMUM),
    ("w^3", (0.0,), INFLECTION), ("w^3", (1e-3,), INFLECTION), ("w^3 + w^2", (0.0,), MINIMUM),
    ("w^5", (0.0,), INFLECTION), ("w^10", (0.0,), MINIMUM), ("w - sin(w)", (0.0,), INFLECTION),
    ("1000000 + w^4", (0.01,), MINIMUM), ("(w-1)^4 + 0w", (1.0,), MINIMUM),
    ("x^2 - y^4", (0.0, 0.0), DEGENERATE), ("x^2 + y^3", (0.0, 0.0), DEGENERATE),
    ("x^2 + y^4", (0.0, 0.0), MINIMUM), ("x^2 + y^4", (1e-9, 1e-4), MINIMUM),
    ("x^2 - y^4", (0.0, 1e-5), DEGENERATE), ("-x^2 + y^4", (0.0, 0.0), DEGENERATE),
    ("-x^2 - y^4", (0.0, 0.0), MAXIMUM), ("x^4 + y^4", (0.0, 0.0), MINIMUM),
    ("x^4 - y^4", (0.0, 0.0), DEGENERATE), ("x^3 - 3x*y^2", (0.0, 0.0), DEGENERATE),
    ("monkey_saddle", (0.0, 0.0), DEGENERATE), ("(x+y)^2 - (x-y)^4", (0.0, 0.0), DEGENERATE),
    # No straight line shows these.
    ("(y - x^2)(y - 3x^2)", (0.0, 0.0), DEGENERATE), ("(y - x^2)^2 + x^6", (0.0, 0.0), MINIMUM),
    ("(y - x^2)^2", (0.0, 0.0), VALLEY), ("(y - x^2)^2 - x^5", (0.0, 0.0), DEGENERATE),
    # Valleys, slopes, and what falls for ever.
    ("(0.9x - 1.3y + 1)^2", (-0.36, 0.52), VALLEY), ("x^2 + 0y", (0.0, 0.0), VALLEY),
    ("x^2 + y", (0.0, 0.0), "a slope"), ("w", (0.0,), "a slope"), ("e^w", (-30.0,), "a slope"),
    ("1/w", (1e5,), "a slope"), ("relu(w)", (-1.0,), "a flat place"),
    # Kinks.
    ("|w|", (0.0,), "a minimum at a kink"), ("kink", (0.0,), "a minimum at a kink"),
    ("-|w|", (0.0,), "a maximum at a kink"), ("|w| + w^2", (0.0,), "a minimum at a kink"),
    ("|w| + w^2", (1e-3,), "a slope"), ("|w| + 0.5w", (0.0,), "a minimum at a kink"),
    ("|w| + 2w", (0.0,), "a slope"), ("sqrt(|w|)", (0.0,), "a minimum at a kink"),
    ("|x| + |y|", (0.0, 0.0), "a minimum at a kink"),
    ("|x| - |y|", (0.0, 0.0), "a saddle at a kink"),
    ("sqrt(x^2 + y^2)", (0.0, 0.0), "a minimum at a kink"),
    ("ackley", (0.0, 0.0), "a minimum at a kink"), ("|x + y|", (0.0, 0.0), VALLEY),
    ("(x^2 + y^2)^(1/4)", (0.0, 0.0), "a minimum at a kink"), ("|w|^3", (0.0,), MINIMUM),
    ("-|w|^5", (0.0,), MAXIMUM), ("x^2 + |y|^3", (0.0, 0.0), MINIMUM), ("w^2*|w|", (0.0,), MINIMUM),
    ("x^2 + y^2*|y| - y^3", (0.0, 0.0), VALLEY), ("relu(w)^3", (0.0,), VALLEY),
    # At the end of where there is a loss.
    ("sqrt(w)", (0.0,), "a minimum at an edge"), ("w^1.5", (0.0,), "a minimum at an edge"),
    ("asin(w)", (1.0,), "a maximum at an edge"),
    ("sqrt(x) + |y|", (0.0, 0.0), "a minimum at an edge"),
    # Far from the origin, where a slope is never quite 0.
    ("sin(w)", (FAR + 1.5 * math.pi,), MINIMUM), ("sin(w)", (FAR + 0.5 * math.pi,), MAXIMUM),
    ("(w - 1000000000)^2", (1e9,), MINIMUM),
    # Overflow is not the edge of the domain, and the other way round.
    ("e^(e^w)", (800.0,), "out of range"), ("ln(w)", (-1.0,), "not defined"),
    ("w^2 - w^3", (1e200,), "out of range"), ("sqrt(w)", (-1.0,), "not defined"),
]  # fmt: skip


@pytest.mark.parametrize(("loss", "at", "kind"), PLACES, ids=lambda value: str(value)[:24])
def test_what_a_place_without_slope_is(loss: str, at: tuple[float, ...], kind: str) -> None:
    assert kind_of_point(resolve(loss), at).kind == kind


@pytest.mark.parametrize("name", OBJECTIVES)
def test_the_known_minima_are_minima(name: str) -> None:
    objective = resolve(name)
    for minimum in objective.minima:
        assert kind_of_point(objective, minimum.point).kind.startswith(MINIMUM)


@given(
    st.floats(1e-12, 1e12),
    st.sampled_from([-1.0, 1.0]),
    st.integers(2, 8),
    st.integers(-9999, 9999),
)
@settings(max_examples=60, deadline=None)
def test_powers_of_any_size_anywhere(size: float, sign: float, power: int, hundredths: int) -> None:
    at = hundredths / 100
    found = kind_of_point(resolve(f"({sign * size!r})(w - ({at!r}))^{power}"), (at,)).kind
    even = MINIMUM if sign > 0 else MAXIMUM
    assert found == (even if power % 2 == 0 else INFLECTION)


def test_the_evidence_is_told() -> None:
    told = {loss: kind_of_point(resolve(loss), at).evidence for loss, at, _ in PLACES}
    assert told["x^2 - y^2"] == "λ = −2 … 2"
    assert told["w^5"].endswith("with the fifth power of the distance")
    assert "falls with the fourth power" in told["x^2 - y^4"].replace(",", "")


def test_of_a_large_model_nothing_is_worked_out_between_two_frames() -> None:
    run = open_run(RunConfig(objective="mlp:hidden=200", data="digits"))
    assert kind_of_point(run.objective, run.params).kind == "unknown"
