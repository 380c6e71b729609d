"""Steps a second of one run, every step recorded."""

import gc
import statistics
import time
from collections.abc import Callable

from benchmarks.table import middle_half, row
from gdtui.engine.config import RunConfig
from gdtui.engine.data.synthetic import circle
from gdtui.engine.run import Run

SECONDS = 0.5
ROUNDS = 7
"""Each measured in turns with what it is compared with: a machine is not as fast at all times."""


def steps_a_second(run: Run) -> float:
    """Steps a second of a run, with the rows of every step."""
    began = time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        run.advance(budget=0.016)
    return run.step / (time.perf_counter() - began)


def by_hand() -> float:
    """The same loop written by hand, with a tuple for every step."""
    w, steps, rows = 7.0, 0, []
    began = time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        for _ in range(1000):
            loss, gradient = (w - 3.0) * (w - 3.0), 2.0 * (w - 3.0)
            new = w - 1.0 * gradient
            rows.append((steps, w, loss, gradient, new))
            w = new
            steps += 1
        rows.clear()
    return steps / (time.perf_counter() - began)


def by_torch(gradient_of: str) -> Callable[[], float] | None:
    """`torch.optim.SGD` on the same loss, if torch is there."""
    try:
        import torch  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415
    except ImportError:
        return None

    def measured() -> float:
        w = torch.tensor([7.0], dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.SGD([w], lr=1.0)
        steps, began = 0, time.perf_counter()
        while time.perf_counter() - began < SECONDS:
            if gradient_of == "autograd":
                optimizer.zero_grad()
                ((w - 3.0) ** 2).sum().backward()
            else:
                w.grad = 2.0 * (w.detach() - 3.0)
            optimizer.step()
            steps += 1
        return steps / (time.perf_counter() - began)

    return measured


def by_jax() -> Callable[[], float] | None:
    """A step compiled by jax, called again and again, if jax is there."""
    try:
        import jax  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415
    except ImportError:
        return None

    def measured() -> float:
        step = jax.jit(lambda w: w - 1.0 * jax.grad(lambda v: (v - 3.0) ** 2)(w))
        w, steps = step(7.0), 0
        began = time.perf_counter()
        while time.perf_counter() - began < SECONDS:
            w = step(w)
            steps += 1
        w.block_until_ready()
        return steps / (time.perf_counter() - began)

    return measured


def beside(other: Callable[[], float]) -> list[float]:
    """How many times as fast as `other` a run is, a few times over."""
    other()
    gc.freeze()  # as the program does: what is loaded is in no search for garbage
    return [descent() / other() for _ in range(ROUNDS)]


def descent() -> float:
    """Steps a second of plain descent on the worked example."""
    return steps_a_second(Run(RunConfig(learning_rate=1.0)))


def main() -> None:
    """Print the ratios."""
    speeds = [descent() for _ in range(ROUNDS)]
    row("one run, steps a second", f"{statistics.median(speeds) / 1000:,.0f} thousand")
    found = beside(by_hand)
    row("one run", f"{statistics.median(found):.2f} × by hand", spread=middle_half(found, ".2f"))
    for gradient_of, budget in (("autograd", 50), ("hand-written gradient", 6)):
        torch = by_torch(gradient_of)
        if torch:
            found = beside(torch)
            ratio = statistics.median(found)
            what = f"one run, to torch with {gradient_of}"
            spread = middle_half(found, ".0f")
            row(what, f"{ratio:.0f} ×", f"≥ {budget} ×", ratio >= budget, spread)
    jax = by_jax()
    if jax:
        found = beside(jax)
        what, said = "one run, to jax, compiled step by step", f"{statistics.median(found):.0f} ×"
        row(what, said, spread=middle_half(found, ".0f"))
    batches = RunConfig(objective="logistic", learning_rate=0.01, batch_size=30)
    speed = steps_a_second(Run(batches, circle(n=200)))
    row("mini-batches of 30, steps a second", f"{speed / 1000:,.1f} thousand")


if __name__ == "__main__":
    main()
