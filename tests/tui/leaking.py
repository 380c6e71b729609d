"""What on the screen would answer a prediction that is asked for, read from a terminal."""

import re
from collections.abc import Iterator

import pyte
from textual._compositor import LayoutUpdate
from textual.app import App
from textual.color import Color
from textual.pilot import Pilot

from gdtui.drawing.numbers import number
from gdtui.drawing.verdict_marks import MARKS
from gdtui.engine.analysis.theory import hessian_at, stability_edge
from gdtui.tui.app import GdtuiApp
from gdtui.tui.panes.landscape import Landscape
from gdtui.tui.screens.playground import Playground
from gdtui.tui.textual_internals import ScreenUpdate, strips_of
from gdtui.tui.wire import Wire
from tests.tui.screen import screen_of

AHEAD = re.compile(r"[○◀▶]|stable|2/λ|→ |" + "|".join(MARKS))
"""What the playground says about the update to come when nothing is asked."""
THEORY = re.compile(r"stable for|0 < η <|2/λ =|verdict")
"""What other screens say about it."""
NUMBER = re.compile(r"(\d+\.\d+)(?:e([−-]?\d+))?(?![\d┤+])")
"""As the screen writes one, unless it stands at the tick of an axis."""
FIGURES = 4
"""Digits that no other number on the screen has by chance."""


def terminal_of(app: App[None]) -> pyte.Screen:
    """A terminal that was sent what the screen shows."""
    assert isinstance(app, GdtuiApp)
    update = LayoutUpdate([[strip] for strip in strips_of(app.screen)], app.screen.size.region)
    terminal = pyte.Screen(*app.screen.size)
    stream = pyte.Stream(terminal)
    stream.feed(ScreenUpdate(update, Wire(), app.glyphs).render_segments(app.console))
    return terminal


def leaks(pilot: Pilot[None]) -> list[str]:
    """Whatever the terminal shows that tells where the update leads which is asked for."""
    screen = screen_of(pilot)
    assert screen._predicting.is_asking
    terminal = terminal_of(pilot.app)
    text = "\n".join(terminal.display)
    found = [*_numbers(screen, text)]
    if pilot.app.screen is screen:
        rows = screen.query_one("#prediction").region
        below = "\n".join(terminal.display[rows.bottom :])
        found += AHEAD.findall(below)
        found += _in_the_color_of_a_step(screen, terminal)
    else:
        found += THEORY.findall(text)
    return found


def _numbers(screen: Playground, text: str) -> Iterator[str]:
    """The numbers that are asked for, as far as nobody has been given them."""
    asked, run = screen._predicting.asked, screen._predicting.shown.run
    assert asked is not None
    row = run.next_step()
    lines = "".join(text for line in asked.lines for text, _ in line)
    hidden = [*row.new_params, row.new_loss]
    hidden += [move for move in row.update if number(abs(move)) not in lines]
    hidden += [*row.gradient] * ("gradient" in asked.hides)
    hidden += [float(x) for x, _ in NUMBER.findall(asked.why) if x not in lines]
    curvature = hessian_at(run.objective, row.params)
    edge = stability_edge(curvature.L, run.settings.optimizer) if curvature else None
    hidden += [edge.rate] if edge else []
    given = [*row.params, row.loss, row.learning_rate, run.settings.learning_rate]
    given += [] if "gradient" in asked.hides else [*row.gradient]
    for past in run.rows(1, run.step):  # in the log
        given += [*past.params, past.loss, *past.gradient, *past.update]
    for digits, exponent in NUMBER.findall(text):
        if len(digits.lstrip("0.").replace(".", "")) < FIGURES:
            continue
        shown, half = _read(digits, exponent)
        hides, gives = (any(abs(shown - abs(x)) <= half for x in each) for each in (hidden, given))
        if hides and not gives:
            yield f"{digits}e{exponent}" if exponent else digits


def _read(digits: str, exponent: str) -> tuple[float, float]:
    """A number of the screen, and how much nearer another one is that is written so."""
    scale = 10.0 ** int(exponent.replace("−", "-") or 0)
    return float(digits) * scale, 0.51 * 10.0 ** -len(digits.partition(".")[2]) * scale


def _in_the_color_of_a_step(screen: Playground, terminal: pyte.Screen) -> Iterator[str]:
    """What the landscape draws as it draws ○ and the arrow, whatever their shapes; arrows."""
    stage = screen.query_one(Landscape)
    color = stage.partial_style("step").color
    if color is None or color.is_default or not stage.display:
        return
    hex_ = Color.from_rich_color(color).hex6.removeprefix("#").lower()
    for x, y in ((x, y) for y in stage.region.line_range for x in stage.region.column_range):
        cell = terminal.buffer[y][x]
        if (cell.fg == hex_ and cell.data.strip()) or cell.data in "→←↑↓↗↖↘↙":
            yield f"{cell.data} at {x}, {y}"
