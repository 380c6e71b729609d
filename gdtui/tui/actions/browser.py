"""The keys of the card browser."""

from gdtui.tui.actions.action import Action, on_every_screen, rows_of

# fmt: off
CARD_TABLE = rows_of("cards", "card", first="home,g", last="end,G")

BROWSER = (
    Action("browser.search", "slash", "Look for", "Look for cards: words, deck:, tag:, is:.",
           in_footer=True),
    Action("browser.card", "enter,i", "Card", "What is known of the card, and its history.",
           in_footer=True),
    Action("browser.edit", "e", "Edit", "Open the card in your editor, and read it again.",
           in_footer=True),
    Action("browser.due", "d", "Due", "Have the card asked in so many days.", in_footer=True),
    Action("browser.forget", "F", "Forget", "Make the card new, as if it had never been asked.",
           in_footer=True),
    Action("browser.bury", "minus", "Bury", "Leave the card out until tomorrow, or not any more."),
    Action("browser.suspend", "at", "Suspend",
           "Leave the card out until further notice, or not any more.", in_footer=True),
    Action("browser.undo", "u", "Undo", "Take back what was done here last.", in_footer=True),
    Action("browser.scroll_down", "space", "Scroll", "Scroll the card below.", does="scroll(1)"),
    Action("browser.scroll_up", "backspace", "Scroll back", "Scroll the card back.",
           does="scroll(-1)"),
    *on_every_screen("browser"),
    Action("browser.back", "q,escape", "Back", "Leave the card browser.", in_footer=True),
)
