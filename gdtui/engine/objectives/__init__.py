"""What is minimized: the losses that can be named or typed in."""

import difflib
import re
from collections.abc import Callable
from functools import lru_cache

from gdtui.engine import spec
from gdtui.engine.objectives.families.bowls import booth, bowl, matyas, ravine
from gdtui.engine.objectives.families.many_minima import (
    ackley,
    griewank,
    himmelblau,
    rastrigin,
    six_hump_camel,
    styblinski_tang,
    three_hump_camel,
)
from gdtui.engine.objectives.families.one_dimensional import (
    cliff,
    double_well,
    kink,
    parabola,
    plateau,
    quartic,
    sharp_and_flat,
    wavy,
)
from gdtui.engine.objectives.families.quadratics import quadratic, shifted_square
from gdtui.engine.objectives.families.saddles import monkey_saddle, saddle
from gdtui.engine.objectives.families.valleys import (
    beale,
    goldstein_price,
    plateau_valley,
    rosenbrock,
)
from gdtui.engine.objectives.models.on_data import MODELS, is_on_data
from gdtui.engine.objectives.objective import Curvature, Minimum, Objective
from gdtui.engine.objectives.typed.error import ExpressionError
from gdtui.engine.spec import SpecError, quoted

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

OBJECTIVES: dict[str, Callable[..., Objective]] = {
    loss.__name__: loss
    for loss in (
        parabola, double_well, kink, wavy, plateau, cliff, quartic, sharp_and_flat,
        bowl, ravine, booth, matyas,
        saddle, monkey_saddle,
        rosenbrock, beale, goldstein_price, plateau_valley,
        himmelblau, three_hump_camel, six_hump_camel, styblinski_tang,
        rastrigin, ackley, griewank,
        quadratic,
    )
}  # fmt: skip
"""The losses with a name: in one parameter, in two, in as many as one likes."""

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{2,}")


@lru_cache(maxsize=64)  # the samples of a flashcard ask for the same few hundreds of times
def resolve(text: str) -> Objective:
    """The objective that `text` names (`ravine:condition=25`) or spells out (`(w - 3)^2`).

    Raises `SpecError` for a wrong name or setting, `ExpressionError` for anything else that is
    wrong.
    """
    if _named(text):
        return spec.build("loss", text, OBJECTIVES)
    square = shifted_square(text)
    if square is not None:
        return square
    from gdtui.engine.objectives.typed.derivative import from_expression  # noqa: PLC0415 (sympy waits)

    return from_expression(text)


def wrong_with(text: str) -> str | None:
    """What is wrong with the text of a loss, if that can be seen without working it out."""
    from gdtui.engine.objectives.typed.expression import parse  # noqa: PLC0415 (few losses are typed)

    try:
        if is_on_data(text):
            spec.build("loss", text, MODELS)
        elif _named(text):
            resolve(text)
        else:
            parse(text)
    except ValueError as error:
        return str(error)
    return None


def _named(text: str) -> bool:
    """Whether `text` names a loss. Raises `SpecError` for a name that is close to a known one:
    as an expression it would be a parameter."""
    name = spec.name_of(text)
    if name in OBJECTIVES:
        return True
    if not _WORD.fullmatch(name):
        return False
    close = difflib.get_close_matches(name, OBJECTIVES)
    close = close or [known for known in OBJECTIVES if f"_{name}" in f"_{known}"]
    if close:
        raise SpecError(
            f"unknown loss {quoted(name)}, did you mean {' or '.join(map(repr, close))}?"
        )
    return ":" in text  # an expression has no colon
