"""Rows of text to choose from."""

from textual.widgets import OptionList
from textual.widgets.option_list import Option


class Listing(OptionList):
    """A row an option; it has pages only where a row has room."""

    def __init__(self, *options: Option, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(*options, id=id, compact=True)

    def action_page_up(self) -> None:
        """Mark the option a page before."""
        if self.scrollable_content_region:
            super().action_page_up()  # type: ignore[no-untyped-call]

    def action_page_down(self) -> None:
        """Mark the option a page on."""
        if self.scrollable_content_region:
            super().action_page_down()  # type: ignore[no-untyped-call]
