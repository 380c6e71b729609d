"""Screens in the colors that terminals have, at the sizes that they have."""

import pytest
from syrupy.assertion import SnapshotAssertion

from gdtui.drawing.glyphs import Glyphs
from gdtui.engine.config import RunConfig
from gdtui.engine.run import Run
from gdtui.tui.app import GdtuiApp
from tests.tui.looks import looks_of
from tests.tui.screen import settled

SIZES = ((60, 16), (200, 60))
TERMINALS = {
    "true-color": {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
    "256-colors": {"TERM": "xterm-256color"},
    "16-colors": {"TERM": "xterm"},
    "no-color": {"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"},
    "ascii": {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
}
ZIG_ZAG = RunConfig(objective="ravine:condition=25", start=(8.0, 1.5), learning_rate=0.076)
EDGE = RunConfig(objective="(w^2 - 1)^2/4", start=(0.5,), learning_rate=1.1)


def app_in(
    terminal: str, config: RunConfig, monkeypatch: pytest.MonkeyPatch, theme: str | None = None
) -> GdtuiApp:
    for name, value in TERMINALS[terminal].items():
        monkeypatch.setenv(name, value)
    glyphs = Glyphs.ASCII if terminal == "ascii" else Glyphs.BRAILLE
    return GdtuiApp(Run(config), glyphs=glyphs, theme=theme)


@pytest.mark.parametrize("terminal", TERMINALS)
async def test_a_map_with_its_path_in_every_terminal(
    layout: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch, terminal: str
) -> None:
    app = app_in(terminal, ZIG_ZAG, monkeypatch)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("N", "N", "N")
        await settled(pilot)
        assert looks_of(app) == layout(name=f"looks-{terminal}-80x24")
        for width, height in SIZES:
            await pilot.resize_terminal(width, height)
            seen = await settled(pilot)
            lines = seen.splitlines()
            assert "q Quit" in lines[-1]
            assert "? Help" in lines[-1]
            assert "converging" in lines[0] + lines[1]
            assert max(map(len, lines)) <= width
            assert seen.isascii() or terminal != "ascii"


@pytest.mark.parametrize(
    ("name", "terminal", "config", "size", "keys"),
    [
        ("first", "true-color", RunConfig(), (60, 16), "n n n"),
        ("light", "true-color", RunConfig(), (80, 23), "n n n"),
        ("asked", "no-color", RunConfig(), (60, 16), "n p"),
        ("picked", "16-colors", RunConfig(), (80, 23), "d down down"),
        ("compared", "16-colors", RunConfig(), (80, 23), "n n c plus n n C"),
        ("sharpness", "256-colors", EDGE, (80, 24), "N S"),
    ],
)
async def test_other_screens(
    layout: SnapshotAssertion,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    terminal: str,
    config: RunConfig,
    size: tuple[int, int],
    keys: str,
) -> None:
    app = app_in(terminal, config, monkeypatch, "gdtui-light" if name == "light" else None)
    async with app.run_test(size=size) as pilot:
        await pilot.press(*keys.split())
        await settled(pilot)
        assert looks_of(app) == layout(name=f"looks-{name}-{terminal}-{size[0]}x{size[1]}")
