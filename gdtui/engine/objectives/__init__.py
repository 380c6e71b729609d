"""What is minimised: the losses that can be named or typed in."""

from collections.abc import Callable

from gdtui.engine import written
from gdtui.engine.objectives.expression import ExpressionError, parse
from gdtui.engine.objectives.objective import Curvature, Minimum, Objective
from gdtui.engine.objectives.quadratics import quadratic, shifted_square

__all__ = [
    "OBJECTIVES",
    "WORKED_EXAMPLE",
    "Curvature",
    "ExpressionError",
    "Minimum",
    "Objective",
    "resolve",
    "wrong_with",
]

WORKED_EXAMPLE = "(w - 3)^2"
"""The loss that the source text works by hand; a run starts with it if nobody says otherwise."""

OBJECTIVES: dict[str, Callable[..., Objective]] = {"quadratic": quadratic}


def resolve(text: str) -> Objective:
    """The objective that `text` names (`quadratic:spectrum=1/10`) or spells out (`(w - 3)^2`).

    Raises `WrittenError` for a wrong setting, `ExpressionError` for anything else that is wrong.
    """
    if text.partition(":")[0].strip().lower() in OBJECTIVES:
        return written.build("loss", text, OBJECTIVES)
    square = shifted_square(text)
    if square is not None:
        return square
    from gdtui.engine.objectives.derivative import from_expression  # noqa: PLC0415 (sympy waits)

    return from_expression(text)


def wrong_with(text: str) -> str | None:
    """What is wrong with the text of a loss, if that can be seen without working it out."""
    try:
        if text.partition(":")[0].strip().lower() in OBJECTIVES:
            resolve(text)
        else:
            parse(text)
    except ValueError as error:
        return str(error)
    return None
