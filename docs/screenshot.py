"""Makes the screenshots of the documentation: `COLORTERM=truecolor python docs/screenshot.py`.

They are Textual's own pictures of the real screen, after real keys.
"""

import asyncio
from pathlib import Path

from gdtui.engine.config import RunConfig
from gdtui.files.datasets import open_run
from gdtui.files.presets import presets
from gdtui.tui.app import GdtuiApp

HERE = Path(__file__).parent

PICTURES = {
    "playground": (RunConfig(), ["n"] * 5 + ["b"] * 2),
    "compared": (
        RunConfig(objective="(w - 2)^2", start=(8.0,), learning_rate=0.5),
        [*"nnnnc", "plus", *"nnnnc", *["minus"] * 3, *"nnnn", "C"],
    ),
    "himmelblau": (RunConfig(objective="himmelblau", learning_rate=0.01), ["n"] * 12),
    "sweep": (RunConfig(objective="ravine"), ["w", "v"]),
    "circle": (presets()["circle"].config, ["N"] * 120),
}


async def picture(name: str, config: RunConfig, keys: list[str]) -> None:
    """One picture: the playground on a run, after some keys."""
    app = GdtuiApp(open_run(config), theme="gdtui-dark")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        svg, before = app.export_screenshot(title="gdtui"), ""
        while svg != before:  # a sweep fills in
            await pilot.pause(1)
            svg, before = app.export_screenshot(title="gdtui"), svg
    # Readers of SVG that follow the letter of the standard would fold spaces.
    svg = svg.replace("<text ", '<text xml:space="preserve" ')
    svg = "\n".join(line.rstrip() for line in svg.split("\n"))
    (HERE / f"{name}.svg").write_text(svg, encoding="utf-8")


async def main() -> None:
    """Every picture."""
    for name, (config, keys) in PICTURES.items():
        await picture(name, config, keys)


if __name__ == "__main__":
    asyncio.run(main())
