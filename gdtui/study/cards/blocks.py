"""A deck's text in blocks, each from one `[[card]]` to the next, so that thousands are read fast.

A block that is TOML by itself says what it says in the whole text: nothing in front of it is open.
Blocks of `key = "text"` lines, as an import writes them, are read by one expression; where one is
wrong its places are looked for, and only there.
"""

import json
import re
import tomllib
from decimal import Decimal
from typing import Any

from gdtui.files.positions import MOST_CHARACTERS, PartPositions, Positions, UnclearError
from gdtui.study.cards import reader
from gdtui.study.cards.reader import Problem, Table

_CARD = "[[card]]\n"
_BEGIN = re.compile(r"^\[\[card\]\]\n", re.MULTILINE)
_CHARACTER = r'[^"\\\x00-\x1f\x7f]'
_PLAIN = re.compile(
    rf'([a-z]+) = ("(?:{_CHARACTER}++|\\["\\nt])*+"|\["{_CHARACTER}*"(?:, "{_CHARACTER}*")*+\])\n'
)


def read(text: str) -> tuple[Table, list[Table]]:
    """The outermost table of a deck, and those of its cards. Raises `NotTomlError`."""
    return _in_blocks(text) or _whole(text)


def _whole(text: str) -> tuple[Table, list[Table]]:
    table = reader.read(text)
    given = table.given.get("card", [])
    if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
        table.wrong("cards are written as [[card]] tables", "card")
        given = []
    return table, [table.below(item, "card", number) for number, item in enumerate(given)]


def _in_blocks(text: str) -> tuple[Table, list[Table]] | None:
    """The same of a text whose blocks are TOML by themselves; None: of another."""
    if not text.endswith("\n"):
        text += "\n"
    begins = [match.start() for match in _BEGIN.finditer(text)]
    if not begins:
        return None
    head = text[: begins[0]]
    top = _given(head)
    if top is None or "card" in top:
        return None
    problems: list[Problem] = []
    cards: list[Table] = []
    line = head.count("\n")
    for begin, end in zip(begins, [*begins[1:], len(text)], strict=True):
        block = text[begin:end]
        given = _plain(block)
        if given is None:
            whole = _given(block)
            if whole is None or list(whole) != ["card"] or len(whole["card"]) != 1:
                return None
            given = whole["card"][0]
        cards.append(Table(given, ("card", 0), PartPositions(block, line), problems))
        line += block.count("\n")
    return Table(top, (), Positions(head), problems), cards


def _plain(block: str) -> dict[str, Any] | None:
    """What a block of plain lines says; None: it has others, or is too long."""
    if len(block) > MOST_CHARACTERS:
        return None
    given: dict[str, Any] = {}
    at = len(_CARD)
    while line := _PLAIN.match(block, at):
        key, value = line.groups()
        if key in given:
            return None
        is_text = value[0] == '"' and "\\" not in value
        given[key] = value[1:-1] if is_text else json.loads(value)
        at = line.end()
    return None if block[at:].strip("\n") else given


def _given(block: str) -> dict[str, Any] | None:
    """What a block says as TOML of its own; None: it is none."""
    try:
        Positions(block)
        return tomllib.loads(block, parse_float=Decimal)
    except (UnclearError, ValueError, RecursionError):
        return None
