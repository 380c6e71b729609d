"""Every task of every shipped lab, of all nine kinds: what is right, and each listed mistake."""

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtui.study.cards.formulas import decimal
from gdtui.study.cards.mistakes import values
from gdtui.study.cards.typed_number import read
from gdtui.study.labs import labs
from gdtui.study.labs.kinds import KINDS
from gdtui.study.labs.kinds.choose import Choose
from gdtui.study.labs.kinds.classify import Classify
from gdtui.study.labs.kinds.compute import Compute
from gdtui.study.labs.kinds.draw import Draw
from gdtui.study.labs.kinds.explain import Explain
from gdtui.study.labs.kinds.find import Find
from gdtui.study.labs.kinds.number import Number
from gdtui.study.labs.kinds.run import Do
from gdtui.study.labs.rows import before
from gdtui.study.labs.task import Task
from gdtui.study.labs.task_run import run_of

NAMES = [path.stem for path in sorted(labs.shipped().glob("*.toml"))]
FIRST = (labs.shipped() / "learning-rate.toml").read_text(encoding="utf-8")


def mistaken(task: Task, learner: str) -> Iterator[tuple[str, str, str]]:
    """Listed mistakes of a task: the part, what is typed, and the sentence to be said."""
    asked = task.ask(learner)
    known = dict(asked.numbers)
    match task:
        case Number():
            for value, says in task.known_mistakes(asked.numbers):
                yield "answer", decimal(value, 15), says
        case Compute():
            assert task.setup is not None
            run = run_of(task.setup, known)
            for mistake in task.mistakes:
                asks = [c for c in task.table if c not in (*task.columns_given, "loss")]
                column = mistake.column or asks[0]
                for row in run.rows(task.rows_given + 1, run.step):
                    ((value, says),) = values([mistake], {**known, **before(run, row)}, known)
                    part = asked.part(f"{column} {row.step}")
                    if part and part.judged(decimal(value, 15)).kind != "right":  # it can be told
                        yield part.name, decimal(value, 15), says
                        break
        case Choose():
            for option in task.options:
                if not option.right:
                    yield "choice", option.text, option.says
        case Classify():
            for told in task.mistakes:
                place = (told.item or 1) - 1
                yield asked.parts[place].name, told.label, told.says
        case Draw():
            for shape, says in task.sentences:
                yield "curve", shape, says
        case Find():
            for value, says in values(task.mistakes, known):
                yield "bracket", decimal(value), says


@pytest.mark.parametrize("name", NAMES)
def test_what_is_right_is_right_and_each_mistake_has_its_sentence(name: str) -> None:
    for task in labs.lab_named(name).tasks:
        asked = task.ask("anna")
        for part in asked.parts:
            if isinstance(task, Explain):
                assert part.judged("too short").kind == "unreadable"
            elif part.solution:
                is_curve = isinstance(task, Draw)
                typed = re.split("[,:]", part.solution)[0] if is_curve else part.solution
                assert part.judged(typed).kind == "right", (task.id, part.name)
            if isinstance(task, Do):
                assert part.judged("--at 0").kind in ("wrong", "mistake"), task.id
        for where, typed, says in mistaken(task, "anna"):
            found = asked.part(where)
            assert found is not None, (task.id, where)
            judgement = found.judged(typed)
            assert judgement.kind == "mistake", (task.id, where, typed)
            assert says in judgement.says, (task.id, where, typed)


def test_all_nine_kinds_are_shipped() -> None:
    assert {task.kind for name in NAMES for task in labs.lab_named(name).tasks} == {*KINDS}


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=12, deadline=None)
@given(learner=st.text(min_size=1, max_size=12))
def test_no_mistake_lies_within_three_tolerances_of_the_answer(name: str, learner: str) -> None:
    """A third of the way to the mistake would be taken for right then."""
    for task in labs.lab_named(name).tasks:
        if isinstance(task, Number) and task.choices:
            part = task.ask(learner).parts[0]
            answer = read(part.solution).value
            for _, typed, _ in mistaken(task, learner):
                third = answer + (read(typed).value - answer) / Fraction(3)
                assert part.judged(decimal(third, 15)).kind != "right", (task.id, typed)


@pytest.mark.parametrize(
    "number",
    [n for n, line in enumerate(FIRST.splitlines(), 1) if line.partition(" =")[0].isidentifier()],
)
def test_a_key_that_is_misspelled_is_found_at_its_place(number: int) -> None:
    """A broken lab for every line that begins with a key."""
    lines = FIRST.splitlines(keepends=True)
    key = lines[number - 1].partition(" =")[0]
    lines[number - 1] = f"x{lines[number - 1]}"
    lab = labs.parse("".join(lines), Path("broken.toml"))
    said = [p.message for p in lab.problems if (p.line, p.column) == (number, 1)]
    assert any(f"unknown key 'x{key}'" in message for message in said)


def test_there_are_forty_broken_labs_at_least() -> None:
    keys = [line for line in FIRST.splitlines() if line.partition(" =")[0].isidentifier()]
    assert len(keys) >= 40
