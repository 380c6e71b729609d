"""The whole playground in one session through a real pty: each thing that it can do, by its key."""

import re
from pathlib import Path

import pytest

from tests.program.conftest import Open


def test_a_walk_through_the_playground(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    terminal = opened("x^2 + 10y^2", "--start", "3,-2", "--lr", "0.05")
    seen = terminal.wait_for

    # The picture: nearer, all of it again, and another start.
    seen("step 0")
    terminal.type("Z")
    seen("Enter Start")
    seen("x 0  y 0  L 0")
    terminal.press("+", "right", "down")
    seen(lambda text: "x 0  y 0" not in text and re.search(r"x \d\S*  y −\d", text) is not None)
    terminal.press("enter", "escape")
    seen(lambda text: "start 3, -2" not in text and "Esc Done" not in text)

    # The timeline: an edit in the past leaves a ghost; , and . go from event to event.
    terminal.type("NBnn+n")
    seen("step 3")
    seen(lambda text: "◆" in text and ": C" in text)
    terminal.type(",")
    seen("step 2 of 3")
    terminal.type("g.")
    seen("step 2 of 3")

    # Compare, race, and the other run made live.
    terminal.type("cnnC")
    seen("abandoned")
    terminal.type("N")
    seen("20 of 20")
    terminal.type("\r")
    seen(lambda text: re.search(r"● η=0.05→0.1 at 2 .*\(live\)", text) is not None)
    terminal.press("escape")
    seen("2 landscape")
    terminal.type("x")
    seen("puts it back")

    # A loss whose numbers can be told by heart: predicted wrong, and right.
    terminal.type("1\x15(w-3)^2\t\x157\r")
    seen("= 7 − 0.1 · 8")
    terminal.type("p")
    seen("Where does")
    terminal.type("7.8\r")
    seen("you added the gradient")
    terminal.type("n")
    seen("step 1")
    terminal.type("5.56\r")
    seen("predict 1/2")
    terminal.type("p")

    # A rate that diverges, and one that holds.
    terminal.type("++++++++n")
    seen("would hold, tried for 500 steps; H tries it")
    terminal.type("H")
    seen("in place of")

    # Where a rate is typed or a rule chosen, η beside its edge; a decimal comma is named.
    terminal.type("o")
    seen("ηλ 0")
    terminal.press("escape")
    seen("2 landscape")
    terminal.type("1\t\t\x150,5\r")
    seen("has a comma")
    terminal.press("escape")
    terminal.type("y")
    seen("copied")

    # Sharpness, and back.
    terminal.type("S")
    seen("sharpness")
    terminal.press("escape")
    seen("2 landscape")

    # Written to a file whose name is shown.
    terminal.type("E")
    seen("export as")
    terminal.type("jsonl\r")
    seen("written")
    (path,) = work.glob("*.jsonl")
    assert re.search(r'"predicted".*"answer": "7.8", "right": false', path.read_text())
