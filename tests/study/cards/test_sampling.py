"""Numeric cards: numbers from a seed, and an answer that engine and formula agree on."""

import functools
import shlex
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.engine import run
from gdtui.engine.objectives import resolve
from gdtui.study.cards import decks, sampling
from gdtui.study.cards.answers import judge_number
from gdtui.study.cards.card import Numeric, Situation
from gdtui.study.cards.formulas import exact
from gdtui.study.cards.sampling import DrawError

STEP = {
    "id": '"step"',
    "kind": '"numeric"',
    "question": '"w = {w}, slope {g}, rate {eta}?"',
    "draw": "{ w = [5, 2, -1, 4], g = [-3, 2, 6, -4], eta = [0.1, 0.2, 0.5] }",
    "run": '{ loss = "{g}*w", start = ["{w}"], lr = "{eta}", steps = 1, ask = "w" }',
    "formula": '"w - eta*g"',
    "mistakes": """[
      { formula = "w + eta*g", says = "You added the gradient." },
      { formula = "w - g", says = "You took the whole gradient." },
      { formula = "w", says = "You stayed at {w}." },
    ]""",
    "answer": '"{w} − {eta}·({g}) = {answer}"',
}


def card(**changes: str) -> Numeric:
    """The card, with other lines; an empty one is left out."""
    lines = [f"{key} = {value}" for key, value in {**STEP, **changes}.items() if value]
    deck = decks.parse("\n".join(['title = "t"', "[[card]]", *lines]), Path("t.toml"))
    assert deck.problems == ()
    found = deck.cards[0]
    assert isinstance(found, Numeric)
    return found


@given(st.integers(0, 2**48))
def test_a_seed_leads_to_the_same_sum_for_ever(seed: int) -> None:
    first = sampling.draw(card(), seed)
    sampling._worked.cache_clear()
    assert sampling.draw(card(), seed) == first


def test_this_seed_leads_to_these_numbers() -> None:
    """A change here would give every recorded review other numbers."""
    drawn = sampling.draw(card(), 0)
    assert dict(drawn.numbers) == {"w": 5, "g": 2, "eta": Fraction(1, 2)}
    assert drawn.question == "w = 5, slope 2, rate 0.5?"
    assert drawn.solution == "5 − 0.5·(2) = 4"


def test_the_sum_of_the_text_is_among_them() -> None:
    texts = decks.load(decks.shipped() / "source-text.toml").cards[0]
    assert isinstance(texts, Numeric)
    sums = {sampling.draw(texts, seed).numbers: sampling.draw(texts, seed) for seed in range(1000)}
    drawn = sums[(("w", Fraction(5)), ("g", Fraction(-3)), ("eta", Fraction(1, 10)))]
    assert drawn.shown_answer == "5.3"
    assert judge_number(drawn, "5.3").kind == "right"
    assert "uphill" in judge_number(drawn, "4.7").says


def shipped_numeric() -> list[Numeric]:
    return [one for deck in decks.find().decks for one in deck.cards if isinstance(one, Numeric)]


@pytest.mark.parametrize("one", shipped_numeric(), ids=lambda one: str(one.id))
def test_every_shipped_sum_over_a_thousand_seeds(
    one: Numeric, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "resolve", functools.lru_cache(maxsize=None)(resolve))
    assert one.formula is not None
    different = set()
    for seed in range(1000):
        drawn = sampling.draw(one, seed)  # raises where engine and formula differ
        if drawn.numbers in different:
            continue
        numbers = dict(drawn.numbers)
        assert drawn.answer == exact(one.formula.at(numbers))
        if one.run or one.theory:
            by_engine = sampling._by_engine(one, numbers)
            assert by_engine == pytest.approx(float(drawn.answer), rel=1e-9, abs=1e-9)
        if drawn.digits is None:
            assert len(drawn.shown_answer.lstrip("−0.").replace(".", "")) <= 6
            assert Fraction(drawn.shown_answer.replace("−", "-")) == drawn.answer
        assert judge_number(drawn, drawn.shown_answer).kind == "right"
        for value, says in drawn.mistakes:
            assert abs(value - drawn.answer) > 3 * drawn.tolerance, says
            assert judge_number(drawn, f"{float(value):.12g}").kind in ("mistake", "precision")
        assert "{" not in drawn.question + drawn.solution
        different.add(drawn.numbers)
    assert len(different) >= 3


def test_a_tolerance_is_relative_to_the_displacement() -> None:
    """Relative to the answer, one step with a small rate would accept not moving at all."""
    one = card(draw="{ w = [5], g = [-3], eta = [0.001] }")
    drawn = sampling.draw(one, 0)
    assert drawn.answer == Fraction("5.003")
    assert drawn.tolerance == Fraction("0.00003")
    assert judge_number(drawn, "5.000").kind == "mistake"


def test_a_scale_and_an_absolute_tolerance_as_the_card_says() -> None:
    draw = "{ w = [5], g = [-3], eta = [0.1] }"
    assert sampling.draw(card(draw=draw, scale='"g"'), 0).tolerance == Fraction("0.03")
    assert sampling.draw(card(draw=draw, absolute="0.05"), 0).tolerance == Fraction("0.05")
    assert sampling.draw(card(draw=draw, digits="2"), 0).tolerance == Fraction("0.05")
    assert sampling.draw(card(draw=draw, tolerance="0.1"), 0).tolerance == Fraction("0.03")


