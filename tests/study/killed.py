"""Quizzes that are killed: run by a test, in a process that imports everything once and forks.

Each child asks line by line, on a database of its own, and is killed at another moment. What it
had shown as saved until then must be in the database, and the database must open.
"""

import os
import random
import select
import signal
import sqlite3
import sys
from itertools import cycle
from pathlib import Path

from gdtui.cli.plain_quiz import Plain
from gdtui.study.cards import decks
from gdtui.study.memory.session import Session
from gdtui.study.memory.store import Store

DECK = 'title = "t"\n' + "".join(
    f'[[card]]\nid = "c{n}"\nkind = "basic"\nquestion = "q"\nanswer = "a"\n' for n in range(20)
)


def ask_for_ever(path: Path, pipe: int) -> None:
    """A quiz whose answers never end, and which tells the pipe what it shows."""
    deck = decks.parse(DECK, Path("t.toml"))
    typed = cycle(["", "1", "", "3", "", "2"])

    def say(text: str) -> None:
        if text.startswith("Saved"):
            os.write(pipe, b"s")

    while True:
        store = Store(path)
        Plain(Session([deck], store), lambda _prompt: next(typed), say).run()
        if all(kept.memory.phase == 2 for kept in store.kept().values()):
            return
        store.close()


def killed(path: Path, shown: int, spin: int) -> int:
    """How many answers a child had shown as saved, when it was killed a little after `shown`."""
    theirs, ours = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(theirs)
        try:
            ask_for_ever(path, ours)
        finally:
            os._exit(0)
    os.close(ours)
    count = 0
    while count < shown:
        if not (told := os.read(theirs, 1)):
            break
        count += len(told)
    for _ in range(spin):  # somewhere between this answer and the next
        select.select([], [], [], 0)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while told := os.read(theirs, 4096):
        count += len(told)
    os.close(theirs)
    return count


def main(folder: Path, times: int) -> None:
    """One line for each child: shown as saved, in the log, sum of the cards' repetitions, check."""
    chance = random.Random(20261124)
    for n in range(times):
        path = folder / f"{n}.db"
        shown = killed(path, chance.randrange(0, 12), chance.randrange(0, 4000))
        try:
            store = Store(path)
            assert store.notices == []
            rows = len(store.reviews())
            reps = sum(kept.memory.reps for kept in store.kept().values())
            store.close()
            with sqlite3.connect(path) as db:
                sound = db.execute("PRAGMA integrity_check").fetchone()[0]
            db.close()
        except Exception as error:
            rows, reps, sound = -1, -1, repr(error)
        print(shown, rows, reps, sound, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
