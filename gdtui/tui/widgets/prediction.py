"""The rows in which a prediction is asked for, typed and judged."""

from collections.abc import Iterator
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.notifications import Notification
from textual.widgets import Input, Label, Static

from gdtui.tui import actions
from gdtui.tui.predicting import Predicting, packed
from gdtui.tui.textual_internals import TerminalApp
from gdtui.tui.widgets.field import OneLine


class Guess(OneLine):
    """What is typed as a prediction; letters are text."""

    ACTIONS: ClassVar = actions.PREDICTION
    BINDINGS: ClassVar = [*actions.bindings(actions.PREDICTION)]

    class Other(Message):
        """The person wants another kind of question."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def action_other(self, by: int) -> None:
        """Ask another kind of question."""
        self.post_message(self.Other(by))


PADDING = 2
"""Cells beside the text, left and right."""


def _may_tell(toast: Notification) -> bool:
    """Whether it says what a key came to: that the run arrived, or by what step it diverged."""
    return toast.severity == "information"


class PredictionRows(Vertical):
    """The question with its field, or the answer with the keys that lead on; hidden without."""

    class Changed(Message):
        """Something was answered, or is to be asked otherwise: everything must be drawn again."""

    app = getters.app(TerminalApp)
    field = getters.query_one("#guess", Guess)

    def __init__(self, predicting: Predicting) -> None:
        super().__init__(id="prediction")
        self._predicting = predicting
        self._texts = {"said": "", "prompt": "", "keys": ""}

    def compose(self) -> ComposeResult:
        """What is said; below it the field or the keys."""
        yield Static("", id="prediction-said")
        with Horizontal(id="prediction-field"):
            yield Label("", id="prediction-prompt")
            guess = Guess(id="guess")
            guess.placeholder = "(nothing typed: the answer is shown)"
            yield guess
        yield Static("", id="prediction-keys")

    def on_mount(self) -> None:
        """Nothing is asked yet."""
        self.display = False

    def show(self, *, at_home: bool) -> None:
        """Show where the mode stands. The field takes the keys of a new question if nobody is busy
        elsewhere (`at_home`)."""
        mode = self._predicting
        self.display = mode.asked is not None
        self.screen.set_class(self.display, "-predicting")
        if mode.asked is None:
            return
        self.query_one("#prediction-field").display = mode.is_asking
        self.query_one("#prediction-keys").display = mode.is_answered
        width = self.screen.size.width - PADDING
        self._say("said", mode.text(width))
        self._say("prompt", mode.asked.prompt)
        if mode.wants_focus:
            mode.wants_focus = False
            self.field.value = ""
            self.app.withdraw(_may_tell, at_once=True)
            if at_home:
                self.take_focus()
        self.screen.refresh_bindings()
        if mode.is_answered:
            keys = packed([*self._keys()], width, " · ")
            self._say("keys", keys[0] if keys else "")  # in a field every key is text

    def take_focus(self) -> None:
        """Give the field the keys."""
        self.screen.set_focus(self.field)

    def _keys(self) -> Iterator[str]:
        """What leads on from an answer, with the keys as they are."""
        shown: dict[str, str] = {}
        for _, binding, _, _ in self.screen.active_bindings.values():
            shown.setdefault(binding.id or "", self.app.get_key_display(binding))
        card = {"playground.no_card": "no card"} if self._predicting.has_card else {}
        does = {
            "playground.step": "your run" if self._predicting.is_aside else "step",
            "playground.predict_again": "other numbers",
            "playground.about": "why",
            **card,
            "playground.predict": "stop",
        }
        return (f"{shown[name]} {what}" for name, what in does.items() if name in shown)

    def _say(self, part: str, text: str) -> None:
        text = self.app.legible(text)
        if self._texts[part] != text:  # to update it repaints it
            self._texts[part] = text
            self.query_one(f"#prediction-{part}", Static).update(text)

    @on(Input.Submitted)
    def _check(self, event: Input.Submitted) -> None:
        event.stop()
        self._predicting.answer(event.value)
        self.post_message(self.Changed())

    @on(Guess.Other)
    def _ask_otherwise(self, event: Guess.Other) -> None:
        event.stop()
        self._predicting.other_kind(event.by)
        self.post_message(self.Changed())

    @on(Guess.Left)
    def _stop(self, event: Guess.Left) -> None:
        event.stop()
        self._predicting.switch()
        self.post_message(self.Changed())
