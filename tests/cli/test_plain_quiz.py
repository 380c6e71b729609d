"""The quiz line by line, and the commands around decks, as a person or a pipe meets them."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from gdtui.files import paths
from gdtui.study.cards import decks
from tests.cli.commands import Here, piped

DECK = """title = "Mine"
tags = ["mine"]
[[card]]
id = "sum"
kind = "numeric"
question = "w = {w}, ∂L/∂w = {g}, η = {eta}. What is w?"
draw = { w = [5], g = [-3], eta = [0.1] }
formula = "w - eta*g"
run = { loss = "{g}*w", start = ["{w}"], lr = "{eta}", ask = "w" }
mistakes = [{ formula = "w + eta*g", says = "You added the gradient." }]
answer = "{w} − {eta}·({g}) = {answer}"
[[card]]
id = "pick"
kind = "choice"
question = "Which way?"
options = [{ text = "right", right = true, says = "yes" }, { text = "left", says = "uphill" }]
[[card]]
id = "gap"
kind = "cloze"
text = "Stable for η < [[2/L]]."
[[card]]
id = "why"
kind = "basic"
question = "Why?"
answer = "Because [bold]so[/bold]."
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(DECK, encoding="utf-8")
    return path


def test_a_whole_quiz_through_a_pipe(mine: Path) -> None:
    typed = "4.7\n\n5,3\n3\n1\n\n1/L\n\nx\n2/L\n\n\n4\nq\n"
    code, out, err = piped("quiz", str(mine), "--plain", typed=typed)
    assert (code, err) == (0, "")
    assert "w = 5, ∂L/∂w = −3, η = 0.1. What is w?" in out
    assert "Not right. You added the gradient." in out
    assert "5 − 0.1·(−3) = 5.3" in out
    assert "Grade [1 again 1 min], 2 hard 6 min, 3 good 10 min, 4 easy" in out
    assert "Saved: again, back in 1 min." in out
    assert "Stable for η < ____." in out
    assert "answered" in out
    assert all(line.isprintable() for line in out.splitlines())


def test_every_saved_line_is_in_the_database_and_undo_works_after_a_restart(mine: Path) -> None:
    _, out, _ = piped("quiz", str(mine), "--plain", typed="5.3\n\n")
    assert out.count("Saved") == 1
    code, out, _ = piped("quiz", str(mine), "--plain", typed=":u\nu\nu\nq\n")
    assert code == 0
    assert "Undone: sum is asked again." in out
    assert "There is nothing to undo." in out
    with sqlite3.connect(paths.reviews()) as db:
        assert db.execute("SELECT count(*), count(undone_at) FROM review").fetchone() == (1, 1)


def test_what_is_typed_is_judged_as_on_the_screen(mine: Path) -> None:
    """Asked again with the reason, as often as needed, which costs no grade."""
    mine.write_text(DECK.replace("w = [5]", "w = [1199.7]"), encoding="utf-8")
    typed = "1,200\n1 200 0\n50%\n-\n1e3\n1200, right\nw = 1200.0 updates.\n\nb\n(2·L⁻¹)\n\nq\n"
    code, out, err = piped("quiz", str(mine), "--plain", typed=typed)
    assert (code, err) == (0, "")
    assert "1,200 can be read as 1200 or as 1.200; write the one you mean." in out
    assert "Those are two numbers; type one, such as 5.3, 9/5 or 1 1/2." in out
    assert "Leave the percent sign out: type 50 if the question asks for percent" in out
    assert "That is not a number; such are 5.3, 9/5, 1e-3, -2." in out
    assert "'right' is not a number; type only the number, such as 5.3." in out
    assert "So few digits could be several numbers; type more digits." in out
    assert out.count("Buried") == 1, "by b, not by -"
    assert out.count("Right.") == out.count("[3 good") == 2


def test_the_commands_of_the_quiz(mine: Path) -> None:
    typed = "?\np\ne\ns\nb\nw\n@\n:?\n-\nt\nq\n"
    _, out, _ = piped("quiz", str(mine), "--plain", typed=typed)
    assert "u undo, s skip" in out
    assert "gdtui '(-3)*w' --start 5 --lr 0.1" in out
    assert f"{mine}, line 3" in out
    assert "Buried until tomorrow." in out
    assert "Suspended." in out
    assert "Nothing was answered." in out
    code, out, _ = piped("deck", "unsuspend")
    assert code == 0
    assert out == "gap\n"
    assert piped("deck", "unsuspend")[1] == "no such card is suspended\n"


