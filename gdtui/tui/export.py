"""What the playground writes to files: the run, its chart and its screen."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from gdtui.drawing.screens import Cells, svg, text_of
from gdtui.engine.run import Run
from gdtui.files import recording, run_csv
from gdtui.files.export import everything, write_new
from gdtui.tui.choices import Choices
from gdtui.tui.screen_cells import cells_of

if TYPE_CHECKING:
    from gdtui.drawing.glyphs import Glyphs

CHART = "loss"  # the pane that is written as the chart


def _form(about: str) -> Callable[[], None]:
    def form() -> None:
        return None

    form.__doc__ = about
    return form


_GROUPS = {
    "the run": {
        "csv": _form("The run as a table: a line a step, every digit of every number."),
        "jsonl": _form("The run as a recording, for gdtui replay and gdtui film."),
    },
    "the loss chart": {
        "chart.svg": _form("The loss chart as a picture, for a report or a slide."),
        "chart.txt": _form("The loss chart as text."),
    },
    "the screen": {
        "screen.svg": _form("The whole screen as a picture."),
        "screen.txt": _form("The whole screen as text."),
    },
}


def export_choices() -> Choices:
    """What can be written."""
    return Choices("export as", _GROUPS, lambda name: name, lambda _: ())


def export(name: str, run: Run, screen: Screen[Any], glyphs: "Glyphs") -> Path:
    """Write what is called `name` to a new file, and say which. Raises `OSError`."""
    what, _, suffix = name.rpartition(".")
    if not what:
        events = everything(run)
        lines = run_csv.lines(run, events) if suffix == "csv" else recording.lines(events)
        return write_new("gdtui-run", suffix, lines)
    part = screen.query_one(f"#{CHART}").region if what == "chart" else None
    return write_new(f"gdtui-{what}", suffix, _drawn(suffix, cells_of(screen, glyphs, part)))


def _drawn(suffix: str, cells: Cells) -> Iterable[str]:
    return svg(cells) if suffix == "svg" else text_of(cells)
