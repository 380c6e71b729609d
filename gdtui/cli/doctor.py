"""What was found about the terminal and the machine, and what it means."""

import importlib.metadata
import os
import platform
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence

import click

from gdtui import __version__
from gdtui.cli.console import can_draw, emit, encoding, glyphs
from gdtui.drawing.glyphs import Glyphs, charset
from gdtui.engine.config import RunConfig
from gdtui.engine.events import updates
from gdtui.engine.numbers import number
from gdtui.engine.run import Run
from gdtui.files import paths, settings
from gdtui.study.memory.store import Store, StoreError

NEEDED = ("textual", "plotext", "numpy", "sympy", "fsrs", "click", "platformdirs")
EXAMPLE = RunConfig(objective="(w - 3)^2", start=(7.0,), learning_rate=0.1)


@click.command()
def doctor() -> None:
    """What this terminal can do, and what that means.

    Also where things are kept, and whether the arithmetic is right.

    \b
    gdtui doctor
    """
    emit(findings(os.environ))


def findings(
    environ: Mapping[str, str],
    *,
    needed: Sequence[str] = NEEDED,
    example: RunConfig = EXAMPLE,
) -> Iterator[str]:
    """One line for each thing found; `example` is the run whose arithmetic is checked."""
    yield f"gdtui {__version__}, Python {platform.python_version()}, {platform.system()}"
    yield "  " + ", ".join(f"{name} {_version(name)}" for name in needed)
    yield ""
    yield from _terminal(environ)
    yield ""
    yield from _folders()
    yield from _left_out()
    yield _cards()
    yield ""
    yield _arithmetic(example)


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "MISSING"


def _terminal(environ: Mapping[str, str]) -> Iterator[str]:
    term = environ.get("TERM", "")
    no_screen = "" if can_draw(environ) else ": no screen; `gdtui run` works without one"
    yield f"terminal  TERM={term or 'not set'}{no_screen}"
    if not sys.stdout.isatty():
        yield "          stdout is not a terminal: the playground will not open here"
    columns, rows = shutil.get_terminal_size()
    yield f"size      {columns}×{rows}: {_room(columns, rows)}"
    yield f"colors   {_colors(environ)}"
    drawn = glyphs(environ=environ)
    yield f"encoding  {charset(environ)}, stdout {encoding()}: charts are drawn with {drawn.value}"
    if drawn is Glyphs.ASCII:
        yield "          LANG=C.UTF-8 would allow finer charts, if the terminal can show them"
    if "TMUX" in environ or term.startswith(("screen", "tmux")):
        yield "tmux      copying may need `set -s set-clipboard on`; gdtui shows what it copied"
    if "SSH_CONNECTION" in environ:
        yield "ssh       frames wait until the terminal has drawn the last one; --fps sets a bound"


def _room(columns: int, rows: int) -> str:
    if columns >= 80 and rows >= 24:
        return "every pane has its place"
    if columns >= 60 and rows >= 16:
        return "fewer panes at once; 80×24 has room for all"
    return "one pane at a time; 1…5 change it"


def _colors(environ: Mapping[str, str]) -> str:
    if environ.get("NO_COLOR"):
        return "none, as NO_COLOR asks"
    said = environ.get("COLORTERM", "")
    if said.lower() in ("truecolor", "24bit"):
        return f"24 bit (COLORTERM={said})"
    colorterm = f"COLORTERM={said}" if said else "COLORTERM is not set"
    if "256" in environ.get("TERM", ""):
        return f"256 ({colorterm}; truecolor would say 24 bit): themes are rounded to them"
    return f"16 ({colorterm}): the theme is ansi-dark; ansi-light suits a bright background"


def _folders() -> Iterator[str]:
    for name, folder in (("settings", paths.config()), ("state", paths.state())):
        obstacle = paths.obstacle(folder)
        if obstacle:
            yield f"{name:<9} {obstacle}: nothing will be kept, everything else works"
        elif os.path.exists(folder):
            yield f"{name:<9} {folder}: can be written"
        else:
            yield f"{name:<9} {folder}: can be made when needed"


def _left_out() -> Iterator[str]:
    """Whatever of a person's settings, keys and themes is not in force, and why."""
    from gdtui.tui import keymap, themes  # noqa: PLC0415 (Textual, which no other command waits for)

    own = settings.load()
    problems = (*own.problems, *keymap.keymap_of(own.keys).problems, *themes.load().problems)
    for problem in problems:
        yield f"  left out: {problem}"


def _cards() -> str:
    """The database of what was learned: whether there is one, and whether it can be read."""
    path = paths.reviews()
    if paths.is_missing(path):
        return f"cards     {path}: nothing was asked yet"
    try:
        store = Store(path, create=False)
    except StoreError as error:
        return f"cards     {error}"
    try:
        if store.notices:
            return f"cards     {store.notices[0]}"
        return f"cards     {path}: {store.answers()} answers"
    finally:
        store.close()


def _arithmetic(example: RunConfig) -> str:
    """The worked example of the source text, done while you watch."""
    run = Run(example)
    rows = [*updates(run.advance(2))]
    points = [number(w) for w in (rows[0].params[0], *(row.new_params[0] for row in rows))]
    losses = f"{number(rows[0].loss)} → {number(rows[0].new_loss)}"
    right = points == ["7", "6.2", "5.56"] and losses == "16 → 10.24"
    return f"check     {' → '.join(points)}, loss {losses}: {'right' if right else 'WRONG'}"
