"""Quadratic forms, recognized as such, and what is known of one: exactly, by fractions.

Rounding would make a valley of (0.9x − 1.3y + 1)² curved a little up or down along its floor.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple, TypeAlias

import numpy as np
import sympy

from gdtui.engine.objectives.objective import Curvature, Minimum
from gdtui.engine.objectives.typed.symbols import Symbolic

Vector: TypeAlias = list[Fraction]
Matrix: TypeAlias = list[Vector]

_LARGEST_EXPANDED = 4  # the exponents that are multiplied out to see whether they cancel
_MOST_EXPANDED = 80  # operations
_DIGITS = 60  # of constants such as √2, which are no fractions
_NOTHING = Fraction(1, 10**45)  # what is left of such constants where they cancel


class Quadratic(NamedTuple):
    """½ θᵀHθ + gᵀθ + c."""

    hessian: Matrix
    slope: Vector
    value: Fraction

    @property
    def floor(self) -> Minimum | None:
        """Its lowest value, and the place nearest to the origin that has it; None if it has no
        floor. A singular H has a valley of such places."""
        if not _curves_nowhere_down(self.hessian):
            return None
        # Of all θ with Hθ = −g the shortest is Hz.
        z = _solved(_product(self.hessian, self.hessian), [-g for g in self.slope])
        if z is None:
            return None
        place = _applied(self.hessian, z)
        value = self.value + sum(g * x for g, x in zip(self.slope, place, strict=True)) / 2
        return Minimum(tuple(map(float, place)), float(value))

    @property
    def curvature(self) -> Curvature:
        """The extreme eigenvalues of H; those that are 0 are exactly 0."""
        smallest, largest = Curvature.of(np.array(self.hessian, dtype=float))
        if not _curves_nowhere_down(self.hessian):
            if _curves_nowhere_down([[-entry for entry in row] for row in self.hessian]):
                largest = 0.0 if _rank(self.hessian) < len(self.hessian) else largest
            return Curvature(smallest, largest)
        if _rank(self.hessian) < len(self.hessian):
            return Curvature(0.0, largest)
        inverse = [_solved(self.hessian, row) or row for row in _identity(len(self.hessian))]
        return Curvature(1 / Curvature.of(np.array(inverse, dtype=float)).L, largest)


def quadratic_form(
    loss: Symbolic, partials: Sequence[Symbolic], symbols: Sequence[Symbolic]
) -> Quadratic | None:
    """The loss as a quadratic, if it is one."""
    if not loss.is_polynomial(*symbols):
        return None
    second = [[sympy.diff(partial, symbol) for symbol in symbols] for partial in partials]
    if any(item.free_symbols for row in second for item in row):
        second = [[_expanded(item) for item in row] for row in second]
    if any(item.free_symbols for row in second for item in row):
        return None
    origin = dict.fromkeys(symbols, sympy.S.Zero)
    try:
        return Quadratic(
            [[_fraction(item) for item in row] for row in second],
            [_fraction(partial.subs(origin)) for partial in partials],
            _fraction(loss.subs(origin)),
        )
    except (TypeError, ValueError, ZeroDivisionError):
        return None


def _expanded(formula: Symbolic) -> Symbolic:
    powers = formula.atoms(sympy.Pow)
    small = all(p.exp.is_Integer and 0 < p.exp <= _LARGEST_EXPANDED for p in powers)
    return sympy.expand(formula) if small and formula.count_ops() <= _MOST_EXPANDED else formula


def _fraction(number: Symbolic) -> Fraction:
    if not number.is_Rational:
        number = sympy.Rational(sympy.N(number, _DIGITS))
    return Fraction(int(number.p), int(number.q))


def _is_nothing(number: Fraction, size: Fraction) -> bool:
    return number == 0 or (number.denominator > 10**_DIGITS and abs(number) <= _NOTHING * size)


def _curves_nowhere_down(matrix: Matrix) -> bool:
    """Whether θᵀHθ ≥ 0 for all θ, by completing squares."""
    rest, size = [row[:] for row in matrix], _size(matrix)
    while rest:
        k = max(range(len(rest)), key=lambda i: rest[i][i])
        pivot = rest[k][k]
        if _is_nothing(pivot, size):
            return all(_is_nothing(entry, size) for row in rest for entry in row)
        if pivot < 0:
            return False
        others = [i for i in range(len(rest)) if i != k]
        rest = [[rest[i][j] - rest[i][k] * rest[k][j] / pivot for j in others] for i in others]
    return True


def _solved(matrix: Matrix, right: Vector) -> Vector | None:
    """One solution of Ax = b, None if there is none."""
    rows = [[*row, b] for row, b in zip(matrix, right, strict=True)]
    pivots = _reduced(rows, len(matrix))
    size = _size(rows)
    if any(not _is_nothing(row[-1], size) for row in rows[len(pivots) :]):
        return None
    solution = [Fraction(0)] * len(matrix)
    for row, column in zip(rows, pivots, strict=False):
        solution[column] = row[-1]
    return solution


def _rank(matrix: Matrix) -> int:
    return len(_reduced([row[:] for row in matrix], len(matrix)))


def _reduced(rows: Matrix, columns: int) -> list[int]:
    """Bring the rows to reduced echelon form, in place; the columns of the pivots."""
    pivots: list[int] = []
    size = _size(rows)
    for column in range(columns):
        top = len(pivots)
        k = max(range(top, len(rows)), key=lambda i: abs(rows[i][column]), default=None)
        if k is None or _is_nothing(rows[k][column], size):
            continue
        rows[top], rows[k] = rows[k], rows[top]
        rows[top] = [entry / rows[top][column] for entry in rows[top]]
        for i in range(len(rows)):
            if i != top:
                factor = rows[i][column]
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[top], strict=True)]
        pivots.append(column)
    return pivots


def _size(matrix: Matrix) -> Fraction:
    return max(abs(entry) for row in matrix for entry in row)


def _identity(n: int) -> Matrix:
    return [[Fraction(i == j) for j in range(n)] for i in range(n)]


def _applied(matrix: Matrix, vector: Vector) -> Vector:
    return [sum((a * x for a, x in zip(row, vector, strict=True)), Fraction(0)) for row in matrix]


def _product(a: Matrix, b: Matrix) -> Matrix:
    columns = [list(column) for column in zip(*b, strict=True)]
    return [_applied(columns, row) for row in a]
