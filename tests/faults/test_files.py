"""Damaged and hostile files of every kind: one clear line with the name, or read as they are."""

import json
import os
import random
import re
import resource
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli.commands import Here, one_line
from tests.cli.conftest import gdtui as gdtui  # noqa: PLC0414 (a fixture)
from tests.faults.readers import KINDS, SOUND_RECORDING, Kind, truncated

CASES = Path(__file__).parent / "cases"
MEMORY = 500  # megabytes
SECONDS = 30  # of a machine that is busy; two on one that is not
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def read(kind: Kind, folder: Path, content: bytes) -> None:
    """Read a file, and see that what is said about it is said in lines."""
    path = folder / kind.name
    path.write_bytes(content)
    for line in kind.says(path):
        assert line
        assert "\n" not in line


@every_kind
def test_a_sound_file_is_not_complained_of(kind: Kind, tmp_path: Path) -> None:
    path = tmp_path / kind.name
    path.write_text(kind.sound)
    assert kind.says(path) == []


@every_kind
def test_cut_off_at_each_twentieth(kind: Kind, tmp_path: Path) -> None:
    for content in truncated(kind.sound.encode()):
        read(kind, tmp_path, content)


@every_kind
def test_bits_flipped(kind: Kind, tmp_path: Path) -> None:
    chance = random.Random(kind.name)
    for _ in range(60):
        content = bytearray(kind.sound.encode())
        for _ in range(chance.choice([1, 1, 3, 10])):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        read(kind, tmp_path, bytes(content))


HOSTILE = (
    b"\0", b"\x1b[2J", b"\x1b]0;title\x07", b"\x9b", "\u202e".encode(), "\u200b".encode(),
    b"[/red][bold]", b"\xff", b"[" * 10_000, b"{a=" * 10_000, b"a." * 20_000, b'"' * 3, b"1e999",
    b"nan", b"-1", b"true", b"[]", b"{}", b"9" * 5000, b"\\ud800", b"\\u0000", b"null", b"(" * 500,
    b"2024-13-45", b"../../x", "²".encode(), "٣".encode(), b"~nobody/x", b"\r", b"\n" * 30,
)  # fmt: skip


@settings(max_examples=60)
@given(st.data())
@every_kind
def test_something_hostile_in_the_middle_of_it(
    tmp_path_factory: pytest.TempPathFactory, kind: Kind, data: st.DataObject
) -> None:
    content = kind.sound.encode()
    begin = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(begin, min(begin + 12, len(content))))
    hostile = data.draw(st.sampled_from(HOSTILE))
    read(kind, tmp_path_factory.mktemp("file"), content[:begin] + hostile + content[end:])


# What is no file to read, and files that are far too large


def of_a_gigabyte(path: Path) -> None:
    path.touch()
    os.truncate(path, 1 << 30)


def begun_well(path: Path) -> None:
    kind = next(kind for kind in KINDS.values() if kind.name == path.name)
    path.write_text(kind.sound)
    os.truncate(path, 1 << 30)


def dotted(path: Path) -> None:
    path.write_bytes(b".".join([b"a"] * 20_000) + b" = 1\n")


def bracketed(path: Path) -> None:
    path.write_bytes(b"a = " + b"[" * 10_000 + b"]" * 10_000 + b"\n")


def one_long_text(path: Path) -> None:
    path.write_bytes(b'"' + b"\\n" * 10_000_000 + b'"\n')


def of_many_lines(path: Path) -> None:
    path.write_bytes(b"#\n" * 10_000_000)


def of_many_keys(path: Path) -> None:
    path.write_bytes(b"".join(b"k%d=1\n" % number for number in range(200_001)))


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def dangling(path: Path) -> None:
    path.symlink_to("nowhere")


@every_kind
@pytest.mark.parametrize(
    "make",
    [of_a_gigabyte, begun_well, dotted, bracketed, device, dangling, os.mkfifo, Path.mkdir],
)
def test_what_is_no_file_to_read(kind: Kind, tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / kind.name
    make(path)
    child = os.fork()
    if not child:  # in a process of its own, whose memory and time are its own
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # of the tests before, too
        said = kind.says(path)
        most = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        missing = make is dangling and kind.name == "settings.toml"
        fine = missing or kind.name == "a.txt" or (len(said) == 1 and kind.name in said[0])
        os._exit(0 if fine and most < MEMORY else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0


@every_kind
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (device, "a pipe or a device, not a regular file"),
        (os.mkfifo, "a pipe or a device, not a regular file"),
        (Path.mkdir, "(?i)is a directory"),
        (of_a_gigabyte, "larger than .* bytes|longer than"),
    ],
)
def test_why_it_is_none(
    kind: Kind, tmp_path: Path, make: Callable[[Path], None], reason: str
) -> None:
    path = tmp_path / kind.name
    make(path)
    (said,) = kind.says(path)
    assert re.search(reason, said)
    assert kind.name in said


