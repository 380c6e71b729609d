"""The commands. Whatever they need is imported when they need it, so that --help is instant."""

import contextlib
import difflib
import io
import os
import signal
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from gdtui import __version__
from gdtui.drawing.notation import printable_line

if TYPE_CHECKING:
    from gdtui.drawing.glyphs import Glyphs
    from gdtui.engine.config import RunConfig
    from gdtui.engine.events import Event
    from gdtui.engine.run import Run
    from gdtui.files.presets import Preset
    from gdtui.study.cards.decks import Deck
    from gdtui.study.memory.collection import Desk
    from gdtui.study.memory.store import Store
    from gdtui.tui.messages import Opening

DONE, FAILED, WRONG = 0, 1, 2
PORTION = 1024  # steps between two looks at whether to go on …
PATIENCE = 0.1  # … or seconds, where a step takes long
LONGEST_LINE = 4096  # characters of an answer

F = TypeVar("F", bound=Callable[..., Any])


class Commands(click.Group):
    """Commands, and the playground for everything that is not one."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What is no command's name is the playground's loss or option."""
        own = {*self.commands, *ctx.help_option_names, "--version"}
        completing = ctx.resilient_parsing and not args  # then the commands are what is asked for
        if not completing and (not args or args[0] not in own):
            args = ["play", *args]
        return super().parse_args(ctx, args)

    def format_usage(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Both ways to call it."""
        formatter.write_usage("gdtui", "[LOSS] [OPTIONS]  or  gdtui COMMAND ...")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The playground's options, which need no command's name before them, then the commands."""
        own = (parameter.get_help_record(ctx) for parameter in self.get_params(ctx))
        options = (option.get_help_record(ctx) for option in play.params[1:])  # LOSS is the first
        with formatter.section("Options"):
            formatter.write_dl([record for record in (*options, *own) if record])
        self.format_commands(ctx, formatter)


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
            self.fail(f"{shortened(value)} is not a point such as 7 or 1,2", param, ctx)


class Rate(click.ParamType[float]):
    """`0.1` or `1e-4`."""

    name = "number"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """A learning rate; whether it is positive is the engine's to say."""
        try:
            return float(value)
        except ValueError:
            self.fail(f"{shortened(value)} is not a number such as 0.1 or 1e-4", param, ctx)


class Whole(click.ParamType[int]):
    """`0`, `20`."""

    name = "whole number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """A whole number, 0 or more."""
        try:
            number = int(value)
        except ValueError:
            number = -1
        if not 0 <= number < 2**63:  # what a recording can hold
            shown = shortened(str(value))
            self.fail(f"{shown} is not a whole number, 0 or more, such as 20", param, ctx)
        return number


def run_options(command: F) -> F:
    """The options that say what to run."""
    for option in reversed(
        (
            click.option("--start", type=Point(), metavar="W", help="Where to start: 7, or 1,2."),
            click.option("--lr", type=Rate(), metavar="RATE", help="The learning rate: 0.1, 1e-4."),
            click.option("--optimizer", metavar="NAME", help="The update rule, such as gd."),
            click.option("--schedule", metavar="NAME",
                         help="How the rate changes, such as constant."),
            click.option("--data", metavar="DATA",
                         help="What to learn from: a CSV file, or a set such as iris."),
            click.option("--target", metavar="NAME", help="The column to predict; the last one."),
            click.option("--batch-size", type=Whole(), metavar="B",
                         help="Examples a step; all of them unless said otherwise."),
            click.option("--test-share", type=Rate(), metavar="SHARE",
                         help="The share of the examples to hold out, such as 0.2."),
            click.option("--standardize", is_flag=True,
                         help="Bring every feature to mean 0 and variance 1."),
            click.option("--no-shuffle", is_flag=True, help="Batches in the order of the data."),
            click.option("--replacement", is_flag=True, help="Batches drawn with replacement."),
            click.option("--seed", type=Whole(), metavar="N", help="For everything random."),
        )
    ):  # fmt: skip
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
@click.option("--steps", type=Whole(), metavar="N", help="End after so many steps.")
@screen_options
def play(loss: str | None, steps: int | None, **options: Any) -> None:
    """The playground. LOSS is an expression such as "(w - 3)^2", or a name.

    \b
    gdtui zig-zag                  a situation; `gdtui presets` lists them
    gdtui "(w-2)^2" --start 8 --lr 0.5
    gdtui -- "-cos(w)"             a loss that begins with - goes last, after --
    """
    screen = {name: options.pop(name) for name in ("theme", "ascii_only", "fps", "no_mouse")}
    asked_for_nothing = loss is None and not any(
        value is not None and value is not False for value in options.values()
    )
    run = _run(loss, steps, **options)
    _need_a_screen()
    _prepare_textual()
    from gdtui.files.presets import presets

    preset = presets().get(loss or "")
    _open_screen(run, **screen, offers_last=asked_for_nothing, preset=preset)


@commands.command()
@click.argument("loss", required=False)
@run_options
@click.option("--steps", type=Whole(), default=20, show_default=True, metavar="N",
              help="How many steps to take.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["table", "csv", "jsonl"]),
              help="table unless said otherwise; jsonl: the events, to be replayed.")  # fmt: skip
@click.option("--plot", is_flag=True, help="A chart of the loss in place of the rows.")
@click.option("--log", is_flag=True, help="With --plot: a logarithmic scale.")
@click.option("--ascii", "ascii_only", is_flag=True, help="Write in ASCII alone.")
def run(
    *,
    loss: str | None,
    steps: int,
    form: str | None,
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
    gdtui run logistic --data circle:noise=0.1 --batch-size 10
    gdtui run mlp:hidden=8/8 --data my.csv --target y --test-share 0.2
    \b
    LOSS on data: linear, logistic, softmax, mlp. DATA: a CSV file, or circle, xor, gauss, spiral,
    plane, line, cars, iris, digits.
    """
    form = _form(form, plot)
    headless = _run(loss, steps, **options)
    with _ctrl_c() as pressed:
        _write(headless, _all_steps(headless, pressed), form or "table", ascii_only, log=log)
        if pressed():
            sys.exit(FAILED)


@commands.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(["table", "csv", "jsonl"]),
              help="Write the run instead of opening it.")  # fmt: skip
