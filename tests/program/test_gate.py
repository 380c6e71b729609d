"""No text from outside commands the terminal: every screen and command, byte by byte, in a pty."""

from collections.abc import Callable
from functools import partial
from operator import ne
from pathlib import Path

import pytest

from gdtui.cli import commands
from tests.program.conftest import Open
from tests.program.hostile import (
    COMMANDS,
    EVIL,
    SAY_NOTHING_FROM_OUTSIDE,
    SCREENS,
    Screen,
    acts,
    furnish,
)
from tests.program.terminal import Terminal


@pytest.fixture
def among_evil(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Terminal]:
    """Opens gdtui in a home that is called, and filled with, what must not act."""
    home = tmp_path / EVIL
    home.mkdir()
    furnish(home)
    monkeypatch.chdir(home)
    return lambda *arguments: opened(*arguments, env={"HOME": str(home)})


def bring_up(terminal: Terminal, wanted: str) -> None:
    """Wait for a text; the notices that are over it are clicked away."""
    terminal.quiet(0.1)
    while wanted not in terminal.text:
        if notices(terminal):
            click_away(terminal)
        else:
            terminal.wait_for(partial(ne, terminal.text))
        terminal.quiet(0.1)


def click_away(terminal: Terminal) -> None:
    """Rid the window of its highest notice."""
    highest = notices(terminal)[0]
    terminal.type(f"\x1b[<0;3;{highest}M\x1b[<0;3;{highest}m")
    terminal.wait_for(lambda _: notices(terminal)[:1] != [highest])


def notices(terminal: Terminal) -> list[int]:
    """The rows of notices, from 1 on."""
    return [row for row, line in enumerate(terminal.lines, 1) if line.startswith("▌ ")]


@pytest.mark.parametrize("place", SCREENS, ids=lambda place: place.name)
def test_no_text_on_a_screen_commands_the_terminal(
    place: Screen, among_evil: Callable[..., Terminal]
) -> None:
    terminal = among_evil(*place.arguments)
    for keys, wanted in place.keys:
        if place.arguments:
            terminal.type(keys)
            terminal.wait_for(wanted)
            continue
        # The notices of all that is wrong at home are higher than the window; when they have left
        # by themselves, a click is for what they were over.
        while notices(terminal):
            click_away(terminal)
            terminal.quiet(0.1)
        terminal.type(keys)
        bring_up(terminal, wanted)
    terminal.quiet(0.3)
    assert b"owned" in terminal.received, "it is there to be seen, or was until a notice left"
    terminal.press("escape", "escape", "ctrl+q")
    terminal.wait_exit()
    assert acts(bytes(terminal.received)) == ""
    assert "owned" not in terminal.screen.title


def test_notices_higher_than_the_window_leave_it(among_evil: Callable[..., Terminal]) -> None:
    terminal = among_evil()
    terminal.wait_for("▌")
    terminal.wait_for(lambda text: "▌" not in text)
    assert "w₁ = w₀ − η · ∂L/∂w" in terminal.text


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: ascii(" ".join(arguments)))
def test_no_printed_line_commands_the_terminal(
    arguments: tuple[str, ...], among_evil: Callable[..., Terminal]
) -> None:
    terminal = among_evil(*arguments)
    terminal.type("\x04\x04")
    terminal.wait_exit(timeout=60)
    assert acts(bytes(terminal.received)) == ""
    says_it = rb"\x1b]0;owned\x07" in terminal.received
    assert says_it != (arguments in SAY_NOTHING_FROM_OUTSIDE), "and it is there to be seen"


def test_every_command_is_in_the_table() -> None:
    assert {name for name, *_ in COMMANDS} >= commands.COMMANDS.keys() - {"play"}
