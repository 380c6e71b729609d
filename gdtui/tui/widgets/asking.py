"""A field that comes up when something is to be typed, and goes when it is done."""

import contextlib
from collections.abc import Callable, Iterable
from typing import TypeAlias

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widgets import Input, Label

from gdtui.tui.widgets.field import Answer

Taker: TypeAlias = Callable[[str], None]
"""Does something with what is typed; raises `ValueError` in a sentence for what means nothing."""


class Asking(Horizontal):
    """What is asked for, and a field for it; hidden until then."""

    class Left(Message):
        """It was typed, or is not wanted any more."""

    def __init__(self) -> None:
        super().__init__(id="asking")
        self._take: Taker | None = None
        self._look: Taker | None = None

    def compose(self) -> ComposeResult:
        """The label and the field."""
        yield Label("", id="asked")
        yield Answer(id="typed")

    def on_mount(self) -> None:
        """Nothing is asked for yet."""
        self.display = False

    def ask(
        self,
        label: str,
        value: str,
        take: Taker,
        *,
        look: Taker | None = None,
        known: Iterable[str] = (),
    ) -> None:
        """Have something typed, `value` to begin with.

        `take` is called with what Enter sends, `look` while one types, as far as it means
        something; `known` are proposed.
        """
        self._take, self._look = take, look
        self.query_one(Label).update(label)
        field = self.query_one(Answer)
        field.suggester = SuggestFromList(known)
        field.value = value
        self.display = True
        self.screen.set_focus(field)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._look is not None and self.display:
            with contextlib.suppress(ValueError):
                self._look(event.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._take is None:
            return
        try:
            self._take(event.value)
        except ValueError as error:
            self.notify(str(error))
        else:
            self._leave()

    @on(Answer.Left)
    def _leave(self) -> None:
        self.display = False
        self.post_message(self.Left())
