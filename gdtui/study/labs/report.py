"""What is handed in: the journal as a report, for a person (Markdown) or a program (JSON).

The Markdown ends with the same JSON in a fence, so that either can be verified.

A report is a claim, not a proof. Its checksum shows accidents only; `verification` makes every run
again and grades every answer anew.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from gdtui import __version__
from gdtui.drawing.canvas import Layer
from gdtui.drawing.chart import Limits, chart, plain
from gdtui.drawing.glyphs import Glyphs
from gdtui.files.typed_command import command_of
from gdtui.study.labs.journal import Entry
from gdtui.study.labs.labs import Lab
from gdtui.study.labs.progress import TaskProgress, progress
from gdtui.study.labs.task import Task
from gdtui.study.labs.task_run import MOST_STEPS, losses

FORMAT = 1
HEADING = "## For `gdtui lab verify`"
FENCE = "```gdtui-lab-report"
"""The line above the JSON in a report for a person; below it stands ```."""
CHART = (64, 9)
"""Cells of a chart."""

Report = Mapping[str, Any]


def report(lab: Lab, learner: str, entries: Sequence[Entry]) -> dict[str, Any]:
    """The report of what a journal has."""
    entries = _without_old_drafts(entries)
    found = progress(lab, entries)
    content: dict[str, Any] = {
        "gdtui_lab_report": FORMAT,
        "version": __version__,
        "lab": lab.name,
        "title": lab.title,
        "digest": lab.digest,
        "learner": learner,
        "done": sum(task.done for task in found.values()),
        "tasks": [summary(task, found[task.id]) for task in lab.tasks],
        "journal": [dict(entry) for entry in entries],
    }
    return {**content, "checksum": checksum(content)}


def _without_old_drafts(entries: Sequence[Entry]) -> list[Entry]:
    """What somebody looks at, or counts: of the drafts of a task, one a second, the last alone."""
    last = {entry.get("task"): n for n, entry in enumerate(entries) if entry["event"] == "draft"}
    return [
        entry
        for n, entry in enumerate(entries)
        if entry["event"] != "draft" or last[entry.get("task")] == n
    ]


def summary(task: Task, so_far: TaskProgress) -> dict[str, Any]:
    """What a report says of a task."""
    return {
        "id": task.id,
        "kind": task.kind,
        "status": so_far.status,
        "attempts": so_far.attempts,
        "misses": len(so_far.misses),
        "hints": so_far.hints,
    }


def checksum(content: Report) -> str:
    """A checksum of everything but itself."""
    without = {key: value for key, value in content.items() if key != "checksum"}
    text = json.dumps(without, sort_keys=True, ensure_ascii=True)
    return blake2b(text.encode(), digest_size=8).hexdigest()


def as_json(content: Report) -> str:
    """The report as JSON."""
    return json.dumps(content, indent=1, ensure_ascii=False)


def markdown(lab: Lab, content: Report, entries: Sequence[Entry]) -> Iterator[str]:
    """The report for a person, line by line, and for the program behind it."""
    yield from readable(lab, content, entries)
    yield ""
    yield HEADING
    yield ""
    yield FENCE
    about = {key: value for key, value in content.items() if key != "journal"}
    yield json.dumps(about, ensure_ascii=False)[:-1] + ', "journal": ['
    handed_in = content["journal"]
    for number, entry in enumerate(handed_in, 1):
        yield json.dumps(entry, ensure_ascii=False) + "," * (number < len(handed_in))
    yield "]}"
    yield "```"


def readable(lab: Lab, content: Report, entries: Sequence[Entry]) -> Iterator[str]:
    """What a person reads of a report, line by line."""
    found = progress(lab, entries)
    yield f"# {lab.title}"
    yield ""
    yield f"{content['learner']}: {content['done']} of {len(lab.tasks)} tasks done."
    for number, task in enumerate(lab.tasks, 1):
        so_far = found[task.id]
        yield ""
        yield f"## {number}. {task.title or task.id} ({so_far.status})"
        yield ""
        hints = f", hints: {so_far.hints}" if so_far.hints else ""
        counted = "" if task.kind == "read" else f"; answers: {so_far.attempts}"
        yield f"{task.kind}{counted}{hints}"
        if task.kind not in ("read", "run"):
            for part in {**so_far.answers, **so_far.outcomes}:
                given = [*map(_code, so_far.answers.get(part, []))]
                was_shown = so_far.outcomes.get(part) == "shown"
                yield f"- {part}: {'; then '.join([*given, *['shown'] * was_shown])}"
        for part, answer, says in so_far.misses:
            yield f"- not right, {part} = {_code(answer)}: {says or 'no known mistake'}"
        for tried in so_far.tries:
            yield f"- tried {_code(str(tried.get('value')))}: {tried.get('says')}"
        for command in _commands(task.id, entries):
            yield f"- run: {_code(command)}"
            yield from ("", "```", *_chart(command), "```", "")


def _commands(task: str, entries: Sequence[Entry]) -> Iterator[str]:
    """The commands that open the runs of a task again."""
    for entry in entries:
        evidence = entry.get("evidence")
        if entry.get("task") == task and isinstance(evidence, dict) and "command" in evidence:
            yield str(evidence["command"])


def _chart(command: str) -> list[str]:
    """The loss of a run, as text."""
    try:
        curve = losses(command_of(command).opened(MOST_STEPS))
    except ValueError as error:
        return [f"this run cannot be made here: {error}"]
    finite = [(step, loss) for step, loss in enumerate(curve) if math.isfinite(loss)]
    top = max(abs(loss) for _, loss in finite) or 1.0
    bottom = min(0.0, *(loss for _, loss in finite), 0.0)
    xs, ys = zip(*finite, strict=True)
    limits = Limits((0.0, max(1.0, float(len(curve) - 1))), (bottom, top * 1.05))
    lines = chart(CHART, limits, [Layer(xs, ys, "loss", lines=True, marker="*")], Glyphs.ASCII)
    return plain(lines, Glyphs.ASCII).split("\n")


def _code(text: str) -> str:
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}"
