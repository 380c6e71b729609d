"""A table as text, read or refused."""

from pathlib import Path

import pytest

from gdtui.files.csv_table import read
from gdtui.files.table.columns import Wanted
from gdtui.files.table.examples import Table
from gdtui.files.table.lines import TableError


def refusal(path: Path, target: str | None = None) -> str:
    with pytest.raises(TableError) as error:
        read(path, Wanted(target))
    assert "\n" not in str(error.value)
    return str(error.value)


def of(path: Path, text: str, target: str | None = None) -> Table:
    path.write_text(text, encoding="utf-8")
    return read(path, Wanted(target))
