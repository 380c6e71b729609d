"""What is seen below the text of a task that the live playground does not show: what was answered
so far as points, curves and a table."""

import math
import textwrap
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache

from gdtui.drawing.axes import Axis
from gdtui.drawing.canvas import Line
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.heat_map import Pen
from gdtui.drawing.loss_curve import Curve, loss_lines
from gdtui.drawing.numbers import number
from gdtui.drawing.points import Point, point_lines
from gdtui.engine.history import Span
from gdtui.engine.spec import shortened
from gdtui.study.cards.card import Setup
from gdtui.study.cards.sampling import Numbers
from gdtui.study.cards.typed_number import NotANumberError, read
from gdtui.study.labs.kinds.classify import Classify
from gdtui.study.labs.kinds.compute import Compute
from gdtui.study.labs.kinds.find import Find
from gdtui.study.labs.progress import TaskProgress
from gdtui.study.labs.rows import cells_of, shown_name
from gdtui.study.labs.sitting import Sitting
from gdtui.study.labs.task import Part
from gdtui.study.labs.task_run import losses, run_of

MOST_CURVES = 6
HIGH = 22  # rows of a window in which a table has `MOST_ROWS`
MOST_ROWS = 10  # of runs and labels in one table
SYMBOLS = {"eta": "η"}
DIGITS = 5
LEAST_CELL = 7  # cells of a column
STEP = 5  # cells of the number of a step, with a gap
MARKS = {"right": ("✓", "good"), "shown": ("·", "heading")}


def points(sitting: Sitting, size: tuple[int, int], pen: Pen) -> list[Line]:
    """The points of a table as they were entered, right or not, in the landscape; empty where the
    loss has more than two parameters."""
    task = sitting.task
    assert isinstance(task, Compute)
    assert task.setup is not None
    run = run_of(task.setup, dict(sitting.asked.numbers))
    names, here = run.objective.parameters, sitting.here
    if len(names) > 2:
        return []
    rows = run.rows(1, run.step)
    found = [Point("0", "trail", rows[0].params)]
    for row in rows:
        if row.step <= task.rows_given:
            found.append(Point(_digit(row.step), "trail", row.new_params))
            continue
        entered = [_value(here, f"{name} {row.step}") for name in names]
        if all(value is not None and math.isfinite(value) for value in entered):
            right = all(f"{name} {row.step}" in here.outcomes for name in names)
            role = "point" if right else "bad"
            found.append(Point(_digit(row.step), role, [value or 0.0 for value in entered]))
    return point_lines(size, run.objective, found, (Axis(), Axis()), pen)


def width_of(task: Compute) -> int:
    """The cells that its table needs at least, without a frame."""
    return STEP + LEAST_CELL * len(task.table)


