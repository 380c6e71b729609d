"""A lab of all nine kinds, as a teacher writes it who has read docs/labs.md and nothing else."""

from pathlib import Path

import pytest

from gdtui.study.labs import labs
from gdtui.study.labs.journal import Journal
from gdtui.study.labs.sitting import Sitting

LAB = """
title = "A narrower bowl"
about = "The same ideas where the curvature is 4."
minutes = 15

[run]
loss = "2(w + 1)^2"
start = [3]

[[task]]
id = "look"
kind = "read"
text = "L = 2(w + 1)²; the slope is 4(w + 1). Two steps with η = 0.1."
run = { lr = 0.1, steps = 2 }

[[task]]
id = "hand"
kind = "compute"
text = "The next two, with η = 0.2."
run = { lr = 0.2, steps = 2 }
table = ["slope", "step", "w"]
given = ["slope"]
mistakes = [{ column = "step", formula = "eta*slope", says = "The sign." }]

[[task]]
id = "count"
kind = "number"
text = "After how many steps is the loss below {goal}?"
draw = { goal = [1, 0.1] }
run = { lr = 0.1, until = "loss < {goal}" }
exact = true

[[task]]
id = "free"
kind = "run"
text = "Choose a start and η so that it oscillates."
run = { lr = 0.1 }
free = ["lr", "start"]
passes = { steps = 6, verdict = "oscillating" }
example = "--lr 0.5 --steps 6"
mistakes = [{ when = { verdict = "diverging" }, says = "Beyond the edge." }]

[[task]]
id = "sketch"
kind = "draw"
text = "Draw the loss at η = 0.6."
run = { lr = 0.6, steps = 5 }
axis = [0, 1000]
shapes = [{ shape = "falls", says = "It lands farther away each time." }]

[[task]]
id = "label"
kind = "classify"
text = "Label the two."
labels = ["converging steadily", "diverging"]
items = [{ run = { lr = 0.1 } }, { run = { lr = 0.6 } }]
steps = 8
mistakes = [{ item = 2, label = "converging steadily", says = "Look at its last loss." }]

[[task]]
id = "pick"
kind = "choose"
text = "What is the edge?"
options = [
  { text = "2/4", right = true },
  { text = "1/4", says = "That is where it lands at once." },
]

[[task]]
id = "search"
kind = "find"
text = "Find it by trying."
find = "eta"
run = { lr = "{eta}", steps = 100 }
mistakes = [{ formula = "1", says = "That was the edge at curvature 2." }]
[task.bracket]
holds = { verdict = ["converged", "converging with overshoot", "oscillating"] }
fails = { verdict = "diverging" }
width = 0.05

[[task]]
id = "say"
kind = "explain"
text = "Why is the edge half as far as before?"
at_least = 10
model = "The curvature is twice as large."
"""


def test_it_is_sound() -> None:
    lab = labs.parse(LAB, Path("bowl.toml"))
    assert labs.problems(lab) == ()
    assert len({task.kind for task in lab.tasks}) == 9


def test_it_is_done_from_beginning_to_end(tmp_path: Path) -> None:
    lab = labs.parse(LAB, Path("bowl.toml"))
    sitting = Sitting(lab, Journal(tmp_path / "j.jsonl"), "anna")
    answers = {
        "free": "--start 1 --lr 0.5 --at 6",
        "sketch": "32 50 100 200 400 800",
        "search": "0.48 0.52",
        "say": "it is narrower",
    }
    for place, task in enumerate(lab.tasks):
        sitting.go(place)
        for part in sitting.open_parts:
            typed = answers.get(task.id, part.solution)
            assert sitting.answer(part, typed).kind == "right", (task.id, part.name)
    assert sitting.done == 9


@pytest.mark.parametrize(
    ("task", "typed", "says"),
    [
        ("hand", "3.2", "The sign."),
        ("free", "--lr 0.6 --at 9", "Beyond the edge."),
        ("sketch", "falls", "It lands farther away each time."),
        ("pick", "2", "That is where it lands at once."),
        ("search", "1", "That was the edge at curvature 2."),
    ],
)
def test_its_mistakes_are_named(task: str, typed: str, says: str) -> None:
    found = labs.parse(LAB, Path("bowl.toml")).task(task)
    assert found is not None
    part = found.ask("anna").parts[0]
    assert says in part.judged(part.written(typed)).says
