"""Flashcards, on the screen or line by line."""

from collections.abc import Sequence
from typing import Any, NoReturn

import click

from gdtui.cli import options, screen
from gdtui.cli.console import ask, emit, has_a_screen, note
from gdtui.cli.deck import decks_named, opened_reviews
from gdtui.cli.plain_quiz import Plain
from gdtui.files import paths
from gdtui.files.settings import load
from gdtui.study.cards.decks import Deck
from gdtui.study.memory import backups, statistics
from gdtui.study.memory.agenda import AHEAD, CRAM, MISSED, NEW_CARDS, More
from gdtui.study.memory.collection import Collection
from gdtui.study.memory.schedule import local_now, study_day

LONGEST_COPYING = 2.0  # seconds that the end of a quiz waits for the copy of the day


@options.with_screen
@click.command()
@click.argument("decks", nargs=-1, metavar="[DECK]...")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only cards with this tag.")
@click.option("--plain", is_flag=True, help="Line by line, without a screen.")
@click.option("--new", type=options.WHOLE_NUMBER, metavar="N", help="New cards a day, at most.")
@click.option("--reviews", type=options.WHOLE_NUMBER, metavar="N", help="Reviews a day, at most.")
@click.option(
    "--more",
    type=options.WHOLE_NUMBER,
    metavar="N",
    help="This many new cards beyond the day's limit.",
)
@click.option(
    "--ahead",
    type=options.WHOLE_NUMBER,
    metavar="DAYS",
    help="Also what comes back within DAYS; real reviews, by the days that have passed.",
)
@click.option(
    "--missed",
    type=options.WHOLE_NUMBER,
    metavar="DAYS",
    help="Only what was answered wrong in the last DAYS; changes no schedule.",
)
@click.option("--cram", is_flag=True, help="Every card, as before an exam; changes no schedule.")
@click.option("--stats", is_flag=True, help="Show what you have learned so far; nothing is asked.")
def quiz(
    *,
    decks: tuple[str, ...],
    tags: tuple[str, ...],
    plain: bool,
    new: int | None,
    reviews: int | None,
    more: int | None,
    ahead: int | None,
    missed: int | None,
    cram: bool,
    stats: bool,
    **shown: Any,
) -> None:
    """Flashcards that come back when they are about to be forgotten.

    DECK is a deck's name, a file or a folder; without one, the decks are listed.

    \b
    gdtui quiz
    gdtui quiz source-text --plain
    gdtui quiz my-deck.toml --tag momentum --new 5
    gdtui quiz --tag momentum --cram       before an exam; the schedule stays as it is
    """
    settings = load()
    if new is not None:
        settings = settings.with_limit("new_cards_a_day", new)
    if reviews is not None:
        settings = settings.with_limit("reviews_a_day", reviews)
    beyond = _beyond(more, ahead, missed, cram)
    on_screen = not (plain or stats) and has_a_screen()
    notices: list[str] = []
    tell = notices.append if on_screen else note
    for problem in settings.problems:
        tell(problem)
    found = decks_named(decks, tags, tell)
    if stats:
        emit(_statistics(found))
        return
    copying = backups.begin(paths.reviews())
    with opened_reviews() as store:
        collection = Collection(found, store, settings, tags, notices)
        if on_screen:
            _open_cards(collection, beyond, at_once=bool(decks or beyond), **shown)
        else:
            Plain(collection.session(more=beyond), ask, lambda text: emit(text.split("\n"))).run()
    if copying is not None:
        copying.join(LONGEST_COPYING)


def _statistics(decks: Sequence[Deck]) -> list[str]:
    cards = {card.key for one in decks for card in one.cards}
    with opened_reviews(create=False) as store:
        kept = {card: kept for card, kept in store.kept().items() if card in cards}
        counted = statistics.tally(store, study_day(local_now()), cards)
    return statistics.lines(kept, counted)


def _beyond(more: int | None, ahead: int | None, missed: int | None, cram: bool) -> More | None:
    """What is studied beyond the day. Raises `click.UsageError` for what makes no sense."""
    if missed == 0:
        raise click.UsageError("--missed takes 1 day or more, and 1 means today only")
    asked = [
        *([More(NEW_CARDS, more)] if more else []),
        *([More(AHEAD, ahead)] if ahead else []),
        *([More(MISSED, missed)] if missed else []),
        *([More(CRAM)] if cram else []),
    ]
    if len(asked) > 1:
        raise click.UsageError("--more, --ahead, --missed and --cram: use one at a time")
    return asked[0] if asked else None


def _open_cards(
    collection: Collection, beyond: More | None, *, at_once: bool, **shown: Any
) -> NoReturn:
    """The flashcards on the screen: the decks, or with `at_once` the first question."""
    screen.prepare()
    from gdtui.tui.messages import (  # noqa: PLC0415 (Textual, once it is prepared)
        OpenCards,
        OpenReview,
    )

    first = (
        OpenReview(collection.session(more=beyond), collection.notices)
        if at_once
        else OpenCards(collection)
    )
    screen.show(None, first=first, **shown)
