"""A run as a table: its rows, and which columns a line has room for."""

import pytest

from tests.cli.commands import Here, events


@pytest.mark.parametrize(
    ("said", "titles", "missing"),
    [
        (["rosenbrock"], "step x y L ∂L/∂x ∂L/∂y η", "Δx, Δy"),
        (["x^2+a*y^2+b*z^2", "--start", "1,1,1,1,1"], "step a b x y L η",
         "z, ∂L/∂a, ∂L/∂b, ∂L/∂x, ∂L/∂y, ∂L/∂z, Δa, Δb, Δx, Δy, Δz"),
        (["linear", "--data", "cars", "--batch-size", "10"],
         "step w b L batch L ‖∂L/∂θ‖ η", "epoch"),
        (["softmax", "--data", "iris"], "step L batch L epoch ‖∂L/∂θ‖ η", ""),
        (["(learning-2)^2+(weight_of_all-1)^2"], "step learning weight_of_all L ∂L/∂learning η",
         "∂L/∂weight_of_all, Δlearning, Δweight_of_all"),
    ],
)  # fmt: skip
def test_no_line_of_the_table_is_longer_than_the_terminal_s(
    gdtui: Here, said: list[str], titles: str, missing: str
) -> None:
    out = gdtui("run", *said, "--steps", "3").out
    assert max(map(len, out.splitlines())) <= 80
    heading = next(line for line in out.splitlines() if line.startswith("  step"))
    assert " ".join(heading.split()).startswith(titles)
    told = f"no room for {missing}; --format csv has all"
    assert " ".join(out.split()).count(told) == bool(missing)


def test_a_wider_terminal_has_room_for_more(gdtui: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    assert "Δy" in gdtui("run", "rosenbrock", "--steps", "3").out.splitlines()[1]
    monkeypatch.setenv("COLUMNS", "20")
    lines = gdtui("run", "rosenbrock", "--steps", "3").out.splitlines()
    assert lines[2].split() == ["step", "L"]
    assert max(map(len, lines)) <= 20


def test_far_from_0_two_steps_are_told_apart(gdtui: Here) -> None:
    lines = gdtui("run", "(w-1000000000)^2", "--start", "1000000004", "--steps", "3").out.split(
        "\n"
    )
    assert [line.split()[1] for line in lines[2:6]] == [
        "1000000004",
        "1000000003.2",
        "1000000002.56",
        "1000000002.05",
    ]


def test_a_run_that_arrives_says_so_once_and_takes_its_steps(gdtui: Here) -> None:
    exercise = ("run", "(w-2)^2", "--start", "8", "--lr", "0.5", "--steps", "4")
    lines = gdtui(*exercise).out.splitlines()
    assert [line.split()[:3] for line in lines[2:7]] == [
        ["0", "8", "36"],
        ["1", "2", "0"],
        ["2", "2", "0"],
        ["3", "2", "0"],
        ["4", "2", "0"],
    ]
    assert lines.count("step 1: Arrived: further steps change nothing.") == 1
    recorded = events(gdtui(*exercise, "--format", "jsonl").out)
    assert [event["event"] for event in recorded] == [
        "run_started",
        "step_taken",
        "arrived",
        *["step_taken"] * 3,
        "run_ended",
    ]
    assert recorded[2] == {"event": "arrived", "step": 1}
    assert recorded[-1] == {"event": "run_ended", "reason": "max_steps", "step": 4}


@pytest.mark.parametrize(
    ("said", "steps"),
    [
        ([], 20),
        (["cosine-against-constant"], 60),
        (["cosine-against-constant", "--steps", "7"], 7),
        (["zig-zag"], 20),
    ],
)
def test_a_preset_s_own_number_of_steps_is_used(gdtui: Here, said: list[str], steps: int) -> None:
    recorded = events(gdtui("run", *said, "--format", "jsonl").out)
    assert recorded[-1] == {"event": "run_ended", "reason": "max_steps", "step": steps}
