"""A lab in a terminal: killed, and gone on with."""

import signal

from tests.program.conftest import Open


def test_a_killed_lab_goes_on_where_it_was(opened: Open) -> None:
    terminal = opened("lab", "learning-rate", "--name", "anna")
    terminal.wait_for("1 A step, worked out")
    terminal.press("\r")
    terminal.wait_for("step 1 (slope = 12): w =")
    terminal.type("2\r")
    terminal.wait_for("2✓")
    terminal.send_signal(signal.SIGKILL)
    terminal.wait_gone(20.0)
    terminal = opened("lab", "learning-rate", "--name", "anna")
    terminal.wait_for("1 of 10 done")
    terminal.wait_for("step 1 (slope = 12): loss =")
    assert "2✓" in terminal.text
