"""Numeric cards: numbers from a seed, and an answer that engine and formula agree on."""

import shlex
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.engine.run import Run
from gdtui.study.cards import decks
from gdtui.study.cards.answers import Judgement
from gdtui.study.cards.card import ShownRun
from gdtui.study.cards.formulas import exact
from gdtui.study.cards.kinds import numeric
from gdtui.study.cards.kinds.numeric import Numeric, Sample
from gdtui.study.cards.templates import SampleError
from gdtui.study.cards.typed_number import read

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
    first = card().sample(seed)
    numeric._worked.cache_clear()
    assert card().sample(seed) == first


def test_this_seed_leads_to_these_numbers() -> None:
    """A change here would give every recorded review other numbers."""
    sample = card().sample(0)
    assert dict(sample.numbers) == {"w": 5, "g": 2, "eta": Fraction(1, 2)}
    assert sample.question == "w = 5, slope 2, rate 0.5?"
    assert sample.solution == "5 − 0.5·(2) = 4"


def test_the_sum_of_the_text_is_among_them() -> None:
    texts = decks.load(decks.shipped() / "source-text.toml").cards[0]
    assert isinstance(texts, Numeric)
    sums = {texts.sample(seed).numbers: texts.sample(seed) for seed in range(1000)}
    sample = sums[(("w", Fraction(5)), ("g", Fraction(-3)), ("eta", Fraction(1, 10)))]
    assert sample.shown_answer == "5.3"
    assert sample.judged("5.3").kind == "right"
    assert "uphill" in sample.judged("4.7").says


def shipped_numeric() -> list[Numeric]:
    return [one for deck in decks.find().decks for one in deck.cards if isinstance(one, Numeric)]


@pytest.mark.parametrize("one", shipped_numeric(), ids=lambda one: str(one.id))
def test_every_shipped_sum_over_hundreds_of_seeds(one: Numeric) -> None:
    assert one.formula is not None
    different = set()
    for seed in range(400):
        sample = one.sample(seed)  # raises where engine and formula differ
        if sample.numbers in different:
            continue
        numbers = dict(sample.numbers)
        assert sample.answer == exact(one.formula.at(numbers))
        if one.run or one.theory:
            by_engine = numeric.answer_of_engine(one, numbers)
            assert by_engine == pytest.approx(float(sample.answer), rel=1e-9, abs=1e-9)
        if sample.digits is None:
            assert len(sample.shown_answer.lstrip("−0.").replace(".", "")) <= 6
            assert Fraction(sample.shown_answer.replace("−", "-")) == sample.answer
        assert sample.judged(sample.shown_answer).kind == "right"
        for value, says in sample.mistakes:
            assert abs(value - sample.answer) > 3 * sample.tolerance, says
            assert sample.judged(f"{float(value):.12g}") == Judgement("mistake", says)
            for digits in range(1, 7):
                rounded_by_hand(sample, f"{float(value):.{digits}g}")
        assert "{" not in sample.question + sample.solution
        different.add(sample.numbers)
    assert len(different) >= 3


def rounded_by_hand(sample: Sample, mistake: str) -> None:
    """A known mistake with few digits is named, or asked again, but never "rounds correctly"."""
    judgement = sample.judged(mistake)
    assert "rounds correctly" not in judgement.says
    off = abs(Fraction(mistake) - sample.answer)
    if judgement.kind == "right":
        assert off <= sample.tolerance
    elif judgement.kind == "precision":
        assert read(mistake).rounds(sample.answer)
    else:
        assert judgement in [Judgement("mistake", says) for _, says in sample.mistakes]
    if Fraction(mistake) == 0:
        assert judgement.kind in ("right", "mistake")


def test_a_tolerance_is_relative_to_the_displacement() -> None:
    """Relative to the answer, one step with a small rate would accept not moving at all."""
    one = card(draw="{ w = [5], g = [-3], eta = [0.001] }")
    sample = one.sample(0)
    assert sample.answer == Fraction("5.003")
    assert sample.tolerance == Fraction("0.00003")
    assert sample.judged("5.000").kind == "mistake"


def test_a_scale_and_an_absolute_tolerance_as_the_card_says() -> None:
    draw = "{ w = [5], g = [-3], eta = [0.1] }"
    assert card(draw=draw, scale='"g"').sample(0).tolerance == Fraction("0.03")
    assert card(draw=draw, absolute="0.05").sample(0).tolerance == Fraction("0.05")
    assert card(draw=draw, digits="2").sample(0).tolerance == Fraction("0.05")
    assert card(draw=draw, tolerance="0.1").sample(0).tolerance == Fraction("0.03")


