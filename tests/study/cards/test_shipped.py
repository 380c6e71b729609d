"""The shipped cards, read as a lecturer would: what they ask, give away, and show."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

import pytest

from gdtui.engine.run import Run
from gdtui.study.cards import decks
from gdtui.study.cards.card import Card
from gdtui.study.cards.kinds.choice import Choice
from gdtui.study.cards.kinds.cloze import Cloze
from gdtui.study.cards.kinds.numeric import Numeric
from gdtui.study.cards.sampling import seed_of
from gdtui.study.cards.templates import names_in
from gdtui.study.memory.new_cards import in_order

DECKS = [decks.load(path) for path in sorted(decks.shipped().glob("*.toml"))]
CARDS = [card for deck in DECKS for card in deck.cards]
CHOICES = [card for card in CARDS if isinstance(card, Choice)]
NUMERIC = [card for card in CARDS if isinstance(card, Numeric)]
DRAWS = range(10)


def every(cards: "list[Card] | list[Numeric] | list[Choice]") -> pytest.MarkDecorator:
    return pytest.mark.parametrize("card", cards, ids=[card.id for card in cards])


# What the text says


@pytest.mark.parametrize(
    "says",
    ["6.2", "−9", "6.9992", "10.24", "144", "[[36]]", "[[ascent", "[[hyperparameter", "0.0001",
     "[[32]]", "[[512]]", "SGD", "regulariz", "sharp", "generaliz", "updated at once", "unbiased",
     "One entry per parameter"],
)  # fmt: skip
def test_the_text_is_asked_about(says: str) -> None:
    assert says in (decks.shipped() / "source-text.toml").read_text(encoding="utf-8")


def test_how_many_more_steps_the_exercise_asks_for() -> None:
    """8, 18 and 25 after the four; not 12, 22 and 29, which count from the start."""
    (card,) = [card for card in NUMERIC if card.id == "text-more-steps"]
    found: dict[str, int] = {}
    for seed in range(200):
        sample = card.sample(seed)
        numbers = {name: float(number) for name, number in sample.numbers}
        if numbers["eta"] == 0.1:
            found[f"{numbers['r']:g}"] = int(sample.answer)
            assert "more" in sample.judged(str(int(sample.answer) + 4)).says
    assert found == {"0.5": 8, "0.1": 15, "0.05": 18, "0.01": 25}


# What gives an answer away


def test_the_length_of_an_option_says_nothing() -> None:
    """Longest no more often than by chance, and of average rank: within what 1 in 20 would be."""
    surprise = variance = 0.0
    longest, chance = 0, 0.0
    for card in CHOICES:
        lengths = [len(option.text) for option in card.options]
        right = next(len(option.text) for option in card.options if option.right)
        count = len(lengths)
        shorter, as_long = (sum(x < right for x in lengths), lengths.count(right))
        surprise += shorter + (as_long + 1) / 2 - (count + 1) / 2
        variance += (count * count - 1) / 12
        longest += max(lengths) == right and as_long == 1
        chance += 1 / count
    assert abs(surprise) < 1.96 * math.sqrt(variance)
    assert tail(longest, len(CHOICES), chance / len(CHOICES)) > 0.05
    assert tail(len(CHOICES) - longest, len(CHOICES), 1 - chance / len(CHOICES)) > 0.05


def test_the_place_of_an_option_says_nothing_the_first_time() -> None:
    """Of as many options each place is right as often as another, to within one card."""
    for count in {len(card.options) for card in CHOICES}:
        first = [card.ask(seed_of(card.id, 0)) for card in CHOICES if len(card.options) == count]
        at = Counter(question.right for question in first)
        assert max(at.values()) - min(at[place] for place in range(1, count + 1)) <= 1, at


def tail(least: int, n: int, p: float) -> float:
    """The probability of `least` or more of n."""
    return sum(math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(least, n + 1))


@every(CHOICES)
def test_no_option_is_given_away_by_always_or_never(card: Choice) -> None:
    for option in card.options:
        assert not re.search(r"\b(always|never|impossible|must)\b", option.text, re.IGNORECASE)
        assert option.says, "each says why it is right or wrong"


def test_a_gap_is_not_filled_in_beside_it() -> None:
    for card in CARDS:
        if isinstance(card, Cloze):
            words = set(re.findall(r"[a-zλη]{3,}|\d+", " ".join(card.text).casefold()))
            for forms in card.gaps:
                assert forms[0].casefold() not in words, card.id


def test_no_two_cards_are_twins() -> None:
    """A formula may be asked twice, but not in one topic."""
    asked = Counter((card.formula.text, card.tags) for card in NUMERIC if card.formula)
    assert asked.most_common(1)[0][1] == 1


@every(NUMERIC)
def test_a_sum_is_written_as_one_would(card: Numeric) -> None:
    """No 1·x², no − −3."""
    for seed in range(100):
        text = card.ask(seed).text
        assert not re.search(r"(?<![\d.,])1·[a-zA-Z(]", text), text
        assert not re.search(r"[−+-] *−", text), text


# What is shown


NAMES_NOT_SHOWN = {
    "batch-updates-in-epochs": {"A"},  # the batches before; the run is the one with batches of B
    "rate-middle-of-log-grid": {"a", "b"},  # a sweep, and no run
    "opt-heavy-ball-rate": {"kappa"},  # needs the best momentum for this κ
}


def templates(card: Numeric) -> Iterator[str]:
    """All that the card's shown run is written with."""
    setup = card.show or card.run
    if setup is not None:
        yield setup.steps or ""
        for _, template in setup.settings:
            yield from template if isinstance(template, tuple) else (str(template),)


