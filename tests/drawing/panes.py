"""A run as the screen shows it to a pane, and an application of one pane."""

from collections.abc import Callable
from typing import Any, cast

from rich.console import RenderableType
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import ComposeResult
from textual.screen import Screen

from gdtui.drawing.glyphs import Glyphs
from gdtui.engine.config import RunConfig
from gdtui.engine.experiment import Experiment
from gdtui.engine.run import Run
from gdtui.tui import themes
from gdtui.tui.frame import Frame, ShowsFrames, frame_of
from gdtui.tui.textual_internals import ScreenUpdate, TerminalApp
from gdtui.tui.widgets.cell_pane import CellPane


class Shown:
    """A run at a step, as the screen shows it to a pane."""

    def __init__(self, loss: str, rate: float, step: int) -> None:
        self.experiment = Experiment(Run(RunConfig(objective=loss, learning_rate=rate)))
        self.run, self.history = self.experiment.run, self.experiment.history
        self.go_on(step)

    def go_on(self, steps: int) -> None:
        self.experiment.advance(steps)

    @property
    def frame(self) -> Frame:
        return frame_of(self.experiment)


class PaneApp(TerminalApp):
    """One pane; counts the bytes that gdtui writes."""

    def __init__(
        self,
        make: Callable[[], CellPane],
        glyphs: Glyphs = Glyphs.BRAILLE,
        *,
        no_color: bool = False,
    ) -> None:
        super().__init__(glyphs, ansi_color=True if no_color else None)
        self._make = make
        self.sent: list[str] = []

    def compose(self) -> ComposeResult:
        yield self._make()

    def get_css_variables(self) -> dict[str, str]:
        variables = super().get_css_variables()
        ansi = self.native_ansi_color
        return {
            **variables,
            "muted": themes.muted(variables, ansi=ansi),
            **themes.map_colors(variables, dark=True, few=False, ansi=ansi),
        }

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if isinstance(renderable, ChopsUpdate | LayoutUpdate):
            update = ScreenUpdate(renderable, self.wire, self.glyphs)
            self.sent.append(update.render_segments(self.console))
        super()._display(screen, renderable)


def cells(pane: CellPane) -> list[str]:
    return [pane.render_line(y).text for y in range(pane.content_size.height)]


async def bytes_a_step(make: Callable[[], CellPane], size: tuple[int, int]) -> list[int]:
    """What each of the first 20 frames of a descent sends, the first of them whole."""
    shown, app = Shown("(w-3)^2", 0.1, 0), PaneApp(make)
    costs = []
    async with app.run_test(size=size) as pilot:
        for _ in range(20):
            cast("ShowsFrames", app.query_one(CellPane)).show(shown.frame)
            await pilot.pause()
            costs.append(len("".join(app.sent).encode()))
            app.sent.clear()
            shown.go_on(1)
    return costs
