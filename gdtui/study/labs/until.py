"""After how many steps something holds, such as `abs(w - 2) <= {tol}`."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import ge, gt, le, lt

from gdtui.engine.objectives.typed.error import ExpressionError
from gdtui.engine.run import Run
from gdtui.engine.spec import quoted
from gdtui.study.cards import formulas
from gdtui.study.cards.formulas import Formula, Number, UndefinedError, exact
from gdtui.study.cards.reader import Table
from gdtui.study.cards.templates import PassedOverError, SampleError, as_formula
from gdtui.study.labs.task_run import MOST_STEPS

_SIGNS: Mapping[str, Callable[[Number, Number], bool]] = {"<=": le, ">=": ge, "<": lt, ">": gt}
_PARTS = re.compile(r"([^<>=]+)(<=|>=|<|>)([^<>=]+)")


@dataclass(frozen=True, slots=True)
class Until:
    """A condition on the point of a run, `loss` being the loss there."""

    text: str
    left: Formula
    sign: str
    right: Formula

    def holds(self, run: Run, numbers: Mapping[str, Fraction]) -> bool:
        """Whether it holds where the run stands. Raises `SampleError`."""
        here = {"loss": run.loss, **dict(zip(run.objective.parameters, run.params, strict=True))}
        known = {**numbers, **{name: exact(value) for name, value in here.items()}}
        try:
            return _SIGNS[self.sign](self.left.at(known), self.right.at(known))
        except UndefinedError:
            raise PassedOverError(f"{self.text} has no value") from None
        except KeyError as error:
            raise SampleError(
                f"until = {quoted(self.text)} has {error.args[0]!r}; known: {', '.join(known)}"
            ) from None

    def steps(self, run: Run, numbers: Mapping[str, Fraction]) -> int:
        """The first step at which it holds. Raises `SampleError`."""
        while not self.holds(run, numbers):
            if run.step >= MOST_STEPS or run.ended:
                raise PassedOverError(f"{self.text} does not hold within {run.step} steps")
            run.advance(1)
        return run.step


def read_until(table: Table, names: Sequence[str]) -> Until | None:
    """What stands under `until`, if anything."""
    text = table.text("until", names=names)
    if not text:
        return None
    parts = _PARTS.fullmatch(text.replace("≤", "<=").replace("≥", ">="))
    if parts is None:
        table.wrong(
            'until needs one of <=, >=, < and >, as in "abs(w - 2) <= {tol}" or "loss < 0.1"',
            "until",
        )
        return None
    try:
        left, right = (formulas.read(as_formula(parts[side]).strip()) for side in (1, 3))
    except ExpressionError as error:
        table.wrong(f"until = {quoted(text)}: {error.message}", "until")
        return None
    return Until(text, left, parts[2], right)
