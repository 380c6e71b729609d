"""The journal: every line on disk, whatever happens to the file, the disk or another session."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from gdtui.study.labs import journal, labs
from gdtui.study.labs.journal import Journal, file_name
from gdtui.study.labs.opening import journal_of
from gdtui.study.labs.progress import progress
from gdtui.study.labs.sitting import Sitting
from tests.study.labs.lessons import answer, at
from tests.study.labs.lessons import sitting as sitting_of


def test_it_is_on_disk_after_each_line_and_its_owner_s_alone(tmp_path: Path) -> None:
    here = Journal(tmp_path / "new/j.jsonl")
    here.add("went", task="a")
    assert json.loads((tmp_path / "new/j.jsonl").read_text())["task"] == "a"
    assert (tmp_path / "new/j.jsonl").stat().st_mode & 0o777 == 0o600


def test_leaving_and_coming_back(tmp_path: Path) -> None:
    first = sitting_of(tmp_path)
    answer(first, "half", "2", "w 1")
    answer(first, "one-drawn", "rises")
    again = sitting_of(tmp_path)
    assert again.task.id == "one-drawn"
    assert again.done == 1
    assert [part.name for part in at(again, "half").open_parts][:2] == ["loss 1", "w 2"]


def test_two_sessions_at_once_lose_nothing(tmp_path: Path) -> None:
    one, other = sitting_of(tmp_path), sitting_of(tmp_path)
    answer(one, "half", "2", "w 1")
    answer(other, "half", "0", "loss 1")
    answer(one, "half", "5", "w 2")
    assert one.progress["half"].outcomes == {"w 1": "right", "loss 1": "right"}
    assert other.journal.entries != one.journal.entries
    answer(other, "half", "2", "w 2")
    assert len(other.progress["half"].misses) == 1


def test_a_torn_last_line_is_left_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    path.write_text('{"event": "went", "task": "a"}\n{"event": "went", "ta')
    here = Journal(path)
    assert here.notices == ["j.jsonl: 1 incomplete line left out"]
    here.add("went", task="b")
    assert [entry["task"] for entry in Journal(path).entries] == ["a", "b"]


@pytest.mark.parametrize("half", [rb"\ud800", b"\xed\xa0\x80"], ids=["escaped", "in bytes"])
def test_half_of_a_character_is_no_line(tmp_path: Path, half: bytes) -> None:
    path = tmp_path / "j.jsonl"
    path.write_bytes(
        b'{"event": "went", "task": "' + half + b'"}\n{"event": "went", "task": "a"}\n'
    )
    entries, torn = journal.read(path)
    assert [entry["task"] for entry in entries] == ["a"]
    assert torn == 1


def test_a_folder_that_cannot_be_written_is_said_once_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    here = Journal(tmp_path / "file/j.jsonl")
    for task in "abc":
        here.add("went", task=task)
    assert len(here.notices) == 1
    assert "cannot be written" in here.notices[0]
    assert [entry["task"] for entry in here.entries] == ["a", "b", "c"]
    assert not here.saves
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (sentence,) = [here.leave()]
    assert sentence is not None
    (rescued,) = tmp_path.glob("j.*.jsonl")
    assert f"all you did is in {rescued}" in sentence
    assert [entry["task"] for entry in journal.read(rescued)[0]] == ["a", "b", "c"]
    (tmp_path / "file").unlink()
    here.add("went", task="d")
    assert here.leave() is None
    assert here.saves
    assert [entry["task"] for entry in journal.read(here.path)[0]] == ["a", "b", "c", "d"]


def test_where_no_temporary_file_can_be_written_the_present_folder_takes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    here = Journal(tmp_path / "file/j.jsonl")
    here.add("went", task="a")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "gone too"))
    monkeypatch.chdir(tmp_path)
    said = here.leave()
    (rescued,) = tmp_path.glob("j.*.jsonl")
    assert said is not None
    assert f"all you did is in {rescued}" in said
    assert [entry["task"] for entry in journal.read(rescued)[0]] == ["a"]


def test_a_full_disk_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Journal(tmp_path / "j.jsonl")
    here.add("went", task="a")
    before = here.path.read_bytes()
    write = os.write

    def full(handle: int, content: bytes) -> int:
        if len(content) < 10:
            raise OSError(28, "No space left on device")
        return write(handle, content[: len(content) // 2])

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        here.add("went", task="b")
    assert here.path.read_bytes() == before
    assert "No space left on device" in here.notices[0]
    here.add("went", task="c")
    assert [entry["task"] for entry in journal.read(here.path)[0]] == ["a", "b", "c"]


def test_a_file_that_vanishes_is_written_again(tmp_path: Path) -> None:
    here = Journal(tmp_path / "class/j.jsonl")
    here.add("went", task="a")
    here.path.unlink()
    here.path.parent.rmdir()
    here.add("went", task="b")
    assert [entry["task"] for entry in journal.read(here.path)[0]] == ["a", "b"]


def emptied(path: Path) -> None:
    path.write_text("")


def restored(path: Path) -> None:
    """As out of a backup: the first line is all there is."""
    first, *_ = path.read_text().splitlines()
    path.with_suffix(".old").write_text(first + "\n")
    path.with_suffix(".old").replace(path)


@pytest.mark.parametrize("happens", [emptied, restored, Path.unlink])
def test_what_is_no_longer_in_the_file_is_written_again(
    tmp_path: Path, happens: Callable[[Path], None]
) -> None:
    here = Journal(tmp_path / "j.jsonl")
    for task in "abc":
        here.add("went", task=task)
    happens(here.path)
    here.add("went", task="d")
    here.add("went", task="e")
    assert [entry["task"] for entry in journal.read(here.path)[0]] == [*"abcde"]
    assert [entry["task"] for entry in here.entries] == [*"abcde"]


def test_a_journal_of_100_000_lines_is_gone_on_with_and_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "j.jsonl"
    path.write_text('{"event": "went", "task": "a"}\n' * 100_000)
    here, read = Journal(path), journal._entries
    monkeypatch.setattr(journal, "_entries", lambda content: read(content[:1000]))
    here.add("went", task="b")
    assert len(here.entries) == 100_001


def test_a_lock_that_is_never_given_back_keeps_nobody_from_writing(tmp_path: Path) -> None:
    here = Journal(tmp_path / "j.jsonl")
    here.add("went", task="a")
    holder = "import fcntl, sys; fcntl.lockf(open(sys.argv[1], 'a'), 2); print(flush=True); input()"
    command = [sys.executable, "-c", holder, str(here.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline()
        here.add("went", task="b")
        assert here.saves
        other.communicate(b"\n")
    assert [entry["task"] for entry in journal.read(here.path)[0]] == ["a", "b"]


def test_a_device_in_place_of_the_file_is_not_written_to(tmp_path: Path) -> None:
    here = Journal(tmp_path / "j.jsonl")
    here.add("went", task="a")
    here.path.unlink()
    os.mkfifo(here.path)
    here.add("went", task="b")
    (notice,) = here.notices
    assert "cannot be written (a pipe or a device, not a regular file)" in notice
    assert not here.saves
    assert [entry["task"] for entry in here.entries] == ["a", "b"]


def test_two_learners_in_one_shared_folder_at_once(tmp_path: Path) -> None:
    """Each writes a file of their own, and the folder may go away meanwhile."""
    lab, folder = labs.lab_named("learning-rate"), tmp_path / "class"
    here = [Sitting(lab, journal_of(lab, who, folder), who) for who in ("anna", "ben")]
    for sitting in here:
        answer(sitting, "half", "2", "w 1")
    folder.rename(tmp_path / "gone")
    for sitting in here:
        answer(sitting, "half", "0", "loss 1")
    files = sorted(folder.iterdir())
    assert [path.name for path in files] == ["learning-rate.anna.jsonl", "learning-rate.ben.jsonl"]
    assert all(path.stat().st_mode & 0o777 == 0o640 for path in files)
    for path in files:
        entries, torn = journal.read(path)
        assert torn == 0
        assert progress(lab, entries)["half"].outcomes == {"w 1": "right", "loss 1": "right"}


def test_staff_can_read_it_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        Journal(tmp_path / "j.jsonl", shared=True).add("went", task="a")
    finally:
        os.umask(before)
    assert (tmp_path / "j.jsonl").stat().st_mode & 0o777 == 0o640


def test_a_learner_s_name_is_no_path() -> None:
    assert file_name("lab", "../../etc/x").startswith("lab.______etc_x_")
    assert "/" not in file_name("lab", "../../etc/x")


def test_two_learners_have_two_files() -> None:
    names = ("Ann B", "Ann-B", "Ann.B", "Ann_B", "李明", "王芳", "", "_", "a" * 70, "a" * 71)
    assert len({file_name("lab", name) for name in names}) == len(names)
    assert file_name("lab", "anna-b") == "lab.anna-b.jsonl"


def test_a_lab_with_a_long_name_has_a_file_like_any() -> None:
    names = [file_name(lab, "王" * 100) for lab in ("x" * 249, "x" * 250, "李" * 83)]
    assert len({*names}) == 3
    assert max(len(name.encode()) for name in names) <= 255
    assert file_name("x" * 150, "anna") == f"{'x' * 150}.anna.jsonl"
