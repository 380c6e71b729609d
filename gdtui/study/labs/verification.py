"""Reports read again: runs made anew, answers graded anew, and what differs is said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gdtui import __version__
from gdtui.engine.spec import quoted, shortened
from gdtui.files.json_text import json_of
from gdtui.files.text_file import TextFileError, read_text
from gdtui.study.cards.formulas import decimal
from gdtui.study.cards.templates import SampleError
from gdtui.study.labs import journal
from gdtui.study.labs.journal import Entry, JournalError, is_entry, nests_within
from gdtui.study.labs.labs import Lab
from gdtui.study.labs.order import SoFar
from gdtui.study.labs.progress import progress
from gdtui.study.labs.report import FENCE, FORMAT, HEADING, checksum, readable, report, summary
from gdtui.study.labs.task import Asked

MOST_BYTES = 20_000_000
_MOST_PARTS = 500_000  # lists and objects, which take far more memory than they have bytes
_LONGEST = 200  # characters of what stands in a file
_DEEPEST = 4  # a report has a journal, of lines, some of which have evidence


class ReportError(ValueError):
    """A file that is no report; the message is one line."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A report, or a journal read as one."""

    path: Path
    lab: str
    learner: str
    content: Mapping[str, Any]
    entries: tuple[Entry, ...]
    readable: tuple[str, ...] = ()
    """Of a report for a person the lines that it reads."""


def read(path: Path) -> HandedIn:
    """A report, in JSON or Markdown, or a journal (.jsonl). Raises `ReportError`."""
    if path.suffix == ".jsonl":
        try:
            lines, _ = journal.read(path)
        except JournalError as error:
            raise ReportError(f"{path.name}: {error}") from None
        has = {"event", "lab", "learner"}
        opened = next((e for e in lines if e["event"] == "opened" and e.keys() >= has), None)
        if opened is None:
            raise ReportError(f"{path.name}: this is not a lab journal")
        names = opened["lab"], opened["learner"]
        return HandedIn(path, *names, {}, tuple(lines))
    try:
        text = read_text(path, MOST_BYTES)
        read_by_people, told = _parted(text)
        content = _read_json(told)
    except TextFileError as error:
        raise ReportError(f"{path.name}: {error.placed}") from None
    except (ValueError, RecursionError):
        raise ReportError(
            f"{path.name}: this is no report; hand in the whole of what `gdtui lab report NAME` "
            "prints"
        ) from None
    if not isinstance(content, dict) or content.get("gdtui_lab_report") != FORMAT:
        raise ReportError(f"{path.name}: this is not a lab report")
    entries = content.get("journal")
    if not isinstance(entries, list):
        raise ReportError(f"{path.name}: the report has no journal")
    wrong = next((n for n, entry in enumerate(entries, 1) if not is_entry(entry)), None)
    if wrong is not None:
        raise ReportError(f"{path.name}: line {wrong} of its journal is not one that gdtui writes")
    lab, learner = content.get("lab"), content.get("learner")
    if not (isinstance(lab, str) and isinstance(learner, str) and nests_within(content, _DEEPEST)):
        raise ReportError(f"{path.name}: this is not a lab report")
    return HandedIn(path, lab, learner, content, tuple(entries), read_by_people)


def _read_json(text: str) -> Any:
    """What JSON says. Raises `ValueError` and `RecursionError`."""
    if text.count("[") + text.count("{") > _MOST_PARTS:
        raise ValueError
    return json_of(text)


def _parted(text: str) -> tuple[tuple[str, ...], str]:
    """What a person reads of a report, line by line, and its JSON; of JSON alone, all of it."""
    lines = [line.rstrip("\r") for line in text.split("\n")]  # no other character ends one
    if FENCE not in lines:
        return (), text
    begin = lines.index(FENCE)
    end = lines.index("```", begin) if "```" in lines[begin:] else len(lines)
    return tuple(lines[:begin]), "\n".join(lines[begin + 1 : end])


def differences(lab: Lab, handed_in: HandedIn) -> list[str]:
    """What a report says and a replay does not; nothing for a sound one."""
    found = [*_of_the_journal(lab, handed_in)]
    if not found and handed_in.readable:  # its runs are opened, and are known to be allowed
        found += _of_what_is_read(lab, handed_in)
    return found


def _of_what_is_read(lab: Lab, handed_in: HandedIn) -> Iterator[str]:
    """The first line that a person reads and the journal does not say."""
    content, entries = handed_in.content, handed_in.entries
    if content.get("version") != __version__:  # which may have worded it otherwise
        return
    wanted = [line.rstrip() for line in readable(lab, content, entries) if line.strip()]
    lines = enumerate(handed_in.readable, 1)
    said = [(n, line.rstrip()) for n, line in lines if line.strip() and line != HEADING]
    ends = (len(handed_in.readable), "")
    said += [ends] * (len(wanted) - len(said))
    wanted += [""] * (len(said) - len(wanted))
    for (number, one), other in zip(said, wanted, strict=True):
        if one != other:
            yield f"line {number} reads {quoted(one)}, and the journal makes it {quoted(other)}"
            return


