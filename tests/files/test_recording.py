"""Recordings: what is written can be run again to the bit, and what is read is not trusted."""

import contextlib
import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gdtui.engine.config import ConfigError, RunConfig
from gdtui.engine.events import Arrived, Event, Predicted, StepsTaken, StepTaken
from gdtui.engine.run import Run
from gdtui.files import recording
from gdtui.files.datasets import open_run
from gdtui.files.recording import Recording, RecordingError, lines, load
from gdtui.files.replay import MOST_EDITS, MOST_STEPS_SOUGHT, Replay, replay

STARTED = '{"event": "run_started", "objective": "(w - 3)^2"}\n'


def refuse(constant: str) -> NoReturn:
    raise AssertionError(f"{constant} is not JSON")


def strict(line: str) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(line, parse_constant=refuse)
    return parsed


def written(path: Path, events: Iterable[Event]) -> Path:
    return written_lines(path, lines(events))


def written_lines(path: Path, text: Iterable[str]) -> Path:
    path.write_text("".join(f"{line}\n" for line in text), encoding="utf-8")
    return path


def recorded(folder: Path, text: str) -> Recording:
    path = folder / "run.jsonl"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    return load(path)


def known(run: Run) -> str:
    """Everything about a run that a replay must bring back, to the bit."""
    rows = run.rows(1, run.furthest)
    return repr((run.config, run.state, run.furthest, run.edits, run.settings, rows))


# Writing


def test_the_first_key_is_the_event_and_the_rest_is_the_configuration() -> None:
    line = next(lines(Run(RunConfig(max_steps=3)).advance(1)))
    assert line == (
        '{"event": "run_started", "objective": "(w - 3)^2", "start": [7.0], "learning_rate": 0.1, '
        '"optimizer": "gd", "schedule": "constant", "max_steps": 3, "seed": 0}'
    )


def test_a_step_is_a_line_with_the_fields_that_it_has() -> None:
    _, first, second = map(strict, lines(Run().advance(2)))
    assert list(first) == [
        "event",
        "step",
        "params",
        "loss",
        "gradient",
        "learning_rate",
        "update",
        "new_params",
        "new_loss",
    ]
    assert (first["params"], first["new_params"], second["step"]) == ([7.0], [6.2], 2)


def test_a_diverged_run_is_json() -> None:
    run = Run(RunConfig(learning_rate=1e200))
    parsed = [strict(line) for line in lines(run.advance(10))]
    assert parsed[-1] == {"event": "run_ended", "reason": "diverged", "step": parsed[-2]["step"]}
    assert parsed[-2]["new_loss"] in ("inf", "nan")


def test_batches_are_written_and_read_where_there_are_any(tmp_path: Path) -> None:
    plain = StepTaken(1, (7.0,), 16.0, (8.0,), 0.1, (-0.8,), (6.2,), 10.24)
    row = plain._replace(batch_size=2, batch_loss=math.nan, epoch=1)
    text = STARTED + "".join(f"{line}\n" for line in lines([StepsTaken([row])]))
    ((number, again),) = recorded(tmp_path, text)
    assert (number, repr(again)) == (2, repr(row))


# There and back

