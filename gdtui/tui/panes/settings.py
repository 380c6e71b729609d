"""The hyperparameters: the loss, where to start, and the learning rate, typed in and checked."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Label, Static

from gdtui.drawing.meter import meter_at
from gdtui.drawing.numbers import number
from gdtui.engine.analysis.theory import hessian_at, stability_edge
from gdtui.engine.numbers import typed
from gdtui.engine.spec import shortened
from gdtui.tui.frame import Frame
from gdtui.tui.textual_internals import TerminalApp
from gdtui.tui.typed import batch_of, data_of, loss_of, rate_of, start_of
from gdtui.tui.widgets.field import Field
from gdtui.tui.widgets.validators import Reads

NAME = 6  # cells of a field's name
RULE_ROWS = {False: 2, True: 4}  # for the rule and its schedule, in a large window or not
SHORT = 20  # characters of a value in a sentence
_MORE = "…"  # settings that there is no room for
_ITEM = re.compile(r"[^:, ]+[:,]? ?")  # of specs: a name, a setting, the dot between them
_LONG_NUMBER = re.compile(r"\d+\.\d{6,}")
HINT = 33  # cells for a line of theory, until it is known how wide the pane is


class SettingsPane(Vertical):
    """Fields for what makes the run; Enter puts a value in force."""

    HELP = """\
## Settings

**loss**: an expression such as `(w - 3)^2` or `x^4 - 2x^2 + y^2`. **start**: one number for each
parameter, such as `7` or `1, 2`. **data**: a data set or a CSV file; **batch**: the examples that
a step looks at. **η**: the learning rate; from anywhere, **+** and **−** move it.
**rule**: the optimizer and the schedule of η, chosen with **o** and **s**; **d** chooses a loss.

