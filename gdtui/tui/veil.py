"""The veil: a frame without what would answer the question that is open.

Panes cannot show what they are not given. The frame is made anew field by field, so that a field
that is added to it must be decided on here.
"""

import math

from gdtui.engine.analysis.verdict import Verdict
from gdtui.engine.analysis.worked_step import Working
from gdtui.engine.events import StepTaken
from gdtui.engine.history import History
from gdtui.study.predicting.asked import Asked
from gdtui.tui.beside import Beside
from gdtui.tui.frame import Frame

WAITING = Verdict("not started", ("waits for your answer",))


def veiled(frame: Frame, asked: Asked, past: History, beside: Beside, score: str) -> Frame:
    """`frame` as it is shown while `asked` is open: it ends where it stands.

    `past` is the history up to the frame's step, `beside` has the runs that do not give it away.
    """
    return Frame(
        config=frame.config,
        objective=frame.objective,
        batches=frame.batches,
        edits=tuple(edit for edit in frame.edits if edit.step <= frame.step),
        settings=frame.settings,
        update=_standing_still(frame.update, asked),
        workings=[
            [Working(line.symbol, "?", {}, math.nan) for line in lines] for lines in frame.workings
        ],
        memory=dict.fromkeys(frame.memory, math.nan),
        furthest=frame.step,
        history=past,
        verdict=WAITING,
        ended=None,
        beside=beside,
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
