"""The first lab in a terminal, from beginning to end: done right, done wrong, and killed."""

import re
import signal
from pathlib import Path

import pytest

from gdtui.study.labs.labs import lab_named
from tests.program.conftest import Open
from tests.program.terminal import Terminal

LAB = lab_named("learning-rate")


def says(terminal: Terminal, wanted: str) -> Terminal:
    """Wait for a sentence, however it is broken into lines."""
    return terminal.wait_for(lambda text: wanted in re.sub(r"[\s│┃]+", " ", text))


def tell(terminal: Terminal, typed: str, wanted: str) -> None:
    """Type something, and wait for what is said."""
    terminal.type(typed)
    says(terminal, wanted)


def ways(tolerance: str) -> tuple[str, str, str]:
    """A learner whose tolerance is that, how many more steps it takes, and how many in all."""
    task = LAB.task("how-many-more")
    assert task is not None
    drawn = {float(task.ask(name).numbers[0][1]): name for name in "abcdefghijklm"}
    more, in_all = {"0.5": ("8", "12"), "0.05": ("18", "22"), "0.01": ("25", "29")}[tolerance]
    return drawn[float(tolerance)], more, in_all


def test_right_answers_and_killed_after_each_task(opened: Open) -> None:
    learner, more, _ = ways("0.05")
    elsewhere = LAB.task("elsewhere")
    assert elsewhere is not None
    edge = elsewhere.ask(learner).parts[0].solution
    tasks: list[tuple[str, list[tuple[str, str]]]] = [
        ("1 A step, worked out", [("\r", "2 η = 0.5, four steps")]),
        (
            "2 η = 0.5, four steps",
            [
                ("8 - 0.5*12\r", "step 1 (slope = 12): loss ="),
                ("0\r", "step 2 (slope = 0): w ="),
                *[(f"{2 - 2 * (k % 2)}\r", f"step {3 + k // 2 - 1 + k % 2}") for k in range(5)],
                ("0\r", "2, 2, 2, 2: at the minimum after one step"),
            ],
        ),
        ("3 η = 1: draw it", [(" " * 8, "step 8: L = 36"), ("\r", "Yours: flat; the run: 36, 36")]),
        ("4 η = 1, run", [("nnnn", "step 4 η = 1 w = 8 L = 36"), ("\r", "your run: right.")]),
        (
            "5 η = 0.1, by hand",
            [
                ("6.8\r", "step 1: loss ="),
                ("23.04\r", "step 2: w ="),
                ("6.8 - 0.1*2*4.8\r", "step 2: loss ="),
                ("14.7456\r", "step 3: w ="),
                ("5.072\r", "step 3: loss ="),
                ("9.437\r", "step 4: w ="),
                ("4.4576\r", "step 4: loss ="),
                ("6.04\r", "each step leaves 0.8 of the distance, and so 0.64"),
            ],
        ),
        ("6 How many more?", [(f"{more} steps\r", "within 0.05 after 22")]),
        ("7 Which is which?", [("3", "a η = 0.5 ✓"), ("24", "None of the three diverges")]),
        (
            "8 Where divergence begins",
            [("1.02\r", "1.02: does not hold; after 100 steps diverging"),
             ("1.00\r", "1: holds; after 100 steps oscillating"),
             ("[1.00, 1.02]\r", "The edge lies within 1 … 1.02.")],
        ),
        ("9 Another loss", [(f"{edge}\r", "2/λ with λ = 2 ·")]),
        (
            "10 In your words",
            [("It lands exactly as far away, and 36 does not grow.\r", "Everything is done.")],
        ),
    ]  # fmt: skip
    for place, (title, keys) in enumerate(tasks):
        terminal = opened("lab", "learning-rate", "--name", learner)
        says(terminal, title)
        says(terminal, f"{place} of 10 done")
        for typed, wanted in keys:
            tell(terminal, typed, wanted)
        says(terminal, f"{place + 1} of 10 done")
        if 0 < place < 9:
            tell(terminal, ">", tasks[place + 1][0])
        terminal.send_signal(signal.SIGKILL)
        terminal.wait_gone(20.0)


