"""The keys of what opens over a screen for a moment, to choose or to read."""

from gdtui.tui.actions.action import Action

# fmt: off
PICKER = (
    Action("picker.leave", "escape", "Leave",
           "Leave everything as it is; where something is looked for, all names again first."),
)

MORE = (
    Action("more.down", "j", "Down", "Mark the next one; so does ↓.", does="move(1)"),
    Action("more.up", "k", "Up", "Mark the one before; so does ↑.", does="move(-1)"),
    Action("more.leave", "escape", "Leave", "Leave everything as it is.", also="q",
           does="dismiss(None)"),
)

COLUMNS = (
    Action("columns.next_use", "space", "Use",
           "Learn from the column, encode its texts, or leave it out."),
    Action("columns.target", "t", "Target", "Predict the column that is marked."),
    Action("columns.missing", "m", "Missing cells",
           "Leave rows with missing cells out, or fill in the mean."),
    Action("columns.down", "j", "Down", "Mark the next column; so does ↓.", does="move(1)"),
    Action("columns.up", "k", "Up", "Mark the column before; so does ↑.", does="move(-1)"),
    Action("columns.use", "enter", "Use", "Learn from the columns as they are shown."),
    Action("columns.leave", "escape", "Leave", "Leave everything as it is.", does="dismiss(None)"),
)

SETTINGS = (
    Action("settings.leave", "escape", "Leave", "Leave the run as it is.", does="dismiss(None)"),
)

PAGE = (
    Action("page.close", "escape,q", "Close", "Close the page.",
           also="question_mark,f1,i,I,s,enter", does="dismiss"),
    Action("page.down", "j", "Down", "Scroll a line; so does ↓.", does="scroll(1)"),
    Action("page.up", "k", "Up", "Scroll a line back; so does ↑.", does="scroll(-1)"),
)
