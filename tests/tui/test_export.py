"""The run, its chart and its screen, written to files from the playground."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.tui.screen import app_on, shows, until


@pytest.mark.parametrize(
    ("name", "file", "holds"),
    [
        ("csv", "gdtui-run.csv", "1,7.0,16.0,8.0,0.1,-0.8,6.2,"),
        ("chart.txt", "gdtui-chart.txt", "3 loss"),
        ("screen.svg", "gdtui-screen.svg", "landscape"),
    ],
)
async def test_a_file_is_written_and_named(
    name: str, file: str, holds: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = app_on()
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.press("n", "n", "E", *name)
        assert await shows(pilot, f"find: {name}")
        await pilot.press("enter")
        assert await until(pilot, (tmp_path / file).is_file)
        assert await shows(pilot, "written")
    text = (tmp_path / file).read_text()
    assert holds in text
    if file.endswith("svg"):
        ElementTree.fromstring(text)
