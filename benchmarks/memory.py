"""Resident memory of the playground after a thousand steps, and after ten million more."""

from pathlib import Path

from benchmarks.keys import step_shown
from benchmarks.table import row
from benchmarks.terminals import playground

MANY = 10_000_000


def resident(pid: int) -> float:
    """Megabytes that a process holds."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return float("nan")


def main() -> None:
    """Print the figures."""
    with playground("--lr", "1") as terminal:
        terminal.type("]" * 7 + " ")
        terminal.wait_for(lambda text: step_shown(text) > 1000, timeout=60)
        few = resident(terminal.pid)
        terminal.type("]]")
        terminal.wait_for(lambda text: step_shown(text) > MANY, timeout=300)
        more = resident(terminal.pid) - few
    row("memory with a thousand steps", f"{few:.0f} MB", "≤ 110 MB", few <= 110)
    row("memory on top with ten million", f"{more:.0f} MB", "≤ 20 MB", more <= 20)


if __name__ == "__main__":
    main()
