"""Looking for cards, and telling their state."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from gdtui.study.cards import decks
from gdtui.study.memory.records import Kept
from gdtui.study.memory.schedule import LEARNING, LEECH, REVIEW, Memory
from gdtui.study.memory.search import STATES, Entry, SearchError, search, state

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
TODAY = date(2026, 11, 26)
DECK = decks.parse(
    """title = "Mine"
[[card]]
id = "slope"
kind = "basic"
question = "What is a slope?"
answer = "The derivative, in one dimension."
tags = ["gradient"]
[[card]]
id = "gap"
kind = "cloze"
text = "Steps lead [[downhill]]."
tags = ["steps", "gradient"]
[[card]]
id = "sum"
kind = "numeric"
question = "What is 2·{w}?"
draw = { w = [1, 2] }
formula = "2*w"
""",
    Path("mine.toml"),
)
IN_REVIEW = Memory(phase=REVIEW, due_day=TODAY, reps=3, lapses=1)


def found(text: str, **kept: Kept) -> list[str]:
    is_found = search(text, NOON)
    entries = [Entry(card, kept.get(card.id, Kept())) for card in DECK.cards]
    return [entry.card.id for entry in entries if is_found(entry)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", ["slope", "gap", "sum"]),
        ("SLOPE", ["slope"]),
        ("derivative", ["slope"]),
        ("downhill", ["gap"]),
        ("is", ["slope", "sum"]),
        ("what slope", ["slope"]),
        ('"one dimension"', ["slope"]),
        ('"dimension one"', []),
        ("-what", ["gap"]),
        ("tag:gradient", ["slope", "gap"]),
        ("tag:gradient -tag:steps", ["slope"]),
        ("deck:mine", ["slope", "gap", "sum"]),
        ("deck:yours", []),
        ("-", []),
        ("2·{w}", ["sum"]),
    ],
)
def test_words_are_looked_for_everywhere(text: str, ids: list[str]) -> None:
    assert found(text) == ids


def test_a_state_is_looked_for() -> None:
    kept = {
        "slope": Kept(IN_REVIEW),
        "gap": Kept(IN_REVIEW, buried_until=TODAY + timedelta(days=1)),
    }
    assert found("is:new", **kept) == ["sum"]
    assert found("is:due", **kept) == ["slope"], "what is buried is not due"
    assert found("is:buried", **kept) == ["gap"]
    assert found("is:missed -is:buried", **kept) == ["slope"]
    assert found("is:suspended", sum=Kept(suspended=True)) == ["sum"]
    assert found("is:leech", sum=Kept(Memory(lapses=LEECH))) == ["sum"]


def test_what_means_nothing_is_said() -> None:
    with pytest.raises(SearchError, match="no card is 'deu', did you mean 'due'") as said:
        search("is:deu", NOON)
    for name in STATES:
        assert name in str(said.value)
    with pytest.raises(SearchError, match="quotation mark"):
        search('"one', NOON)


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (Kept(), "new"),
        (Kept(Memory(phase=LEARNING, step=0, due_at=NOON.timestamp())), "learning"),
        (Kept(IN_REVIEW), "due"),
        (Kept(Memory(phase=REVIEW, due_day=TODAY - timedelta(days=9))), "due"),
        (Kept(Memory(phase=REVIEW, due_day=TODAY + timedelta(days=9))), "in 9 d"),
        (Kept(IN_REVIEW, buried_until=TODAY + timedelta(days=1)), "buried"),
        (Kept(IN_REVIEW, buried_until=TODAY), "due"),
        (Kept(IN_REVIEW, suspended=True), "suspended"),
    ],
)
def test_the_state_in_a_word(kept: Kept, said: str) -> None:
    assert state(kept, NOON) == said
