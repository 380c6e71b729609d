"""Homes that refuse: the program starts, works in memory, and says once what is wrong."""

import io
import json
import os
import pwd
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gdtui.files import paths, settings
from gdtui.study.memory.store import Store
from tests.cli.commands import Here, Said
from tests.cli.conftest import gdtui as gdtui  # noqa: PLC0414 (a fixture)
from tests.study.memory.reviews import answer
from tests.tui.screen import app_on, shows, until

COMMANDS = (
    ["doctor"],
    ["deck", "list"],
    ["lab", "list"],
    ["quiz", "--stats"],
    ["themes"],
    ["run", "--format", "jsonl", "--steps", "2"],
)
QUIZ = ["quiz", "source-text", "--plain"]
NOT_KEPT = "from here on answers are not kept"
UNKNOWN = "what was learned is not known here, and answers are not kept"
LISTED = "`gdtui deck check` lists everything"
PIPE = "a pipe or a device, not a regular file"


def asked(gdtui: Here, monkeypatch: pytest.MonkeyPatch) -> Said:
    """A quiz of one question, answered and graded."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n3\n:q\n"))
    return gdtui(*QUIZ)


def done_in_a_lab(
    gdtui: Here, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> tuple[Said, list[str]]:
    """A task of a lab, read; and what is then found among the temporary files, which is taken
    away."""
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n:q\n"))
    said = gdtui("lab", "learning-rate", "--plain", "--name", "anna")
    (rescued,) = folder.glob("learning-rate.anna.*.jsonl")
    assert said.err.count(f": all you did is in {rescued}") == 1
    events = [json.loads(line)["event"] for line in rescued.read_text().splitlines()]
    rescued.unlink()
    return said, events


def said_once(said: Said, sentence: str) -> None:
    assert said.code == 0, said
    assert (said.out + said.err).count(sentence) == 1, said
    assert "Taken, not saved: good" in said.out


# What HOME and the XDG variables may be


def no_home(monkeypatch: pytest.MonkeyPatch, _folder: Path) -> str:
    def nobody(_uid: int) -> None:
        raise KeyError

    monkeypatch.delenv("HOME")
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    return f"there is no home directory to keep anything in (set HOME): {NOT_KEPT}"


def relative_home(monkeypatch: pytest.MonkeyPatch, folder: Path) -> str:
    said = no_home(monkeypatch, folder)
    monkeypatch.setenv("HOME", "relative/home")
    return said


def home_is_a_file(monkeypatch: pytest.MonkeyPatch, folder: Path) -> str:
    (folder / "file").write_text("")
    monkeypatch.setenv("HOME", str(folder / "file"))
    return f"{paths.reviews()} cannot be written (Not a directory): {NOT_KEPT}"


def home_is_a_device(monkeypatch: pytest.MonkeyPatch, _folder: Path) -> str:
    monkeypatch.setenv("HOME", "/dev/full")
    return f"{paths.reviews()} cannot be written (Not a directory): {NOT_KEPT}"


def home_goes_in_circles(monkeypatch: pytest.MonkeyPatch, folder: Path) -> str:
    (folder / "circle").symlink_to("circle")
    monkeypatch.setenv("HOME", str(folder / "circle"))
    return f"(Too many levels of symbolic links): {UNKNOWN}"


def home_of_5000_letters(monkeypatch: pytest.MonkeyPatch, folder: Path) -> str:
    monkeypatch.setenv("HOME", str(folder / ("x" * 5000)))
    return "(File name too long): "


def state_is_a_file(monkeypatch: pytest.MonkeyPatch, folder: Path) -> str:
    (folder / "file").write_text("")
    for name in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(folder / "file"))
    return f"{folder}/file/gdtui/reviews.db cannot be written (Not a directory): {NOT_KEPT}"


@pytest.mark.parametrize(
    "home",
    [
        no_home,
        relative_home,
        home_is_a_file,
        home_is_a_device,
        home_goes_in_circles,
        home_of_5000_letters,
        state_is_a_file,
    ],
)
def test_a_home_that_is_none(
    gdtui: Here,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    home: Callable[[pytest.MonkeyPatch, Path], str],
) -> None:
    monkeypatch.chdir(tmp_path)
    sentence = home(monkeypatch, tmp_path)
    before = sorted(tmp_path.rglob("*"))
    done, events = done_in_a_lab(gdtui, monkeypatch, tmp_path)
    assert done.code == 0
    assert " ".join(done.out.split()).count("what you do is kept until you leave") == 1
    assert events == ["opened", "answered", "done"]
    assert ("move it there later" in done.err) == ("no home directory" not in sentence)
    for command in COMMANDS:
        said = gdtui(*command)
        assert said.code == 0, said
    assert "nothing will be kept" in gdtui("doctor").out
    said_once(asked(gdtui, monkeypatch), sentence)
    assert sorted(tmp_path.rglob("*")) == before  # nothing was made in the present folder


@pytest.mark.parametrize("value", ["relative", "~nobody-at-all/x", ""])
def test_an_xdg_folder_that_is_not_absolute_does_not_count(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str
) -> None:
    for name in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", value)
    assert paths.config() == tmp_path / ".config" / "gdtui"
    assert paths.reviews() == tmp_path / ".local" / "state" / "gdtui" / "reviews.db"
    assert paths.decks() == tmp_path / ".local" / "share" / "gdtui" / "decks"


# What may stand in place of the database


@pytest.fixture
def database() -> Path:
    paths.state().mkdir(parents=True)
    return paths.reviews()


@pytest.mark.parametrize(
    ("put", "reason"),
    [
        (Path.mkdir, f"(Is a directory): {UNKNOWN}"),
        (os.mkfifo, f"({PIPE}): {UNKNOWN}"),
        (lambda path: path.symlink_to("/dev/zero"), f"({PIPE}): {UNKNOWN}"),
        (lambda path: path.symlink_to("/dev/full"), f"({PIPE}): {UNKNOWN}"),
        (
            lambda path: path.symlink_to("nowhere/x"),
            f"(No such file or directory): {NOT_KEPT}",
        ),
    ],
    ids=["directory", "pipe", "zero", "full", "dangling"],
)
def test_something_else_in_place_of_the_database(
    gdtui: Here,
    monkeypatch: pytest.MonkeyPatch,
    database: Path,
    put: Callable[[Path], None],
    reason: str,
) -> None:
    put(database)
    for command in COMMANDS[:4]:
        assert gdtui(*command).code == 0
    said_once(asked(gdtui, monkeypatch), reason)


@pytest.mark.parametrize(
    ("lock", "means"),
    [
        ("EXCLUSIVE", f"opened (database is locked): {UNKNOWN}"),
        ("IMMEDIATE", f"written (database is locked): {NOT_KEPT}"),
    ],
)
def test_a_locked_database_is_not_waited_for_long(
    gdtui: Here, monkeypatch: pytest.MonkeyPatch, database: Path, lock: str, means: str
) -> None:
    store = Store(database)
    answer(store, "w")
    store.close()
    other = sqlite3.connect(database, isolation_level=None)
    other.execute(f"BEGIN {lock}")
    said_once(asked(gdtui, monkeypatch), f"{database} cannot be {means}")
    other.close()
    assert [review.card for review in Store(database).reviews()] == ["w"]


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    opened = Store(database)
    answer(opened, "before")
    yield opened
    opened.close()


def replaced(path: Path) -> None:
    shutil.copy(path, path.with_suffix(".copy"))
    path.with_suffix(".copy").replace(path)


def folder_moved(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))


@pytest.mark.parametrize("happens", [Path.unlink, replaced, folder_moved])
def test_a_database_that_goes_away_while_it_is_open(
    store: Store, database: Path, happens: Callable[[Path], None]
) -> None:
    happens(database)
    answer(store, "after")
    answer(store, "after that")
    assert store.notices == [
        f"{database} cannot be written (it was moved, replaced or deleted meanwhile): {NOT_KEPT}"
    ]
    assert [review.card for review in store.reviews()] == ["before", "after", "after that"]


def test_a_database_that_is_locked_while_it_is_open(store: Store, database: Path) -> None:
    answer(store, "w")
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    answer(store, "after")  # what was learned before cannot even be read
    assert store.notices == [f"{database} cannot be written (database is locked): {NOT_KEPT}"]
    other.close()


# What may stand in place of settings, themes, decks and the last session


@pytest.mark.parametrize(
    ("put", "reason"),
    [
        (Path.mkdir, "Is a directory"),
        (os.mkfifo, PIPE),
        (lambda path: path.symlink_to("/dev/urandom"), PIPE),
    ],
    ids=["directory", "pipe", "device"],
)
def test_something_else_in_place_of_a_file_that_is_read(
    gdtui: Here, tmp_path: Path, put: Callable[[Path], None], reason: str
) -> None:
    own = settings.path(), paths.config() / "themes" / "a.toml", paths.decks() / "b.toml"
    for path in own:
        path.parent.mkdir(parents=True, exist_ok=True)
        put(path)
    said = gdtui("quiz", "--stats")
    assert said.code == 0
    assert said.err.splitlines() == [
        f"gdtui: {own[0]}: the file cannot be read: {reason}; the defaults are in force",
        f"gdtui: b.toml: line 1, column 1: the file cannot be read: {reason}; {LISTED}",
    ]
    assert gdtui("themes").err == f"gdtui: theme a.toml: the file cannot be read: {reason}\n"


# As somebody who may not do everything

_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
_WITHOUT_RIGHTS = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if _ROOT else []
_EVERY = """
import io, sys
from gdtui.cli import main
for command in {commands!r}:
    sys.stdin = io.StringIO("\\n3\\n:q\\n")
    try:
        main.main(command)
    except SystemExit as ended:
        assert ended.code == 0, command