@pytest.mark.parametrize(
    "typed", ["", "\n", "x", "9" * 100_000 + "\n", "\0\n\x1b[31m\n", "5.3\n9\n"]
)
def test_whatever_is_piped_in(mine: Path, typed: str) -> None:
    code, out, err = piped("quiz", str(mine), "--plain", typed=typed)
    assert (code, err) == (0, "")
    assert "\x1b" not in out


def test_bytes_that_are_no_text(mine: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gdtui", "quiz", str(mine)],
        input=b"\xff\xfe\n5.3\n\n",
        check=False,
        capture_output=True,
        timeout=60,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0
    assert b"Saved" in done.stdout


def test_a_line_that_drops_loses_nothing(mine: Path) -> None:
    """SIGHUP while a question stands there: what was saved stays saved."""
    quiz = subprocess.Popen(
        [sys.executable, "-m", "gdtui", "quiz", str(mine), "--plain"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    assert quiz.stdin
    assert quiz.stdout
    quiz.stdin.write("5.3\n3\n")
    quiz.stdin.flush()
    for line in quiz.stdout:
        if line.startswith("Saved"):
            break
    quiz.send_signal(signal.SIGHUP)
    quiz.communicate()
    _, out, _ = piped("deck", "export", str(mine), "--history")
    (review,) = map(json.loads, out.splitlines())
    assert (review["card"], review["grade"], review["answer"]) == ("sum", 3, "5.3")
    assert review["params"] == {"w": "5", "g": "-3", "eta": "1/10"}


def test_a_terminal_without_utf8(mine: Path) -> None:
    env = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    code, out, err = piped("quiz", str(mine), "--plain", typed="5.3\n\n", env=env)
    assert (code, err) == (0, "")
    assert out.isascii()
    assert "Saved" in out


def test_limits_and_tags(mine: Path) -> None:
    _, out, _ = piped("quiz", str(mine), "--new", "1", typed="q\n")
    assert "mine, 1 left" in out
    _, out, _ = piped("quiz", str(mine), "--new", "0", typed="q\n")
    assert "Nothing to ask now." in out
    code, _, err = piped("quiz", str(mine), "--tag", "mien", typed="q\n")
    assert code == 2
    assert "did you mean 'mine'" in err


def test_the_settings_are_kept_to(mine: Path) -> None:
    paths.config().mkdir(parents=True)
    (paths.config() / "settings.toml").write_text("[study]\nnew_cards_a_day = 2\nfoo = 1\n")
    code, out, err = piped("quiz", str(mine), typed="q\n")
    assert code == 0
    assert "mine, 2 left" in out
    assert "line 3: unknown setting 'foo'" in err


def test_a_home_that_cannot_be_written(mine: Path, tmp_path: Path) -> None:
    (tmp_path / ".local").write_text("")
    code, out, err = piped("quiz", str(mine), "--plain", typed="5.3\n\n1\n\n")
    assert code == 0
    assert out.count("Taken, not saved") == 2
    assert (out + err).count("cannot be written") == 1


def test_a_newer_database_is_refused(mine: Path) -> None:
    piped("quiz", str(mine), typed="q\n")
    with sqlite3.connect(paths.reviews()) as db:
        db.execute("PRAGMA user_version = 99")
    code, _, err = piped("quiz", str(mine), typed="q\n")
    assert code == 2
    assert "newer gdtui" in err
    assert err.count("\n") == 1


def test_statistics_without_a_question(gdtui: Here, mine: Path) -> None:
    code, out, _ = gdtui("quiz", str(mine), "--stats")
    assert code == 0
    assert "Answers: 0 today, 0 in all." in out
    assert not paths.reviews().exists()


# Decks


def test_listing_the_decks(gdtui: Here) -> None:
    code, out, err = gdtui("deck", "list")
    assert (code, err) == (0, "")
    assert out == gdtui("deck")[1]
    row = next(line for line in out.splitlines() if line.startswith("source-text"))
    assert row.split()[1:4] == ["22", "22", "0"]
    assert not paths.reviews().exists()


def test_checking_decks(gdtui: Here, mine: Path) -> None:
    assert gdtui("deck", "check", str(mine)) == (0, "mine: 4 cards, no problem\n", "")
    mine.write_text(DECK.replace('kind = "basic"', 'kind = "basci"') + "frob = 1\n")
    code, out, err = gdtui("deck", "check", str(mine))
    assert code == 2
    assert f"{mine}:23:1: unknown kind 'basci', did you mean 'basic'?" in out
    assert err == "gdtui: 1 problem found\n"
    code, _, err = gdtui("quiz", str(mine))
    assert code == 2
    assert err.startswith("gdtui: mine.toml: line 23, column 1: unknown kind")
    assert gdtui("deck", "check", "nowhere")[0] == 2


def test_checking_every_deck(gdtui: Here, mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decks, "shipped", lambda: mine.parent)
    assert gdtui("deck", "check") == (0, "mine: 4 cards, no problem\n", "")
    other = mine.with_name("other.toml")
    other.write_text(DECK)
    code, out, _ = gdtui("deck", "check")
    assert code == 0
    assert out.endswith(
        "other and mine both have 4 card ids 'sum' and others: each deck keeps a history of its "
        "own\n"
    )
    (mine.parent / "sub").mkdir()
    twin = mine.parent / "sub" / "mine.toml"
    twin.write_text(DECK)
    code, out, err = gdtui("deck", "check", str(mine), str(twin))
    assert (code, err) == (2, "gdtui: 1 problem found\n")
    assert f"{twin}:1:1: {mine} is a deck named 'mine' too: rename one" in out
    code, _, err = gdtui("quiz", str(mine), str(twin))
    assert code == 2
    assert "4 of its cards are known from another deck named 'mine'" in err


def test_two_decks_with_the_same_ids_have_histories_of_their_own(gdtui: Here, mine: Path) -> None:
    other = mine.with_name("other.toml")
    other.write_text(DECK)
    piped("quiz", str(mine), typed="5.3\n\n")
    _, out, _ = piped("quiz", str(other), typed="")
    assert "other, 4 left: 4 new, 0 learning, 0 due" in out
    _, out, _ = piped("quiz", str(mine), str(other), typed="")
    assert "7 new, 1 learning" in out
    with sqlite3.connect(paths.reviews()) as db:
        assert db.execute("SELECT deck, card FROM review").fetchall() == [("mine", "sum")]
    out = gdtui("deck", "renamed", "mine", "other")[1]
    assert out == "1 card went from mine to other\n"


def test_a_deck_that_is_still_there_was_not_renamed(gdtui: Here) -> None:
    code, _, err = gdtui("deck", "renamed", "source-text", "my-text")
    assert code == 2
    assert err == (
        "gdtui: there is still a deck named 'source-text': give its file the new name first\n"
    )


def test_studying_more_line_by_line(gdtui: Here, mine: Path) -> None:
    typed = "5.3\n4\n1\n\n4\n2\n\n5.3\n\n\n\n"
    code, out, err = piped("quiz", str(mine), "--plain", "--new", "1", typed=typed)
    assert (code, err) == (0, "")
    assert "Today's limit is reached: 3 more new cards wait." in out
    assert "  1. more new cards: 3 (as on any day)" in out
    assert "every card, as before an exam: 4 (a cram: no card's schedule changes)" in out
    assert out.count("Saved") >= 2


def test_a_cram_from_the_command_line(gdtui: Here, mine: Path) -> None:
    _, out, _ = piped("quiz", str(mine), "--plain", "--cram", typed="\n\n" * 8)
    assert "mine, 4 left\n" in out
    assert "its schedule stays as it was." in out
    _, out, _ = piped("deck", "list")
    code, _, err = gdtui("quiz", str(mine), "--cram", "--ahead", "3")
    assert code == 2
    assert "use one at a time" in err
    with sqlite3.connect(paths.reviews()) as db:
        assert db.execute("SELECT DISTINCT kind FROM review").fetchall() == [("cram",)]


def test_fitting_fsrs_needs_answers(gdtui: Here, mine: Path) -> None:
    code, _, err = gdtui("deck", "optimize")
    assert code == 2
    assert err.startswith("gdtui: too few answers to fit FSRS to: 0 came on a later day")
    assert gdtui("deck", "optimize", "--undo") == (0, "none to undo\n", "")
    assert not paths.reviews().exists()


def test_a_copy_is_made_once_a_day_and_restored(gdtui: Here, mine: Path) -> None:
    assert gdtui("deck", "restore")[1].startswith("no copy yet in ")
    piped("quiz", str(mine), typed="5.3\n\n")
    assert gdtui("deck", "restore")[1].startswith("no copy yet in "), "nothing was there"
    piped("quiz", str(mine), typed="\n1\n")
    code, out, _ = gdtui("deck", "restore")
    assert code == 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\d  (1 answer|2 answers), \d+ kB\n", out)
    code, out, err = gdtui("deck", "restore", "latest")
    assert (code, err) == (0, "")
    assert re.match(
        r"restored reviews-[\d-]+\.db: (1 answer|2 answers)\nwhat was there is kept as ", out
    )
    kept = out.rstrip("\n").rpartition(" ")[2]
    assert gdtui("deck", "restore", kept)[1].endswith("-2\n")
    with sqlite3.connect(paths.reviews()) as db:
        assert db.execute("SELECT count(*) FROM review").fetchone() == (2,)
    code, _, err = gdtui("deck", "restore", "yesterday")
    assert code == 2
    assert "unknown copy 'yesterday'; known: " in err


def test_cards_go_to_anki_and_come_back(gdtui: Here, mine: Path, tmp_path: Path) -> None:
    code, out, _ = gdtui("deck", "export", str(mine))
    assert code == 0
    assert out.startswith("#separator:tab\n#html:true\n")
    assert "\nwhy\tBasic\tgdtui::mine\tWhy?\tBecause [bold]so[/bold].\tmine\n" in out
    notes = tmp_path / "from-anki.txt"
    notes.write_text(out, encoding="utf-8")
    code, out, _ = gdtui("deck", "import", str(notes))
    assert code == 0
    path = paths.decks() / "from-anki.toml"
    question = "w = 5, ∂L/∂w = −3, η = 0.1. What is w?"
    assert out.splitlines() == [
        "from-anki.txt:",
        "  separator: tab (said in the file); HTML (said in the file)",
        "  columns: 1 guid · 2 notetype · 3 deck · 4 front · 5 back · 6 tags",
        "  4 cards: 3 questions with answers and 1 cloze",
        f"  the first one: {question} → 5.3 5 − 0.1·(−3) = 5.3 (w - eta*g)",
        f"4 cards in {path}",
    ]
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(decks.load(path).cards) == 4
    code, _, err = gdtui("deck", "import", str(notes))
    assert code == 2
    assert "--replace" in err
    assert gdtui("deck", "import", str(notes), "--replace")[0] == 0


def test_an_import_asks_for_another_name_than_that_of_a_shipped_deck(
    gdtui: Here, tmp_path: Path
) -> None:
    notes = tmp_path / "source-text.txt"
    notes.write_text("a\tb\n")
    for more in ((), ("--replace",)):
        code, _, err = gdtui("deck", "import", str(notes), *more)
        assert code == 2
        assert "would hide it; choose another one, such as --name my-source-text" in err
    code, out, _ = gdtui("deck", "import", str(notes), "--name", "my-source-text")
    assert code == 0
    assert out.endswith(f"1 card in {paths.decks() / 'my-source-text.toml'}\n")
    assert gdtui("deck", "import", str(notes), "--name", "../out")[0] == 2


def test_a_deck_is_shown_as_it_will_be_asked(gdtui: Here, mine: Path) -> None:
    code, out, _ = gdtui("deck", "check", "--preview", str(mine))
    assert code == 0
    lines = out.splitlines()
    assert lines[0] == f"{mine.name}:3: sum"
    assert lines[1] == "  ? w = 5, ∂L/∂w = −3, η = 0.1. What is w?"
    assert lines[2] == "  = 5.3"
    assert "  ≠ 4.7: You added the gradient." in lines
    assert "  ? Why?" in lines


def test_a_history_goes_and_comes(gdtui: Here, mine: Path, tmp_path: Path) -> None:
    piped("quiz", str(mine), typed="5.3\n\n1\n\n")
    code, out, _ = gdtui("deck", "export", "--history")
    assert code == 0
    history = tmp_path / "h.jsonl"
    history.write_text(out)
    assert len(out.splitlines()) == 2
    assert gdtui("deck", "import", str(history))[1] == "0 reviews added; 2 were known\n"
    paths.reviews().unlink()
    assert gdtui("deck", "import", str(history))[1] == "2 reviews added; 0 were known\n"
    assert gdtui("deck", "export", "--history")[1] == out
    history.write_text(out + "{}\n")
    code, _, err = gdtui("deck", "import", str(history))
    assert code == 2
    assert "h.jsonl: line 3:" in err


@pytest.mark.parametrize("command", ["list", "check", "import", "export", "unsuspend"])
def test_help_has_an_example(gdtui: Here, command: str) -> None:
    code, out, _ = gdtui("deck", command, "--help")
    assert code == 0
    assert f"\n  gdtui deck {command}" in out


def test_a_misspelled_command_of_deck(gdtui: Here) -> None:
    code, _, err = gdtui("deck", "chekc")
    assert code == 2
    assert "check" in err
