"""What is asked about the next update, and what is said of an answer."""

from typing import Any

import pytest

from gdtui.engine.config import RunConfig
from gdtui.engine.optimizers import OPTIMIZERS
from gdtui.engine.run import Run
from gdtui.files.datasets import open_run
from gdtui.files.presets import preset_named, presets
from gdtui.study.predicting.asked import AHEAD, Asked, Kind, looked_at
from gdtui.study.predicting.mistakes import known_mistakes
from gdtui.study.predicting.number import LIKE, levels_of
from gdtui.study.predicting.questions import ask, first_of, kinds_from, other_numbers
from gdtui.study.predicting.score import Score, next_level
from tests.engine.runs import run_at


def asked(run: Run, kind: Kind = "number", level: int = 1, coordinate: int = 0) -> Asked:
    question = ask(run, coordinate, kind, level)
    assert question is not None
    return question


def given(question: Asked) -> str:
    return "\n".join("".join(text for text, _ in line) for line in question.lines)


@pytest.mark.parametrize(
    ("typed", "mistake", "says"),
    [
        ("6.072", "sign-flipped", ("6.072: you added the gradient. It points uphill, and the "
         "update subtracts it. Right is 5.048.")),
        ("5.56 - 5.12", "rate-forgotten", "0.44: you forgot η, which is 0.1 here. Right is 5.048."),
        ("5.304", "factor-forgotten", ("5.304: you forgot the factor 2 of the slope, which the "
         "square brings down. Right is 5.048.")),
        ("6.488", "moved-from-the-start", ("6.488: you moved from the start; a step begins where w "
         "is now, at 5.56. Right is 5.048.")),
        ("4.90464", "loss-for-slope", ("4.90464: you took the loss for the slope; it is the slope "
         "that is subtracted, times η. Right is 5.048.")),
        ("5.56", "not-moved", "5.56: that is where w stands now, before the step. Right is 5.048."),
        ("-0.512", "gave-the-step", ("−0.512: that is the step alone; w is moved by it. "
         "Right is 5.048.")),
        ("5.12", "gave-the-slope", ("5.12: that is the slope; asked is where the step leads. "
         "Right is 5.048.")),
        ("4.1943", "gave-the-new-loss", ("4.1943: that is the loss there; asked is w itself. "
         "Right is 5.048.")),
        ("6.5536", "gave-the-loss", ("6.5536: that is the loss here; asked is where w goes. "
         "Right is 5.048.")),
        ("2", "", ("2: no. Right is 5.048: against the slope 5.12, w falls by 0.512, and L falls "
         "from 6.5536 to 4.1943.")),
    ],
)  # fmt: skip
def test_each_known_mistake_is_named_with_both_numbers(typed: str, mistake: str, says: str) -> None:
    said = asked(run_at(2)).judged(typed)
    assert (said.mistake, said.judgement.says) == (mistake, says)
    assert said.judgement.kind == ("mistake" if mistake else "wrong")


@pytest.mark.parametrize("typed", ["5.048", "w = 5.05", "5.56 - 0.1*5.12", "5.56-0.1*2*(5.56-3)"])
def test_a_right_number_or_sum_is_told_why(typed: str) -> None:
    said = asked(run_at(2)).judged(typed)
    assert said.judgement.kind == "right"
    assert said.judgement.says == (
        "5.048: against the slope 5.12, w falls by 0.512, and L falls from 6.5536 to 4.1943."
    )


def test_the_example_of_a_sum_is_none_that_a_run_begins_with() -> None:
    runs = (open_run(preset.config) for preset in presets().values())
    for run in (Run(RunConfig()), *runs):
        question = ask(run, 0, "number", 1)
        if question is not None:
            assert LIKE in question.text
            assert question.judged(LIKE).judgement.kind != "right", run.config


