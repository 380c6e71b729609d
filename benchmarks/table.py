"""A line for each measurement: what, how much, its spread, and the budget of the design."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One measurement."""

    what: str
    measured: str
    spread: str = ""
    budget: str = ""
    within: bool | None = None
    """Whether the budget is kept; None where there is none."""

    @property
    def verdict(self) -> str:
        """The last column."""
        return "" if self.within is None else "ok" if self.within else "OVER"


ROWS: list[Row] = []
"""All that were measured so far."""


def row(
    what: str, measured: str, budget: str = "", within: bool | None = None, spread: str = ""
) -> None:
    """Print one measurement, and keep it for the page."""
    found = Row(what, measured, spread, budget, within)
    ROWS.append(found)
    print(f"{what:<52} {measured:>20} {spread:>16}   {budget:<15} {found.verdict}", flush=True)


def measured(action: Callable[[], object], repeats: int = 5) -> list[float]:
    """The seconds that `action` takes, each time."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        action()
        times.append(time.perf_counter() - began)
    return times


def seconds(action: Callable[[], object], repeats: int = 5) -> float:
    """The median time that `action` takes."""
    return statistics.median(measured(action, repeats))


def middle_half(values: Sequence[float], form: str) -> str:
    """The range of the half of `values` that lies in the middle, each written as `form` says."""
    low, _, high = statistics.quantiles(values, n=4)
    return f"{low:{form}} … {high:{form}}"
