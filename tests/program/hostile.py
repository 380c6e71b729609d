"""A home full of hostile texts, and the one table of the places that show a text from outside.

A new screen, command or message is a line of `SCREENS` or `COMMANDS`; whatever it reads is a file
of `furnish`.
"""

import json
import re
from pathlib import Path
from typing import NamedTuple

TITLE = "\x1b]0;owned\x07"
CLEAR = "\x1b[2J\x1b[41;5m"
C1 = "\x9b2J\x9d0;owned\x9c"
HIDDEN = "\u202e\u2066\u200e\u061c\u200b\u2060\ufeff\x7f\x08\r\x0e\x05"
MARKUP = "[@click=app.exit][bold][nothing]"
EVIL = f"{TITLE}{CLEAR}{C1}{HIDDEN}{MARKUP}"
"""What must never act: a title, a cleared screen, the same in C1, bidi, zero widths, markup."""

CSV = f"{EVIL}.csv"
DECK = f"{EVIL}-deck"
RECORDING = f"{EVIL}.jsonl"
HISTORY = f"{EVIL}-history.jsonl"

_SENT = re.compile(
    r"\x1b(?:"
    r"\[[0-9;]*[HmCKJn]"  # cells, and the questions that pace frames
    r"|\[[?>=<][0-9;]*\$?[a-zA-Z]"  # modes
    r"|\]52;c;[A-Za-z0-9+/=]*\x07|\]22;[a-z-]*\x07"  # copying; the shape of the pointer
    r"|[78=>]|\\)"
)


def acts(received: bytes) -> str:
    """What commands a terminal in `received` and is not gdtui's own; empty if there is nothing."""
    text = _SENT.sub("", received.decode())
    found = re.findall("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e"
                       "\u2060-\u206f\ufeff].{0,20}", text)  # fmt: skip
    found += re.findall(r"\x1b\[2J|\x1b\[41;5m|\r(?!\r*\n).{0,20}", received.decode())
    return " ".join(map(ascii, found))