def _of_the_journal(lab: Lab, handed_in: HandedIn) -> Iterator[str]:
    content, entries = handed_in.content, handed_in.entries
    if content and content.get("checksum") != checksum(content):
        yield "the checksum does not match: the file was changed after it was written"
    digests = {str(e["digest"]) for e in entries if e["event"] == "opened" and "digest" in e}
    if digests - {lab.digest}:
        yield "the lab file is not the version that was worked on"
    names = {str(e.get("learner")) for e in entries if e["event"] == "opened"}
    if names - {handed_in.learner}:
        others = _shown(", ".join(sorted(names)))
        yield f"the journal is of {others}, not of {_shown(handed_in.learner)}"
    if not entries or entries[0]["event"] != "opened":
        yield "the journal has no beginning: its first line must say who opened the lab"
    versions = {entry.get("version") for entry in entries if entry["event"] == "opened"}
    so_far: dict[str, SoFar] = {}
    for task in lab.tasks:
        try:
            so_far[task.id] = SoFar(task.ask(handed_in.learner))
        except SampleError as error:
            yield f"{task.id}: cannot be asked: {error}"
    for number, entry in enumerate(entries, 1):
        here = so_far.get(str(entry.get("task")))
        if here is None:
            continue
        differs = _differs(here.asked, entry, same_words=versions == {__version__})
        for says in (*differs, *here.out_of_place(entry)):
            yield f"{here.asked.task.id}: {says} (line {number} of the journal)"
    if content:
        yield from _sums(lab, handed_in)


def _differs(asked: Asked, entry: Entry, *, same_words: bool) -> Iterator[str]:
    """What an entry says and the engine does not; with `same_words`, what was said as well."""
    match entry["event"]:
        case "asked":
            drawn = {name: decimal(value, 12) for name, value in asked.numbers}
            if entry.get("numbers") != drawn:
                said = quoted(entry.get("numbers"))
                yield f"the numbers of this learner are {drawn}, not {said}"
        case "answered":
            part = asked.part(str(entry.get("part")))
            if part is None:
                yield f"there is no part {quoted(entry.get('part'))}"
                return
            if entry.get("outcome") == "shown":
                if not part.solution:
                    yield f"{part.name} cannot have been shown: only trying tells"
                return
            answer = str(entry.get("answer"))
            judgement = part.judged(answer)
            given = f"{part.name} = {quoted(answer)}"
            if judgement.kind != entry.get("outcome"):
                yield f"{given} is {judgement.kind}, not {_shown(entry.get('outcome'))}"
            elif part.settled_by(judgement) != (entry.get("settles") is True):
                yield f"{given} is said to settle what it does not"
            elif same_words and judgement.says != entry.get("says"):
                says = quoted(entry.get("says"), _LONGEST)
                yield f"{given} is told {quoted(judgement.says, _LONGEST)}, not {says}"
            if part.evidence is not None and not judgement.asks_again:
                yield from _evidence(dict(part.evidence(answer)), entry.get("evidence"))
        case "tried" if asked.tries is not None:
            try:
                tried = asked.tries(str(entry.get("value")))
            except ValueError as error:
                yield f"{_shown(entry.get('value'))} cannot be tried: {error}"
                return
            if tried.says != entry.get("says"):
                says = quoted(entry.get("says"))
                yield f"{_shown(tried.value)}: the run says {tried.says!r}, not {says}"


def _evidence(found: dict[str, Any], said: object) -> Iterator[str]:
    said = said if isinstance(said, dict) else {}
    for key, value in found.items():
        if said.get(key) != value:
            yield f"{key} is {_shown(value)}, not {_shown(said.get(key))}"
    for key in said.keys() - found.keys():
        yield f"nothing is known of {_shown(key)} = {_shown(said[key])}"


def _shown(said: object) -> str:
    """What stands in a file, in a sentence."""
    return shortened(str(said), _LONGEST)


def _sums(lab: Lab, handed_in: HandedIn) -> Iterator[str]:
    """What the summary says, compared with what its own journal adds up to."""
    found = progress(lab, handed_in.entries)
    right = report(lab, handed_in.learner, handed_in.entries)
    if handed_in.content.get("done") != right["done"]:
        yield f"{right['done']} tasks are done, not {_shown(handed_in.content.get('done'))}"
    tasks = handed_in.content.get("tasks")
    said = (
        {str(t.get("id")): t for t in tasks if isinstance(t, dict)}
        if isinstance(tasks, list)
        else {}
    )
    for task in lab.tasks:
        wanted, has = summary(task, found[task.id]), said.get(task.id, {})
        for key, value in wanted.items():
            if has.get(key) != value:
                yield f"{task.id}: {key} is {value}, not {_shown(has.get(key))}"
