"""The options that commands share: what to run, and how it is shown."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gdtui.files.command_line import BY_KEY, SETTINGS, WHOLE, Form, Setting, edit_of
from gdtui.files.sweep_values import values_of

if TYPE_CHECKING:
    Type = click.ParamType[Any]
else:  # click 8.1 has no type parameter there
    Type = click.ParamType


FILE: Type = click.Path(dir_okay=False, readable=False, path_type=Path)
"""A file that is read: whoever opens it says what keeps it from that, if anything does."""


class Word(Type):
    """A value of the table of settings, or another that is read by a function like its own."""

    name = "word"

    def __init__(self, read: Callable[[str], Any]) -> None:
        """`read` raises `ValueError`, whose message goes on after the quoted text."""
        self._read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """What is written; a default may be that already."""
        if not isinstance(value, str):
            return value
        try:
            return self._read(value)
        except ValueError as error:
            from gdtui.engine.spec import quoted  # noqa: PLC0415 (--help waits for no engine)

            self.fail(f"{quoted(value)} {error}", param, ctx)


MOST_RATES = 9
"""Runs side by side: the live one of the playground and its pins."""


def _rates(text: str) -> float | tuple[float, ...]:
    """One learning rate, or several with commas between them. Raises `ValueError`."""
    rates: tuple[float, ...] = tuple(map(BY_KEY["lr"].form.read, text.split(",")))
    if len(rates) == 1:
        return rates[0]
    if 0 in rates or len(rates) > MOST_RATES:
        raise ValueError(text)
    return rates


RATES = Form(f"a number such as 0.1, 1e-4 or 1/3, or up to {MOST_RATES} such as 0.5,1,0.1", _rates)


def _option(setting: Setting, **how: Any) -> click.Option:
    names = [setting.option, setting.name]
    if setting.opposite:
        names[0] += f"/{setting.opposite}"
        how["default"] = None
    if setting.flag is not None:
        return click.Option(names, is_flag=True, help=setting.help, **how)
    form = RATES if setting.name == "learning_rate" else setting.form
    return click.Option(
        names, type=Word(form.parse), metavar=setting.metavar, help=setting.help, **how
    )


WHOLE_NUMBER = Word(WHOLE.parse)


def count_up_to(most: int) -> Word:
    """A number of things, one at least."""

    def read(text: str) -> int:
        if not 1 <= int(text) <= most:
            raise ValueError(text)
        return int(text)

    return Word(Form(f"a whole number from 1 to {most}", read).parse)


LOSS = click.Argument(["loss"], required=False)
EDIT = click.Option(
    ["--edit", "edits"],
    type=Word(edit_of),
    multiple=True,
    metavar="STEP:KEY=VALUE",
    help="From a step on another lr, optimizer or schedule: 8:lr=1.05. Once for each.",
)
AT = click.Option(
    ["--at"],
    type=WHOLE_NUMBER,
    metavar="STEP",
    help="Show this step first, or the last one before it.",
)


def of_run(steps: str | None = None) -> list[click.Parameter]:
    """The loss and every setting of a run; `steps` says how many are taken if nobody does."""
    default = {} if steps is None else {"show_default": steps}
    settings = [
        _option(setting, **(default if setting.name == "max_steps" else {})) for setting in SETTINGS
    ]
    return [LOSS, *settings, EDIT]


def of_sweep(steps: str) -> list[click.Parameter]:
    """The loss and every setting of a run, of which some can have several values."""
    default = {"max_steps": {"show_default": steps}}
    settings = [
        _option(setting, **default.get(setting.name, {}))
        if setting.name not in SWEPT
        else click.Option(
            [setting.option, setting.name],
            type=Word(values_of),
            metavar="VALUES",
            help=SWEPT[setting.name],
        )
        for setting in SETTINGS
    ]
    return [LOSS, *settings]


SWEPT = {
    "learning_rate": "The learning rates: 1e-4:10:200, evenly on a log scale; or 0.5,1,0.1.",
    "batch_size": "Examples a step: 8,16,32; all of them unless said otherwise.",
    "seed": "For everything random: 1, or 1,2,3.",
}
"""The settings of a run, other than those within a spec, that a sweep can have several of."""


def of_screen() -> list[click.Parameter]:
    """The options of everything that opens the screen."""
    return [
        click.Option(["--theme"], metavar="NAME", help="Colors; `gdtui themes` lists them."),
        click.Option(["--ascii", "ascii_only"], is_flag=True, help="Draw with ASCII alone."),
        click.Option(
            ["--fps"],
            type=click.FloatRange(min=0.1, max=60),
            metavar="N",
            help="Frames a second while playing, at most (10).",
        ),
        click.Option(["--no-mouse"], is_flag=True, help="Leave the mouse to the terminal."),
    ]


def of_playground() -> list[click.Parameter]:
    """Everything that `gdtui` takes without a command."""
    return [*of_run(), AT, *of_screen()]


def with_screen(command: click.Command) -> click.Command:
    """A command with the options of everything that opens the screen, after its own."""
    command.params += of_screen()
    return command


def formats(text: str) -> Callable[[Any], Any]:
    """`--format`, of which `text` says what it is for."""
    return click.option("--format", "form", type=click.Choice(["table", "csv", "jsonl"]), help=text)
