"""What the pickers offer: optimizers, schedules and themes, in groups; losses are in `losses`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from rich.style import Style
from rich.text import Text
from textual.color import Color, ColorParseError
from textual.theme import BUILTIN_THEMES, Theme

from gdtui.drawing.canvas import Line
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.meter import meter_at
from gdtui.drawing.notation import readable
from gdtui.drawing.numbers import number
from gdtui.drawing.rate_curve import rate_lines
from gdtui.engine import optimizers, schedules
from gdtui.engine.optimizers import OPTIMIZERS
from gdtui.engine.run import Run
from gdtui.engine.schedules import SCHEDULES, Schedule
from gdtui.engine.spec import nearest, quoted
from gdtui.tui import themes

LONGEST_CURVE = 100  # steps of a schedule that are drawn if the run has no end

Functions: TypeAlias = Mapping[str, Callable[..., Any]]
Groups: TypeAlias = Mapping[str, Functions]
"""Functions by their names, under the titles that they are listed below."""

_OPTIMIZERS = {
    "plain": ("gd", "sgd"),
    "with momentum": ("momentum", "nesterov"),
    "a rate for each": ("adagrad", "rmsprop", "adadelta"),
    "both": ("adam", "adamw", "nadam", "radam", "adamax"),
    "by signs": ("rprop", "lion"),
}
_SCHEDULES = {
    "steady": ("constant",),
    "falling": ("step", "multistep", "exponential", "cosine", "polynomial", "inverse_sqrt"),
    "rising, then falling": ("warmup", "warmup_cosine", "one_cycle", "wsd"),
    "up and down": ("warm_restarts", "cyclic"),
    "watching the loss": ("plateau",),
}


@dataclass(frozen=True)
class Choices:
    """What a picker offers: functions whose keyword-only parameters are the settings."""

    kind: str
    """As errors name it: `optimizer`."""
    groups: Groups
    check: Callable[[str], object]
    """Reads a spec; raises `ValueError` with what is wrong."""
    lines: Callable[[str], Sequence[str]]
    """What to show of a spec that is right: its formulas."""
    picture: Callable[[str, tuple[int, int]], Sequence[Line]] | None = None
    """Cells to show below, of the size given."""
    meter: Callable[[str, int], Sequence[str]] | None = None
    """Where η stands to the edge of stability with it: lines of so many cells."""
    typed: Callable[[str], str] | None = None
    """Reads what no name has in it, a formula; raises `ValueError` with what is wrong."""
    colors: Callable[[str], Text] | None = None
    """Colors to show, which are not those of the theme."""
    functions: dict[str, Callable[..., Any]] = field(init=False)
    """All of them; of two with one name, the first."""

    def __post_init__(self) -> None:
        functions: dict[str, Callable[..., Any]] = {}
        for group in self.groups.values():
            functions |= {name: of for name, of in group.items() if name not in functions}
        object.__setattr__(self, "functions", functions)


def grouped(functions: Functions, names: Mapping[str, Sequence[str]]) -> Groups:
    """`functions` below the titles of their `names`; those that no title has come last."""
    groups = {title: {name: functions[name] for name in of} for title, of in names.items()}
    listed = {name for group in groups.values() for name in group}
    others = {name: function for name, function in functions.items() if name not in listed}
    return {**groups, "others": others} if others else groups


def optimizer_choices(run: Run) -> Choices:
    """The update rules, with where the η of `run` would stand for each."""

    def lines(text: str) -> list[str]:
        return [readable(line) for line in optimizers.parse(text).lines(2)]

    def meter(text: str, width: int) -> list[str]:
        line = meter_at(width, run.objective, run.params, run.next_rate, text)
        return [line] if line else []

    groups = grouped(OPTIMIZERS, _OPTIMIZERS)
    return Choices("optimizer", groups, optimizers.parse, lines, meter=meter)


def schedule_choices(run: Run, glyphs: Glyphs) -> Choices:
    """The schedules, drawn for the steps and the η of `run`."""
    steps, eta = run.config.max_steps, run.settings.learning_rate
    last = steps or LONGEST_CURVE

    def check(text: str) -> Schedule:
        return schedules.parse(text, steps)

    def lines(text: str) -> list[str]:
        return [f"η of step t + 1: {check(text).formula}"]

    def picture(text: str, size: tuple[int, int]) -> Sequence[Line]:
        return rate_lines(size, check(text), eta, last, glyphs)

    def meter(text: str, width: int) -> list[str]:
        schedule, rule = check(text), run.settings.optimizer
        highest = max(schedule.rate(t, eta, schedule.memory) for t in range(1, last + 1))
        line = meter_at(width, run.objective, run.params, highest, rule)
        return [f"at its highest, η = {number(highest, 3)}:", line] if line else []

    groups = grouped(SCHEDULES, _SCHEDULES)
    return Choices("schedule", groups, check, lines, picture, meter)


def theme_choices(known: Mapping[str, Theme]) -> Choices:
    """The themes, each with its colors."""
    own = set(themes.names()) - BUILTIN_THEMES.keys()
    groups = {
        "of gdtui": {name: _chosen_theme(known[name]) for name in known if name in own},
        "the terminal's colors": {
            name: _chosen_theme(theme) for name, theme in known.items() if "ansi" in name
        },
        "of Textual": {
            name: _chosen_theme(theme)
            for name, theme in known.items()
            if name not in own and "ansi" not in name
        },
    }

    def check(name: str) -> Theme:
        if name not in known:
            raise ValueError(f"unknown theme {quoted(name)}{nearest(name, known)}")
        return known[name]

    def colors(name: str) -> Text:
        return _swatches(check(name))

    return Choices("theme", groups, check, lambda _: (), colors=colors)


def _chosen_theme(theme: Theme) -> Callable[[], Theme]:
    def choice() -> Theme:
        return theme

    choice.__doc__ = "Dark." if theme.dark else "Light."
    return choice


def _swatches(theme: Theme) -> Text:
    """A line for each of a theme's colors: on its own background, and as a background; the names
    of the backgrounds themselves are in the color of text."""
    below, text = _color(theme.background), _color(theme.foreground)
    lines = []
    for name in themes.COLORS:
        color = _color(getattr(theme, name))
        if color is not None:
            ink = text if name in themes.GROUNDS else color
            shown = Text(f" {name:<11}", Style(color=ink, bgcolor=below))
            lines.append(shown + Text("      ", Style(bgcolor=color)))
    return Text("\n").join(lines)


def _color(name: str | None) -> str | None:
    """A theme's color as Rich writes it; None where it leaves it to Textual."""
    if name is None:
        return None
    try:
        return Color.parse(name).rich_color.name
    except ColorParseError:
        return None
