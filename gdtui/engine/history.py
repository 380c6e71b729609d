"""What a run has done, kept small: recent rows as they were, everything else as an envelope.

An envelope keeps, for each of at most a few thousand equal spans of steps, the smallest and the
largest value, so that a chart of a million steps costs what a chart of a thousand costs and no
extreme is ever lost. Exact old rows come back from the run by replay.
"""

import math
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from itertools import islice, starmap
from typing import NamedTuple

from gdtui.engine.events import NARROW, Row, StepsTaken, StepTaken
from gdtui.engine.waypoints import Waypoint, Waypoints

WINDOW = 4096  # rows kept as they were
FEWEST = 64  # … if each holds vectors of many numbers
SPANS = 2048  # spans of an envelope before pairs of them are merged
LATEST = 128  # steps at the end of a path that are all told


class Span(NamedTuple):
    """The values of the steps `first` … `last`: the smallest and the largest."""

    first: int
    last: int
    low: float
    high: float


class Envelope:
    """Minimum and maximum of a growing sequence, over equal spans of a power of two."""

    def __init__(self, spans: int = SPANS) -> None:
        self._capacity = spans
        self._lows: list[float] = []
        self._highs: list[float] = []
        self.stride = 1
        self.count = 0

    def extend(self, values: Sequence[float]) -> None:
        """Append `values`; nan counts as inf, since it is what became of a number too large."""
        if values and any(map(math.isnan, values)):
            values = [math.inf if math.isnan(value) else value for value in values]
        begin = 0
        while begin < len(values):
            room = self.stride - self.count % self.stride
            part = values[begin : begin + room]
            low, high = min(part), max(part)
            if room == self.stride:
                self._lows.append(low)
                self._highs.append(high)
            else:
                self._lows[-1] = min(self._lows[-1], low)
                self._highs[-1] = max(self._highs[-1], high)
            self.count += len(part)
            begin += len(part)
            if len(self._lows) > self._capacity:
                self._merge()

    def truncate(self, count: int, tail: Callable[[int, int], Sequence[float]]) -> None:
        """Keep the first `count` values; `tail(i, j)` gives values i … j−1 of a span cut in two."""
        if count >= self.count:
            return
        whole = count // self.stride
        rest = tail(whole * self.stride, count)  # asked for while everything is still known
        self._lows, self._highs = self._lows[:whole], self._highs[:whole]
        self.count = whole * self.stride
        self.extend(rest)

    def spans(self, first: int = 0, last: int | None = None, at_most: int = SPANS) -> list[Span]:
        """The spans that cover values `first` … `last`, merged until `at_most` are left.

        They are whole spans of the envelope: the outermost may reach beyond what was asked for.
        """
        last = self.count - 1 if last is None else min(last, self.count - 1)
        if last < first:
            return []
        begin, end = first // self.stride, last // self.stride + 1
        group = -(-(end - begin) // max(1, at_most))
        return [
            Span(
                first=i * self.stride,
                last=min(j * self.stride, self.count) - 1,
                low=min(self._lows[i:j]),
                high=max(self._highs[i:j]),
            )
            for i in range(begin, end, group)
            for j in (min(i + group, end),)
        ]

    def fork(self) -> "Envelope":
        """A copy to grow apart from here on."""
        twin = copy(self)
        twin._lows, twin._highs = [*self._lows], [*self._highs]
        return twin

    def _merge(self) -> None:
        self._lows = [min(pair) for pair in _pairs(self._lows)]
        self._highs = [max(pair) for pair in _pairs(self._highs)]
        self.stride *= 2


def _pairs(values: list[float]) -> Iterable[list[float]]:
    return (values[i : i + 2] for i in range(0, len(values), 2))


class History:
    """What charts and log read of one run. State k is where the run stands after k updates."""

    def __init__(
        self,
        first_loss: float,
        rows: Callable[[int, int], list[StepTaken]],
        *,
        window: int = WINDOW,
        spans: int = SPANS,
    ) -> None:
        """`rows(i, j)` gives updates i … j exactly, from the run itself.

        `window` rows are kept as they were, and `spans` of each envelope.
        """
        self._rows = rows
        self._first_loss = first_loss
        self._window = window
        self._recent: deque[Row] = deque(maxlen=window)
        self._waypoints = Waypoints()
        self.loss = Envelope(spans)
        """The loss at states 0 … `last`."""
        self.learning_rate = Envelope(spans)
        """η of updates 1 … `last`, update k at place k − 1."""
        self.batch_loss = Envelope(spans)
        """The loss of the batch of updates 1 … `last`, update k at place k − 1; with data only."""
        self.loss.extend([first_loss])

    @property
    def last(self) -> int:
        """How many updates are known."""
        return self.learning_rate.count

    @property
    def _begins(self) -> int:
        """The first update in the window."""
        return StepTaken(*self._recent[0]).step if self._recent else self.last + 1

    def append(self, block: StepsTaken) -> None:
        """Take in a block of updates.

        Those that are known already are passed over; those that a `seek` ahead has left out come
        from the run.
        """
        begins = block[0].step
        for first in range(self.last + 1, begins, self._window):
            self._take(StepsTaken(self._rows(first, min(first + self._window, begins) - 1)))
        if block[-1].step > self.last:
            self._take(StepsTaken(block.rows[self.last + 1 - begins :]))

    def _take(self, block: StepsTaken) -> None:
        wide = len(block[0].params)
        if wide > NARROW and not self._recent:  # long vectors: fewer rows
            self._recent = deque(maxlen=max(FEWEST, self._window * NARROW // (4 * wide)))
        self._recent.extend(block.rows)
        if wide <= NARROW:
            self._waypoints.append(block.rows)
        if block[0].batch_loss is not None:
            self.batch_loss.extend(block.column("batch_loss"))
        self.loss.extend(block.column("new_loss"))
        self.learning_rate.extend(block.column("learning_rate"))

    def truncate(self, step: int) -> None:
        """Forget the updates after `step`."""
        self._waypoints.truncate(step)
        while self._recent and StepTaken(*self._recent[-1]).step > step:
            self._recent.pop()
        self.loss.truncate(step + 1, self._losses)
        self.learning_rate.truncate(
            step, lambda i, j: [row.learning_rate for row in self.rows(i + 1, j)]
        )
        self.batch_loss.truncate(
            step, lambda i, j: [row.batch_loss or 0.0 for row in self.rows(i + 1, j)]
        )

    def first_at_most(self, threshold: float) -> int | None:
        """The first step, as far as is known, after which the loss is no more than `threshold`."""
        for span in self.loss.spans():
            if span.low <= threshold:
                losses = self._losses(span.first, span.last + 1) if span.last else [span.low]
                reached = (
                    step for step, loss in enumerate(losses, span.first) if loss <= threshold
                )
                return next(reached, span.last)
        return None

    @property
    def best(self) -> float:
        """The lowest loss so far."""
        return min(span.low for span in self.loss.spans())

    def fork(self, rows: Callable[[int, int], list[StepTaken]]) -> "History":
        """A copy to grow apart from here on; `rows` as for a new history."""
        twin = copy(self)
        twin._rows, twin._recent = rows, self._recent.copy()
        twin._waypoints = self._waypoints.fork()
        twin.loss, twin.learning_rate, twin.batch_loss = (
            envelope.fork() for envelope in (self.loss, self.learning_rate, self.batch_loss)
        )
        return twin

    def path(self, step: int) -> list[Waypoint]:
        """Where the run stood on its way to state `step`, that one left out: from the start on,
        the first and the latest states all, of those between as many as a picture can use.

        Of long vectors the latest alone.
        """
        latest = self.rows(step - LATEST + 1, step)
        begins = latest[0].step if latest else step
        return [
            *self._waypoints.until(begins - 1),
            *(Waypoint(row.step - 1, row.params, row.loss) for row in latest),
        ]

    def _losses(self, first: int, end: int) -> list[float]:
        """The loss at states `first` … `end` − 1, exactly."""
        start = [self._first_loss] if first == 0 else []
        return start + [row.new_loss for row in self.rows(first, end - 1)]

    def rows(self, first: int, last: int) -> list[StepTaken]:
        """Updates `first` … `last`: from the window if they are in it, else by replay."""
        first, last = max(first, 1), min(last, self.last)
        if last < first:
            return []
        begins = self._begins
        if first >= begins:
            return list(starmap(StepTaken, islice(self._recent, first - begins, last - begins + 1)))
        return self._rows(first, last)
