"""Anki's card templates, `{{Front}}<hr id=answer>{{Back}}`: what a note's card asks and answers.

What each field is replaced by is told in Anki's manual, "Card Templates".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from gdtui.study.cards.anki import gaps

MOST_NESTING = 20

_FIELD = re.compile(r"\{\{\s*([#^/]?)\s*(.*?)\s*\}\}", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ANSWER = re.compile(r"(?is)^.*<hr\b[^>]*\bid\s*=\s*[\"']?answer\b[^>]*>")
_RUBY = re.compile(r" ?([^ >]+?)\[(.+?)\]")


@dataclass(frozen=True, slots=True)
class Template:
    """What a card of a note type shows."""

    front: str
    back: str


@dataclass(frozen=True, slots=True)
class NoteType:
    """The fields and cards that notes have."""

    name: str
    fields: tuple[str, ...]
    templates: tuple[Template, ...]
    is_cloze: bool = False

    def sides(self, values: Mapping[str, str], number: int) -> tuple[str, str]:
        """The HTML of front and back of the card with this number, from 0.

        The gaps of a cloze are marked on both. The back is what the answer adds to the front.
        """
        if not self.templates:
            return "", ""
        template = self.templates[0 if self.is_cloze else min(number, len(self.templates) - 1)]
        cloze = number + 1 if self.is_cloze else 0
        front = filled(template.front, values, cloze, is_front=True)
        source = _ANSWER.sub("", template.back)
        if source == template.back:  # without a line, the fields that the front has already
            source = re.sub(r"\{\{\s*FrontSide\s*\}\}", "", source)
        on_front = {name for name in values if self.is_cloze and _has(template.front, name)}
        back = filled(source, {**values, **dict.fromkeys(on_front, "")}, cloze)
        return front, back


def filled(
    template: str, values: Mapping[str, str], cloze: int = 0, *, is_front: bool = False
) -> str:
    """A template with its fields in place; `cloze` is the card's number, from 1."""
    out: list[str] = []
    shown = [True]
    at = 0
    template = _COMMENT.sub("", template).replace("\n", " ")
    for mark in _FIELD.finditer(template):
        if shown[-1]:
            out.append(template[at : mark.start()])
        at = mark.end()
        sign, name = mark[1], mark[2]
        if sign == "/":
            if len(shown) > 1:
                shown.pop()
        elif sign and len(shown) <= MOST_NESTING:
            is_there = _is_there(name, values, cloze)
            shown.append(shown[-1] and is_there == (sign == "#"))
        elif shown[-1]:
            out.append(_value(name, values, cloze, is_front=is_front))
    out.append(template[at:])
    return "".join(out)


def _is_there(name: str, values: Mapping[str, str], cloze: int) -> bool:
    """Whether a section shows: its field is not empty, or it is about this cloze (`{{#c1}}`)."""
    if name not in values and re.fullmatch(r"c\d+", name):
        return name == f"c{cloze}"
    return bool(re.sub(r"(?i)<br\s*/?>|</?div>|&nbsp;|\s", "", values.get(name, "")))


def _value(name: str, values: Mapping[str, str], cloze: int, *, is_front: bool) -> str:
    """A field as its filters, `{{text:Back}}`, have it; what hides on the front is not there."""
    *filters, field = (part.strip() for part in name.split(":"))
    if field not in values:
        return ""
    value = values[field]
    for one in reversed(filters):
        if one in ("cloze", "cloze-only"):
            parts = gaps.parts_of(value)
            value = gaps.of_card(parts, cloze) if cloze in gaps.numbers_in(parts) else ""
        elif one.startswith("tts") or (is_front and one in ("type", "type-nc", "hint")):
            value = ""
        elif one == "text":
            value = re.sub(r"<[^>]*>", "", value)
        elif one in ("furigana", "kanji", "kana"):
            shown = {"furigana": r"\1(\2)", "kanji": r"\1", "kana": r"\2"}[one]
            value = _RUBY.sub(shown, value)
    return value


def _has(template: str, field: str) -> bool:
    """Whether a template shows the field as a cloze."""
    return re.search(rf"cloze(?:-only)?:{re.escape(field)}\s*\}}\}}", template) is not None
