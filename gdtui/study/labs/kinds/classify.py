"""Runs that each get a label, which the verdict of the run decides; a label may stay unused."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Self

from gdtui.engine.numbers import number
from gdtui.study.cards.answers import Judgement
from gdtui.study.cards.card import Setup
from gdtui.study.cards.reader import Table
from gdtui.study.cards.sampling import Numbers
from gdtui.study.cards.templates import SampleError
from gdtui.study.labs.criteria import VERDICTS, read_verdicts
from gdtui.study.labs.task import Asked, Part, Task
from gdtui.study.labs.task_run import losses, read_setup, run_of, verdict

SHOWN = 9  # losses of a curve that a line has room for


@dataclass(frozen=True, slots=True)
class Item:
    """A run to be labeled."""

    setup: Setup | None
    right: str
    """Its label as the lab has it; empty: the verdict decides."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is said to who gave a label; to any item if it names none."""

    item: int | None
    label: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Classify(Task):
    """A label for each run, known by its rate or, with `hidden`, by its curve alone."""

    KEYS: ClassVar = ("run", "labels", "items", "steps", "hidden", "mistakes")
    HOW: ClassVar = "Type the number of the label; a label may stay unused."

    labels: tuple[tuple[str, tuple[str, ...]], ...]
    """Each label with the verdicts that it stands for; of none, only the lab says which runs."""
    items: tuple[Item, ...]
    steps: int
    hidden: bool = False
    mistakes: tuple[Told, ...] = ()

    @classmethod
    def read(cls, table: Table, common: Mapping[str, Any]) -> Self:
        """A label that is a verdict's own name stands for it."""
        names = [name for name, _ in common["choices"]]
        labels = _labels(table)
        texts = [label for label, _ in labels]
        if len(labels) < 2:
            table.wrong("labels lists two or more words")
        given = table.items("items")
        items: list[Item] = []
        for place in given:
            item = given.table(place, ("run", "right"))
            right = item.text("right")
            if right and right not in texts:
                item.wrong(f"there is no label {right!r}; there are {', '.join(texts)}", "right")
            items.append(Item(read_setup(item, names, common["setup"]), right))
        if len(items) < 2:
            table.wrong("items lists two or more runs, such as { run = { lr = 0.5 } }")
        mistakes = table.items("mistakes")
        told: list[Told] = []
        for place in mistakes:
            one = mistakes.table(place, ("item", "label", "says"))
            label = one.text("label", required=True)
            if label and label not in texts:
                one.wrong(f"there is no label {label!r}; there are {', '.join(texts)}", "label")
            number_ = one.whole("item", 1, max(1, len(items)))
            told.append(Told(number_, label, one.text("says", required=True)))
        return cls(
            labels=labels,
            items=tuple(items),
            steps=table.whole("steps", 1, 1000) or 20,
            hidden=table.flag("hidden"),
            mistakes=tuple(told),
            **common,
        )

    def with_numbers(self, numbers: Numbers) -> Asked:
        """A part for each run."""
        parts: list[Part] = []
        given: list[str] = []
        known = dict(numbers)
        for place, item in enumerate(self.items, 1):
            if item.setup is None:
                raise SampleError(f"run {place} has no loss")
            run = run_of(item.setup, known, self.steps)
            name = chr(ord("a") + place - 1)
            curve = losses(run)
            rate = f" η = {number(run.settings.learning_rate, 4)}"
            apart = math.ceil(len(curve) / SHOWN)
            each = f", every {apart} steps" if apart > 1 else ""
            listed = ", ".join(number(loss, 3) for loss in curve[::apart])
            given.append(f"{name}{'' if self.hidden else rate}: loss{each}: {listed}")
            right = item.right or self._by_verdict(verdict(run).kind, name)
            parts.append(
                Part(
                    name=name,
                    prompt=f"{name}{'' if self.hidden else rate}: ",
                    judge=partial(self._judged, place, right),
                    solution=right,
                    options=tuple(label for label, _ in self.labels),
                    takes_words=True,
                )
            )
        return self.asked(numbers, tuple(parts), given=tuple(given))

    def checked(self, numbers: Numbers) -> object:
        """What the lab calls right must be what the verdict says, where a label stands for one."""
        asked = self.with_numbers(numbers)
        for item, part in zip(self.items, asked.parts, strict=True):
            assert item.setup is not None
            found = verdict(run_of(item.setup, dict(numbers), self.steps)).kind
            meant = dict(self.labels)[part.solution]
            if meant and found not in meant:
                raise SampleError(
                    f"run {part.name} is labeled {part.solution!r}, and after {self.steps} steps "
                    f"the engine says {found!r}"
                )
        for told in self.mistakes:
            if told.item and asked.parts[told.item - 1].solution == told.label:
                raise SampleError(
                    f"item {told.item} is {told.label!r}, but a mistake says that this is wrong"
                )
        return asked

    def _by_verdict(self, kind: str, name: str) -> str:
        found = [label for label, verdicts in self.labels if kind in verdicts]
        if not found:
            raise SampleError(f"no label stands for {kind!r}, which run {name} is")
        return found[0]

    def _judged(self, place: int, right: str, typed: str) -> Judgement:
        labels = {label.lower(): label for label, _ in self.labels}
        label = labels.get(typed.strip().lower())
        if label is None:
            return Judgement("unreadable", f"Choose by number, 1 to {len(labels)}.")
        if label == right:
            return Judgement("right")
        fitting = [m for m in self.mistakes if m.label == label and m.item in (place, None)]
        fitting.sort(key=lambda told: told.item is None)
        return Judgement("mistake", fitting[0].says) if fitting else Judgement("wrong")


def _labels(table: Table) -> tuple[tuple[str, tuple[str, ...]], ...]:
    items = table.items("labels")
    labels: list[tuple[str, tuple[str, ...]]] = []
    for place in items:
        if isinstance(items.given[place], str):
            label = items.text(place, required=True)
            labels.append((label, (label,) if label in VERDICTS else ()))
        else:
            item = items.table(place, ("label", "verdict"))
            labels.append((item.text("label", required=True), read_verdicts(item, "verdict")))
    if len({label for label, _ in labels}) < len(labels):
        table.wrong("two labels with the same text", "labels")
    return tuple(labels)