def table(
    sitting: Sitting, asked: Part | None, size: tuple[int, int], *, lists: bool
) -> list[Line]:
    """A line a row of what is worked out, of the labels that were given, or of what was tried; of
    more than fit, those around the one that is asked. `lists`: whether it also has the labels that
    there are."""
    lines = _table(sitting, asked, size[0], lists=lists)
    names = [part.name for part in sitting.asked.parts]
    if len(lines) > size[1] and asked is not None and isinstance(sitting.task, Classify):
        top = min(max(0, names.index(asked.name) - size[1] // 2), len(lines) - size[1])
        return lines[top:]
    return lines


def _table(sitting: Sitting, asked: Part | None, width: int, *, lists: bool) -> list[Line]:
    task = sitting.task
    if isinstance(task, Compute):
        return [*_rows(sitting, task, asked, width)]
    if isinstance(task, Find):
        return [*_tries(sitting)]
    return [*_labels(sitting, asked, width, lists=lists)]


def curves(
    sitting: Sitting, asked: Part | None, size: tuple[int, int], glyphs: Glyphs, *, log: bool
) -> list[Line]:
    """The losses of the runs that are labeled, or of those that were tried last. Runs without their
    rates may be of losses far apart: there the one that is asked stands alone."""
    task, numbers = sitting.task, sitting.asked.numbers
    runs: list[tuple[str, str, tuple[float, ...]]] = []
    if isinstance(task, Classify):
        for part, item in zip(sitting.asked.parts, task.items, strict=True):
            assert item.setup is not None
            if task.hidden and part != (asked or sitting.asked.parts[-1]):
                continue
            name = "" if task.hidden else part.prompt.partition(" ")[2].strip(" :")
            runs.append((part.name, name, _losses(item.setup, numbers, task.steps)))
    elif isinstance(task, Find):
        assert task.setup is not None
        for letter, value, _ in _tried(sitting)[-MOST_CURVES:]:
            tried = (*numbers, (task.name, read(value).value))
            runs.append(
                (
                    letter,
                    f"{SYMBOLS.get(task.name, task.name)} = {value}",
                    _losses(task.setup, tried, None),
                )
            )
    if sum(len(f"{letter} {name}  ") for letter, name, _ in runs) > size[0]:
        runs = [(letter, "", curve) for letter, _, curve in runs]  # the table has the names
    shown = [
        Curve(letter, name, f"run{place % MOST_CURVES}", _spans(curve))
        for place, (letter, name, curve) in enumerate(runs)
    ]
    steps = max((len(curve) - 1 for *_, curve in runs), default=1)
    return loss_lines(size, [], 0, None, max(1, steps), Axis(), glyphs, log=log, beside=shown)


def lists_options(sitting: Sitting, height: int) -> bool:
    """Whether the labels that there are have room below the runs in a window so high."""
    parts = sitting.asked.parts
    return len(parts) + len(parts[0].options) < MOST_ROWS and height >= HIGH


def _rows(sitting: Sitting, task: Compute, asked: Part | None, width: int) -> Iterator[Line]:
    assert task.setup is not None
    run = run_of(task.setup, dict(sitting.asked.numbers))
    room = max(LEAST_CELL, (width - STEP) // len(task.table))
    rows, here = run.rows(1, run.step), sitting.here
    titles = "".join(
        f"{shortened(shown_name(name), room - 2):>{room - 2}}  " for name in task.table
    )
    yield [(f"{'step':<{STEP}}{titles}", "heading")]
    first = dict(zip(run.objective.parameters, rows[0].params, strict=True))
    start = {**first, "loss": rows[0].loss}
    given = [_fitting(start[name], room - 3) if name in start else "" for name in task.table]
    cells = "".join(f"{text:>{room - 2}}  " for text in given)
    yield [(f"{0:>{STEP - 1}} {cells}", "")]
    asked_for = {part.name for part in sitting.open_parts}
    open_before = False  # what is given in a row would answer the rows before it
    for row in rows:
        known = cells_of(run, row)
        is_open = any(f"{name} {row.step}" in asked_for for name in task.table)
        line: Line = [(f"{row.step:>{STEP - 1}} ", "")]
        for name in task.table:
            part = f"{name} {row.step}"
            text, mark, role = "" if open_before else _fitting(known[name], room - 3), " ", ""
            if name not in task.columns_given_at(row.step):
                text, mark, role = _entered(here, part, known[name], room - 3)
            here_now = asked is not None and asked.name == part
            if here_now:
                text = text or "?"
            shown = f"{shortened(text, room - 3):>{room - 3}}"
            line += [(" " if not here_now else "▶", "point"), (shown, "point" if here_now else "")]
            line += [(mark, role), (" ", "")]
        open_before = open_before or is_open
        yield line


def _fitting(value: float, room: int) -> str:
    """A number with as many digits as there is room for."""
    texts = (number(value, digits) for digits in range(DIGITS, 0, -1))
    return next((text for text in texts if len(text) <= room), number(value, 1))


def _entered(here: TaskProgress, part: str, right: float, room: int) -> tuple[str, str, str]:
    """A cell as it was entered last, and the mark behind it with its role."""
    outcome = here.outcomes.get(part)
    if outcome == "shown":
        return _fitting(right, room), *MARKS["shown"]
    if part not in here.answers:
        return "", " ", ""
    value = _value(here, part)
    text = here.given(part) if value is None else _fitting(value, room)
    return text, *(MARKS["right"] if outcome == "right" else ("✗", "bad"))


def _labels(sitting: Sitting, asked: Part | None, width: int, *, lists: bool) -> Iterator[Line]:
    """The runs with their labels, and below them the labels that there are."""
    here = sitting.here
    for place, part in enumerate(sitting.asked.parts):
        outcome = here.outcomes.get(part.name)
        given = here.given(part.name)
        label = part.solution if outcome == "shown" else given
        mark, role = MARKS.get(outcome or "", ("✗" if label else " ", "bad"))
        name = part.prompt.strip(" :")
        sign = "▶" if asked is not None and asked.name == part.name else " "
        own = f"run{place % MOST_CURVES}"
        first, *more = textwrap.wrap(label, max(8, width - len(name) - 4)) or [""]
        yield [(sign, "point"), (f"{name} ", own), (f"{mark} ", role), (first, "")]
        for line in more:
            yield [(" " * (len(name) + 4) + line, "")]
    if asked is not None and lists:
        yield []
        for number_, option in enumerate(asked.options, 1):
            for n, line in enumerate(textwrap.wrap(option, max(8, width - 4))):
                yield [(f"{number_:>2} " if n == 0 else "   ", "point"), (line, "")]


def _tries(sitting: Sitting) -> Iterator[Line]:
    tried = _tried(sitting)
    if not tried:
        yield [("what you try appears here", "heading")]
    for letter, value, says in tried[-8:]:
        headline = says.partition(", L = ")[0].partition(" steps ")[2] or says
        yield [(f"{letter} ", "curve"), (f"{value:<8} ", ""), (headline, "heading")]


def _tried(sitting: Sitting) -> list[tuple[str, str, str]]:
    """Each value once, the last try last, with a letter and what it showed."""
    said = {str(entry.get("value")): str(entry.get("says")) for entry in sitting.here.tries}
    readable = [(value, says) for value, says in said.items() if _number(value) is not None]
    return [(chr(ord("a") + n % 26), value, says) for n, (value, says) in enumerate(readable)]


@lru_cache(maxsize=64)
def _losses(setup: Setup, numbers: Numbers, steps: int | None) -> tuple[float, ...]:
    """The curve of a run that does not change."""
    return tuple(losses(run_of(setup, dict(numbers), steps)))


def _spans(curve: Sequence[float]) -> list[Span]:
    return [Span(k, k, loss, loss) for k, loss in enumerate(curve)]


def _value(here: TaskProgress, part: str) -> float | None:
    """What was entered last for a part, as a number."""
    value = _number(here.given(part))
    return None if value is None else float(value)


def _number(text: str) -> Fraction | None:
    try:
        return read(text).value
    except NotANumberError:
        return None


def _digit(step: int) -> str:
    return str(step % 10)
