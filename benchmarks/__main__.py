"""What gdtui is measured by, all of it: it takes some minutes.

`python -m benchmarks.keys` measures the keys alone, and so for the other modules beside it.
"""

import argparse
import os
import platform
from importlib.metadata import version
from pathlib import Path

from benchmarks import chart, data, engine, keys, memory, play, start, sweep
from benchmarks.table import ROWS

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
HEAD = """\
# Performance

What `python -m benchmarks --page` measured, through real terminals (pseudo-terminals): {machine}.
The budgets are those that gdtui is built for. Speeds are ratios to something measured in the same
run on the same machine, since seconds alone say more of the machine than of the program; times from
a key to the screen are those that a person feels. The spread is the middle half of the repetitions.

| what | measured | spread | budget | |
|---|---|---|---|---|
"""


def machine() -> str:
    """Processor and versions."""
    info = Path("/proc/cpuinfo")
    names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
    processor = names[0].partition(": ")[2] if names else platform.machine()
    programs = ", ".join(f"{name} {version(name)}" for name in ("textual", "numpy", "plotext"))
    return (
        f"{os.cpu_count()} × {processor}, {platform.system()}, "
        f"Python {platform.python_version()}, {programs}"
    )


def main() -> None:
    """Run them one after another."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--page", action="store_true", help="write docs/performance.md as well")
    asked = parser.parse_args()
    for benchmark in (start, keys, play, engine, sweep, data, chart, memory):
        benchmark.main()
    if asked.page:
        lines = [
            f"| {row.what} | {row.measured} | {row.spread} | {row.budget} | {row.verdict} |"
            for row in ROWS
        ]
        PAGE.write_text(HEAD.format(machine=machine()) + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
