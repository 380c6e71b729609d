"""Redrawing the chart of a long run, and of a short one."""

from benchmarks.table import row, seconds
from gdtui.drawing.axes import Axis, step_limit
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.loss_curve import loss_lines
from gdtui.engine.config import RunConfig
from gdtui.engine.events import StepsTaken
from gdtui.engine.history import History
from gdtui.engine.run import Run


def redraw(steps: int) -> float:
    """The seconds that the chart of a run of so many steps takes."""
    run = Run(RunConfig(learning_rate=0.9999999))
    history = History(run.loss, run.rows)
    while run.step < steps:
        for event in run.advance(min(4096, steps - run.step)):
            if isinstance(event, StepsTaken):
                history.append(event)
    axis = Axis()

    def draw() -> None:
        spans = history.loss.spans(at_most=2 * 44)
        loss_lines((44, 8), spans, run.step, run.loss, step_limit(steps), axis, Glyphs.BRAILLE)

    return seconds(draw, 50)


def main() -> None:
    """Print the ratio."""
    short, long = redraw(1_000), redraw(1_000_000)
    row(
        "chart of a million steps",
        f"{long / short:.2f} × of a thousand",
        "≤ 1.2 ×",
        long <= 1.2 * short,
    )
    row("chart of a thousand steps", f"{short * 1000:.1f} ms")


if __name__ == "__main__":
    main()
