"""A run as a command line: what is written opens the same run, to the bit."""

import math
import shlex
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from gdtui.cli.commands import COMMANDS
from gdtui.cli.main import group
from gdtui.cli.run import play, run_at
from gdtui.engine.config import RunConfig, StepSettings
from gdtui.engine.run import Run
from gdtui.files.command_line import CHANGES, NUMBER, POINT, SETTINGS, command, edit_of, reopening
from gdtui.files.datasets import open_run
from gdtui.files.presets import presets
from gdtui.files.table.columns import Wanted


def opened(words: Sequence[str]) -> Run:
    """The run that the playground opens for a command line."""
    program, *rest = words
    assert program == "gdtui"
    assert rest[0] not in COMMANDS
    above = click.Context(group, **group.context_settings)
    params = dict(play.make_context("play", rest, parent=above).params)
    for name in ("theme", "ascii_only", "fps", "no_mouse"):
        del params[name]
    return run_at(params.pop("loss"), params, params.pop("edits"), params.pop("at"))


def known(run: Run) -> str:
    """Where a run stands and everything that it does, five steps on from its furthest one too."""
    step, furthest = run.step, run.furthest
    run.seek(furthest + 5)
    rows = run.rows(1, run.furthest)
    run.seek(step)
    return repr((run.config, run.edits, run.state, run.settings, rows))


# Any run

numbers = st.floats(-5, 5)
one = st.sampled_from(
    ["(w - 3)^2", "-cos(w)", "-w^2 + w^4", " (w-2)^2 ", "cliff", "plateau", "cliff:", "run", "-run"]
)
two = st.sampled_from(["x^2 + 10y^2", "rosenbrock", "ravine:condition=50", "runs*w", "zig-zag"])
losses = (
    st.tuples(one, st.none() | st.tuples(numbers))
    | st.tuples(two, st.none() | st.tuples(numbers, numbers))
    | st.tuples(st.just("quadratic:spectrum=1/10/3"), st.none() | st.tuples(*[numbers] * 3))
)
rates = st.sampled_from([0.1, 0.5, 1.0, 2.0, 1e-300, 1e100]) | st.floats(1e-6, 3.0)
shares = st.floats(0.01, 0.99)
optimizers = st.sampled_from(
    ["gd", "sgd", "momentum", "nesterov:momentum=0.5", "rprop", "lion",
     "adam:beta1=0.8,beta2=0.95", " Adam : amsgrad = yes ", "adagrad:weight_decay=0.01"]
) | shares.map(lambda beta: f"adam:beta1={beta!r}")  # fmt: skip
schedules = st.sampled_from(
    [
        "constant",
        "step:step_size=7,gamma=0.3",
        "multistep:milestones=5/12/31,gamma=0.4",
        "cosine:total_steps=30",
        "plateau:patience=2",
    ]
) | shares.map(lambda gamma: f"exponential:gamma={gamma!r}")
steps = st.integers(0, 40)
what_changes = {"learning_rate": rates, "optimizer": optimizers, "schedule": schedules}
changes = st.fixed_dictionaries({}, optional=what_changes).filter(bool)
what_follows = st.fixed_dictionaries(
    {},
    optional={
        **what_changes,
        "max_steps": st.integers(0, 50),
        "seed": st.integers(0, 2**63 - 1),
    },
)
edits = st.lists(st.tuples(steps, changes), max_size=4)


def check_that_it_comes_back(config: RunConfig, edits: list[tuple[int, Any]], at: int) -> None:
    try:
        run = open_run(config)
    except ValueError:
        assume(False)  # no run has this configuration
    for step, change in edits:
        run.seek(step)
        run.edit(**change)
    run.seek(at)

    again = opened(shlex.split(reopening(run)))

    assert again.config == run.config
    assert list(again.edits) == list(run.edits)
    assert again.step == run.step
    assert known(again) == known(run)


@settings(max_examples=150)
@given(losses, what_follows, edits, steps)
def test_any_run_comes_back_from_its_command_line(
    loss: tuple[str, tuple[float, ...] | None],
    others: dict[str, Any],
    edits: list[tuple[int, Any]],
    at: int,
) -> None:
    objective, start = loss
    check_that_it_comes_back(RunConfig(objective=objective, start=start, **others), edits, at)


