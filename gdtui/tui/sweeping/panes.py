"""The panes of a sweep: what each shows of it."""

import re
import textwrap
from collections.abc import Iterable, Sequence

from textual import events
from textual.message import Message

from gdtui.drawing.canvas import Line
from gdtui.drawing.chart import MARGIN
from gdtui.drawing.numbers import number
from gdtui.drawing.verdict_marks import mark_of, role_of
from gdtui.engine.analysis.sweeping.config import SweepConfig
from gdtui.engine.analysis.sweeping.lane import Lane
from gdtui.engine.run import Run
from gdtui.tui.sweeping.views import symbol
from gdtui.tui.sweeping.words import figure, short_word
from gdtui.tui.widgets.cell_pane import CellPane
from gdtui.tui.widgets.map_pane import MapPane

SMALLEST = (MARGIN + 12, 5)
"""Cells of a picture, at least."""

HELD = "\u00a0"
"""A blank at which no line is broken."""


class Picture(MapPane):
    """The losses against η, or their map with its legend."""

    class Clicked(Message):
        """A cell was clicked."""

        def __init__(self, x: int, y: int) -> None:
            super().__init__()
            self.x, self.y = x, y

    def on_click(self, event: events.Click) -> None:
        """Ask for the lane that is there."""
        offset = event.get_content_offset(self)
        if offset is not None:
            self.post_message(self.Clicked(offset.x, offset.y))


class Texts(CellPane, can_focus=False):
    """Sentences, broken into lines, each whole or not at all."""

    def say(self, lines: Sequence[Line], texts: Sequence[str]) -> None:
        """Show lines, and below them each of the texts in lines of its own."""
        rows = [*lines]
        for text in texts:
            wrapped = self._wrapped(text)
            if len(rows) + len(wrapped) <= self.content_size.height:
                rows += [[(line, "")] for line in wrapped]
        self.show_lines(rows)

    def tell(self, sentences: Iterable[str]) -> None:
        """Show as many sentences as have room, one after the other."""
        shown: list[str] = []
        for sentence in sentences:
            wrapped = self._wrapped(" ".join([*shown, sentence]))
            if len(wrapped) <= self.content_size.height:
                shown.append(sentence)
        self.show_lines([[(line, "")] for line in self._wrapped(" ".join(shown))])

    def rows_of(self, texts: Sequence[str]) -> int:
        """How many rows the texts take."""
        return sum(len(self._wrapped(text)) for text in texts)

    def _wrapped(self, text: str) -> list[str]:
        """Lines of whole words; a value stays with its name, and a formula in one piece."""
        text = self.app.legible(text)
        held = re.sub(r"\([^(),]*\)| = | × ", lambda part: part[0].replace(" ", HELD), text)
        lines = textwrap.wrap(held, max(1, self.content_size.width))
        return [line.replace(HELD, " ") for line in lines]


def lane_line(
    config: SweepConfig, values: str, lane: Lane | None, first: float, width: int
) -> Line:
    """The lane under the cursor in a line: its values, verdict and losses, as far as there is room
    for each."""
    said: Line = [(f" ● {values}: ", "point")]
    if lane is None:
        return [*said, ("not worked out yet", "")]
    mark, role = mark_of(lane.verdict), role_of(lane.verdict)
    losses = f", L {figure(first)} → {figure(lane.final_loss)}"
    after = "" if lane.steps == config.steps else f" in {lane.steps} steps"
    room = width - len(said[0][0])
    for word, rest in (
        (lane.verdict.headline, losses + after),
        (lane.verdict.headline, losses),
        (short_word(lane.verdict), losses),
    ):
        if len(f"{mark} {word}{rest}") <= room:
            return [*said, (f"{mark} {word}", role), (rest, "")]
    return [*said, (f"{mark} {short_word(lane.verdict)}", role)]


def cell_lines(
    config: SweepConfig, lane: Lane | None, run: Run, marks: Sequence[tuple[str, str, str]]
) -> list[Line]:
    """The run under the cursor beside a map: its values, and its loss after some steps."""
    values = zip(config.axes, () if lane is None else lane.values, strict=False)
    lines: list[Line] = [[(f"{symbol(one)}  {figure(value)}", "")] for one, value in values]
    if lane is not None:
        word = short_word(lane.verdict)
        lines += [[(f"{mark_of(lane.verdict)} {word}", role_of(lane.verdict))], []]
    lines.append([("loss after", "heading")])
    quarter = max(1, config.steps // 4)
    for step in dict.fromkeys([0, *range(quarter, config.steps, quarter), config.steps]):
        if step <= run.step:
            loss = run.rows(step, step)[0].new_loss if step else run.rows(1, 1)[0].loss
            lines.append([(f"{step:>4} ", "heading"), (number(loss, 3), "")])
    return [*lines, [], *([(f"{mark} ", role), (text, "")] for mark, text, role in marks)]