What you type is checked as you type it. **Enter** puts it in force, **Esc** takes it back, and
**Ctrl+Y** brings that again. A new η holds from the selected step on; anything else begins a new
run.
"""

    LABELS: Mapping[str, str] = {
        "loss": "loss",
        "data": "data",
        "batch": "batch",
        "start": "start",
        "rate": "η",
    }
    ON_DATA = ("data", "batch")
    """What most runs have no use for: the panes have their places before the first frame comes."""

    @dataclass
    class Submitted(Message):
        """The person wants this text in force for a field."""

        field: str
        text: str
        by_enter: bool = False
        """Whether the keys are wanted back then."""

    app = getters.app(TerminalApp)

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id, classes="pane")
        self._frame: Frame | None = None
        self._reads: Mapping[str, Callable[[str], object]] = {
            "loss": loss_of,
            "data": data_of,
            "batch": self._batch_of,
            "start": self._start_of,
            "rate": rate_of,
        }
        self._hint = self._message = self._rule = ""
        self._shown: set[str] = set()
        self._refused = ("", "", "")
        """A field, the text that could not be put in force, and why."""

    def compose(self) -> ComposeResult:
        """A row a field, and a line that explains."""
        for name, label in self.LABELS.items():
            with Horizontal(classes="field", id=f"row-{name}") as row:
                row.display = name not in self.ON_DATA
                yield Label(self.app.legible(label), classes="field-name")
                yield Field(id=f"field-{name}", validators=[Reads(self._reads[name])])
        with Horizontal(classes="field", id="row-rule"):
            yield Label("rule", classes="field-name")
            yield Static("", id="settings-rule")
        yield Static("", id="settings-message")

    def fields(self) -> Iterator[Field]:
        """Every field, from the top."""
        yield from self.query(Field)

    def field(self, name: str) -> Field:
        """The field of that name."""
        return self.query_one(f"#field-{name}", Field)

    def show(self, frame: Frame) -> None:
        """Show the values and the rule in force, and a line of what is known of them.

        A field without a value has no meaning here, and is not shown.
        """
        self._frame = frame
        values = values_of(frame)
        for name in self.LABELS:
            self.query_one(f"#row-{name}").display = name in values
        hints = _hints(frame) if frame.asked is None else ("theory waits for your answer",)
        self._hint, self._shown = self._fitting(hints), set(values)
        specs, rows = frame.settings[1:], RULE_ROWS["-large" in self.screen.classes]
        rule = in_items(specs, self._width - NAME, rows, self.app.legible)
        if rule != self._rule:  # to update it repaints it
            self._rule = rule
            self.query_one("#settings-rule", Static).update(rule)
        for name, text in values.items():
            self.field(name).put(text)
        self._explain()

    def complain(self, name: str, problem: str) -> None:
        """Say why the text of a field cannot be put in force."""
        self._refused = name, self.field(name).value, problem
        self._explain()
        self._tell_whole(problem)

    def say(self, message: str) -> None:
        """Say what is being done, until there is something else to say."""
        if message != self._message:
            self._message = message
            self.query_one("#settings-message", Static).update(self.app.legible(message))

    @on(Input.Changed)
    def _check(self, event: Input.Changed) -> None:
        event.stop()
        self._explain()

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        field = event.input
        if not isinstance(field, Field):
            return
        problem = field.problem_with(event.value)
        if problem is not None:
            self._tell_whole(problem)
        elif field.is_unsaved:
            self._put_in_force(field, event.value, by_enter=True)
        else:
            self.post_message(field.Left())  # what a child sends for its parent stops there

    @on(Input.Blurred)
    def _blur(self, event: Input.Blurred) -> None:
        event.stop()
        field = event.input
        self._put_in_force(field, event.value)
        self._explain()
        if isinstance(field, Field) and (problem := self._problem(field)):
            label = self.LABELS[self._field_name(field)]
            self._tell_whole(f"{label} is still {shortened(field.in_force, SHORT)}: {problem}")

    def on_descendant_focus(self) -> None:
        """Say what concerns the field that is typed in now."""
        self._explain()

    def _put_in_force(self, field: Input, text: str, *, by_enter: bool = False) -> None:
        if not isinstance(field, Field) or not field.is_unsaved:
            return
        if field.problem_with(text) is None:
            self.post_message(self.Submitted(self._field_name(field), text.strip(), by_enter))

    def _explain(self) -> None:
        """Mark the fields that are wrong, and say what is wrong or what can be done."""
        problems = {field: problem for field in self.fields() if (problem := self._problem(field))}
        for field in self.fields():
            field.set_class(field in problems, "-wrong")
        self.say("\n".join(filter(None, (self._sentence(problems), self._meter(problems)))))

    def _meter(self, problems: Mapping[Field, str]) -> str:
        """Where the η that is typed stands to the edge of stability, if one is known here and
        nothing is asked that it would answer."""
        field, frame = self.field("rate"), self._frame
        if frame is None or frame.asked or not field.has_focus or field in problems:
            return ""
        if not field.value.strip():
            return ""
        rate, rule = rate_of(field.value), frame.settings.optimizer
        known = frame.objective, frame.update.params, rate, rule
        line = meter_at(self._width, *known)
        longer = len(self.app.legible(line)) - len(line)  # where a symbol is a word
        return meter_at(self._width - longer, *known)

    def _problem(self, field: Field) -> str | None:
        """What is wrong with what stands in a field, if it is not in force."""
        name = self._field_name(field)
        if name not in self._shown or not field.is_unsaved:
            return None
        refused, text, problem = self._refused
        if problem and (refused, text) == (name, field.value):  # until something else is typed
            return problem
        return field.problem_with(field.value)

    def _sentence(self, problems: Mapping[Field, str]) -> str:
        """Of the field that is typed in; else of one that is still wrong, with its name."""
        typed_in = next((field for field in self.fields() if field.has_focus), None)
        if typed_in is not None and typed_in in problems:
            return f"✗ {problems[typed_in]}"
        if typed_in is not None and typed_in.is_unsaved:
            return "Enter: use · Esc: leave"
        if typed_in is not None and typed_in.taken_back:
            return f"^Y: {shortened(typed_in.taken_back, self._width - 4)}"
        for field, problem in problems.items():
            return f"✗ {self.LABELS[self._field_name(field)]}: {problem}"
        return self._hint

    @property
    def _width(self) -> int:
        """The cells of a line below the fields."""
        return self.query_one("#settings-message").content_size.width or HINT

    def _fitting(self, hints: Sequence[str]) -> str:
        """The first of some texts that has room in what the terminal can show, or the last."""
        fitting = (hint for hint in hints if len(self.app.legible(hint)) <= self._width)
        return next(fitting, hints[-1] if hints else "")

    def _tell_whole(self, problem: str) -> None:
        """Say a sentence beside the panes, where this one has no rows for it."""
        self.call_after_refresh(self._tell_if_cut, problem)

    def _tell_if_cut(self, problem: str) -> None:
        said = self.query_one("#settings-message").region
        if not said or not self.content_region.contains_region(said):
            self.app.notify(problem, severity="error")

    def _batch_of(self, text: str) -> int:
        batches = self._frame.batches if self._frame else None
        return batch_of(text, batches.n if batches else 1)

    def _start_of(self, text: str) -> tuple[float, ...]:
        return start_of(text, self._frame.objective.parameters if self._frame else ())

    @staticmethod
    def _field_name(field: Input) -> str:
        return (field.id or "").removeprefix("field-")


def values_of(frame: Frame) -> dict[str, str]:
    """What the fields hold, as it is typed."""
    values = {"loss": frame.config.objective}
    if frame.batches:
        values |= {"data": frame.config.data or "", "batch": str(frame.batches.size)}
    if frame.config.start is not None:
        values["start"] = ", ".join(typed(x) for x in frame.config.start)
    return {**values, "rate": typed(frame.settings.learning_rate)}


def in_items(specs: Sequence[str], width: int, most: int, legible: Callable[[str], str]) -> str:
    """Specs in lines of `width`, broken between their settings, with numbers in as many digits as
    elsewhere. A constant schedule goes without saying where that saves a line; where there are more
    than `most`, the last settings of the spec that has the most are left out, with a sign for them.
    """
    short = [_LONG_NUMBER.sub(lambda found: number(float(found[0])), spec) for spec in specs]
    settings = [[*_ITEM.findall(spec)] for spec in short]
    while True:
        lines = [""]
        for item in _ITEM.findall(legible(" · ".join(map("".join, settings)))):
            if lines[-1] and len(lines[-1] + item.rstrip()) > width:
                lines.append("")
            lines[-1] += item
        longest = max(settings, key=lambda items: len(items) - (items[-1] == _MORE))
        if len(lines) > 1 and settings[-1] == ["constant"]:
            settings.pop()
        elif len(lines) <= most or len(longest) == 1:
            return "\n".join(line.rstrip() for line in lines)
        else:
            longest[-2 if longest[-1] == _MORE else -1 :] = [_MORE]


def _hints(frame: Frame) -> Sequence[str]:
    """How a loss was read that could be read otherwise; else what theory knows of η here: the edge
    of stability, everywhere or at this point. In more words and in fewer."""
    if frame.objective.notes:
        return frame.objective.notes[:1]
    curvature = hessian_at(frame.objective, frame.update.params)
    edge = stability_edge(curvature.L, frame.settings.optimizer) if curvature else None
    if curvature is None or edge is None:
        return ()
    rate = number(edge.rate, 4)
    limit = f"{edge.formula} = {rate}"
    if frame.objective.curvature is None:
        return (
            f"λ = {number(curvature.L, 4)} here: {limit}",
            f"{limit} here",
            f"stable here for 0 < η < {rate}",
            f"here 0 < η < {rate}",
        )
    if curvature.mu <= 0:
        return ()
    return f"stable for 0 < η < {limit}", f"0 < η < {limit}", f"stable for 0 < η < {rate}"
