"""Data: reading a file, and an epoch of mini-batches, each beside the same thing by hand."""

import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.table import row
from gdtui.engine.config import RunConfig
from gdtui.engine.data.synthetic import plane
from gdtui.engine.run import Run
from gdtui.files.csv_table import read

ROWS = 1_000_000
BATCH = 32


def reading() -> tuple[float, float]:
    """Processor seconds to read a million rows, and what `numpy.loadtxt` takes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "million.csv"
        values = np.random.default_rng(0).normal(size=(10_000, 6))
        text = "".join(",".join(f"{x:.12g}" for x in line) + "\n" for line in values.tolist())
        path.write_text("a,b,c,d,e,y\n" + text * (ROWS // len(values)))
        began = time.process_time()
        read(path)
        ours = time.process_time() - began
        began = time.process_time()
        np.loadtxt(path, delimiter=",", skiprows=1, comments=None)
        return ours, time.process_time() - began


def epoch() -> tuple[float, float]:
    """Processor seconds for an epoch of `linear`, every step recorded, and for the loop alone."""
    data = plane(n=ROWS, noise=0.1)
    run = Run(RunConfig(objective="linear", learning_rate=0.01, batch_size=BATCH), data)
    began = time.process_time()
    run.advance(-(-ROWS // BATCH))
    ours = time.process_time() - began

    began = time.process_time()
    w, b = np.zeros(2), 0.0
    order = np.random.default_rng(0).permutation(ROWS)
    for i in range(0, ROWS, BATCH):
        rows = order[i : i + BATCH]
        x = data.features[rows]
        error = x @ w + b - data.target[rows]
        w = w - 0.01 * (2 / len(rows)) * (x.T @ error)
        b = b - 0.01 * 2 * error.mean()
    return ours, time.process_time() - began


def main() -> None:
    """Print the ratios."""
    ours, numpy = reading()
    row("reading a million rows", f"{ours:.1f} s")
    row("reading a million rows", f"{ours / numpy:.2f} × numpy.loadtxt")
    ours, by_hand = epoch()
    row("an epoch of a million rows, batches of 32", f"{ours:.1f} s")
    row("an epoch of a million rows", f"{ours / by_hand:.1f} × by hand")


if __name__ == "__main__":
    main()
