"""A sentence with gaps, `[[word]]`: the words are typed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from gdtui.study.cards.answers import Judgement, sentence
from gdtui.study.cards.card import Card, Note, Question
from gdtui.study.cards.gap_words import is_same, without_neighbors
from gdtui.study.cards.reader import LONGEST_TEXT, Table
from gdtui.study.cards.setups import read_show
from gdtui.study.cards.typed_number import NotANumberError, is_number, read

_GAP = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_DIGIT = re.compile("[0-9]")


def split_at_gaps(text: str) -> list[str]:
    """The pieces of a text, in turn around a gap and what is written in it."""
    return _GAP.split(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloze(Card):
    """A sentence with gaps that are typed; each accepts any of its forms, the first is shown."""

    KEYS: ClassVar = ("text",)

    text: tuple[str, ...]
    """The pieces around the gaps: one more than there are gaps."""
    gaps: tuple[tuple[str, ...], ...]

    @classmethod
    def read(cls, table: Table, common: Mapping[str, Any]) -> Self:
        """A gap is written `[[saddle point|saddle]]`."""
        text = table.text("text", required=True)
        pieces = split_at_gaps(text)
        gaps = tuple(tuple(form.strip() for form in gap.split("|")) for gap in pieces[1::2])
        if text and not gaps:
            table.wrong("no gap; one is written [[word]]", "text")
        if any(not form for gap in gaps for form in gap):
            table.wrong("an empty gap, or an empty alternative in one", "text")
        if len(gaps) > 1 and any(";" in form for gap in gaps for form in gap):
            table.wrong("a gap cannot hold ; where there are several", "text")
        return cls(
            text=tuple(pieces[::2]),
            gaps=gaps,
            answer=table.text("answer"),
            show=read_show(table),
            **common,
        )

    @property
    def asks(self) -> str:
        """The sentence, whole."""
        return self._with([forms[0] for forms in self.gaps])

    def ask(self, seed: int) -> Question:
        """The sentence with its gaps, numbered where there are several."""
        count = len(self.gaps)
        is_one = count == 1
        gaps = ["____"] if is_one else [f"__{number}__" for number in range(1, count + 1)]
        solution = self._with([forms[0] for forms in self.gaps])
        how = (
            "type it; an empty line shows the answer"
            if is_one
            else "type the words with ; between; an empty line shows them"
        )
        return Question(
            card=self,
            seed=seed,
            text=self._with(gaps),
            solution=f"{solution}\n{self.answer}" if self.answer else solution,
            hint=how,
            prompt="Gap: " if is_one else "Gaps, with ; between: ",
            judge=self.judged,
            takes_words=True,
            setup=self.show,
        )

    def judged(self, typed: str) -> Judgement:
        """Whether every gap was filled; the words of several are separated by semicolons."""
        typed = typed[:LONGEST_TEXT].strip()
        words = [typed] if len(self.gaps) == 1 else _separated(typed, len(self.gaps))
        if not any(words):
            return Judgement("unreadable", "Type what belongs in the gap.")
        if len(words) != len(self.gaps):
            return Judgement(
                "unreadable", f"There are {len(self.gaps)} gaps: separate their words with ;"
            )
        missed = [gap for gap, word in enumerate(words) if not self._is_filled(gap, word)]
        if not missed:
            return Judgement("right")
        for gap in missed:
            if reason := self._unreadable(gap, words[gap]):
                return Judgement("unreadable", sentence(reason))
        if len(words) == 1:
            return Judgement("wrong")
        which = ", ".join(str(gap + 1) for gap in missed)
        return Judgement("wrong", f"Gap {which} is not right.")

    def _is_filled(self, gap: int, word: str) -> bool:
        """Whether the word belongs there, by itself or with words of the sentence around it."""
        alone = without_neighbors(word, self.text[gap], self.text[gap + 1])
        return any(is_same(word, form) or is_same(alone, form) for form in self.gaps[gap])

    def _unreadable(self, gap: int, word: str) -> str:
        """Why a number that was typed cannot be read, where a number belongs; else nothing."""
        if not _DIGIT.search(word) or not any(map(is_number, self.gaps[gap])):
            return ""
        try:
            read(word)
        except NotANumberError as reason:
            return str(reason)
        return ""

    def note(self) -> Note:
        """The text as a deck has it, with the first form of each gap."""
        front = self._with([f"[[{forms[0]}]]" for forms in self.gaps])
        return Note(front, self.answer, is_cloze=True)

    def _with(self, words: Sequence[str]) -> str:
        """The sentence with these words in its gaps."""
        return "".join(piece + word for piece, word in zip(self.text, [*words, ""], strict=True))


def _separated(typed: str, count: int) -> list[str]:
    """The words of several gaps: between semicolons, or between commas if there are as many."""
    by_comma = re.split(r",(?![0-9])", typed)
    is_by_comma = ";" not in typed and len(by_comma) == count
    return [word.strip() for word in (by_comma if is_by_comma else typed.split(";"))]
