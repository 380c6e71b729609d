"""A minute of the monkey, and that it sees what it looks for."""

import sys
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.program.monkey import play
from tests.program.monkey.play import Failure, Played
from tests.program.monkey.script import Script, Size, kinds, script
from tests.program.monkey.shrink import minimal, shrunk

SESSIONS, KEYS = 12, 300
"""A minute of a processor."""


@pytest.mark.parametrize("seed", range(SESSIONS))
def test_whatever_is_pressed_nothing_breaks(seed: int) -> None:
    wanted = script(seed, KEYS)
    found = play.play(wanted)
    assert isinstance(found, Played), (
        f"{found.what}\n{found.screen}\n"
        f"to make it short: python -m tests.program.monkey --seed {seed} --keys 1\n"
        f"replay {wanted.written()}"
    )


BEGINS = "import sys, time, tty; print('\\x1b[?1049h\x1b[?1000h', flush=True)"
ENDS = "print('\\x1b[?1000;1049l', flush=True)"
PROGRAMS = {
    "exit code 3": "sys.exit(3)",
    "traceback": "1/0",
    "left behind: ?1000h, ?1049h": "",
    "left behind: keyboard protocol": f"{ENDS}; print('\\x1b[>1u')",
    "left behind: echo and the like": f"{ENDS}; tty.setraw(0)",
    "too many bytes": f"{ENDS}; print(' ' * 4_000_000)",
    "too much memory": f"{ENDS}; much = b'x' * 420_000_000; time.sleep(1)",
    "does not leave": f"{ENDS}; time.sleep(60)",
    "does not answer": "while True: pass",
}
"""Programs that do what must not happen, and what is said of them."""


@pytest.mark.parametrize("what", PROGRAMS)
def test_it_sees_what_goes_wrong(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(play, "WAITING", 0.0)
    program = [sys.executable, "-c", f"{BEGINS}\n{PROGRAMS[what]}"]
    found = play.play(Script((), Size(80, 24), (("x",),)), program)
    assert isinstance(found, Failure)
    assert found.what.startswith(what)


LEFT_BY_A_KEY = f"""
import termios, tty
before = termios.tcgetattr(0)
tty.setraw(0)
{BEGINS}
sys.stdin.read(1)
{ENDS}
termios.tcsetattr(0, termios.TCSANOW, before)
"""


def test_what_comes_after_the_program_is_left_is_for_the_next_start() -> None:
    program = [sys.executable, "-c", LEFT_BY_A_KEY]
    found = play.play(Script((), Size(80, 24), (("x",), Size(9, 9), ("y", "z"))), program)
    assert isinstance(found, Played)
    assert found.done == {"keys": 3, "resizes": 1, "bursts": 1, "starts": 2}


@given(st.integers(0, 10_000), st.integers(1, 300))
def test_a_script_is_a_function_of_its_seed_and_is_read_back(seed: int, keys: int) -> None:
    wanted = script(seed, keys)
    assert wanted.keys >= keys
    assert Script.read(wanted.written()) == wanted == script(seed, keys)


def test_what_is_done_is_counted_by_its_kind() -> None:
    acts = (("a", "\x1b[A", "\x1b[<0;1;1M"), ("\x1b[200~ab\x1b[201~",), Size(1, 1), ("\x1b[I",))
    assert kinds(acts) == {
        "keys": 2, "mouse": 1, "pastes": 1, "unknown": 1, "bursts": 1, "resizes": 1,
    }  # fmt: skip


@given(st.sets(st.integers(0, 40), min_size=1), st.integers(41, 80))
def test_what_fails_is_made_as_short_as_it_can_be(needed: set[int], length: int) -> None:
    def fails(items: Sequence[int]) -> bool:
        return needed <= {*items}

    assert [*minimal(range(length), fails)] == sorted(needed)


def test_bursts_are_made_shorter_as_well() -> None:
    long = Script((), Size(80, 24), (("a", "b"), Size(1, 1), ("c", "x", "d", "y"), ("e",)))

    def fails(shorter: Script) -> bool:
        typed = [key for act in shorter.acts if not isinstance(act, Size) for key in act]
        return "".join(typed).replace("x", "", 1).count("y") == 1 and "x" in typed

    assert shrunk(long, fails, 10).acts == (("x", "y"),)
