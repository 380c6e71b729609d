"""Runs as JSON lines: one event a line, written as it happens and read back with suspicion.

The first line is the configuration, so that configuration and edits together are the whole run;
the steps that follow are there to be read, and to check that a replay (`replay.py`) gives the same
bits. Both ways work line by line: a recording of any length takes no more memory than a short one.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from operator import attrgetter
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, TypeAlias, get_args, get_type_hints

from gdtui.engine.config import Names, RunConfig, StepSettings
from gdtui.engine.events import (
    NARROW,
    Arrived,
    Event,
    Params,
    Predicted,
    Reason,
    RunEdited,
    RunEnded,
    RunStarted,
    Sought,
    StepsTaken,
    StepTaken,
)
from gdtui.engine.run import Run
from gdtui.engine.spec import quoted
from gdtui.files.text_file import TextFileError, lines_of
from gdtui.files.written import NUMBERS, json_value

LONGEST_LINE = 1_000_000  # bytes

_VECTORS = ("params", "gradient", "update", "new_params")

Recorded: TypeAlias = StepTaken | RunEdited | Sought | Arrived | Predicted | RunEnded
Content: TypeAlias = dict[str, Any]
Reader: TypeAlias = Callable[[int, str, Any], Any]
"""Takes the line, the name and the value, and raises `RecordingError` for one that is wrong."""


class RecordingError(ValueError):
    """A recording that cannot be used; the message is one line, with the line of the file."""


# Writing


def lines(events: Iterable[Event]) -> Iterator[str]:
    """The events as JSON objects, one a line (a block of steps: one a step), `event` first."""
    for event in events:
        match event:
            case RunStarted(config):
                yield _line("run_started", config)
            case StepsTaken():
                for row in event:
                    yield _line("step_taken", _as_recorded(row))
            case RunEdited(step, changes):
                yield _line("run_edited", {"step": step, "changes": changes})
            case Sought(step):
                yield _line("sought", {"step": step})
            case Arrived(step):
                yield _line("arrived", {"step": step})
            case Predicted():
                said = asdict(event)
                if not event.about:
                    del said["about"]
                yield _line("predicted", said)
            case RunEnded(reason, step):
                yield _line("run_ended", {"reason": reason, "step": step})


def of(run: Run) -> Iterator[str]:
    """The shortest recording that leads to where `run` stands: settings, edits, predictions,
    places sought."""
    shown: list[Event] = [run.started]
    said_and_done: list[RunEdited | Predicted] = [*run.edits, *run.predictions]
    for event in sorted(said_and_done, key=attrgetter("step")):
        shown += [Sought(event.step), event]  # an edit first: it drops what was said before it
    return lines([*shown, Sought(run.furthest), Sought(run.step)])


def _line(event: str, content: Mapping[str, Any]) -> str:
    return json.dumps({"event": event, **json_value(content)}, allow_nan=False)


def _as_recorded(row: StepTaken) -> Content:
    """What is written of an update: all of it but vectors that would make the line too long."""
    left_out = _VECTORS if len(row.params) > NARROW else ()
    content = row._asdict().items()
    return {key: value for key, value in content if value is not None and key not in left_out}


# Reading


class Recording:
    """A run as it was recorded: its configuration, and what happened to it, read as one goes."""

    def __init__(self, path: Path) -> None:
        """Reads the first line. Raises `RecordingError`."""
        self.cut_short = False
        """Whether the last line was incomplete, as after a crash; known once it was reached."""
        self._lines = _numbered(path)
        number, line = next(self._lines, (1, b""))
        if not line:
            raise RecordingError("line 1: empty; a recording begins with a run_started event")
        event, content = _event(number, line)
        if event != "run_started":
            raise RecordingError(
                f"line {number}: a recording begins with run_started, not {quoted(event)}"
            )
        if "run" in content:
            raise RecordingError(f"line {number}: several runs side by side; a recording has one")
        self.config: RunConfig = _config(number, content)

    def __iter__(self) -> Iterator[tuple[int, Recorded]]:
        """What happened after the start, each with its line. Raises `RecordingError`."""
        for number, line in self._lines:
            try:
                event, content = _event(number, line)
            except RecordingError:
                if line.endswith(b"\n"):
                    raise
                self.cut_short = True
                return
            recorded = _recorded(number, event, content)
            if recorded is not None:
                yield number, recorded


def load(path: Path) -> Recording:
    """Open a recording. Raises `RecordingError` naming the line that is wrong.

    Lines after the first are read, and refused, when somebody asks for them.
    """
    return Recording(path)


def _numbered(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers."""
    try:
        yield from lines_of(path, LONGEST_LINE)
    except TextFileError as error:
        raise RecordingError(error.placed) from None


