"""Print `golden_torch.json` again, from torch, which is no dependency of gdtui.

    python -m tests.golden.make_torch > golden_torch.json

Each rule takes 50 steps on five losses, each schedule 60 at a rate of 1, all in float64. `w`, `f`
and `g` are those before an update; a run ends early where its numbers are not finite any more.
"""

import json
import math
import platform
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from torch.optim import lr_scheduler

from tests.golden.losses import BATCH_SIZE, STARTS, Loss, X, Y, batch

STEPS = 50
RATES = 60

RULES: dict[str, tuple[str, dict[str, Any], tuple[float, ...]]] = {
    # name: class, settings, the rate on each of the losses
    "sgd": ("SGD", {}, (0.1, 0.03, 0.001, 0.01, 0.1)),
    "sgd_oscillating": ("SGD", {}, (0.9, 0.075, 0.002, 0.02, 0.3)),
    "sgd_diverging": ("SGD", {}, (1.1, 0.085, 0.008, 0.05, 0.6)),
    "sgd_l2": ("SGD", {"weight_decay": 0.1}, (0.1, 0.03, 0.001, 0.01, 0.1)),
    "momentum": ("SGD", {"momentum": 0.9}, (0.05, 0.01, 0.0002, 0.002, 0.02)),
    "momentum_damped": ("SGD", {"momentum": 0.9, "dampening": 0.9}, (0.3, 0.05, 0.001, 0.01, 0.1)),
    "nesterov": ("SGD", {"momentum": 0.9, "nesterov": True}, (0.05, 0.01, 0.0002, 0.002, 0.02)),
    "adagrad": ("Adagrad", {}, (0.5, 0.5, 0.1, 0.5, 0.5)),
    "adagrad_decay": (
        "Adagrad",
        {"lr_decay": 0.01, "initial_accumulator_value": 0.1},
        (0.5, 0.5, 0.1, 0.5, 0.5),
    ),
    "rmsprop": ("RMSprop", {}, (0.05, 0.05, 0.01, 0.05, 0.05)),
    "rmsprop_centered": ("RMSprop", {"centered": True}, (0.05, 0.05, 0.01, 0.05, 0.02)),
    "rmsprop_momentum": ("RMSprop", {"momentum": 0.9}, (0.01, 0.01, 0.001, 0.01, 0.01)),
    "adadelta": ("Adadelta", {}, (1.0, 1.0, 1.0, 1.0, 1.0)),
    "adam": ("Adam", {}, (0.1, 0.1, 0.05, 0.1, 0.1)),
    "adam_l2": ("Adam", {"weight_decay": 0.1}, (0.1, 0.1, 0.05, 0.1, 0.1)),
    "amsgrad": ("Adam", {"amsgrad": True}, (0.1, 0.1, 0.05, 0.1, 0.1)),
    "adamw": ("AdamW", {"weight_decay": 0.1}, (0.1, 0.1, 0.05, 0.1, 0.1)),
    "nadam": ("NAdam", {}, (0.1, 0.1, 0.05, 0.1, 0.1)),
    "radam": ("RAdam", {}, (0.1, 0.01, 0.001, 0.01, 0.1)),
    "adamax": ("Adamax", {}, (0.1, 0.1, 0.05, 0.1, 0.1)),
    "rprop": ("Rprop", {}, (0.1, 0.1, 0.01, 0.1, 0.1)),
    "asgd": ("ASGD", {"t0": 10.0}, (0.1, 0.03, 0.001, 0.01, 0.1)),
}


def run(cls: str, settings: dict[str, Any], lr: float, loss: Loss) -> dict[str, Any]:
    w = torch.tensor(STARTS[loss], requires_grad=True)
    rule = getattr(torch.optim, cls)([w], lr=lr, foreach=False, **settings)
    points: list[list[float]] = []
    values: list[float] = []
    gradients: list[list[float]] = []
    for t in range(STEPS + 1):
        points.append(w.tolist())
        try:
            value, gradient = loss(points[-1], t)
        except OverflowError:
            value, gradient = math.inf, [math.inf] * len(points[-1])
        values.append(value)
        gradients.append(gradient)
        if t == STEPS or not math.isfinite(value):
            break
        w.grad = torch.tensor(gradient)
        rule.step()
    state = {
        name: memory.tolist() if isinstance(memory, torch.Tensor) else memory
        for name, memory in rule.state[w].items()
        if memory is not None
    }
    return {"lr": lr, "w": points, "f": values, "g": gradients, "final_state": state}


Schedule = Callable[[torch.optim.SGD], Any]


def inverse_sqrt(t: int) -> float:
    """Noam's: up to 1 in 10 steps, then as 1/√t."""
    rate: float = math.sqrt(10) * min((t + 1) ** -0.5, (t + 1) * 10**-1.5)
    return rate


def wsd(t: int) -> float:
    """Warmup in 10 steps, stable, decay in the last 20."""
    return min((t + 1) / 10, 1.0, (RATES - t) / 20)


