"""Ctrl+L draws everything again."""

from tests.program.conftest import Open


def test_what_something_else_has_written_is_gone_after_it(opened: Open) -> None:
    terminal = opened()
    terminal.wait_for("16 → 10.24")
    terminal.quiet(0.3)
    before = terminal.text
    terminal.show(b"\x1b[2J\x1b[5;1HBroadcast message from root: the lab closes at six")
    assert "the lab closes" in terminal.text
    terminal.press("\x0c")
    terminal.wait_for(lambda text: text == before)
