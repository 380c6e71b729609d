"""Numbers and rows as other programs read them: JSON, which has no infinities, and lines of CSV."""

import csv
import io
import math
from collections.abc import Iterable, Mapping
from typing import Any

NUMBERS = {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}
"""What JSON has no numbers for, by the words that stand for it."""


def json_value(value: Any) -> Any:
    """`value` in what JSON has: numbers that are not finite become words."""
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    if isinstance(value, Mapping):
        return {key: json_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [json_value(item) for item in value]
    return value


def csv_line(cells: Iterable[Any]) -> str:
    """One line of a CSV file, without its end."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()