def test_bad_numbers_are_passed_over() -> None:
    mistakes = '[{ formula = "w*w", says = "squared" }]'
    one = card(draw="{ w = [2, 3], g = [-1], eta = [2] }", mistakes=mistakes)
    for seed in range(50):
        assert dict(one.sample(seed).numbers)["w"] == 3  # since 2 + 2 is 2·2


def test_numbers_that_a_mistake_blocks_for_ever_are_told() -> None:
    mistakes = '[{ formula = "w*w", says = "squared" }]'
    blocked = card(draw="{ w = [2, 3], g = [-1], eta = [2] }", mistakes=mistakes)
    assert blocked.problem() == (
        "never drawn: w = 2, because a mistake is too close to the answer ('squared'); "
        "list other numbers"
    )
    now_and_then = card(draw="{ w = [2, 3], g = [-1, 1], eta = [2] }", mistakes=mistakes)
    assert now_and_then.problem() is None


def test_a_number_that_is_hardly_ever_drawn_is_looked_for() -> None:
    """400 samples of 10,000 miss some of a hundred numbers, each of which is as good as another."""
    hundred = ", ".join(map(str, range(1, 101)))
    draw = f"{{ w = [{hundred}], g = [{hundred}], eta = [0.1] }}"
    assert card(draw=draw, mistakes="").problem() is None
    nearly = '[{ formula = "w - eta*g + 5*(w - 9)", says = "x" }]'
    assert card(draw=draw, mistakes=nearly).problem() == (
        "never drawn: w = 9, because a mistake is too close to the answer ('x'); list other numbers"
    )


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"formula": '"w + eta*g"', "mistakes": ""}, "the formula says"),
        ({"mistakes": '[{ formula = "w - eta*g", says = "x" }]'}, "too close to the answer"),
        ({"mistakes": '[{ formula = "w", says = "x" }, { formula = "w+0", says = "y" }]'},
         "two mistakes"),
        ({"formula": '"w/3"', "run": ""}, "more than 6 digits"),
        ({"formula": '"1/(w-w)"', "run": ""}, "not a number"),
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
    assert says in str(card(**changes).problem())


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
    assert one.problem() is None
    alone = card(run=run_, formula="", **changes)
    assert alone.sample(1).answer == one.sample(1).answer


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
        draw="{ w = [4, 8] }",
        run="",
        mistakes="",
        answer="",
        question='"{w}"',
        digits="3",
        formula=f'"{formula}"',
        engine=engine,
    )
    assert one.problem() is None


def test_show_me_has_these_numbers() -> None:
    one = card()
    assert one.run is not None
    shown = one.run.filled_in({"w": Fraction(5), "g": Fraction(-3), "eta": Fraction(1, 10)})
    config = shown.config()
    assert (config.objective, config.start, config.learning_rate) == ("(-3)*w", (5.0,), 0.1)
    assert shown.command() == "gdtui '(-3)*w' --start 5 --lr 0.1"
    assert Run(config).next_step().new_params == (5.3,)


def test_a_command_to_copy_runs_nothing_else() -> None:
    shown = ShownRun(
        settings={
            "objective": 'w"; touch x; "',
            "optimizer": "$(id)",
            "schedule": "a b",
            "start": (-1.0,),
        }
    )
    assert shlex.split(shown.command()) == [
        "gdtui",
        'w"; touch x; "',
        "--start=-1",
        "--optimizer",
        "$(id)",
        "--schedule",
        "a b",
    ]
    assert ShownRun(settings={"objective": "-w"}).command() == "gdtui -- -w"


def test_a_card_without_a_question_says_so() -> None:
    with pytest.raises(SampleError, match="too close"):
        card(mistakes='[{ formula = "w - eta*g", says = "x" }]').sample(0)


# What is typed


def sum_of_the_text(tolerance: str = "0.003") -> Sample:
    """w = 5, ∂L/∂w = −3, η = 0.1."""
    return Sample(
        numbers=(),
        question="",
        answer=Fraction("5.3"),
        tolerance=Fraction(tolerance),
        digits=None,
        mistakes=(
            (Fraction("4.7"), "You added the gradient."),
            (Fraction(8), "η forgotten."),
            (Fraction(5), "You did not move."),
        ),
        solution="",
    )


