"""A card is edited in the person's own editor, in the same terminal."""

from pathlib import Path

import pytest

from gdtui.study.cards import decks
from tests.program.conftest import Open
from tests.program.terminal import ON_BY_ITSELF, Terminal

CARD = """title = "Mine"
[[card]]
id = "one"
kind = "basic"
question = "First question?"
answer = "First answer."
[[card]]
id = "two"
kind = "basic"
question = "Second question?"
answer = "Second answer."
"""
OWN = ".local/share/gdtui/decks"


@pytest.fixture
def editor(tmp_path: Path) -> Path:
    """Stands in for an editor: shows what it was asked for, waits for Enter, and edits by sed."""
    program = tmp_path / "my editor"
    program.write_text(
        '#!/bin/sh\nprintf "editing %s of %s\\n" "$2" "$(basename "$3")"\nread key\n'
        '[ "$key" ] && sed -i "$1" "$3"\nexit 0\n'
    )
    program.chmod(0o700)
    return program


def browsing(opened: Open, editor: Path, sed: str, search: str) -> Terminal:
    """The card browser, on the one card that is found."""
    terminal = opened("quiz", env={"EDITOR": f"'{editor}' '{sed}'"})
    terminal.wait_for("all decks")
    terminal.press("b")
    terminal.wait_for("Look for")
    terminal.press("/")
    terminal.wait_for("look for:")
    terminal.press(*search, "enter")
    return terminal.wait_for("1 of ")


def test_a_card_is_edited_at_its_line_and_read_again(
    opened: Open, editor: Path, tmp_path: Path
) -> None:
    own = tmp_path / OWN
    own.mkdir(parents=True)
    (own / "mine.toml").write_text(CARD)
    terminal = browsing(opened, editor, "s/Second q/Better q/", "deck:mine two")
    before = terminal.modes
    terminal.press("e")
    terminal.wait_for("editing +7 of mine.toml")
    assert terminal.left_on == ON_BY_ITSELF, "the editor has a terminal as the shell had it"
    terminal.type("y\n")
    terminal.wait_for("Better question?").wait_for("deck:mine two").wait_for("Look for")
    assert terminal.modes == before
    terminal.press("e")
    terminal.wait_for("editing +7")
    terminal.type("\x03")  # the editor's own: it ends there, and nothing here
    terminal.wait_for("ended with exit code")
    assert "the cards stay as they were" not in terminal.text, "nothing is wrong with them"
    terminal.press("escape", "q")
    assert terminal.wait_exit() == 0


def test_what_is_wrong_after_editing_is_said_and_can_be_mended(
    opened: Open, editor: Path, tmp_path: Path
) -> None:
    own = tmp_path / OWN
    own.mkdir(parents=True)
    (own / "mine.toml").write_text(CARD)
    terminal = browsing(opened, editor, 's/kind = "basic"/kind = "basik"/', "deck:mine two")
    terminal.press("e")
    terminal.wait_for("editing +7")
    terminal.type("y\n")
    terminal.wait_for("mine.toml:4: unknown kind 'basik', did you mean 'basic'?")
    terminal.press("escape", "e")
    terminal.wait_for("editing +7")


def test_a_shipped_deck_is_edited_as_a_copy_of_ones_own(
    opened: Open, editor: Path, tmp_path: Path
) -> None:
    shipped = decks.shipped() / "source-text.toml"
    before = shipped.read_bytes()
    first = decks.load(shipped).cards[0]
    terminal = browsing(opened, editor, 's/^title = .*/title = "Mine now"/', f"{first.id}")
    terminal.press("e")
    terminal.wait_for(f"editing +{first.line} of source-text.toml")
    terminal.type("\n")  # and nothing changed
    terminal.wait_for("source-text: read again")
    assert not list((tmp_path / OWN).iterdir()), "no copy is left that would hide a later version"
    terminal.press("e")
    terminal.wait_for(f"editing +{first.line}")
    terminal.type("y\n")
    terminal.wait_for("Look for")
    terminal.press("q")
    terminal.wait_for("Mine now")
    assert shipped.read_bytes() == before
