"""Commands as the tests of the command line give them, and what they write as they read it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from io import BytesIO, TextIOWrapper
from typing import Any, NamedTuple, NoReturn
from unittest.mock import patch

import pytest

from gdtui.cli import main


class Said(NamedTuple):
    """What a command wrote, and how it ended."""

    code: int
    out: str
    err: str


class Opened(NamedTuple):
    """What the playground was opened with."""

    run: Any
    how: dict[str, Any]


class Here:
    """Commands run in this process: fast, and without a terminal."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *args: str) -> Said:
        with pytest.raises(SystemExit) as ended:
            main.main(args)
        out, err = self._capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Said(ended.value.code, out, err)


def piped(*args: str, typed: str = "", env: Mapping[str, str] | None = None) -> Said:
    """A command in this process, with lines piped in: streams that are no terminal."""
    lines, out, err = BytesIO(typed.encode()), BytesIO(), BytesIO()
    stdin, stdout, stderr = (TextIOWrapper(stream, "utf-8") for stream in (lines, out, err))
    with (
        patch.dict(os.environ, env or {}),
        patch.multiple(sys, stdin=stdin, stdout=stdout, stderr=stderr),
        pytest.raises(SystemExit) as ended,
    ):
        main.main(args)
    for stream in (stdout, stderr):
        stream.flush()
    assert isinstance(ended.value.code, int)
    return Said(ended.value.code, out.getvalue().decode(), err.getvalue().decode())


def shell(*args: str, env: Mapping[str, str] | None = None) -> Said:
    """A command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "gdtui", *args],
        check=False,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        env={**os.environ, "LC_ALL": "C.UTF-8", **(env or {})},
    )
    return Said(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode())


def opened(monkeypatch: pytest.MonkeyPatch) -> list[Opened]:
    """What the playground is opened with, in place of a screen."""
    from gdtui.tui import app

    calls: list[Opened] = []

    def run_app(run: Any, **how: Any) -> int:
        calls.append(Opened(run, how))
        return 0

    monkeypatch.setattr(app, "run_app", run_app)
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("TEXTUAL_FPS", "TEXTUAL_ANIMATIONS", "TEXTUAL_SMOOTH_SCROLL"):
        monkeypatch.setenv(name, "")  # so that it is as it was afterward
        monkeypatch.delenv(name)
    return calls


def one_line(said: Said, code: int = 2) -> str:
    """The one line of an error, and that it is one."""
    assert said.code == code, said
    assert said.err.startswith("gdtui: ")
    assert said.err.count("\n") == 1, said.err
    assert said.err[:-1].isprintable()
    return said.err[:-1]


def refuse(constant: str) -> NoReturn:
    raise AssertionError(f"{constant} is not JSON")


def events(text: str) -> list[dict[str, Any]]:
    return [json.loads(line, parse_constant=refuse) for line in text.splitlines()]
