"""What tells runs apart, in words that are as different as the runs."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gdtui.engine.analysis.differences import compared, same_loss
from gdtui.engine.config import RunConfig
from gdtui.engine.data.synthetic import SYNTHETIC
from gdtui.engine.run import Run


def of(**config: Any) -> Run:
    return Run(RunConfig(**{"objective": "(w - 2)^2", "start": (8.0,), **config}))


def test_only_what_differs_is_named() -> None:
    runs = [of(learning_rate=0.5), of(learning_rate=1.0), of(learning_rate=0.1)]
    assert compared(runs).names == ("η=0.5", "η=1", "η=0.1")
    assert compared(runs).shared == ("gd", "constant", "start 8")
    runs[1] = of(learning_rate=0.5, optimizer="momentum", start=(7.0,))
    assert compared(runs[:2]).names == ("gd, start 8", "momentum, start 7")


def test_settings_of_a_rule_are_told_where_its_name_is_not_enough() -> None:
    specs = "momentum:momentum=0.5", "momentum:momentum=0.9"
    assert compared([of(optimizer=spec) for spec in specs]).names == specs
    assert compared([of(optimizer=spec) for spec in (specs[0], "adam")]).names == (
        "momentum",
        "adam",
    )


def test_an_edit_is_a_difference_and_says_from_where() -> None:
    edited, plain = of(learning_rate=0.1), of(learning_rate=0.1)
    edited.advance(8)
    edited.edit(learning_rate=1.05)
    assert compared([edited, plain]).names == ("η=0.1→1.05 at 8", "η=0.1")
    plain.edit(learning_rate=1.05)
    assert compared([edited, plain]).names == ("η=0.1→1.05 at 8", "η=1.05")


def test_batches_are_named_and_so_is_all() -> None:
    line = SYNTHETIC["line"]()
    config = {"objective": "linear", "data": "line", "learning_rate": 0.2}
    runs = [Run(RunConfig(**config, batch_size=size), line) for size in (8, None)]  # type: ignore[arg-type]
    assert compared(runs).names == ("B=8", "B=all")
    assert same_loss(*runs)
    assert not same_loss(runs[0], of())
    assert same_loss(of(), of(objective="(w-2)^2", learning_rate=3.0))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(1e-9, 1e3), min_size=2, max_size=8, unique=True))
def test_two_rates_never_have_one_name(rates: list[float]) -> None:
    names = compared([of(learning_rate=rate) for rate in rates]).names
    assert len(set(names)) == len(rates)
