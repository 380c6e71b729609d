"""Pictures of sweeps: what lies where, what is not known yet, what lies beyond the chart."""

from gdtui.drawing.canvas import Line
from gdtui.drawing.chart import MARGIN
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.heat_map import Ink, Pen
from gdtui.drawing.sweep_chart import curve_lines, sweep_map
from gdtui.engine.analysis.sweeping.config import RATE, Axis, SweepConfig, spaced
from gdtui.engine.analysis.sweeping.sweep import Sweep
from gdtui.engine.config import RunConfig


def texts(lines: list[Line]) -> list[str]:
    return ["".join(text for text, _ in line) for line in lines]


def swept(config: SweepConfig) -> Sweep:
    sweep = Sweep(config)
    sweep.advance()
    return sweep


def test_the_curve_the_verdicts_and_the_edge_stand_over_each_other() -> None:
    rates = Axis(RATE, spaced(0.01, 10, 61, log=True))
    sweep = swept(SweepConfig(RunConfig(objective="(w - 2)^2"), (rates,), 20))
    marks = [(1.0, "▲edge", "rate")]
    lines = texts(curve_lines((MARGIN + 61, 12), rates, sweep.lanes, 36.0, Glyphs.BRAILLE, marks))
    assert {len(line) for line in lines} == {MARGIN + 61}
    verdicts, axis = lines[-2][MARGIN:], lines[-1][MARGIN:]
    assert verdicts[40] == "↔"  # a column a rate: 0.01·10^(40/20) = 1, where it oscillates
    assert verdicts[:10] == "↘" * 10
    assert set(verdicts[41:]) == {"↗"}
    assert axis.index("▲edge") == 40  # a mark begins at its value
    assert axis.startswith("0.01")
    assert "⠤" in lines[0] or "⠉" in lines[0], "what diverges is at the top"


def test_losses_that_are_close_are_told_on_a_linear_scale() -> None:
    rates = Axis(RATE, (1e-3, 2e-3, 4e-3))
    sweep = swept(SweepConfig(RunConfig(objective="(w - 2)^2"), (rates,), 5))
    lines = texts(curve_lines((60, 12), rates, sweep.lanes, 36.0, Glyphs.BRAILLE))
    assert any(line.strip().startswith("36┤") or line.strip().startswith("35┤") for line in lines)


def test_a_map_has_the_border_of_divergence_and_leaves_out_what_is_not_known() -> None:
    run = RunConfig(objective="ravine", optimizer="momentum")
    rates = Axis(RATE, spaced(0.01, 1, 21, log=True))
    momenta = Axis("optimizer.momentum", spaced(0, 0.8, 5, log=False))
    config = SweepConfig(run, (rates, momenta), 60)
    sweep = swept(config)
    size = (MARGIN + 21, 6)
    for ink, mark in ((Ink.SHADES, "↗"), (Ink.DIGITS, "/")):
        pen = Pen(Glyphs.ASCII if ink is Ink.DIGITS else Glyphs.BLOCKS, ink)
        lines, legend = sweep_map(size, config, sweep.lanes, 60.0, pen)
        rows = [line[MARGIN:] for line in texts(lines)[:-1]]
        # The edge is 2(1 + β)/25: at 0.08 for β = 0, the lowest row, and farther right above it.
        edges = [row.index(mark) for row in reversed(rows)]
        assert edges == sorted(edges)
        assert edges[0] == next(k for k, rate in enumerate(rates.values) if rate > 0.08)
        assert set(rows[-1][edges[0] :]) == {mark}
        assert "diverging" in texts([legend])[0]
    half = [lane if k % 2 else None for k, lane in enumerate(sweep.lanes)]
    lines, legend = sweep_map(size, config, half, 60.0, Pen(Glyphs.BLOCKS, Ink.SHADES))
    assert texts(lines)[0][MARGIN:].count("·") == 11
    assert "not yet known" in texts([legend])[0]


def test_losses_below_0_have_bands_of_their_own() -> None:
    base = RunConfig(objective="saddle", optimizer="momentum")
    rates = Axis(RATE, (0.01, 0.05, 0.1))
    momenta = Axis("optimizer.momentum", (0.0, 0.5))
    sweep = swept(SweepConfig(base, (rates, momenta), 60))
    assert min(lane.final_loss for lane in sweep.known) < -0.9
    pen = Pen(Glyphs.BLOCKS, Ink.SHADES)
    _, legend = sweep_map((MARGIN + 30, 8), sweep.config, sweep.lanes, 4.0, pen)
    assert texts([legend])[0].startswith("<−0.")
