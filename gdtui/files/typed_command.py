"""A command line as a person or the program itself writes it, and the run that it opens."""

import shlex
from dataclasses import replace
from typing import Any, NamedTuple

from gdtui.engine.config import RunConfig
from gdtui.engine.run import Run
from gdtui.engine.spec import nearest, quoted
from gdtui.files.command_line import BY_KEY, WHOLE, Edit, edit_of, loss_of
from gdtui.files.datasets import open_run


class Command(NamedTuple):
    """What a command line asks for."""

    config: RunConfig
    edits: tuple[Edit, ...]
    at: int

    def opened(self, most_steps: int) -> Run:
        """The run, edited, standing at its step. Raises `ValueError`."""
        furthest = max([self.at, *(edit.step for edit in self.edits)])
        if furthest > most_steps:
            raise ValueError(f"{furthest} steps are too many here; {most_steps} at most")
        run = open_run(self.config)
        for edit in self.edits:
            run.seek(edit.step)
            run.edit(**edit.changes)
        run.seek(self.at)
        return run


def command_of(text: str, beneath: RunConfig | None = None) -> Command:
    """The inverse of `command_line.command`; `--steps N` may stand for `--at N`.

    What is left out is as in `beneath`, or as usual. Raises `ValueError` with what is wrong, in one
    sentence.
    """
    words = _words(text)
    settings: dict[str, Any] = {}
    edits: list[Edit] = []
    at = steps = 0
    while words:
        word, equals, value = words.pop(0).partition("=")
        if word == "--" and words:
            settings["objective"] = loss_of(words.pop(0))
            continue
        if not word.startswith("--"):
            settings["objective"] = loss_of(word + equals + value)
            continue
        key = word.removeprefix("--")
        setting = BY_KEY.get(key.replace("no-header", "header"))
        if setting is not None and setting.flag is not None:
            settings[setting.name] = setting.flag != key.startswith("no-header")
            continue
        if setting is None and key not in ("edit", "at"):
            raise ValueError(f"unknown option {quoted(word)}{nearest(key, BY_KEY)}")
        if not equals:
            if not words:
                raise ValueError(f"{word} needs a value")
            value = words.pop(0)
        try:
            if key == "edit":
                edits.append(edit_of(value))
            elif key == "at":
                at = WHOLE.parse(value)
            elif key == "steps":
                steps = WHOLE.parse(value)
            elif setting is not None:
                settings[setting.name] = setting.form.parse(value)
        except ValueError as error:
            raise ValueError(f"{word}: {quoted(value)} {error}") from None
    config = replace(beneath or RunConfig(), **settings)
    return Command(config, tuple(sorted(edits, key=lambda edit: edit.step)), at or steps)


def _words(text: str) -> list[str]:
    """What a shell makes of `text`, without the program's name and `run`. Raises `ValueError`."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise ValueError(f"the command cannot be read: {error}") from None
    for name in ("gdtui", "run"):
        if words[:1] == [name]:
            del words[0]
    return words
