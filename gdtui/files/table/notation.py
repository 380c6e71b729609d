"""Numbers as people write them: 1,200.50 and 1.200,50, 12 %, $5; a column has one notation."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from gdtui.engine.data.dataset import LARGEST

MISSING = frozenset(
    {
        "", "na", "n/a", "#n/a", "<na>", "nan", "null", "none", "nil", "missing",
        "?", "-", "--", "–", "—", ".",
        "\\n",  # by MySQL
        "#nv", "#div/0!", "#value!", "#ref!", "#name?", "#num!", "#null!",  # by Excel
    }
)  # fmt: skip
"""What stands for a cell without a value, in small letters."""

_MARKS = "$€£¥₹"
_MARKED = re.compile(rf"([+-]?)\s*([{_MARKS}]?)\s*([+-]?)(\S.*?)\s*([%{_MARKS}]?)")


def is_missing(cell: str) -> bool:
    """Whether a cell has no value."""
    return cell.lower() in MISSING


def is_plain(cell: str) -> bool:
    """Whether a cell is a number as programs write it, and none too large to compute with."""
    try:
        return abs(_float(cell)) <= LARGEST and "_" not in cell
    except ValueError:
        return False


def may_have_thousands(cells: Iterable[str]) -> bool:
    """Whether all points in `cells`, and there are some, may stand between thousands: 1.200."""
    cells = list(cells)
    pattern = _pattern(".", ",")
    return any("." in cell for cell in cells) and all(
        pattern.fullmatch(cell.lstrip("+-−")) for cell in cells
    )


def _float(cell: str) -> float:
    """As `float`, with the minus sign of word processors as well."""
    return float(cell.replace("−", "-"))


class Notation(NamedTuple):
    """How the numbers of a column are written."""

    mark: str = ""
    """`%` or a currency that every cell carries."""
    group: str = ""
    """What stands between thousands."""
    decimal: str = "."

    @property
    def words(self) -> str:
        """What is unlike a program's notation, with an example."""
        one = f"1{self.group}200{self.decimal}5" if self.group else f"1{self.decimal}5"
        sense = "1200.5" if self.group else "1.5"
        said = [] if (self.group, self.decimal) == ("", ".") else [f"{one} is {sense}"]
        if self.mark:
            said.append("12% is 0.12" if self.mark == "%" else f"in {self.mark}")
        return ", ".join(said)

    def value(self, cell: str) -> float:
        """The number that `cell` is. Raises `ValueError` if it is none in this notation."""
        if self == PLAIN and is_plain(cell):
            return _float(cell)
        mark, sign, body = _parts(cell)
        if mark != self.mark or not _pattern(self.group, self.decimal).fullmatch(body):
            raise ValueError(cell)
        if self.group:
            body = body.replace(self.group, "")
        number = float(sign + body.replace(self.decimal, "."))
        if abs(number) > LARGEST:
            raise ValueError(cell)
        return number / 100 if self.mark == "%" else number


PLAIN = Notation()
DECIMAL_COMMA, THOUSANDS, DOTTED_THOUSANDS = ("", ","), (",", "."), (".", ",")
_FORMS = (("", "."), DECIMAL_COMMA, THOUSANDS, DOTTED_THOUSANDS, (" ", "."), (" ", ","), ("'", "."))


def _parts(cell: str) -> tuple[str, str, str]:
    """Mark, sign and digits of a cell; without any sense if it is no number."""
    cell = re.sub(r"[\u00a0\u202f]", " ", cell).replace("−", "-")
    found = _MARKED.fullmatch(cell)
    if found is None:
        return "", "", ""
    sign, before, inner, body, after = found.groups()
    if (sign and inner) or (before and after):
        return "", "", ""
    return before or after, sign or inner, body


@cache
def _pattern(group: str, decimal: str) -> re.Pattern[str]:
    point = re.escape(decimal)
    if not group:
        return re.compile(rf"([0-9]+({point}[0-9]*)?|{point}[0-9]+)([eE][+-]?[0-9]+)?")
    between = re.escape(group)
    return re.compile(rf"([1-9][0-9]{{0,2}}({between}[0-9]{{3}})+|[0-9]+)({point}[0-9]+)?")


def notations(cells: Iterable[str]) -> list[Notation]:
    """The notations in which every one of `cells` is a number, the simplest first."""
    parts = [_parts(cell) for cell in cells]
    marks = {mark for mark, _, _ in parts}
    if len(marks) != 1:
        return []
    (mark,) = marks
    return [
        Notation(mark, *form)
        for form in _FORMS
        if all(_pattern(*form).fullmatch(body) for _, _, body in parts)
    ]


def is_number(cell: str) -> bool:
    """Whether a cell is a number in some notation: never a class."""
    return is_plain(cell) or bool(notations([cell]))


def is_ambiguous(found: Sequence[Notation]) -> bool:
    """Whether a comma may stand before decimals or between thousands: 1,200."""
    forms = [(notation.group, notation.decimal) for notation in found]
    return bool(forms) and forms[0] == DECIMAL_COMMA and THOUSANDS in forms
