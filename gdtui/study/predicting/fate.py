"""Where will this be after some steps? What becomes of a run is what its verdict says then."""

from collections.abc import Iterator
from typing import NamedTuple

from gdtui.drawing.numbers import number
from gdtui.engine.analysis.kinds import Kind as VerdictKind
from gdtui.engine.analysis.verdict import Verdict, verdict_of
from gdtui.engine.optimizers import parse
from gdtui.engine.run import Run
from gdtui.study.predicting.asked import Asked, Looked
from gdtui.study.predicting.choice import choice

AHEAD_BY = 20
"""Steps after which a run's fate is looked at."""


class Fate(NamedTuple):
    """What can become of a run."""

    name: str
    verdicts: tuple[VerdictKind, ...]
    """Those that say so."""
    would: str
    """What would be seen then: for who has expected it."""


NEARER = Fate(
    "nearer a minimum",
    (
        "converged",
        "converging steadily",
        "converging with overshoot",
        "at the edge of stability",
    ),
    "then the loss would go down to a minimum, and the point settle there",
)
TO_AND_FRO = Fate(
    "to and fro",
    ("oscillating", "bouncing"),
    "then it would change sides and get no nearer",
)
AWAY = Fate(
    "farther away",
    ("diverging",),
    "then the loss would grow from step to step, with η beyond the edge",
)
HARDLY = Fate(
    "hardly moved",
    ("stalled",),
    "then the steps would be next to nothing beside the way to go",
)
LOWER = Fate(
    "ever lower",
    ("unbounded",),
    "then the loss would have no lowest place to come to",
)
SWINGING = Fate(
    "swinging through",
    ("passing through", "bouncing"),
    "then its velocity would carry it past the minimum and up the other side",
)
TO_A_SADDLE = Fate(
    "to a saddle",
    (),
    "then the slope would vanish where the loss still falls to some side",
)
NOISE = Fate(
    "held up by noise",
    ("noisy around a floor",),
    "then the mini-batches would throw it about and the loss fall no lower",
)


def ask_fate(looked: Looked) -> Asked | None:
    """The question where the run will be some steps on: a fork of it is run to see.

    None where its verdict is none of the answers, as after too few mini-batches.
    """
    run = looked.run.fork()
    run.advance(AHEAD_BY)
    verdict = verdict_of(run, run.rows)
    offered = [*_offered(run)]
    right = {i for i, fate in enumerate(offered) if _is(fate, verdict)}
    if not right:
        return None
    return choice(
        looked,
        kind="fate",
        text=f"Where will this be after {AHEAD_BY} steps?",
        options=[fate.name for fate in offered],
        right=right,
        why=_why(looked, run, verdict),
        mistakes={
            i: (f"not-{fate.name.replace(' ', '-')}", fate.would)
            for i, fate in enumerate(offered)
            if i not in right
        },
    )


def _offered(run: Run) -> Iterator[Fate]:
    """What can be chosen: by the loss and the rule alone, so that it tells nothing of this run."""
    yield from (NEARER, TO_AND_FRO, AWAY, HARDLY, LOWER)
    if parse(run.settings.optimizer).remembers:
        yield SWINGING
    if run.objective.dimension > 1:
        yield TO_A_SADDLE
    if run.stochastic:
        yield NOISE


def _is(fate: Fate, verdict: Verdict) -> bool:
    """Whether the verdict says so; its own words come first, as of a saddle."""
    if verdict.words:
        return fate is TO_A_SADDLE and "saddle" in verdict.words
    return verdict.kind in fate.verdicts


def _why(looked: Looked, run: Run, verdict: Verdict) -> str:
    """What has become of it, with the numbers of both ends: of w, and of L where one step tells."""
    steps = run.step - looked.run.step
    when = f"after {steps} steps" if steps < AHEAD_BY else f"{AHEAD_BY} steps on"
    now, then = (number(float(x), 4) for x in (looked.at, run.params[looked.coordinate]))
    moved = f"has gone from {now} to {then}" if now != then else f"is still {then}"
    at = f"{when}, {looked.name} {moved}"
    (last,) = run.rows(run.step, run.step)
    before, after = number(looked.update.row.loss, 4), number(last.new_loss, 4)
    if now != then and not run.stochastic and verdict.kind != "passing through" and before != after:
        at = f"{at} and L from {before} to {after}"
    reason = f", {verdict.reasons[0]}" if verdict.reasons else ""
    return f"{at}: {verdict.headline}{reason}"