OWN = "-my own 'data'.csv"
on_data = st.sampled_from(
    [("linear", "cars"), ("linear", "line:n=30,noise=0.1"), ("mlp:hidden=3", "circle:n=40"),
     ("logistic:l2=0.1", "xor:n=30,seed=4"), ("softmax", "iris"), ("(w - 3)^2", "noise:sigma=0.5"),
     ("-cos(w)", "noise:n=20"), ("linear", OWN)]
)  # fmt: skip
of_data = st.fixed_dictionaries(
    {},
    optional={
        "batch_size": st.integers(1, 20),
        "test_share": st.sampled_from([0.0, 0.25]) | st.floats(0.1, 0.5),
        "standardize": st.booleans(),
        "shuffle": st.booleans(),
        "replacement": st.booleans(),
        "target": st.sampled_from(["price", "-$(x) y"]),
        "features": st.sampled_from([("size",), ("size", 'a, "b"')]),
        "drop": st.sampled_from([('a, "b"',)]),
        "one_hot": st.sampled_from([("auto",), ("size",)]),
        "missing": st.sampled_from(["drop", "mean"]),
        "header": st.sampled_from([True]),
    },
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(on_data, of_data, what_follows, edits, steps)
def test_any_run_on_data_comes_back_from_its_command_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    model: tuple[str, str],
    of_data: dict[str, Any],
    others: dict[str, Any],
    edits: list[tuple[int, Any]],
    at: int,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(OWN).write_text('size,"a, ""b""",-$(x) y,price\n1,7,2,3.5\n2,8,1,4\n3,9,5,9\n4,1,4,9.5\n')
    loss, data = model
    if data != OWN:
        for name in Wanted._fields:
            of_data.pop(name, None)
    check_that_it_comes_back(RunConfig(objective=loss, data=data, **of_data, **others), edits, at)


@given(st.floats(allow_nan=False))
def test_a_number_reads_back_to_the_bit(value: float) -> None:
    assert repr(NUMBER.read(NUMBER.write(value))) == repr(value)
    assert repr(POINT.read(POINT.write((value, 1.0)))) == repr((value, 1.0))


# What it looks like


def test_what_is_as_usual_is_left_out() -> None:
    assert command(RunConfig()) == "gdtui '(w - 3)^2'"
    run = Run()
    run.seek(8)
    run.edit(learning_rate=1.05, optimizer="adam:beta1=0.8,beta2=0.95")
    run.seek(12)
    assert reopening(run) == (
        "gdtui '(w - 3)^2' --start 7 --lr 0.1 --edit 8:lr=1.05 "
        "--edit 8:optimizer=adam:beta1=0.8,beta2=0.95 --at 12"
    )


def test_what_begins_like_an_option_is_none() -> None:
    config = RunConfig(objective="-cos(w)", start=(-1.0,), data="-x.csv", shuffle=False)
    assert command(config) == "gdtui --start=-1 --data=-x.csv --no-shuffle -- '-cos(w)'"


@pytest.mark.parametrize("name", ["cliff", "plateau"])
def test_a_loss_that_a_preset_is_called_as_has_a_colon(name: str) -> None:
    assert name in presets()
    assert command(RunConfig(objective=name)) == f"gdtui {name}:"
    assert opened(["gdtui", f"{name}:"]).config.objective == name


def test_command_lines_of_the_version_before_open_what_they_did() -> None:
    words = "--start -3.0 --lr 0.1 --optimizer adam:beta1=0.8 --schedule cosine --steps 50"
    config = opened(["gdtui", "(w - 3)^2", *words.split()]).config
    assert (config.start, config.learning_rate, config.max_steps) == ((-3.0,), 0.1, 50)
    assert (config.optimizer, config.schedule) == ("adam:beta1=0.8", "cosine")
    config = opened(["gdtui", "--start=5", "--lr", "0.1", "--", "-3*w"]).config
    assert (config.objective, config.start) == ("-3*w", (5.0,))


# The table


def test_the_table_has_every_setting_of_a_run() -> None:
    names = [setting.name for setting in SETTINGS]
    assert sorted([*names, "objective", "data_hash"]) == sorted(f.name for f in fields(RunConfig))
    assert tuple(setting.name for setting in CHANGES) == StepSettings._fields


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is not an edit such as 8:lr=1.05"),
        ("8", "is not an edit such as 8:lr=1.05"),
        ("8:lr", "is not an edit such as 8:lr=1.05"),
        (":lr=1", "is not an edit such as 8:lr=1.05"),
        ("8:rate=1", "lr, optimizer, schedule can change"),
        ("8:seed=1", "lr, optimizer, schedule can change"),
        ("8:lr=fast", "lr is not a number such as 0.1, 1e-4 or 1/3"),
        ("-1:lr=1", "the step is not a whole number, 0 or more"),
        ("x:lr=1", "the step is not a whole number, 0 or more"),
        (f"{2**63}:lr=1", "the step is not a whole number, 0 or more"),
    ],
)
def test_an_edit_that_is_none(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        edit_of(text)


def test_an_edit_of_a_rule_with_settings() -> None:
    assert edit_of("8:optimizer=adam:beta1=0.8,beta2=0.95") == (
        8,
        {"optimizer": "adam:beta1=0.8,beta2=0.95"},
    )
    assert edit_of("0:lr=inf").changes == {"learning_rate": math.inf}
