"""A table that is worked out by hand, row by row: the engine has the numbers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Self

from gdtui.engine.events import StepTaken
from gdtui.engine.numbers import number
from gdtui.engine.run import Run
from gdtui.study.cards.formulas import exact
from gdtui.study.cards.kinds.numeric import APART, Sample
from gdtui.study.cards.mistakes import Mistake, read_mistakes, values
from gdtui.study.cards.reader import Table
from gdtui.study.cards.sampling import Numbers
from gdtui.study.cards.templates import SampleError
from gdtui.study.labs.rows import DIGITS, before, cells_of, columns_of, shown_name, worked
from gdtui.study.labs.task import Asked, Part, Task
from gdtui.study.labs.task_run import parameters_of, refuse_diverged, run_of, shown_run

ROUNDING = Fraction(1, 10**6)  # relative, where nothing moves and so nothing is measured by it


@dataclass(frozen=True, slots=True, kw_only=True)
class Compute(Task):
    """A row a step; of the first rows, and of some columns, the numbers are given."""

    KEYS: ClassVar = ("run", "table", "rows_given", "given", "fades", "mistakes", "tolerance")
    HOW: ClassVar = "Type the number; a calculation such as 8 - 0.1*12 is fine too."

    table: tuple[str, ...]
    rows_given: int = 0
    columns_given: tuple[str, ...] = ()
    fades: bool = False
    """Whether each row gives a column less than the one before: the blanks grow from the end."""
    mistakes: tuple[Mistake, ...] = ()
    tolerance: Fraction = Fraction(1, 100)
    """Relative to the step that the row is about."""

    @classmethod
    def read(cls, table: Table, common: Mapping[str, Any]) -> Self:
        """The columns are known as far as the loss is typed in; asking shows the rest."""
        names = [name for name, _ in common["choices"]]
        setup = common["setup"]
        if setup is None or setup.steps is None:
            table.wrong("a table needs run = { steps = 4 }: a row a step", "run")
        parameters = parameters_of(setup, names)
        known = columns_of(parameters) if parameters else ()
        columns = _words(table, "table", known)
        if not columns:
            table.wrong('table lists the columns, such as ["w", "loss"]')
        tolerance = table.positive("tolerance")
        row = (*parameters, *(f"{name}0" for name in parameters), "eta", "loss", "k")
        slopes = [name for name in known if name.startswith("slope")]
        return cls(
            table=columns,
            rows_given=table.whole("rows_given", 0, 20) or 0,
            columns_given=_words(table, "given", columns),
            fades=table.flag("fades"),
            mistakes=read_mistakes(table, names, (*row, *slopes), columns),
            tolerance=Fraction(1, 100) if tolerance is None else tolerance,
            **common,
        )

    def with_numbers(self, numbers: Numbers) -> Asked:
        """A part for each cell that is not given."""
        known = dict(numbers)
        assert self.setup is not None
        run = run_of(self.setup, known)
        refuse_diverged(run)
        missing = set(self.table) - set(columns_of(run.objective.parameters))
        if missing:
            there_is = ", ".join(columns_of(run.objective.parameters))
            raise SampleError(
                f"the table has no {', '.join(sorted(missing))}; it can have {there_is}"
            )
        rows = run.rows(self.rows_given + 1, run.step)
        parts = tuple(part for row in rows for part in self._parts(run, row, known))
        if not parts:
            raise SampleError("everything in the table is given: nothing is asked")
        return self.asked(
            numbers,
            parts,
            given=tuple(worked(run, self.rows_given)),
            shown=shown_run(self.setup, known),
        )

    def checked(self, numbers: Numbers) -> object:
        """A mistake that is never told from what is right is no use."""
        asked, known = self.with_numbers(numbers), dict(numbers)
        assert self.setup is not None
        run = run_of(self.setup, known)
        rows = run.rows(self.rows_given + 1, run.step)
        for mistake in self.mistakes:
            if not any(self._told((mistake,), run, row, known) for row in rows):
                raise SampleError(
                    f"the mistake {mistake.formula.text!r} is within {APART} tolerances of what is "
                    "right in every row"
                )
        return asked

    def columns_given_at(self, step: int) -> tuple[str, ...]:
        """The columns that are filled in for the learner in the row of a step."""
        if step <= self.rows_given:
            return self.table
        faded = step - self.rows_given - 1 if self.fades else 0
        return self.columns_given[: max(0, len(self.columns_given) - faded)]

    def _parts(self, run: Run, row: StepTaken, known: Mapping[str, Fraction]) -> Iterator[Part]:
        cells, given = cells_of(run, row), self.columns_given_at(row.step)
        for column in self.table:
            if column in given:
                continue
            made = [m for m in self.mistakes if (m.column or self._first(run)) == column]
            sample = self._sample(run, row, column, tuple(self._told(made, run, row, known)))
            beside = ", ".join(
                f"{shown_name(name)} = {number(cells[name], DIGITS)}" for name in given
            )
            wanted = f"{shown_name(column)} = "
            yield Part(
                name=f"{column} {row.step}",
                prompt=f"step {row.step}{f' ({beside})' if beside else ''}: {wanted}",
                brief=f"step {row.step}: {wanted}",
                judge=sample.judged,
                solution=sample.shown_answer,
            )

    def _first(self, run: Run) -> str:
        """The column in which a mistake is made unless it says another."""
        wanted = [c for c in self.table if c not in self.columns_given and c != "loss"]
        parameters = [c for c in wanted if c in run.objective.parameters]
        return (parameters or wanted or list(self.table))[0]

    def _told(
        self,
        mistakes: Sequence[Mistake],
        run: Run,
        row: StepTaken,
        known: Mapping[str, Fraction],
    ) -> list[tuple[Fraction, str]]:
        """The mistakes that can be told from what is right in this row."""
        found = []
        for mistake in mistakes:
            sample = self._sample(run, row, mistake.column or self._first(run), ())
            for value, says in values([mistake], {**known, **before(run, row)}, known):
                if abs(value - sample.answer) > APART * sample.tolerance:
                    found.append((value, says))
        return found

    def _sample(
        self, run: Run, row: StepTaken, column: str, mistakes: tuple[tuple[Fraction, str], ...]
    ) -> Sample:
        cells = cells_of(run, row)
        answer = exact(float(cells[column]))
        scale = self._scale(run, row, column)
        tolerance = self.tolerance * scale if scale else ROUNDING * max(abs(answer), Fraction(1))
        return Sample((), "", answer, tolerance, None, mistakes, "")

    def _scale(self, run: Run, row: StepTaken, column: str) -> Fraction:
        """What a tolerance is relative to: how far the row moves what the column shows."""
        if column == "loss":
            return exact(abs(float(row.new_loss - row.loss)))
        if column in run.objective.parameters:
            return exact(abs(float(row.update[run.objective.parameters.index(column)])))
        return exact(abs(float(cells_of(run, row)[column])))


def _words(table: Table, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """A list of columns."""
    items = table.items(key)
    words = tuple(items.text(place) for place in items)
    for place, word in enumerate(words):
        if known and word not in known:
            items.wrong(f"there is no column {word!r}; known: {', '.join(known)}", place)
    return words
