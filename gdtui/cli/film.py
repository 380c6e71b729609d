"""A recording as a film, for lecture notes: an asciicast and an animated picture."""

from pathlib import Path

import click

from gdtui.cli import options, screen
from gdtui.cli.console import emit, glyphs, progress
from gdtui.drawing.screens import asciicast, svg_film
from gdtui.files import recording
from gdtui.files.export import write_new
from gdtui.files.replay import replay

MOST = 120  # screens of a film
SECONDS = 0.5  # of each
SIZE = (80, 24)


@click.command()
@click.argument("file", type=options.FILE)
@click.option(
    "--format", "form", type=click.Choice(["cast", "svg"]), help="One of them; both, if not said."
)
@click.option("--theme", metavar="NAME", help="Colors; `gdtui themes` lists them.")
@click.option("--ascii", "ascii_only", is_flag=True, help="Draw with ASCII alone.")
@click.option(
    "--seconds",
    type=click.FloatRange(min=0.05, max=60),
    default=SECONDS,
    metavar="S",
    help=f"How long each step is shown ({SECONDS}).",
)
@click.option(
    "--screens",
    "most",
    type=click.IntRange(min=2, max=1_000),
    default=MOST,
    metavar="N",
    help=f"Show so many steps at most, evenly apart ({MOST}).",
)
def film(
    file: Path, form: str | None, theme: str | None, ascii_only: bool, seconds: float, most: int
) -> None:
    """A recorded run as a film: an asciicast, and an animated SVG.

    Both show the playground at 80×24, step by step. They become new files in the current
    directory, whose names are written.

    \b
    gdtui run --lr 0.9 --format jsonl > run.jsonl
    gdtui film run.jsonl
    gdtui film run.jsonl --format svg --seconds 1
    """
    screen.without_motion()
    theme = screen.known_theme(theme)
    try:
        run = replay(recording.load(file)).run
    except ValueError as error:
        raise click.ClickException(f"{file.name}: {error}") from None
    from gdtui.tui.film import screens_of  # noqa: PLC0415 (Textual, once it is prepared)

    with progress(file.name, "filming") as tell:
        screens = screens_of(run, SIZE, theme, glyphs(ascii_only=ascii_only), most, tell)
    written = {
        "cast": lambda: asciicast(screens, seconds, file.stem),
        "svg": lambda: svg_film(screens, seconds),
    }
    for suffix in [form] if form else written:
        emit([str(write_new(file.stem, suffix, written[suffix]()))])
