"""A miss in a lab becomes a card, in a deck of the person's own."""

from gdtui.study.cards import own_deck
from gdtui.study.cards.own_deck import CardTable, Kept, as_toml, miss_id
from gdtui.study.labs.task import Asked, Part

DECK = "own-labs"
SAYS = {"card kept": "kept as a flashcard", "card known": "it is a flashcard already"}
"""What has become of a card, where there is room to say it."""
HEADING = """title = "From your own labs"
about = "What went wrong in labs, one card for each miss."
tags = ["own-labs"]
"""


def keep(asked: Asked, part: Part, says: str) -> Kept:
    """Keep a card of a part that was answered wrong; none where only trying tells."""
    card = card_of(asked, part, says)
    return own_deck.keep(DECK, HEADING, card) if card else Kept()


def card_of(asked: Asked, part: Part, says: str) -> CardTable | None:
    """The card: the task's text and what was asked of it; the answer, and what the mistake was."""
    if not part.solution:
        return None
    lines = [asked.text]
    if len(asked.parts) > 1:
        lines += [*asked.given, f"{part.prompt.strip()} ?"]
    lines += [f"- {option}" for option in part.options]
    answer = f"{part.solution}\n{says}" if says else part.solution
    name = miss_id(f"{asked.task.lab}/{asked.task.id}/{part.name}/{asked.text}")
    text = (
        f'\n[[card]]\nid = "{name}"\nkind = "basic"\ntags = [{as_toml(asked.task.lab)}]\n'
        f"question = {as_toml(chr(10).join(lines))}\nanswer = {as_toml(answer)}\n"
    )
    return CardTable(name, text)
