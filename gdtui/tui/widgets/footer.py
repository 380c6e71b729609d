"""The last line: the keys that work now.

Textual's own footer is made anew, a widget a key, whenever the focus moves: half of the time until
the first screen stood. It also cuts the last label where the line ends.
"""

from itertools import chain
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events, getters
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from gdtui.tui.actions import key_shown
from gdtui.tui.textual_internals import TerminalApp
from gdtui.tui.widgets.field import Field

STAYING = 2
"""Labels at the end, help and the way out, that are there however narrow the line is."""


WAY_OUT = "ctrl+q"  # where q is text


class Label(NamedTuple):
    """A key, and what it does."""

    key: str
    """As Textual names it."""
    shown: str
    description: str
    enabled: bool

    @property
    def text(self) -> str:
        """What follows the key, with the gap to the next one."""
        return f" {self.description} " if self.description else " "

    @property
    def width(self) -> int:
        """Its cells, with the gap to the next one."""
        return cell_len(self.shown) + cell_len(self.text)


class Footer(Widget):
    """As many labels as fit, each of them whole; a click on one presses its key."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"footer--key", "footer--description"}
    DEFAULT_CSS = """
    Footer {
        dock: bottom;
        height: 1;
        background: $footer-background;
        .footer--key {
            color: $footer-key-foreground;
            background: $footer-key-background;
            text-style: bold;
        }
        .footer--description {
            color: $footer-description-foreground;
            background: $footer-description-background;
        }
    }
    """
    app = getters.app(TerminalApp)

    def __init__(self) -> None:
        super().__init__()
        self._labels: list[Label] = []

    def on_mount(self) -> None:
        """Follow the keys of the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def on_unmount(self) -> None:
        """Follow them no longer."""
        self.screen.bindings_updated_signal.unsubscribe(self)

    def _follow(self, screen: Screen[object]) -> None:
        if screen is not self.screen or not self.app.app_focus:
            return
        in_field = isinstance(screen.focused, Input)  # where the key that help names may be text
        labels: dict[str, Label] = {}  # by action: the first of its keys that works
        for _, binding, enabled, _ in screen.active_bindings.values():
            way_out = binding.key == WAY_OUT and isinstance(screen.focused, Field)
            if binding.show or way_out:
                key = key_shown(binding.key) if in_field else self.app.get_key_display(binding)
                shown, does = map(self.app.legible, (key, binding.description))
                labels.setdefault(binding.action, Label(binding.key, shown, does, enabled))
        of_both = (getattr(place, "ACTIONS", ()) for place in (screen.focused, screen))
        declared = [action.call for action in chain.from_iterable(of_both)]
        place = {call: i for i, call in enumerate(declared)}  # a key of two actions has the first's
        in_order = sorted(labels, key=lambda call: place.get(call, -1))
        found = _named_once([labels[call] for call in in_order])
        if found != self._labels:
            self._labels = found
            self.refresh()

    def _fitting(self) -> list[Label]:
        """All of them, or the first and the last ones."""
        first, last = self._labels[:-STAYING], self._labels[-STAYING:]
        while first and sum(label.width for label in first + last) > self.size.width + 1:
            first.pop()
        while first and not first[-1].description:  # its name stood behind what has gone
            first.pop()
        return first + last

    def render(self) -> Text:
        """The line."""
        key = self.get_component_rich_style("footer--key")
        description = self.get_component_rich_style("footer--description")
        line = Text(no_wrap=True)
        for label in self._fitting():
            dim = Style(dim=not label.enabled)
            line.append(label.shown, key + dim).append(label.text, description + dim)
        return line

    def on_click(self, event: events.Click) -> None:
        """Press the key that stands there."""
        end = 0
        for label in self._fitting():
            end += label.width
            if event.x < end:
                self.app.simulate_key(label.key)
                return


def _named_once(labels: list[Label]) -> list[Label]:
    """Of neighbors that do the same, as + and − move η, the last one says it for all."""
    after = [*labels, None][1:]
    return [
        label._replace(description="")
        if other and other.description == label.description
        else label
        for label, other in zip(labels, after, strict=True)
    ]
