"""Reference values that other programs worked out, read from the JSON files of this folder."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@cache
def torch() -> dict[str, Any]:
    """Runs of `torch.optim` and rates of its schedulers, written by `make_torch.py`."""
    content: dict[str, Any] = _read("golden_torch.json")
    return content


@cache
def optax() -> dict[str, Any]:
    """Runs of optax's Lion, written by `make_optax.py`."""
    content: dict[str, Any] = _read("golden_optax.json")
    return content


@cache
def functions() -> dict[str, dict[str, Any]]:
    """Losses by name: values, gradients, minima and the eigenvalues of the Hessian there."""
    return {entry["name"]: entry for entry in _read("golden_functions.json")}


def _read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))
