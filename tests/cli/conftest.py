"""What the tests of the command line are handed."""

import pytest

from tests.cli.commands import Here


@pytest.fixture
def gdtui(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Here:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.delenv("GDTUI_TRACEBACK", raising=False)
    return Here(capsys)
