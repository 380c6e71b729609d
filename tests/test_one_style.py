"""Numbers are written in one style everywhere, and only one module knows it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import gdtui

HOME = Path(gdtui.__file__).parent
STYLE = HOME / "engine" / "numbers.py"


def own_formats(source: str) -> Iterator[str]:
    """Where a text of the program writes a float by a format of its own: `{x:.4g}`, `{x:e}`."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.FormattedValue) and node.format_spec):
            continue
        *_, last = node.format_spec.values  # type: ignore[attr-defined]
        if isinstance(last, ast.Constant) and str(last.value)[-1:] in "gGeE":
            yield ast.unparse(node.value)


def test_no_module_writes_numbers_in_a_style_of_its_own() -> None:
    found = {
        str(path.relative_to(HOME)): [*own_formats(path.read_text())]
        for path in HOME.rglob("*.py")
        if path != STYLE
    }
    assert {path: formats for path, formats in found.items() if formats} == {}


def test_a_format_of_its_own_is_found() -> None:
    assert [*own_formats('f"{x:.4g} {y:>{w}} {z:{d}e} {s:.1%} {t:g}"')] == ["x", "z", "t"]
