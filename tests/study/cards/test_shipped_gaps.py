"""The gaps of the shipped cards: fair answers are right, and those of a known mistake wrong."""

import pytest

from gdtui.study.cards import decks
from gdtui.study.cards.kinds.cloze import Cloze

CLOZES = {
    card.id: card for deck in decks.find().decks for card in deck.cards if isinstance(card, Cloze)
}


@pytest.mark.parametrize(
    ("card", "typed"),
    [
        ("grad-zero-not-proof", "0; local maximum"),
        ("grad-zero-not-proof", "zero; an inflection point"),
        ("grad-loss-falls-by", "|g|²"),
        ("grad-loss-falls-by", "g squared"),
        ("grad-loss-falls-by", "‖g‖^2"),
        ("grad-loss-falls-by", "g*g"),
        ("grad-across-contours", "at right angles; closely spaced"),
        ("grad-across-contours", "perpendicular, closest together"),
        ("grad-chain-gap", "x"),
        ("rate-stable-below", "1/lambda; η = 2/lambda"),
        ("rate-stable-below", "λ⁻¹; 2λ⁻¹"),
        ("rate-stable-below", "1/L; 2/L"),
        ("rate-flat-direction", "biggest; smallest"),
        ("rate-flat-direction", "the larger; the smaller"),
        ("rate-flat-direction", "lambda_max; lambda_min"),
        ("rate-three-words", "zig-zags; diverges"),
        ("rate-three-words", "oscillate; is diverging"),
        ("batch-three-words", "minibatch; epoch"),
        ("batch-three-words", "mini batch; epochs"),
        ("batch-right-on-average", "the mean; unbiased"),
        ("batch-four-times-the-batch", "two"),
        ("batch-robbins-monro", "+∞; squares"),
        ("batch-robbins-monro", "inf; the squares"),
        ("opt-scale-the-loss", "one hundred; one"),
        ("opt-scale-the-loss", "100 times; once"),
        ("opt-which-first-step", "one; ten; bias correction"),
        ("opt-mean-or-sum", "shrink; running average; smaller"),
        ("saddle-three-kinds", "minimum; local maximum; saddle"),
        ("saddle-three-kinds", "a local minimum; a maximum; a saddle point"),
        ("saddle-growth-gap", "1 − λη; larger"),
        ("saddle-growth-gap", "(1 − ηλ); greater than 1"),
        ("saddle-growth-gap", "|1 − ηλ|; bigger"),
        ("saddle-half-and-half", "2^-d; saddle points"),
        ("saddle-half-and-half", "(½)^d; saddles"),
        ("sched-first-update", "zero; nine"),
        ("sched-first-update", "t = 0; t = 9"),
        ("sched-cosine-shape", "one half; three quarters"),
        ("sched-cosine-shape", "0.5; 0.75"),
        ("sched-plateau-watches", "validation loss; patience"),
        ("text-update-rule", "weights; cost; step size"),
        ("text-steepest-ascent", "ascent; -"),
        ("text-rate-is-set", "chosen; hyper parameter"),
        ("text-batch-sizes", "32; 512; two"),
        ("text-exercise-at-the-edge", "thirty-six; oscillates"),
        ("text-exercise-at-the-edge", "36; it zig-zags"),
        ("text-update-rule", "params; loss; lr"),
        ("text-update-rule", "the model weights; the loss; the learning-rate"),
        ("grad-across-contours", "90°; close together"),
        ("rate-flat-direction", "max; min"),
        ("rate-flat-direction", "high; low"),
        ("opt-mean-or-sum", "diminish; EMA; shallower"),
        ("opt-mean-or-sum", "shrink; exponentially weighted average; small"),
    ],
)
def test_a_fair_answer_is_right(card: str, typed: str) -> None:
    assert CLOZES[card].judged(typed).kind == "right"


@pytest.mark.parametrize(
    ("card", "typed"),
    [
        ("grad-zero-not-proof", "0; minimum"),
        ("grad-loss-falls-by", "g"),
        ("grad-loss-falls-by", "2g"),
        ("grad-across-contours", "parallel; far apart"),
        ("rate-stable-below", "2/λ; 1/λ"),
        ("rate-flat-direction", "smallest; largest"),
        ("batch-four-times-the-batch", "4"),
        ("opt-which-first-step", "10; 1; correction"),
        ("saddle-growth-gap", "1 + ηλ; larger"),
        ("saddle-growth-gap", "1 − ηλ; smaller"),
        ("saddle-half-and-half", "1/2; saddles"),
        ("sched-first-update", "1; 10"),
        ("text-steepest-ascent", "descent; minus"),
        ("text-steepest-ascent", "ascent; +"),
    ],
)
def test_a_wrong_idea_is_wrong(card: str, typed: str) -> None:
    assert CLOZES[card].judged(typed).kind == "wrong"


@pytest.mark.parametrize("card", CLOZES.values(), ids=lambda card: str(card.id))
def test_every_form_fills_its_gap_and_no_other_form_says_the_same(card: Cloze) -> None:
    """A form that another one covers already is no near-synonym: the deck can do without it."""
    for gap, forms in enumerate(card.gaps):
        alone = Cloze(id="c", text=card.text[gap : gap + 2], gaps=(forms[:1],))
        for form in forms[1:]:
            assert alone.judged(form).kind != "right", form
        assert (
            Cloze(id="c", text=card.text[gap : gap + 2], gaps=(forms,)).judged(forms[-1]).kind
            == "right"
        )
