"""The loss curve, drawn before the run exists: its shape is compared, and not its heights."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Self

from gdtui.engine.numbers import number
from gdtui.study.cards.answers import Judgement
from gdtui.study.cards.reader import Table
from gdtui.study.cards.sampling import Numbers
from gdtui.study.cards.templates import SampleError
from gdtui.study.cards.typed_number import NotANumberError, read
from gdtui.study.labs.shapes import SHAPES, shape_of
from gdtui.study.labs.task import Asked, Part, Task
from gdtui.study.labs.task_run import losses, refuse_diverged, run_of

SHOWN = 9  # losses that a line has room for
_WORDS = {"wave": "oscillates", "up and down": "oscillates", "u": "falls then rises"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw(Task):
    """A curve with a height for each step."""

    KEYS: ClassVar = ("run", "axis", "shapes")
    HOW: ClassVar = (
        f"Type a word ({', '.join(SHAPES)}), or the loss at each step, as in 36 20 10 5."
    )

    axis: tuple[float, float] = (0.0, 0.0)
    """The lowest and the highest loss of the picture."""
    sentences: tuple[tuple[str, str], ...] = ()
    """What is said to who drew each of the wrong shapes."""

    @classmethod
    def read(cls, table: Table, common: Mapping[str, Any]) -> Self:
        """`axis` is as high as what is wrong may reach."""
        if common["setup"] is None or common["setup"].steps is None:
            table.wrong("a curve needs run = { steps = 8 }")
        axis = table.items("axis")
        heights = [axis.number(place) for place in axis]
        if "axis" not in table:
            table.wrong("axis is missing: the lowest and the highest loss, such as [0, 72]")
        elif len(heights) != 2 or None in heights or not heights[0] < heights[1]:  # type: ignore[operator]
            table.wrong("axis is the lowest and the highest loss, such as [0, 72]", "axis")
            heights = []
        items = table.items("shapes")
        sentences: list[tuple[str, str]] = []
        for place in items:
            item = items.table(place, ("shape", "says"))
            shape = item.one_of("shape", SHAPES)
            sentences.append((shape, item.text("says", required=True)))
        low, high = (float(h or 0) for h in heights) if len(heights) == 2 else (0.0, 1.0)
        return cls(axis=(low, high), sentences=tuple(sentences), **common)

    def with_numbers(self, numbers: Numbers) -> Asked:
        """One part, which any curve settles: the run is shown then."""
        curve = self.curve(numbers)
        shape = shape_of(curve, self.axis[1] - self.axis[0])
        part = Part(
            name="curve",
            prompt=f"the loss over {len(curve) - 1} steps, from {number(curve[0])}: ",
            judge=partial(self._judged, curve, shape),
            takes_words=True,
            one_try=True,
            solution=f"{shape}{_listed(curve)}",
        )
        return self.asked(numbers, (part,))

    def checked(self, numbers: Numbers) -> object:
        """No sentence may call the right shape wrong."""
        asked = self.with_numbers(numbers)
        curve = self.curve(numbers)
        shape = shape_of(curve, self.axis[1] - self.axis[0])
        if shape in dict(self.sentences):
            raise SampleError(f"the run itself {shape}, but a sentence says that this is wrong")
        if max(curve) > self.axis[1] or min(curve) < self.axis[0]:
            raise SampleError(
                f"the axis is too short: the loss goes from {number(min(curve))} to "
                f"{number(max(curve))}"
            )
        return asked

    def curve(self, numbers: Numbers) -> list[float]:
        """The loss at each step of the run."""
        assert self.setup is not None
        run = run_of(self.setup, dict(numbers))
        refuse_diverged(run)
        return losses(run)

    def _judged(self, curve: list[float], shape: str, typed: str) -> Judgement:
        try:
            drawn = self._shape(typed, curve)
        except ValueError as error:
            return Judgement("unreadable", str(error))
        run = f"the run{_listed(curve)} ({shape})"
        if drawn == shape:
            return Judgement("right", f"Yours: {drawn}; {run}.")
        says = dict(self.sentences).get(drawn, "")
        return Judgement("mistake" if says else "wrong", f"Yours: {drawn}; {run}. {says}".rstrip())

    def _shape(self, typed: str, curve: list[float]) -> str:
        points = len(curve)
        word = typed.strip().lower().rstrip(".")
        word = _WORDS.get(word, word)
        if word in SHAPES:
            return word
        try:
            heights = [float(read(text).value) for text in re.split(r"[;\s]+", word) if text]
        except NotANumberError:
            raise ValueError(f"Type a word ({', '.join(SHAPES)}) or numbers.") from None
        if len(heights) not in (points, points - 1):
            raise ValueError(
                f"That is {len(heights)} losses; the run has {points}, the start included."
            )
        start = [] if len(heights) == points else curve[:1]
        return shape_of([*start, *heights], self.axis[1] - self.axis[0])


def _listed(curve: list[float]) -> str:
    """What follows the name of a curve: its losses, or of many some, evenly spaced."""
    apart = math.ceil(len(curve) / SHOWN)
    each = f", every {apart} steps" if apart > 1 else ""
    return f"{each}: " + ", ".join(number(height, 4) for height in curve[::apart])
