"""The keys of the list of decks."""

from gdtui.tui.actions.action import Action, on_every_screen

# fmt: off
DECKS = (
    Action("decks.begin", "enter", "Begin", "Begin with the deck that is marked.", also="space",
           in_footer=True),
    Action("decks.down", "j", "Down", "Mark the next deck; so does ↓.", does="move(1)"),
    Action("decks.up", "k", "Up", "Mark the deck before; so does ↑.", does="move(-1)"),
    Action("decks.more", "m", "More", "Study more now: beyond the limits, ahead, or a cram.",
           in_footer=True),
    Action("decks.limits", "l", "Limits", "How many new cards and reviews a day, for this deck.",
           in_footer=True),
    Action("decks.undo", "u", "Undo", "Take back whatever was done last with a card."),
    Action("decks.tag", "slash", "Tag", "Leave only cards with a tag; an empty one: all.",
           in_footer=True),
    Action("decks.browse", "b", "Browse", "Look at the cards, one by one.", in_footer=True),
    Action("decks.statistics", "s", "Statistics", "What was learned so far, and what is due.",
           in_footer=True),
    *on_every_screen("decks"),
    Action("decks.back", "q,escape", "Back", "Leave the flashcards; nothing has to be saved.",
           in_footer=True),
)
