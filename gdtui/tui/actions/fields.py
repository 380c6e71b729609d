"""The keys of fields, in which every letter is text."""

from gdtui.tui.actions.action import Action

# fmt: off
FIELD = (
    Action("field.use", "enter", "Use", "Put what is typed in force, and leave the field.",
           does="submit", in_footer=True),
    Action("field.leave", "escape", "Leave", "Take back what was typed, and leave the field.",
           in_footer=True),
    Action("field.previous", "up", "Previous", "To the field before.", does="app.focus_previous"),
    Action("field.next", "down", "Next", "To the next field; so does Tab.", does="app.focus_next",
           in_footer=True),
    Action("field.bring_back", "ctrl+y", "Bring back", "Type again what Esc has taken back."),
)

ANSWER = (
    Action("answer.check", "enter", "Check", "Judge what is typed.", does="submit", in_footer=True),
    Action("answer.leave", "escape", "Other keys", "Leave the field, so that letters are keys.",
           does="leave", in_footer=True),
)
