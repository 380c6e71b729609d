"""A run that the learner makes in the playground, checked by what happened in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Self

from gdtui.engine.config import RunConfig
from gdtui.engine.numbers import typed as typed_number
from gdtui.engine.spec import nearest, quoted
from gdtui.files.command_line import BY_KEY, BY_NAME, command
from gdtui.files.typed_command import Command, command_of
from gdtui.study.cards.answers import Judgement, sentence
from gdtui.study.cards.reader import Table
from gdtui.study.cards.sampling import Numbers
from gdtui.study.cards.templates import SampleError
from gdtui.study.labs.criteria import Criteria, read_criteria
from gdtui.study.labs.task import Asked, Evidence, Part, Task
from gdtui.study.labs.task_run import MOST_STEPS, run_of, shown_run, verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Do(Task):
    """A run of one's own; what the task's run says is fixed, unless it is `free`."""

    KEYS: ClassVar = ("run", "free", "passes", "mistakes", "example")
    HOW: ClassVar = (
        "Make steps (n 4), go back (b), change what is free (lr 0.2), begin again (r), and hand in "
        "with done; or type a command line such as --lr 0.2 --steps 4."
    )

    free: tuple[str, ...] = ()
    """Fields of `RunConfig` that the learner may choose."""
    passes: Criteria
    mistakes: tuple[tuple[Criteria, str], ...] = ()
    example: str = ""
    """A command line that passes."""

    @classmethod
    def read(cls, table: Table, common: Mapping[str, Any]) -> Self:
        """`free` has settings as options call them."""
        if common["setup"] is None:
            table.wrong('the run is missing, as in run = { loss = "(w - 2)^2", lr = 1 }')
        items = table.items("free")
        free: list[str] = []
        for place in items:
            key = items.text(place)
            if key in BY_KEY and key != "steps":
                free.append(BY_KEY[key].name)
            else:
                known = ", ".join(name for name in BY_KEY if name != "steps")
                items.wrong(
                    f"unknown setting {quoted(key)}{nearest(key, BY_KEY)}; known: {known}", place
                )
        mistakes = table.items("mistakes")
        told: list[tuple[Criteria, str]] = []
        for place in mistakes:
            item = mistakes.table(place, ("when", "says"))
            if item.given:
                told.append((read_criteria(item, "when"), item.text("says", required=True)))
        return cls(
            free=tuple(free),
            passes=read_criteria(table, "passes"),
            mistakes=tuple(told),
            example=table.text("example"),
            **common,
        )

    def with_numbers(self, numbers: Numbers) -> Asked:
        """One part, whose answer is a command line."""
        assert self.setup is not None
        known = dict(numbers)
        shown = shown_run(self.setup, known)
        config = run_of(self.setup, known, 0).config
        part = Part(
            name="run",
            prompt="run: ",
            judge=partial(self._judged, config),
            takes_words=True,
            solution=self.example,
            evidence=partial(self._evidence, config),
        )
        return self.asked(numbers, (part,), shown=shown)

    def checked(self, numbers: Numbers) -> object:
        """The example must pass; without one, the run as it is, if nothing is free."""
        asked = self.with_numbers(numbers)
        wanted = [value for key, value in self.passes.items if key == "steps"]
        assert asked.shown is not None
        made = self.example or command(asked.shown.config(), at=max(wanted, default=1))
        if self.free and not self.example:
            raise SampleError(
                'something is free: write an example = "--lr 0.2 --steps 4" that passes'
            )
        judgement = asked.parts[0].judged(made)
        if judgement.kind != "right":
            raise SampleError(f"{quoted(made)} does not pass: {judgement.says}")
        return asked

    def _judged(self, config: RunConfig, typed: str) -> Judgement:
        try:
            asked = command_of(typed, config)
            refused = refusal(config, asked, self.free)
            if refused is not None:  # before it is opened: it may name any file
                return Judgement("wrong", refused)
            run = asked.opened(MOST_STEPS)
        except ValueError as error:
            return Judgement("unreadable", f"{error}.")
        for criteria, says in self.mistakes:
            if criteria.unmet(run) is None:
                return Judgement("mistake", says)
        unmet = self.passes.unmet(run)
        if unmet is not None:
            return Judgement("wrong", sentence(unmet))
        return Judgement("right", sentence(verdict(run)))

    def _evidence(self, config: RunConfig, typed: str) -> Evidence:
        """Where the run stands and what is said of it; nothing of one that is not allowed."""
        asked = command_of(typed, config)
        if refusal(config, asked, self.free) is not None:
            return {}
        run = asked.opened(MOST_STEPS)
        return {
            "command": command(run.config, run.edits, run.step),
            "step": run.step,
            "loss": typed_number(run.loss),
            "verdict": verdict(run).kind,
        }


def refusal(config: RunConfig, asked: Command, free: Sequence[str]) -> str | None:
    """What was changed that is not free, if anything was."""
    if config.objective != asked.config.objective:
        return f"The loss here is {config.objective}, and yours was {asked.config.objective}."
    for name, setting in BY_NAME.items():
        if name in free or name == "max_steps":
            continue
        mine, theirs = getattr(config, name), getattr(asked.config, name)
        if mine != theirs:
            was = _shown(theirs)
            return f"{setting.key} is fixed at {_shown(mine)} here, and yours was {was}."
        if any(name in edit.changes for edit in asked.edits):
            return f"{setting.key} is fixed here, and was changed on the way."
    return None


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return typed_number(value) if isinstance(value, float) else str(value)
