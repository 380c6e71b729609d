"""Presets: runs worth looking at, each a configuration and a sentence: `content/presets.toml`."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from gdtui.engine.config import RunConfig
from gdtui.engine.run import Run
from gdtui.files.datasets import open_run

_FILE = Path(__file__).parents[1] / "content" / "presets.toml"
BESIDE = 200  # steps of a run to compare with that has no end of its own
_OPTIONS = {"loss": "objective", "lr": "learning_rate", "steps": "max_steps"}
"""Options for which a configuration has another name."""
_FORMER_NAMES = {"adam-aslant": "adam-rotated"}


@dataclass(frozen=True)
class Preset:
    """A run to open, what to look for in it, and what to see it beside."""

    name: str
    look: str
    config: RunConfig
    against: tuple[tuple[str, RunConfig], ...] = ()
    """Runs to compare with, each with a short name."""
    axis: str = "steps"
    """What the losses are drawn against: steps, epochs or examples seen."""
    group: str = ""
    """Where it is listed; "": beside its loss."""

    def runs_beside(self) -> Iterator[tuple[str, Run]]:
        """The runs to compare with, done to their ends, each with its short name."""
        for name, config in self.against:
            run = open_run(config)
            run.seek(config.max_steps or BESIDE)
            yield name, run


@cache
def presets() -> Mapping[str, Preset]:
    """Every preset by its name, in the order of the file."""
    text = _FILE.read_text(encoding="utf-8")
    return {name: _preset(name, table) for name, table in tomllib.loads(text).items()}


def preset_named(name: str) -> Preset | None:
    """The preset of this name, however its words are joined, or of the name that it had in an
    earlier version."""
    name = "-".join(re.split(r"[-_ ]+", name.strip().lower()))
    if not name:  # the worked example does not wait for the others to be read
        return None
    return presets().get(_FORMER_NAMES.get(name, name))


def _preset(name: str, table: dict[str, Any]) -> Preset:
    look, others = table.pop("look"), table.pop("against", [])
    axis, group = table.pop("axis", "steps"), table.pop("group", "")
    config = replace(RunConfig(), **_settings(table))
    against = tuple(
        (other.pop("name"), replace(config, **_settings(other))) for other in map(dict, others)
    )
    return Preset(name, look, config, against, axis, group)


def _settings(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table's entries as fields of a configuration."""
    settings = {_OPTIONS.get(key, key): value for key, value in table.items()}
    unknown = settings.keys() - {field.name for field in fields(RunConfig)}
    assert not unknown, f"presets.toml: {unknown}"  # the file is ours, and tested
    if "start" in settings:
        settings["start"] = tuple(map(float, settings["start"]))
    return settings
