"""Labs line by line, and the commands around them, as a person or a pipe meets them."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gdtui.files import paths
from gdtui.study.labs import journal, labs
from tests.cli.commands import Here, one_line, piped

RIGHT = """\


2
0
2
0
2
0
2
0

flat

n 4
done

6.8
23.04
8 - 0.1*12 - 0.1*2*4.8
14.7456
5.072
9.437
4.4576
6.04

:show

3
2
4

1.2
0.9
1.01
1.00 1.02

:show

It crosses the minimum and lands exactly as far away: that is no divergence.

"""


def test_the_exercise_through_a_pipe_with_right_answers(tmp_path: Path) -> None:
    """What is drawn by the learner's name is given up here: its answer is shown."""
    code, out, err = piped("lab", "learning-rate", "--plain", "--name", "anna", typed=RIGHT)
    assert (code, err) == (0, "")
    assert "2, 2, 2, 2: at the minimum after one step" in out
    assert "step 4: w = 8, L = 36; oscillating\n" in out, "a reason would name the edge"
    assert "1.2: does not hold" in out
    assert "The edge lies within 1 … 1.02." in out
    assert "10 of 10 tasks done" in out
    assert all(len(line) <= 80 for line in out.splitlines())
    assert "Not yet" not in out
    code, out, _ = piped("lab", "list", "--name", "anna")
    assert "learning-rate: The learning rate, in five steps (10 of 10 done, 25 min)" in out


def test_it_goes_on_where_it_was_left_and_keeps_what_was_not_right(gdtui: Here) -> None:
    piped("lab", "learning-rate", "--plain", "--name", "a", typed="\n\n5\n2\n:q\n")
    _, out, _ = piped("lab", "learning-rate", "--plain", "--name", "a", typed="0\nh\ns\n?\nb\nq\n")
    assert "1 of them done; you were at task 2." in out
    assert "step 2 (slope = 0): w =" in out
    assert "A step subtracts η · slope from w." in out
    assert "2. η = 0.5, four steps: begun" in out
    said = gdtui("lab", "report", "learning-rate", "--name", "a")
    assert said.code == 0
    assert "- not right, w 1 = `5`: Factor 2 forgotten" in said.out
    assert "hints: 1" in said.out