losses = st.sampled_from(["(w - 3)^2", "(w-2)^2", "quadratic:spectrum=1/10"])
rates = st.floats(1e-8, 3.0) | st.sampled_from([0.1, 0.5, 1.0, 1e-300, 1e150])
actions = st.lists(
    st.tuples(st.just("advance"), st.integers(0, 300))
    | st.tuples(st.just("seek"), st.integers(0, 400))
    | st.tuples(st.just("edit"), rates),
    max_size=12,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(losses, rates, actions, st.none() | st.integers(0, 200))
def test_any_run_comes_back_to_the_bit(
    tmp_path: Path, loss: str, rate: float, done: list[tuple[str, Any]], max_steps: int | None
) -> None:
    run = Run(RunConfig(objective=loss, learning_rate=rate, max_steps=max_steps))
    events = run.advance(0)
    for action, value in done:
        match action:
            case "advance":
                events += run.advance(value)
            case "seek":
                events.append(run.seek(value))
            case "edit":
                events.append(run.edit(learning_rate=value))
    path = written(tmp_path / "run.jsonl", events)

    again = replay(load(path))

    assert again.differs is None
    assert known(again.run) == known(run)


@pytest.mark.parametrize(
    "config",
    [
        RunConfig(objective="linear", data="cars", batch_size=7, seed=3),
        RunConfig(
            objective="mlp:hidden=3",
            data="circle:noise=0.1,n=40",
            batch_size=16,
            optimizer="adam",
            test_share=0.25,
            standardize=True,
        ),
        RunConfig(objective="softmax", data="iris", replacement=True, batch_size=10),
        RunConfig(objective="softmax", data="digits", batch_size=32),
    ],
)
def test_a_run_on_data_comes_back_to_the_bit(tmp_path: Path, config: RunConfig) -> None:
    run = open_run(config)
    events = run.advance(20)
    events.append(run.edit(learning_rate=0.001))
    events += run.advance(15)
    events.append(run.seek(3))
    path = written(tmp_path / "run.jsonl", events)

    again = replay(load(path))

    assert again.differs is None
    assert again.run.config == run.config
    assert known(again.run) == known(run)
    assert list(lines(Replay(load(path)))) == path.read_text(encoding="utf-8").splitlines()
    shortest = written_lines(tmp_path / "short.jsonl", recording.of(run))
    assert known(replay(load(shortest)).run) == known(run)


def test_a_step_of_a_wide_model_is_a_line_without_its_vectors(tmp_path: Path) -> None:
    run = open_run(RunConfig(objective="softmax", data="digits", batch_size=32))
    _, step = map(strict, lines(run.advance(1)))
    assert list(step) == [
        "event",
        "step",
        "loss",
        "learning_rate",
        "new_loss",
        "batch_size",
        "batch_loss",
        "epoch",
        "examples",
        "evaluated",
    ]
    path = written(tmp_path / "run.jsonl", [run.started, *run.advance(3)])
    changed = path.read_text().replace('"batch_size": 32', '"batch_size": 31', 1)
    path.write_text(changed)
    with pytest.raises(RecordingError, match="line 2: step 2 cannot follow step 0"):
        replay(load(path))


def test_data_that_changed_since_are_said_to_have_changed(tmp_path: Path) -> None:
    table = tmp_path / "own.csv"
    table.write_text("1,2\n2,3\n3,5\n")
    run = open_run(RunConfig(objective="linear", data=str(table)))
    path = written(tmp_path / "run.jsonl", run.advance(2))
    assert replay(load(path)).differs is None
    table.write_text("1,2\n2,3\n3,6\n")
    with pytest.raises(ConfigError, match="is not what it was when the run was recorded"):
        replay(load(path))


@pytest.mark.parametrize(
    ("config", "steps", "reason"),
    [
        (RunConfig(objective="(w-2)^2", learning_rate=0.5, max_steps=9), 9, "max_steps"),
        (RunConfig(learning_rate=1e200), 9, "diverged"),
        (RunConfig(max_steps=4), 9, "max_steps"),
        (RunConfig(max_steps=0), 9, "max_steps"),
    ],
)
def test_a_run_ends_again_as_it_did(
    tmp_path: Path, config: RunConfig, steps: int, reason: str
) -> None:
    events = Run(config).advance(steps)
    path = written(tmp_path / "run.jsonl", events)
    again = Replay(load(path))
    assert list(lines(again)) == list(lines(events))
    assert again.differs is None
    assert again.run.ended is not None
    assert again.run.ended.reason == reason


@pytest.mark.parametrize("until_arrival", [False, True])
@pytest.mark.parametrize(
    "config", [RunConfig(objective="(w-2)^2", learning_rate=0.5), RunConfig(learning_rate=1e-300)]
)
def test_a_run_arrives_again_as_it_did(
    tmp_path: Path, config: RunConfig, until_arrival: bool
) -> None:
    run = Run(config)
    events = run.advance(9, until_arrival=until_arrival)
    events += [run.seek(0), *run.advance(4), run.edit(learning_rate=0.5), *run.advance(9)]
    again = Replay(load(written(tmp_path / "run.jsonl", events)))
    assert list(lines(again)) == list(lines(events))
    assert (again.differs, again.run.arrived) == (None, run.arrived)


def of_before(reason: str, step: int) -> str:
    return f'{{"event": "run_ended", "reason": "{reason}", "step": {step}}}'


@pytest.mark.parametrize(
    ("config", "steps", "reason", "arrived"),
    [
        (RunConfig(objective="(w-2)^2", learning_rate=0.5), 1, "converged", Arrived(1)),
        (RunConfig(), 3, "stopped", None),
    ],
)
def test_an_arrival_that_was_an_end_before_is_one_no_more(
    tmp_path: Path, config: RunConfig, steps: int, reason: str, arrived: Arrived | None
) -> None:
    text = [*lines(Run(config).advance(steps)), of_before(reason, steps)]
    again = replay(recorded(tmp_path, "\n".join(text)))
    assert (again.differs, again.run.step, again.run.ended) == (None, steps, None)
    assert again.run.arrived == arrived


def test_a_long_recording_is_read_as_one_goes(tmp_path: Path) -> None:
    run = Run(RunConfig(objective="(w-2)^2", learning_rate=1.0))
    path = written(tmp_path / "run.jsonl", run.advance(2000))
    again = Replay(load(path))
    events = iter(again)
    next(events)
    next(events)
    assert 0 < again.run.step < 2000


# What comes out otherwise


def steps_of(run: Run, n: int) -> list[str]:
    return list(lines(run.advance(n)))


@pytest.mark.parametrize("at", [1, 3, 300])
def test_the_first_step_that_differs_is_named(tmp_path: Path, at: int) -> None:
    text = steps_of(Run(RunConfig(objective="(w-2)^2", learning_rate=1.0)), 400)
    row = json.loads(text[at])
    row["new_loss"] = math.nextafter(row["new_loss"], math.inf)
    text[at] = json.dumps(row)
    assert replay(recorded(tmp_path, "\n".join(text))).differs == at


def test_a_zero_with_another_sign_differs(tmp_path: Path) -> None:
    text = steps_of(Run(RunConfig(objective="(w-2)^2", learning_rate=0.5)), 1)
    assert '"new_loss": 0.0' in text[1]
    text[1] = text[1].replace('"new_loss": 0.0', '"new_loss": -0.0')
    assert replay(recorded(tmp_path, "\n".join(text))).differs == 1


def test_a_run_that_ends_sooner_than_recorded_differs(tmp_path: Path) -> None:
    text = steps_of(Run(RunConfig(max_steps=6)), 6)
    text[0] = text[0].replace('"max_steps": 6', '"max_steps": 4')
    assert replay(recorded(tmp_path, "\n".join(text))).differs == 5


def test_an_end_that_does_not_come_differs(tmp_path: Path) -> None:
    arrived = '{"event": "arrived", "step": 3}'
    for end in (arrived, of_before("converged", 3), of_before("max_steps", 3)):
        text = [*steps_of(Run(), 3), end]
        assert replay(recorded(tmp_path, "\n".join(text))).differs == 3


# Hostile until read


def test_a_line_cut_short_by_a_crash_is_left_out(tmp_path: Path) -> None:
    text = "\n".join(steps_of(Run(), 5))
    cut = recorded(tmp_path, text[:-30])
    assert replay(cut).run.step == 4
    assert cut.cut_short
    assert not recorded(tmp_path, text).cut_short


def test_only_the_last_line_may_be_cut_short(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"^line 2, column 11: not a JSON object$"):
        replay(recorded(tmp_path, STARTED + '{"event": \n' + '{"event": "sought", "step": 0}\n'))


STEP = (
    '{"event": "step_taken", "step": 1, "params": [7], "loss": 16, "gradient": [8], '
    '"learning_rate": 0.1, "update": [-0.8], "new_params": [6.2], "new_loss": 10.24}'
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: empty"),
        ("\n\n", "line 1: empty"),
        ("w^2\n", "line 1, column 1: not a JSON object"),
        ("[]\n", "line 1: not an event"),
        ("\udcff\udcfe\n", "line 1: not a JSON object"),
        ('{"event": "sought", "step": 1}\n', "line 1: a recording begins with run_started"),
        ('{"event": 7}\n', "line 1: not an event"),
        ('{"event": "run_started", "evil": 1}\n', "line 1: unknown 'evil'; known: batch_size"),
        ('{"event": "run_started", "objective": 3}\n', "line 1: objective must be text"),
        ('{"event": "run_started", "start": "7"}\n', "line 1: start must be a list of numbers"),
        ('{"event": "run_started", "start": [true]}\n', "line 1: start must be a number"),
        ('{"event": "run_started", "data": 3}\n', "line 1: data must be text"),
        ('{"event": "run_started", "shuffle": 1}\n', "line 1: shuffle must be true or false"),
        ('{"event": "run_started", "batch_size": 1.5}\n', "line 1: batch_size must be a whole"),
        ('{"event": "run_started", "test_share": "x"}\n', "line 1: test_share must be a number"),
        ('{"event": "run_started", "seed": null}\n', "line 1: seed must be a whole number"),
        ('{"event": "run_started", "seed": 1.5}\n', "line 1: seed must be a whole number"),
        ('{"event": "run_started", "max_steps": -1}\n', "line 1: max_steps must be a whole"),
        ('{"event": "run_started", "learning_rate": NaN}\n', "line 1: not a JSON object"),
        (f'{{"event": "run_started", "learning_rate": 1{"0" * 400}}}\n', "line 1: learning_rate"),
        (f'{{"event": "run_started", "seed": 1{"0" * 5000}}}\n', "line 1: not a JSON object"),
        ("[" * 100_000 + "\n", "line 1: not a JSON object"),
        (STARTED + '{"event": "\\u001b[31m"}\n', r"line 2: unknown event '\x1b[31m'"),
        (STARTED + '{"event": "sought", "step": -1}\n', "line 2: step must be a whole number"),
        (STARTED + '{"event": "sought", "step": 1, "by": 2}\n', "line 2: unknown 'by'"),
        (STARTED + '{"event": "sought", "step": 10000000000}\n', "line 2: going to step"),
        (STARTED + '{"event": "run_ended", "reason": "\\u0007", "step": 1}\n', "line 2: reason"),
        (STARTED + '{"event": "run_edited", "step": 0, "changes": 1}\n', "line 2: changes must be"),
        (STARTED + '{"event": "run_edited", "step": 4, "changes": {}}\n', "line 2: step 4 was"),
        (STARTED + '{"event": "run_edited", "step": 0, "changes": {"seed": 1}}\n',
         "line 2: unknown 'seed'"),
        (STARTED + '{"event": "run_edited", "step": 0, "changes": {"optimizer": "evil"}}\n',
         "line 2: unknown optimizer 'evil'"),
        (STARTED + '{"event": "run_edited", "step": 0, "changes": {"learning_rate": "nan"}}\n',
         "line 2: the learning rate must be"),
        (STARTED + STEP.replace('"step": 1', '"step": 2'), "line 2: step 2 cannot follow step 0"),
        (STARTED + STEP.replace("[8]", "[]"), "line 2: gradient must be a list"),
        (STARTED + STEP.replace('"loss": 16, ', ""), "line 2: loss must be a number"),
        (STARTED + STEP.replace("16", '"Infinity"'), "line 2: loss must be a number"),
        (STARTED + STEP.replace("16", "null"), "line 2: loss must be a number"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(RecordingError) as error:
        replay(recorded(tmp_path, text))
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


def test_a_line_without_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="line 2: longer than"):
        replay(recorded(tmp_path, STARTED + " " * (recording.LONGEST_LINE + 1)))


def test_going_back_and_forth_for_ever_is_refused(tmp_path: Path) -> None:
    """Each place may be gone to; all of them together may not."""
    places = (5_000, 1, 5_000, 1, MOST_STEPS_SOUGHT - 1)
    text = STARTED + "".join(f'{{"event": "sought", "step": {step}}}\n' for step in places)
    with pytest.raises(RecordingError, match=r"line 6: going to step 19999999 takes too many"):
        replay(recorded(tmp_path, text))


def test_edits_without_end_are_refused(tmp_path: Path) -> None:
    edit = '{"event": "run_edited", "step": 0, "changes": {"learning_rate": 1}}\n'
    text = STARTED + edit * (MOST_EDITS + 1)
    with pytest.raises(RecordingError, match="line 5002: more than 5000 edits"):
        replay(recorded(tmp_path, text))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="No such file"):
        load(tmp_path / "none.jsonl")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
events = st.sampled_from(["run_started", "step_taken", "run_edited", "sought", "run_ended", "x"])
keys = st.sampled_from(
    ["step", "changes", "params", "loss", "start", "reason", "seed", "objective"]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(events, st.dictionaries(keys, json_values)), max_size=4), st.binary())
