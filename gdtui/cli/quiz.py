"""Flashcards, on the screen or line by line."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NoReturn

import click

from gdtui.cli import options, screen
from gdtui.cli.console import ask, emit, has_a_screen, note
from gdtui.cli.deck import decks_named, opened_reviews
from gdtui.cli.plain_quiz import Plain
from gdtui.files.settings import load
from gdtui.study.cards.decks import Deck
from gdtui.study.memory import statistics
from gdtui.study.memory.collection import Collection
from gdtui.study.memory.schedule import study_day
from gdtui.study.memory.session import local_now


@options.with_screen
@click.command()
@click.argument("decks", nargs=-1, metavar="[DECK]...")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only cards with this tag.")
@click.option("--plain", is_flag=True, help="Line by line, without a screen.")
@click.option("--new", type=options.WHOLE_NUMBER, metavar="N", help="New cards a day, at most.")
@click.option("--reviews", type=options.WHOLE_NUMBER, metavar="N", help="Reviews a day, at most.")
@click.option("--stats", is_flag=True, help="What was learned so far; nothing is asked.")
def quiz(
    *,
    decks: tuple[str, ...],
    tags: tuple[str, ...],
    plain: bool,
    new: int | None,
    reviews: int | None,
    stats: bool,
    **shown: Any,
) -> None:
    """Flashcards that come back when they are about to be forgotten.

    DECK is a deck's name, a file or a folder; without one, the decks are listed.

    \b
    gdtui quiz
    gdtui quiz source-text --plain
    gdtui quiz my-deck.toml --tag momentum --new 5
    """
    settings = load()
    if new is not None:
        settings = replace(settings, new_cards_a_day=new)
    if reviews is not None:
        settings = replace(settings, reviews_a_day=reviews)
    on_screen = not (plain or stats) and has_a_screen()
    notices: list[str] = []
    tell = notices.append if on_screen else note
    for problem in settings.problems:
        tell(problem)
    found = decks_named(decks, tags, tell)
    if stats:
        emit(_statistics(found))
        return
    with opened_reviews() as store:
        collection = Collection(found, store, settings, tags, notices)
        if on_screen:
            _open_cards(collection, at_once=bool(decks), **shown)
        else:
            Plain(collection.session(), ask, lambda text: emit(text.split("\n"))).run()


def _statistics(decks: Sequence[Deck]) -> list[str]:
    cards = {card.id for one in decks for card in one.cards}
    with opened_reviews(create=False) as store:
        kept = {card: kept for card, kept in store.kept().items() if card in cards}
        counted = statistics.tally(store, study_day(local_now()), cards)
    return statistics.lines(kept, counted)


def _open_cards(collection: Collection, *, at_once: bool, **shown: Any) -> NoReturn:
    """The flashcards on the screen: the decks, or with `at_once` the first question."""
    screen.prepare()
    from gdtui.tui.messages import (  # noqa: PLC0415 (Textual, once it is prepared)
        OpenCards,
        OpenReview,
    )

    first = (
        OpenReview(collection.session(), collection.notices) if at_once else OpenCards(collection)
    )
    screen.show(None, first=first, **shown)
