"""What must be true of a run: how a lab file writes it, and the sentence of what is not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, get_args

from gdtui.engine.analysis.kinds import Kind
from gdtui.engine.numbers import number
from gdtui.engine.run import Run
from gdtui.engine.spec import nearest, quoted
from gdtui.study.cards.reader import Table
from gdtui.study.labs.task_run import MOST_STEPS, verdict

VERDICTS: tuple[str, ...] = get_args(Kind)


def _steps(run: Run, wanted: int) -> str | None:
    return None if run.step >= wanted else f"it needs at least {wanted} steps, and has {run.step}"


def _within(run: Run, wanted: int) -> str | None:
    return None if run.step <= wanted else f"it may have at most {wanted} steps, and has {run.step}"


def _edits(run: Run, wanted: int) -> str | None:
    made = len(list(run.edits))
    if made >= wanted:
        return None
    return f"it needs at least {wanted} change{'s' * (wanted > 1)} along the way, and has {made}"


def _verdict(run: Run, wanted: Sequence[str]) -> str | None:
    found = verdict(run)
    if found.kind in wanted:
        return None
    return f"it should be {' or '.join(wanted)}; after {run.step} steps it is {found}"


def _below(run: Run, wanted: Fraction) -> str | None:
    if run.loss < wanted:
        return None
    return f"the loss should be below {number(float(wanted))}, and is {number(run.loss)}"


def _above(run: Run, wanted: Fraction) -> str | None:
    if not run.loss <= wanted:
        return None
    return f"the loss should be above {number(float(wanted))}, and is {number(run.loss)}"


_CRITERIA: Mapping[str, Callable[[Run, Any], str | None]] = {
    "steps": _steps,
    "within": _within,
    "edits": _edits,
    "loss_below": _below,
    "loss_above": _above,
    "verdict": _verdict,
}
"""Each by its key: what is not as it should be, if so."""


@dataclass(frozen=True, slots=True)
class Criteria:
    """What must be true of a run."""

    items: tuple[tuple[str, Any], ...]

    def unmet(self, run: Run) -> str | None:
        """What is not true of it, with both numbers; None: everything is."""
        found = (_CRITERIA[key](run, wanted) for key, wanted in self.items)
        return next((says for says in found if says is not None), None)


def read_criteria(table: Table, key: str) -> Criteria:
    """What stands under `key`: `{ steps = 4, verdict = "oscillating" }`."""
    if key not in table:
        table.wrong(f'{key} is missing, such as {key} = {{ verdict = "oscillating" }}')
        return Criteria(())
    within = table.table(key, tuple(_CRITERIA))
    items: list[tuple[str, Any]] = []
    for name in _CRITERIA:
        if name not in within:
            continue
        if name == "verdict":
            items.append((name, read_verdicts(within, name)))
        elif name in ("steps", "within", "edits"):
            items.append((name, within.whole(name, 1, MOST_STEPS) or 1))
        else:
            value = within.number(name)
            if value is None:
                within.wrong(f"{name} must be a number such as 0.01", name)
            items.append((name, value or Fraction(0)))
    if not items and not within.problems:
        table.wrong(f"{key} asks for nothing; known: {', '.join(_CRITERIA)}", key)
    return Criteria(tuple(items))


def read_verdicts(table: Table, key: str) -> tuple[str, ...]:
    """One verdict or a list of them."""
    given = table.given.get(key)
    verdicts = [given] if isinstance(given, str) else [*table.items(key).given.values()]
    for name in verdicts:
        if name not in VERDICTS:
            table.wrong(
                f"unknown verdict {quoted(name)}{nearest(str(name), VERDICTS)}; "
                f"known: {', '.join(VERDICTS)}",
                key,
            )
    return tuple(name for name in verdicts if name in VERDICTS)
