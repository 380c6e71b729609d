"""What comes in that is no key, through a real pty; and a window whose size is told wrongly."""

import re

import pytest

from tests.program.conftest import Open
from tests.program.terminal import Terminal
from tests.tui.terminal.test_input import AMBIGUOUS, ANSWERS


def in_the_rate(terminal: Terminal) -> None:
    """In the field of the learning rate, which is empty."""
    terminal.wait_for("step 0")
    terminal.type("1")
    terminal.wait_for("┏━ 1 settings")
    terminal.type("\x1b[B\x1b[B\x15")
    terminal.wait_for(lambda text: re.search(r"η +┃", text) is not None)


def test_answers_that_come_late_are_not_typed_into_a_field(opened: Open) -> None:
    terminal = opened(answers=False)  # or its own would come between the halves of these
    in_the_rate(terminal)
    for name, answer in ANSWERS.items():
        terminal.send(answer)
        if name not in AMBIGUOUS:  # a line that stalls for longer than an Escape key is waited for
            terminal.send(answer[:4])
            terminal.read(0.3)
            terminal.send(answer[4:])
    terminal.type("0.5\r")
    terminal.wait_for("= 7 − 0.5 · 8")


def test_a_latin_1_line_a_far_mouse_and_nonsense_are_survived(opened: Open) -> None:
    terminal = opened()
    in_the_rate(terminal)
    terminal.send(b"0\xe9.\xfc2\xff5")
    terminal.send(b"\x1b[M\x20\xf0\xf0\x1b[M\x23\xf0\xf0\r")
    terminal.wait_for("= 7 − 0.25 · 8")
    terminal.press("escape")
    terminal.wait_for("┏━ 2 landscape")
    terminal.send(b"\x1b[3916800~\x1b[99999999u\x1b[ 3>q\xe9n\xe9")
    terminal.wait_for("step 1")


def test_the_keypad_types_numbers(opened: Open) -> None:
    terminal = opened()
    in_the_rate(terminal)
    for code in (57399, 57409, 57401, 57404, 57414):  # 0 . 2 5 Enter
        terminal.type(f"\x1b[{code}u")
    terminal.wait_for("= 7 − 0.25 · 8")
    terminal.press("escape")
    terminal.wait_for("┏━ 2 landscape")
    terminal.type("\x1b[57413;129u")  # + with Num Lock
    terminal.wait_for("= 7 − 0.5 · 8")


def test_several_lines_that_are_pasted_are_one(in_settings: Terminal) -> None:
    in_settings.type("\x15\x1b[200~(w -\r\n2)^2\n + 1\r\x1b[201~\r")
    in_settings.wait_for("L(w) = (w − 2)² + 1")


def test_what_is_pasted_outside_of_a_field_is_no_keys(opened: Open) -> None:
    terminal = opened()
    terminal.wait_for("step 0")
    terminal.type("\x1b[200~nnnqqq\x1b[201~")
    terminal.type("n")
    terminal.wait_for("step 1")


WRONG = {"COLUMNS": "200", "LINES": "60"}


def test_the_window_knows_its_size_better_than_what_is_exported(opened: Open) -> None:
    terminal = opened(env=WRONG)
    terminal.wait_for("5 step log")
    terminal.wait_for("q Quit")
    assert terminal.lines[-1].startswith("space Play"), "the footer is in the last line"
    terminal.resize(100, 30)
    terminal.wait_for(lambda _: terminal.lines[-1].startswith("space Play"))


@pytest.mark.parametrize("columns", [40, 80])
def test_a_table_is_as_wide_as_the_window(opened: Open, columns: int) -> None:
    arguments = ("run", "x^2 + y^2", "--steps", "3")
    told_wrongly, not_told = (opened(*arguments, columns=columns, env=env) for env in (WRONG, {}))
    for terminal in (told_wrongly, not_told):
        assert terminal.wait_exit() == 0
    assert told_wrongly.received == not_told.received