def test_nothing_else_is_ever_raised(
    tmp_path: Path, content: list[tuple[str, dict[str, Any]]], tail: bytes
) -> None:
    path = tmp_path / "run.jsonl"
    rest = "".join(json.dumps({"event": event, **item}) + "\n" for event, item in content)
    path.write_bytes(STARTED.encode() + rest.encode() + tail)
    with contextlib.suppress(RecordingError):
        replay(load(path))


# Predictions

SAID = Predicted(3, "w", "5 + 0.1*2", right=False, mistake="sign-flipped")


def test_a_prediction_is_a_line_and_changes_no_bit(tmp_path: Path) -> None:
    plain, run = Run(RunConfig(optimizer="adam")), Run(RunConfig(optimizer="adam"))
    plain.advance(6)
    events: list[Event] = [*run.advance(3), run.note(SAID), *run.advance(3)]
    assert run.rows(1, 6) == plain.rows(1, 6)
    (line,) = (line for line in lines(events) if "predicted" in line)
    assert strict(line) == {
        "event": "predicted",
        "step": 3,
        "asked": "w",
        "answer": "5 + 0.1*2",
        "right": False,
        "mistake": "sign-flipped",
    }
    again = replay(load(written(tmp_path / "run.jsonl", events)))
    assert (again.differs, again.run.predictions) == (None, [SAID])


