"""Everything a key can do, a file for each screen, each declared once.

From here come the bindings, the footer, the help screen, the palette's entries and the names that
a person's own key map may rebind.
"""

from gdtui.tui.actions.action import Action, bindings, key_shown, works
from gdtui.tui.actions.browser import BROWSER, CARD_TABLE
from gdtui.tui.actions.compare import COMPARE
from gdtui.tui.actions.decks import DECKS
from gdtui.tui.actions.dialogs import COLUMNS, MORE, PAGE, PICKER, SETTINGS
from gdtui.tui.actions.fields import ANSWER, FIELD
from gdtui.tui.actions.lab import LAB
from gdtui.tui.actions.noise_lens import LENS
from gdtui.tui.actions.playground import LOG, LOOK, PLAYGROUND, PREDICTION, RULE
from gdtui.tui.actions.rate_finder import FINDER
from gdtui.tui.actions.review import GRADES, OPTIONS, REVIEW
from gdtui.tui.actions.sharpness import SHARPNESS
from gdtui.tui.actions.sweep import SWEEP

__all__ = [
    "ANSWER",
    "BROWSER",
    "CARD_TABLE",
    "COLUMNS",
    "COMPARE",
    "DECKS",
    "FIELD",
    "FINDER",
    "GRADES",
    "LAB",
    "LENS",
    "LOG",
    "LOOK",
    "MORE",
    "OPTIONS",
    "PAGE",
    "PICKER",
    "PLAYGROUND",
    "PREDICTION",
    "REVIEW",
    "RULE",
    "SETTINGS",
    "SHARPNESS",
    "SWEEP",
    "Action",
    "bindings",
    "key_shown",
    "works",
]