def warmup_then_cosine(rule: torch.optim.SGD) -> lr_scheduler.SequentialLR:
    warmup = lr_scheduler.LinearLR(rule, start_factor=0.1, total_iters=10)
    cosine = lr_scheduler.CosineAnnealingLR(rule, T_max=RATES - 10)
    return lr_scheduler.SequentialLR(rule, [warmup, cosine], milestones=[10])


SCHEDULES: dict[str, Schedule] = {
    "constant": lambda rule: lr_scheduler.LambdaLR(rule, lambda t: 1.0),
    "constant_factor": lambda rule: lr_scheduler.ConstantLR(rule, factor=0.25, total_iters=5),
    "step": lambda rule: lr_scheduler.StepLR(rule, step_size=15, gamma=0.1),
    "multistep": lambda rule: lr_scheduler.MultiStepLR(rule, [10, 30, 45], gamma=0.5),
    "exponential": lambda rule: lr_scheduler.ExponentialLR(rule, gamma=0.95),
    "cosine": lambda rule: lr_scheduler.CosineAnnealingLR(rule, T_max=RATES, eta_min=0.01),
    "cosine_past_tmax": lambda rule: lr_scheduler.CosineAnnealingLR(rule, T_max=20),
    "warm_restarts": lambda rule: lr_scheduler.CosineAnnealingWarmRestarts(
        rule, T_0=8, T_mult=2, eta_min=0.01
    ),
    "linear_warmup": lambda rule: lr_scheduler.LinearLR(rule, start_factor=0.1, total_iters=20),
    "one_cycle": lambda rule: lr_scheduler.OneCycleLR(rule, max_lr=1.0, total_steps=RATES),
    "one_cycle_linear": lambda rule: lr_scheduler.OneCycleLR(
        rule, max_lr=1.0, total_steps=RATES, anneal_strategy="linear"
    ),
    "one_cycle_3phase": lambda rule: lr_scheduler.OneCycleLR(
        rule, max_lr=1.0, total_steps=RATES, three_phase=True
    ),
    "cyclic_triangular": lambda rule: lr_scheduler.CyclicLR(
        rule, 0.1, 1.0, step_size_up=8, step_size_down=12
    ),
    "cyclic_triangular2": lambda rule: lr_scheduler.CyclicLR(
        rule, 0.1, 1.0, step_size_up=10, mode="triangular2"
    ),
    "cyclic_exp_range": lambda rule: lr_scheduler.CyclicLR(
        rule, 0.1, 1.0, step_size_up=10, mode="exp_range", gamma=0.97
    ),
    "polynomial": lambda rule: lr_scheduler.PolynomialLR(rule, total_iters=40, power=2),
    "plateau": lambda rule: lr_scheduler.ReduceLROnPlateau(
        rule, factor=0.5, patience=3, cooldown=2, min_lr=0.02
    ),
    "inverse_sqrt": lambda rule: lr_scheduler.LambdaLR(rule, inverse_sqrt),
    "wsd": lambda rule: lr_scheduler.LambdaLR(rule, wsd),
    "warmup_then_cosine": warmup_then_cosine,
}
WITH_MOMENTUM = ("one_cycle", "cyclic")
PLATEAU_METRICS = [1 / (min(t, 12) + 1) for t in range(RATES)]


def rates(name: str) -> dict[str, list[float]]:
    rule = torch.optim.SGD([torch.zeros(1)], lr=1.0, momentum=0.9)
    schedule = SCHEDULES[name](rule)
    lr, momentum = [], []
    for t in range(RATES):
        (group,) = rule.param_groups
        lr.append(group["lr"])
        momentum.append(group["momentum"])
        rule.step()
        if t < RATES - 1:
            schedule.step(*([PLATEAU_METRICS[t]] if name == "plateau" else []))
    return {"lr": lr} | ({"momentum": momentum} if name.startswith(WITH_MOMENTUM) else {})


def optimizers() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, (cls, settings, by_loss) in RULES.items():
        runs = {
            loss.__name__: run(cls, settings, lr, loss)
            for loss, lr in zip(STARTS, by_loss, strict=True)
        }
        yield name, {"cls": cls, "kwargs": settings, "runs": runs}


def content() -> dict[str, Any]:
    return {
        "meta": {
            "torch": torch.__version__,
            "numpy": np.__version__,
            "python": platform.python_version(),
            "dtype": "float64",
            "steps": STEPS,
            "lr_steps": RATES,
            "foreach": False,
            "note": "w/f/g are at step t (before update t); lr[t] is the rate used by update t; "
            "NaN/Infinity are JSON extensions",
        },
        "linreg_data": {
            "x": X,
            "y": Y,
            "batch_size": BATCH_SIZE,
            "batches": [batch(t) for t in range(STEPS + 1)],
        },
        "plateau_metrics": PLATEAU_METRICS,
        "optimizers": dict(optimizers()),
        "schedulers": {name: rates(name) for name in SCHEDULES},
    }


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)  # also of what rules remember as a scalar
    json.dump(content(), sys.stdout, separators=(",", ":"))
