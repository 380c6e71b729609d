"""The commands. Whatever they need is imported when they need it, so that --help is instant."""

import difflib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from gdtui import __version__

if TYPE_CHECKING:
    from gdtui.engine.events import Event
    from gdtui.engine.run import Run, RunConfig

DONE, FAILED, WRONG = 0, 1, 2
PORTION = 4096  # steps between two looks at what is to be written

F = TypeVar("F", bound=Callable[..., Any])


class Commands(click.Group):
    """Commands, and the playground for everything that is not one."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What is no command's name is the playground's loss or option."""
        if not args or args[0] not in {*self.commands, "--help", "--version"}:
            args = ["play", *args]
        return super().parse_args(ctx, args)

    def format_usage(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Both ways to call it."""
        formatter.write_usage("gdtui", "[LOSS] [OPTIONS]  or  gdtui COMMAND …")


class Point(click.ParamType[tuple[float, ...]]):
    """`7` or `1,2`."""

    name = "numbers"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, ...]:
        """A point as a tuple of floats."""
        try:
            return tuple(float(part) for part in value.split(","))
        except ValueError:
            self.fail(f"{value!r} is not a point such as 7 or 1,2", param, ctx)


def run_options(command: F) -> F:
    """The options that say what to run."""
    for option in reversed(
        (
            click.option("--start", type=Point(), metavar="W", help="Where to start: 7, or 1,2."),
            click.option("--lr", type=float, metavar="RATE", help="The learning rate η."),
            click.option("--optimizer", metavar="NAME", help="The update rule, such as gd."),
            click.option("--schedule", metavar="NAME", help="How η changes, such as constant."),
            click.option("--seed", type=click.IntRange(min=0), help="For everything random."),
        )
    ):
        command = option(command)
    return command


def screen_options(command: F) -> F:
    """The options of everything that opens the screen."""
    for option in reversed(
        (
            click.option("--theme", metavar="NAME", help="Colours; `gdtui themes` lists them."),
            click.option("--ascii", "ascii_only", is_flag=True, help="Draw with ASCII alone."),
            click.option("--fps", type=click.FloatRange(min=0.1, max=60), metavar="N",
                         help="Frames a second while playing, at most (10)."),
            click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal."),
        )
    ):  # fmt: skip
        command = option(command)
    return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gdtui", message="%(prog)s %(version)s")
def commands() -> None:
    """A playground for gradient descent and the learning rate.

    \b
    gdtui                          the worked example, L = (w - 3)^2 from w = 7
    gdtui "x^4 - 2x^2 + y^2"       a loss of your own
    gdtui "(w-2)^2" --lr 1         with another learning rate
    gdtui run --steps 5            a run without a screen
    """


@commands.command(hidden=True)
@click.argument("loss", required=False)
@run_options
@click.option("--steps", type=click.IntRange(min=0), metavar="N", help="End after so many steps.")
@screen_options
def play(loss: str | None, steps: int | None, **options: Any) -> None:
    """The playground. LOSS is an expression such as "(w - 3)^2".

    \b
    gdtui "(w-2)^2" --start 8 --lr 0.5
    """
    _refuse_misspelt_command(loss)
    screen = {name: options.pop(name) for name in ("theme", "ascii_only", "fps", "no_mouse")}
    _need_a_screen()
    _prepare_textual()
    from gdtui.engine.run import Run

    _open_screen(Run(_config(loss, steps, **options)), **screen)


@commands.command()
@click.argument("loss", required=False)
@run_options
@click.option("--steps", type=click.IntRange(min=0), default=20, show_default=True, metavar="N",
              help="How many steps to take.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["table", "csv", "jsonl"]), default="table",
              show_default=True, help="jsonl: the events, to be replayed.")  # fmt: skip
@click.option("--plot", is_flag=True, help="A chart of the loss in place of the rows.")
@click.option("--log", is_flag=True, help="With --plot: a logarithmic scale.")
@click.option("--ascii", "ascii_only", is_flag=True, help="Write in ASCII alone.")
def run(
    loss: str | None,
    steps: int,
    form: str,
    plot: bool,
    log: bool,
    ascii_only: bool,
    **options: Any,
) -> None:
    """A run without a screen.

    \b
    gdtui run "(w-2)^2" --lr 1 --steps 4
    gdtui run --lr 2 --steps 10 --plot --log
    gdtui run --format jsonl > run.jsonl
    """
    _refuse_misspelt_command(loss)
    from gdtui.engine.run import Run

    headless = Run(_config(loss, steps, **options))
    _write(headless, _all_steps(headless), "plot" if plot else form, ascii_only, log=log)
    if headless.ended and headless.ended.reason == "stopped":
        sys.exit(FAILED)


@commands.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(["table", "csv", "jsonl"]),
              help="Write the run instead of opening it.")  # fmt: skip
@click.option("--plot", is_flag=True, help="Write a chart of the loss instead of opening it.")
@screen_options
def replay(file: Path, form: str | None, plot: bool, **screen: Any) -> None:
    """Open a recorded run, made with `gdtui run --format jsonl`.

    \b
    gdtui run --lr 0.9 --format jsonl > run.jsonl
    gdtui replay run.jsonl
    """
    if not (form or plot):
        _need_a_screen()
        _prepare_textual()
    from gdtui import recording

    try:
        recorded = recording.load(file)
        again = recording.replay(recorded)
    except ValueError as error:
        raise click.UsageError(f"{file.name}: {error}") from None
    if recorded.cut_short:
        _note(f"{file.name}: the last line is incomplete and was left out")
    if again.differs is not None:
        _note(
            f"{file.name}: step {again.differs} comes out otherwise than recorded: "
            "another machine's arithmetic, or a changed file"
        )
    if form or plot:
        form = "plot" if plot else form or "table"
        _write(again.run, again.events, form, screen["ascii_only"])
    else:
        _open_screen(again.run, **screen)


@commands.command()
def themes() -> None:
    """The colour themes that --theme takes.

    \b
    gdtui --theme high-contrast
    """
    from gdtui.tui.themes import load, names

    for problem in load().problems:
        _note(problem)
    _emit(names())


@commands.command()
def doctor() -> None:
    """What this terminal can do, where things are kept, and whether the arithmetic is right.

    \b
    gdtui doctor
    """
    from gdtui.doctor import findings

    _emit(findings(os.environ))


def main() -> NoReturn:
    """The entry point: every error becomes one line, never a traceback."""
    try:
        code = commands.main(prog_name="gdtui", standalone_mode=False)
    except click.exceptions.NoSuchOption as error:
        hint = f", did you mean {error.possibilities[0]}?" if error.possibilities else ""
        _fail(f"there is no option {error.option_name}{hint}; a loss that begins with - goes "
              "last, after --")  # fmt: skip
    except click.UsageError as error:
        command = error.ctx.info_name if error.ctx and error.ctx.info_name != "play" else ""
        where = f"gdtui {command} --help" if command and command != "gdtui" else "gdtui --help"
        _fail(f"{error.format_message().rstrip('.')}; see {where}")
    except click.ClickException as error:
        _fail(error.format_message())
    except (click.Abort, KeyboardInterrupt):
        sys.exit(FAILED)
    except ValueError as error:
        pointer = getattr(error, "pointer", None)
        _fail(str(error), pointer if isinstance(pointer, str) else None)
    except OSError as error:
        _fail(f"{error.filename or 'file'}: {error.strerror or error}", code=FAILED)
    except Exception as error:
        if os.environ.get("GDTUI_TRACEBACK"):
            raise
        _fail(f"unexpected {type(error).__name__}: {error}; GDTUI_TRACEBACK=1 shows where",
              code=FAILED)  # fmt: skip
    sys.exit(code if isinstance(code, int) else DONE)


# What the commands share


def _config(loss: str | None, steps: int | None, **options: Any) -> "RunConfig":
    from gdtui.engine.run import RunConfig

    given = {
        "objective": loss,
        "start": options["start"],
        "learning_rate": options["lr"],
        "optimizer": options["optimizer"],
        "schedule": options["schedule"],
        "max_steps": steps,
        "seed": options["seed"],
    }
    return RunConfig(**{name: value for name, value in given.items() if value is not None})


def _refuse_misspelt_command(loss: str | None) -> None:
    if loss and loss.isalpha() and len(loss) > 2:
        close = difflib.get_close_matches(loss, sorted(commands.commands.keys() - {"play"}), n=1)
        if close:
            raise click.UsageError(
                f"{loss!r} is neither a command nor a loss; did you mean {close[0]!r}?"
            )


def _need_a_screen() -> None:
    """A sentence for a terminal that cannot show a screen."""
    other = "use `gdtui run`, which needs none"
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError(f"the playground needs a terminal; {other}")
    term = os.environ.get("TERM", "")
    if term in ("", "dumb", "unknown"):
        raise click.UsageError(
            f"TERM={term or 'nothing'} says that this terminal cannot draw a screen; {other}, "
            "or set TERM to what it is, such as xterm-256color"
        )


def _prepare_textual() -> None:
    """Textual reads these when it is imported: no motion, since every frame crosses the line."""
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    os.environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")


def _open_screen(
    run: "Run", *, theme: str | None, ascii_only: bool, fps: float | None, no_mouse: bool
) -> None:
    from gdtui.engine.written import nearest
    from gdtui.tui.app import run_app
    from gdtui.tui.plotting.glyphs import Glyphs
    from gdtui.tui.themes import names

    known = names()
    if theme is not None and theme not in known:
        raise click.UsageError(
            f"there is no theme {theme!r}{nearest(theme, known)}; known: {', '.join(known)}"
        )
    glyphs = Glyphs.ASCII if ascii_only else Glyphs.suited(os.environ)
    sys.exit(run_app(run, theme=theme, glyphs=glyphs, fps=fps, mouse=not no_mouse))


def _write(
    run: "Run", events: "Iterable[Event]", form: str, ascii_only: bool, *, log: bool = False
) -> None:
    """Write what happens in a form, as it happens."""
    from gdtui.report import FORMS
    from gdtui.tui.plotting.glyphs import Glyphs
    from gdtui.tui.plotting.glyphs import ascii_only as to_ascii

    glyphs = Glyphs.ASCII if ascii_only else Glyphs.suited(os.environ)
    lines = FORMS[form](run, events, glyphs, log)
    _emit(map(to_ascii, lines) if glyphs is Glyphs.ASCII else lines)


def _all_steps(run: "Run") -> "Iterator[Event]":
    """The run's events to its end; Ctrl+C ends it as stopped."""
    try:
        while not run.ended:
            yield from run.advance(PORTION)
    except KeyboardInterrupt:
        yield run.stop()


def _emit(lines: "Iterable[str]") -> None:
    """Write lines to stdout; whoever reads them may stop whenever they like."""
    try:
        for line in lines:
            sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)


def _note(text: str) -> None:
    sys.stderr.write(f"gdtui: {printable(text)}\n")


def _fail(text: str, pointer: str | None = None, *, code: int = WRONG) -> NoReturn:
    _note(" ".join(text.split("\n")))
    if pointer:
        sys.stderr.write(pointer + "\n")
    sys.exit(code)


def printable(text: str) -> str:
    """`text` with control characters written out: nothing typed or read can command a terminal."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
