"""The veil: a frame without what would answer the question that is open.

Panes cannot show what they are not given. The frame is made anew field by field, so that a field
that is added to it must be decided on here.
"""

import math
from collections.abc import Sequence

from gdtui.engine.analysis.verdict import Verdict
from gdtui.engine.analysis.worked_step import Working
from gdtui.engine.events import StepTaken
from gdtui.engine.experiment import Pin
from gdtui.engine.history import History
from gdtui.study.predicting.asked import Asked
from gdtui.tui.frame import Frame

WAITING = Verdict("not started", ("waits for your answer",))


def veiled(frame: Frame, asked: Asked, past: History, pins: Sequence[Pin], score: str) -> Frame:
    """`frame` as it is shown while `asked` is open: it ends where it stands.

    `past` is the history up to the frame's step, `pins` are the runs that do not give it away.
    """
    return Frame(
        config=frame.config,
        objective=frame.objective,
        batches=frame.batches,
        edits=tuple(edit for edit in frame.edits if edit.step <= frame.step),
        settings=frame.settings,
        update=_standing_still(frame.update, asked),
        working=[Working(line.symbol, "?", {}, math.nan) for line in frame.working],
        furthest=frame.step,
        history=past,
        verdict=WAITING,
        ended=None,
        pins=pins,
        playing=frame.playing,
        speed=frame.speed,
        log_scale=frame.log_scale,
        unit=frame.unit,
        asked=asked,
        score=score,
    )


def _standing_still(update: StepTaken, asked: Asked) -> StepTaken:
    """An update that leads nowhere: no ○, no arrow, no Δ; the slope too if it is asked for."""
    count = len(update.params)
    gradient = (math.nan,) * count if "gradient" in asked.hides else update.gradient
    return update._replace(
        gradient=gradient,
        update=(0.0,) * count,
        new_params=update.params,
        new_loss=update.loss,
    )
