"""The numbers that the shipped labs tell in words, which no task asks the engine for."""

from collections import Counter

import pytest

from gdtui.files.typed_command import command_of
from gdtui.study.labs import labs
from gdtui.study.labs.kinds.choose import Choose
from gdtui.study.labs.kinds.classify import Classify
from gdtui.study.labs.shapes import shape_of
from gdtui.study.labs.task_run import losses, verdict


def run(text: str) -> list[float]:
    return losses(command_of(text).opened(5000))


def test_plain_descent_needs_74_steps_in_the_ravine() -> None:
    curve = run("'x^2 + 25y^2' --start 10,1 --lr 0.038461538461538464 --at 74")
    assert curve[73] > 0.001 > curve[74]


def test_a_rate_that_falls_too_early_strands_at_5_9() -> None:
    at = command_of("'(w-2)^2' --start 8 --lr 0.1 --schedule exponential:gamma=0.5 --at 60")
    made = at.opened(5000)
    assert made.params[0] == pytest.approx(5.9, abs=0.01)
    assert made.next_step().gradient[0] == pytest.approx(7.8, abs=0.01)


def test_a_tenth_of_the_distance_to_the_ridge_costs_13_steps() -> None:
    """The task's three draws take 26, 38 and 51 steps."""
    lab = labs.lab_named("saddles")
    task = lab.task("how-long")
    assert task is not None
    told = {task.ask(name).parts[0].solution for name in "abcdefghijklmnop"}
    assert told == {"26", "38", "51"}


def test_beyond_the_edge_of_the_minimum_it_jumps_between_two_points() -> None:
    made = command_of("'x^4/4 - x^2/2' --start 0.1 --lr 1.1 --at 400").opened(5000)
    assert verdict(made).kind == "oscillating"
    points = {round(row.params[0], 6) for row in made.rows(300, 400)}
    assert len(points) == 2


def test_the_ten_curves_are_told_apart_by_what_is_shown() -> None:
    lab = labs.lab_named("reading-curves")
    task = lab.task("ten")
    assert isinstance(task, Classify)
    asked = task.ask("anna")
    assert len(asked.parts) == 10
    assert not any("η" in line for line in asked.given)
    stranded = asked.given[5]
    assert stranded.endswith("16, 15.4, 15.3, 15.2, 15.2, 15.2, 15.2")


def test_momentum_swings_and_its_peaks_fall() -> None:
    curve = run("x^2 --start 1 --lr 0.1 --optimizer momentum:momentum=0.9 --at 30")
    assert shape_of(curve, 2) == "oscillates"
    assert max(curve[20:]) < max(curve[5:15])


def test_the_place_of_the_right_option_says_nothing() -> None:
    """The labs ask in the order of the file: no place is right in more than half of them."""
    at = Counter(
        next(place for place, option in enumerate(task.options, 1) if option.right)
        for name in labs.known()
        for task in labs.lab_named(name).tasks
        if isinstance(task, Choose)
    )
    assert set(at) == {1, 2, 3}
    assert max(at.values()) <= at.total() / 2
