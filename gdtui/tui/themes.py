"""Themes: colors from TOML files, shipped ones and the person's own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from textual.color import Color, ColorParseError
from textual.theme import BUILTIN_THEMES, Theme

from gdtui.engine.spec import quoted
from gdtui.files import paths
from gdtui.files.positions import tables_of
from gdtui.files.text_file import TextFileError, read_text

DEFAULT = "gdtui-dark"
COLORS = (
    "primary",
    "secondary",
    "warning",
    "error",
    "success",
    "accent",
    "foreground",
    "background",
    "surface",
    "panel",
)
GROUNDS = ("background", "surface", "panel")
"""Those of them that are behind text."""
FORMER_NAMES = {"colour-blind": "color-blind"}
"""What shipped themes were called before; commands that say so still work."""
REQUIRED = ("name", "primary", "foreground", "background")
LARGEST = 64 * 1024  # bytes of a theme's file


CLASS_COLORS = ("primary", "warning", "success", "secondary", "error", "accent")
"""Of the classes of a data set, in order."""

MAP_COLORS = (
    *(f"band{number}" for number in range(10)),
    *(f"{strength}{number}" for strength in ("likely", "certain") for number in range(6)),
    "path",
    "contour",
)
"""The names of what a map is drawn with."""

# fmt: off
_VIRIDIS = {
    # dark, few colors
    (True, False): ("#440154", "#471365", "#482475", "#463480", "#414487",
                    "#3a538b", "#33628d", "#2d708e", "#287d8e", "#228b8d"),
    (False, False): ("#65acb0", "#62b6ae", "#64c0aa", "#6cc9a4", "#7cd29b",
                     "#92db8f", "#aae280", "#c8e76d", "#e4eb5e", "#feee66"),
    (True, True): ("#5f005f", "#5f0087", "#5f00af", "#5f00d7", "#005f87",
                   "#005faf", "#005fd7", "#008787", "#0087af", "#5f8787"),
    (False, True): ("#00afaf", "#5fafaf", "#5fd787", "#87d787", "#afd75f",
                    "#afd787", "#d7d75f", "#d7d787", "#d7ff5f", "#ffff87"),
}
# fmt: on


class Loaded(NamedTuple):
    """The themes that could be read, and a line for each that could not."""

    themes: list[Theme]
    problems: list[str]


class ThemeError(ValueError):
    """A theme's file that cannot be used; the message says why."""


def load() -> Loaded:
    """Every theme of the two folders; a person's own wins over a shipped one of its name."""
    themes: dict[str, Theme] = {}
    problems = []
    for folder in (shipped(), paths.config() / "themes"):
        try:
            files = paths.toml_in(folder)
        except OSError as error:
            problems.append(f"{folder} cannot be read ({error.strerror}): its themes are left out")
            continue
        for path in files:
            try:
                theme = read(path)
            except ThemeError as error:
                problems.append(f"theme {path.name}: {error}")
            else:
                themes[theme.name] = theme
    return Loaded(list(themes.values()), problems)


def names() -> list[str]:
    """Everything that `--theme` takes: ours first, then Textual's own."""
    ours = [theme.name for theme in load().themes]
    return [*ours, *(name for name in BUILTIN_THEMES if name not in ours)]


def suited(color_system: str | None) -> str:
    """The theme for a terminal with so many colors: its own sixteen, if it has no more."""
    return DEFAULT if color_system in ("256", "truecolor") else "ansi-dark"


def muted(variables: Mapping[str, str], *, ansi: bool) -> str:
    """Between a theme's background and its foreground, nearer to the latter."""
    if ansi:
        return "ansi_bright_black"
    background = Color.parse(variables["background"])
    return background.blend(Color.parse(variables["foreground"]), 0.6).hex


def map_colors(
    variables: Mapping[str, str], *, dark: bool, few: bool, ansi: bool
) -> dict[str, str]:
    """The colors of a map: `band0`, the lowest, … `band9`, a path over them all, the lines between
    them, and what is shaded as likely or certain to be of a class. `few`: of 256 colors.

    Viridis (Smith and van der Walt, 2015), uniform to the eye and safe for color blindness: its
    darker half on a dark background and its lighter one on a light background, so that one color
    stands out against every band. Where a theme has the terminal's own colors there is none but the
    foreground: its maps have shades.
    """
    if ansi:
        return dict.fromkeys(MAP_COLORS, variables["foreground"])
    background = Color.parse(variables["background"])
    shades = {
        f"{strength}{number}": background.blend(Color.parse(variables[color]), share).hex
        for number, color in enumerate(CLASS_COLORS)
        for strength, share in (("likely", 0.22), ("certain", 0.4))
    }
    bands = {f"band{number}": color for number, color in enumerate(_VIRIDIS[dark, few])}
    return {
        **bands,
        **shades,
        "path": "#ffffff" if dark else "#000000",
        "contour": "#000000" if dark else "#5f5f5f",
    }


def shipped() -> Path:
    """The folder of the themes that come with gdtui: in the package, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "themes"
    return installed if installed.is_dir() else package.parent / "themes"


def read(path: Path) -> Theme:
    """The theme that a file describes. Raises `ThemeError`."""
    try:
        fields = tables_of(read_text(path, LARGEST))
    except TextFileError as error:
        raise ThemeError(error.placed) from None
    except ValueError as error:
        raise ThemeError(str(error)) from None
    return _theme(fields)


def _theme(fields: dict[str, Any]) -> Theme:
    unknown = fields.keys() - {"name", "dark", *COLORS}
    if unknown:
        known = ", ".join(("name", "dark", *COLORS))
        raise ThemeError(f"unknown {', '.join(map(quoted, sorted(unknown)))}; known: {known}")
    missing = [name for name in REQUIRED if name not in fields]
    if missing:
        raise ThemeError(f"{', '.join(missing)} is missing")
    name, dark = fields["name"], fields.get("dark", True)
    if not (isinstance(name, str) and name.isascii() and name.replace("-", "").isalnum()):
        raise ThemeError("name must be letters, digits and hyphens")
    if not isinstance(dark, bool):
        raise ThemeError("dark must be true or false")
    colors: dict[str, Any] = {key: _color(key, fields[key]) for key in COLORS if key in fields}
    return Theme(name=name, dark=dark, **colors)


def _color(key: str, value: Any) -> str:
    try:
        return Color.parse(value).css if not str(value).startswith("ansi_") else str(value)
    except (ColorParseError, TypeError, AttributeError):
        raise ThemeError(f"{key} must be a color such as '#5fafff', not {quoted(value)}") from None
