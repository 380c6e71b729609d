"""The noise lens: many mini-batch gradients at one point, against the gradient of all the data."""

import math
from collections.abc import Iterator, Sequence
from typing import ClassVar

import numpy as np
from textual import events, getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen

from gdtui.drawing.axes import Axis
from gdtui.drawing.canvas import Line
from gdtui.drawing.noise_chart import (
    Bar,
    angle_bars,
    bar_lines,
    in_two_directions,
    length_bars,
    scatter_lines,
)
from gdtui.engine.analysis.noise import Noise, example_variance, gradient_noise
from gdtui.engine.numbers import number, one_two_five
from gdtui.tui import actions, layouts
from gdtui.tui.messages import OpenHelp
from gdtui.tui.noise_view import MOST_BATCHES, NoiseView, batches_for
from gdtui.tui.textual_internals import TerminalApp
from gdtui.tui.widgets.cell_pane import CellPane
from gdtui.tui.widgets.chart_pane import ChartPane
from gdtui.tui.widgets.footer import Footer

ROUNDING = 1e-24
"""A scatter below this share of the squares it is the difference of is 0, but for rounding."""

TITLES = {
    "angles": ("degrees to the full gradient", "degrees to full"),
    "lengths": ("length (the full one's is 1)", "length (full is 1)"),
}
"""Of the bars: in a window that has room, and in a small one."""

Piece = tuple[str, str]

HELP = """\
## Noise lens

Every dot is the gradient of one mini-batch at the point where the run stands, and the arrow from +
is the gradient of all the data. With two parameters the directions are theirs; with more, the arrow
lies level, and upwards is the direction in which the batches scatter most besides; the rest of
their scatter, in all the other directions, is in the bars and figures alone.

The bars count the batches by their angle to the full gradient and by their length beside it. A
batch at more than 90 degrees points uphill: a short step against its gradient raises the loss.

Below stands the mean of ‖g − full‖² over these batches, ± its standard error, and what it should
be: the same mean over single examples is σ²; that is divided by B and, where no example comes twice
in a batch, multiplied by (n − B)/(n − 1).

Try: one example a batch, then 32, then all of them. Four times as many examples make
the cloud half as wide, which is why large batches pay less and less. Then look again near the
minimum, where the arrow is short and the cloud is not.
"""


class Figures(CellPane, can_focus=False):
    """The figures below the pictures, broken into lines where there is room."""


def batch_sizes(size: int, own: int) -> list[int]:
    """The sizes to look at: 1, 2, 5, 10 … up to n = `size`, with that of the run among them."""
    series = {int(m) for m in one_two_five(range(len(str(size)))) if m < size}
    return sorted(series | {own, size})


class NoiseLens(Screen[int | None]):
    """Dots, bars and figures. Hands back the batch size to go on with, if one was chosen."""

    BINDINGS: ClassVar = [*actions.bindings(actions.LENS)]
    ACTIONS: ClassVar = actions.LENS

    app = getters.app(TerminalApp)

    def __init__(self, view: NoiseView) -> None:
        """There must be something to draw: `batches_for` is not 0."""
        super().__init__()
        self._view = view
        self._batch_size, self._seed = view.batch_size, view.seed
        self._axes = (Axis(), Axis())
        self._noise = self._sampled()

    def compose(self) -> ComposeResult:
        """Dots on the left, bars on the right, figures below."""
        with Horizontal(id="lens"):
            yield ChartPane(id="scatter")
            with Vertical(id="bars"):
                yield ChartPane(id="angles")
                yield ChartPane(id="lengths")
        yield Figures(id="figures")
        yield Footer()

    def on_resize(self, event: events.Resize) -> None:
        """Choose the layout that the window has room for."""
        layouts.choose(self, event.size)
        for pane, titles in TITLES.items():
            self.query_one(f"#{pane}").border_title = titles[self.has_class("-small")]

    @on(CellPane.Resized)
    def _draw_in_new_places(self) -> None:
        self._axes = (Axis(), Axis())  # another shape wants other limits
        self._draw()

    # What the keys do

    def action_larger_batch(self) -> None:
        """The next batch size."""
        self._resize_batch(+1)

    def action_smaller_batch(self) -> None:
        """The previous batch size."""
        self._resize_batch(-1)

    def _resize_batch(self, direction: int) -> None:
        sizes = batch_sizes(self._view.objective.size, self._view.batch_size)
        at = sizes.index(self._batch_size) + direction
        if 0 <= at < len(sizes):
            self._batch_size = sizes[at]
            self._noise = self._sampled()
            self._draw()

    def action_other_batches(self) -> None:
        """Sample other batches."""
        self._seed += 1
        self._noise = self._sampled()
        self._draw()

    def action_use_batch(self) -> None:
        """Go on with this batch size."""
        self.dismiss(self._batch_size)

    def action_close(self) -> None:
        """Back to the run as it is."""
        self.dismiss(None)

    def action_help(self) -> None:
        """What is to be seen, and the keys."""
        self.app.post_message(OpenHelp(HELP, actions.LENS))

    # Drawing

    def _sampled(self) -> Noise:
        view, size = self._view, self._batch_size
        count = batches_for(view.objective.size, view.objective.dimension, size)
        with np.errstate(all="ignore"):
            return gradient_noise(
                view.objective,
                view.params,
                size,
                count,
                seed=self._seed,
                replacement=view.replacement,
            )

    def _draw(self) -> None:
        noise, scatter = self._noise, self.query_one("#scatter", ChartPane)
        room = scatter.content_size
        scatter.entitle(f"gradients at step {self._view.step}", self._directions(room.width))
        with np.errstate(all="ignore"):
            points, full = in_two_directions(noise)
        scatter.show_lines(scatter_lines(room, points, full, self._axes, self.app.glyphs))
        # Folded, there is one picture, and no frame with a title around it.
        heading: list[Line] = [[("batches by degrees to the full one", "heading")]]
        heading *= self.has_class("-fold")
        angles = self.query_one("#angles", ChartPane)
        lengths = self.query_one("#lengths", ChartPane)
        rows = max(1, angles.content_size.height - len(heading))
        lines = self._bars(angles, angle_bars(noise.angles, rows), beyond=90.0)
        angles.show_lines([*heading, *lines])
        rows = max(1, lengths.content_size.height)
        lengths.show_lines(self._bars(lengths, length_bars(noise.lengths, rows)))
        figures = self.query_one(Figures)
        width = figures.content_size.width
        lines = []
        for pieces in figure_pieces(self._view, noise):
            lines += _packed([(self.app.legible(text), role) for text, role in pieces], width)
        figures.show_lines(lines)

    def _bars(self, pane: ChartPane, bars: Sequence[Bar], beyond: float = math.inf) -> list[Line]:
        if not any(bar.batches for bar in bars):
            return [[("the full gradient is 0 here", "poor")]]
        return bar_lines(pane.content_size.width, bars, self.app.glyphs, beyond)

    def _directions(self, width: int) -> str:
        """Which directions the picture shows, as far as there is room to say so."""
        names = self._view.objective.parameters
        if len(names) == 2:
            return f"→ ∂L/∂{names[0]}  ↑ ∂L/∂{names[1]}"
        whole, short = "→ along the full one  ↑ most scatter", "→ full  ↑ scatter"
        return whole if len(self.app.legible(whole)) <= width - 4 else short


