"""The playground through a real pty: keys typed, screen read."""

import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.program.conftest import GDTUI, Open
from tests.program.terminal import Terminal


def test_opens_on_the_worked_example_and_steps_through_it(opened: Open) -> None:
    terminal = opened()
    terminal.wait_for("L = 16 → 10.24")
    terminal.wait_for("= 7 − 0.1 · 8")
    terminal.press("n")
    terminal.wait_for("L = 10.24 → 6.5536")
    terminal.wait_for("= 6.2 − 0.1 · 6.4")
    terminal.press("right")
    terminal.wait_for("step 2")
    logged = re.compile(r"0 +7 +16 +8.*1 +6\.2 +10\.24 +6\.4.*2 +5\.56", re.DOTALL)
    terminal.wait_for(lambda text: logged.search(text) is not None)
    terminal.press("b")
    terminal.wait_for("step 1 of 2")
    terminal.press("g")
    terminal.wait_for("step 0 of 2")
    terminal.press("q")
    assert terminal.wait_exit() == 0


SETTINGS_OF_THE_EXERCISE = "1\x15(w-2)^2\t\x158\t\x150.5\r"
ROWS_OF_THE_EXERCISE = "nnnnc+nnnnc---nnnn"
"""Four steps at each of η = 0.5, 1 and 0.1, and a pin after each of the first two."""


def test_the_exercise_of_the_text_takes_36_keys(opened: Open) -> None:
    """L = (w − 2)² from 8: four rows at η = 0.5, and three labelled curves in one chart."""
    assert len(SETTINGS_OF_THE_EXERCISE + ROWS_OF_THE_EXERCISE) == 36
    terminal = opened()
    terminal.wait_for("L = 16 → 10.24")
    terminal.type(SETTINGS_OF_THE_EXERCISE)
    terminal.wait_for("L = 36 → 0")
    terminal.type(ROWS_OF_THE_EXERCISE[:4])
    four_rows = re.compile(r"1 +2 +0 .*2 +2 +0 .*3 +2 +0 .*4 +2 +0 ", re.DOTALL)
    terminal.wait_for(lambda text: four_rows.search(text) is not None)
    terminal.type(ROWS_OF_THE_EXERCISE[4:])
    terminal.wait_for("● η=0.1  a η=0.5  b η=1")
    terminal.wait_for("L = 6.0398 → 3.86547")
    terminal.type("C")
    terminal.wait_for(lambda text: re.search(r"a η=0.5 .*1 step +converged", text) is not None)
    terminal.wait_for(lambda text: re.search(r"b η=1 .* oscillating", text) is not None)
    terminal.wait_for(lambda text: re.search(r"● η=0.1 .* converging steadily", text) is not None)


@pytest.mark.parametrize(
    ("arguments", "keys", "shown"),
    [
        (["--lr", "2"], "n", ["step 1", "diverging", "= −9 − 2", "L = 144 →"]),
        (["--lr", "0.0001"], "n", ["stalled", "6.9992"]),
        (["(w-2)^2", "--lr", "0.5"], "n", ["converged", "L = 0 → 0", "step 1"]),
        (["(w-2)^2", "--lr", "1"], "nnn", ["oscillating", "= −4 − 1 · (−12)", "L = 36 → 36"]),
        (["(w-2)^2", "--lr", "0.1"], "nn", ["converging steadily", "0.8 of it"]),
    ],
)
def test_the_examples_of_the_text(
    opened: Open, arguments: list[str], keys: str, shown: list[str]
) -> None:
    terminal = opened(*arguments)
    terminal.wait_for("step 0")
    terminal.type(keys)
    for text in shown:
        terminal.wait_for(text)


def test_the_sweep_answers_which_rate_in_a_key(opened: Open) -> None:
    terminal = opened("(w-2)^2", "--start", "8")
    terminal.wait_for("step 0")
    terminal.press("w")
    terminal.wait_for("measured 1 … 1.17: agrees")
    terminal.press("b")
    terminal.wait_for("● η = 0.5: ✓ converged, L 36 → 0")
    terminal.press("v")
    terminal.wait_for("41 × 13 = 533 runs × 60 steps")
    terminal.wait_for("as 2(1 + β)/λ says (│)")
    terminal.press("v", "enter")
    terminal.wait_for("step 20")
    terminal.press("q")
    assert terminal.wait_exit() == 0


def test_a_rate_changed_after_going_back_makes_another_future(opened: Open) -> None:
    terminal = opened()
    terminal.wait_for("step 0")
    terminal.press("N", "B", "n")
    terminal.wait_for("step 1 of 10")
    terminal.press("+")
    terminal.wait_for("= 6.2 − 0.2 · 6.4")
    terminal.wait_for(lambda text: "of 10" not in text)
    terminal.press("n")
    terminal.wait_for("= 4.92 − 0.2")


