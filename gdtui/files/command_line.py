"""A run as a command line: what each setting is called there, how it is written and read.

One table says it. From it come the options, the configuration that they ask for, and the command
that opens a run again. `gdtui --help` shows the table and must not wait for the engine, which is
therefore imported only where it is asked.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, NamedTuple

from gdtui.files.shell import shell_line
from gdtui.files.table.names import as_text, names_of, option_words
from gdtui.files.typed_number import comma, number_of, with_point

if TYPE_CHECKING:
    from gdtui.engine.config import RunConfig
    from gdtui.engine.events import RunEdited
    from gdtui.engine.run import Run

LARGEST = 2**63 - 1
"""What a recording can hold of whole numbers."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a value is written as one word. `read` raises `ValueError` for any other."""

    what: str
    """What can be written, with an example."""
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str

    def parse(self, text: str) -> Any:
        """The value. Raises `ValueError`, whose message goes on after the quoted text."""
        try:
            return self.read(text)
        except ValueError:
            decimal = ":".join(with_point(part) or part for part in text.split(":"))
            if decimal != text and self._reads(decimal):
                raise ValueError(comma(decimal)) from None
            raise ValueError(f"is not {self.what}") from None

    def _reads(self, text: str) -> bool:
        try:
            self.read(text)
        except ValueError:
            return False
        return True


def _whole(text: str) -> int:
    value = int(text)
    if not 0 <= value <= LARGEST:
        raise ValueError(text)
    return value


def _way_with_gaps(text: str) -> str:
    if text not in ("drop", "mean"):
        raise ValueError(text)
    return text


def _typed(value: float) -> str:
    from gdtui.engine.numbers import typed  # noqa: PLC0415 (--help waits for no engine)

    return typed(value)


def _number(text: str) -> float:
    try:
        return float(text)  # inf and nan too, which whoever takes a number refuses with a reason
    except ValueError:
        return number_of(text)


NUMBER = Form("a number such as 0.1, 1e-4 or 1/3", _number, _typed)
WHOLE = Form("a whole number, 0 or more, such as 20", _whole)
TEXT = Form("text", str)
POINT = Form(
    "a point such as 7 or 1,2",
    lambda text: tuple(_number(part) for part in text.split(",")),
    lambda point: ",".join(map(_typed, point)),
)
MOST_VALUES = 1_000_000
"""Of one hyperparameter of a sweep."""


class Spread(NamedTuple):
    """A range of values of a hyperparameter."""

    low: float
    high: float
    points: int


def _several(text: str) -> float | tuple[float, ...] | Spread:
    """One value, several with commas between them, or a range `low:high:count`."""
    if ":" in text:
        low, high, points = text.split(":")
        spread = Spread(_number(low), _number(high), int(points))
        ordered = -math.inf < spread.low < spread.high < math.inf
        if not (ordered and 2 <= spread.points <= MOST_VALUES):
            raise ValueError(text)
        return spread
    values = tuple(_number(part) for part in text.split(","))
    return values if len(values) > 1 else values[0]


SEVERAL = Form(
    f"a number, several such as 0.5,1,0.1, or a range such as 0.001:10:60 (2 … {MOST_VALUES:,})",
    _several,
)
NAMES = Form(
    "names of columns such as age,height (one with a comma: '\"a, b\"')", names_of, as_text
)
MISSING = Form("drop or mean", _way_with_gaps)


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of a run as an option."""

    name: str
    """The field of `RunConfig`."""
    option: str
    metavar: str
    help: str
    form: Form = TEXT
    flag: bool | None = None
    """What the option alone sets it to; None: it takes a value."""
    opposite: str = ""
    """The option that sets it to the opposite, where neither is as good as nothing said."""

    @property
    def key(self) -> str:
        """What it is called in files and edits, such as `lr` and `batch-size`."""
        return self.option.removeprefix("--")

    def words(self, value: Any) -> list[str]:
        """The option that sets `value`, as words of a command line."""
        if self.flag is not None:
            return [self.option if value == self.flag else self.opposite]
        return option_words(self.option, self.form.write(value))


# fmt: off
SETTINGS = (
    Setting("start", "--start", "W", "Where to start: 7, or 1,2.", POINT),
    Setting("learning_rate", "--lr", "RATE",
            "The learning rate: 0.1, 1e-4; runs side by side: 0.5,1,0.1.", NUMBER),
    Setting("optimizer", "--optimizer", "NAME", "The update rule, such as gd."),
    Setting("schedule", "--schedule", "NAME", "How the rate changes, such as constant."),
    Setting("data", "--data", "DATA", "What to learn from: a CSV file, or a set such as iris."),
    Setting("target", "--target", "NAME", "The column to predict; the last one."),
    Setting("features", "--features", "NAME,…",
            "The columns to learn from; auto: all that can be.", NAMES),
    Setting("drop", "--drop", "NAME,…", "Columns to leave out.", NAMES),
    Setting("one_hot", "--one-hot", "NAME,…",
            "Columns whose texts become a feature each; auto: those with few texts.", NAMES),
    Setting("missing", "--missing", "drop|mean",
            "Leave rows with missing cells out, or fill in the mean.", MISSING),
    Setting("header", "--header", "", "Whether the first line has the columns' names.",
            flag=True, opposite="--no-header"),
    Setting("batch_size", "--batch-size", "B",
            "Examples a step; all of them unless said otherwise.", WHOLE),
    Setting("test_share", "--test-share", "SHARE",
            "The share of the examples to hold out, such as 0.2.", NUMBER),
    Setting("standardize", "--standardize", "", "Bring every feature to mean 0 and variance 1.",
            flag=True),
    Setting("shuffle", "--no-shuffle", "", "Batches in the order of the data.", flag=False),
    Setting("replacement", "--replacement", "", "Batches sampled with replacement.", flag=True),
    Setting("seed", "--seed", "N", "For everything random.", WHOLE),
    Setting("max_steps", "--steps", "N", "End after so many steps.", WHOLE),
)
# fmt: on
"""Every setting that an option has; the loss is the word that is no option's."""

