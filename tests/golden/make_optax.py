"""Print `golden_optax.json` again, from optax and jax, which are no dependencies of gdtui.

    python -m tests.golden.make_optax > golden_optax.json

`w` and `f` are those before an update, as in `make_torch.py`.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

import jax
import jax.numpy as jnp
import optax

from tests.golden.losses import STARTS, Loss

STEPS = 50
WEIGHT_DECAY = {"lion": 0.0, "lion_wd": 0.1}
RATES = (0.1, 0.1, 0.01, 0.1, 0.05)
"""On each of the losses."""


def run(weight_decay: float, lr: float, loss: Loss) -> dict[str, Any]:
    w = jnp.array(STARTS[loss])
    rule = optax.lion(lr, weight_decay=weight_decay)
    state = rule.init(w)
    points: list[list[float]] = []
    values: list[float] = []
    for t in range(STEPS + 1):
        points.append(w.tolist())
        value, gradient = loss(points[-1], t)
        values.append(value)
        update, state = rule.update(jnp.array(gradient), state, w)
        w = optax.apply_updates(w, update)
    return {"lr": lr, "w": points, "f": values}


def optimizers() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, weight_decay in WEIGHT_DECAY.items():
        rates = zip(STARTS, RATES, strict=True)
        yield name, {loss.__name__: run(weight_decay, lr, loss) for loss, lr in rates}


if __name__ == "__main__":
    jax.config.update("jax_enable_x64", True)
    meta = {"optax": optax.__version__, "jax": jax.__version__, "x64": True}
    content = {"meta": meta, "optimizers": dict(optimizers())}
    json.dump(content, sys.stdout, separators=(",", ":"))
