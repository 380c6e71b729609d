"""The arithmetic in the update rule is true to the digits shown, whatever the numbers' size."""

import math
import re
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from textual.geometry import Size

from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.notation import width
from gdtui.drawing.numbers import number
from gdtui.engine.config import ConfigError, RunConfig
from gdtui.engine.data.synthetic import chebyshev
from gdtui.engine.experiment import Experiment
from gdtui.engine.optimizers import OPTIMIZERS
from gdtui.engine.run import Run
from gdtui.files.datasets import open_run
from gdtui.files.presets import presets
from gdtui.tui.frame import Frame, frame_of
from gdtui.tui.panes.update_rule import rule_lines
from tests.tui.screen import app_on, settled

SMALL, USUAL, LARGE = Size(26, 5), Size(33, 5), Size(46, 12)
"""What the pane has at 60×16, 80×24 and 120×40."""

NUMBER = re.compile(r"(?<!\*\*)(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?")
FUNCTIONS = {
    "sqrt": math.sqrt, "max": max, "abs": abs, "sign": lambda x: (x > 0) - (x < 0),
}  # fmt: skip


def frame(loss: str, steps: int, **config: object) -> Frame:
    experiment = Experiment(Run(RunConfig(objective=loss, **config)))  # type: ignore[arg-type]
    experiment.advance(steps)
    return frame_of(experiment)


def texts(frame: Frame, size: Size) -> list[str]:
    lines = ["".join(text for text, _ in line) for line in rule_lines(frame, size.width)]
    assert max(map(width, lines)) <= size.width
    return lines


def arithmetic(lines: list[str]) -> tuple[str, str]:
    """The formula with its numbers, and what it comes to, as Python writes them."""
    *_, begin, end = (i for i, line in enumerate(lines) if line.lstrip().startswith("= "))
    formula, result = [line.strip() for line in lines[begin:end]], lines[end].strip()
    text = " ".join(formula)[2:]
    for shown, python in (("−", "-"), ("·", "*"), ("^", "**"), ("²", "**2"), ("√", "sqrt")):
        text, result = text.replace(shown, python), result.replace(shown, python)
    return text, result[2:].removesuffix(" (rounded)")


def half_a_unit(text: str) -> float:
    """Of the last digit shown; zeros at the end are not written, but four digits always are."""
    shown = Decimal(text)
    if not shown:  # nothing but 0 is written so
        return 0.0
    digits = max(4, len(shown.as_tuple().digits))
    return 0.5 * 10.0 ** (shown.adjusted() - digits + 1)


def value_of(formula: str) -> float:
    return float(eval(formula, {"__builtins__": {}}, FUNCTIONS))


def slack_of(formula: str) -> float:
    """How far rounding each number of the formula to what is shown can have moved its value."""
    value, slack = value_of(formula), 0.0
    for found in NUMBER.finditer(formula):
        moved = [
            f"{formula[: found.start()]}({found[0]}{sign}{half_a_unit(found[0])!r})"
            + formula[found.end() :]
            for sign in "+-"
        ]
        slack += max(abs(value_of(text) - value) for text in moved)
    return slack


NAMES = sorted(OPTIMIZERS)
SIZES = st.integers(-12, 12).map(lambda decade: 10.0**decade)
ROUND = st.integers(-999, 999).map(lambda hundredths: hundredths / 100)


