"""Limits a day in the settings: read for each deck, and written without disturbing the rest."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.files import limits, paths, settings
from gdtui.files.settings import DeckLimits

MINE = """# mine
[study]
desired_retention = 0.85   # keep this
new_cards_a_day=7  # a few

[decks."two words"]
reviews_a_day = 3

[keys]
"review.undo" = "z"
"""


@pytest.fixture
def file() -> Path:
    paths.config().mkdir(parents=True)
    return settings.path()


def test_limits_of_a_deck_are_read(file: Path) -> None:
    file.write_text('[decks.a]\nnew_cards_a_day = 5\n[decks."b c"]\nreviews_a_day = 0\n')
    found = settings.load()
    assert found.problems == ()
    assert found.decks == {"a": DeckLimits(5, None), "b c": DeckLimits(None, 0)}
    assert found.limits("new_cards_a_day") == {None: 20, "a": 5}
    assert found.limits("reviews_a_day") == {None: 200, "b c": 0}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[decks.a]\nnew_cards = 5", "line 2: unknown setting 'new_cards'; known: new_cards_a_day"),
        ("[study]\nnew_cards_a_day=3\n[decks.a]\nnew_cards_a_day = -1", "line 4: new_cards_a_day"),
        ("[decks]\na = 5", "line 2: its limits stand under [decks.a]"),
        ("decks = 5", "decks must be a table"),
        ("[decks.a]\nreviews_a_day = true", "must be a whole number from 0 to 9999, not True"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(file: Path, text: str, says: str) -> None:
    file.write_text(text)
    (problem,) = settings.load().problems
    assert says in problem
    assert settings.load().new_cards_a_day == (3 if "=3" in text else 20)


def test_limits_are_written_where_there_is_no_file() -> None:
    assert limits.keep(None, DeckLimits(10, 100)) is None
    assert limits.keep("source-text", DeckLimits(5, None)) is None
    found = settings.load()
    assert (found.new_cards_a_day, found.reviews_a_day) == (10, 100)
    assert found.decks == {"source-text": DeckLimits(5, None)}
    assert settings.path().stat().st_mode & 0o777 == 0o600


def test_what_else_is_in_the_file_stays(file: Path) -> None:
    file.write_text(MINE)
    assert limits.keep(None, DeckLimits(9, 150)) is None
    assert limits.keep("two words", DeckLimits(4, None)) is None
    assert limits.keep("other", DeckLimits(1, 2)) is None
    assert file.read_text() == (
        MINE.replace("[study]\n", "[study]\nreviews_a_day = 150\n")
        .replace("new_cards_a_day=7  # a few", "new_cards_a_day = 9  # a few")
        .replace("reviews_a_day = 3", "new_cards_a_day = 4")
        + "\n[decks.other]\nreviews_a_day = 2\nnew_cards_a_day = 1\n"
    )
    assert settings.load().desired_retention == 0.85
    assert limits.keep("other", DeckLimits()) is None
    assert settings.load().decks["other"] == DeckLimits()


@pytest.mark.parametrize(
    "text", ["study = { new_cards_a_day = 3 }\n", "study.new_cards_a_day = 3\n", "[study\n"]
)
def test_a_file_that_cannot_be_changed_by_lines_is_left_alone(file: Path, text: str) -> None:
    file.write_text(text)
    problem = limits.keep(None, DeckLimits(9, 150))
    assert problem is not None
    assert "edit [study]" in problem
    assert file.read_text() == text


@given(st.text('ab"\\ .é-]#[', min_size=1), st.integers(0, 9999), st.none() | st.integers(0, 9999))
def test_any_name_of_a_deck(name: str, new: int, reviews: int | None) -> None:
    settings.path().unlink(missing_ok=True)
    problem = limits.keep(name, DeckLimits(new, reviews))
    assert problem is None
    assert settings.load().decks == {name: DeckLimits(new, reviews)}
