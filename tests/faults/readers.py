"""Every kind of file that a person may hand to gdtui: what reads it, and a sound one."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from gdtui.engine.analysis.sweeping.config import RATE, SweepConfig, axis
from gdtui.engine.config import RunConfig
from gdtui.files import csv_table, recording, settings, sweep_file
from gdtui.files.replay import replay
from gdtui.files.table.lines import TableError
from gdtui.study.cards import anki, decks
from gdtui.study.labs import labs, report, verification
from gdtui.study.memory import review_log
from gdtui.tui import themes
from gdtui.tui.keymap import keymap_of


class Kind(NamedTuple):
    """A kind of file."""

    name: str
    """What such a file is called."""
    sound: str
    says: Callable[[Path], list[str]]
    """Reads a file and gives the lines that say what is wrong with it."""


def _raised(read: Callable[[], object], expected: type[Exception]) -> list[str]:
    try:
        read()
    except expected as error:
        return [str(error)]
    return []


def _named(
    read: Callable[[Path], object], expected: type[Exception]
) -> Callable[[Path], list[str]]:
    """For readers whose errors leave the file's name to the command."""
    return lambda path: [f"{path.name}: {said}" for said in _raised(lambda: read(path), expected)]


def _import(path: Path) -> None:
    with anki.imported(path, "mine") as made:
        assert decks.problems(decks.parse(made.text, path)) == ()


def _deck(path: Path) -> list[str]:
    deck = decks.load(path)
    return [f"{deck.file_name}: {problem}" for problem in decks.problems(deck)]


def _lab(path: Path) -> list[str]:
    lab = labs.load(path)
    return [f"{lab.file_name}: {problem}" for problem in labs.problems(lab)]


def _report(path: Path) -> list[str]:
    lab = labs.parse(SOUND_LAB, Path("mine.toml"))
    try:
        return [*verification.differences(lab, verification.read(path))]
    except verification.ReportError as error:
        return [str(error)]


def _settings(path: Path) -> list[str]:
    settings.path().parent.mkdir(parents=True, exist_ok=True)
    path.rename(settings.path())
    loaded = settings.load()
    return [*loaded.problems, *keymap_of(loaded.keys).problems]


SOUND_DECK = """title = "Mine"
[[card]]
id = "sum"
kind = "numeric"
question = "w = {w}, g = {g}, eta = {eta}. What is w?"
draw = { w = [5], g = [-3], eta = [0.1] }
formula = "w - eta*g"
run = { loss = "{g}*w", start = ["{w}"], lr = "{eta}", ask = "w" }
mistakes = [{ formula = "w + eta*g", says = "You added the gradient." }]
[[card]]
id = "gap"
kind = "cloze"
text = "Stable for η < [[2/L]]."
"""
SOUND_LAB = """title = "Mine"
[run]
loss = "(w - 2)^2"
start = [8]
[[task]]
id = "by-hand"
kind = "compute"
text = "One step."
run = { lr = 0.1, steps = 1 }
table = ["w", "loss"]
mistakes = [{ formula = "w + eta*slope", says = "You added the gradient." }]
[[task]]
id = "how-many"
kind = "number"
text = "How many steps until it is within {tol}?"
draw = { tol = [0.5, 0.05] }
run = { lr = 0.1, until = "abs(w - 2) <= {tol}" }
exact = true
[[task]]
id = "do-it"
kind = "run"
text = "Run it."
run = { lr = 1 }
passes = { steps = 4, verdict = "oscillating" }
"""
SOUND_JOURNAL = "\n".join(
    json.dumps(line)
    for line in (
        {"event": "opened", "lab": "mine", "learner": "anna"},
        {"event": "went", "task": "by-hand"},
        {"event": "answered", "task": "by-hand", "part": "w 1", "answer": "9.2",
         "outcome": "mistake", "settles": False, "says": "You added the gradient."},
        {"event": "answered", "task": "do-it", "part": "run", "answer": "--lr 2",
         "outcome": "wrong", "settles": False, "evidence": {}},
    )
)  # fmt: skip
_LAB = labs.parse(SOUND_LAB, Path("mine.toml"))
_ENTRIES = [json.loads(line) for line in SOUND_JOURNAL.split("\n")]
SOUND_REPORT = report.report(_LAB, "anna", _ENTRIES)
SOUND_RECORDING = "\n".join(
    json.dumps(line)
    for line in (
        {"event": "run_started", "objective": "(w - 3)^2", "start": [7.0], "learning_rate": 0.1},
        {"event": "sought", "step": 2},
        {"event": "run_edited", "step": 2, "changes": {"learning_rate": 0.5}},
        {"event": "sought", "step": 4},
    )
)
SOUND_REVIEW = json.dumps(
    {
        "event": "review", "uid": "bbc0", "card": "gap", "at": "2026-11-25T20:54:38.735+00:00",
        "day": "2026-11-25", "grade": 2, "retention": 0.9, "params": {"w": "-1"}, "answer": "x",
    }
)  # fmt: skip

_SWEPT = SweepConfig(RunConfig(), (axis(RATE, (0.1, 0.2), RunConfig()),), 9)

KINDS = {
    "deck": Kind("d.toml", SOUND_DECK, _deck),
    "lab": Kind("l.toml", SOUND_LAB, _lab),
    "journal": Kind("j.jsonl", SOUND_JOURNAL + "\n", _report),
    "report": Kind("report.json", report.as_json(SOUND_REPORT), _report),
    "readable report": Kind(
        "report.md", "\n".join(report.markdown(_LAB, SOUND_REPORT, _ENTRIES)), _report
    ),
    "sweep": Kind(
        "s.jsonl",
        "".join(
            f'{{"learning_rate": {rate}, "final_loss": "inf", "best_loss": 1e-3, "steps": 9, '
            '"verdict": "stalled"}\n'
            for rate in (0.1, 0.2)
        ),
        _named(lambda path: [*sweep_file.lanes_in(path, _SWEPT)], ValueError),
    ),
    "theme": Kind(
        "t.toml",
        'name = "mine"\nprimary = "#5fafff"\nforeground = "#ffffff"\nbackground = "#000000"\n',
        _named(themes.read, themes.ThemeError),
    ),
    "settings": Kind(
        "settings.toml",
        '[study]\ndesired_retention = 0.9\n[keys]\n"playground.step" = "n,right"\n',
        _settings,
    ),
    "recording": Kind(
        "r.jsonl",
        SOUND_RECORDING + "\n",
        _named(lambda path: replay(recording.load(path)), ValueError),
    ),
    "history": Kind(
        "h.jsonl",
        SOUND_REVIEW + "\n",
        _named(lambda path: [*review_log.History(path)], review_log.HistoryError),
    ),
    "anki": Kind(
        "a.txt",
        "#separator:tab\n#html:true\nWhat is η?\tthe learning rate\n",
        _named(_import, anki.AnkiError),
    ),
    "table": Kind(
        "c.csv",
        'a,b,"c d"\n1,2,x\n3,4,y\n5,6,x\n',
        lambda path: _raised(lambda: csv_table.read(path), TableError),
    ),
}


def truncated(content: bytes) -> Iterator[bytes]:
    """The content cut off at each twentieth."""
    return (content[: len(content) * share // 20] for share in range(20))