@click.option("--plot", is_flag=True, help="Write a chart of the loss instead of opening it.")
@screen_options
def replay(file: Path, form: str | None, plot: bool, **screen: Any) -> None:
    """Open a recorded run, made with `gdtui run --format jsonl`.

    The run is made again from its settings and edits, and compared with the recorded steps.

    \b
    gdtui run --lr 0.9 --format jsonl > run.jsonl
    gdtui replay run.jsonl
    gdtui replay run.jsonl --format table
    """
    form = _form(form, plot)
    if form is None:
        _need_a_screen()
        _prepare_textual()
    from gdtui.files.recording import Replay, load

    try:
        recorded = load(file)
        again = Replay(recorded)
        if form:
            _write(again.run, again, form, screen["ascii_only"])
        else:
            for _ in again:
                pass
    except ValueError as error:
        raise click.ClickException(f"{file.name}: {error}") from None
    if recorded.cut_short:
        _note(f"{file.name}: the last line is incomplete and was left out")
    if again.differs is not None:
        _note(
            f"{file.name}: step {again.differs} comes out otherwise than recorded: "
            "another machine's arithmetic, or a changed file"
        )
    if not form:
        _open_screen(again.run, **screen)
    elif again.differs is not None:
        sys.exit(FAILED)


@commands.command()
def presets() -> None:
    """Situations worth looking at: their names, and what to look for.

    \b
    gdtui presets
    gdtui zig-zag
    gdtui run zig-zag --lr 0.05
    """
    from gdtui.files.presets import presets as situations

    for name, preset in situations().items():
        _emit([name, *textwrap.wrap(preset.look, 74, initial_indent="    ",
                                    subsequent_indent="    ")])  # fmt: skip