def test_bad_numbers_are_passed_over() -> None:
    mistakes = '[{ formula = "w*w", says = "squared" }]'
    one = card(draw="{ w = [2, 3], g = [-1], eta = [2] }", mistakes=mistakes)
    for seed in range(50):
        assert dict(sampling.draw(one, seed).numbers)["w"] == 3  # since 2 + 2 is 2·2
    assert sampling.wrong_with(one) is None


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"formula": '"w + eta*g"', "mistakes": ""}, "the formula says"),
        ({"mistakes": '[{ formula = "w - eta*g", says = "x" }]'}, "too near to the answer"),
        ({"mistakes": '[{ formula = "w", says = "x" }, { formula = "w+0", says = "y" }]'},
         "two mistakes"),
        ({"formula": '"w/3"', "run": ""}, "more than 6 digits"),
        ({"formula": '"1/(w-w)"', "run": ""}, "no number"),
        ({"run": '{ loss = "{g}*w", start = ["{w}"], lr = 0.1, ask = "v" }'}, "no parameter 'v'"),
        ({"run": '{ loss = "{g}*w*", start = ["{w}"], lr = 0.1, ask = "w" }'}, "cannot run"),
        ({"run": '{ loss = "{g}*w", start = [1, 2], lr = 0.1, ask = "w" }'}, "the start needs 1"),
        ({"run": '{ loss = "{g}*w", start = ["{w}"], lr = 0.1, optimizer = "adma", ask = "w" }'},
         "did you mean"),
        ({"run": '{ loss = "{g}*w", start = ["{w}"], lr = -1, ask = "w" }'}, "learning rate"),
        ({"run": '{ loss = "{g}*w", start = ["{w}"], lr = 1, steps = 1e6, ask = "w" }'}, "steps"),
    ],
)  # fmt: skip
def test_a_card_that_can_ask_nothing_is_named(changes: dict[str, str], says: str) -> None:
    assert says in str(sampling.wrong_with(card(**changes)))


MOMENTUM = (
    '{ loss = "w^2", start = ["{w}"], lr = 0.1, steps = 2, ask = "w", '
    'optimizer = "momentum:momentum=0.5" }'
)
HALVED = (
    '{ loss = "w^2", start = ["{w}"], lr = "{w}/100", steps = 3, ask = "learning_rate", '
    'schedule = "step:step_size=1,gamma=0.5" }'
)


@pytest.mark.parametrize(
    ("run_", "formula"),
    [
        ('{ loss = "(w-3)^2", start = ["{w}"], lr = 0.1, ask = "loss" }', "(w-3)^2*0.64"),
        ('{ loss = "(w-3)^2", start = ["{w}"], lr = 0.1, ask = "gradient" }', "2*(w-3)"),
        ('{ loss = "(w-3)^2", start = ["{w}"], lr = 0.1, ask = "update" }', "-0.2*(w-3)"),
        ('{ loss = "(w-3)^2", start = ["{w}"], lr = 0.1, steps = 2, ask = "update_w" }',
         "-0.16*(w-3)"),
        ('{ loss = "x^2+{w}y^2", start = [1, 2], lr = 0.1, ask = "y" }', "2 - 0.4*w"),
        ('{ loss = "x^2+{w}y^2", start = [1, 2], lr = 0.1, ask = "gradient_y" }', "4*w"),
        (MOMENTUM, "w*0.54"),
        (HALVED, "w/400"),
    ],
)  # fmt: skip
def test_what_can_be_asked_of_a_run(run_: str, formula: str) -> None:
    changes = {"draw": "{ w = [1, 2, 4, 5] }", "mistakes": "", "answer": "", "question": '"{w}"'}
    one = card(run=run_, formula=f'"{formula}"', **changes)
    assert sampling.wrong_with(one) is None
    alone = card(run=run_, formula="", **changes)
    assert sampling.draw(alone, 1).answer == sampling.draw(one, 1).answer


@pytest.mark.parametrize(
    ("call", "args", "formula"),
    [
        ("stability_edge", '["{w}"]', "2/w"),
        ("stability_edge", '["{w}", "momentum:momentum=0.6"]', "3.2/w"),
        ("monotone_edge", '["{w}"]', "1/w"),
        ("best_rate", '["{w}", "3{w}"]', "0.5/w"),
        ("contraction", '[1, "{w}", 0.1]', "abs(1-0.1)"),
        ("stationary_variance", '[1, 1, "{w}/8"]', "1/(w/8*(2-w/8))"),
    ],
)
def test_what_theory_can_be_asked(call: str, args: str, formula: str) -> None:
    engine = f'{{ call = "{call}", args = {args} }}'
    one = card(
        draw="{ w = [4, 8] }", run="", mistakes="", answer="", question='"{w}"', digits="3",
        formula=f'"{formula}"', engine=engine,
    )  # fmt: skip
    assert sampling.wrong_with(one) is None


def test_show_me_has_these_numbers() -> None:
    one = card()
    assert one.run is not None
    shown = sampling.situation(
        one.run, {"w": Fraction(5), "g": Fraction(-3), "eta": Fraction(1, 10)}
    )
    assert (shown.loss, shown.start, shown.lr) == ("(-3)*w", (5.0,), 0.1)
    assert shown.command() == "gdtui '(-3)*w' --start 5 --lr 0.1"
    config: Any = shown.config()
    assert run.Run(config).next_step().new_params == (5.3,)


def test_a_command_to_copy_runs_nothing_else() -> None:
    shown = Situation(loss='w"; touch x; "', optimizer="$(id)", schedule="a b", start=(-1.0,))
    assert shlex.split(shown.command()) == [
        "gdtui", 'w"; touch x; "', "--start=-1", "--optimizer", "$(id)", "--schedule", "a b",
    ]  # fmt: skip
    assert Situation(loss="-w").command() == "gdtui -- -w"


def test_a_card_without_a_question_says_so() -> None:
    with pytest.raises(DrawError, match="too near"):
        sampling.draw(card(mistakes='[{ formula = "w - eta*g", says = "x" }]'), 0)
