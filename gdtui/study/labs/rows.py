"""The steps of a run as rows that are worked out by hand."""

from collections.abc import Iterator
from fractions import Fraction

from gdtui.drawing.numbers import bracketed
from gdtui.engine.events import StepTaken
from gdtui.engine.numbers import MINUS, number
from gdtui.engine.optimizers import is_plain_descent
from gdtui.engine.run import Run
from gdtui.study.cards.formulas import exact

DIGITS = 6


def columns_of(parameters: tuple[str, ...]) -> tuple[str, ...]:
    """What a row can be asked for: the slope and what the step adds, then where it leads."""
    single = len(parameters) == 1
    slopes = ("slope",) if single else tuple(f"slope_{name}" for name in parameters)
    moves = ("step",) if single else tuple(f"step_{name}" for name in parameters)
    return (*slopes, *moves, *parameters, "loss")


def shown_name(column: str) -> str:
    """What a column is called where people read it."""
    quantity, _, parameter = column.partition("_")
    if parameter and quantity in ("slope", "step"):
        return f"∂L/∂{parameter}" if quantity == "slope" else f"Δ{parameter}"
    return column


def cells_of(run: Run, row: StepTaken) -> dict[str, float]:
    """Every column of a row, by name."""
    values = (*row.gradient, *row.update, *row.new_params, row.new_loss)
    return dict(zip(columns_of(run.objective.parameters), values, strict=True))


def before(run: Run, row: StepTaken) -> dict[str, Fraction]:
    """What a mistake in a row can be made of: the row before it, η, and where the run began."""
    parameters = run.objective.parameters
    here = zip(parameters, row.params, strict=True)
    began = zip((f"{name}0" for name in parameters), run.rows(1, 1)[0].params, strict=True)
    slopes = zip(columns_of(parameters), row.gradient, strict=False)
    known = {"eta": row.learning_rate, "loss": row.loss, **dict(here), **dict(began)}
    return {name: exact(float(value)) for name, value in (known | dict(slopes)).items()} | {
        "k": Fraction(row.step)
    }


def worked(run: Run, last: int | None = None) -> Iterator[str]:
    """The start, then a line for each step, with its arithmetic where the rule is plain descent."""
    rows = run.rows(1, run.step if last is None else last)
    parameters = run.objective.parameters
    first = run.rows(1, 1)[0]
    yield f"step 0: {_point(parameters, first.params)}, L = {number(first.loss, DIGITS)}"
    plain = is_plain_descent(run.settings.optimizer)
    for row in rows:
        moved = (
            "; ".join(
                f"{name} = {number(w, DIGITS)} {MINUS} {number(row.learning_rate, DIGITS)}·"
                f"{bracketed(g, DIGITS)} = {number(new, DIGITS)}"
                for name, w, g, new in zip(
                    parameters, row.params, row.gradient, row.new_params, strict=True
                )
            )
            if plain
            else _point(parameters, row.new_params)
        )
        yield f"step {row.step}: {moved}, L = {number(row.new_loss, DIGITS)}"


def _point(parameters: tuple[str, ...], values: tuple[float, ...]) -> str:
    pairs = zip(parameters, values, strict=True)
    return ", ".join(f"{name} = {number(value, DIGITS)}" for name, value in pairs)
