"""Reviews to put into a store."""

from datetime import UTC, datetime

from gdtui.study.memory.records import Review, new_uid
from gdtui.study.memory.schedule import graded, study_day
from gdtui.study.memory.store import Store

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def review(card: str = "c", grade: int = 3, at: datetime = NOW, phase: int = 0) -> Review:
    return Review(
        uid=new_uid(),
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
    before = store.of(card).memory
    one = review(card, grade, at, before.phase)
    store.record(one, before, graded(before, grade, at, card_id=card).memory)
    return one
