"""What has to be measured before there is anything to show, beside the event loop."""

from collections.abc import Callable
from typing import Any, TypeVar

from textual.screen import Screen

from gdtui.tui.in_thread import in_thread
from gdtui.tui.textual_internals import MEASURING
from gdtui.tui.widgets.head import Head, head_line

MEANWHILE = ("close", "help", "other_half")
"""Actions that need nothing that is measured."""

Result = TypeVar("Result")


def measured(
    screen: Screen[Any], work: Callable[[], Result], then: Callable[[Result], None]
) -> None:
    """Hand what `work` returns to `then`, unless `screen` is left before; keys wait for it."""

    async def measure() -> None:
        then(await in_thread(work))

    screen.run_worker(measure(), group=MEASURING, exclusive=True)


def tell_measuring(head: Head, title: str) -> None:
    """Say what there is before anything is known."""
    first = head_line(title, "", head.content_size.width)
    head.show_lines([first, [(head.legible(" measuring how long a run takes …"), "")]])