@commands.command()
@click.argument("decks", nargs=-1, metavar="[DECK]...")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only cards with this tag.")
@click.option("--plain", is_flag=True, help="Line by line, without a screen.")
@click.option("--new", type=Whole(), metavar="N", help="New cards a day, at most.")
@click.option("--reviews", type=Whole(), metavar="N", help="Reviews a day, at most.")
@click.option("--stats", is_flag=True, help="What was learned so far; nothing is asked.")
@screen_options
def quiz(
    *,
    decks: tuple[str, ...],
    tags: tuple[str, ...],
    plain: bool,
    new: int | None,
    reviews: int | None,
    stats: bool,
    **screen: Any,
) -> None:
    """Flashcards that come back when they are about to be forgotten.

    DECK is a deck's name, a file or a folder; without one, the decks are listed.

    \b
    gdtui quiz
    gdtui quiz source-text --plain
    gdtui quiz my-deck.toml --tag momentum --new 5
    """
    from dataclasses import replace

    from gdtui.files.settings import load

    settings = load()
    if new is not None:
        settings = replace(settings, new_cards_a_day=new)
    if reviews is not None:
        settings = replace(settings, reviews_a_day=reviews)
    on_screen = not (plain or stats) and _has_a_screen()
    notices: list[str] = []
    note = notices.append if on_screen else _note
    for problem in settings.problems:
        note(problem)
    found = _decks(decks, tags, note)
    if stats:
        _emit(_statistics(found))
        return
    from gdtui.study.memory.collection import Desk

    with _reviews() as store:
        desk = Desk(found, store, settings, tags, notices)
        if on_screen:
            _open_cards(desk, **screen, at_once=bool(decks))
        else:
            from gdtui.cli.plain_quiz import Plain

            Plain(desk.session(), _ask, lambda text: _emit(text.split("\n"))).run()


