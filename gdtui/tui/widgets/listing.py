"""Rows of text to choose from."""

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from textual import events, getters
from textual.geometry import Size
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from gdtui.drawing.glyphs import Glyphs
from gdtui.tui.textual_internals import TerminalApp


class Listing(OptionList):
    """A row an option; it has pages only where a row has room."""

    def __init__(self, *options: Option, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(*options, id=id, compact=True)

    def move(self, by: int) -> None:
        """Mark the option after or before."""
        if by > 0:
            self.action_cursor_down()
        else:
            self.action_cursor_up()

    def action_page_up(self) -> None:
        """Mark the option a page before."""
        if self.scrollable_content_region:
            super().action_page_up()  # type: ignore[no-untyped-call]

    def action_page_down(self) -> None:
        """Mark the option a page on."""
        if self.scrollable_content_region:
            super().action_page_down()  # type: ignore[no-untyped-call]


class FoundAsOneTypes(Listing):
    """Names below titles, of which those stay that have what is typed in them."""

    class Typed(Message):
        """Something else is looked for."""

    app = getters.app(TerminalApp)

    def __init__(self, groups: Mapping[str, Sequence[str]], marked: str, *, id: str) -> None:  # noqa: A002
        """`marked` is the name that has a mark before it."""
        super().__init__(id=id)
        self._groups, self._marked = groups, marked
        self._mark = "* " if self.app.glyphs is Glyphs.ASCII else "• "
        self.looked_for = ""
        self._fill()

    @property
    def name_in_view(self) -> str | None:
        """The name that is chosen now, if any is there."""
        option = self.highlighted_option
        return None if option is None else option.id

    def go_to(self, name: str) -> None:
        """Choose a name."""
        self.highlighted = self.get_option_index(name)

    def look_for(self, text: str) -> None:
        """Leave the names with these words in them, or in the title above them."""
        before, self.looked_for = self.name_in_view, text
        self._fill()
        names = [option.id for option in self.options if option.id]
        if names:
            self.go_to(before if before in names else names[0])
        self.post_message(self.Typed())

    def on_key(self, event: events.Key) -> None:
        """What is typed is looked for."""
        if event.character is not None and event.is_printable:
            self.look_for(self.looked_for + event.character)
        elif event.key == "backspace" and self.looked_for:
            self.look_for(self.looked_for[:-1])
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """So is what is pasted."""
        event.stop()
        self.look_for(self.looked_for + event.text.strip())

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002 (Textual's own signature)
        """Room for every name, whichever are found, and for the bar beside them."""
        names = [name for group in self._groups.values() for name in group]
        shown = map(self.app.legible, (*names, *self._groups))
        return max(map(cell_len, shown)) + len(self._mark) + self.scrollbar_size_vertical

    def on_resize(self) -> None:
        """The row that is chosen stays in view."""
        self.call_after_refresh(self.scroll_to_highlight)

    def _fill(self) -> None:
        words = [_flat(word) for word in self.looked_for.split()]
        options: list[Option] = []
        for title, names in self._groups.items():
            found = [name for name in names if all(w in _flat(f"{name} {title}") for w in words)]
            if found:
                options.append(Option(self.app.legible(title), disabled=True))
            for name in found:
                mark = self._mark if name == self._marked else " " * len(self._mark)
                options.append(Option(mark + self.app.legible(name), id=name))
        self.clear_options()
        self.add_options(options)


def _flat(text: str) -> str:
    """`text` without what joins its words: noise_floor is noise-floor."""
    return text.lower().replace("-", " ").replace("_", " ")
