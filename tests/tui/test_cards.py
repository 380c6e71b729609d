"""The flashcards' screens, driven without a terminal."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion
from textual.content import Content

from gdtui.drawing.glyphs import Glyphs
from gdtui.files import paths
from gdtui.files.settings import UserSettings
from gdtui.study.memory.collection import Collection, open_collection
from gdtui.study.memory.records import Answered, Kept
from gdtui.study.memory.schedule import NEW, REVIEW, Memory
from gdtui.study.memory.statistics import Tally
from gdtui.study.memory.store import Store
from gdtui.tui.app import GdtuiApp
from gdtui.tui.messages import OpenCards, OpenReview
from gdtui.tui.pacing import REPORT_CURSOR
from gdtui.tui.pages.page import Paragraph
from gdtui.tui.pages.statistics import statistics_lines
from gdtui.tui.screens.decks import DeckList
from gdtui.tui.screens.playground import Playground
from gdtui.tui.screens.review import Review
from gdtui.tui.widgets.field import Answer
from tests.tui.cards import PICK, footer_of, mine, ready, review_of
from tests.tui.screen import app_on, settled, shows, text_of, until

SUM = """[[card]]
id = "sum"
kind = "numeric"
question = "w = {w}, ∂L/∂w = {g}, η = {eta}. What is w?"
draw = { w = [5], g = [-3], eta = [0.1] }
formula = "w - eta*g"
run = { loss = "{g}*w", start = ["{w}"], lr = "{eta}", ask = "w" }
mistakes = [{ formula = "w + eta*g", says = "You added the gradient." }]
answer = "{w} − {eta}·({g}) = {answer}"
source = "The update rule"
"""
GAP = """[[card]]
id = "gap"
kind = "cloze"
text = "Descent is stable for η < [[2/L]]."
"""
WHY = """[[card]]
id = "why"
kind = "basic"
question = "Why [bold]small[/bold] batches?"
answer = "They are [red]cheap[/red]. %s"
""" % ("A batch costs less than all the data, and many steps beat one. " * 12)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "reviews.db")


def quiz(
    store: Store, *cards: str, glyphs: Glyphs = Glyphs.BRAILLE, notices: Sequence[str] = ()
) -> GdtuiApp:
    """The program as `gdtui quiz mine` opens it."""
    collection = Collection([mine(*cards)], store, notices=[*notices])
    return GdtuiApp(
        first=OpenReview(collection.session(), collection.notices),
        theme="gdtui-dark",
        glyphs=glyphs,
    )


@pytest.mark.parametrize(
    ("name", "size", "glyphs", "cards", "keys"),
    [
        ("card-sum-80x24", (80, 24), Glyphs.BRAILLE, SUM, [*"4.7", "enter"]),
        ("card-choice-80x24", (80, 24), Glyphs.BRAILLE, PICK, ["j", "j", "enter"]),
        ("card-gap-ascii-80x24", (80, 24), Glyphs.ASCII, GAP, [*"2/L"]),
        ("card-basic-large-120x40", (120, 40), Glyphs.BRAILLE, WHY, ["space"]),
        ("card-basic-small-60x16", (60, 16), Glyphs.BRAILLE, WHY, ["space"]),
        ("card-sum-fold-40x10", (40, 10), Glyphs.BRAILLE, SUM, [*"4.7", "enter"]),
        ("card-choice-ascii-60x16", (60, 16), Glyphs.ASCII, PICK, ["2"]),
        ("card-help-80x24", (80, 24), Glyphs.BRAILLE, WHY, ["question_mark"]),
    ],
)
async def test_layouts(
    store: Store,
    layout: SnapshotAssertion,
    name: str,
    size: tuple[int, int],
    glyphs: Glyphs,
    cards: str,
    keys: list[str],
) -> None:
    app = quiz(store, cards, glyphs=glyphs)
    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        await pilot.press(*keys)
        await ready(pilot)
        seen = await settled(pilot)
    assert seen == layout(name=name)
    if glyphs is Glyphs.ASCII:
        assert seen.isascii()


async def test_a_sum_answered_wrong_right_and_undone(store: Store) -> None:
    app = quiz(store, SUM)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press(*"4.7", "enter")
        assert await shows(pilot, "✗ 4.7: not right. You added the gradient.")
        assert await shows(pilot, "5 − 0.1·(−3) = 5.3")
        assert await shows(pilot, "[1 again 1 min]")
        await pilot.press("enter")
        assert await shows(pilot, "saved: again, back in 1 min")
        (review,) = store.reviews()
        assert (review.grade, review.answer, review.mistake) == (
            1,
            "4.7",
            "You added the gradient.",
        )
        await ready(pilot)
        await pilot.press(*"53/10", "enter")
        assert await shows(pilot, "✓ 53/10: right.")
        assert await shows(pilot, "[3 good")
        await pilot.press("4")
        assert await shows(pilot, "Done: 2 answered, 1 remembered.")
        assert [review.grade for review in store.reviews()] == [1, 4]
        await pilot.press("u")
        assert await shows(pilot, "undone: sum is asked again")
        assert [review.grade for review in store.reviews()] == [1]
        await pilot.press("escape", "u")
        assert store.reviews() == []
        assert store.of("sum").memory.phase == NEW


async def test_too_few_digits_ask_again_and_the_same_answer_twice_shows_the_solution(
    store: Store,
) -> None:
    app = quiz(store, SUM)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("5", "enter")
        assert await shows(pilot, "? 5: That rounds correctly")
        assert isinstance(app.focused, Answer)
        await pilot.press("enter")
        assert await shows(pilot, "5 − 0.1·(−3) = 5.3")
        assert await shows(pilot, "[1 again")


async def test_an_empty_line_shows_the_solution(store: Store) -> None:
    app = quiz(store, GAP)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("enter")
        assert await shows(pilot, "[1 again")
        assert "2/L" in text_of(app)


async def test_letters_typed_in_the_field_are_text_until_esc_leaves_it(store: Store) -> None:
    app = quiz(store, GAP)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press(*"suq@-")
        assert app.screen.query_one(Answer).value == "suq@-"
        assert footer_of(app) == "Enter Check Esc Other keys"
        await pilot.press("escape", "minus")
        assert await shows(pilot, "Nothing to ask now.")
        assert store.of("gap").buried_until is not None
        await pilot.press("u")
        assert store.of("gap").buried_until is None
        assert await shows(pilot, "Descent is stable")


async def test_a_choice_by_number_says_why(store: Store) -> None:
    app = quiz(store, PICK)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        question = review_of(pilot).session.current
        assert question is not None
        number = question.options.index("uphill") + 1
        await pilot.press("9", str(number))
        assert await shows(pilot, f"✗ {number}: not right. That is along the gradient.")
        assert f"✗ {number}. uphill" in text_of(app)
        assert f"✓ {question.options.index('downhill') + 1}. downhill" in text_of(app)


async def test_markup_in_a_deck_is_text_and_a_long_answer_scrolls(store: Store) -> None:
    app = quiz(store, WHY)
    async with app.run_test(size=(60, 16)) as pilot:
        await ready(pilot)
        assert "Why [bold]small[/bold] batches?" in text_of(app)
        await pilot.press("space")
        assert await shows(pilot, "They are [red]cheap[/red].")
        assert await shows(pilot, "PgDn: more")
        await pilot.press("pagedown", "pagedown", "pagedown")
        assert await until(pilot, lambda: "PgDn: more" not in text_of(app))


async def test_a_deck_may_be_written_in_any_script(store: Store) -> None:
    card = 'id = "script"\nkind = "basic"\nquestion = "学習率とは何ですか"\nanswer = "η"\n'
    app = quiz(store, f"[[card]]\n{card}")
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        line = next(line for line in text_of(app).split("\n") if "学習率とは何ですか" in line)
        assert cell_len(line) == 80


async def test_only_keys_that_work_now_stand_in_the_footer(store: Store) -> None:
    app = quiz(store, WHY)
    async with app.run_test(size=(80, 24)) as pilot:
        wanted = "space Answer u Undo > Skip - Bury s Statistics ? Help q Back"
        await until(pilot, lambda: footer_of(app) == wanted)
        assert footer_of(app) == wanted, "nothing to show in the playground"
        await pilot.press("3")
        assert store.reviews() == [], "no grade before the answer"
        await pilot.press("space")
        await ready(pilot)
        assert footer_of(app).startswith("space Next u Undo")
        await pilot.press("4")
        await ready(pilot)
        assert footer_of(app) == "space Leave u Undo s Statistics ? Help q Back"


async def test_a_grade_counts_only_when_the_terminal_has_drawn_the_answer(store: Store) -> None:
    app = quiz(store, WHY)
    async with app.run_test(size=(80, 24)) as pilot:
        assert await shows(pilot, "space shows the answer")
        asked: list[str] = []
        app.pacer._write = asked.append  # a slow line: the answer to this is still to come
        await pilot.press("space")
        assert await until(pilot, lambda: bool(asked))
        await pilot.pause()
        assert asked == [REPORT_CURSOR]
        await pilot.press("3", "enter", "4")
        assert store.reviews() == []
        assert "3 good" not in text_of(app)
        app.on_cursor_position(None)  # type: ignore[arg-type]
        assert await shows(pilot, "[3 good")
        await pilot.press("3")
        assert [review.grade for review in store.reviews()] == [3]


async def test_show_me_comes_back_to_the_very_same_question(store: Store) -> None:
    app = quiz(store, SUM)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press(*"4.7", "escape", "p")
        assert isinstance(app.screen, Playground)
        run = app.screen.run
        assert (run.params, run.settings.learning_rate) == ((5.0,), 0.1)
        await pilot.press("n", "3", "escape")
        assert isinstance(app.screen, Playground), "Esc leads to the landscape first"
        await pilot.press("escape")
        assert isinstance(app.screen, Review)
        assert app.screen.query_one(Answer).value == "4.7"
        await pilot.press("p", "q", "enter")
        assert isinstance(app.focused, Answer)
        await pilot.press("enter")
        assert await shows(pilot, "✗ 4.7")


async def test_a_visit_of_the_playground_offers_the_way_back_alone(store: Store) -> None:
    app = quiz(store, PICK)
    async with app.run_test(size=(120, 24)) as pilot:
        await ready(pilot)
        await pilot.press("p")
        assert await shows(pilot, "q Back to the card")
        assert "f Cards" not in footer_of(app)
        titles = {
            Content.from_markup(command.title).plain
            for command in app.get_system_commands(app.screen)
        }
        assert "Back to the card  [q]" in titles
        assert not {"Quit  [q]", "Cards  [f]"} & titles
        await pilot.press("n", "f")
        assert isinstance(app.screen, Review)
    assert not paths.last_session().exists()


async def test_skipped_and_suspended_cards(store: Store) -> None:
    app = quiz(store, SUM, GAP)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        first = review_of(pilot).session.current
        await pilot.press("escape", "greater_than_sign")
        await ready(pilot)
        second = review_of(pilot).session.current
        assert first is not None
        assert second is not None
        assert first.card.id != second.card.id
        await pilot.press("escape", "at")
        assert store.of(second.card.id).suspended
        assert await shows(pilot, "suspended; gdtui deck unsuspend ends it")
        assert review_of(pilot).session.current == first


async def test_what_is_known_of_a_card_and_where_it_is_written(store: Store) -> None:
    app = quiz(store, SUM, WHY)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("escape", "e")
        assert any("mine.toml, line" in note.message for note in app._notifications)
        await pilot.press("i")
        assert await shows(pilot, "new: it has not been graded yet")
        await pilot.press("escape", "s")
        assert await shows(pilot, "nothing in the next 14 days")


async def test_notices_are_shown_once(store: Store) -> None:
    store.notices.append("reviews.db was damaged [b]; it was set aside")
    app = quiz(store, SUM, notices=["broken.toml: line 1, column 1: no table"])
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: len(app._notifications) == 2)
        said = [note.message for note in app._notifications]
        assert said == [
            "broken.toml: line 1, column 1: no table",
            "reviews.db was damaged [b]; it was set aside",
        ]
        assert store.notices == []


async def test_the_summary_stays_and_enter_leaves(store: Store, layout: SnapshotAssertion) -> None:
    app = quiz(store, PICK, WHY)
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(2):
            await ready(pilot)
            question = review_of(pilot).session.current
            assert question is not None
            wrong = str(question.options.index("uphill") + 1) if question.options else "space"
            await pilot.press(wrong)
            assert await shows(pilot, "1 again")
            await pilot.press("4")
        assert await shows(pilot, "Done: 2 answered")
        assert await settled(pilot) == layout(name="card-summary-80x24")
        await pilot.press("enter")
        await pilot.pause()
    assert app.return_code == 0


async def test_the_decks_and_what_is_due() -> None:
    collection = open_collection()
    collection.settings = UserSettings(new_cards_a_day=5)
    app = GdtuiApp(first=OpenCards(collection), theme="gdtui-dark")
    async with app.run_test(size=(80, 24)) as pilot:
        assert await shows(pilot, "5 new cards and 200 reviews a day")
        await pilot.press("slash", *"update-rule", "enter")
        assert await shows(pilot, "only cards with the tag update-rule")
        tagged = sum("update-rule" in c.tags for deck in collection.decks for c in deck.cards)
        assert await shows(pilot, f"  {tagged}     0  only cards")
        await pilot.press("slash", "ctrl+u", *"nonsense", "enter")
        assert any("'nonsense'" in note.message for note in app._notifications)
        await pilot.press("escape", "enter")
        assert isinstance(app.screen, Review)
        assert app.screen.session.counts.new == min(5, tagged)
        await pilot.press("escape", "escape")
        assert isinstance(app.screen, DeckList)
        await pilot.press("escape")
        await pilot.pause()
    assert app.return_code == 0


async def test_counts_are_those_after_the_quiz(store: Store, layout: SnapshotAssertion) -> None:
    collection = Collection([mine(SUM, WHY)], store)
    app = GdtuiApp(first=OpenCards(collection), theme="gdtui-dark")
    async with app.run_test(size=(60, 16)) as pilot:
        assert await shows(pilot, "mine          2     0  Mine")
        await pilot.press("j", "enter")
        assert await shows(pilot, "w = 5")
        await ready(pilot)
        await pilot.press(*"5.3", "enter")
        assert await shows(pilot, "[3 good")
        await pilot.press("4", "q")
        assert await shows(pilot, "mine          1     0  Mine")
        assert await settled(pilot) == layout(name="decks-60x16")


async def test_cards_over_the_playground_and_back() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "f")
        assert isinstance(app.screen, DeckList)
        assert await shows(pilot, "source-text")
        await pilot.press("q")
        assert isinstance(app.screen, Playground)
        assert app.screen.run.step == 1


def test_statistics_on_a_page() -> None:
    today = date(2026, 3, 4)
    counted = Tally(today)
    counted.count(today, [Answered("sum", 1, REVIEW, "You added the gradient.")])
    tomorrow = Kept(Memory(phase=REVIEW, due_day=today + timedelta(days=1)))
    kept = {"sum": Kept(Memory(phase=REVIEW, due_day=today)), "a": tomorrow, "b": tomorrow}
    lines = [*statistics_lines(kept, counted, weeks=20)]
    assert "Answers: 1 today, 1 in all." in lines
    assert "  today      1 █" in lines
    assert "  Thu 5      2 ██" in lines
    assert Paragraph("sum: again 1 of 1 times", "  ") in lines
    assert Paragraph("You added the gradient.", "    1× ") in lines
    assert max(map(len, lines[lines.index("DAYS") :])) <= 24


async def test_the_palette_writes_every_key_as_it_is(store: Store) -> None:
    app = GdtuiApp(first=OpenCards(Collection([mine(SUM)], store)), theme="gdtui-dark")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p")
        assert await shows(pilot, "Tag  [/]")


async def test_ctrl_q_leaves_the_program_from_a_visit_too(store: Store) -> None:
    app = quiz(store, PICK)
    async with app.run_test(size=(120, 24)) as pilot:
        await ready(pilot)
        await pilot.press("p")
        assert await shows(pilot, "q Back to the card")
        await pilot.press("ctrl+q")
        assert await until(pilot, lambda: not app.is_running)