@pytest.mark.parametrize(
    ("typed", "kind", "says"),
    [
        ("5.3", "right", ""), ("5.30", "right", ""), ("53/10", "right", ""),
        ("5,3", "right", "point"), ("5.303", "right", ""), ("5.3031", "wrong", ""),
        ("5.297", "right", ""), ("4.7", "mistake", "added"), ("4.70", "mistake", "added"),
        ("8", "mistake", "forgotten"), ("5.0", "mistake", "not move"),
        ("5", "mistake", "not move"), ("0", "wrong", ""), ("6.1", "wrong", ""),
        ("", "unreadable", "Type"),
        ("five", "unreadable", "'five' is not a number"),
    ],
)  # fmt: skip
def test_the_order_of_judging(typed: str, kind: str, says: str) -> None:
    judgement = sum_of_the_text().judged(typed)
    assert judgement.kind == kind
    assert says in judgement.says


@pytest.mark.parametrize(
    "typed",
    ["w = 5.3", "(5.3)", "5.3.", "5,3", "5 3/10", "53·10^-1", "53×10⁻¹", "5.3, right", "530 %",
     "five point three", "minus 5.3", "+5.3", "5.3 updates", "10.6·½", "5 - 0.1*(-3)", "5.3 = w",
     "5 3", "5,300"],
)  # fmt: skip
def test_no_form_of_the_right_answer_is_wrong(typed: str) -> None:
    judgement = sum_of_the_text().judged(typed)
    assert judgement.kind in ("right", "unreadable")
    assert judgement.kind == "right" or judgement.says.endswith(".")


@pytest.mark.parametrize(
    ("answer", "mistake", "typed", "kind", "says"),
    [
        # 2/λ where 1/λ is right, and noise that is said to die out
        ("0.5", "1", "1", "mistake", "known"), ("0.36", "0", "0", "mistake", "known"),
        ("0.36", "0", "0.0", "mistake", "known"), ("0.36", "0.7", "0.4", "precision", "correctly"),
        # 0 rounds nothing
        ("0.36", "3", "0", "wrong", ""), ("0.0004", "3", "0.000", "wrong", ""),
        ("0.5", "3", "1", "precision", "correctly"), ("0.4", "3", "1", "wrong", ""),
        ("0.96", "3", "1", "precision", "correctly"),
        # what rounds the answer and a mistake is neither yet
        ("5.3", "4.7", "5", "precision", "several numbers"),
        ("1.35", "1.44", "1.4", "precision", "several numbers"),
        ("2.3", "0.333333", "0.33", "mistake", "known"),
        ("2.3", "0.3333", "0.3", "mistake", "known"),
    ],
)  # fmt: skip
def test_a_known_mistake_is_no_rounding_of_the_answer(
    answer: str, mistake: str, typed: str, kind: str, says: str
) -> None:
    mistakes = ((Fraction(mistake), "known"),)
    sample = Sample((), "", Fraction(answer), Fraction("0.0003"), None, mistakes, "")
    judgement = sample.judged(typed)
    assert judgement.kind == kind
    assert says in judgement.says


def test_significant_figures() -> None:
    sample = Sample((), "", Fraction("0.18181818"), Fraction(5, 10000), 3, (), "")
    assert sample.judged("0.182").kind == "right"
    assert sample.judged("0.1818").kind == "right"
    assert sample.judged("2/11").kind == "right"
    assert sample.judged("0.18").kind == "precision"
    assert "3 digits" in sample.judged("0.18").says
    assert sample.judged("0.183").kind == "wrong"


@pytest.mark.parametrize("zero", ["0", "0.0", "-0", "0/5", "0e3"])
def test_an_answer_of_zero(zero: str) -> None:
    sample = Sample((), "", Fraction(0), Fraction(1, 100), None, ((Fraction(4), "no"),), "")
    assert sample.judged(zero).kind == "right"
    assert sample.judged("4").kind == "mistake"


@given(st.text(max_size=30))
def test_anything_typed_is_a_number_or_one_sentence(typed: str) -> None:
    read_or_told = sum_of_the_text().judged(typed)
    assert read_or_told.says.isprintable()
    if read_or_told.kind != "unreadable":
        value, unit, _ = read(typed)
        assert isinstance(value, Fraction)
        assert unit is None or unit > 0