@pytest.mark.parametrize(
    "command",
    [
        ("replay", "x.jsonl", "--format", "table"), ("film", "x.jsonl"),
        ("deck", "import", "x.jsonl"),
        ("sweep", "--lr", "1,2", "--resume", "x.jsonl"), ("run", "linear", "--data", "x.jsonl"),
        ("deck", "check", "x.jsonl"), ("lab", "check", "x.jsonl"), ("lab", "verify", "x.jsonl"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_looked_at_is_not_said_to_be_missing(
    gdtui: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.jsonl").symlink_to("x.jsonl")
    said = gdtui(*command)
    assert said.code == (1 if "verify" in command else 2)
    assert "Too many levels of symbolic links" in said.out + said.err


@pytest.mark.parametrize("name", ["deck", "lab"])
def test_a_name_that_is_no_text(name: str, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.toml")
    path.write_text(KINDS[name].sound)
    (said,) = KINDS[name].says(path)
    assert said.endswith(": the name of the file is not UTF-8 text; give it another one")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (one_long_text, "1,000,000 characters in one piece"),
        (of_many_lines, "1,000,000 lines in one piece"),
        (of_many_keys, "200,000 keys"),
    ],
)
def test_a_deck_that_takes_far_more_memory_than_it_has_bytes(
    tmp_path: Path, make: Callable[[Path], None], says: str
) -> None:
    kind = KINDS["deck"]
    path = tmp_path / kind.name
    make(path)
    child = os.fork()
    if not child:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        said = kind.says(path)
        most = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        right = len(said) == 1 and said[0].endswith(f"more than {says}")
        os._exit(0 if right and most < MEMORY else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0


# Files that broke an earlier version


@pytest.fixture
def case(tmp_path: Path) -> Callable[[str, str], str]:
    def copied(name: str, to: str) -> str:
        shutil.copy(CASES / name, tmp_path / to)
        return str(tmp_path / to)

    return copied


Case = Callable[[str, str], str]


def test_a_class_that_sets_the_title_of_the_window(gdtui: Here, case: Case) -> None:
    said = gdtui("run", "--data", case("csv_class___x1b_0_p_", "c.csv"), "--steps", "3")
    assert said.code == 0
    assert r"2 classes: x\x1b]0;pwned\x07, y" in said.err
    assert not {"\x1b", "\x07"} & {*said.out, *said.err}


def test_a_sine_of_a_sine_24_deep_is_checked(gdtui: Here, case: Case) -> None:
    said = gdtui("deck", "check", case("deck_run_sin_sin_sin_", "d.toml"))
    assert said.code in (0, 2)
    assert said.err.count("\n") <= 1


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("recording_data__nouser_x", "unknown data set or file '~nouser/x'; known: circle, "),
        (
            "recording_schedule_warmup_steps_99999999999999999",
            "schedule 'warmup': steps can be 1,000,000,000,000,000 at most",
        ),
    ],
)
def test_a_recording_that_cannot_be_run(gdtui: Here, case: Case, name: str, says: str) -> None:
    said = one_line(gdtui("replay", case(name, "r.jsonl"), "--format", "table"))
    assert said.startswith(f"gdtui: r.jsonl: {says}")


@pytest.mark.parametrize(
    "name",
    [
        "recording_objective_relu_relu_relu_relu_",
        "recording_schedule_one_cycle_total_steps_2_share_",
    ],
)
def test_a_recording_that_can_be_run_after_all(gdtui: Here, case: Case, name: str) -> None:
    said = gdtui("replay", case(name, "r.jsonl"), "--format", "jsonl")
    assert (said.code, said.err) == (0, "")


def test_half_of_a_character_in_a_history(gdtui: Here, case: Case) -> None:
    said = gdtui("deck", "import", case("history_surrogate_answer", "h.jsonl"))
    assert one_line(said) == "gdtui: h.jsonl: line 1: not a JSON object"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("csv_cars_flip_347", r"dista\x1b]0;pwned\x07nce is a number"),
        ("csv_iris_flip_49", r"species (4 classes: seto\x13a, setosa, versicolor, virginica)"),
    ],
)
def test_a_control_character_in_a_table(gdtui: Here, case: Case, name: str, says: str) -> None:
    said = gdtui("run", "--data", case(name, "c.csv"), "--steps", "2")
    assert said.code == 0
    assert says in said.err
    assert not {"\x1b", "\x07", "\x13"} & {*said.out, *said.err}


