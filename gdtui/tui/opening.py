"""What opens over the playground: pages about its run, pickers, the lens, the table of runs.

What they need is imported when a key opens them: the first frame does not wait for it.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from gdtui.engine.analysis.verdict import contraction_measured
from gdtui.tui.driven import DrivenScreen
from gdtui.tui.frame import Frame
from gdtui.tui.messages import (
    OpenCompare,
    OpenNoiseLens,
    OpenPage,
    OpenPicker,
    OpenRateFinder,
    OpenSweep,
)
from gdtui.tui.pages.page import Line

if TYPE_CHECKING:
    from gdtui.tui.choices import Choices
    from gdtui.tui.sweeping.shelf import Shelf


def open_about(screen: DrivenScreen, frame: Frame, first: Iterable[Line], look: str) -> None:
    """What is known of the loss and of the steps on it, after `first`; `look` is a preset's."""
    from gdtui.tui.pages.about import about_lines

    measured = contraction_measured(screen.run, screen.experiment.history.rows)
    lines = (*first, *about_lines(frame, measured, look))
    screen.app.post_message(OpenPage("about this run", lines))


def open_glossary(screen: DrivenScreen, frame: Frame) -> None:
    """What every symbol of a frame means."""
    from gdtui.tui.pages.glossary import glossary_lines

    screen.app.post_message(OpenPage("symbols", glossary_lines(frame)))


def open_lens(screen: DrivenScreen, use: Callable[[int | None], None]) -> None:
    """The mini-batch gradients where the run stands; `use` is told the batch size chosen there."""
    from gdtui.tui.noise_view import LensClosedError, view_of

    try:
        view = view_of(screen.run)
    except LensClosedError as error:
        screen.notify(str(error))
    else:
        screen.app.post_message(OpenNoiseLens(view, done=use))


def open_compare(screen: DrivenScreen) -> None:
    """The runs in a table, if there is one beside the live one."""
    experiment = screen.experiment
    if experiment.pins or experiment.ghost:
        wanted = OpenCompare(experiment, screen.log_scale, screen.unit)
        wanted.done = lambda _: screen.draw_soon()
        screen.app.post_message(wanted)
    else:
        key = screen.app.key_of("playground.pin")
        screen.notify(f"Pin a run with {key} first: there is nothing to compare yet.")


def open_sweep(screen: DrivenScreen, shelf: "Shelf | None", *, places: bool) -> "Shelf":
    """The live run with many learning rates; what was worked out before is on the `shelf`.

    `places`: whether the edge is to be placed before the verdicts are shown. Otherwise a loss on
    data has the rate finder, which leads to the sweep.
    """
    from gdtui.tui.sweeping.shelf import Shelf

    shelf = shelf or Shelf()
    wanted = (
        OpenSweep(screen.experiment, shelf, places)
        if places or screen.run.data is None
        else OpenRateFinder(screen.experiment, shelf)
    )
    wanted.done = lambda _: screen.draw_soon()
    screen.app.post_message(wanted)
    return shelf


def rules_for(screen: DrivenScreen) -> "Choices":
    """The update rules."""
    from gdtui.tui.choices import optimizer_choices

    return optimizer_choices(screen.run)


def schedules_for(screen: DrivenScreen) -> "Choices":
    """How η can change."""
    from gdtui.tui.choices import schedule_choices

    return schedule_choices(screen.run, screen.app.glyphs)


def losses_for(screen: DrivenScreen, in_force: str) -> "Choices":
    """Presets, losses and data sets; `in_force` is the one that is open."""
    from gdtui.tui.loss_choices import loss_choices

    return loss_choices(in_force, screen.app.pen)


def files_to_write() -> "Choices":
    """What can be written of a run."""
    from gdtui.tui.export import export_choices

    return export_choices()


def choose(
    screen: DrivenScreen, offered: "Choices", in_force: str, use: Callable[[str], None]
) -> None:
    """Have one of `offered` picked, and use it, unless it is in force already."""

    def chosen(text: str | None) -> None:
        if text is not None and text != in_force:
            try:
                use(text)
            except ValueError as error:
                screen.notify(str(error), severity="error")

    screen.app.post_message(OpenPicker(offered, in_force, done=chosen))
