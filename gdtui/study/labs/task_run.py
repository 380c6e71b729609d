"""The run of a task: how a lab file writes it, and the run made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from gdtui.engine.analysis.verdict import Verdict, verdict_of
from gdtui.engine.objectives.typed.error import ExpressionError
from gdtui.engine.run import Run
from gdtui.files.datasets import open_run
from gdtui.study.cards import formulas
from gdtui.study.cards.card import Setup, ShownRun
from gdtui.study.cards.reader import Table
from gdtui.study.cards.setups import KEYS, read_settings
from gdtui.study.cards.templates import PassedOverError, SampleError

MOST_STEPS = 5000  # of a run that a task makes: nobody waits for more


def read_setup(
    table: Table, names: Sequence[str], beneath: Setup | None = None, more: Sequence[str] = ()
) -> Setup | None:
    """What stands under `run`, over the lab's own; `more` are keys that the kind reads itself."""
    if "run" not in table:
        return beneath
    within = table.table("run", (*KEYS, *more))
    own = read_settings(within, names)
    settings = dict(own.settings)
    if beneath is not None:
        other_loss = "objective" in settings
        below = {k: v for k, v in beneath.settings if not (other_loss and k == "start")}
        settings = {**below, **settings}
    if "objective" not in settings:
        within.wrong('the run has no loss, as in { loss = "(w - 2)^2" }, and the lab has no [run]')
    steps = own.steps if own.steps is not None or beneath is None else beneath.steps
    return Setup(settings=tuple(settings.items()), steps=steps, ask=own.ask)


def parameters_of(setup: Setup | None, names: Sequence[str]) -> tuple[str, ...]:
    """The parameters of a typed-in loss, as far as its text alone tells; none of a named one."""
    loss = dict(setup.settings).get("objective", "") if setup else ""
    try:
        found = formulas.read(loss.replace("{", "(").replace("}", ")")).names
    except ExpressionError:
        return ()
    return tuple(name for name in found if name not in names)


def shown_run(setup: Setup, numbers: Mapping[str, Fraction], at: int = 0) -> ShownRun:
    """The run as the playground opens it, standing at a step. Raises `SampleError`."""
    return ShownRun(settings=replace(setup, steps=None, ask="").filled_in(numbers).settings, at=at)


def run_of(setup: Setup, numbers: Mapping[str, Fraction], steps: int | None = None) -> Run:
    """The run after its own steps, or after so many. Raises `SampleError`."""
    if steps is None:
        steps = setup.steps_with(numbers)
    if steps > MOST_STEPS:
        raise SampleError(f"a task's run has {MOST_STEPS} steps at most, not {steps}")
    try:
        run = open_run(shown_run(setup, numbers).config())
        run.seek(steps)
    except SampleError:
        raise
    except (ValueError, ArithmeticError, TypeError) as error:
        raise SampleError(f"its run cannot be made: {error}") from None
    return run


def refuse_diverged(run: Run) -> None:
    """Raises `PassedOverError` for a run that has left the finite numbers."""
    if run.ended is not None and run.ended.reason == "diverged":
        raise PassedOverError("the run leaves the finite numbers before its end")


def losses(run: Run) -> list[float]:
    """The loss at each step, from the start to where the run stands."""
    rows = run.rows(1, run.step)
    return [rows[0].loss, *(row.new_loss for row in rows)] if rows else [run.loss]


def verdict(run: Run) -> Verdict:
    """What the run is doing where it stands."""
    return verdict_of(run, run.rows)
