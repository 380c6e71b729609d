"""The header: what runs, where it stands, and what it is doing."""

from collections.abc import Sequence
from dataclasses import replace

from gdtui.drawing.notation import in_words
from gdtui.drawing.numbers import number
from gdtui.drawing.verdict_marks import mark_of, role_of
from gdtui.engine.analysis.verdict import Verdict
from gdtui.tui.frame import Frame
from gdtui.tui.held import offering
from gdtui.tui.player import SPEEDS, USUAL_SPEED
from gdtui.tui.widgets.head import Head, formula_of, head_line, room_before


class Status(Head):
    """The run and the verdict, a line each; the verdict's word alone where there is one line."""

    def show(self, frame: Frame) -> None:
        """Show the frame's run and verdict."""
        verdict = frame.verdict
        speed = f"{number(frame.speed)}/s" if frame.speed else "max"
        usual = frame.speed == SPEEDS[USUAL_SPEED]
        paused = "paused" if usual else f"paused {speed}"
        state = f"▶ {speed}" if frame.playing else "ended" if frame.ended else paused
        role = role_of(verdict)
        doing = self.legible(f"{mark_of(verdict)} {verdict.headline}")
        rate = number(frame.update.learning_rate)
        epoch = [f"epoch {frame.update.epoch}"] if frame.by_batches else []
        parts = [f"η = {rate}", f"step {_step(frame)}", *epoch, frame.score or state]
        formula = self.legible(formula_of(frame.objective))
        one_line = self.content_size.height == 1 and not frame.score
        left, left_role = (doing, role) if one_line else (formula, "curve")
        while one_line and len(parts) > 2 and len(left) > self._room(parts):
            parts.pop()  # what matters less than the verdict
        right, room = self._right(parts), self._room(parts)
        left = in_words(left, room, self.legible("…")[:1])
        self.show_lines(
            [
                head_line(left, right, self.content_size.width, left_role),
                [(" " + doing, role), (self._reasons(verdict), "")],
            ]
        )

    def _right(self, parts: Sequence[str]) -> str:
        return self.legible("  ".join(parts)) + " "

    def _room(self, parts: Sequence[str]) -> int:
        """How much the parts on the right leave for what is on the left."""
        return room_before(self._right(parts), self.content_size.width)

    def _reasons(self, verdict: Verdict) -> str:
        """As many reasons as there is room for after the mark, in what the terminal can show."""
        reasons = offering(verdict, self.app.key_of)
        legible = replace(
            verdict, reasons=tuple(map(self.legible, reasons)), words=verdict.headline
        )
        return legible.fitted(self.content_size.width - 3)


def _step(frame: Frame) -> str:
    """The selected step, and the furthest one if there are steps ahead of it."""
    return str(frame.step) if frame.step == frame.furthest else f"{frame.step} of {frame.furthest}"
