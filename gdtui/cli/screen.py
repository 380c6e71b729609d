"""Opens the screen, for the commands that have one."""

import gc
import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn

import click

from gdtui.cli.console import glyphs, need_a_screen
from gdtui.engine.spec import nearest, quoted

if TYPE_CHECKING:
    from gdtui.engine.run import Run
    from gdtui.tui.messages import Opening


def prepare() -> None:
    """What must be so before anything is shown. Raises `click.ClickException`.

    Textual reads these when it is imported: no motion, since every frame crosses the line.
    TEXTUAL_FPS bounds how soon a key shows; how often playing is drawn is our own pacer's affair.
    What is made until the first screen stands is kept: looking for garbage in it costs a tenth of
    the start, so that `GdtuiApp.on_ready` begins with that.
    """
    need_a_screen()
    gc.disable()
    without_motion()


def without_motion() -> None:
    """Have Textual animate nothing; it reads this when it is imported."""
    os.environ.setdefault("TEXTUAL_FPS", "60")
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    os.environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")


def show(
    run: "Run | None",
    *,
    theme: str | None,
    ascii_only: bool,
    fps: float | None,
    no_mouse: bool,
    first: "Opening | None" = None,
    **how: Any,
) -> NoReturn:
    """Open the playground on `run`, or `first`, and end with it.

    The options of `options.of_screen`, and what else `run_app` takes. `prepare` comes before.
    """
    from gdtui.tui.app import run_app  # noqa: PLC0415 (Textual, once it is prepared)

    sys.exit(
        run_app(
            run,
            theme=known_theme(theme),
            glyphs=glyphs(ascii_only=ascii_only),
            fps=fps,
            mouse=not no_mouse,
            first=first,
            **how,
        )
    )


def known_theme(theme: str | None) -> str | None:
    """The theme by its present name. Raises `click.UsageError` for one that there is not."""
    if theme is None:
        return None
    from gdtui.tui.themes import FORMER_NAMES, names  # noqa: PLC0415 (Textual, once it is prepared)

    known = names()
    theme = FORMER_NAMES.get(theme, theme)
    if theme not in known:
        raise click.UsageError(
            f"unknown theme {quoted(theme)}{nearest(theme, known)}; known: {', '.join(known)}"
        )
    return theme
