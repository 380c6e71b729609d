"""Known mistakes: the number that each leads to, and what to say to who made it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gdtui.study.cards.formulas import Formula, UndefinedError, exact
from gdtui.study.cards.reader import Table
from gdtui.study.cards.templates import SampleError, filled


@dataclass(frozen=True, slots=True)
class Mistake:
    """A known mistake."""

    formula: Formula
    says: str
    column: str = ""
    """Of a table: which column it is made in; empty: that of the first parameter."""


def read_mistakes(
    table: Table, names: Sequence[str], numbers: Sequence[str] = (), columns: Sequence[str] = ()
) -> tuple[Mistake, ...]:
    """What stands under `mistakes`: a formula each, of the sampled numbers `names` and of what else
    there is (`numbers`); the sentence may show the sampled ones. Where there are `columns`, a
    mistake may name its own."""
    items = table.items("mistakes")
    mistakes: list[Mistake] = []
    for place in items:
        item = items.table(place, ("formula", "says", *(["column"] if columns else [])))
        if not item.given:
            continue
        says = item.text("says", required=True, names=names)
        formula = item.formula("formula", (*names, *numbers))
        if "formula" not in item:
            item.wrong("formula is missing")
        column = item.text("column") if columns else ""
        if column and column not in columns:
            item.wrong(f"the table has no column {column!r}; it has {', '.join(columns)}", "column")
        if formula is not None:
            mistakes.append(Mistake(formula, says, column))
    return tuple(mistakes)


def values(
    mistakes: Sequence[Mistake],
    numbers: Mapping[str, Fraction],
    sampled: Mapping[str, Fraction] | None = None,
) -> Iterator[tuple[Fraction, str]]:
    """The number that each mistake leads to, with its sentence, in which `sampled`
    are filled in, or all numbers.

    Raises `SampleError` for a formula of what there is not.
    """
    for mistake in mistakes:
        try:
            value = exact(mistake.formula.at(numbers))
        except UndefinedError:
            continue
        except KeyError as error:
            raise SampleError(
                f"the formula {mistake.formula.text!r} has {error.args[0]!r}; "
                f"known: {', '.join(numbers)}"
            ) from None
        yield value, filled(mistake.says, numbers if sampled is None else sampled, shown=True)
