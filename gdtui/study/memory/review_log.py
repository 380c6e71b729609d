"""The review history as JSON lines: what moves between machines, and what a damage leaves whole.

A line for each thing that was done with a card, with everything that is known of it; the memory of
a card can be worked out from them. A line that is already known is no news, so that histories can
be merged both ways. Earlier versions wrote down no deck: such lines find theirs by the card's id.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from gdtui.files.settings import HIGHEST_RETENTION, LOWEST_RETENTION
from gdtui.files.text_file import TextFileError, lines_of
from gdtui.study.memory.records import GRADED, KINDS, Review

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
    def need(holds: bool, what: str) -> None:
        if not holds:
            raise HistoryError(f"line {number}: {what}")

    try:
        content = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        if b"\\u" in line:
            json.dumps(content, ensure_ascii=False).encode()  # half of a character is no text
    except (ValueError, RecursionError):
        raise HistoryError(f"line {number}: not a JSON object") from None
    need(
        isinstance(content, dict) and content.get("event") in KINDS,
        'a history has objects with "event": "review"',
    )
    for key in ("uid", "card", "at", "day"):
        value = content.get(key)
        need(isinstance(value, str) and 0 < len(value) <= 100, f"{key} must be a short text")
    need(isinstance(content.get("deck", ""), str), "deck must be a text")
    until = content.get("until")
    try:
        moment = datetime.fromisoformat(content["at"])
        day = date.fromisoformat(content["day"])
        comes_back = None if until is None else date.fromisoformat(until)
        offset = moment.utcoffset()
        at = round(moment.timestamp() * 1000)
    except (ValueError, TypeError, OverflowError):
        raise HistoryError(f"line {number}: at must be a moment, day and until dates") from None
    need(offset is not None and 1970 <= moment.year < 3000, "at must have its distance from UTC")
    is_graded = content["event"] in GRADED
    need(not is_graded or content.get("grade") in (1, 2, 3, 4), "grade must be 1, 2, 3 or 4")
    need(content.get("phase", 0) in (0, 1, 2, 3), "phase must be 0, 1, 2 or 3")
    retention = content.get("retention", 0.9)
    need(
        isinstance(retention, float) and LOWEST_RETENTION <= retention <= HIGHEST_RETENTION,
        f"retention must be from {LOWEST_RETENTION} to {HIGHEST_RETENTION}",
    )
    for key in ("ms", "seed", "undone_at"):
        value = content.get(key)
        need(
            value is None or (type(value) is int and 0 <= value < 2**63), f"{key} must be a number"
        )
    for key in _TEXTS:
        value = content.get(key)
        need(value is None or isinstance(value, str), f"{key} must be text")
    params = content.get("params")
    need(
        params is None
        or (isinstance(params, dict) and all(isinstance(x, str) for x in params.values())),
        "params must be an object of texts",
    )
    return Review(
        uid=content["uid"],
        kind=content["event"],
        deck=content.get("deck", ""),
        card=content["card"],
        at=at,
        zone=round((offset or timedelta()) / timedelta(minutes=1)),
        day=day,
        grade=int(content["grade"]) if is_graded else 0,
        graded_by=content.get("graded_by") or "self",
        phase=int(content.get("phase", 0)),
        retention=retention,
        until=comes_back,
        ms=content.get("ms"),
        seed=content.get("seed"),
        params=params,
        answer=content.get("answer"),
        verdict=content.get("verdict"),
        mistake=content.get("mistake"),
        undone_at=content.get("undone_at"),
    )