def _variance(view: NoiseView, noise: Noise) -> float:
    """σ²; from the formula, for that is at hand, unless it has been multiplied by 0."""
    n, size = view.objective.size, noise.batch_size
    shrink = 1.0 if view.replacement or n == 1 else (n - size) / (n - 1)
    if shrink:
        return noise.formula * size / shrink
    with np.errstate(all="ignore"):
        return example_variance(view.objective, view.params)


def figure_pieces(view: NoiseView, noise: Noise) -> Iterator[list[Piece]]:
    """The figures, a paragraph each, in pieces that are not to be broken."""
    variance = _variance(view, noise)
    n, size, count = view.objective.size, noise.batch_size, len(noise.gradients)
    how = "with replacement" if view.replacement else "without replacement"
    yield [
        (f"B = {size} of n = {n}", "point"),
        (how, ""),
        (f"{count} batches" + (", for each costs much" if count < MOST_BATCHES else ""), ""),
    ]
    formula, filled = "σ²/B", f"{number(variance, 4)}/{size}"
    if not view.replacement and n > 1:
        formula, filled = f"{formula}·(n − B)/(n − 1)", f"{filled}·{n - size}/{n - 1}"
    yield [
        (f"formula: {formula}", "heading"),
        (f"= {filled}", ""),
        (f"= {number(noise.formula, 4)}", "curve"),
    ]
    with np.errstate(all="ignore"):
        squares = ((noise.gradients - noise.full) ** 2).sum(axis=1)
        measured, error = noise.measured, float(squares.std(ddof=1)) / math.sqrt(count)
        length = float(np.linalg.norm(noise.full))
    if noise.formula == 0 and measured <= ROUNDING * (length * length + variance):
        measured, error = 0.0, 0.0
    found = [
        ("measured: mean ‖g − full‖²", "heading"),
        (f"= {number(measured, 4)}", "curve"),
        (f"± {number(error, 2)}", ""),
    ]
    if 0 < noise.formula < math.inf:
        found.append((f"ratio {number(measured / noise.formula, 3)}", "good"))
    yield found
    if size == n and not view.replacement:
        yield [("every batch is all the data: nothing scatters", "good")]
        return
    uphill = int((noise.angles > math.pi / 2).sum())
    share = f"{uphill} of {count} batches ({100 * uphill / count:.0f} %) point uphill"
    yield [(share, "poor" if uphill else ""), (f"‖full‖ = {number(length, 4)}", "gradient")]


def _packed(pieces: Sequence[Piece], width: int) -> list[Line]:
    """The pieces in lines of at most `width` cells, two cells apart, none of them broken."""
    lines: list[Line] = []
    used = width + 1
    for text, role in pieces:
        if used + 2 + len(text) > width or not lines:
            lines.append([(text, role)])
            used = len(text)
        else:
            apart = " " if text.startswith(("=", "±", "+-")) else "  "
            lines[-1] += [(apart, ""), (text, role)]
            used += len(apart) + len(text)
    return lines
