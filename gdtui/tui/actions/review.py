"""The keys of a quiz."""

from gdtui.tui.actions.action import Action, on_every_screen

# fmt: off
WITH_CARD = ("asked", "answered")

REVIEW = (
    Action("review.answer", "space,enter", "Answer",
           "Show the answer, choose the one marked, or go to the field.", in_footer=True,
           when=("asked",)),
    Action("review.take", "space,enter", "Next", "Take the grade in brackets.", in_footer=True,
           when=("answered",)),
    Action("review.leave", "space,enter", "Leave", "Leave, when nothing is left to ask.",
           in_footer=True, when=("done",)),
    Action("review.more", "m", "More", "Study more now: beyond the limits, ahead, or a cram.",
           in_footer=True, when=("done",)),
    Action("review.down", "j,down", "Down", "Mark the next answer, or scroll.", does="move(1)"),
    Action("review.up", "k,up", "Up", "Mark the answer before, or scroll.", does="move(-1)"),
    Action("review.page_down", "pagedown", "Page down", "Scroll a page.", does="page(1)"),
    Action("review.page_up", "pageup", "Page up", "Scroll a page back.", does="page(-1)"),
    Action("review.show_me", "p", "Show me",
           "Look at the card's run in the playground; q comes back to this very question.",
           in_footer=True, when=WITH_CARD),
    Action("review.undo", "u", "Undo",
           "Take back whatever was done last, a skip too; also of an earlier day.",
           in_footer=True),
    Action("review.skip", "greater_than_sign", "Skip",
           "Ask this card again when the others are done.", in_footer=True, when=WITH_CARD),
    Action("review.bury", "minus", "Bury", "Leave this card out until tomorrow.", in_footer=True,
           when=WITH_CARD),
    Action("review.bury_typed", "b", "Bury",
           "The same where a number or a word is typed, which may begin with a minus.",
           in_footer=True, when=WITH_CARD),
    Action("review.suspend", "at", "Suspend", "Leave this card out until `gdtui deck unsuspend`.",
           when=WITH_CARD),
    Action("review.edit", "e", "Edit", "Open the card in your editor, and ask it as it is then.",
           when=WITH_CARD),
    Action("review.card", "i", "Card", "What is known of this card, and its history.",
           when=WITH_CARD),
    Action("review.statistics", "s", "Statistics", "What was learned so far, and what is due.",
           in_footer=True),
    *on_every_screen("review"),
    Action("review.back", "q,escape", "Back", "Leave the quiz; every grade is saved already.",
           in_footer=True),
)

GRADES = (
    Action("review.grade_again", "1", "Again",
           "Grade: I did not know it. It comes back in a minute.", does="grade(1)",
           when=("answered",)),
    Action("review.grade_hard", "2", "Hard", "Grade: known, with trouble.", does="grade(2)",
           when=("answered",)),
    Action("review.grade_good", "3", "Good", "Grade: known.", does="grade(3)", when=("answered",)),
    Action("review.grade_easy", "4", "Easy",
           "Grade: known without a thought. It stays away longest.", does="grade(4)",
           when=("answered",)),
)

OPTIONS = tuple(
    Action(f"review.choose_{n}", str(n), f"Choose {n}", "Choose the answer with that number.",
           does=f"choose({n})", when=("asked",))
    for n in range(1, 10)
)
