"""What the tables have of one card, and how that changes as a whole."""

import sqlite3
from dataclasses import replace

from gdtui.study.cards.card import CardKey
from gdtui.study.memory.records import Kept, Review
from gdtui.study.memory.tables import keep, kept_of, replay, sound


def replay_all(db: sqlite3.Connection) -> None:
    """Work out what is known of every card by the weights in force, but for when it comes back."""
    for row in db.execute("SELECT deck, id FROM card").fetchall():
        key = CardKey(*row)
        before, now = known(db, key).memory, replay(db, key)
        if before.due_day is not None and now.memory.due_day is not None:
            keep(db, key, replace(now, memory=replace(now.memory, due_day=before.due_day)))


def known(db: sqlite3.Connection, key: CardKey) -> Kept:
    """What is known of a card now."""
    rows = db.execute("SELECT * FROM card WHERE deck = ? AND id = ?", key)
    return next(iter(sound(kept_of, rows)), Kept())


def move(db: sqlite3.Connection, key: CardKey, deck: str) -> None:
    """Give what is known of a card to the card of the same id in another deck."""
    db.execute("UPDATE review SET deck = ? WHERE deck = ? AND card = ?", (deck, *key))
    db.execute("UPDATE OR IGNORE card SET deck = ? WHERE deck = ? AND id = ?", (deck, *key))
    if db.execute("DELETE FROM card WHERE deck = ? AND id = ?", key).rowcount:
        replay(db, CardKey(deck, key.id))  # it was asked in that deck too


def in_order(db: sqlite3.Connection, line: Review) -> Review:
    """The line after the last one of its card, also where the clock was set back since."""
    last = db.execute("SELECT max(at) FROM review WHERE deck = ? AND card = ?", line.key)
    return replace(line, at=max(line.at, (last.fetchone()[0] or 0) + 1))
