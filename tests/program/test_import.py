"""An import at a terminal: reported, asked, and only then written."""

from pathlib import Path

import pytest

from tests.program.conftest import Open


@pytest.mark.parametrize(("answer", "written"), [("n", False), ("", True), ("yes", True)])
def test_nothing_is_written_before_it_was_asked(
    opened: Open, tmp_path: Path, answer: str, written: bool
) -> None:
    notes = tmp_path / "colors.txt"
    notes.write_text("red\trot\nblue\tblau\n")
    terminal = opened("deck", "import", str(notes))
    terminal.wait_for("Write 2 cards to")
    assert "columns: 1 front · 2 back" in terminal.text
    assert list(tmp_path.rglob("colors.toml")) == []
    terminal.type(f"{answer}\r")
    terminal.wait_for("2 cards in" if written else "nothing was written")
    assert bool(list(tmp_path.rglob("colors.toml"))) == written
