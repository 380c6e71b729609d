"""A minimal Textual application, against which the playground is measured."""

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, Label


class Minimal(App[None]):
    """A header, one label, a footer."""

    BINDINGS = [("q", "quit", "Quit")]  # noqa: RUF012 (as a tutorial writes it)

    def compose(self) -> ComposeResult:
        """The three of them."""
        yield Header()
        yield Label("ready")
        yield Footer()


if __name__ == "__main__":
    Minimal().run()
