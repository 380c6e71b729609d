"""The panes in two columns, or one of them alone."""

from dataclasses import dataclass
from typing import cast

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget

from gdtui.tui.frame import MOST_NAMED, Frame, ShowsFrames
from gdtui.tui.panes import PANES, STAGE


class PaneGrid(Horizontal):
    """All panes of the table, each in its column, named by the key that leads to it."""

    @dataclass
    class Rearranged(Message):
        """The panes have other places: what is in them must be drawn again."""

    def __init__(self) -> None:
        super().__init__(id="panes")
        self.alone = False
        """Whether the current pane has the whole window."""

    def compose(self) -> ComposeResult:
        """Pictures on the left, numbers on the right; the stage has the focus first."""
        for column in ("pictures", "numbers"):
            with Vertical(id=column) as vertical:
                for pane in PANES:
                    if pane.column == column:
                        widget = pane.widget(id=pane.id)
                        widget.border_title = f"{pane.key} {pane.title}"
                        if pane.id == STAGE:
                            widget.add_class("-current")
                            vertical.add_class("-current")
                        yield widget

    def show(self, frame: Frame) -> None:
        """Show a frame in every pane."""
        for widget in self._widgets():
            cast("ShowsFrames", widget).show(frame)

    def make_room_for(self, frame: Frame) -> None:
        """More rows for a rule that remembers something, or that has many parameters to move."""
        rows = frame.objective.dimension if frame.objective.dimension <= MOST_NAMED else 0
        long_rule = len(frame.working) > 1 or rows > 2
        if self.has_class("-long-rule") != long_rule:
            self.set_class(long_rule, "-long-rule")
            self.post_message(self.Rearranged())

    @property
    def current(self) -> Widget:
        """The pane that has the focus, or the stage."""
        focused = self.screen.focused
        within = focused.ancestors_with_self if focused else ()
        return next((pane for pane in self._widgets() if pane in within), self._widget(STAGE))

    def go_to(self, name: str) -> None:
        """Give a pane the focus: itself, or the first field in it."""
        pane = self._widget(name)
        self._mark(pane)
        parts = (pane, *pane.query("*"))
        self.screen.set_focus(next(part for part in parts if part.can_focus))

    def move_focus(self, by: int) -> Widget:
        """To the next pane or field, or the one before, also where it is not displayed yet."""
        stops = [part for part in self.query("*") if part.can_focus and _has_meaning(part)]
        focused = self.screen.focused
        at = stops.index(focused) + by if focused in stops else 0
        to = stops[at % len(stops)]
        self._mark(next(pane for pane in self._widgets() if pane in to.ancestors_with_self))
        self.screen.set_focus(to)
        return to

    def show_alone(self, *, alone: bool) -> None:
        """Give the current pane the whole window, or every pane its place."""
        self.alone = alone
        self._mark(self.current)

    def on_descendant_focus(self) -> None:
        """Where one pane has the window it is the one in focus."""
        self._mark(self.current)

    def _mark(self, current: Widget) -> None:
        self.set_class(self.alone, "-one-pane")
        for widget in self._widgets():
            widget.set_class(widget is current, "-current")
        for column in self.children:
            column.set_class(current in column.children, "-current")
        self.post_message(self.Rearranged())

    def _widgets(self) -> list[Widget]:
        return [self._widget(pane.id) for pane in PANES]

    def _widget(self, name: str) -> Widget:
        return self.query_one(f"#{name}")


def _has_meaning(part: Widget) -> bool:
    """Whether it is not in a row that is of no use now."""
    return all(row.display for row in part.ancestors if row.has_class("field"))
