"""For the tests of the whole program: gdtui in a terminal of its own."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.program.terminal import Terminal

GDTUI = [sys.executable, "-m", "gdtui"]
Open = Callable[..., Terminal]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Opens gdtui in a terminal, with a home of its own, and closes it in the end."""
    terminals: list[Terminal] = []

    def open_(*arguments: str, **options: object) -> Terminal:
        terminal = Terminal([*GDTUI, *arguments], home=tmp_path, **options)  # type: ignore[arg-type]
        terminals.append(terminal)
        return terminal

    yield open_
    for terminal in terminals:
        terminal.__exit__(None, None, None)


@pytest.fixture
def in_settings(opened: Open) -> Terminal:
    """The playground, with the keys in the field of the loss."""
    terminal = opened()
    terminal.wait_for("step 0")
    terminal.press("1")
    return terminal.wait_for("┏━ 1 settings")