def test_every_listed_mistake_has_its_sentence(opened: Open) -> None:
    learner, *_ = ways("0.5")
    terminal = opened("lab", "learning-rate", "--name", learner)
    says(terminal, "1 A step, worked out")
    tell(terminal, "\r", "step 1 (slope = 12): w =")
    for typed, wanted in (
        ("5\r", "5: not right. Factor 2 forgotten: the slope of (w − 2)² is 2(w − 2)."),
        ("14\r", "14: not right. You added the gradient: it points uphill"),
        ("8 - 12\r", "η forgotten: that is the whole slope."),
    ):
        tell(terminal, typed, wanted)
    tell(terminal, "\x1b>", "3 η = 1: draw it")
    falls = "\x1b[B" * 6 + "\x1b[C"
    rises = "\x1b[A" * 6
    for typed, wanted in (
        (falls + " " * 7 + "\r", "You expected the larger rate to get there."),
        ("r\x1b[A\x1b[A\x1b[C" + " " * 7 + "\r", "It would rise beyond η = 1."),
        ("r\x1b[A\x1b[A\x1b[A\x1b[C\x1b[B\x1b[B\x1b[B\x1b[C" + " " * 6 + "\r", "that stays 6."),
        ("r" + falls + " " * 6 + rises + "\r", "cannot turn on the way."),
    ):
        tell(terminal, typed, wanted)
    tell(terminal, ">", "4 η = 1, run")
    tell(terminal, "nn\r", "It needs at least 4 steps, and has 2.")
    tell(terminal, ">", "5 η = 0.1, by hand")
    for typed, wanted in (
        ("7.4\r", "Factor 2 forgotten"),
        ("9.2\r", "You added the gradient: it points uphill."),
        ("6.8\r", "step 1: loss ="),
        ("28.8\r", "The distance shrinks by a factor of 0.8, and the loss by its square: 0.64."),
        ("23.04\r", "step 2: w ="),
        ("5.6\r", "You took the slope at w₀ again."),
    ):
        tell(terminal, typed, wanted)
    tell(terminal, "\x1b>", "6 How many more?")
    for typed, wanted in (
        ("\x0112\r", "12: not right. That is how many in all. Four of them are done."),
        ("7\r", "One too few: round up"),
        ("4\r", "The steps do not stay as long as the last one"),
    ):
        tell(terminal, typed, wanted)
    tell(terminal, "\x1b>", "7 Which is which?")
    for typed, wanted in (
        ("1", "here it is 0 after one step. None of the three rates diverges."),
        ("4", "it is there after one."),
        ("\x1b[B1", "Diverging means that the loss grows. Here it is 36 forever."),
        ("\x1b[B1", "here it falls at every step. None of the three rates diverges."),
        ("5", "far from standing still."),
    ):
        tell(terminal, typed, wanted)
    tell(terminal, ">", "8 Where divergence begins")
    for typed, wanted in (
        ("0.5\r", "That is 1/λ, where overshoot begins. It still converges."),
        ("2\r", "2/λ is right, but λ, the curvature, is 2 here"),
        ("[0.9, 1.05]\r", "0.15 apart; they may be at most 0.02 apart."),
        ("0.9 0.91\r", "One of them must hold and the other not."),
    ):
        tell(terminal, typed, wanted)
    tell(terminal, "\x1b>", "9 Another loss")
    (a,) = (float(value) for _, value in LAB.task("elsewhere").ask(learner).numbers)  # type: ignore[union-attr]
    for typed, wanted in (
        (f"2/{a:g}\r", "The curvature is not the number in front"),
        (f"1/{2 * a:g}\r", "That is where it lands in one step."),
        ("1\r", "That was the edge of the other loss, whose curvature was 2."),
    ):
        tell(terminal, typed, wanted)
    terminal.press("escape")
    terminal.wait_for("q Leave").press("q")
    assert terminal.wait_exit() == 0


@pytest.mark.parametrize("tolerance", ["0.05", "0.01"])
def test_how_many_more_is_not_how_many_in_all(opened: Open, tolerance: str) -> None:
    learner, more, in_all = ways(tolerance)
    terminal = opened("lab", "learning-rate", "--name", learner)
    says(terminal, "1 A step, worked out")
    tell(terminal, ">\x1b>>>\x1b>", "6 How many more?")
    tell(terminal, f"{in_all}\r", f"{in_all}: not right. That is how many in all.")
    tell(terminal, f"{more}\r", f"within {tolerance} after {in_all}")


def test_what_is_typed_and_not_handed_in_survives_a_kill(opened: Open, tmp_path: Path) -> None:
    terminal = opened("lab", "learning-rate", "--name", "anna")
    says(terminal, "1 A step, worked out")
    tell(terminal, "\r8 - 0.5", "w = 8 - 0.5")
    journal = tmp_path / ".local/share/gdtui/journals/learning-rate.anna.jsonl"
    terminal.wait_for(lambda _: '"typed": "8 - 0.5"' in journal.read_text())
    terminal.send_signal(signal.SIGKILL)
    terminal.wait_gone(20.0)
    says(opened("lab", "learning-rate", "--name", "anna"), "w = 8 - 0.5")
