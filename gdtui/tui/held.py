"""The rate that holds where a run diverges: looked for, said first, and tried by a key."""

from collections.abc import Callable, Sequence
from typing import Any

from textual.screen import Screen

from gdtui.engine.analysis.held_rate import held_rate, is_known, rate_to_try
from gdtui.engine.analysis.sentences import FIRST_STEP
from gdtui.engine.analysis.verdict import Verdict, left_the_numbers, with_rate_that_holds
from gdtui.engine.experiment import Experiment
from gdtui.engine.numbers import number
from gdtui.engine.run import Run
from gdtui.tui.in_thread import in_thread

TRIES_RATE = "playground.hold"
"""The action that does it."""


def offering(verdict: Verdict, key_of: Callable[[str], str]) -> Sequence[str]:
    """The reasons of a verdict; with what a key would do: of a divergence, if that would help.

    `key_of` gives the key of an action.
    """
    reasons = verdict.reasons
    if reasons == (FIRST_STEP,):
        return (f"press {key_of('playground.step')} for the first step",)
    if verdict.kind != "diverging" or any("no smaller η" in reason for reason in reasons):
        return reasons
    key = key_of(TRIES_RATE)
    told = reasons[0].startswith("η up to")  # else that rate is not known yet
    return (reasons[0], f"{key} tries it", *reasons[1:]) if told else (*reasons, f"{key} lowers η")


class RateSearch:
    """Looks for the rate beside the event loop as soon as a run is seen to diverge."""

    def __init__(self, screen: Screen[Any], draw: Callable[[], None]) -> None:
        """`draw` draws `screen` again when it is found."""
        self._screen, self._draw = screen, draw
        self._looking = False

    def told(self, run: Run, verdict: Verdict) -> Verdict:
        """The verdict on `run` with the rate as its first reason, if it diverges and that is known;
        else as it is, and the search begins."""
        if verdict.kind != "diverging" or left_the_numbers(run):
            return verdict
        if is_known(run):
            return with_rate_that_holds(verdict, run)
        if not self._looking:
            self._looking = True
            self._screen.run_worker(self._look(run.fork()), group="held")
        return verdict

    async def _look(self, run: Run) -> None:
        await in_thread(lambda: held_rate(run))
        self._looking = False
        self._draw()


def way_on(run: Run, key_of: Callable[[str], str]) -> str:
    """What the keys can do about a run that has ended: a sentence after a space, if any."""
    if not left_the_numbers(run):
        return ""
    back, tries = key_of("playground.back"), key_of(TRIES_RATE)
    return f" {back} goes back; {tries} goes back and tries a rate that holds."


def try_held(experiment: Experiment, key: str) -> str:
    """Edit a run that diverges where its settings last changed, so that it holds; the future that
    it had is the ghost. Returns what was done, or why nothing was."""
    run = experiment.run
    if experiment.verdict.kind != "diverging":
        return f"{key} is for a run that diverges: it goes back, and on with a rate that holds."
    rate, begun, failed = rate_to_try(run), run.changed, run.settings.learning_rate
    if rate is None:
        return f"No smaller η holds for long from step {begun}; another start may."
    held = held_rate(run)
    experiment.go(begun)
    experiment.edit(learning_rate=rate)
    why = (
        "half of it: to find the largest that holds takes too long"
        if held is None
        else f"it holds for {held.steps:,} steps at least"
    )
    return f"Back at step {begun}, with η = {number(rate)} in place of {number(failed)}: {why}."
