"""Formulas written so that floats lose nothing on the way.

Whatever is made of two exponentials, such as 1/(2 + e⁻ʷ), ln(e^w + e⁻ʷ) or 1 − tanh w, overflows or
cancels in one tail or the other as it is typed, and so do its derivatives. It becomes σ, softplus,
tanh and sech here, of which every one keeps its digits everywhere.
"""

import sympy

from gdtui.engine.objectives.typed.symbols import Sech, Symbolic, Tanh, sigmoid, softplus


def stable(formula: Symbolic) -> Symbolic:
    """The same formula for floats."""
    if formula.is_Atom:
        return formula
    parts = [stable(part) for part in formula.args]
    if formula.is_Add:
        return _sum(sympy.Add(*parts))
    if formula.is_Mul:
        return _product(sympy.Mul(*parts))
    if isinstance(formula, sympy.log):
        return _logarithm(parts[0])
    if isinstance(formula, sympy.tanh):
        return Tanh(parts[0])
    if isinstance(formula, sympy.Pow) and not isinstance(formula, sympy.exp):
        return _power(*parts)
    return formula.func(*parts)


def _exponent(term: Symbolic) -> Symbolic | None:
    """u of a term that is eᵘ, as 2, 3eʷ and 2ʷ are."""
    constant, rest = term.as_independent(*term.free_symbols, as_Add=False)
    if not constant.is_positive:
        return None
    u = sympy.log(constant)
    for factor in sympy.Mul.make_args(rest):
        base, power = factor.as_base_exp()
        if factor != 1 and not (base.is_number and base.is_positive):
            return None
        u += power * sympy.log(base)
    return u


def _two(formula: Symbolic) -> tuple[Symbolic, Symbolic] | None:
    """u and v of eᵘ + eᵛ; u is a number if one is."""
    if not formula.is_Add or len(formula.args) != 2:
        return None
    u, v = map(_exponent, formula.args)
    if u is None or v is None:
        return None
    return (v, u) if v.is_number else (u, v)


def _logarithm(x: Symbolic) -> Symbolic:
    factor, x = x.as_coeff_Mul()
    if factor > 0:
        if isinstance(x, sigmoid):  # ln σ(u) = −softplus(−u)
            return sympy.log(factor) - softplus(-x.args[0])
        if isinstance(x, sympy.cosh):  # 2cosh u = eᵘ + e⁻ᵘ
            u = x.args[0]
            return sympy.log(factor) + softplus(2 * u) - u - sympy.log(2)
        if (two := _two(x)) is not None:  # ln(eᵘ + eᵛ) = u + softplus(v − u)
            u, v = two
            return sympy.log(factor) + u + softplus(v - u)
    return sympy.log(factor * x)


def _power(base: Symbolic, power: Symbolic) -> Symbolic:
    """1/(eᵘ + eᵛ) is e⁻ᵘσ(u − v)."""
    if power.is_number and power.is_negative:
        if isinstance(base, sympy.cosh):
            return Sech(base.args[0]) ** -power
        if (two := _two(base)) is not None:
            u, v = two
            if u + v == 0:
                return (Sech(u) / 2) ** -power
            return sympy.exp(u * power) * sigmoid(u - v) ** -power
    return base**power


def _sum(formula: Symbolic) -> Symbolic:
    """1 − σ(u) is σ(−u), 1 − tanh²u is sech²u, softplus(u) − u is softplus(−u), …"""
    number, _ = formula.as_coeff_Add()
    terms = sympy.Add.make_args(formula)
    for term in terms:
        factor, f = term.as_coeff_Mul()
        u: Symbolic = f.args[0] if f.args else None
        rest = formula - term
        if isinstance(f, softplus) and not (rest / factor + u).free_symbols:
            return factor * (softplus(-u) + rest / factor + u)
        if not number:
            continue
        rest -= number
        if isinstance(f, sigmoid) and factor == -number:
            return rest + number * sigmoid(-u)
        if isinstance(f, sigmoid) and factor == -2 * number:
            return rest - number * Tanh(u / 2)
        if isinstance(f, Tanh) and abs(factor) == abs(number):
            return rest + 2 * number * sigmoid(2 * u * factor / number)
        if f.is_Pow and isinstance(u, Tanh) and f.exp == 2 and factor == -number:
            return rest + number * Sech(u.args[0]) ** 2
    if len(terms) == 2:  # eᵘ − e⁻ᵘ = 2 sinh u
        for ahead, behind in (terms, terms[::-1]):
            u, v = _exponent(ahead), _exponent(-behind)
            if u is not None and v is not None and u.free_symbols and u + v == 0:
                return 2 * sympy.sinh(u)
    return formula


def _product(product: Symbolic) -> Symbolic:
    """eᵘσ(−u) is σ(u), sinh u·sech u is tanh u, and (eᵘ − eᵛ)/(eᵘ + eᵛ) tanh((u − v)/2)."""
    others = dict(product.as_powers_dict())
    exponent = others.pop(sympy.E, sympy.S.Zero)
    for f, n in [*others.items()]:
        if isinstance(f, sympy.sinh) and others.get(Sech(f.args[0]), 0) >= n > 0:
            others[Sech(f.args[0])] -= n
            others[Tanh(f.args[0])] = others.pop(f)
        if f.is_Add and n == 1:
            exponent = _ratio(f, exponent, others)
    for f, n in [*others.items()]:
        if isinstance(f, Sech) and n >= 1 and exponent in (f.args[0], -f.args[0]):
            others[f] -= 1  # eᵘ·sech u = 2σ(2u)
            return 2 * sigmoid(2 * exponent) * _back(others)
        if isinstance(f, sigmoid) and n.is_Integer and exponent:
            u = f.args[0]
            k = next((k for k in range(1, int(n) + 1) if sympy.expand(exponent + k * u) == 0), 0)
            if k:
                exponent = sympy.S.Zero
                others[f] -= k
                others[sigmoid(-u)] = others.get(sigmoid(-u), 0) + k
    for f, n in [*others.items()]:
        if isinstance(f, sigmoid) and n >= 1 and others.get(sigmoid(-f.args[0]), 0) >= 1:
            both, half = sigmoid(-f.args[0]), Sech(f.args[0] / 2)  # σ(u)σ(−u) = ¼ sech²(u/2)
            others[f] -= 1
            others[both] -= 1
            return _product(half**2 / 4 * sympy.exp(exponent) * _back(others))
    return sympy.exp(exponent) * _back(others)


def _back(powers: dict[Symbolic, Symbolic]) -> Symbolic:
    return sympy.Mul(*(f**n for f, n in powers.items()))


def _ratio(difference: Symbolic, exponent: Symbolic, others: dict[Symbolic, Symbolic]) -> Symbolic:
    """What is left of the exponent if eᵘ − eᵛ, e⁻ᵘ and σ(u − v) in a product become a tanh."""
    if len(difference.args) != 2:
        return exponent
    for ahead, behind in (difference.args, difference.args[::-1]):
        u, v = _exponent(ahead), _exponent(-behind)
        if u is None or v is None:
            continue
        for a, b in ((u, v), (v, u)):
            tail = sigmoid(a - b)
            if others.get(tail, 0) >= 1 and sympy.expand(exponent + a).is_number:
                others[tail] -= 1
                del others[difference]
                others[Tanh((u - v) / 2)] = others.get(Tanh((u - v) / 2), 0) + 1
                return exponent + a
    return exponent