@every(NUMERIC)
def test_show_me_opens_the_numbers_of_the_question(card: Numeric) -> None:
    shown = {name for template in templates(card) for name in names_in(template)}
    asked = set(names_in(card.question)) - NAMES_NOT_SHOWN.get(card.id, set())
    if card.id != "opt-adam-without-correction":
        assert asked <= shown


@every(CARDS)
def test_what_a_card_shows_opens_at_its_step(card: Card) -> None:
    for seed in DRAWS:
        shown = card.ask(seed).shown_run()
        if shown is not None:
            run = shown.opened()
            assert run.step == shown.at
            assert all(map(math.isfinite, run.params))


CANNOT_BE_READ_OFF = {
    "rate-condition-number", "rate-middle-of-log-grid", "batch-spread-with-replacement",
    "batch-variance-without-replacement", "batch-noise-floor", "opt-heavy-ball-rate",
    "opt-adam-without-correction", "saddle-eigenvalues", "saddle-determinant",
    "saddle-curvature-of-double-well", "saddle-curvature-on-the-diagonal",
    "grad-two-errors", "batch-epochs-of-a-run", "text-more-steps",
}  # fmt: skip
"""Numbers of many steps or of the Hessian: the run is their place, but shows no such number."""


@every([card for card in NUMERIC if card.id not in CANNOT_BE_READ_OFF])
def test_the_answer_can_be_read_off_what_is_shown(card: Numeric) -> None:
    for seed in DRAWS:
        sample = card.sample(seed)
        shown = card.ask(seed).shown_run()
        assert shown is not None
        answer = abs(float(sample.answer))
        assert any(math.isclose(answer, abs(one), rel_tol=1e-9, abs_tol=1e-12)
                   for one in seen(shown.opened()))  # fmt: skip


def seen(run: Run) -> Iterator[float]:
    """The numbers on the screen: of this point, and of the update that is written out."""
    row = run.next_step()
    yield from (run.loss, run.step, row.learning_rate)
    for numbers in (run.params, row.gradient, row.update, row.new_params):
        yield from numbers


@every([card for card in CARDS if card.deck == "mini-batches"])
def test_every_card_on_mini_batches_has_something_to_show(card: Card) -> None:
    assert card.ask(0).shown_run() is not None


# The order of new cards


def test_the_first_twenty_new_cards() -> None:
    order = list(in_order(DECKS))
    first = order[:20]
    assert {card.deck for card in first} == {"source-text"}
    kinds = [type(card).__name__ for card in first]
    assert set(kinds) == {"Basic", "Cloze", "Choice", "Numeric"}
    assert max(len(list(run)) for _, run in groupby(kinds)) <= 2
    topics = {tag for card in first for tag in card.tags}
    assert topics >= {"update-rule", "gradient", "learning-rate", "worked-example", "exercise",
                      "mini-batches", "noise", "landscape"}  # fmt: skip


def test_momentum_comes_after_the_learning_rate() -> None:
    order = list(in_order(DECKS))
    momentum = min(i for i, card in enumerate(order) if card.id.startswith("opt-momentum"))
    rate = max(i for i, card in enumerate(order) if card.deck == "learning-rate")
    assert rate < momentum


def test_all_of_a_deck_is_mixed() -> None:
    kinds = [type(card).__name__ for card in in_order(DECKS)]
    assert max(len(list(run)) for _, run in groupby(kinds)) <= 3


@every(CARDS)
def test_what_to_do_fits_on_a_line_of_60_columns(card: Card) -> None:
    assert len(f" {card.ask(0).hint}") <= 60
