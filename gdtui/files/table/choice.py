"""What a person chooses of a table's columns: what is proposed, and the settings that it makes."""

from collections.abc import Mapping, Sequence
from typing import Any

from gdtui.files.table.columns import FEW_TEXTS, Column, Use

USES: tuple[Use, ...] = ("number", "one-hot", "left out")
"""What a column can be, apart from the target."""


def proposed(columns: Sequence[Column]) -> dict[str, Use]:
    """A use for each column, by its name, with which the table can be learned from."""
    return {
        column.name: "target" if column.use == "target" else usual_use(column, len(columns))
        for column in columns
    }


def usual_use(column: Column, columns: int) -> Use:
    """What one of so many columns is proposed to be where it is not the target."""
    if column.use in ("one-hot", "left out"):
        return column.use
    if column.kind == "text":
        return "one-hot" if column.different <= FEW_TEXTS else "left out"
    counts = column.counts and columns > 2
    return "left out" if counts or column.kind == "nothing" else "number"


def possible(column: Column) -> tuple[Use, ...]:
    """What `column` can be, apart from the target."""
    return tuple(use for use in USES if use != "number" or column.kind == "number")


def settings_of(columns: Sequence[Column], uses: Mapping[str, Use], missing: str) -> dict[str, Any]:
    """The fields of `RunConfig` that ask for these uses; what is found out anyway is left open."""
    names = [column.name for column in columns]
    (target,) = (name for name in names if uses[name] == "target")
    one_hot = tuple(name for name in names if uses[name] == "one-hot")
    by_itself = [c.name for c in columns if c.counts or c.why_left_out]
    drop = tuple(name for name in names if uses[name] == "left out" and name not in by_itself)
    taken = tuple(name for name in names if uses[name] in ("number", "one-hot"))
    against = any(name in taken for name in by_itself)
    gaps = any(column.missing and uses[column.name] != "left out" for column in columns)
    return {
        "target": None if target == names[-1] and not columns[-1].names else target,
        "features": taken if against else None,
        "drop": None if against else drop or None,
        "one_hot": one_hot or None,
        "missing": missing if gaps else None,
    }
