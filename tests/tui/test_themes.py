"""Themes come from files, and a file that cannot be used is named."""

from pathlib import Path

import pytest
from textual.color import Color

from gdtui.tui import themes
from gdtui.tui.widgets.cell_pane import CellPane
from tests.tui.screen import app_on, settled

GOOD = 'name = "mine"\nprimary = "#112233"\nforeground = "#ffffff"\nbackground = "#000000"\n'


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's own folder of themes."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = tmp_path / "gdtui" / "themes"
    folder.mkdir(parents=True)
    return folder


def test_the_shipped_themes_can_be_used_and_read() -> None:
    loaded = themes.load()
    assert not loaded.problems
    assert {"gdtui-dark", "gdtui-light", "high-contrast", "color-blind"} <= {
        theme.name for theme in loaded.themes
    }
    for theme in loaded.themes:
        background = Color.parse(theme.background or "")
        for role in ("foreground", "primary", "accent", "success", "warning", "error"):
            contrast = contrast_of(Color.parse(getattr(theme, role)), background)
            assert contrast >= (7 if role == "foreground" else 4.0), (theme.name, role, contrast)


def contrast_of(a: Color, b: Color) -> float:
    """The contrast ratio of WCAG 2."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: Color) -> float:
    parts = [part / 255 for part in color.rgb]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_ones_own_theme_is_found(own: Path) -> None:
    (own / "mine.toml").write_text(GOOD)
    assert "mine" in themes.names()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name = \nprimary = 3\n", "line 1"),
        (GOOD.replace("#112233", "reddish"), "primary must be a color"),
        (GOOD.replace('"#112233"', "3"), "primary must be a color"),
        (GOOD + 'primry = "#000000"\n', "unknown 'primry'"),
        ('name = "x"\n', "primary, foreground, background is missing"),
        (GOOD.replace("mine", "\\u001b[31m"), "name must be"),
        (GOOD + "dark = 3\n", "dark must be true or false"),
        ("#" * 100_000, "larger than 65536 bytes"),
    ],
)
def test_a_bad_theme_is_named_with_its_reason(own: Path, text: str, problem: str) -> None:
    (own / "bad.toml").write_text(text)
    (own / "good.toml").write_text(GOOD)
    loaded = themes.load()
    assert "mine" in {theme.name for theme in loaded.themes}
    (said,) = loaded.problems
    assert said.startswith("theme bad.toml: ")
    assert problem in said
    assert said.isprintable()


def test_sixteen_colors_get_the_terminals_own() -> None:
    assert themes.suited("standard") == "ansi-dark"
    assert themes.suited("256") == themes.DEFAULT
    assert themes.suited("truecolor") == themes.DEFAULT


async def test_another_theme_colors_what_is_drawn_already() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        landscape = app.screen.query_one("#landscape", CellPane)
        for name in ("gdtui-light", "high-contrast"):
            app.theme = name
            await settled(pilot)
            strips = (landscape.render_line(y) for y in range(landscape.content_size.height))
            styles = {segment.text: segment.style for strip in strips for segment in strip}
            point = styles["●"]
            assert point is not None
            assert point.color == Color.parse(app.theme_variables["accent"]).rich_color, name
