"""What a whole screen shows of numbers that hardly change, or are very long."""

import pytest

from gdtui.tui.beside import beside
from tests.tui.screen import app_on, settled


@pytest.mark.parametrize(
    ("loss", "start", "rate", "size", "shown"),
    [
        ("(w-1000000000)^2", 1000000007.0, 0.1, (80, 24),
         ["1000000007 ", "1000000005.6 ", "= 1000000004.48 ", "999999990 ", "31.36"]),
        ("(w-1000000000)^2", 1000000007.0, 0.1, (60, 16),
         ["1000000005.6 31.36", "= 1000000005.6 − 1.12 ", "= 1000000004.48 "]),
        ("(w - 3)^2", 7.0, 1e-9, (80, 24), ["6.999999992 ", "= 6.999999984 ", "15.999999936"]),
        ("1e-12*(w-3)^2", 7.0, 0.1, (120, 40), ["6.9999999999992 ", "= 6.9999999999984 "]),
        ("(w-1)^2 + 1e6", 7.0, 0.1, (80, 24), ["L = 1000023.04 → 1000014.75", "1000023.0"]),
    ],
)  # fmt: skip
async def test_steps_that_are_small_beside_the_number_are_seen(
    loss: str, start: float, rate: float, size: tuple[int, int], shown: list[str]
) -> None:
    app = app_on(loss, start=(start,), learning_rate=rate)
    async with app.run_test(size=size) as pilot:
        await pilot.press("n")
        seen = await settled(pilot)
    for text in shown:
        assert text in seen, seen


async def test_the_formula_in_the_header_ends_with_a_word() -> None:
    app = app_on("(w-1)^2 + 0.123456789*w + 0.987654321*w^3 + 1e-5*w^4")
    async with app.run_test(size=(80, 24)) as pilot:
        heading = (await settled(pilot)).split("\n")[0]
    formula, _, _ = heading.partition("…")
    assert formula.rstrip() == " gdtui  L(w) = w⁴/100000 + 987654321w³/1000000000 +"


async def test_the_loss_stays_in_the_log_beside_long_names() -> None:
    app = app_on("(the_learning_rate-3)^2 + (weight_of_all-2)^2", start=(7.0, 1e6))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        seen = await settled(pilot)
    heading = next(line for line in seen.split("\n") if "step the_" in line)
    assert heading.rstrip("│ ").endswith(" L")


async def test_rates_of_pins_are_told_apart() -> None:
    app = app_on(learning_rate=0.30000001)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "c")
        screen = pilot.app.screen
        screen.run.edit(learning_rate=0.3)  # type: ignore[attr-defined]
        await pilot.press("n", "c")
        await settled(pilot)
        seen = beside(screen.experiment)  # type: ignore[attr-defined]
    assert [lane.name for lane in seen.lanes] == ["η=0.30000001", "η=0.3"]
