"""A line for each measurement: what, how much, and the budget of the design."""

import statistics
import time
from collections.abc import Callable


def row(what: str, measured: str, budget: str = "", within: bool | None = None) -> None:
    """Print one measurement."""
    verdict = "" if within is None else "ok" if within else "OVER"
    print(f"{what:<46} {measured:>18}   {budget:<22} {verdict}", flush=True)


def seconds(action: Callable[[], object], repeats: int = 5) -> float:
    """The median time that `action` takes."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        action()
        times.append(time.perf_counter() - began)
    return statistics.median(times)
