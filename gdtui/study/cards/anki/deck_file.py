"""Cards as a deck writes them: each a `[[card]]` of TOML that the reader of decks reads."""

import hashlib
import json
import re

from gdtui.study.cards.anki.found import FoundCard
from gdtui.study.cards.anki.gaps import BEGIN, END, PICTURE
from gdtui.study.cards.anki.html_text import plain
from gdtui.study.cards.kinds.cloze import split_at_gaps
from gdtui.study.cards.latex import taken_for_an_escape
from gdtui.study.cards.reader import LONGEST_ID, LONGEST_TAG, LONGEST_TEXT, MOST_ITEMS, is_id

LONGEST_GAP = 80  # characters that anybody types

_GAP = re.compile(f"{BEGIN}([^{END}]*){END}")
_ESCAPE = re.compile(r"\\.")
_BY_NUMBER = {r"\n": r"\u000a", r"\t": r"\u0009"}
_PICTURES_ONLY = re.compile(rf"(?:\s*{PICTURE}picture(?:: [^\]]*)?\])+\s*")


class DeckFile:
    """The cards of a deck that is being written: their ids, each once."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}
        """Of each id a digest of what its card says."""

    def table(self, card: FoundCard) -> tuple[str, str]:
        """The kind of a card, and its table. Raises `ValueError`, why it makes none."""
        kind, sides = _sides(card)
        sides = {key: text.replace(PICTURE, "[") for key, text in sides.items()}
        if any(len(text) > LONGEST_TEXT for text in sides.values()):
            raise ValueError(f"longer than {LONGEST_TEXT:,} characters")
        name = self._name(card, _digest("\0".join(sides.values())))
        given = {"id": name, "guid": _guid(card, name), "kind": kind, **sides}
        lines = [f"{key} = {_toml(text)}" for key, text in given.items() if text]
        tags = dict.fromkeys(plain(tag)[:LONGEST_TAG] for tag in card.tags)
        if any(tags):
            listed = [_toml(tag) for tag in tags if tag and not re.search(r"\s", tag)]
            lines.append(f"tags = [{', '.join(listed[:MOST_ITEMS])}]")
        return kind, "[[card]]\n" + "\n".join(lines) + "\n"

    def _name(self, card: FoundCard, content: bytes) -> str:
        """An id that no other card has; the same one when the file is imported again."""
        base = card.guid
        if not is_id(base) or len(base) + len(card.part) > LONGEST_ID - 6:
            base = f"anki-{_digest(card.guid or card.first_field).hex()}"
        name = first = f"{base}{card.part}"
        count = 1
        while (known := self._contents.setdefault(name, content)) is not content:
            if known == content:
                raise ValueError("the same card was there before")
            count += 1
            name = f"{first}-n{count}"
        return name


def heading(title: str) -> str:
    """The first lines of a deck."""
    return f"title = {_toml(plain(title) or 'Imported')}\n\n"


def _sides(card: FoundCard) -> tuple[str, dict[str, str]]:
    """The kind of the card, and its texts by their keys; the front is the first."""
    if BEGIN not in card.front:
        if not card.front or not card.back:
            raise ValueError("one side only")
        if _PICTURES_ONLY.fullmatch(card.front) or _PICTURES_ONLY.fullmatch(card.back):
            raise ValueError("a side that is only a picture")
        return "basic", {"question": card.front, "answer": card.back}
    pieces = _GAP.split(card.front)
    words = [word.strip() for word in pieces[1::2]]
    if not any(words):
        raise ValueError("an empty gap")
    if any(word.startswith("image-occlusion:") for word in words):
        raise ValueError("a part of a picture is asked for (image occlusion)")
    if all(_PICTURES_ONLY.fullmatch(word) for word in words):
        raise ValueError("a gap that is only a picture")
    text = _joined(pieces, [f"[[{word}]]" for word in words])
    if _can_be_typed(words) and split_at_gaps(text) == _joined_as_split(pieces, words):
        return "cloze", {"text": text, "answer": card.back}
    whole = _joined(pieces, words)
    answer = "\n".join(filter(None, ("; ".join(filter(None, words)), whole, card.back)))
    return "basic", {"question": _joined(pieces, ["____"] * len(words)), "answer": answer}


def _can_be_typed(words: list[str]) -> bool:
    """Whether these can be the words of gaps, which are typed in one line."""
    return all(
        word
        and len(word) <= LONGEST_GAP
        and not any(sign in word for sign in ("\n", "|", "[[", "]]"))
        and (";" not in word or len(words) == 1)
        for word in words
    )


def _joined(pieces: list[str], words: list[str]) -> str:
    return "".join(_woven(pieces, words)).strip()


def _joined_as_split(pieces: list[str], words: list[str]) -> list[str]:
    """What the reader must find in the text of a card with these gaps."""
    parts = _woven(pieces, words)
    return [parts[0].lstrip(), *parts[1:-1], parts[-1].rstrip()]


def _woven(pieces: list[str], words: list[str]) -> list[str]:
    """The pieces around the gaps, with these words between."""
    parts = list(pieces)
    parts[1::2] = words
    return parts


def _guid(card: FoundCard, name: str) -> str:
    """What an export calls the card for Anki, if not by its id.

    Anki must know its note again, but no card of several may take the place of the whole note.
    """
    if not card.guid or len(card.guid) > LONGEST_TAG or re.search(r"\s", card.guid):
        return ""
    if card.has_siblings:
        return f"{name}-1" if name == card.guid else ""
    return "" if name == card.guid else card.guid


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=6).digest()


def _toml(text: str) -> str:
    """A text in double quotes; a line end that looks like LaTeX's `\\nu` is written by number."""
    source = json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
    if taken_for_an_escape(text, source) is None:
        return source
    return _ESCAPE.sub(lambda escape: _BY_NUMBER.get(escape[0], escape[0]), source)
