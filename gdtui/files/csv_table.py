"""A table in a text file (CSV and its kin) as data to learn from.

What the caller does not say is found out from the first lines, and told: the separator, whether
there is a header, which column is the target and of what kind, how numbers are written. A cell that
is not a number is never passed over; the error names its line and column, and the options that
would mend it.
"""

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from gdtui.files.table.blocks import Blocks
from gdtui.files.table.columns import AS_IT_IS, Column, Wanted, columns_of
from gdtui.files.table.examples import Examples, Table, Training, nothing_left
from gdtui.files.table.header import layout_of, one_row
from gdtui.files.table.lines import opened, portion
from gdtui.files.table.undecided import check_decided

_SAMPLE = 1_000  # lines by which the form is judged
_PORTION = 20_000  # lines read at a time

Progress = Callable[[float], None]
Look = Callable[[Sequence[Column]], None]


def all_rows(rows: int) -> slice:
    """Every one of so many rows."""
    return slice(0, rows)


def no_look(_columns: Sequence[Column]) -> None:
    """Whatever the columns are, they are read."""


def read(
    path: Path,
    wanted: Wanted = AS_IT_IS,
    progress: Progress | None = None,
    training: Training = all_rows,
    look: Look = no_look,
) -> Table:
    """The table in `path`, with the columns that are `wanted`.

    `progress` is told again and again what share has been read, from 0 to 1; what it raises ends
    the reading. `training` tells which of so many rows are for training: the means that fill gaps
    are over these alone. `look` is shown the columns by the first lines, before anything is decided
    about them; what it raises ends the reading too. Raises `TableError`; `UndecidedError` if an
    option would help.
    """
    wanted = wanted.spelled_out
    with opened(path) as (raw, lines):
        size = max(1, path.stat().st_size)
        sample = portion(lines, _SAMPLE)
        layout = layout_of(path, sample, wanted.header)
        columns = columns_of(path, layout, wanted)
        look(columns)
        check_decided(path, layout, columns, wanted)
        blocks = Blocks(path, layout, columns, wanted)
        if len(blocks.used) < 2:
            raise nothing_left(path)
        length = sum(len(line) for _, line in sample) / len(sample)
        values = np.empty((int(1.05 * size / length) + _SAMPLE, len(blocks.used)))
        count = 0
        begin = next((number for number, _ in layout.rows), 0)
        rest = itertools.chain(((n, line) for n, line in sample if n >= begin), lines)
        while block_lines := portion(rest, _PORTION):
            block = blocks.block(block_lines)
            if count + len(block) > len(values):
                values.resize((int(1.5 * (count + len(block))), values.shape[1]), refcheck=False)
            values[count : count + len(block)] = block
            count += len(block)
            if progress:
                progress(min(1.0, raw.tell() / size))
    if count < 2:
        raise one_row(path)
    values.resize((count, values.shape[1]), refcheck=False)
    return Examples(path, layout, columns, wanted, blocks, training).table(values)


def columns_in(path: Path, wanted: Wanted = AS_IT_IS) -> tuple[Column, ...]:
    """The columns of the table in `path`, by its first lines. Raises `TableError`."""
    with opened(path) as (_, lines):
        layout = layout_of(path, portion(lines, _SAMPLE), wanted.header)
        return tuple(columns_of(path, layout, wanted.spelled_out))
