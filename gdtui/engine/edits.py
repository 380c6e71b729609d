"""What was changed in the course of a run, and what holds from each change on."""

from bisect import bisect_right
from collections.abc import Sequence
from copy import copy
from typing import NamedTuple, overload

from gdtui.engine.config import StepSettings
from gdtui.engine.events import RunEdited


class Chapter(NamedTuple):
    """A part of a run within which nothing was changed."""

    step: int
    """After which it begins."""
    settings: StepSettings
    rule_chosen: int
    """The step after which its optimizer was chosen; 0: from the start."""
    schedule_chosen: int


class Edits(Sequence[RunEdited]):
    """The edits of a run in the order of their steps, at most one a step."""

    def __init__(self, first: StepSettings) -> None:
        """`first` are the settings that the run begins with."""
        self._edits: list[RunEdited] = []
        self._chapters = [Chapter(0, first, 0, 0)]  # and one more for each edit
        self._begins = [0]  # their steps, to be searched

    def __len__(self) -> int:
        return len(self._edits)

    @overload
    def __getitem__(self, index: int) -> RunEdited: ...
    @overload
    def __getitem__(self, index: slice) -> list[RunEdited]: ...
    def __getitem__(self, index: int | slice) -> RunEdited | list[RunEdited]:
        return self._edits[index]

    def __repr__(self) -> str:
        return repr(self._edits)

    def at(self, step: int) -> Chapter:
        """The chapter that the update after `step` belongs to."""
        return self._chapters[bisect_right(self._begins, step) - 1]

    def begins_at(self, step: int) -> bool:
        """Whether something was changed at `step`."""
        chapter = bisect_right(self._begins, step) - 1
        return chapter > 0 and self._begins[chapter] == step

    def next_after(self, step: int) -> int | None:
        """The step of the first edit beyond `step`."""
        after = bisect_right(self._begins, step)
        return self._begins[after] if after < len(self._begins) else None

    def append(self, edit: RunEdited) -> None:
        """Take in the last edit; one at the same step is made one with it."""
        if self._edits and self._edits[-1].step == edit.step:
            edit = RunEdited(edit.step, {**self._edits[-1].changes, **edit.changes})
            self.forget_after(edit.step - 1)
        _, settings, rule_chosen, schedule_chosen = self._chapters[-1]
        chapter = Chapter(
            edit.step,
            settings._replace(**edit.changes),
            edit.step if "optimizer" in edit.changes else rule_chosen,
            edit.step if "schedule" in edit.changes else schedule_chosen,
        )
        self._edits.append(edit)
        self._chapters.append(chapter)
        self._begins.append(edit.step)

    def forget_after(self, step: int) -> None:
        """Drop those beyond `step`."""
        while self._edits and self._edits[-1].step > step:
            self._edits.pop()
            self._chapters.pop()
            self._begins.pop()

    def fork(self) -> "Edits":
        """A copy to grow apart from here on; edits and chapters are immutable and shared."""
        twin = copy(self)
        twin._edits, twin._chapters = [*self._edits], [*self._chapters]
        twin._begins = [*self._begins]
        return twin
