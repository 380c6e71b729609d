"""Rows of text to choose from."""

from textual.widgets import OptionList
from textual.widgets.option_list import Option


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
