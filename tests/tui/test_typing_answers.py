"""What is typed for an answer goes into the field, whatever was done before and however fast."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from gdtui.study.memory.collection import Collection
from gdtui.study.memory.store import Store
from gdtui.tui.app import GdtuiApp
from gdtui.tui.messages import OpenReview
from gdtui.tui.screens.playground import Playground
from gdtui.tui.widgets.field import Answer
from tests.tui.cards import PICK, footer_of, mine, ready, review_of
from tests.tui.screen import shows, until
from tests.tui.test_keys_ahead import burst

SUM = """[[card]]
id = "{id}"
kind = "numeric"
question = "{id}: w = {{w}}, ∂L/∂w = {{g}}, η = {{eta}}. What is w?"
draw = {{ w = [-0.1], g = [3], eta = [0.1] }}
formula = "w - eta*g"
run = {{ loss = "{{g}}*w", start = ["{{w}}"], lr = "{{eta}}", ask = "w" }}
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "reviews.db")


SUMS = (SUM.format(id="first"), SUM.format(id="second"))


def quiz(store: Store, *cards: str) -> GdtuiApp:
    return GdtuiApp(
        first=OpenReview(Collection([mine(*cards)], store).session(), []), theme="gdtui-dark"
    )


Interruption = Callable[[Pilot[None]], Awaitable[None]]


async def nothing(pilot: Pilot[None]) -> None:
    pass


async def escape(pilot: Pilot[None]) -> None:
    await pilot.press("escape")


async def show_me(pilot: Pilot[None]) -> None:
    await pilot.press("escape", "p")
    assert isinstance(pilot.app.screen, Playground)
    await pilot.press("n", "q")


async def help_and_back(pilot: Pilot[None]) -> None:
    await pilot.press("escape", "question_mark", "escape")


async def statistics_and_back(pilot: Pilot[None]) -> None:
    await pilot.press("escape", "s", "q")


async def edited_in_vain(pilot: Pilot[None]) -> None:
    await pilot.press("escape", "e", "escape")  # the deck of the tests is no file


async def a_smaller_window(pilot: Pilot[None]) -> None:
    await pilot.resize_terminal(60, 16)


async def a_tiny_window_and_back(pilot: Pilot[None]) -> None:
    await pilot.resize_terminal(12, 2)
    await pilot.pause()
    await pilot.resize_terminal(80, 24)


async def a_tiny_window(pilot: Pilot[None]) -> None:
    await pilot.resize_terminal(12, 2)
    await pilot.pause()


async def escape_and_a_tiny_window(pilot: Pilot[None]) -> None:
    await pilot.press("escape")
    await a_tiny_window(pilot)


async def a_click(pilot: Pilot[None]) -> None:
    await pilot.click("#card")


async def a_click_after_escape(pilot: Pilot[None]) -> None:
    await pilot.press("escape")
    await pilot.click("#card")


async def a_palette_and_back(pilot: Pilot[None]) -> None:
    await pilot.press("ctrl+p", "escape")


INTERRUPTIONS: list[Interruption] = [
    nothing, escape, show_me, help_and_back, statistics_and_back, edited_in_vain,
    a_smaller_window, a_tiny_window_and_back, a_tiny_window, escape_and_a_tiny_window, a_click,
    a_click_after_escape, a_palette_and_back,
]  # fmt: skip


async def in_field(pilot: Pilot[None], text: str) -> bool:
    return await until(pilot, lambda: review_of(pilot).query_one(Answer).value == text)


async def is_judged(pilot: Pilot[None], store: Store) -> bool:
    """Whether what was typed is judged right; nothing else may have become of the card."""
    assert isinstance(pilot.app.focused, Answer)
    session = review_of(pilot).session
    asked = session.current
    await pilot.press("enter")
    await ready(pilot)
    assert session.current == asked
    assert (store.reviews(), store.kept()) == ([], {})
    (judgement,) = session.judgements
    return judgement.kind == "right"


async def by_hand(pilot: Pilot[None], number: str) -> None:
    """As a person types, who sees each character before the next."""
    for end in range(1, len(number) + 1):
        burst(pilot.app, number[end - 1])
        assert await in_field(pilot, number[:end])


async def at_once(pilot: Pilot[None], number: str) -> None:
    burst(pilot.app, *number)
    assert await in_field(pilot, number)


@pytest.mark.parametrize("typed", [by_hand, at_once], ids=lambda function: function.__name__)
@pytest.mark.parametrize("interrupted_by", INTERRUPTIONS, ids=lambda function: function.__name__)
async def test_a_number_is_typed_into_the_field(
    store: Store,
    interrupted_by: Interruption,
    typed: Callable[[Pilot[None], str], Awaitable[None]],
) -> None:
    async with quiz(store, *SUMS, PICK).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await interrupted_by(pilot)
        await typed(pilot, "-0.4")
        await ready(pilot)
        assert await is_judged(pilot, store)


@pytest.mark.parametrize(
    ("typed", "right"),
    [("−0.4", True), ("—0.4", True), ("-.4", True), ("-2/5", True), (".4", False), ("0.4", False),
     ("4", False), ("+4", False), ("½", False)],
)  # fmt: skip
async def test_whatever_begins_a_number_goes_back_to_the_field(
    store: Store, typed: str, right: bool
) -> None:
    app = quiz(store, *SUMS, PICK)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("escape")
        burst(app, *typed)
        assert await in_field(pilot, typed)
        assert await is_judged(pilot, store) == right


async def test_a_letter_after_esc_is_a_key_and_before_it_text(store: Store) -> None:
    app = quiz(store, *SUMS)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        first = review_of(pilot).session.current
        await pilot.press("b")
        assert review_of(pilot).query_one(Answer).value == "b"
        await pilot.press("escape", "b")
        assert await shows(pilot, "buried until tomorrow")
        assert first is not None
        assert store.of(*first.card.key).buried_until is not None
        await ready(pilot)
        assert isinstance(app.focused, Answer), "the next one is typed again"
        assert review_of(pilot).query_one(Answer).value == ""


async def test_a_click_on_the_field_goes_back_to_it(store: Store) -> None:
    app = quiz(store, *SUMS)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("escape")
        assert await until(pilot, lambda: "b Bury" in footer_of(app))
        await pilot.click("#typed")
        assert await until(pilot, lambda: "Esc Other keys" in footer_of(app))
        await pilot.press("b")
        assert await in_field(pilot, "b")


async def test_what_is_typed_after_the_answer_buries_nothing(store: Store) -> None:
    app = quiz(store, *SUMS, PICK)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        asked = review_of(pilot).session.current
        await pilot.press(*"0.4", "enter")
        assert await shows(pilot, "[1 again")
        await ready(pilot)
        await pilot.press("minus", "0", "full_stop")
        assert review_of(pilot).session.current == asked
        assert store.reviews() == []
        assert store.kept() == {}
