"""Lists of names that other commands take."""

import textwrap

import click

from gdtui.cli.console import emit, note
from gdtui.files.presets import presets as all_presets


@click.command()
def presets() -> None:
    """Runs worth looking at: their names, and what to look for.

    \b
    gdtui presets
    gdtui zig-zag
    gdtui run zig-zag --lr 0.05
    """
    indent = " " * 4
    for name, preset in all_presets().items():
        look = textwrap.wrap(preset.look, 74, initial_indent=indent, subsequent_indent=indent)
        emit([name, *look])


@click.command()
def themes() -> None:
    """The color themes that --theme takes.

    \b
    gdtui themes
    gdtui --theme high-contrast
    """
    from gdtui.tui.themes import load, names  # noqa: PLC0415 (brings Textual along)

    for problem in load().problems:
        note(problem)
    emit(names())
