"""The flashcards through a real pty: a review typed and read, and what is on disk after it."""

import re
import signal
import sqlite3
from fractions import Fraction
from pathlib import Path

import pytest

from gdtui.study.cards import decks
from tests.program.conftest import Open
from tests.program.terminal import Terminal

SUM = re.compile(r"w = (\S+), ∂L/∂w = (\S+), η = ([0-9.]+)\. What is w after one update\?")


def reviews(home: Path) -> list[tuple[str, int, str | None, bool]]:
    """Card, grade, mistake and whether it was undone, of every review on disk."""
    (path,) = home.rglob("reviews.db")
    with sqlite3.connect(path) as db:
        rows = db.execute("SELECT card, grade, mistake, undone_at FROM review ORDER BY id")
        return [(card, grade, mistake, undone is not None) for card, grade, mistake, undone in rows]


def numbers(text: str) -> tuple[Fraction, Fraction, Fraction]:
    """w, the slope and η of the sum on the screen."""
    match = SUM.search(text)
    assert match, text
    w, slope, eta = (Fraction(group.replace("−", "-")) for group in match.groups())
    return w, slope, eta


def typed(value: Fraction) -> str:
    return f"{float(value):g}"


def four_cards(folder: Path) -> str:
    """A deck of four cards of the text, so that it comes to an end."""
    text = (decks.shipped() / "source-text.toml").read_text(encoding="utf-8")
    head, *cards = re.split(r"(?m)^\[\[card\]\]$", text)
    ids = ("one-step-from-slope", "which-way", "why-mini-batches", "saddles-in-high")
    path = folder / "four.toml"
    kept = [card for card in cards if card.strip().startswith(tuple(f'id = "{one}' for one in ids))]
    path.write_text("[[card]]".join([head, *kept]), encoding="utf-8")
    return str(path)


def test_a_review_of_the_text_with_a_named_mistake_and_an_undo(
    opened: Open, tmp_path: Path
) -> None:
    terminal = opened("quiz", four_cards(tmp_path))
    terminal.wait_for("type it; an empty line")
    w, slope, eta = numbers(terminal.text)
    terminal.type(typed(w + eta * slope) + "\r")
    terminal.wait_for("not right. You added the gradient.")
    terminal.wait_for("[1 again 1 min]")
    assert typed(w - eta * slope).replace("-", "−") in terminal.text
    assert reviews(tmp_path) == []
    terminal.type("\r")
    terminal.wait_for("saved: again, back in 1 min")
    ((card, grade, mistake, undone),) = reviews(tmp_path)
    assert (card, grade, undone) == ("one-step-from-slope", 1, False)
    assert mistake is not None
    assert mistake.startswith("You added the gradient.")

    terminal.wait_for("Why train on mini-batches")
    terminal.wait_for("space shows the answer")
    terminal.type("u")
    terminal.wait_for("undone: one-step-from-slope is asked again")
    terminal.wait_for("type it; an empty line")
    assert [row[3] for row in reviews(tmp_path)] == [True]
    assert numbers(terminal.text) == (w, slope, eta), "the same sum as before"
    terminal.type(typed(w - eta * slope) + "\r")
    terminal.wait_for(": right.")
    terminal.wait_for("[3 good 10 min]")
    terminal.type("4")
    terminal.wait_for("saved: easy")

    terminal.wait_for("Why train on mini-batches")
    terminal.wait_for("space shows the answer")
    terminal.type(" ")
    terminal.wait_for("[3 good")
    terminal.type("4")
    terminal.wait_for("1 to 4 chooses")
    right = re.search(r"(\d)\. to the right, to 5\.3", terminal.text)
    assert right
    terminal.type(right[1])
    terminal.wait_for(f"✓ {right[1]}. to the right, to 5.3")
    terminal.wait_for("[3 good")
    terminal.type("4")
    terminal.wait_for("In many dimensions")
    terminal.wait_for("space shows the answer")
    terminal.type(" ")
    terminal.wait_for("[3 good")
    terminal.type("4")
    terminal.wait_for("Done: 4 answered, 4 remembered.")
    terminal.wait_for("Enter leaves")
    terminal.type("\r")
    assert terminal.wait_exit() == 0
    assert [row[1] for row in reviews(tmp_path) if not row[3]] == [4, 4, 4, 4]


def test_show_me_and_back_with_the_same_numbers(opened: Open) -> None:
    terminal = opened("quiz", "source-text")
    terminal.wait_for("type it; an empty line")
    before = numbers(terminal.text)
    terminal.press("escape")
    terminal.wait_for("Show me")
    terminal.type("p")
    terminal.wait_for("Back to the card")
    terminal.wait_for("step 0")
    terminal.type("n")
    terminal.wait_for("step 1")
    terminal.type("q")
    terminal.wait_for("type it; an empty line")
    assert numbers(terminal.text) == before
    terminal.press("escape")
    terminal.wait_for("Show me")
    terminal.type("q")
    assert terminal.wait_exit() == 0


def typed_by_hand(terminal: Terminal, number: str) -> None:
    """Type as a person does, who sees each character before the next."""
    for end in range(1, len(number) + 1):
        terminal.type(number[end - 1])
        terminal.wait_for(f"> {number[:end]}")


