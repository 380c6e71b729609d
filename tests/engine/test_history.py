"""History: bounded, and no extreme is ever lost."""

import math
import tracemalloc
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gdtui.engine.config import RunConfig
from gdtui.engine.events import Event, StepsTaken
from gdtui.engine.history import Envelope, History, Span
from gdtui.engine.run import Run

VALUES = st.lists(
    st.one_of(st.floats(-10, 10), st.sampled_from([math.inf, -math.inf, math.nan])), max_size=300
)
CAPACITIES = st.integers(1, 12)


def filled(values: Sequence[float], capacity: int, portions: Iterable[int] = ()) -> Envelope:
    envelope, begin = Envelope(capacity), 0
    for portion in [*portions, len(values)]:
        envelope.extend(values[begin : begin + portion])
        begin += portion
    return envelope


def extremes(values: Sequence[float]) -> tuple[float, float]:
    numbers = [math.inf if math.isnan(value) else value for value in values]
    return min(numbers), max(numbers)


def check_cover(spans: list[Span], values: Sequence[float], first: int, last: int) -> None:
    """The spans follow one another, cover `first` … `last`, and tell the truth of each."""
    assert spans[0].first <= first
    assert spans[-1].last >= last
    assert all(a.last + 1 == b.first for a, b in pairwise(spans))
    for span in spans:
        assert 0 <= span.first <= span.last < len(values)
        assert (span.low, span.high) == extremes(values[span.first : span.last + 1])


@settings(deadline=None)
@given(VALUES, CAPACITIES, st.lists(st.integers(0, 40), max_size=10))
def test_every_minimum_and_maximum_is_kept(
    values: list[float], capacity: int, portions: list[int]
) -> None:
    envelope = filled(values, capacity, portions)
    assert envelope.count == len(values)
    spans = envelope.spans()
    assert len(spans) <= capacity
    if values:
        check_cover(spans, values, 0, len(values) - 1)
    else:
        assert spans == []
    assert spans == filled(values, capacity).spans()


@settings(deadline=None)
@given(VALUES, CAPACITIES, st.integers(0, 320), st.integers(0, 320), st.integers(1, 20))
@example([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 12, 0, 4, 2)  # the last span ends with the range
def test_any_range_is_covered_in_few_spans(
    values: list[float], capacity: int, first: int, last: int, at_most: int
) -> None:
    envelope = filled(values, capacity)
    spans = envelope.spans(first, last, at_most)
    assert len(spans) <= at_most
    last = min(last, len(values) - 1)
    if first > last:
        assert spans == []
    else:
        check_cover(spans, values, first, last)


@settings(deadline=None)
@given(VALUES, CAPACITIES, st.integers(0, 320), VALUES)
def test_a_truncated_envelope_has_never_gone_further(
    values: list[float], capacity: int, count: int, more: list[float]
) -> None:
    envelope = filled(values, capacity)
    envelope.truncate(count, lambda i, j: values[i:j])
    kept = values[:count]
    assert envelope.count == len(kept)
    if kept:
        check_cover(envelope.spans(), kept, 0, len(kept) - 1)
    envelope.extend(more)
    everything = [*kept, *more]
    if everything:
        check_cover(envelope.spans(), everything, 0, len(everything) - 1)


def test_what_is_not_a_number_counts_as_too_large() -> None:
    envelope = filled([1.0, math.nan, -math.inf], 8)
    assert [span.high for span in envelope.spans()] == [1.0, math.inf, -math.inf]


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("advance"), st.integers(0, 60)),
        st.tuples(st.just("seek"), st.integers(0, 300)),
        st.tuples(st.just("edit"), st.floats(0.001, 1.5)),
    ),
    max_size=16,
)


@settings(max_examples=120, deadline=None)
@given(ACTIONS, st.sampled_from([(4096, 2048), (16, 8), (1, 1)]))
def test_the_history_of_a_run_is_that_of_a_straight_run(
    actions: list[tuple[str, Any]], sizes: tuple[int, int]
) -> None:
    window, spans = sizes
    run = Run(RunConfig(learning_rate=0.01))
    history = History(run.loss, run.rows, window=window, spans=spans)
    for name, argument in actions:
        if name == "edit":
            run.edit(learning_rate=argument)
            history.truncate(run.step)
        elif name == "seek":
            run.seek(argument)
        else:
            take_in(history, run.advance(argument))
    run.seek(run.furthest)
    take_in(history, run.advance(5))

    rows = run.rows(1, run.furthest)
    if history.last < run.furthest:  # a seek to the end of a run hands out nothing after it
        assert run.ended
        rows = rows[: history.last]
    assert repr(history.rows(1, 10_000)) == repr(rows)
    for first in range(1, len(rows) + 1, 7):
        assert repr(history.rows(first, first + 3)) == repr(rows[first - 1 : first + 3])
    losses = [16.0, *(row.new_loss for row in rows)]
    rates = [row.learning_rate for row in rows]
    assert history.loss.count == len(losses)
    check_cover(history.loss.spans(), losses, 0, len(rows))
    if rates:
        check_cover(history.learning_rate.spans(), rates, 0, len(rates) - 1)


def take_in(history: History, events: list[Event]) -> None:
    for event in events:
        if isinstance(event, StepsTaken):
            history.append(event)


def test_known_updates_are_passed_over() -> None:
    run = Run(RunConfig(learning_rate=0.01))
    history = History(run.loss, run.rows)
    take_in(history, run.advance(50))
    run.seek(20)
    take_in(history, run.advance(40))
    assert history.last == 60
    assert [row.step for row in history.rows(1, 60)] == list(range(1, 61))


def test_truncating_to_the_start_keeps_the_loss_there() -> None:
    run = Run(RunConfig(learning_rate=1e-4))
    history = History(run.loss, run.rows)
    take_in(history, run.advance(5000))  # spans of several steps by now
    run.seek(0)
    run.edit(learning_rate=0.1)
    history.truncate(0)
    assert history.loss.spans() == [Span(0, 0, 16.0, 16.0)]
    take_in(history, run.advance(1))
    assert history.loss.count == 2


@pytest.mark.parametrize("step", [0, 1, 2047, 2048, 2999, 3000, 3001])
def test_truncating_anywhere_keeps_as_many_losses_as_states(step: int) -> None:
    run = Run(RunConfig(learning_rate=1e-4))
    history = History(run.loss, run.rows)
    take_in(history, run.advance(3000))
    history.truncate(step)
    assert history.last == min(step, 3000)
    assert history.loss.count == min(step, 3000) + 1


def test_a_million_steps_take_a_few_megabytes() -> None:
    run = Run(RunConfig(learning_rate=1e-7))
    history = History(run.loss, run.rows)
    take_in(history, run.advance(5000))
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        loss = history.loss.spans()[-1].low
        for k in range(5000, 1_000_000, 50_000):  # the shape of a run, without computing it
            rows = [
                (t, (0.0,), loss, (0.0,), 0.1, (0.0,), (0.0,), loss)
                for t in range(k + 1, min(k + 50_000, 1_000_000) + 1)
            ]
            history.append(StepsTaken(rows))
            del rows
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert history.last == 1_000_000
    assert after - before < 4_000_000
    assert len(history.loss.spans()) <= 2048
