"""What is asked about an update that nobody has seen yet, and what is said of an answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from gdtui.drawing.canvas import Line
from gdtui.drawing.numbers import digits_apart, number
from gdtui.engine.run import NextUpdate, Run
from gdtui.study.cards.answers import Judgement

Kind: TypeAlias = Literal["number", "way", "fate"]

AHEAD = frozenset({"update", "new_params", "new_loss"})
"""The fields of `StepTaken` that are what is asked for, whatever the question."""


class Said(NamedTuple):
    """What is to be said about an answer."""

    judgement: Judgement
    mistake: str = ""
    """The known mistake that leads there, in a word."""


class Looked(NamedTuple):
    """One coordinate of an update as it is about to be made."""

    run: Run
    """Standing where the update starts."""
    update: NextUpdate
    """Worked out for that coordinate."""
    coordinate: int

    @property
    def name(self) -> str:
        """What the parameter is called."""
        return self.run.objective.parameters[self.coordinate]

    @property
    def at(self) -> float:
        """Where it stands."""
        return float(self.update.row.params[self.coordinate])

    @property
    def slope(self) -> float:
        """∂L/∂θ of it; with data, on the mini-batch."""
        return float(self.update.row.gradient[self.coordinate])

    @property
    def move(self) -> float:
        """What is added to it."""
        return float(self.update.row.update[self.coordinate])

    @property
    def lands(self) -> float:
        """Where it arrives."""
        return float(self.update.row.new_params[self.coordinate])

    def written(self, value: float) -> str:
        """A value of the parameter, with digits that tell where it stands from where it lands."""
        return number(value, digits_apart((self.at, self.lands)))

    def way(self) -> str:
        """What the update does, in words: for who was right, or wants to know why."""
        row = self.update.row
        if not self.move:
            moves = f"{self.name} stays where it is: the step is 0"
        else:
            falls = "falls" if self.move < 0 else "rises"
            against = self.move * self.slope < 0
            whence = f"against the slope {number(self.slope)}, " if against else ""
            moves = f"{whence}{self.name} {falls} by {number(abs(self.move))}"
        return f"{moves}{self._loss()}" if row.fresh else moves

    def _loss(self) -> str:
        loss, new = self.update.row.loss, self.update.row.new_loss
        digits = digits_apart((loss, new))
        if loss == new:
            return f", and L stays at {number(loss)}"
        verb = "falls" if new < loss else "rises"
        return f", and L {verb} from {number(loss, digits)} to {number(new, digits)}"


def looked_at(run: Run, coordinate: int) -> Looked:
    """The update that `run` would make next, of one coordinate."""
    return Looked(run, run.next_update(coordinate), coordinate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question about the next update of a run."""

    kind: Kind
    looked: Looked
    text: str
    """One sentence or two."""
    prompt: str
    """What stands before the field."""
    answer: str
    """What is right, as it is shown."""
    why: str
    """Why it is right."""
    judge: Callable[[str], Said] = field(repr=False)
    options: Sequence[str] = ()
    """What there is to choose from, each with its number."""
    lines: Sequence[Line] = ()
    """What is given of the arithmetic, `?` for what is not."""
    hides: frozenset[str] = AHEAD
    """The fields of `StepTaken` that are not given."""
    level: int = 0
    levels: int = 0
    """How much of the worked step is left to the learner, from 1, and the most."""

    @property
    def step(self) -> int:
        """The step that the run stands at."""
        return self.looked.run.step

    @property
    def name(self) -> str:
        """What it asks for, as a recording has it."""
        return {"number": self.looked.name, "way": f"way {self.looked.name}", "fate": "fate"}[
            self.kind
        ]

    def judged(self, typed: str) -> Said:
        """What is to be said about an answer; an empty one asks for the solution."""
        if not typed.strip():
            return Said(Judgement("shown", f"{self.answer}: {self.why}."))
        return self.judge(typed)
