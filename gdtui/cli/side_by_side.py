"""Several learning rates without a screen: runs side by side, and how they compare."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from string import ascii_lowercase
from typing import NamedTuple

from gdtui.cli.columns import wrapped
from gdtui.cli.console import columns
from gdtui.cli.report import CHART, FORMS
from gdtui.cli.spoken import spoken
from gdtui.drawing.axes import Axis, step_limit
from gdtui.drawing.chart import plain
from gdtui.drawing.comparison import Compared, comparison_lines
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.loss_curve import Curve, loss_lines
from gdtui.engine.analysis.differences import compared
from gdtui.engine.analysis.standing import low_loss, standing
from gdtui.engine.analysis.verdict import with_rate_that_holds
from gdtui.engine.events import Event
from gdtui.engine.experiment import Track
from gdtui.engine.numbers import typed
from gdtui.engine.run import Run


class Lane(NamedTuple):
    """One of several runs, and what will happen to it."""

    run: Run
    events: Iterable[Event]

    @property
    def name(self) -> str:
        """What it is called in data: `lr=0.5`."""
        rate = self.run.config.learning_rate
        assert rate is not None  # it is resolved
        return f"lr={typed(rate)}"


def lines_of(lanes: Sequence[Lane], form: str, glyphs: Glyphs, log: bool) -> Iterator[str]:
    """The runs in a form: rows of data with a column or field that names the run; tables one after
    the other, or one chart; after these the comparison."""
    match form:
        case "csv":
            yield from _csv(lanes, glyphs)
        case "jsonl":
            yield from _jsonl(lanes, glyphs)
        case "table" | "plain":
            write = FORMS["table"] if form == "table" else spoken
            for letter, lane in zip(ascii_lowercase, lanes, strict=False):
                yield f"{letter}  {lane.name}"
                yield from write(lane.run, lane.events, glyphs, log)
                yield ""
            yield from _comparison(_gone(lanes), glyphs)
        case _:
            tracks = _gone(lanes)
            yield from _chart(tracks, glyphs, log)
            yield ""
            yield from _comparison(tracks, glyphs)
            yield ""
            yield from _verdicts(tracks)


def _csv(lanes: Sequence[Lane], glyphs: Glyphs) -> Iterator[str]:
    for place, lane in enumerate(lanes):
        rows = FORMS["csv"](lane.run, lane.events, glyphs, False)
        for heading in islice(rows, 1):
            if place == 0:
                yield f"run,{heading}"
        for row in rows:
            yield f"{lane.name},{row}"


def _jsonl(lanes: Sequence[Lane], glyphs: Glyphs) -> Iterator[str]:
    for lane in lanes:
        for line in FORMS["jsonl"](lane.run, lane.events, glyphs, False):
            content = json.loads(line)
            event = {"event": content.pop("event"), "run": lane.name}
            yield json.dumps({**event, **content}, ensure_ascii=False)


def _gone(lanes: Sequence[Lane]) -> list[Track]:
    """The runs, when all that happens has happened."""
    for lane in lanes:
        for _ in lane.events:
            pass
    return [Track.of(lane.run) for lane in lanes]


def _chart(tracks: Sequence[Track], glyphs: Glyphs, log: bool) -> Iterator[str]:
    names = compared([track.run for track in tracks]).names
    curves = [
        Curve(letter, name, letter, track.history.loss.spans(at_most=2 * CHART[0]), run.batches)
        for letter, name, track in zip(ascii_lowercase, names, tracks, strict=False)
        for run in (track.run,)
    ]
    steps = step_limit(max(track.run.furthest for track in tracks))
    yield f"loss of L = {tracks[0].run.objective.formula}"
    size = min(CHART[0], columns()), CHART[1] + 1
    lines = loss_lines(size, (), 0, None, steps, Axis(), glyphs, log=log, beside=curves)
    yield from plain(lines, glyphs).split("\n")


def _comparison(tracks: Sequence[Track], glyphs: Glyphs) -> Iterator[str]:
    threshold = low_loss([(track.run, track.history) for track in tracks])
    told = compared([track.run for track in tracks])
    rows = [
        Compared(letter, name, "", standing(track.run, track.history, threshold))
        for letter, name, track in zip(ascii_lowercase, told.names, tracks, strict=False)
    ]
    for line in comparison_lines(rows, threshold, columns(), glyphs):
        yield "".join(text for text, _ in line).rstrip()
    yield from wrapped(f"the same in all: {', '.join(told.shared)}", columns())


def _verdicts(tracks: Sequence[Track]) -> Iterator[str]:
    names = compared([track.run for track in tracks]).names
    for letter, name, track in zip(ascii_lowercase, names, tracks, strict=False):
        judged = standing(track.run, track.history, 0.0).verdict
        verdict = with_rate_that_holds(judged, track.run)
        yield from wrapped(f"{letter} {name}: {verdict}", columns())