def test_a_deck_that_writes_from_right_to_left(gdtui: Here, case: Case) -> None:
    said = gdtui("deck", "check", case("deck_gradients_toml_flip_171", "d.toml"))
    assert said.code == 2
    wrong = ":3:9: the control character U+202E has no place in a text"
    assert said.out.endswith(f"d.toml{wrong}\n")


# The same, where the file is large and of one piece


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('name="x"\nprimary=' + "[" * 30_000, "line 2, column 18: brackets more than 8"),
        ('name="x"\nprimary=' + "9" * 5000, "not TOML: a number is too long"),
        (KINDS["theme"].sound.replace("#5fafff", "f" * 60_000), "primary must be a color such as"),
    ],
    ids=["deep_array", "long_int", "primary__ffff"],
)
def test_a_theme_of_one_long_piece(content: str, says: str, tmp_path: Path) -> None:
    kind = KINDS["theme"]
    path = tmp_path / kind.name
    path.write_text(content)
    (said,) = kind.says(path)
    assert said.startswith(f"{path.name}: {says}")
    assert len(said) < 120


def test_a_deck_of_2000_bad_cards(tmp_path: Path) -> None:
    kind = KINDS["deck"]
    path = tmp_path / kind.name
    path.write_text('title="t"\n' + "[[card]]\n" * 2000)
    said = kind.says(path)
    assert len(said) == 4000
    assert said[0] == "d.toml: line 2, column 1: id is missing"
    assert said[-1] == "d.toml: line 2001, column 1: kind is missing"


def test_a_schedule_of_30000_milestones(gdtui: Here, tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    started, *_ = SOUND_RECORDING.split("\n")
    schedule = f"multistep:milestones={'/'.join(['1'] * 30_000)}"
    edited = {"event": "run_edited", "step": 0, "changes": {"schedule": schedule}}
    sought = {"event": "sought", "step": 60}
    path.write_text("\n".join([started, json.dumps(edited), json.dumps(sought)]) + "\n")
    said = gdtui("replay", str(path), "--format", "jsonl")
    assert (said.code, said.err) == (0, "")
    assert json.loads(said.out.splitlines()[-1])["step"] == 60


# Much of what says nothing


@every_kind
def test_a_file_of_newlines_is_not_read_to_its_end(kind: Kind, tmp_path: Path) -> None:
    path = tmp_path / kind.name
    path.write_bytes(b"\n" * 2_000_000)
    (said,) = kind.says(path)
    assert re.search(
        r"larger than \d+ bytes|line 1(, column 1)?: more than 100000 empty lines"
        "|more than 200000 lines|this is no report",
        said,
    )


@pytest.mark.parametrize("name", ["recording", "history"])
def test_a_file_may_have_empty_lines(name: str, tmp_path: Path) -> None:
    kind = KINDS[name]
    path = tmp_path / kind.name
    path.write_text(kind.sound.replace("\n", "\n" * 100_001))
    assert kind.says(path) == []


@pytest.mark.parametrize(
    ("heading", "line", "first", "more"),
    [
        ("", "k{} = 1\n", "line 1: unknown heading 'k0'; known: study, decks, keys", 6995),
        ("[study]\n", "k{} = 1\n", "line 2: unknown setting 'k0'; known: desired_retent", 6995),
        ("[keys]\n", "k{} = 1\n", "line 2: 'k0' must be keys in quotes", 6995),
        ("[keys]\n", 'k{} = "x"\n', "line 302: more than 300 keys; the rest is left out", 6695),
        ("", "[k{}]\n", "line 1: unknown heading 'k0'; known: study, decks, keys", 6995),
    ],
)
def test_a_settings_file_that_is_all_wrong_is_told_in_short(
    heading: str, line: str, first: str, more: int, tmp_path: Path
) -> None:
    kind = KINDS["settings"]
    path = tmp_path / kind.name
    path.write_text(heading + "".join(line.format(n) for n in range(7000)))
    said = kind.says(path)
    assert f"settings.toml, {first}" in said[0]
    assert said[5].endswith(f"settings.toml: {more} more such lines")
    assert len(said) in (6, 306)  # the keys that are read and no action's, too


def test_many_problems_of_a_deck_each_have_their_place(tmp_path: Path) -> None:
    kind = KINDS["deck"]
    path = tmp_path / kind.name
    path.write_text(kind.sound + "".join(f"wrong{n} = 1\n" for n in range(20_000)))
    said = kind.says(path)
    line = kind.sound.count("\n") + 20_000
    assert len(said) == 20_000
    assert said[-1].startswith(f"d.toml: line {line}, column 1: unknown key 'wrong19999'")
