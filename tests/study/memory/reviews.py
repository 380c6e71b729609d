"""Reviews to put into a store."""

from dataclasses import replace
from datetime import UTC, datetime

from gdtui.study.memory.records import Review, new_uid
from gdtui.study.memory.schedule import graded, study_day
from gdtui.study.memory.store import Store

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


DECK = "d"


def review(card: str = "c", grade: int = 3, at: datetime = NOW, phase: int = 0) -> Review:
    return Review(
        uid=new_uid(),
        deck=DECK,
        card=card,
        at=int(at.timestamp() * 1000),
        zone=0,
        day=study_day(at),
        grade=grade,
        graded_by="self",
        phase=phase,
        retention=0.9,
    )


def answer(store: Store, card: str = "c", grade: int = 3, at: datetime = NOW) -> Review:
    """One answer, as a session writes it down."""
    before = store.of(DECK, card).memory
    after = graded(before, grade, at, card_id=card).memory
    one = replace(review(card, grade, at, before.phase), until=after.due_day)
    store.record(one, before, after)
    return one