BY_KEY = {setting.key: setting for setting in SETTINGS}
"""The settings by what they are called in files and edits."""

BY_NAME = {setting.name: setting for setting in SETTINGS}
"""The settings by their fields of `RunConfig`."""

CHANGES = tuple(BY_NAME[name] for name in ("learning_rate", "optimizer", "schedule"))
"""What an edit can change (`StepSettings`)."""


class Edit(NamedTuple):
    """Other settings from a step on."""

    step: int
    changes: Mapping[str, Any]

    def __str__(self) -> str:
        return " ".join(f"--edit {word}" for word in _edit_words(self))


def _edit_words(edit: "Edit | RunEdited") -> list[str]:
    return [
        f"{edit.step}:{BY_NAME[name].key}={BY_NAME[name].form.write(value)}"
        for name, value in edit.changes.items()
    ]


def edit_of(text: str) -> Edit:
    """`8:lr=1.05`. Raises `ValueError`, whose message goes on after the quoted text."""
    step, colon, change = text.partition(":")
    key, equals, value = change.partition("=")
    if not (step and colon and equals):
        raise ValueError("is not an edit such as 8:lr=1.05 or 8:optimizer=adam")
    known = {setting.key: setting for setting in CHANGES}
    if key not in known:
        raise ValueError(f"is not an edit: {', '.join(known)} can change, as in 8:lr=1.05")
    setting = known[key]
    return Edit(_part("the step", WHOLE, step), {setting.name: _part(key, setting.form, value)})


def _part(name: str, form: Form, text: str) -> Any:
    try:
        return form.parse(text)
    except ValueError as error:
        raise ValueError(f"is not an edit: {name} {error}") from None


# Reading


def chosen(values: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that options set, as fields of `RunConfig`, from their values by these names.

    An option that was not given has None, a flag False.
    """
    given: dict[str, Any] = {}
    for setting in SETTINGS:
        value = values.get(setting.name)
        if setting.flag is None or setting.opposite:
            if value is not None:
                given[setting.name] = value
        elif value:
            given[setting.name] = setting.flag
    return given


def option_of(name: str) -> str:
    """What a field of `RunConfig` is called as an option."""
    return BY_NAME[name].option


def loss_of(word: str) -> str:
    """The loss that a word of a command line names; see `loss_word`."""
    return word.removesuffix(":")


# Writing


def loss_word(objective: str) -> str:
    """A loss as a word that means this loss, and not a preset or a command of the same name.

    `cliff` is a preset and a loss, `run` a command and a parameter: with a colon, which a name
    has before its settings, they are losses.
    """
    from gdtui.engine.objectives import OBJECTIVES  # noqa: PLC0415 (see the top)
    from gdtui.engine.objectives.models.on_data import MODELS  # noqa: PLC0415
    from gdtui.files.presets import preset_named  # noqa: PLC0415

    bare = objective.replace("-", "").isalpha() and len(objective) > 2
    is_loss = (objective in OBJECTIVES or objective in MODELS) and preset_named(objective) is None
    return f"{objective}:" if objective.endswith(":") or (bare and not is_loss) else objective


def command(config: "RunConfig", edits: Iterable["Edit | RunEdited"] = (), at: int = 0) -> str:
    """The command line that opens a run with these edits at step `at`, quoted for a shell.

    What is as it would be anyhow is left out.
    """
    usual = {field.name: field.default for field in fields(config)}
    options: list[str] = []
    for setting in SETTINGS:
        value = getattr(config, setting.name)
        if value != usual[setting.name]:
            options += setting.words(value)
    for edit in edits:
        for word in _edit_words(edit):
            options += ["--edit", word]
    if at:
        options += ["--at", str(at)]
    loss = loss_word(config.objective)
    if loss.startswith("-"):
        return shell_line(["gdtui", *options, "--", loss])
    return shell_line(["gdtui", loss, *options])


def reopening(run: "Run") -> str:
    """The command line that opens `run` where it stands."""
    return command(run.config, run.edits, run.step)
