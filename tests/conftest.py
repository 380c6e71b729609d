"""For every test: a home of its own, accepted layouts, properties that take the time they need."""

import os
from pathlib import Path

import hypothesis
import pytest
from syrupy.assertion import SnapshotAssertion

from tests.layouts import TextFile

# As the program does, before numpy is imported: threads that wait for each other on a busy machine
# cost ten times the work, and the bits depend on their number.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

hypothesis.settings.register_profile("gdtui", deadline=None)  # time belongs in benchmarks
# In CI the same examples every time: a new one is for the one who works on the code to find.
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "gdtui")


def pytest_xdist_auto_num_workers() -> int:
    """Three for two processors: tests of the screen wait for a good part of their time."""
    return -(-3 * (os.cpu_count() or 1) // 2)


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the person who runs the tests is read or written."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.delenv("VISUAL", raising=False)
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")  # sixteen colors: maps are drawn in shades
    monkeypatch.delenv("COLORTERM", raising=False)


@pytest.fixture
def layout(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """The accepted screens: `assert text == layout(name="start-80x24")`."""
    return snapshot.use_extension(TextFile)