@pytest.mark.parametrize(
    ("settings", "mistake", "wrong"),
    [
        ({"optimizer": "momentum"}, "memory-forgotten", 4.84 - 0.1 * 3.68),
        ({"optimizer": "adam"}, "bias-correction-forgotten", 6.306039772),
        ({"optimizer": "adam"}, "plain-descent", 6.80007 - 0.1 * 7.60015),
        ({"schedule": "exponential:gamma=0.9"}, "schedule-forgotten", 5.624 - 0.1 * 5.248),
        ({"optimizer": "gd:weight_decay=0.5"}, "decay-forgotten", 4.9875 - 0.1 * 3.975),
        ({"objective": "x^2 + 5y^2", "start": (1.0, 2.0), "learning_rate": 0.01},
         "other-slope", 0.9604 - 0.01 * 16.2),
    ],
)  # fmt: skip
def test_what_a_rule_adds_can_be_forgotten(
    settings: dict[str, object], mistake: str, wrong: float
) -> None:
    said = asked(run_at(2, **settings)).judged(f"{wrong:.6f}")
    assert said.mistake == mistake


def test_the_tolerance_is_a_share_of_the_step_and_not_of_the_point() -> None:
    question = asked(run_at(0, learning_rate=1e-4))
    assert question.judged("7").mistake == "not-moved"
    assert question.judged("7.0008").mistake == "sign-flipped"
    assert question.judged("6.9992").judgement.kind == "right"


def test_mistakes_that_lead_to_the_answer_are_none() -> None:
    """At η = 1 on (w − 3)² the step from 7 leads to −1; to forget η is right there."""
    question = asked(run_at(0, learning_rate=1.0))
    assert question.judged("-1").judgement.kind == "right"
    assert question.judged("7 - 8").judgement.kind == "right"


def test_what_is_no_number_or_too_coarse_is_asked_again() -> None:
    question = asked(run_at(2))
    assert question.judged("five").judgement.asks_again
    assert question.judged("5.0").judgement.kind == "precision"
    assert question.judged(" ").judgement.kind == "shown"


def test_less_of_the_worked_step_is_given_level_by_level() -> None:
    levels = [given(asked(run_at(2), level=level)) for level in (1, 2, 3)]
    assert levels == [
        "w₃ = w₂ − η·∂L/∂w\n   = 5.56 − 0.512\n   = ?",
        "w₃ = w₂ − η·∂L/∂w\n∂L/∂w = 2(w − 3) = 5.12\n   = 5.56 − 0.1·5.12\n   = ?",
        "w₃ = w₂ − η·∂L/∂w\n∂L/∂w = 2(w − 3) = ?\n   = 5.56 − 0.1·?\n   = ?",
    ]
    assert "gradient" in asked(run_at(2), level=3).hides
    assert asked(run_at(2), level=2).hides == AHEAD


def test_of_momentum_what_it_remembers_is_a_level_of_its_own() -> None:
    question = asked(run_at(2, optimizer="momentum"), level=3)
    assert given(question) == (
        "w₃ = w₂ − η·b\nb = 0.9·13.6 + 3.68 = ?\n∂L/∂w = 2(w − 3) = 3.68\n   = 4.84 − 0.1·?\n   = ?"
    )
    assert (question.level, question.levels) == (3, 4)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("schedule", ["constant", "exponential:gamma=0.9"])
def test_every_rule_can_be_asked_about_and_gives_nothing_away(
    optimizer: str, schedule: str
) -> None:
    run = run_at(2, optimizer=optimizer, schedule=schedule)
    looked = looked_at(run, 0)
    for level in range(1, len(levels_of(looked)) + 1):
        question = asked(run, level=level)
        assert question.judged(repr(looked.lands)).judgement.kind == "right"
        assert question.answer not in given(question)
        for mistake in known_mistakes(looked):
            if abs(mistake.value - looked.lands) > 0.04 * abs(looked.move):
                assert question.judged(f"{mistake.value:.12g}").judgement.kind == "mistake"


@pytest.mark.parametrize(
    ("settings", "right", "wrong", "says"),
    [
        ({}, "1", "3", "the slope is 5.12, and the update goes against it"),
        ({}, "1", "2", "short enough for L to fall"),
        ({"learning_rate": 1.2}, "2", "1", "leads so far that L is higher there"),
    ],
)
def test_which_way_it_goes(settings: dict[str, object], right: str, wrong: str, says: str) -> None:
    question = asked(run_at(2, **settings), "way")
    assert question.judged(right).judgement.kind == "right"
    assert says in question.judged(wrong).judgement.says
    assert question.judged("5").judgement.asks_again