@given(
    offset=ROUND, far=SIZES, scale=SIZES, away=ROUND, rate=SIZES, optimizer=st.sampled_from(NAMES),
    steps=st.integers(0, 8), size=st.sampled_from([SMALL, USUAL, LARGE]),
)  # fmt: skip
@settings(
    max_examples=300, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
def test_the_line_is_true_to_the_digits_shown(
    offset: float, far: float, scale: float, away: float, rate: float, optimizer: str, steps: int,
    size: Size,
) -> None:  # fmt: skip
    loss, start = f"{scale}*(w - {offset * far})^2", (offset * far + away,)
    try:
        shown = frame(loss, steps, start=start, learning_rate=rate, optimizer=optimizer)
    except ConfigError:
        assume(False)
    row = shown.update
    (old,), (new,), (move,) = row.params, row.new_params, row.update
    assume(all(map(math.isfinite, (old, new, move, *row.gradient))))
    formula, result = arithmetic(texts(shown, size))
    assert "∞" not in formula
    first = re.match(r"-?[\d.]+(?:e-?\d+)?", formula)
    assert first
    before, after = float(first[0]), float(result)
    assert (before == after) == (old == new), (formula, result)
    rounding = 4 * math.ulp(max(abs(old), abs(new)))
    assert abs(before - old) <= half_a_unit(first[0]) + rounding
    assert abs(after - new) <= half_a_unit(result) + rounding
    slack = slack_of(formula) + half_a_unit(result) + rounding
    assert abs(value_of(formula) - after) <= 1.01 * slack, (formula, result)
    if abs(move) < 1e-3 * abs(old):  # the step is seen in the two points
        assert abs(after - before - move) <= 0.02 * abs(move) + rounding, (formula, result)


@pytest.mark.parametrize(
    ("loss", "start", "rate", "size", "lines"),
    [
        ("(w-1000000000)^2", 1000000007.0, 0.1, USUAL,
         ["w₁ = w₀ − η · ∂L/∂w", "   = 1000000007 − 0.1 · 14", "   = 1000000005.6",
          "∂L/∂w = 2w − 2000000000 = 14", "L = 49 → 31.36"]),
        ("(w-1000000000)^2", 1000000007.0, 0.1, SMALL,
         ["w₁ = w₀ − η · ∂L/∂w", "   = 1000000007 − 0.1 · 14", "   = 1000000005.6",
          "∂L/∂w = 14", "L = 49 → 31.36"]),
        ("(w-1)^2 + 1e6", 7.0, 0.1, SMALL,
         ["w₁ = w₀ − η · ∂L/∂w", "   = 7 − 0.1 · 12", "   = 5.8", "∂L/∂w = 2w − 2 = 12",
          "L = 1000036 → 1000023"]),
        ("1e-12*(w-3)^2", 7.0, 0.1, USUAL,
         ["w₁ = w₀ − η · ∂L/∂w", "   = 7 − 0.1 · 8e−12", "   = 6.9999999999992",
          "∂L/∂w = 8e−12", "L = 1.6e−11 − 6.4e−24"]),
        ("(w - 3)^2", 7.0, 1e-9, USUAL,
         ["w₁ = w₀ − η · ∂L/∂w", "   = 7 − 1e−9 · 8", "   = 6.999999992",
          "∂L/∂w = 2(w − 3) = 8", "L = 16 → 15.999999936"]),
        ("(w - 3)^2", 7.0, 1e-20, USUAL,
         ["w₁ = w₀ − η · ∂L/∂w", "   = 7 − 1e−20 · 8", "   = 7 (rounded)",
          "∂L/∂w = 2(w − 3) = 8", "L = 16 → 16"]),
    ],
)  # fmt: skip
def test_small_steps_are_seen(
    loss: str, start: float, rate: float, size: Size, lines: list[str]
) -> None:
    assert texts(frame(loss, 0, start=(start,), learning_rate=rate), size) == lines


def test_a_point_that_stands_still_is_seen_to_stand_where_it_does() -> None:
    shown = frame("(w-1000000000)^2", 0, start=(1000000007.0,), learning_rate=1e-9)
    assert texts(shown, USUAL)[1:3] == ["   = 1000000007 − 1e−9 · 14", "   = 1000000007 (rounded)"]


def test_a_formula_that_has_no_room_is_broken_between_its_numbers() -> None:
    shown = frame("1e-12*(w-3)^2", 1, start=(7.0,), learning_rate=0.1)
    assert texts(shown, SMALL)[:4] == [
        "w₂ = w₁ − η · ∂L/∂w",
        "   = 6.9999999999992",
        "     − 0.1 · 8e−12",
        "   = 6.9999999999984",
    ]


def test_a_rule_in_words_is_broken_after_its_comma() -> None:
    shown = frame("(w-3)^2", 2, start=(7.0,), learning_rate=0.1, optimizer="rprop")
    in_words = ["s = s·1.2,", "    or s·0.5 if g has turned", "    = 0.144"]
    assert texts(shown, USUAL)[:3] == in_words
    assert texts(shown, SMALL)[1:3] == ["    or s·0.5 if g has", "    turned"]


def test_several_parameters_far_from_0_are_told_apart() -> None:
    shown = frame("(x-1e9)^2 + (y+1e9)^2", 1, start=(1e9 + 7, -1e9 - 3), learning_rate=0.1)
    assert texts(shown, USUAL)[-3:] == [
        "               now            new",
        "x     1000000005.6  1000000004.48",
        "y    −1000000002.4 −1000000001.92",
    ]
    assert texts(shown, SMALL)[-3:] == [
        "               now      Δ",
        "x     1000000005.6  −1.12",
        "y    −1000000002.4   0.48",
    ]
    assert texts(shown, Size(60, 9))[2].split() == ["now", "∂L/∂θ", "new"]


def test_long_names_are_written_whole_where_there_is_room() -> None:
    shown = frame("(the_learning_rate - 3)^2", 0, start=(7.0,), learning_rate=0.1)
    assert texts(shown, USUAL)[:3] == ["θ = θ − η · ∂L/∂θ", "  = 7 − 0.1 · 8", "  = 6.2"]
    two = frame("(alpha-1)^2 + (weight_of_all-2)^2", 0)
    assert texts(two, Size(60, 9))[-1].startswith("weight_of_all ")
    assert texts(two, SMALL)[-1].startswith("weig… ")


@pytest.mark.parametrize("cells", range(12))
def test_no_width_is_too_small(cells: int) -> None:
    for optimizer in ("gd", "nadam"):
        shown = frame("(w-3)^2", 1, optimizer=optimizer)
        assert rule_lines(shown, cells)
    assert rule_lines(frame("rosenbrock", 1), cells)


@pytest.mark.parametrize("optimizer", NAMES)
@pytest.mark.parametrize("size", [SMALL, USUAL, LARGE])
def test_no_rule_is_cut(optimizer: str, size: Size) -> None:
    for loss in ("(w-3)^2", "rosenbrock"):
        texts(frame(loss, 2, optimizer=optimizer), size)


@pytest.mark.parametrize(
    ("loss", "line"), [("w", "∂L/∂w = 1"), ("-3w", "∂L/∂w = −3"), ("w^2", "∂L/∂w = 2w = 7")]
)
async def test_a_slope_that_is_the_same_everywhere_is_told_once(loss: str, line: str) -> None:
    app = app_on(loss, start=(3.5,))
    async with app.run_test(size=(80, 24)) as pilot:
        assert re.search(rf"│{line} +│", await settled(pilot))


def test_of_many_parameters_the_lengths_of_what_is_remembered_are_told() -> None:
    """At first m = 0.1·g; of each v = 0.001·g². P of Nadam is one number, and no vector."""

    def shown(optimizer: str) -> Frame:
        config = RunConfig(objective="mlp:hidden=3", optimizer=optimizer, learning_rate=0.1)
        return frame_of(Experiment(Run(config, chebyshev())))

    of_adam = shown("adam")
    squares = math.hypot(*(g * g for g in of_adam.update.gradient))
    assert of_adam.memory == {
        "m": pytest.approx(0.1 * math.hypot(*of_adam.update.gradient)),
        "v": pytest.approx(0.001 * squares),
    }
    lines = texts(of_adam, USUAL)
    assert f"‖m‖     = {number(of_adam.memory['m'])}" in lines
    assert f"‖v‖     = {number(of_adam.memory['v'])}" in lines
    assert [*shown("nadam").memory] == ["m", "v"]


def test_what_the_rule_remembers_is_told_of_each_parameter() -> None:
    """Worked by hand: m = 0.1·g, v = 0.001·g², and both corrected are g and g²."""
    shown = texts(frame("x^2 + 10y^2", 0, start=(3.0, -2.0), optimizer="adam"), USUAL)
    assert shown[0] == "θ ← θ − η·m̂/(√v̂ + ε)"
    table = [line.split() for line in shown[6:12]]
    assert table == [
        ["m", "v"], ["x", "0.6", "0.036"], ["y", "−4", "1.6"],
        ["m̂", "v̂"], ["x", "6", "36"], ["y", "−40", "1600"],
    ]  # fmt: skip
    assert shown[12:] == [
        "m = β₁·m + (1 − β₁)·g", "v = β₂·v + (1 − β₂)·g²", "m̂ = m/(1 − β₁^t)", "v̂ = v/(1 − β₂^t)"
    ]  # fmt: skip


@pytest.mark.parametrize("size", [SMALL, USUAL, LARGE])
@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS.keys() - {"rprop", "radam"}))
def test_nothing_jumps_from_step_to_step(optimizer: str, size: Size) -> None:
    """The two left out have other lines in their first steps."""
    for loss in ("(w-3)^2", "rosenbrock", "quadratic:spectrum=1/10/100"):
        places = []
        for steps in (0, 1, 2):
            lines = texts(frame(loss, steps, optimizer=optimizer), size)
            starts = ("L = ", "∂L/∂w", "g = ∂L", "η = ", "w", "θ")
            places.append([(i, s) for i, line in enumerate(lines) for s in starts if line[:4] in s])
        assert places[0] == places[1] == places[2]