def furnish(home: Path) -> None:
    """Put a hostile file wherever one may stand."""
    config, data = home / ".config/gdtui", home / ".local/share/gdtui"
    (config / "themes").mkdir(parents=True)
    (data / "decks").mkdir(parents=True)
    state = home / ".local/state/gdtui"
    state.mkdir(parents=True)
    q = toml(EVIL)
    (config / "settings.toml").write_text(
        f"theme = {q}\n{q} = {q}\n[study]\nretention = {q}\n{q} = 1\n"
        f'[keys]\n{q} = "n"\n"playground.step" = {q}\n"playground.back" = "ż"\n'
    )
    (config / f"themes/{EVIL}.toml").write_text("name =")
    (config / "themes/b.toml").write_text(f'name = {q}\nprimary = "#fff"\n{q} = 1\n')
    (config / "themes/c.toml").write_text(
        f'name = "c"\nprimary = {q}\nforeground = "red"\nbackground = "blue"\n'
    )
    (data / f"decks/{DECK}.toml").write_text(
        f'title = "A deck"\nabout = "{MARKUP} [/] [/bold]"\n[[card]]\nid = "markup"\n'
        f'kind = "basic"\nquestion = "{MARKUP} [/] Why?"\nanswer = "[/] {MARKUP}"\n'
        'tags = ["[/]"]\nsource = "[/x]"\n'
    )
    (data / f"decks/{EVIL}-broken.toml").write_text(f"title = {q}\n{q} = 1\n[[card]]\nid = {q}\n")
    (data / "labs").mkdir()
    (data / f"labs/{EVIL}-broken.toml").write_text(f"title = {q}\n{q} = 1\n[[task]]\nid = {q}\n")
    (data / "labs/hostile.toml").write_text(
        f'title = "{MARKUP}"\n[[task]]\nid = "a"\nkind = "read"\ntext = "{MARKUP} [/] Why?"\n'
    )
    did = {"event": "opened", "lab": EVIL, "learner": EVIL, "task": EVIL, EVIL: EVIL}
    (home / f"{EVIL}-lab.jsonl").write_text(json.dumps(did) + "\n")
    answered = {"event": "answered", "task": "half", "part": "w 1", "answer": EVIL, "says": EVIL,
                "outcome": EVIL, "evidence": {EVIL: EVIL}}  # fmt: skip
    opened = {"event": "opened", "lab": "learning-rate", "learner": EVIL, "digest": EVIL}
    handed_in = {"gdtui_lab_report": 1, "lab": "learning-rate", "learner": EVIL, "done": EVIL,
                 "journal": [opened, answered, {**answered, "part": EVIL}]}  # fmt: skip
    (home / f"{EVIL}-report.json").write_text(json.dumps(handed_in))
    (data / "decks/bytes.toml").write_bytes(b'title = "\xff\x9b"\n')
    rows = [f'"{EVIL}-a","{EVIL}-b","{EVIL}-class"']
    rows += [f'{k}.5,{k * k % 7},"{EVIL}{"one" if k % 2 else "two"}"' for k in range(20)]
    (home / CSV).write_text("\n".join(rows) + "\n", newline="")
    front = EVIL.replace("\r", "")
    (home / "bad.csv").write_text(f"a,{front}\n1,2\n3,{front}\n", newline="")
    (home / "anki.txt").write_text(f"{front}\tback\n{front}\n", newline="")
    (home / HISTORY).write_text(json.dumps({"event": "review", EVIL: EVIL}) + "\n")
    (home / RECORDING).write_text(json.dumps({"event": EVIL, EVIL: EVIL}) + "\n")
    started = {"event": "run_started", "objective": "softmax", "data": EVIL, "data_hash": EVIL}
    (home / "data.jsonl").write_text(json.dumps(started) + "\n")
    (state / "last-session.jsonl").write_text(json.dumps(started) + "\n")


def toml(text: str) -> str:
    """`text` as a TOML string, every control character escaped."""
    return json.dumps(text).replace("\x7f", "\\u007f")


class Screen(NamedTuple):
    """A place of the screen: how it is opened, and keys, each with what it must bring up."""

    name: str
    arguments: tuple[str, ...]
    keys: tuple[tuple[str, str], ...]


OF_DATA = ("softmax", "--data", CSV, "--batch-size", "4")
READY = ("", "step 0")
PASTE = f"\x1b[200~{EVIL}\x1b[201~"

