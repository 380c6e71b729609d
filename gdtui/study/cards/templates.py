"""Texts that name sampled numbers, `w = {w}`, and what they are with the numbers filled in."""

import re
from collections.abc import Mapping
from fractions import Fraction

from gdtui.engine.numbers import number
from gdtui.engine.objectives.typed.error import ExpressionError
from gdtui.engine.spec import quoted
from gdtui.study.cards.formulas import UndefinedError, decimal, formatted, read

_FORMULA = re.compile(r"\{([^{}]+)\}")
_NAME = re.compile(r"\{([A-Za-zα-ωΑ-Ω][A-Za-zα-ωΑ-Ω0-9_]*)\}")


class SampleError(ValueError):
    """A card that can ask nothing; the message is one line."""


class PassedOverError(SampleError):
    """These numbers make a bad question, and why; others may make a good one."""


def filled(
    template: str,
    numbers: Mapping[str, Fraction],
    *,
    bracketed: bool = False,
    shown: bool = False,
    digits: int = 12,
) -> str:
    """`template` with its numbers written out: for the engine, or as they are shown."""

    def number(match: re.Match[str]) -> str:
        value = numbers.get(match[1])
        if value is None:
            return match[0]
        text = formatted(value, digits) if shown else decimal(value, digits)
        return f"({text})" if bracketed and value < 0 else text

    return _NAME.sub(number, template)


def names_in(template: str) -> list[str]:
    """The names that a template has in braces."""
    return _NAME.findall(template)


def as_formula(template: str) -> str:
    """A template for one number as a formula: `2/{L}` is `2/(L)`."""
    return _NAME.sub(r"(\1)", template)


def number_in(template: str, numbers: Mapping[str, Fraction]) -> float:
    """The number that a template such as `2/{L}` stands for. Raises `SampleError`."""
    try:
        return float(read(as_formula(template)).at(numbers))
    except UndefinedError:
        raise PassedOverError(f"{template} is not a number") from None
    except (ExpressionError, KeyError):
        raise SampleError(
            f"{quoted(template)} is not a number or a formula of sampled numbers"
        ) from None


def spec_in(template: str, numbers: Mapping[str, Fraction]) -> str:
    """A spec with a number for each formula in braces, `momentum:momentum={1 - 1/k}`.

    Raises `SampleError`.
    """
    return _FORMULA.sub(lambda match: f"{number_in(match[1], numbers):.15g}", template)


def whole_in(template: str, numbers: Mapping[str, Fraction]) -> int:
    """The whole number that a template stands for. Raises `SampleError`."""
    value = number_in(template, numbers)
    if value != int(value) or value < 0:
        raise SampleError(f"{template} must be a whole number, 0 or more, not {number(value)}")
    return int(value)