FATES: dict[str, dict[str, Any]] = {
    "nearer a minimum": {},
    "to and fro": {"objective": "(w - 2)^2", "start": (8.0,), "learning_rate": 1.0},
    "farther away": {"learning_rate": 2.0},
    "hardly moved": {"learning_rate": 1e-4},
    "ever lower": {"objective": "-w^2", "start": (1.0,)},
    "swinging through": {"optimizer": "momentum"},
    "to a saddle": {"objective": "saddle", "start": (2.0, 0.0), "learning_rate": 0.1},
}
HEADLINES = {
    "nearer a minimum": "converging steadily, each step",
    "to and fro": "oscillating, it jumps from side to side",
    "farther away": "diverging, ",
    "hardly moved": "stalled, ",
    "ever lower": "unbounded, ",
    "swinging through": "passing through, the velocity carries it",
    "to a saddle": "nearing a saddle, ",
}


@pytest.mark.parametrize("fate", FATES)
def test_the_fate_is_that_of_a_fork_which_is_run(fate: str) -> None:
    run = run_at(1, **FATES[fate])
    question = asked(run, "fate")
    right = next(option for option in question.options if option[2:] == fate)
    said = question.judged(right[0])
    assert (said.judgement.kind, question.answer) == ("right", right)
    assert HEADLINES[fate] in said.judgement.says
    assert "20 steps on, " in said.judgement.says
    assert (run.step, run.furthest) == (1, 1)


def test_each_wrong_fate_is_told_what_would_be_seen_then() -> None:
    question = asked(run_at(1, objective="bowl", optimizer="momentum"), "fate")
    said = {option: question.judged(option[0]) for option in question.options}
    assert [option for option in said if said[option].judgement.kind == "right"] == [
        "6 swinging through"
    ]
    wrong = [said[option] for option in said if option[0] != "6"]
    assert len({each.mistake for each in wrong}) == len(wrong) == 6
    for each in wrong:
        assert ": no; then " in each.judgement.says
        assert "Right is swinging through: 20 steps on, x has gone from " in each.judgement.says


def test_noise_is_a_fate_of_mini_batches() -> None:
    preset = preset_named("noise-floor")
    assert preset is not None
    run = open_run(preset.config)
    question = asked(run, "fate")
    assert question.answer == "6 held up by noise"
    assert "noisy around a floor, the loss of a batch is " in question.judged("6").judgement.says
    assert question.judged("1").mistake == "not-nearer-a-minimum"


def test_what_is_offered_tells_nothing_of_the_run() -> None:
    offered = {
        asked(run_at(1, learning_rate=rate), "fate").options for rate in (1e-4, 0.1, 1.0, 2.0)
    }
    assert len(offered) == 1


def test_where_there_is_no_number_another_kind_is_asked() -> None:
    run = run_at(0, objective="(w - 3)^2", learning_rate=1e-12)
    assert ask(run, 0, "number", 1) is None
    question = first_of(run, 0, kinds_from("number"), 1)
    assert question is not None
    assert question.kind == "way"
    run = run_at(3, max_steps=3)
    assert first_of(run, 0, kinds_from("number"), 1) is None


def test_coordinates_take_turns() -> None:
    run = run_at(1, objective="x^2 + 5y^2", start=(1.0, 2.0), learning_rate=0.01)
    assert [asked(run, coordinate=i).prompt for i in range(3)] == ["x₂ = ", "y₂ = ", "x₂ = "]


def test_other_numbers_are_the_same_loss_and_rule_from_elsewhere() -> None:
    run = run_at(2, optimizer="adam")
    other, again = other_numbers(run, 1), other_numbers(run, 1)
    assert other is not None
    assert again is not None
    assert (other.config.objective, other.settings.optimizer) == ("(w - 3)^2", "adam")
    assert other.config.start != run.config.start
    assert other.config == again.config


def test_the_score_and_how_it_fades() -> None:
    score = Score()
    for right in (True, True, False, True, True):
        score = score.after(right=right)
    assert str(score) == "predict 4/5 · streak 2"
    assert [next_level(1, 3, right=True), next_level(3, 3, right=True)] == [2, 3]
    assert [next_level(1, 3, right=False), next_level(3, 3, right=False)] == [1, 2]
