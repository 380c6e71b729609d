"""The update rule with this step's numbers filled in."""

from collections.abc import Iterator

from textual.geometry import Size

from gdtui.engine.events import StepTaken
from gdtui.tui.frame import Frame
from gdtui.tui.numbers import bracketed, fitted, number, subscript
from gdtui.tui.panes.cell_pane import CellPane
from gdtui.tui.plotting.canvas import Line


class UpdateRule(CellPane):
    """θ ← θ − η·∂L/∂θ, worked out for the selected step."""

    HELP = """\
## Update rule

The update from the selected step, with its numbers filled in. Each number has the colour that it
has in the landscape: the point, the slope, the step.

Work the line out yourself before you press **n**, then look whether the log agrees.
"""

    def show(self, frame: Frame) -> None:
        """Show the arithmetic of the frame's update."""
        row = frame.update
        one = len(row.params) == 1
        self.show_lines(
            _worked_out(frame, self.content_size.width) if one else _table(frame, self.content_size)
        )


def _worked_out(frame: Frame, width: int) -> list[Line]:
    """One parameter: the formula, the numbers, the result, to as many digits as there is room."""
    for digits in (6, 5, 4):
        lines = _with_digits(frame, digits)
        if max(sum(len(text) for text, _ in line) for line in lines) <= width:
            break
    return lines


def _with_digits(frame: Frame, digits: int) -> list[Line]:
    row: StepTaken = frame.update
    (name,) = frame.objective.parameters
    w, g, new = row.params[0], row.gradient[0], row.new_params[0]
    now, then = f"{name}{subscript(frame.step)}", f"{name}{subscript(row.step)}"
    indent = " " * (len(then) + 1)
    return [
        [(then, "step"), (" = ", ""), (now, "point"), (" − ", ""), ("η", "rate"), (" · ", ""),
         ("∂L/∂" + name, "gradient")],
        [(indent + "= ", ""), (number(w, digits), "point"), (" − ", ""),
         (number(row.learning_rate, digits), "rate"), (" · ", ""),
         (bracketed(g, digits), "gradient")],
        [(indent + "= ", ""), (number(new, digits), "step")],
        [("∂L/∂" + name, "gradient"), (f" = {frame.objective.gradient_formula[0]} = ", ""),
         (number(g, digits), "gradient")],
        [("L", "curve"), (" = ", ""), (number(row.loss, digits), "curve"), (" → ", ""),
         (number(row.new_loss, digits), "step")],
    ]  # fmt: skip


def _table(frame: Frame, size: Size) -> list[Line]:
    """Several parameters: a row for each, and above them what there is room for."""
    lines = list(_table_lines(frame, max(6, (size.width - 4) // 3 - 1)))
    above = max(0, min(2, size.height - len(lines) + 2))
    return [*lines[2 - above : 2], *lines[2:]]


def _table_lines(frame: Frame, wide: int) -> Iterator[Line]:
    row = frame.update
    yield [("θ ← θ − ", ""), ("η", "rate"), (" · ", ""), ("∂L/∂θ", "gradient"),
           (f"   η = {number(row.learning_rate)}", "rate")]  # fmt: skip
    yield [("L", "curve"), (f" = {number(row.loss)} → ", ""), (number(row.new_loss), "step")]
    yield [("    ", ""), ("now".rjust(wide), "point"), (" ", ""),
           ("∂L/∂θ".rjust(wide), "gradient"), (" ", ""), ("new".rjust(wide), "step")]  # fmt: skip
    columns = zip(frame.objective.parameters, row.params, row.gradient, row.new_params, strict=True)
    for name, w, g, new in columns:
        yield [(f"{name:<4.4}", ""), (fitted(w, wide), "point"), (" ", ""),
               (fitted(g, wide), "gradient"), (" ", ""), (fitted(new, wide), "step")]  # fmt: skip