@commands.group(invoke_without_command=True)
@click.pass_context
def deck(ctx: click.Context) -> None:
    """Decks of flashcards: what there is, whether it is right, in and out.

    \b
    gdtui deck                          what there is, and what is due
    gdtui deck check my-deck.toml       everything that is wrong with it
    gdtui deck export > cards.txt       for Anki's text import
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_decks)


@deck.command("list")
def list_decks() -> None:
    """The decks, and how much of them is new and due.

    \b
    gdtui deck list
    """
    from gdtui.study.memory.overview import rows

    found = _decks((), ())
    with _reviews(create=False) as store:
        _emit(rows(found, store))


@deck.command()
@click.argument("decks", nargs=-1, metavar="[FILE]...")
def check(decks: tuple[str, ...]) -> None:
    """Everything that is wrong with decks, each with its line and column.

    FILE is a file, a folder or a deck's name; without one, all decks are checked. Every numeric
    card is drawn from many times, and the engine is asked for the answers.

    \b
    gdtui deck check my-deck.toml
    """
    from gdtui.study.memory.overview import checked

    count = 0
    for line, wrong in checked(decks):
        count += wrong
        _emit([line])
    if count:
        _fail(f"{count} problem{'s' * (count > 1)} found")


@deck.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Take the place of the deck imported before.")
def import_deck(file: Path, replace: bool) -> None:
    """Cards from Anki's "Notes in Plain Text", or a review history (.jsonl).

    \b
    gdtui deck import anki-notes.txt
    gdtui deck import review_log.jsonl
    """
    from gdtui.study.cards import anki
    from gdtui.study.memory import review_log

    try:
        if file.suffix == ".jsonl":
            reviews = review_log.load(file)
            with _reviews() as store:
                added = store.add(reviews)
                if not store.saves:
                    raise click.ClickException(store.notices[0])
            _emit([f"{added} reviews added; {len(reviews) - added} were known"])
            return
        made = anki.imported(file, file.stem)
    except (anki.AnkiError, review_log.HistoryError) as error:
        raise click.ClickException(f"{file.name}: {error}") from None
    from gdtui.files import paths

    path = paths.decks() / f"{file.stem}.toml"
    if path.exists() and not replace:
        raise click.ClickException(f"{path} is there already; --replace takes its place")
    problem = paths.keep(path, made.text)
    if problem:
        raise click.ClickException(problem)
    for line in made.left_out:
        _note(f"{file.name}: {line}; it was left out")
    _emit([f"{made.cards} cards in {path}"])


@deck.command()
@click.argument("decks", nargs=-1, metavar="[DECK]...")
@click.option("--history", is_flag=True, help="The review history, as JSON lines, instead.")
def export(decks: tuple[str, ...], history: bool) -> None:
    """Decks as Anki's "Notes in Plain Text", or the review history.

    \b
    gdtui deck export source-text > cards.txt
    gdtui deck export --history > review_log.jsonl
    """
    from gdtui.study.cards import anki
    from gdtui.study.memory.review_log import lines

    found = _decks(decks, ())
    if not history:
        _emit(anki.lines(found), raw=True)
        return
    cards = {card.id for one in found for card in one.cards} if decks else None
    with _reviews(create=False) as store:
        _emit(lines(r for r in store.reviews(undone=True) if cards is None or r.card in cards))


@deck.command()
@click.argument("cards", nargs=-1, metavar="[CARD]...")
def unsuspend(cards: tuple[str, ...]) -> None:
    """Ask suspended cards again: those named, or all.

    \b
    gdtui deck unsuspend why-mini-batches
    """
    with _reviews() as store:
        suspended = [card for card, kept in store.kept().items() if kept.suspended]
        chosen = [card for card in suspended if not cards or card in cards]
        for card in chosen:
            store.suspend(card, suspended=False)
        _emit(chosen or ["no such card is suspended"])


@commands.command()
def themes() -> None:
    """The colour themes that --theme takes.

    \b
    gdtui themes
    gdtui --theme high-contrast
    """
    from gdtui.tui.themes import load, names

    for problem in load().problems:
        _note(problem)
    _emit(names())


@commands.command()
def doctor() -> None:
    """What this terminal can do, and what that means.

    Also where things are kept, and whether the arithmetic is right.

    \b
    gdtui doctor
    """
    from gdtui.cli.doctor import findings

    _emit(findings(os.environ))


def main(args: Sequence[str] | None = None) -> NoReturn:
    """The entry point: every error becomes one line, never a traceback."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what its encoding lacks is no reason to crash
            stream.reconfigure(errors="backslashreplace" if stream is sys.stderr else "replace")
    try:
        code = commands.main(args, prog_name="gdtui", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoSuchOption as error:
        hint = f", did you mean {error.possibilities[0]}?" if error.possibilities else ""
        _fail(f"there is no option {shortened(error.option_name)}{hint}; a loss that begins with "
              "- goes last, after --")  # fmt: skip
    except click.UsageError as error:
        command = error.ctx.info_name if error.ctx and error.ctx.info_name != "play" else ""
        where = f"gdtui {command} --help" if command and command != "gdtui" else "gdtui --help"
        _fail(f"{error.format_message().rstrip('.')}; see {where}")
    except click.ClickException as error:
        _fail(error.format_message())
    except (click.Abort, KeyboardInterrupt):
        _mute_stdout()
        sys.exit(FAILED)
    except OSError as error:
        _mute_stdout()
        _fail(f"{error.filename or 'output'}: {error.strerror or error}", code=FAILED)
    except Exception as error:
        if _of_what_was_asked(error):
            pointer = getattr(error, "pointer", None)
            _fail(str(error), pointer if isinstance(pointer, str) else None)
        if os.environ.get("GDTUI_TRACEBACK"):
            raise
        _fail(f"unexpected {type(error).__name__}: {error}; GDTUI_TRACEBACK=1 shows where",
              code=FAILED)  # fmt: skip
    sys.exit(code if isinstance(code, int) else DONE)


def _of_what_was_asked(error: Exception) -> bool:
    """Whether the engine refused what it was asked to do, rather than failing at it."""
    from gdtui.engine.config import ConfigError
    from gdtui.engine.data.dataset import DataError
    from gdtui.engine.objectives.typed.expression import ExpressionError
    from gdtui.engine.spec import WrittenError

    return isinstance(error, ConfigError | WrittenError | ExpressionError | DataError)


# What the commands share


def _decks(
    asked: Sequence[str], tags: Sequence[str], note: Callable[[str], None] | None = None
) -> "tuple[Deck, ...]":
    """The decks asked for; what is wrong with others is noted."""
    from gdtui.engine.spec import nearest
    from gdtui.study.cards.decks import DeckError, find

    try:
        found = find(asked)
    except DeckError as error:
        raise click.ClickException(str(error)) from None
    for problem in found.problems:
        (note or _note)(problem)
    known = {tag for one in found.decks for card in one.cards for tag in card.tags}
    for tag in tags:
        if tag not in known:
            raise click.ClickException(
                f"no card has the tag {shortened(tag)}{nearest(tag, known)}; "
                f"known: {', '.join(sorted(known)) or 'none'}"
            )
    return found.decks


@contextlib.contextmanager
def _reviews(*, create: bool = True) -> "Iterator[Store]":
    """The database of what was learned, open; what it has to say is noted at the end."""
    from gdtui.files import paths
    from gdtui.study.memory.store import Store, StoreError

    try:
        store = Store(paths.reviews(), create=create)
    except StoreError as error:
        raise click.ClickException(str(error)) from None
    try:
        yield store
    finally:
        for notice in store.notices:
            _note(notice)
        store.close()


def _statistics(decks: "Iterable[Deck]") -> list[str]:
    from gdtui.study.memory.schedule import study_day
    from gdtui.study.memory.session import local_now
    from gdtui.study.memory.statistics import lines

    cards = {card.id for one in decks for card in one.cards}
    with _reviews(create=False) as store:
        kept = {card: kept for card, kept in store.kept().items() if card in cards}
        reviews = [review for review in store.reviews() if review.card in cards]
    return lines(kept, reviews, study_day(local_now()))


def _has_a_screen() -> bool:
    """Whether this terminal can draw one; what is asked line by line needs none."""
    known = os.environ.get("TERM", "") not in ("", "dumb", "unknown")
    return known and sys.stdin.isatty() and sys.stdout.isatty()


def _open_cards(desk: "Desk", *, at_once: bool, **screen: Any) -> None:
    """The flashcards on the screen: the decks, or with `at_once` the first question."""
    _prepare_textual()
    from gdtui.tui.messages import OpenCards, OpenReview

    first = OpenReview(desk.session(), desk.notices) if at_once else OpenCards(desk)
    _open_screen(None, **screen, first=first)


def _ask(prompt: str) -> str | None:
    """The next line of stdin, without its end; None when there are no more."""
    if sys.stdin.isatty():
        sys.stdout.write(printable_line(prompt))
        sys.stdout.flush()
    else:
        _emit([prompt.rstrip()])
    line = sys.stdin.readline(LONGEST_LINE)
    rest = line
    while rest and not rest.endswith("\n") and len(rest) == LONGEST_LINE:
        rest = sys.stdin.readline(LONGEST_LINE)  # nobody's answer is that long
    return line.rstrip("\r\n") if line else None


def _config(loss: str | None, steps: int | None, **options: Any) -> "RunConfig":
    from dataclasses import replace

    from gdtui.engine.config import RunConfig
    from gdtui.files.presets import presets

    preset = presets().get(loss or "")
    if preset is None:
        _refuse_misspelt(loss)
    given = {
        "objective": None if preset else loss,
        "start": options["start"],
        "learning_rate": options["lr"],
        "optimizer": options["optimizer"],
        "schedule": options["schedule"],
        "max_steps": steps,
        "seed": options["seed"],
        "data": options["data"],
        "target": options["target"],
        "batch_size": options["batch_size"],
        "test_share": options["test_share"],
        "standardize": options["standardize"] or None,
        "shuffle": False if options["no_shuffle"] else None,
        "replacement": options["replacement"] or None,
    }
    said = {name: value for name, value in given.items() if value is not None}
    return replace(preset.config if preset else RunConfig(), **said)


def _run(loss: str | None, steps: int | None, **options: Any) -> "Run":
    """The run that the options ask for, with its data; what was assumed about those is told."""
    from gdtui.engine.run import Run

    config = _config(loss, steps, **options)
    if config.data is None:
        given = [name for name in _OF_DATA if options[name] not in (None, False)]
        if given:
            raise click.UsageError(f"--{given[0].replace('_', '-')} is for losses on --data")
        return Run(config)
    from dataclasses import replace

    from gdtui.engine.objectives.models.on_data import usual_loss
    from gdtui.files.datasets import load

    with _progress(config.data) as progress:
        data, assumed = load(config.data, config.target, progress)
    if loss is None:
        config = replace(config, objective=usual_loss(data))
        kind = f"{len(data.classes)} classes" if data.classes else "a number"
        said = f"the loss is {config.objective}, since {data.target_name} is {kind}"
        assumed = (*assumed, said)
    made = Run(config, data)
    for line in assumed:
        _note(line)
    return made


_OF_DATA = ("target", "batch_size", "test_share", "standardize", "no_shuffle", "replacement")


@contextlib.contextmanager
def _progress(name: str) -> Iterator[Callable[[float], None]]:
    """Tells on a terminal how much of a file has been read, if that takes more than a moment."""
    shown = False

    def tell(share: float) -> None:
        nonlocal shown
        if share < 1 and sys.stderr.isatty():
            shown = True
            sys.stderr.write(f"\rgdtui: reading {printable_line(name)}: {share:.0%} ")
            sys.stderr.flush()

    try:
        yield tell
    finally:
        if shown:
            sys.stderr.write("\r\x1b[K")


def _form(form: str | None, plot: bool) -> str | None:
    """What to write, if anything was said about it."""
    if form and plot:
        raise click.UsageError("--plot draws a chart in place of --format; take one of them")
    return "plot" if plot else form


def _refuse_misspelt(loss: str | None) -> None:
    """A command in the wrong place, or a misspelt name, is no product of letters."""
    from gdtui.engine.objectives import OBJECTIVES
    from gdtui.engine.objectives.models.on_data import MODELS
    from gdtui.files.presets import presets

    known = sorted(commands.commands)
    if loss in OBJECTIVES or loss in MODELS:
        return
    if loss in known:
        raise click.ClickException(f"{loss} comes first, then its options: gdtui {loss} ...")
    if loss and loss.replace("-", "").isalpha() and len(loss) > 2:
        close = difflib.get_close_matches(loss, [*known, *presets()], n=1)
        if close:
            what = "command" if close[0] in known else "situation"
            raise click.ClickException(
                f"{shortened(loss)} is no {what}; did you mean {close[0]!r}? "
                f"(A product of letters is written {'*'.join(loss)})"
            )


def _need_a_screen() -> None:
    """A sentence for a terminal that cannot show a screen."""
    other = "use `gdtui run`, which needs none"
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.ClickException(f"the playground needs a terminal; {other}")
    term = os.environ.get("TERM", "")
    if term in ("", "dumb", "unknown"):
        raise click.ClickException(
            f"TERM={term or 'nothing'} says that this terminal cannot draw a screen; {other}, "
            "or set TERM to what it is, such as xterm-256color"
        )


def _prepare_textual() -> None:
    """Textual reads these when it is imported: no motion, since every frame crosses the line.

    TEXTUAL_FPS bounds how soon a key shows; how often playing is drawn is our own pacer's affair.
    """
    os.environ.setdefault("TEXTUAL_FPS", "60")
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    os.environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")


def _open_screen(
    run: "Run | None",
    *,
    theme: str | None,
    ascii_only: bool,
    fps: float | None,
    no_mouse: bool,
    offers_last: bool = False,
    preset: "Preset | None" = None,
    first: "Opening | None" = None,
) -> None:
    from gdtui.engine.spec import nearest
    from gdtui.tui.app import run_app
    from gdtui.tui.themes import names

    known = names()
    if theme is not None and theme not in known:
        raise click.UsageError(
            f"there is no theme {theme!r}{nearest(theme, known)}; known: {', '.join(known)}"
        )
    sys.exit(
        run_app(
            run,
            theme=theme,
            glyphs=_glyphs(ascii_only),
            fps=fps,
            mouse=not no_mouse,
            offers_last=offers_last,
            preset=preset,
            first=first,
        )
    )


def _write(
    run: "Run", events: "Iterable[Event]", form: str, ascii_only: bool, *, log: bool = False
) -> None:
    """Write what happens in a form, as it happens."""
    from gdtui.cli.report import FORMS

    _emit(FORMS[form](run, events, _glyphs(ascii_only), log), ascii_only)


def _all_steps(run: "Run", stopped: Callable[[], bool]) -> "Iterator[Event]":
    """The run's events, to its end or until it is stopped."""
    while not run.ended:
        yield from run.advance(PORTION, budget=PATIENCE)
        if stopped() and not run.ended:
            yield run.stop()


@contextlib.contextmanager
def _ctrl_c() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl+C was pressed, so that a run can end properly; the second one ends at once."""
    pressed = False

    def press(_signal: int, _frame: FrameType | None) -> None:
        nonlocal pressed
        pressed = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:  # and not ignored, as in the background
        signal.signal(signal.SIGINT, press)
    try:
        yield lambda: pressed
    finally:
        if before is signal.default_int_handler:
            signal.signal(signal.SIGINT, before)


def _glyphs(ascii_only: bool = False) -> "Glyphs":
    """What stdout can be sent."""
    from gdtui.drawing.glyphs import Glyphs

    utf8 = (sys.stdout.encoding or "ascii").lower().replace("-", "") == "utf8"
    return Glyphs.suited(os.environ) if utf8 and not ascii_only else Glyphs.ASCII


def _emit(lines: "Iterable[str]", ascii_only: bool = False, *, raw: bool = False) -> None:
    """Write lines to stdout, in characters that it can show and that command nothing.

    `raw` is for a file format whose lines are known to be harmless. Whoever reads them may stop
    whenever they like.
    """
    from gdtui.drawing.glyphs import Glyphs
    from gdtui.drawing.glyphs import ascii_only as to_ascii

    plain = _glyphs(ascii_only) is Glyphs.ASCII and not raw
    try:
        for line in lines:
            text = line if raw or line.isprintable() else printable_line(line)
            sys.stdout.write((to_ascii(text) if plain else text) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        _mute_stdout()
        sys.exit(DONE)


def _mute_stdout() -> None:
    """Nobody takes what is written; Python's own last flush must not complain about it."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _note(text: str) -> None:
    sys.stderr.write(f"gdtui: {printable_line(text)}\n")


def _fail(text: str, pointer: str | None = None, *, code: int = WRONG) -> NoReturn:
    _note(" ".join(text.split("\n")))
    if pointer:
        sys.stderr.write(pointer + "\n")
    sys.exit(code)


def shortened(text: str) -> str:
    """`text` in quotes, and no more of it than an error message has room for."""
    return repr(text if len(text) <= 40 else text[:39] + "…")
