"""What the pages say is what the numbers on the screen say."""

import pytest

from gdtui.drawing.meter import meter_line
from gdtui.engine.analysis.theory import stability_edge
from gdtui.engine.config import RunConfig
from gdtui.engine.data.synthetic import circle
from gdtui.engine.experiment import Experiment
from gdtui.engine.numbers import number
from gdtui.engine.optimizers import OPTIMIZERS
from gdtui.engine.run import Run
from gdtui.tui.frame import Frame, frame_of
from gdtui.tui.pages.about import about_lines
from gdtui.tui.pages.glossary import glossary_lines
from gdtui.tui.pages.page import Line
from tests.tui.screen import app_on, settled


def frame(steps: int = 1, **config: object) -> Frame:
    experiment = Experiment(Run(RunConfig(**config)))  # type: ignore[arg-type]
    experiment.advance(steps)
    return frame_of(experiment)


def text(lines: object) -> str:
    def plain(line: Line) -> str:
        return line if isinstance(line, str) else line.first + line.text

    return "\n".join(map(plain, lines))  # type: ignore[call-overload]


def test_a_long_formula_has_a_blank_before_what_it_means() -> None:
    page = text(glossary_lines(frame(objective="(w - 3)^2", start=(7.0,), optimizer="nesterov")))
    assert "  2(1 + β)/((1 + 2β)λ): the edge of stability" in page


def test_the_glossary_has_the_values_of_the_worked_example() -> None:
    page = text(glossary_lines(frame(objective="(w - 3)^2", start=(7.0,), learning_rate=0.1)))
    for line in ("L ", "w ", "∂L/∂w ", "η ", "Δw ", "λ ", "ηλ ", "κ ", "2/λ "):
        assert f"  {line}" in page
    for value in ("10.24", "6.2", "6.4", "0.1", "−0.64", "2", "0.2", "1"):
        assert f"Now: {value}." in page


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_every_symbol_of_a_rule_is_explained(optimizer: str) -> None:
    shown = frame(7, objective="(w - 3)^2", optimizer=optimizer)
    page = text(glossary_lines(shown))
    for working in shown.working[:-1]:
        if working.symbol not in ("g", "Δ", "ν", "μ"):
            assert f"Now: {number(working.value)}." in page, working.symbol


def test_of_a_network_it_says_what_matters() -> None:
    experiment = Experiment(
        Run(RunConfig(objective="mlp:hidden=8", batch_size=8, learning_rate=0.1), circle())
    )
    experiment.advance(10)
    page = text(about_lines(frame_of(experiment), None, ""))
    assert "backpropagation" not in page
    assert "L(θ of 33) = " in page
    for said in ("33 parameters", "‖∂L/∂θ‖ = ", "λ = ", "2/λ = ", "σ²/B = ", "accuracy, training"):
        assert said in page


def test_what_is_measured_stands_beside_what_theory_says() -> None:
    shown = frame(5, objective="(w - 3)^2", start=(7.0,), learning_rate=0.1)
    page = text(about_lines(shown, 0.8, ""))
    assert "a step multiplies the gradient by 0.8; theory says |1 − ηλ| = 0.8" in page


async def test_the_symbols_have_a_page() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("I")
        assert "THE STEP" in await settled(pilot)
        await pilot.press("I")
        assert "THE STEP" not in await settled(pilot)


def test_the_meter_marks_one_and_two() -> None:
    edge = stability_edge(2.0)
    assert edge is not None
    lines = [meter_line(33, rate, 2.0, edge, plain=True) for rate in (0.1, 0.5, 0.75, 3.0)]
    assert lines == [
        "ηλ 0──●───────1─────────2 = 0.2",
        "ηλ 0──────────●─────────2 = 1",
        "ηλ 0──────────1────●────2 = 1.5",
        "ηλ 0──────────1────────▶2 = 6",
    ]


async def test_a_rate_is_chosen_beside_the_meter() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "tab", "tab", "0", "full_stop", "7")
        assert "= 1.4" in await settled(pilot)
