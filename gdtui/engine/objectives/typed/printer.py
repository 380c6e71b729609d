"""A formula of sympy's as a person would write it: `(w − 3)² + 3cos(3w)`."""

from typing import Any, TypeAlias

import sympy

Symbolic: TypeAlias = Any  # sympy has no types

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_NAMES = {"Abs": "abs", "log": "ln"}
_SUM, _PRODUCT, _POWER, _ATOM = range(4)  # how tightly the outermost operation binds


def written_out(formula: Symbolic) -> str:
    """The formula in one line, with a real minus sign, superscripts and implied products."""
    return _written(formula)[0]


def _written(formula: Symbolic) -> tuple[str, int]:
    if formula.is_Add:
        return _sum(formula)
    if formula.is_Mul:
        return _product(formula)
    if formula.is_Rational:
        return _rational(formula)
    if formula.is_Pow or isinstance(formula, sympy.exp):
        return _power(formula)
    if formula.is_Function:
        name = type(formula).__name__
        inside = ", ".join(_written(argument)[0] for argument in formula.args)
        if name == "Abs":
            return f"|{inside}|", _ATOM
        return f"{_NAMES.get(name, name)}({inside})", _ATOM
    return {sympy.pi: "π", sympy.E: "e"}.get(formula, str(formula)), _ATOM


def _sum(formula: Symbolic) -> tuple[str, int]:
    first, *others = (_written(term)[0] for term in formula.as_ordered_terms())
    for term in others:
        first += f" − {term[1:]}" if term.startswith("−") else f" + {term}"
    return first, _SUM


def _product(formula: Symbolic) -> tuple[str, int]:
    coefficient, rest = formula.as_coeff_Mul()
    sign = "−" if coefficient < 0 else ""
    above, below = _fraction(abs(coefficient), rest)
    if below.is_Integer and _terminates(below) and above.as_coeff_Mul()[0] == 1 and below > 2:
        above, below = sympy.Mul(sympy.Rational(1, below), above, evaluate=False), sympy.S.One
    text = _factors(above)
    if below != 1:
        text += "/" + _bracketed(below, _POWER)
    return sign + text, _PRODUCT


def _fraction(coefficient: Symbolic, rest: Symbolic) -> tuple[Symbolic, Symbolic]:
    """What stands above and below the line; e^(−x) stays above."""
    above, below = [sympy.Integer(coefficient.p)], [sympy.Integer(coefficient.q)]
    for factor in sympy.Mul.make_args(rest):
        base, exponent = factor.as_base_exp()
        if exponent.is_Rational and exponent < 0 and base != sympy.E:
            below.append(base**-exponent)
        else:
            above.append(factor)
    return sympy.Mul(*above), sympy.Mul(*below)


def _factors(formula: Symbolic) -> str:
    factors = formula.as_ordered_factors() if formula.is_Mul else [formula]
    if len(factors) > 1:
        factors = [factor for factor in factors if factor != 1]
    bracket = _PRODUCT if len(factors) > 1 else _SUM
    texts = [_bracketed(factor, bracket) for factor in factors]
    # Symbols first, brackets and functions last: 2x(x − 1)sin(x), as one writes it.
    texts.sort(key=lambda text: (text[0].isalpha() and "(" in text, text[0] == "("))
    joined = texts[0]
    for text in texts[1:]:
        apart = joined[-1].isdigit() and text[0].isdigit()
        apart = apart or (joined[-1].isalnum() and text[0].isalpha() and not joined[-1].isdigit())
        apart = apart or (joined[-1].isalpha() and text[0] == "(")
        joined += ("·" if apart else "") + text
    return joined


def _power(formula: Symbolic) -> tuple[str, int]:
    base, exponent = formula.as_base_exp()
    if exponent == sympy.Rational(1, 2):
        return f"√({_written(base)[0]})", _ATOM
    if exponent.is_Integer and exponent > 0:
        return _bracketed(base, _ATOM) + str(exponent).translate(_SUPERSCRIPTS), _POWER
    if exponent.is_number and exponent.is_negative:
        return f"1/{_bracketed(base**-exponent, _POWER)}", _PRODUCT
    return f"{_bracketed(base, _ATOM)}^{_bracketed(exponent, _ATOM)}", _POWER


def _rational(value: Symbolic) -> tuple[str, int]:
    sign = "−" if value < 0 else ""
    value = abs(value)
    if value.q == 1:
        return f"{sign}{value.p}", _SUM if sign else _ATOM
    if _terminates(value.q):
        return f"{sign}{float(value):.12g}", _SUM if sign else _ATOM
    return f"{sign}{value.p}/{value.q}", _PRODUCT


def _terminates(denominator: Symbolic) -> bool:
    """Whether a fraction with it ends as a decimal within a few places."""
    return bool(10**4 % int(denominator) == 0)


def _bracketed(formula: Symbolic, loosest: int) -> str:
    """The formula, in brackets if it binds no tighter than it must."""
    text, binding = _written(formula)
    return text if binding >= loosest and not text.startswith("−") else f"({text})"