def test_killed_after_an_answer_it_goes_on_behind_it() -> None:
    command = [sys.executable, "-m", "gdtui", "lab", "learning-rate", "--plain", "--name", "a"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as lab:
        assert lab.stdin is not None
        assert lab.stdout is not None
        lab.stdin.write("\n\n14\n2\n")
        lab.stdin.flush()
        while "step 1 (slope = 12): loss" not in lab.stdout.readline():
            pass
        lab.kill()
    _, out, _ = piped("lab", "learning-rate", "--plain", "--name", "a", typed="0\n")
    assert "1 of them done; you were at task 2." in out
    assert "step 1 (slope = 12): loss =\nRight.\nstep 2 (slope = 0): w =" in out


def test_a_report_is_verified_and_what_was_tampered_with_is_named(
    gdtui: Here, tmp_path: Path
) -> None:
    piped("lab", "learning-rate", "--plain", "--name", "a", typed="\n\n5\n2\n:q\n")
    content = gdtui("lab", "report", "learning-rate", "--name", "a", "--format", "json").out
    sound, changed = tmp_path / "sound.json", tmp_path / "changed.json"
    sound.write_text(content)
    changed.write_text(content.replace('"outcome": "mistake"', '"outcome": "right"'))
    said = gdtui("lab", "verify", str(sound))
    assert (said.code, said.out) == (0, "sound.json: a, learning-rate, 1 of 10: nothing differs\n")
    for_people = tmp_path / "people.md"
    for_people.write_text(gdtui("lab", "report", "learning-rate", "--name", "a").out)
    said = gdtui("lab", "verify", str(for_people))
    assert said.out == "people.md: a, learning-rate, 1 of 10: nothing differs\n"
    said = gdtui("lab", "verify", str(sound), str(changed))
    assert said.code == 1
    assert "half: w 1 = '5' is mistake, not right" in said.out
    assert said.err == "gdtui: 1 of 2 need a look\n"
    said = gdtui("lab", "verify", str(sound), str(changed), "--format", "csv")
    assert said.out.splitlines()[1] == '"a",learning-rate,1,10,0,1,0'


def test_a_report_brings_no_lab_of_its_own(gdtui: Here, tmp_path: Path) -> None:
    """Or who writes a lab of one line under another's name has done that one."""
    easy = tmp_path / "learning-rate.toml"
    easy.write_text('title = "E"\n[[task]]\nid = "a"\nkind = "read"\ntext = "t"\n')
    piped("lab", str(easy), "--plain", "--name", "eve", "--journal", str(tmp_path), typed="\n")
    content = gdtui("lab", "report", str(easy), "--name", "eve", "--journal", str(tmp_path),
                    "--format", "json").out  # fmt: skip
    forged, sound = tmp_path / "eve.json", tmp_path / "sound.json"
    forged.write_text(content.replace('"learning-rate"', f'"{easy}"'))
    piped("lab", "learning-rate", "--plain", "--name", "a", typed="\n")
    sound.write_text(gdtui("lab", "report", "learning-rate", "--name", "a", "--format", "json").out)
    said = gdtui("lab", "verify", str(forged), str(sound))
    assert said.out == "sound.json: a, learning-rate, 1 of 10: nothing differs\n"
    assert "eve.json: unknown lab" in said.err
    assert "1 of 2 need a look" in said.err


def test_a_class(gdtui: Here, tmp_path: Path) -> None:
    for name, typed in (("anna", "\n\n5\n2\nq\n"), ("ben", "\n\n5\nq\n")):
        piped("lab", "learning-rate", "--plain", "--name", name, "--journal", str(tmp_path),
              typed=typed)  # fmt: skip
    said = gdtui("lab", "class", str(tmp_path))
    assert said.code == 0
    assert "anna  ■·········  1  hints 0  misses 1  η = 0.5, four steps" in said.out
    assert "begun but not finished by 2: η = 0.5, four steps" in said.out
    assert "2 × half: Factor 2 forgotten" in said.out
    written = gdtui("lab", "report", "learning-rate", "--name", "anna", "--journal", str(tmp_path))
    (tmp_path / "anna.md").write_text(written.out)
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere")
    assert "2 learners, 10 tasks" in gdtui("lab", "class", str(tmp_path)).out
    piped(
        "lab", "learning-rate", "--plain", "--name", "王芳", "--journal", str(tmp_path), typed="\n"
    )
    assert "  王芳  ■" in gdtui("lab", "class", str(tmp_path)).out, "as wide as anna"
    hidden = gdtui("lab", "class", str(tmp_path), "--hide-names").out
    assert "anna" not in hidden
    assert "learner 2" in hidden


def test_a_folder_that_only_staff_can_list(
    gdtui: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """chmod 3773: learners write in it, and cannot read it."""
    piped("lab", "learning-rate", "--plain", "--name", "a", "--journal", str(tmp_path), typed="\n")
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.R_OK and access(path, mode))
    said = gdtui("lab", "list", "--name", "a", "--journal", str(tmp_path))
    assert "learning-rate: The learning rate, in five steps (1 of 10 done" in said.out


def test_one_journal_that_cannot_be_read_hides_no_lab(gdtui: Here, tmp_path: Path) -> None:
    (tmp_path / "learning-rate.a.jsonl").mkdir()
    said = gdtui("lab", "list", "--name", "a", "--journal", str(tmp_path))
    assert said.code == 0
    assert said.err == "gdtui: learning-rate.a.jsonl: Is a directory\n"
    assert "learning-rate: The learning rate, in five steps (0 of 10 done" in said.out
    assert "momentum: Momentum and the ravine (0 of 7 done" in said.out


def test_a_class_is_watched_until_ctrl_c(gdtui: Here, tmp_path: Path) -> None:
    def begin(name: str) -> None:
        piped("lab", "learning-rate", "--plain", "--name", name, "--journal", str(tmp_path),
              typed="\nq\n")  # fmt: skip

    begin("anna")
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere")
    command = [sys.executable, "-m", "gdtui", "lab", "class", str(tmp_path), "--watch"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as watching:
        assert watching.stdout is not None
        assert "1 learner, 10 tasks" in watching.stdout.readline()
        assert "anna" in watching.stdout.readline()
        begin("ben")
        while "2 learners, 10 tasks" not in watching.stdout.readline():
            pass
        watching.send_signal(signal.SIGINT)
        assert watching.wait(10) == 0


def test_a_class_is_watched_as_long_as_anybody_reads_it(tmp_path: Path) -> None:
    """`| head -n 1`: no file changes, and so nothing is written that would show it."""
    command = [sys.executable, "-m", "gdtui", "lab", "class", str(tmp_path), "--watch"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as watching:
        assert watching.stdout is not None
        assert "no journal" in watching.stdout.readline()
        watching.stdout.close()
        assert watching.wait(10) == 0


def test_a_new_lab_is_checked_previewed_and_done(gdtui: Here, tmp_path: Path) -> None:
    """The lab of the page on how to write one."""
    page = (Path(__file__).parents[2] / "docs/labs.md").read_text(encoding="utf-8")
    mine = tmp_path / "my-lab.toml"
    mine.write_text(page.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    assert gdtui("lab", "check", str(mine)).out == "my-lab.toml: 3 tasks, no problems\n"
    assert "= w 1: 6.2" in gdtui("lab", "check", "--preview", str(mine)).out
    _, out, _ = piped("lab", str(mine), "--plain", typed="6.2\n5.56\n\n:show\n\n1\n\n")
    assert "3 of 3 tasks done" in out


def test_wrong_labs(gdtui: Here, tmp_path: Path) -> None:
    assert "unknown lab 'learning-rte', did you mean 'learning-rate'?" in one_line(
        gdtui("lab", "learning-rte", "--plain")
    )
    broken = tmp_path / "b.toml"
    broken.write_text('title = "B"\n[[task]]\nid = "a"\nkind = "read"\n')
    said = gdtui("lab", "check", str(broken))
    assert said.out == "b.toml: line 2, column 1: text is missing\n"
    assert one_line(said) == "gdtui: 1 problem found"
    assert "b.toml: line 2, column 1" in one_line(gdtui("lab", str(broken), "--plain"))
    assert "has not begun" in one_line(gdtui("lab", "report", "learning-rate", "--name", "x"))
    (tmp_path / "r.json").write_text("x")
    assert gdtui("lab", "verify", str(tmp_path / "r.json")).code == 1
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "no journal" in one_line(gdtui("lab", "class", str(empty)))


def test_where_nothing_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = paths.journals()
    path.parent.mkdir(parents=True)
    path.write_text("")
    code, out, err = piped("lab", "learning-rate", "--plain", typed="\n\n2\nq\n")
    assert code == 0
    rescued = re.search(r"all you did is in (\S+); move", err)
    assert rescued is not None
    entries, _ = journal.read(Path(rescued[1]))
    Path(rescued[1]).unlink()
    assert [e["task"] for e in entries if e["event"] == "answered"] == ["meet", "half"]
    assert out.count("cannot be written") == 1
    assert "1 of 10 tasks done" in out


def test_every_shipped_lab_can_be_asked(gdtui: Here) -> None:
    names = [path.stem for path in labs.shipped().glob("*.toml")]
    assert len(names) == 8
    said = gdtui("lab", "check", "--preview", *names)
    assert said.code == 0
    assert "cannot be asked" not in said.out
    assert json.dumps(said.err) == '""'
