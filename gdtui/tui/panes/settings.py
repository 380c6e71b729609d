"""The hyperparameters: the loss, where to start, and the learning rate, typed in and checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.validation import Validator
from textual.widgets import Input, Label, Static

from gdtui.tui.textual_internals import TerminalApp
from gdtui.tui.widgets.field import Field


class Settings(Vertical):
    """Fields for what makes the run; Enter puts a value in force."""

    HELP = """\
## Settings

**loss**: an expression such as `(w - 3)^2` or `x^4 - 2x^2 + y^2`. **start**: one number for each
parameter, such as `7` or `1, 2`. **data**: a data set or a CSV file; **batch**: the examples that
a step looks at. **η**: the learning rate; from anywhere, **+** and **−** move it.
**rule**: the optimizer and the schedule of η, chosen with **o** and **s**; **d** chooses a loss.

What you type is checked as you type it. **Enter** puts it in force, **Esc** takes it back. A new
η holds from the selected step on; anything else begins a new run.
"""

    LABELS: Mapping[str, str] = {
        "loss": "loss", "data": "data", "batch": "batch", "start": "start", "rate": "η",
    }  # fmt: skip

    @dataclass
    class Submitted(Message):
        """The person wants this text in force for a field."""

        field: str
        text: str

    app = getters.app(TerminalApp)

    def __init__(self, validators: Mapping[str, Validator], *, id: str) -> None:  # noqa: A002
        super().__init__(id=id, classes="pane")
        self._validators = validators
        self._hint = self._message = self._rule = ""
        self._shown: set[str] = set()
        self.border_title = "1 settings"

    def compose(self) -> ComposeResult:
        """A row a field, and a line that explains."""
        for name, label in self.LABELS.items():
            with Horizontal(classes="field", id=f"row-{name}"):
                yield Label(self.app.written(label), classes="field-name")
                yield Field(id=f"field-{name}", validators=[self._validators[name]])
        with Horizontal(classes="field"):
            yield Label("rule", classes="field-name")
            yield Static("", id="settings-rule", markup=False)
        yield Static("", id="settings-message", markup=False)

    def fields(self) -> Iterator[Field]:
        """Every field, from the top."""
        yield from self.query(Field)

    def field(self, name: str) -> Field:
        """The field of that name."""
        return self.query_one(f"#field-{name}", Field)

    def show(self, values: Mapping[str, str], rule: str, hint: str) -> None:
        """Show the values and the rule in force, and a line of what is known of them.

        A field without a value has no meaning here, and is not shown.
        """
        for name in self.LABELS:
            self.query_one(f"#row-{name}").display = name in values
        self._hint, self._shown = hint, set(values)
        if rule != self._rule:  # to update it repaints it
            self._rule = rule
            self.query_one("#settings-rule", Static).update(self.app.written(rule))
        for name, text in values.items():
            self.field(name).put(text)
        self._explain()

    def complain(self, name: str, problem: str) -> None:
        """Say why the text of a field cannot be put in force."""
        self.field(name).add_class("-wrong")
        self._explain(problem)

    def say(self, message: str) -> None:
        """Say what is being done, until there is something else to say."""
        if message != self._message:
            self._message = message
            self.query_one("#settings-message", Static).update(self.app.written(message))

    @on(Input.Changed)
    def _check(self, event: Input.Changed) -> None:
        event.stop()
        self._explain()

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        self._put_in_force(event.input, event.value)

    @on(Input.Blurred)
    def _blur(self, event: Input.Blurred) -> None:
        event.stop()
        self._put_in_force(event.input, event.value)

    def _put_in_force(self, field: Input, text: str) -> None:
        if not isinstance(field, Field) or text.strip() == field.in_force:
            return
        if field.problem_with(text) is None:
            self.post_message(self.Submitted(self._field_name(field), text.strip()))

    def _explain(self, problem: str | None = None) -> None:
        """Mark the fields that are wrong; say what is wrong with the one being typed in."""
        message = self._hint
        for field in self.fields():
            changed = field.value.strip() != field.in_force
            unsaved = changed and self._field_name(field) in self._shown
            wrong = field.problem_with(field.value) if unsaved else None
            field.set_class(wrong is not None, "-wrong")
            if wrong:
                message = f"✗ {wrong}"
            elif unsaved and field.has_focus:
                message = "Enter: use it · Esc: leave it"
        if problem:
            message = f"✗ {problem}"
        self.say(message)

    @staticmethod
    def _field_name(field: Input) -> str:
        return (field.id or "").removeprefix("field-")
