"""Rows of text to choose from."""

from collections.abc import Callable, Mapping, Sequence

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
    """Names below titles, of which those stay that have what is typed in them; where none has it,
    those with a setting of that name."""

    class Typed(Message):
        """Something else is looked for."""

    class Wanted(Message):
        """What is typed is wanted, though no name has it in it."""

    app = getters.app(TerminalApp)

    def __init__(
        self,
        groups: Mapping[str, Sequence[str]],
        marked: str,
        settings: Mapping[str, str],
        *,
        id: str,  # noqa: A002 (Textual's own name)
    ) -> None:
        """`marked` is the name that has a mark before it; `settings` are those of each name."""
        super().__init__(id=id)
        self._groups, self._marked, self._settings = groups, marked, settings
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

    def action_select(self) -> None:
        """Choose the name in view, or else what is typed."""
        if self.name_in_view is None:
            self.post_message(self.Wanted())
        else:
            super().action_select()

    def on_paste(self, event: events.Paste) -> None:
        """So is what is pasted."""
        event.stop()
        self.look_for(self.looked_for + event.text)

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002 (Textual's own signature)
        """Room for every name, whichever are found, and for the bar beside them."""
        names = [name for group in self._groups.values() for name in group]
        shown = map(self.app.legible, (*names, *self._groups))
        return max(map(cell_len, shown)) + len(self._mark) + self.scrollbar_size_vertical

    def on_resize(self) -> None:
        """The row that is chosen stays in view."""
        self.call_after_refresh(self.scroll_to_highlight)

    def _fill(self) -> None:
        groups = self._with_words(lambda name, title: f"{name} {title}")
        if not groups:
            groups = self._with_words(lambda name, _title: self._settings[name])
        options: list[Option] = []
        for title, names in groups.items():
            options.append(Option(self.app.legible(title), disabled=True))
            for name in names:
                mark = self._mark if name == self._marked else " " * len(self._mark)
                options.append(Option(mark + self.app.legible(name), id=name))
        self.clear_options()
        self.add_options(options)

    def _with_words(self, text: Callable[[str, str], str]) -> dict[str, list[str]]:
        """The names, below their titles, of which the `text` has every word that is looked for."""
        words = [_flat(word) for word in self.looked_for.split()]
        found = {
            title: [name for name in names if all(w in _flat(text(name, title)) for w in words)]
            for title, names in self._groups.items()
        }
        return {title: names for title, names in found.items() if names}


def _flat(text: str) -> str:
    """`text` without what joins its words: noise_floor is noise-floor."""
    return text.lower().replace("-", " ").replace("_", " ")
