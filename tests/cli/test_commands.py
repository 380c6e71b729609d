"""Which command is meant, and what opens the playground."""

import os
import sys

import click
import pytest

from gdtui import __version__
from gdtui.cli import main
from gdtui.cli.commands import COMMANDS
from tests.cli.commands import Here, Said, one_line, opened, shell


def test_nothing_opens_the_worked_example(gdtui: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = opened(monkeypatch)
    assert gdtui() == Said(0, "", "")
    ((run, how),) = calls
    assert (run.config.objective, run.config.start) == ("(w - 3)^2", (7.0,))
    assert how["theme"] is None
    assert os.environ["TEXTUAL_ANIMATIONS"] == "none"
    assert os.environ["TEXTUAL_SMOOTH_SCROLL"] == "0"


@pytest.mark.parametrize(
    ("args", "loss"),
    [
        (["(w-2)^2"], "(w-2)^2"),
        (["--lr", "0.5", "(w-2)^2"], "(w-2)^2"),
        (["--", "-cos(w)"], "-cos(w)"),
        (["quadratic"], "quadratic:spectrum=1/10"),
        (["x*y"], "x*y"),
        (["--ascii", "w^2", "--theme", "high-contrast", "--fps", "5"], "w^2"),
    ],
)
def test_what_is_no_command_is_a_loss(
    gdtui: Here, monkeypatch: pytest.MonkeyPatch, args: list[str], loss: str
) -> None:
    calls = opened(monkeypatch)
    assert gdtui(*args) == Said(0, "", "")
    assert calls[0].run.objective.name == loss


@pytest.mark.parametrize(
    ("typed", "meant"), [("rnu", "run"), ("runs", "run"), ("replya", "replay"), ("doctr", "doctor")]
)
def test_a_misspelled_command_is_no_product_of_letters(gdtui: Here, typed: str, meant: str) -> None:
    line = one_line(gdtui(typed, "--lr", "1"))
    assert line.startswith(f"gdtui: unknown command '{typed}', did you mean '{meant}'?")


def test_a_command_after_its_options(gdtui: Here) -> None:
    assert "run comes first" in one_line(gdtui("--lr", "1", "run"))


def test_an_unknown_theme(gdtui: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = opened(monkeypatch)
    assert "did you mean 'high-contrast'?" in one_line(gdtui("--theme", "high-contrats"))
    assert calls == []


def test_without_a_terminal(gdtui: Here) -> None:
    assert "use `gdtui run`" in one_line(shell())
    assert "use `gdtui run`" in one_line(gdtui("(w-2)^2"))


@pytest.mark.parametrize("term", ["dumb", None])
def test_a_terminal_that_cannot_draw(
    gdtui: Here, monkeypatch: pytest.MonkeyPatch, term: str | None
) -> None:
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setenv("TERM", term or "")
    line = one_line(gdtui())
    assert f"TERM={term or 'nothing'}" in line
    assert "use `gdtui run`" in line


def test_version(gdtui: Here) -> None:
    assert gdtui("--version") == Said(0, f"gdtui {__version__}\n", "")


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
def test_help_has_an_example(gdtui: Here, command: list[str]) -> None:
    said = gdtui(*command, "--help")
    assert (said.code, said.err) == (0, "")
    start = " ".join(["gdtui", *(name for name in command if name != "play")])
    assert any(line.startswith(f"  {start}") for line in said.out.splitlines())
    assert said.out == gdtui(*command, "-h").out
    assert "\\x" not in said.out


def test_help_tells_the_playgrounds_options_and_every_command(gdtui: Here) -> None:
    out = gdtui("--help").out
    for word in ("--start", "--lr", "--theme", "--version", "run", "replay", "doctor"):
        assert f"  {word} " in out


def test_the_list_of_commands_says_what_each_says_itself() -> None:
    context = click.Context(main.group)
    for name, entry in COMMANDS.items():
        command = main.group.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert command.hidden == (entry.help is None)
        assert entry.help in (None, command.get_short_help_str(100))


def test_completion() -> None:
    env = {"_GDTUI_COMPLETE": "bash_complete", "COMP_CWORD": "1"}
    assert "plain,run" in shell(env={**env, "COMP_WORDS": "gdtui ru"}).out
    env["COMP_CWORD"] = "2"
    assert "plain,--plot" in shell(env={**env, "COMP_WORDS": "gdtui run --pl"}).out


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["deck", "import"], "; see gdtui deck import --help"),
        (["deck", "export", "--x"], "unknown option '--x'; see gdtui deck export --help"),
        (["quiz", "--missed", "0"], "--missed takes 1 day or more, and 1 means today only; see "),
        (["--steps", "x"], "; see gdtui --help"),
        (["--x"], "a loss that begins with - goes last, after --"),
    ],
)
def test_a_wrong_call_names_the_help_that_there_is(gdtui: Here, args: list[str], says: str) -> None:
    assert says in one_line(gdtui(*args))
