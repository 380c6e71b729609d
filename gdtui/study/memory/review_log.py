"""The review history as JSON lines: what moves between machines, and what a damage leaves whole.

A line for each thing that was done with a card, with everything that is known of it; the memory of
a card can be worked out from them. A line that is already known is no news, so that histories can
be merged both ways. Earlier versions wrote down no deck: such lines find theirs by the card's id.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from gdtui.files.json_text import json_of
from gdtui.files.settings import HIGHEST_RETENTION, LOWEST_RETENTION
from gdtui.files.text_file import TextFileError, lines_of
from gdtui.study.memory.records import GRADED, KINDS, Review, milliseconds, minutes_east

LONGEST_LINE = 20_000
_TEXTS = ("graded_by", "answer", "verdict", "mistake")


class HistoryError(ValueError):
    """A history that cannot be used; the message is one line, with the line of the file."""


def lines(reviews: Iterable[Review]) -> Iterator[str]:
    """The reviews as JSON objects, one a line."""
    for review in reviews:
        content: dict[str, Any] = {
            "event": review.kind,
            "uid": review.uid,
            "deck": review.deck or None,
            "card": review.card,
            "at": review.moment.isoformat(timespec="milliseconds"),
            "day": review.day.isoformat(),
            "grade": review.grade or None,
            "graded_by": review.graded_by,
            "phase": review.phase,
            "retention": review.retention,
            "until": review.until and review.until.isoformat(),
            "ms": review.ms,
            "seed": review.seed,
            "params": dict(review.params) if review.params is not None else None,
            "answer": review.answer,
            "verdict": review.verdict,
            "mistake": review.mistake,
            "undone_at": review.undone_at,
        }
        yield json.dumps({key: value for key, value in content.items() if value is not None})


class History:
    """The reviews in a file, which are read anew each time and never held all at once."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __iter__(self) -> Iterator[Review]:
        """Raises `HistoryError` naming the first line that is wrong."""
        try:
            for number, line in lines_of(self._path, LONGEST_LINE):
                yield _review(number, line)
        except TextFileError as error:
            raise HistoryError(error.placed) from None


def _review(number: int, line: bytes) -> Review:
    content = _object(number, line)
    _check(number, content)
    moment, day, until = _times(number, content)
    return Review(
        uid=content["uid"],
        kind=content["event"],
        deck=content.get("deck", ""),
        card=content["card"],
        at=milliseconds(moment),
        zone=minutes_east(moment),
        day=day,
        grade=int(content["grade"]) if content["event"] in GRADED else 0,
        graded_by=content.get("graded_by") or "self",
        phase=int(content.get("phase", 0)),
        retention=content.get("retention", 0.9),
        until=until,
        ms=content.get("ms"),
        seed=content.get("seed"),
        params=content.get("params"),
        answer=content.get("answer"),
        verdict=content.get("verdict"),
        mistake=content.get("mistake"),
        undone_at=content.get("undone_at"),
    )


def _need(holds: bool, number: int, what: str) -> None:
    if not holds:
        raise HistoryError(f"line {number}: {what}")


def _object(number: int, line: bytes) -> dict[str, Any]:
    """What a line holds, if it is about a card."""
    try:
        content = json_of(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except (ValueError, RecursionError):
        raise HistoryError(f"line {number}: not a JSON object") from None
    is_ours = isinstance(content, dict) and content.get("event") in KINDS
    _need(is_ours, number, 'a history has objects with "event": "review"')
    return dict(content)


def _check(number: int, content: Mapping[str, Any]) -> None:
    """Raise `HistoryError` for the first value that is not of its kind."""
    for key in ("uid", "card", "at", "day"):
        value = content.get(key)
        is_short = isinstance(value, str) and 0 < len(value) <= 100
        _need(is_short, number, f"{key} must be a short text")
    _need(isinstance(content.get("deck", ""), str), number, "deck must be a text")
    if content["event"] in GRADED:
        _need(content.get("grade") in (1, 2, 3, 4), number, "grade must be 1, 2, 3 or 4")
    _need(content.get("phase", 0) in (0, 1, 2, 3), number, "phase must be 0, 1, 2 or 3")
    retention = content.get("retention", 0.9)
    _need(
        isinstance(retention, float) and LOWEST_RETENTION <= retention <= HIGHEST_RETENTION,
        number,
        f"retention must be from {LOWEST_RETENTION} to {HIGHEST_RETENTION}",
    )
    for key in ("ms", "seed", "undone_at"):
        value = content.get(key)
        is_count = value is None or (type(value) is int and 0 <= value < 2**63)
        _need(is_count, number, f"{key} must be a number")
    for key in _TEXTS:
        value = content.get(key)
        _need(value is None or isinstance(value, str), number, f"{key} must be text")
    params = content.get("params")
    are_texts = isinstance(params, dict) and all(isinstance(x, str) for x in params.values())
    _need(params is None or are_texts, number, "params must be an object of texts")


def _times(number: int, content: Mapping[str, Any]) -> tuple[datetime, date, date | None]:
    """When it was done, on which study day, and on which the card comes back."""
    until = content.get("until")
    try:
        moment = datetime.fromisoformat(content["at"])
        day = date.fromisoformat(content["day"])
        comes_back = None if until is None else date.fromisoformat(until)
        moment.timestamp()
    except (ValueError, TypeError, OverflowError):
        raise HistoryError(f"line {number}: at must be a moment, day and until dates") from None
    is_placed = moment.utcoffset() is not None and 1970 <= moment.year < 3000
    _need(is_placed, number, "at must have its distance from UTC")
    return moment, day, comes_back
