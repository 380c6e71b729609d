"""The exercise of the text, with its three traps, answered right and by every listed mistake."""

from pathlib import Path

import pytest

from gdtui.files import paths
from gdtui.study.cards import decks
from gdtui.study.labs import labs
from tests.study.labs.lessons import answer, at, sitting


def test_every_shipped_lab_is_sound() -> None:
    for path in sorted(labs.shipped().glob("*.toml")):
        lab = labs.load(path)
        assert labs.problems(lab) == (), path.name
        assert 5 <= len(lab.tasks) <= 12
        assert lab.minutes is not None
        assert 10 <= lab.minutes <= 25


def test_at_a_half_the_four_rows_are_2_2_2_2(tmp_path: Path) -> None:
    here = sitting(tmp_path)
    solutions = [part.solution for part in at(here, "half").asked.parts]
    assert solutions == ["2", "0"] * 4
    for part in here.asked.parts:
        assert here.answer(part, part.solution).kind == "right"
    assert here.here.done


@pytest.mark.parametrize(
    ("task", "part", "typed", "says"),
    [
        ("half", "w 1", "5", "Factor 2 forgotten"),
        ("half", "w 1", "14", "You added the gradient"),
        ("half", "w 1", "8 - 12", "η forgotten"),
        ("tenth", "w 2", "5.6", "You took the slope at w₀ again"),
        ("tenth", "w 1", "7.4", "Factor 2 forgotten"),
        (
            "tenth",
            "loss 1",
            "28.8",
            "The distance shrinks by a factor of 0.8, and",
        ),
        ("one-drawn", "curve", "falls", "You expected the larger rate to get there"),
        ("one-drawn", "curve", "36 20 10 5 2 1 0.5 0.2 0.1", "the run: 36, 36, 36"),
        ("which-is-which", "b", "diverging", "Diverging means that the loss grows. Here it is 36"),
        ("which-is-which", "a", "4", "Nearly: it does not get closer step by step"),
        ("edge", "bracket", "0.5", "That is 1/λ, where overshoot begins"),
        ("edge", "bracket", "2", "λ, the curvature, is 2 here"),
    ],
)
def test_a_listed_mistake_has_its_sentence(
    tmp_path: Path, task: str, part: str, typed: str, says: str
) -> None:
    kind, said = answer(sitting(tmp_path), task, typed, part)
    assert kind == "mistake"
    assert says in said


def test_how_many_more_steps(tmp_path: Path) -> None:
    """8, 18, 25 to within 0.5, 0.05, 0.01; 12, 22, 29 is how many in all."""
    seen = {}
    for learner in "abcdefghijklm":
        here = sitting(tmp_path, learner=learner)
        tol = float(at(here, "how-many-more").asked.numbers[0][1])
        more, in_all = {0.5: (8, 12), 0.05: (18, 22), 0.01: (25, 29)}[tol]
        assert answer(here, "how-many-more", f"{in_all} steps")[1].startswith("That is how many in")
        assert answer(here, "how-many-more", str(more - 1))[0] == "mistake"
        assert answer(here, "how-many-more", f"{more} steps") == ("right", "")
        seen[tol] = more
    assert seen == {0.5: 8, 0.05: 18, 0.01: 25}


def test_none_of_the_three_diverges(tmp_path: Path) -> None:
    solutions = [part.solution for part in at(sitting(tmp_path), "which-is-which").asked.parts]
    assert solutions == ["at the minimum at once", "oscillating", "converging steadily"]


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("1.00 1.02", "right"),
        ("[1.02, 1.00]", "right"),
        ("1 … 1.01", "right"),
        ("0.9 1.05", "wrong"),
        ("1 1.0201", "wrong"),
        ("0.5 0.51", "wrong"),
        ("1.1 1.11", "wrong"),
        ("abc", "unreadable"),
        ("1 2 3", "unreadable"),
        ("0 1", "unreadable"),
    ],
)
def test_the_bracket_of_the_edge(tmp_path: Path, typed: str, kind: str) -> None:
    assert answer(sitting(tmp_path), "edge", typed)[0] == kind


def test_a_run_is_checked_by_what_happened_in_it(tmp_path: Path) -> None:
    here = sitting(tmp_path)
    assert answer(here, "one-run", "--steps 3")[1] == "It needs at least 4 steps, and has 3."
    assert answer(here, "one-run", "--lr 0.9 --steps 4")[1] == (
        "lr is fixed at 1 here, and yours was 0.9."
    )
    assert "changed on the way" in answer(here, "one-run", "--edit 2:lr=0.5 --at 4")[1]
    assert answer(here, "one-run", "gdtui '(w-3)^2' --at 4")[0] == "wrong"
    assert answer(here, "one-run", "--steps x")[0] == "unreadable"
    assert answer(here, "one-run", "--steps 9999999")[0] == "unreadable"
    assert answer(here, "one-run", "gdtui '(w - 2)^2' --start 8 --lr 1 --at 4")[0] == "right"
    evidence = here.journal.entries[-2]["evidence"]
    assert (evidence["step"], evidence["loss"], evidence["verdict"]) == (4, "36", "oscillating")


def test_hints_cost_nothing_and_are_recorded_and_nothing_advances(tmp_path: Path) -> None:
    here = at(sitting(tmp_path), "edge")
    assert here.hint() == "η = 1 holds: try something a little larger."
    assert here.hint() == here.hint()
    assert here.here.hints == 2
    tried = here.try_out("1.2")
    assert tried.holds is False
    assert tried.says.startswith("after 100 steps diverging, L = ")
    assert "2/λ" not in tried.says, "the theory is not given away while one searches"
    assert here.try_out("0.9").holds is True
    answer(here, "edge", "1 1.02")
    assert (here.task.id, here.done) == ("edge", 1)
    assert [tried["value"] for tried in here.here.tries] == ["1.2", "0.9", "1", "1.02"]


def test_an_answer_after_it_is_done_is_kept_too(tmp_path: Path) -> None:
    here = sitting(tmp_path)
    assert answer(here, "one-drawn", "rises")[0] == "mistake"
    assert here.here.done
    answer(here, "one-drawn", "flat")
    assert here.here.answers["curve"] == ["rises", "flat"]


def test_a_miss_becomes_a_card_once(tmp_path: Path) -> None:
    here = sitting(tmp_path, keeps_misses=True)
    answer(here, "tenth", "5.6", "w 2")
    assert here.kept == "kept as a flashcard"
    answer(here, "tenth", "5.6", "w 2")
    assert here.kept == "it is a flashcard already"
    answer(here, "edge", "0.9 1.05")
    assert here.kept == "", "only trying tells"
    answer(here, "tenth", "5.84", "w 2")
    assert here.kept == ""
    deck = decks.load(paths.decks() / "own-labs.toml")
    assert decks.problems(deck) == ()
    question = deck.cards[0].ask(0)
    assert "η = 0.1: four steps by hand" in question.text
    assert question.text.endswith("step 2: w = ?")
    assert question.solution.startswith("5.84\nYou took the slope at w₀ again")
