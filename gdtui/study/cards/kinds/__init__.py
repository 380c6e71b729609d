"""The kinds of card. To add one: a file here that defines it, and a line in this table."""

from gdtui.study.cards.card import Card
from gdtui.study.cards.kinds.basic import Basic
from gdtui.study.cards.kinds.choice import Choice
from gdtui.study.cards.kinds.cloze import Cloze
from gdtui.study.cards.kinds.numeric import Numeric

KINDS: dict[str, type[Card]] = {
    "basic": Basic,
    "cloze": Cloze,
    "choice": Choice,
    "numeric": Numeric,
}
"""Each kind by its name in a deck."""
