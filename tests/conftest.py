"""For every test: a home of its own, and properties that take the time they need."""

from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile("gdtui", deadline=None)  # time belongs in benchmarks
hypothesis.settings.load_profile("gdtui")


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the person who runs the tests is read or written."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
