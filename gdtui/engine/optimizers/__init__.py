"""Update rules: pure functions of gradient, state and hyperparameters.

Every rule but rprop takes `weight_decay`: λ·w is added to the gradient (L2), or, where the rule is
known for it (adamw, lion), taken from w directly (decoupled).
"""

from collections.abc import Callable
from functools import lru_cache

from gdtui.engine import spec
from gdtui.engine.optimizers.adam import adam, adamax, adamw, nadam, radam
from gdtui.engine.optimizers.momentum import gd, momentum, nesterov
from gdtui.engine.optimizers.rates import adadelta, adagrad, rmsprop
from gdtui.engine.optimizers.rule import Rule, State
from gdtui.engine.optimizers.signs import lion, rprop

__all__ = ["OPTIMIZERS", "Rule", "State", "is_descent", "is_plain_descent", "parse"]

OPTIMIZERS: dict[str, Callable[..., Rule]] = {
    "gd": gd, "sgd": gd, "momentum": momentum, "nesterov": nesterov, "adagrad": adagrad,
    "rmsprop": rmsprop, "adadelta": adadelta, "adam": adam, "adamw": adamw, "nadam": nadam,
    "radam": radam, "adamax": adamax, "rprop": rprop, "lion": lion,
}  # fmt: skip


@lru_cache(maxsize=64)  # a run asks for it again with every portion of steps
def parse(text: str) -> Rule:
    """The rule that a spec such as `adam:beta1=0.8` names. Raises `SpecError`."""
    return spec.build("optimizer", text, OPTIMIZERS)


_DESCENT = ("gd", "sgd")


def is_descent(text: str) -> bool:
    """Whether a spec names gradient descent, by either name and whatever its settings."""
    return spec.name_of(text) in _DESCENT


def is_plain_descent(text: str) -> bool:
    """Whether it does, without any settings."""
    return text in _DESCENT