"""


@pytest.mark.skipif(
    _ROOT and shutil.which("setpriv") is None, reason="root may do everything, and stays root"
)
@pytest.mark.parametrize("mode", [0o000, 0o500])
def test_a_home_in_which_nothing_may_be_done(tmp_path: Path, mode: int) -> None:
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(mode)
    environment = {**os.environ, "HOME": str(home), "LC_ALL": "C.UTF-8"}
    script = _EVERY.format(commands=[*COMMANDS, QUIZ])
    try:
        done = subprocess.run(
            [*_WITHOUT_RIGHTS, sys.executable, "-c", script],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
    finally:
        home.chmod(0o700)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    refused = (
        "opened (Permission denied): " + UNKNOWN
        if mode == 0
        else f"written (Permission denied): {NOT_KEPT}"
    )
    assert done.stdout.count(f"{home}/.local/state/gdtui/reviews.db cannot be {refused}") >= 1
    assert "Taken, not saved: good" in done.stdout


# On the screen


async def test_the_playground_says_at_the_start_that_it_will_not_be_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home_is_a_file(monkeypatch, tmp_path)
    app = app_on()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        assert await shows(pilot, "not be kept")
        (told,) = app._notifications
        assert told.message == (
            f"{paths.state()} cannot be written (Not a directory): this session will not be kept"
        )
        await pilot.press("n", "f")
        assert await until(pilot, lambda: len(app._notifications) == 2)
        assert [*app._notifications][1].message.endswith(NOT_KEPT)


def test_a_full_disk_and_a_read_only_one_are_seen_before_anything_is_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert paths.obstacle(tmp_path / "not" / "yet") is None
    real = os.statvfs(tmp_path)
    full = os.statvfs_result((*real[:4], 0, *real[5:]))
    monkeypatch.setattr("os.statvfs", lambda _path: full)
    assert paths.obstacle(tmp_path) == f"{tmp_path} cannot be written (No space left on device)"
    read_only = os.statvfs_result((*real[:8], os.ST_RDONLY, *real[9:]))
    monkeypatch.setattr("os.statvfs", lambda _path: read_only)
    monkeypatch.setattr("os.access", lambda _path, _mode: False)
    assert paths.obstacle(tmp_path) == f"{tmp_path} cannot be written (Read-only file system)"