def test_a_formula_breaks_before_an_operator() -> None:
    lines = texts(frame("rosenbrock", 1, optimizer="adamw"), SMALL)
    assert lines[:3] == ["θ ← θ − η·λ·θ", "    − η·m̂/(√v̂ + ε)", "η = 0.001"]


async def test_what_does_not_fit_scrolls_and_says_so() -> None:
    app = app_on("rosenbrock", optimizer="adam")
    async with app.run_test(size=(80, 24)) as pilot:
        assert "↓ 9 more" in await settled(pilot)
        await pilot.press("4", *["down"] * 9)
        seen = await settled(pilot)
        assert "↑ 9 more" in seen
        assert "↓" not in seen.split("update rule")[1].split("step log")[0]
        assert "v̂ = v/(1 − β₂^t)" in seen
        await pilot.press("n", "pageup", "pageup")
        assert "┃L = 23.8976" in await settled(pilot)


@pytest.mark.parametrize(
    ("glyphs", "hat"), [(Glyphs.BRAILLE, "m̂"), (Glyphs.BLOCKS, "m′"), (Glyphs.ASCII, "m'")]
)
async def test_a_hat_where_the_terminal_has_it(glyphs: Glyphs, hat: str) -> None:
    app = app_on("(w - 3)^2", glyphs, optimizer="adam")
    async with app.run_test(size=(80, 24)) as pilot:
        seen = await settled(pilot)
        assert f"{hat} = 0.8/(1 - 0.9^1) = 8" in seen.replace("−", "-")
        assert {width(line) for line in seen.splitlines()[2:-1]} == {80}


def test_of_a_loss_that_is_not_computed_at_each_step_its_step_is_told() -> None:
    """Digits have 1,437 examples, of which the loss is computed after every third batch of 32."""
    experiment = Experiment(open_run(presets()["digits"].config))
    seen = []
    for _ in range(6):
        frame = frame_of(experiment)
        seen.append(next(text for text in texts(frame, USUAL) if text.startswith("L = ")))
        experiment.advance(1)
    losses = {step: number(experiment.history.rows(step, step)[0].new_loss) for step in (3, 6)}
    first = number(experiment.history.rows(1, 1)[0].loss)
    assert seen[:2] == [f"L = {first} at step 0"] * 2
    assert seen[2] == f"L = {first} → {losses[3]}"
    assert seen[3:5] == [f"L = {losses[3]} at step 3"] * 2
    assert seen[5] == f"L = {losses[3]} → {losses[6]}"