def test_typing_a_rate_says_what_is_wrong_and_keeps_the_last_good_one(
    in_settings: Terminal,
) -> None:
    for key in ("down", "down", "ctrl+u"):
        in_settings.press(key)
        in_settings.quiet(0.2)
    in_settings.type("fast")
    in_settings.wait_for("'fast' is not a number")
    assert "η = 0.1" in in_settings.text
    in_settings.press("ctrl+u")
    in_settings.type("0.5")
    in_settings.press("enter")
    in_settings.wait_for("= 7 − 0.5 · 8")
    in_settings.wait_for("┏━ 2 landscape")
    in_settings.press("n")
    in_settings.wait_for("converged")


def test_keys_that_arrive_in_one_burst_act_in_the_order_they_were_typed(opened: Open) -> None:
    """As a slow line delivers them."""
    terminal = opened()
    terminal.wait_for("step 0")
    terminal.type("1\x1b[B\x1b[B\x15fast\x15" + "0.55\x7f\r")
    terminal.wait_for("= 7 − 0.5 · 8")
    terminal.type("1\x1b[B\x1b[B\x150.25\r1\x15(w-2)^2\r")
    terminal.wait_for("L(w) = (w − 2)²")
    terminal.wait_for("= 8 − 0.25 · 12")


def test_typing_a_loss_begins_a_new_run(in_settings: Terminal) -> None:
    in_settings.press("ctrl+u")
    in_settings.quiet(0.2)
    in_settings.type("x^2 + 2y^2 + sinn(x)")
    in_settings.wait_for("unknown function")
    for _ in range(len(" + sinn(x)")):
        in_settings.press("backspace")
    in_settings.press("enter")
    in_settings.wait_for("L(x, y) = x² + 2y²")
    in_settings.wait_for("┏━ 2 landscape")
    in_settings.press("n")
    in_settings.wait_for("step 1")


def test_playing_and_pausing(opened: Open) -> None:
    terminal = opened("--lr", "0.001")
    terminal.wait_for("paused")
    terminal.type(" ")
    terminal.wait_for("▶")
    terminal.wait_for(lambda text: (step_shown(text) or 0) >= 3)
    terminal.press(" ")
    terminal.wait_for("paused")


def step_shown(text: str) -> int | None:
    match = re.search(r"step (\d+)", text)
    return int(match[1]) if match else None


@pytest.mark.parametrize(
    "size", [(20, 5), (40, 10), (60, 16), (79, 23), (80, 24), (120, 40), (200, 60)]
)
def test_every_size_is_survived(opened: Open, size: tuple[int, int]) -> None:
    columns, rows = size
    terminal = opened("--lr", "0.01", columns=columns, rows=rows)
    terminal.wait_for(lambda text: text.strip() != "")
    terminal.type(" 2345nmmlb")
    terminal.quiet(0.3)
    assert terminal.exit_code is None
    assert "Traceback" not in terminal.text


def test_resizing_while_playing(opened: Open) -> None:
    terminal = opened("--lr", "0.001")
    terminal.wait_for("step 0")
    terminal.type("]] ")
    for columns, rows in ((20, 5), (200, 60), (60, 16), (1, 1), (80, 24)):
        terminal.resize(columns, rows)
        terminal.read(0.2)
    before = terminal.wait_for("▶").text
    terminal.wait_for(lambda text: (step_shown(text) or 0) > (step_shown(before) or 0))
    terminal.wait_for("5 step log")


@pytest.mark.parametrize(
    "env",
    [
        {"TERM": "linux", "COLORTERM": ""},
        {"TERM": "screen-256color", "COLORTERM": ""},
        {"NO_COLOR": "1"},
        {"LANG": "C"},
    ],
    ids=lambda env: " ".join(f"{key}={value}" for key, value in env.items()),
)
def test_plain_terminals(opened: Open, env: dict[str, str]) -> None:
    terminal = opened(env=env)
    terminal.wait_for("step 0")
    terminal.press("n")
    terminal.wait_for("10.24")
    colors = {cell.fg for line in terminal.screen.buffer.values() for cell in line.values()}
    if "NO_COLOR" in env:
        assert colors == {"default"}
    if env.get("LANG") == "C":
        assert terminal.text.isascii()