@pytest.mark.parametrize("number", ["-0.4", "−0.4", ".25", "7"])
def test_a_number_goes_into_the_field_after_whatever_was_done(
    opened: Open, tmp_path: Path, number: str
) -> None:
    """After Esc, after show me, in another window: neither buried nor answered for another card."""
    terminal = opened("quiz", "source-text")
    terminal.wait_for("type it; an empty line")
    asked = numbers(terminal.text)
    terminal.press("escape")
    terminal.wait_for("Show me")
    typed_by_hand(terminal, number)
    terminal.press("ctrl+u", "escape")
    terminal.wait_for("Show me")
    terminal.type("p")
    terminal.wait_for("Back to the card")
    terminal.type("q")
    terminal.wait_for("type it; an empty line")
    typed_by_hand(terminal, number)
    terminal.press("ctrl+u")
    terminal.resize(70, 20)
    terminal.wait_for("type it; an empty line")
    typed_by_hand(terminal, number)
    terminal.press("ctrl+u", "escape")
    terminal.resize(80, 24)
    terminal.wait_for("type it; an empty line")
    typed_by_hand(terminal, number)
    terminal.type("\r")
    terminal.wait_for(lambda text: f"{number}: " in text and "4 easy" in text)
    assert numbers(terminal.text) == asked
    assert reviews(tmp_path) == []


@pytest.mark.parametrize("leave", [signal.SIGHUP, signal.SIGTERM, signal.SIGKILL])
def test_no_grade_is_lost_and_the_next_start_goes_on(
    opened: Open, tmp_path: Path, leave: signal.Signals
) -> None:
    terminal = opened("quiz", "source-text")
    terminal.wait_for("type it; an empty line")
    terminal.type("\r")
    terminal.wait_for("[1 again")
    terminal.type("4")
    terminal.wait_for("1 to 4 chooses")
    terminal.send_signal(leave)
    terminal.wait_exit()
    assert [row[1] for row in reviews(tmp_path)] == [4]
    again = opened("quiz", "source-text")
    again.wait_for("Which way does w move?")
    again.wait_for("0/19")


def test_what_is_typed_ahead_grades_no_card_that_was_not_seen(opened: Open, tmp_path: Path) -> None:
    """On a line of 19,200 bit/s, with keys typed before the answer has arrived."""
    terminal = opened("quiz", "source-text", bits_per_second=19_200, env={"SSH_CONNECTION": "1 2"})
    terminal.wait_for("type it; an empty line", timeout=60)
    terminal.type("\r\r3\r4")
    terminal.wait_for("[1 again", timeout=60)
    terminal.quiet(1.0, timeout=60)
    assert reviews(tmp_path) == []
    assert "[1 again" in terminal.text
    terminal.type("3")
    terminal.wait_for("saved: good", timeout=60)
    assert [row[1] for row in reviews(tmp_path)] == [3]


def test_a_terminal_that_never_answers_is_graded_too(opened: Open, tmp_path: Path) -> None:
    terminal = opened("quiz", "source-text", answers=False)
    terminal.wait_for("type it; an empty line")
    terminal.type("\r")
    terminal.wait_for("[1 again")
    terminal.type("2")
    terminal.wait_for("saved: hard")
    assert [row[1] for row in reviews(tmp_path)] == [2]


@pytest.mark.parametrize(
    ("size", "env"),
    [
        ((80, 24), {"NO_COLOR": "1"}),
        ((60, 16), {"LANG": "C"}),
        ((40, 10), {"TERM": "linux", "COLORTERM": ""}),
        ((20, 5), {}),
        ((200, 60), {}),
    ],
)
def test_every_size_and_plain_terminals(
    opened: Open, size: tuple[int, int], env: dict[str, str]
) -> None:
    columns, rows = size
    terminal = opened("quiz", columns=columns, rows=rows, env=env)
    terminal.wait_for("all decks")
    terminal.type("jk\r")
    terminal.wait_for(lambda text: "all decks" not in text)
    terminal.quiet(0.3)
    terminal.type("\x1b")
    terminal.quiet(0.3)
    terminal.type("s")
    terminal.wait_for("Answers")
    terminal.type("q")
    terminal.quiet(0.3)
    assert terminal.exit_code is None
    assert "Traceback" not in terminal.text
    colors = {cell.fg for line in terminal.screen.buffer.values() for cell in line.values()}
    if "NO_COLOR" in env:
        assert colors == {"default"}
    if env.get("LANG") == "C":
        assert terminal.text.isascii()


def test_f_in_the_playground_and_back(opened: Open) -> None:
    terminal = opened()
    terminal.wait_for("step 0")
    terminal.type("n")
    terminal.wait_for("step 1")
    terminal.type("f")
    terminal.wait_for("source-text")
    terminal.type("q")
    terminal.wait_for("step 1")
    terminal.type("q")
    assert terminal.wait_exit() == 0


def test_nothing_is_written_while_a_card_is_thought_about(opened: Open) -> None:
    terminal = opened("quiz", "source-text")
    terminal.wait_for("type it; an empty line")
    terminal.quiet(0.5)
    before = terminal.bytes_read
    terminal.read(1.2)
    assert terminal.bytes_read == before


def test_a_card_costs_few_bytes(opened: Open) -> None:
    terminal = opened("quiz", "source-text")
    terminal.wait_for("type it; an empty line")
    terminal.quiet(0.5)
    before = terminal.bytes_read
    terminal.type("\r")
    terminal.wait_for("[1 again")
    terminal.quiet(0.5)
    answer = terminal.bytes_read - before
    terminal.type("4")
    terminal.wait_for("1 to 4 chooses")
    terminal.quiet(0.5)
    assert answer < 3_500
    assert terminal.bytes_read - before - answer < 3_500