SCREENS = (
    Screen("playground", OF_DATA, (READY, ("n", "step 1"), ("y", "copied"))),
    Screen("in ASCII", (*OF_DATA, "--ascii"), (READY, ("", r"\x1b]0;owned\x07"))),
    Screen("about", OF_DATA, (READY, ("i", "about this run"))),
    Screen("help, with the person's keys", OF_DATA, (READY, ("?", "Esc closes"))),
    Screen("prediction", OF_DATA, (READY, ("p", "Where does"), ("x\r", "not a number"))),
    Screen("columns", OF_DATA, (READY, ("D", "columns of"), ("k ", "one-hot"))),
    Screen("compare", OF_DATA, (READY, ("nc", "step 0"), ("C", "differs in"))),
    Screen("noise lens", OF_DATA, (READY, ("z", "gradients at step"))),
    Screen("rate finder", OF_DATA, (READY, ("w", "Runs "), ("i", "Esc closes"))),
    Screen("sweep", OF_DATA, (READY, ("wv", "loss after"), ("v", "across"), ("y", "copied"))),
    Screen("sharpness", OF_DATA, (READY, ("S", "sharpness"))),
    Screen("presets and losses", OF_DATA, (READY, ("d", "preset or loss"))),
    Screen("optimizers", OF_DATA, (READY, ("o", "nesterov"))),
    Screen("schedules", OF_DATA, (READY, ("s", "one_cycle"))),
    Screen("commands", OF_DATA, (READY, (":", "Search"), ("[/]", "[/]"))),
    Screen("themes", OF_DATA, (READY, ("t", "color-blind"))),
    Screen("what is pasted", (), (READY, ("1\x15", "1 settings"), (PASTE, "[nothing]"))),
    Screen("last session", (), (READY, ("u", "last-session.jsonl"))),
    Screen("decks", ("quiz",), (("", "all decks"), ("j", "gradients"))),
    Screen("statistics", (), (READY, ("f", "all decks"), ("s", "statistics"))),
    Screen("tag", (), (READY, ("f", "all decks"), ("/", "tag:"), ("[/x]\r", "no card has the"))),
    Screen("review", ("quiz", DECK), (("", "think of it"), (" ", "again"), ("e", "think of it"))),
    Screen(
        "card browser",
        (),
        (READY, ("f", "all decks"), ("b", "Look for"), ("G", "[/x]"), ("\r", "this card")),
    ),
    Screen(
        "a lab",
        ("lab", "hostile"),
        (("", "Why?"), ("t", "goes there"), ("\r", "Why?"), ("\r", "Everything is done")),
    ),
    Screen("labs", (), (READY, ("e", "the exercise"), ("hostile", "0 of 1 tasks done"))),
    Screen("a card's page", ("quiz", DECK), (("", "think of it"), ("i", "this card"))),
)

COMMANDS = (
    ("run", "softmax", "--data", CSV, "--steps", "3"),
    ("run", "softmax", "--data", CSV, "--steps", "3", "--plot"),
    ("run", "softmax", "--data", CSV, "--steps", "3", "--format", "csv"),
    ("run", "softmax", "--data", CSV, "--steps", "3", "--format", "jsonl"),
    ("run", "softmax", "--data", CSV, "--steps", "3", "--lr", "0.1,0.2", "--plot"),
    ("run", "softmax", "--data", CSV, "--target", EVIL),
    ("run", "softmax", "--data", "bad.csv", "--header"),
    ("run", "softmax", "--data", EVIL),
    ("run", EVIL),
    ("run", "--optimizer", EVIL),
    ("run", "--schedule", f"step:{EVIL}=1"),
    ("run", "--start", EVIL),
    ("run", "--edit", EVIL),
    ("run", f"--{EVIL}"),
    ("--theme", EVIL),
    ("film", EVIL),
    ("film", "data.jsonl", "--screens", "2"),
    ("replay", RECORDING),
    ("replay", "data.jsonl", "--format", "table"),
    ("replay", EVIL),
    ("deck", "list"),
    ("deck", "check"),
    ("deck", "check", EVIL),
    ("deck", "export", DECK),
    ("deck", "export", "--history"),
    ("deck", "import", "anki.txt"),
    ("deck", "import", HISTORY),
    ("deck", "unsuspend", EVIL),
    ("quiz", "--plain", DECK),
    ("quiz", "--stats"),
    ("quiz", EVIL),
    ("quiz", "--tag", EVIL),
    ("lab", "list"),
    ("lab", "check"),
    ("lab", "check", EVIL),
    ("lab", "hostile", "--plain", "--name", EVIL),
    ("lab", "report", "hostile", "--name", EVIL),
    ("lab", "verify", f"{EVIL}-lab.jsonl"),
    ("lab", "verify", f"{EVIL}-report.json"),
    ("lab", "verify", f"{EVIL}-report.json", "--format", "csv"),
    ("lab", "class", "."),
    ("presets",),
    ("sweep", "--lr", "0.1,0.2", "--resume", f"{EVIL}-lab.jsonl"),
    ("themes",),
    ("doctor",),
    (EVIL,),
)

SAY_NOTHING_FROM_OUTSIDE = (("deck", "unsuspend", EVIL), ("presets",))