def test_a_terminal_without_a_screen_gets_a_sentence(tmp_path: Path) -> None:
    with Terminal(GDTUI, env={"TERM": "dumb"}, home=tmp_path) as terminal:
        assert terminal.wait_exit() == 2
        assert "gdtui run" in terminal.text
        assert "Traceback" not in terminal.text


def test_without_a_terminal_it_says_so() -> None:
    done = subprocess.run(GDTUI, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "gdtui run" in done.stderr


@pytest.mark.parametrize("bits_per_second", [115_200, 9_600])
def test_pause_is_seen_soon_on_a_slow_line(opened: Open, bits_per_second: int) -> None:
    """Megabytes of buffer lie between; frames that filled them would take minutes to drain."""
    terminal = opened(
        "--lr", "1", bits_per_second=bits_per_second, env={"SSH_CONNECTION": "1 2 3 4"}
    )
    terminal.wait_for("step 0", timeout=60)
    terminal.quiet(0.5, timeout=60)
    terminal.type("]" * 9)
    terminal.quiet(1.0, timeout=60)
    terminal.type(" ")
    terminal.wait_for("▶ max", timeout=30)
    terminal.wait_for(lambda text: (step_shown(text) or 0) > 10_000, timeout=60)
    waiting_before = len(terminal._waiting)
    terminal.type(" ")
    began = time.monotonic()
    terminal.wait_for("paused", timeout=30)
    # Not a measurement of speed: a line that is full would show the pause minutes later.
    assert time.monotonic() - began < (0.5 if bits_per_second > 100_000 else 2.0)
    assert waiting_before < 8_000


def test_a_terminal_that_never_answers_still_works(opened: Open) -> None:
    terminal = opened("--lr", "0.001", answers=False)
    terminal.wait_for("step 0")
    terminal.press("n", "n", "n", "n", "n")
    terminal.wait_for("step 5")
    terminal.type(" ")
    terminal.wait_for(lambda text: (step_shown(text) or 0) >= 12)


def test_nothing_is_written_while_nothing_happens(opened: Open) -> None:
    terminal = opened()
    terminal.wait_for("step 0")
    terminal.quiet(0.5)
    before = terminal.bytes_read
    terminal.read(1.0)
    assert terminal.bytes_read == before
    terminal.press("1")  # not even a cursor blinks
    terminal.quiet(0.5)
    before = terminal.bytes_read
    terminal.read(1.2)
    assert terminal.bytes_read == before


def test_a_step_costs_few_bytes(opened: Open) -> None:
    terminal = opened()
    terminal.wait_for("step 0")
    terminal.quiet(0.5)
    costs = []
    for step in range(1, 12):
        before = terminal.bytes_read
        terminal.press("n")
        terminal.wait_for(f"step {step} ")
        terminal.quiet(0.2)
        costs.append(terminal.bytes_read - before)
    assert sorted(costs)[len(costs) // 2] <= 1500


def test_help_names_the_keys_and_closes(opened: Open) -> None:
    terminal = opened()
    terminal.wait_for("step 0")
    terminal.press("?")
    terminal.wait_for("Go back one step")
    terminal.press("escape")
    terminal.wait_for("5 step log")


@pytest.mark.parametrize("leave", [signal.SIGHUP, signal.SIGTERM, "q"])
def test_the_last_session_is_offered_again(opened: Open, leave: signal.Signals | str) -> None:
    terminal = opened("(w-2)^2", "--lr", "0.9")
    terminal.wait_for("step 0")
    terminal.press("n", "n", "+")
    terminal.wait_for("η = 1")
    terminal.press("n", "b")
    terminal.wait_for("step 2 of 3")
    if isinstance(leave, str):
        terminal.press(leave)
    else:
        terminal.send_signal(leave)
    terminal.wait_exit()
    again = opened()
    again.wait_for("u goes on")
    again.press("u")
    again.wait_for("L(w) = (w − 2)²")
    again.wait_for("step 2 of 3")
    again.press("n")
    again.wait_for("η = 1  step 3")


def test_a_recording_opens_where_it_ends(opened: Open, tmp_path: Path) -> None:
    recorded = tmp_path / "run.jsonl"
    command = [*GDTUI, "run", "--lr", "0.9", "--steps", "30", "--format", "jsonl"]
    recorded.write_bytes(subprocess.run(command, check=True, capture_output=True).stdout)
    terminal = opened("replay", str(recorded))
    terminal.wait_for("step 30")
    terminal.press("g")
    terminal.wait_for("step 0 of 30")
    terminal.wait_for("= 7 − 0.9 · 8")


def test_ctrl_q_quits_from_a_field(in_settings: Terminal) -> None:
    in_settings.press("ctrl+q")
    assert in_settings.wait_exit() == 0
