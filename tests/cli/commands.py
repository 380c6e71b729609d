"""Commands as the tests of the command line give them, and what they write as they read it."""

import json
from typing import Any, NamedTuple, NoReturn

import pytest

from gdtui.cli import main


class Said(NamedTuple):
    """What a command wrote, and how it ended."""

    code: int
    out: str
    err: str


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


def refuse(constant: str) -> NoReturn:
    raise AssertionError(f"{constant} is not JSON")


def events(text: str) -> list[dict[str, Any]]:
    return [json.loads(line, parse_constant=refuse) for line in text.splitlines()]