def test_a_prediction_about_other_numbers_names_their_run(tmp_path: Path) -> None:
    run = Run(RunConfig())
    said = run.note(Predicted(0, "w", "4", right=True, about="gdtui '(w - 3)^2' --start 5"))
    again = replay(load(written_lines(tmp_path / "run.jsonl", recording.of(run)))).run
    assert again.predictions == [said]


def test_the_shortest_recording_keeps_predictions_in_their_places(tmp_path: Path) -> None:
    run = Run(RunConfig())
    run.advance(3)
    run.edit(learning_rate=0.2)
    run.note(SAID)
    run.seek(0)
    run.note(first := Predicted(0, "fate", "1", right=True))
    run.seek(6)
    again = replay(load(written_lines(tmp_path / "run.jsonl", recording.of(run)))).run
    assert (again.predictions, [*again.edits]) == ([first, SAID], [*run.edits])
    assert again.rows(1, 6) == run.rows(1, 6)


def test_an_edit_drops_what_was_said_of_the_future_that_it_drops() -> None:
    run = Run(RunConfig())
    run.advance(3)
    run.note(SAID)
    twin = run.fork()
    run.edit(learning_rate=0.5)
    assert (run.predictions, twin.predictions) == ([], [SAID])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('"step": 2, "asked": "w", "answer": "5", "right": true', "step 2 was predicted while at"),
        ('"step": 0, "answer": "5", "right": true', "asked is missing"),
        ('"step": 0, "asked": "w", "answer": 5, "right": true', "answer must be text"),
        ('"step": 0, "asked": "w", "answer": "5", "right": 1', "right must be true or false"),
        ('"step": 0, "by": "me"', "unknown 'by'"),
    ],
)
def test_a_prediction_that_cannot_have_been_made_is_refused(
    tmp_path: Path, content: str, says: str
) -> None:
    text = f'{STARTED}{{"event": "predicted", {content}}}\n'
    with pytest.raises(RecordingError, match=f"line 2: {says}"):
        replay(recorded(tmp_path, text))
