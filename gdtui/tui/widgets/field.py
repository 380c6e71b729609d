"""Fields of one line: a setting that is in force until another is, and the answer to a card."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual.message import Message
from textual.validation import Validator
from textual.widgets import Input

from gdtui.tui import actions


class OneLine(Input):
    """One line of input; Esc leaves it, so that single letters are keys again."""

    @dataclass
    class Left(Message):
        """The person wants the keys rather than the field."""

    def __init__(
        self,
        *,
        id: str,  # noqa: A002 (Textual's own name)
        validators: Iterable[Validator] = (),
        select_on_focus: bool = False,
    ) -> None:
        super().__init__(
            id=id,
            validators=validators,
            validate_on=(),  # the panel that a field stands in decides when, and shows the sentence
            select_on_focus=select_on_focus,
        )
        self.add_class("-textual-compact", update=False)  # `compact` styles it at once, and again
        self.cursor_blink = False  # or an idle program would send something twice a second

    def problem_with(self, text: str) -> str | None:
        """What is wrong with `text`, in one line, if anything is."""
        results = (validator.validate(text) for validator in self.validators)
        return next((said for result in results for said in result.failure_descriptions), None)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a key is text here: + and − are, for whose names Textual has no character."""
        return key in ("plus", "minus") or super().check_consume_key(key, character)

    def action_leave(self) -> None:
        """Leave the field as it is."""
        self.post_message(self.Left())


class Field(OneLine):
    """A setting, which remembers the last value in force."""

    BINDINGS: ClassVar = [*actions.bindings(actions.FIELD)]

    def __init__(self, *, id: str, validators: Iterable[Validator] = ()) -> None:  # noqa: A002
        super().__init__(id=id, validators=validators, select_on_focus=True)
        self.in_force = self.taken_back = ""

    @property
    def is_unsaved(self) -> bool:
        """Whether something else stands in it than what is in force."""
        return self.value.strip() != self.in_force

    def put(self, text: str) -> None:
        """Show the value now in force, unless something else is being typed, or is wrong and has
        not been mended yet. In the field that has just been entered it stays selected: what is
        typed next takes its place."""
        kept = self.is_unsaved and (self.has_focus or text == self.in_force)
        self.in_force = text
        if not kept and self.value != text:
            self.value = text
            self.cursor_position = len(text)
            if self.has_focus:
                self.action_select_all()

    def take(self, text: str) -> None:
        """What was typed is in force, though it may have another name: `iris` is a softmax."""
        self.in_force = text

    def action_leave(self) -> None:
        """Take back what was typed, and leave."""
        if self.is_unsaved:
            self.taken_back, self.value = self.value, self.in_force
        super().action_leave()

    def action_bring_back(self) -> None:
        """Type again what was taken back."""
        if self.taken_back:
            self.value, self.taken_back = self.taken_back, ""
            self.cursor_position = len(self.value)


class Answer(OneLine):
    """What is typed as an answer, or to choose among cards."""

    BINDINGS: ClassVar = [*actions.bindings(actions.ANSWER)]
