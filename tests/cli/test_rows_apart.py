"""Rows of the table that differ are seen to differ, whatever the numbers' size."""

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gdtui.cli.report import table
from gdtui.drawing.glyphs import Glyphs
from gdtui.engine.config import ConfigError, RunConfig
from gdtui.engine.events import updates
from gdtui.engine.run import Run
from tests.cli.commands import Here

SIZES = st.integers(-12, 12).map(lambda decade: 10.0**decade)
ROUND = st.integers(-99, 99).map(lambda tenths: tenths / 10)


def rows_of(run: Run, steps: int) -> tuple[list[list[str]], list[str]]:
    """The cells of each row of the table, and all its lines."""
    lines = [*table(run, run.advance(steps), Glyphs.BRAILLE, False)]
    first = next(i for i, line in enumerate(lines) if line.startswith("  step"))
    blank = lines.index("")
    return [line.split() for line in lines[first + 1 : blank] if line[:6].strip().isdigit()], lines


@given(
    offset=ROUND, far=SIZES, scale=SIZES, from_there=ROUND, rate=SIZES, floor=ROUND,
    steps=st.integers(1, 60),
)  # fmt: skip
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_what_differs_is_shown_to_differ(
    offset: float, far: float, scale: float, from_there: float, rate: float, floor: float,
    steps: int,
) -> None:  # fmt: skip
    loss = f"{scale}*(w - {offset * far})^2 + {floor * far}"
    config = RunConfig(
        objective=loss, start=(offset * far + from_there,), learning_rate=rate, max_steps=1000
    )
    try:
        run = Run(config)
    except ConfigError:
        return
    shown, lines = rows_of(run, steps)
    assert max(map(len, lines)) <= 80
    rows = [*updates(Run(config).advance(steps))]
    points = [*(row.params[0] for row in rows), run.params[0]]
    losses = [*(row.loss for row in rows), run.loss]
    for i, values in ((1, points), (2, losses)):
        texts = [cells[i] for cells in shown]
        for before, after, a, b in zip(values, values[1:], texts, texts[1:], strict=False):
            if math.isfinite(before) and math.isfinite(after):
                if before != after:
                    assert a != b, (before, after)
                elif a != b:  # the next one differs in digits that were not needed before
                    assert len(b) > len(a), (before, a, b)


@pytest.mark.parametrize(
    ("loss", "options", "point", "losses"),
    [
        ("(w-1000000000)^2", ("--start", "1000000007", "--lr", "0.1"),
         ["1000000007", "1000000005.6", "1000000004.48"], ["49", "31.36", "20.0704"]),
        ("(w-1)^2 + 1e6", ("--start", "7", "--lr", "0.1"),
         ["7", "5.8", "4.84"], ["1000036", "1000023.04", "1000014.75"]),
        ("1e-12*(w-3)^2", ("--start", "7", "--lr", "0.1"),
         ["7", "6.9999999999992", "6.9999999999984"],
         ["1.6e−11", "1.59999999999936e−11", "1.59999999999872e−11"]),
        ("(w - 3)^2", ("--start", "7", "--lr", "1e-9"),
         ["7", "6.999999992", "6.999999984"], ["16", "15.999999936", "15.999999872"]),
        ("(w - 3)^2", ("--start", "7", "--lr", "1e-20"), ["7", "7", "7"], ["16", "16", "16"]),
    ],
)  # fmt: skip
def test_steps_that_are_small_beside_the_number(
    gdtui: Here, loss: str, options: tuple[str, ...], point: list[str], losses: list[str]
) -> None:
    lines = gdtui("run", loss, *options, "--steps", "2").out.splitlines()
    assert [line.split()[1] for line in lines[2:5]] == point
    assert [line.split()[2] for line in lines[2:5]] == losses


def test_a_long_number_takes_blanks_of_those_after_it_and_no_more(gdtui: Here) -> None:
    lines = gdtui("run", "(w-3)^2", "--lr", "0.3", "--steps", "45").out.splitlines()
    heading = lines[1]
    assert lines[36].split()[1] == "3.000000000000118"
    for line in lines[2:36]:
        assert len(line) <= len(heading) + 5
