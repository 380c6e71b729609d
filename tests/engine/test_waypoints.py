"""What is kept of a path: its beginning, evenly spaced points of the rest, never too many."""

from itertools import pairwise

import pytest

from gdtui.engine.config import RunConfig
from gdtui.engine.events import StepTaken
from gdtui.engine.experiment import Experiment
from gdtui.engine.history import LATEST
from gdtui.engine.run import Run
from gdtui.engine.waypoints import FIRST, MOST, Waypoints


def rows(first: int, last: int) -> list[tuple[object, ...]]:
    """Updates that lead from k − 1 to k, with loss k² before."""
    return [
        (k, (float(k - 1),), float((k - 1) ** 2), (1.0,), 1.0, (1.0,), (float(k),), float(k * k))
        for k in range(first, last + 1)
    ]


def kept(waypoints: Waypoints, step: int = 10**9) -> list[int]:
    return [point.step for point in waypoints.until(step)]


@pytest.mark.parametrize("steps", [1, FIRST, FIRST + MOST, 5 * MOST, 73_369])
def test_the_beginning_is_whole_and_the_rest_evenly_spaced(steps: int) -> None:
    waypoints = Waypoints()
    waypoints.append(rows(1, steps))
    found = kept(waypoints)
    assert found[: min(FIRST, steps)] == [*range(min(FIRST, steps))]
    assert len(found) <= FIRST + MOST
    later = found[FIRST:]
    assert {b - a for a, b in pairwise(later)} <= {waypoints.stride}


def test_portions_make_no_difference() -> None:
    whole, parts = Waypoints(), Waypoints()
    whole.append(rows(1, 6000))
    for begin in range(1, 6000, 60):
        parts.append(rows(begin, begin + 59))
    assert parts.until(6000) == whole.until(6000)


def test_going_back_forgets_and_going_on_is_another_path() -> None:
    waypoints = Waypoints()
    waypoints.append(rows(1, 1000))
    fork = waypoints.fork()
    waypoints.truncate(600)
    assert kept(waypoints)[-1] == 599
    assert kept(fork)[-1] == 999


def test_a_path_is_where_the_run_was() -> None:
    experiment = Experiment(Run(RunConfig(objective="rosenbrock", learning_rate=0.001)))
    experiment.advance(3000)
    path = experiment.history.path(2500)
    assert path[0].params == (-1.2, 1.0)
    assert [point.step for point in path[-LATEST:]] == [*range(2500 - LATEST, 2500)]
    for point in path[::97]:
        (row,) = experiment.run.rows(point.step + 1, point.step + 1)
        assert isinstance(row, StepTaken)
        assert (row.params, row.loss) == (point.params, point.loss)
