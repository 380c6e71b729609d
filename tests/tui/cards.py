"""Cards, and what the screen that asks them shows."""

from pathlib import Path

from textual.pilot import Pilot

from gdtui.study.cards import decks
from gdtui.study.cards.decks import Deck
from gdtui.tui.app import GdtuiApp
from gdtui.tui.screens.review import Review
from tests.tui.screen import text_of, until

PICK = """[[card]]
id = "pick"
kind = "choice"
question = "Which way does it go?"
options = [
  { text = "downhill", right = true, says = "Against the gradient." },
  { text = "uphill", says = "That is along the gradient." },
  { text = "nowhere" },
]
show = { loss = "(w - 3)^2", start = [7], lr = 0.1 }
"""


def mine(*cards: str) -> Deck:
    text = 'title = "Mine"\nabout = "Sums of my own."\ntags = ["mine"]\n' + "\n".join(cards)
    deck = decks.parse(text, Path("mine.toml"))
    assert not deck.problems
    return deck


def review_of(pilot: Pilot[None]) -> Review:
    (screen,) = [s for s in pilot.app.screen_stack if isinstance(s, Review)]
    return screen


async def ready(pilot: Pilot[None]) -> None:
    """Wait until keys act on what is shown."""
    assert await until(pilot, lambda: review_of(pilot)._seen.is_told), "the card was never drawn"
    await pilot.pause()


def footer_of(app: GdtuiApp) -> str:
    return text_of(app).rstrip("\n").split("\n")[-1]
