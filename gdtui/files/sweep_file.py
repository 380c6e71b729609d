"""A sweep as a command line; its lanes as JSON lines and CSV, and read again to go on from."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_args

from gdtui.engine.analysis.kinds import Kind, Verdict
from gdtui.engine.analysis.sweeping.config import Axis, SweepConfig, spread
from gdtui.engine.analysis.sweeping.lane import Lane
from gdtui.engine.config import RunConfig
from gdtui.engine.numbers import typed
from gdtui.files.command_line import LARGEST, command, option_of
from gdtui.files.shell import shell_line
from gdtui.files.text_file import TextFileError, lines_of
from gdtui.files.written import NUMBERS, csv_line, json_value

_MEASURED = ("final_loss", "best_loss", "steps", "verdict")
_LONGEST = 10_000  # bytes of a line


def json_line(config: SweepConfig, lane: Lane) -> str:
    """One object a lane: its hyperparameters, losses, steps and verdict."""
    return json.dumps(content_of(config, lane), ensure_ascii=False, allow_nan=False)


def csv_lines(config: SweepConfig, lanes: Iterable[Lane]) -> Iterator[str]:
    """A heading, and a line a lane; every digit of every number."""
    yield csv_line([*(axis.name for axis in config.axes), *_MEASURED])
    for lane in lanes:
        yield csv_line([*content_of(config, lane).values()])


def content_of(config: SweepConfig, lane: Lane) -> dict[str, Any]:
    """What is written of a lane, in what JSON has."""
    names = (axis.name for axis in config.axes)
    values = (
        int(value) if axis.whole else value
        for axis, value in zip(config.axes, lane.values, strict=True)
    )
    return {
        **dict(zip(names, values, strict=True)),
        "final_loss": json_value(lane.final_loss),
        "best_loss": json_value(lane.best_loss),
        "steps": lane.steps,
        "verdict": lane.verdict.headline,
    }


def sweep_command(config: SweepConfig) -> str:
    """The command line that makes a sweep again, its extra lanes left out, quoted for a shell."""
    usual: dict[str, Any] = {field.name: field.default for field in fields(RunConfig)}
    swept = {axis.what: usual[axis.what] for axis in config.axes if axis.what in usual}
    run = replace(config.run, max_steps=config.steps, **swept)
    words = [word for axis in config.axes for word in (_option(axis), _written(axis))]
    return shell_line(["gdtui", "sweep", *words]) + command(run).removeprefix("gdtui")


def _option(axis: Axis) -> str:
    of_run = axis.what in (field.name for field in fields(RunConfig))
    return option_of(axis.what) if of_run else "--" + axis.name.replace("_", "-")


def _written(axis: Axis) -> str:
    """The values as one word: as a range, if they are one."""
    values = axis.values
    if len(values) > 2 and values == spread(axis.what, values[0], values[-1], len(values)):
        return f"{typed(values[0])}:{typed(values[-1])}:{len(values)}"
    return ",".join(map(typed, values))


def lanes_in(path: Path, config: SweepConfig) -> Iterator[Lane]:
    """The lanes that a file of `json_line`s holds, one after the other; a last line that was cut
    short is left out.

    Raises `ValueError` for a file of anything else, with the line.
    """
    try:
        for number, line in lines_of(path, _LONGEST):
            if not line.endswith(b"\n"):
                return
            try:
                yield from _lane(json.loads(line), config)
            except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
                names = ", ".join(axis.name for axis in config.axes)
                raise ValueError(
                    f"line {number}: not a lane of a sweep over {names}, as --format jsonl writes"
                ) from None
    except TextFileError as error:
        raise ValueError(error.placed) from None


def _lane(content: Any, config: SweepConfig) -> list[Lane]:
    """The lane of a line; none where the verdict's word is not its kind, so that it is worked out
    once more."""
    values = tuple(float(content[axis.name]) for axis in config.axes)
    final, best = (_loss(content[key]) for key in ("final_loss", "best_loss"))
    steps, kind = content["steps"], content["verdict"]
    if {*content} != {*(axis.name for axis in config.axes), *_MEASURED}:
        raise ValueError
    if type(steps) is not int or not 0 <= steps <= LARGEST:
        raise ValueError
    if kind not in get_args(Kind):
        return []
    return [Lane(-1, values, final, best, steps, Verdict(kind, ()))]


def _loss(value: Any) -> float:
    return NUMBERS[value] if isinstance(value, str) else float(value)
