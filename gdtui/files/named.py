"""What the text of a loss may name that is no loss: a preset, or a data set to learn from.

People write names as they remember them. What is hardly a formula, and close to a name, is refused
with that name: as a formula it would be a product of parameters.
"""

import difflib
import unicodedata
from collections.abc import Iterable

from gdtui.engine.data.synthetic import NOISE
from gdtui.engine.objectives import OBJECTIVES
from gdtui.engine.objectives.models.on_data import MODELS
from gdtui.engine.objectives.typed.functions import FUNCTIONS
from gdtui.engine.optimizers import OPTIMIZERS
from gdtui.engine.schedules import SCHEDULES
from gdtui.engine.spec import SpecError, name_of, quoted
from gdtui.files.datasets import DATASETS, has_name
from gdtui.files.presets import preset_named, presets


def data_meant(text: str) -> str | None:
    """The data set that `text` names where a loss is asked for, with its settings; None: it names
    none. Raises `SpecError` for the one that is nothing without a loss."""
    name = name_of(text)
    if preset_named(text) or name in OBJECTIVES or name in MODELS or not has_name(text):
        return None
    if not text.strip().endswith(":") and name == NOISE:
        raise SpecError("noise is data for a loss: gdtui saddle --data noise")
    return None if text.strip().endswith(":") else text.strip()


def other_name(text: str) -> str:
    """A sentence where `text` is another spelling of a preset's name; else ""."""
    preset = preset_named(text)
    if preset is None or preset.name == text.strip():
        return ""
    return f"{quoted(text.strip())} is the preset {preset.name}"


def refuse_misspelled(text: str, others: Iterable[str] = ()) -> None:
    """Raise `SpecError` for a word that is close to a name, or to one of `others`; and for one that
    names nothing: read as a formula it would be a parameter, and the loss a line without an end."""
    word = text.strip()
    if name_of(word) in OBJECTIVES or name_of(word) in MODELS:
        return
    if not word.replace("-", "").replace("_", "").isalpha() or len(word) < 3:
        return
    lower = word.lower()
    if lower in OPTIMIZERS:
        raise SpecError(f"{lower} is an optimizer: o chooses it, or --optimizer {lower}")
    if lower in SCHEDULES and lower not in FUNCTIONS:
        raise SpecError(f"{lower} is a schedule: s chooses it, or --schedule {lower}")
    kinds = {
        **dict.fromkeys(DATASETS, "data set"),
        **dict.fromkeys(presets(), "preset"),
        **dict.fromkeys(others, "command"),
    }
    close = difflib.get_close_matches(lower, kinds, n=1)
    if close:
        letters = word.replace("-", "").replace("_", "")
        raise SpecError(
            f"unknown {kinds[close[0]]} {quoted(word)}, did you mean {close[0]!r}? "
            f"(A product of letters is written {'*'.join(letters)})"
        )
    if word.isascii() and word not in FUNCTIONS and not _is_greek(word):
        raise SpecError(
            f"no preset, loss or data set is called {quoted(word)}; a parameter by itself is "
            f"written 1*{word}"
        )


def _is_greek(word: str) -> bool:
    """Whether `word` is how a Greek letter is called, as parameters are."""
    try:
        return bool(unicodedata.lookup(f"GREEK SMALL LETTER {word}"))
    except KeyError:
        return False