def _event(number: int, line: bytes) -> tuple[str, Content]:
    try:
        content = json.loads(line.decode().rstrip("\r\n"), parse_constant=_refuse)
    except (RecursionError, ValueError) as error:
        place = f", column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise RecordingError(f"line {number}{place}: not a JSON object") from None
    if not isinstance(content, dict) or not isinstance(content.get("event"), str):
        raise RecordingError(f'line {number}: not an event; {{"event": …}} is expected')
    return content.pop("event"), content


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _recorded(number: int, event: str, content: Content) -> Recorded | None:
    """What a line says of the run; None for one that says nothing of it."""
    match event:
        case "step_taken":
            return _step(number, content)
        case "run_edited":
            return _edit(number, content)
        case "sought":
            _only(number, content, {"step"})
            return Sought(_whole(number, "step", content.get("step")))
        case "arrived":
            _only(number, content, {"step"})
            return Arrived(_whole(number, "step", content.get("step")))
        case "predicted":
            return _prediction(number, content)
        case "run_ended":
            return _end(number, content)
    raise RecordingError(f"line {number}: unknown event {quoted(event)}")


def _config(number: int, content: Content) -> RunConfig:
    return RunConfig(**_settings(number, content, get_type_hints(RunConfig)))


def _settings(number: int, content: Content, types: Mapping[str, Any]) -> Content:
    """`content` read as the types by which its settings are declared."""
    _only(number, content, set(types))
    return {name: _setting(number, name, value, types[name]) for name, value in content.items()}


def _setting(number: int, name: str, value: Any, declared: Any) -> Any:
    if value is None and NoneType in get_args(declared):
        return None
    return _reader(declared)(number, name, value)


def _reader(declared: Any) -> Reader:
    """How a value of this type is read."""
    return _READERS[get_args(declared)[0] if isinstance(declared, UnionType) else declared]


def _step(number: int, content: Content) -> StepTaken:
    _only(number, content, set(StepTaken._fields))
    wanted = [
        name for name in _OF_A_STEP if name not in StepTaken._field_defaults or name in content
    ]
    step: dict[str, Any] = {}
    if "batch_size" in content and not content.keys() & set(_VECTORS):  # left out in writing
        wanted = [name for name in wanted if name not in _VECTORS]
        step = dict.fromkeys(_VECTORS, ())
    step |= {name: _OF_A_STEP[name](number, name, content.get(name)) for name in wanted}
    return StepTaken(**step)


def _edit(number: int, content: Content) -> RunEdited:
    _only(number, content, {"step", "changes"})
    changes = content.get("changes")
    if not isinstance(changes, dict):
        raise RecordingError(f"line {number}: changes must be an object")
    changes = _settings(number, changes, get_type_hints(StepSettings))
    return RunEdited(_whole(number, "step", content.get("step")), changes)


def _prediction(number: int, content: Content) -> Predicted:
    declared = get_type_hints(Predicted)
    read = _settings(number, {"mistake": "", "about": "", **content}, declared)
    missing = next((name for name in declared if name not in read), None)
    if missing is not None:
        raise RecordingError(f"line {number}: {missing} is missing")
    return Predicted(**read)


def _end(number: int, content: Content) -> RunEnded | Arrived | None:
    _only(number, content, {"reason", "step"})
    step = _whole(number, "step", content.get("step"))
    match content.get("reason"):
        case "diverged" | "max_steps" as reason:
            return RunEnded(reason, step)
        case "converged":  # earlier recordings end where the run arrived …
            return Arrived(step)
        case "stopped":  # … or where nobody asked it to go on
            return None
    raise RecordingError(f"line {number}: reason must be one of {', '.join(get_args(Reason))}")


def _only(number: int, content: Mapping[str, Any], known: set[str]) -> None:
    unknown = sorted(content.keys() - known)
    if unknown:
        raise RecordingError(
            f"line {number}: unknown {quoted(unknown[0])}; known: {', '.join(sorted(known))}"
        )


def _point(number: int, name: str, value: Any) -> tuple[float, ...]:
    if not isinstance(value, list) or not value:
        raise RecordingError(f"line {number}: {name} must be a list of numbers")
    return tuple(_number(number, name, item) for item in value)


def _number(number: int, name: str, value: Any) -> float:
    if isinstance(value, str) and value in NUMBERS:
        return NUMBERS[value]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RecordingError(f"line {number}: {name} must be a number")
    try:
        return float(value)
    except OverflowError:
        raise RecordingError(f"line {number}: {name} is too large for a float") from None


def _whole(number: int, name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        raise RecordingError(f"line {number}: {name} must be a whole number, 0 or more")
    return value


def _text(number: int, name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise RecordingError(f"line {number}: {name} must be text")
    return value


def _flag(number: int, name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise RecordingError(f"line {number}: {name} must be true or false")
    return value


def _names(number: int, name: str, value: Any) -> Names:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise RecordingError(f"line {number}: {name} must be a list of texts")
    return tuple(value)


_READERS: dict[Any, Reader] = {
    str: _text,
    bool: _flag,
    int: _whole,
    float: _number,
    Params: _point,
    Names: _names,
}
"""How a setting is read, by the type that it is declared with."""

_OF_A_STEP = {name: _reader(declared) for name, declared in get_type_hints(StepTaken).items()}
