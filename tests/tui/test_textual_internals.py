"""What is private to Textual stays in one module."""

import re
from pathlib import Path

from gdtui.tui import textual_internals


def test_no_other_module_reaches_into_textual() -> None:
    private = re.compile(
        r"from textual\._|from textual\.\S+ import .*\b_\w|\.app\._|super\(\)\._[a-z]"
    )
    folder = Path(textual_internals.__file__).parent
    allowed = {folder / "textual_internals.py", folder / "terminal" / "events.py"}
    for path in folder.rglob("*.py"):
        if path not in allowed:
            assert not private.search(path.read_text(encoding="utf-8")), path
