"""What a run is doing where it stands, in a word and its reasons."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from gdtui.engine.analysis import sentences
from gdtui.engine.analysis.batches import judged_by_batches
from gdtui.engine.analysis.held_rate import Held, held_rate
from gdtui.engine.analysis.judge import judged
from gdtui.engine.analysis.kinds import Kind, Verdict, figure
from gdtui.engine.analysis.lengths import norm
from gdtui.engine.analysis.window import (
    RECENT,
    RECENT_BATCHES,
    window_of,
)
from gdtui.engine.events import RunEnded, StepTaken
from gdtui.engine.run import Run
from gdtui.engine.spec import name_of

__all__ = [
    "ARRIVED",
    "RECENT",
    "Kind",
    "Verdict",
    "contraction_measured",
    "left_the_numbers",
    "verdict_of",
    "why_ended",
    "with_rate_that_holds",
]

ARRIVED = "Arrived: further steps change nothing."
"""What an arrival means."""


def verdict_of(
    run: Run,
    rows: Callable[[int, int], Sequence[StepTaken]],
    held: Callable[[Run], Held | None] = held_rate,
) -> Verdict:
    """What `run` is doing where it stands; `rows(i, j)` gives its updates i … j.

    `held` finds the rate that would have held where it diverged, for the sentence: a sweep, which
    has that beside it, does without.
    """
    window = window_of(run, rows, RECENT_BATCHES if run.stochastic else RECENT, held)
    if window is None:
        return _before_a_step(run)
    return judged_by_batches(window) if run.stochastic else judged(window)


def _before_a_step(run: Run) -> Verdict:
    """Where no step was made since the settings were chosen."""
    begins, settings = run.changed, run.settings
    if run.arrived or not begins:
        if norm(run.objective.slope(run.params)) == 0:
            if run.stochastic and any(run.next_step().update):
                return Verdict("not started", (sentences.AT_REST_BUT_FOR_NOISE,))
            return Verdict("converged", (sentences.AT_REST,))
        if run.arrived:
            return Verdict("stalled", (sentences.TOO_SMALL,), since=begins)
        return Verdict("not started", (sentences.outlook(run.objective, settings.optimizer),))
    names = {name for edit in run.edits if edit.step == begins for name in edit.changes}
    said = [f"the rule is now {settings.optimizer}"] if "optimizer" in names else []
    if "schedule" in names:
        said.append(f"the schedule is now {name_of(settings.schedule)}")
    verb = "is now" if names & {"learning_rate", "schedule"} else "is"
    eta = f"η {verb} {figure(run.next_rate)}"
    if norm(run.objective.slope(run.params)) == 0 == norm(run.next_step().update):
        now = f"{eta}, but the gradient is 0 here, so no step moves"
    else:
        rate, optimizer = run.next_rate, settings.optimizer
        now = sentences.changed(run.objective, run.params, rate, optimizer, verb)
    return Verdict("just changed", (*said, now), since=begins)


def with_rate_that_holds(verdict: Verdict, run: Run) -> Verdict:
    """The verdict on `run`, of one that diverges with the rate that would hold as its first reason.

    One that has left the numbers has that already; to find it can take a second.
    """
    if verdict.kind != "diverging" or left_the_numbers(run):
        return verdict
    held = held_rate(run)
    found = sentences.the_rate_that_holds(held, "would hold") if held is not None else []
    return replace(verdict, reasons=(*found, *verdict.reasons))


def left_the_numbers(run: Run) -> bool:
    """Whether `run` stands where it has diverged for good."""
    return run.ended is not None and run.ended.reason == "diverged"


def why_ended(run: Run, ended: RunEnded) -> str:
    """What the end of a run means, in a sentence."""
    if ended.reason == "max_steps":
        return "The run was asked for no more steps than these."
    (last,) = run.rows(ended.step, ended.step)
    return f"Diverged: {sentences.how_it_ended(last)}."


def contraction_measured(run: Run, rows: Callable[[int, int], Sequence[StepTaken]]) -> float | None:
    """What a step has left of the gradient, over the last updates by the present settings; None
    where it cannot be said."""
    window = window_of(run, rows)
    if window is None or not math.isfinite(window.contraction):
        return None
    return window.contraction
