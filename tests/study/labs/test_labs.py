"""What is wrong with a lab file is told with its place and the cure."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.study.labs import labs
from gdtui.study.labs.kinds import KINDS
from tests.study.labs.lessons import HEAD, asked, lab_of, part

COMPUTE = 'id = "a"\nkind = "compute"\ntext = "t"\nrun = { lr = 0.1, steps = 2 }\ntable = ["w"]\n'
NUMBER = 'id = "a"\nkind = "number"\ntext = "t"\n'
RUN = 'id = "a"\nkind = "run"\ntext = "t"\nrun = { lr = 1 }\n'
DRAW = 'id = "a"\nkind = "draw"\ntext = "t"\nrun = { lr = 1, steps = 4 }\n'
CLASSIFY = 'id = "a"\nkind = "classify"\ntext = "t"\nsteps = 4\n'
CHOOSE = 'id = "a"\nkind = "choose"\ntext = "t"\n'
FIND = 'id = "a"\nkind = "find"\ntext = "t"\nfind = "eta"\nrun = { lr = "{eta}", steps = 9 }\n'
BRACKET = 'bracket = { holds = { steps = 1 }, fails = { verdict = "diverging" }, width = 0.1 }\n'
ITEMS = "items = [{ run = { lr = 0.1 } }, { run = { lr = 1 } }]\n"


@pytest.mark.parametrize(
    ("task", "says"),
    [
        ('kind = "read"\ntext = "t"\n', "line 5, column 1: id is missing"),
        ('id = "a b"\nkind = "read"\ntext = "t"\n', "line 6, column 1: an id is at most"),
        ('id = "a"\ntext = "t"\n', "line 5, column 1: kind is missing"),
        ('id = "a"\nkind = "raed"\ntext = "t"\n', "line 7, column 1: unknown kind 'raed', did you"),
        ('id = "a"\nkind = "read"\n', "line 5, column 1: text is missing"),
        ('id = "a"\nkind = "read"\ntext = "t"\ntxt = 1\n', "line 9, column 1: unknown key 'txt'"),
        ('id = "a"\nkind = "read"\ntext = "{x}"\n', "line 8, column 1: unknown number {x}"),
        ('id = "a"\nkind = "read"\ntext = "t"\nhints = "h"\n', "hints must be a list"),
        ('id = "a"\nkind = "read"\ntext = "t"\nrun = { lrr = 1 }\n', "unknown key 'lrr', did you"),
        (COMPUTE.replace("lr = 0.1, steps = 2", "lr = 0.1"), "a table needs run = { steps = 4 }"),
        (COMPUTE.replace('["w"]', '["v"]'), "line 10, column 10: there is no column 'v'; known: s"),
        (COMPUTE.replace('table = ["w"]\n', ""), "table lists the columns"),
        (COMPUTE + 'given = ["loss"]\n', "there is no column 'loss'; known: w"),
        (COMPUTE + 'fades = "yes"\n', "line 11, column 1: fades must be true or false"),
        (NUMBER + 'formula = "2"\nexact = 1\n', "line 10, column 1: exact must be true or false"),
        (COMPUTE + "rows_given = -1\n", "rows_given must be a whole number"),
        (COMPUTE + "tolerance = -1\n", "tolerance must be a number such as 0.01"),
        (COMPUTE + 'mistakes = [{ formula = "w -" , says = "s" }]\n', "the formula 'w -'"),
        (COMPUTE + 'mistakes = [{ formula = "v", says = "s" }]\n', "which is not sampled"),
        (COMPUTE + 'mistakes = [{ formula = "w" }]\n', "says is missing"),
        (COMPUTE + 'mistakes = [{ says = "s" }]\n', "formula is missing"),
        (NUMBER, "a number needs a run with ask or until, an engine or a formula"),
        (NUMBER + 'run = { lr = 0.1, until = "w" }\n', "until needs one of <=, >=, < and >"),
        (NUMBER + 'run = { lr = 0.1, until = "(w <= 2" }\n', "until = '(w <= 2'"),
        (NUMBER + 'run = { lr = 0.1, until = "v <= 2" }\n', "task 'a': until = 'v <= 2' has 'v'"),
        (NUMBER + 'run = { lr = 1, until = "w < 0 - 9" }\n', "does not hold within 5000 steps"),
        (NUMBER + 'run = { lr = 0.1, steps = 1, ask = "v" }\n', "has no parameter 'v'"),
        (NUMBER + 'formula = "1"\nengine = { call = "stability_edge", args = [1] }\n',
         "the formula says 1 where the engine says 2"),
        (NUMBER + 'engine = { call = "edge", args = [1] }\n', "unknown call 'edge'"),
        (NUMBER + 'formula = "2"\nmistakes = [{ formula = "2.01", says = "s" }]\n', "too close"),
        (RUN, "passes is missing"),
        (RUN + "passes = {}\n", "passes asks for nothing"),
        (RUN + 'passes = { verdict = "oscilating" }\n', "unknown verdict 'oscilating', did you"),
        (RUN + "passes = { steps = 0 }\n", "steps must be a whole number from 1"),
        (RUN + 'passes = { steps = 4, verdict = "diverging" }\n', "does not pass: It should be"),
        (RUN + 'free = ["rate"]\npasses = { steps = 4 }\n', "unknown setting 'rate'"),
        (RUN + 'free = ["lr"]\npasses = { steps = 4 }\n', "something is free: write an example"),
        (DRAW, "axis is missing"),
        (DRAW + "axis = [3, 1]\n", "axis is the lowest and the highest loss"),
        (DRAW + "axis = [0, 9]\n", "the axis is too short"),
        (DRAW + 'axis = [0, 72]\nshapes = [{ shape = "wave", says = "s" }]\n', "unknown shape"),
        (DRAW + 'axis = [0, 72]\nshapes = [{ shape = "flat", says = "s" }]\n', "says that this"),
        (CLASSIFY + ITEMS, "labels lists two or more words"),
        (CLASSIFY + 'labels = ["a", "b"]\n', "items lists two or more runs"),
        (CLASSIFY + ITEMS + 'labels = ["stalled", "diverging"]\n', "no label stands for"),
        (CLASSIFY + 'labels = ["stalled", "oscillating"]\n' + ITEMS.replace(
            "{ lr = 0.1 }", '{ lr = 0.1 }, right = "stalled"'), "after 4 steps the engine says"),
        (CHOOSE, "options is missing"),
        (CHOOSE + 'options = [{ text = "x", right = true }, { text = "y" }]\n', "needs says"),
        (FIND, "this must be a table with holds, fails, width"),
        (FIND + BRACKET.replace(", width = 0.1", ""), "width is missing"),
        (FIND.replace("{eta}", "{nu}") + BRACKET, "unknown number {nu}"),
        ('id = "a"\nkind = "explain"\ntext = "t"\n', "model is missing"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(task: str, says: str) -> None:
    found = [str(problem) for problem in labs.problems(lab_of(task))]
    assert any(says in problem for problem in found), found
    assert all(re.match(r"line \d+, column \d+: ", problem) for problem in found)


def test_a_lab_without_title_or_tasks() -> None:
    lab = labs.parse("minutes = 0\n", Path("x.toml"))
    assert [problem.message for problem in lab.problems] == [
        "a lab needs at least one [[task]]",
        "minutes must be a whole number from 1 to 600",
        "title is missing",
    ]


def test_the_tolerance_is_relative_to_the_step() -> None:
    """At a small rate, a hundredth of the answer would accept not moving at all."""
    cell = part(COMPUTE.replace("lr = 0.1", "lr = 0.001"), "w 1")
    assert cell.judged("7.988").kind == "right"
    assert cell.judged("8").kind != "right"
    assert cell.judged("7.9").kind == "wrong"


def test_blanks_from_the_end_backward() -> None:
    task = asked(COMPUTE.replace('["w"]', '["slope", "step", "w"]') + 'given = ["slope"]\n')
    assert [one.name for one in task.parts] == ["step 1", "w 1", "step 2", "w 2"]
    assert task.parts[0].prompt == "step 1 (slope = 12): step = "
    whole = asked(COMPUTE + "rows_given = 1\n")
    assert [one.name for one in whole.parts] == ["w 2"]
    assert whole.given[1] == "step 1: w = 8 − 0.1·12 = 6.8, L = 23.04"


def test_a_table_that_fades_gives_a_column_less_in_each_row() -> None:
    table = COMPUTE.replace('["w"]', '["slope", "step", "w"]').replace("steps = 2", "steps = 4")
    task = asked(table + 'given = ["slope", "step"]\nfades = true\nrows_given = 1\n')
    assert [one.name for one in task.parts] == [
        "w 2", "step 3", "w 3", "slope 4", "step 4", "w 4",
    ]  # fmt: skip
    assert task.parts[1].prompt == "step 3 (slope = 7.68): step = "


def test_numbers_are_the_learner_s_own_and_stay_so() -> None:
    task = NUMBER.replace('"t"', '"{a}"') + 'draw = { a = [3, 4, 5, 6, 7] }\nformula = "2*a"\n'
    drawn = {name: asked(task, name).numbers for name in "abcdefgh"}
    assert drawn == {name: asked(task, name).numbers for name in "abcdefgh"}
    assert len(set(drawn.values())) > 1


def test_a_draw_with_a_mistake_within_three_tolerances_never_occurs() -> None:
    task = (
        NUMBER + 'draw = { a = [1, 2, 3] }\nformula = "a*a"\ntolerance = 0.1\n'
        'mistakes = [{ formula = "2*a", says = "s" }]\n'
    )
    assert "never drawn: a = 2" in str(labs.problems(lab_of(task))[0])
    lab = lab_of(task)
    assert all(float(lab.tasks[0].ask(str(n)).numbers[0][1]) != 2 for n in range(50))


def test_every_kind_says_how_it_is_answered() -> None:
    assert all(kind.HOW for kind in KINDS.values())
    assert list(KINDS) == [
        "read", "compute", "number", "run", "draw", "classify", "choose", "find", "explain",
    ]  # fmt: skip


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_lines(text: str) -> None:
    lab = lab_of(text)
    assert all("\n" not in str(problem) for problem in lab.problems)


@given(st.sampled_from([COMPUTE, DRAW, FIND + BRACKET, RUN]), st.data())
def test_a_lab_with_a_line_lost_is_read_or_refused(task: str, data: st.DataObject) -> None:
    lines = f"{HEAD}[[task]]\n{task}".splitlines(keepends=True)
    del lines[data.draw(st.integers(0, len(lines) - 1))]
    lab = labs.parse("".join(lines), Path("x.toml"))
    assert all(problem.line <= len(lines) + 1 for problem in lab.problems)


def test_numbers_for_which_the_scale_has_no_value_are_passed_over() -> None:
    task = NUMBER + 'draw = { a = [1, 2, 3] }\nformula = "a"\nscale = "1/(a - 1)"\n'
    assert "a = 1" in str(labs.problems(lab_of(task))[0])
    drawn = {lab_of(task).tasks[0].ask(str(n)).numbers[0][1] for n in range(20)}
    assert drawn == {2, 3}
