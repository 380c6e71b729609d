"""Where things are kept."""

from pathlib import Path

import pytest

from gdtui.files import paths


def test_the_folders_are_where_xdg_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "c"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "s"))
    assert paths.config() == tmp_path / "c" / "gdtui"
    assert paths.state() == tmp_path / "s" / "gdtui"
    assert list(tmp_path.iterdir()) == []


def test_what_is_kept_is_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "gdtui" / "settings.toml"
    assert paths.keep(path, "η = 0.1\n") is None
    assert path.read_text(encoding="utf-8") == "η = 0.1\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_file_is_replaced_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("old")
    assert paths.keep(path, "new") is None
    assert [item.name for item in tmp_path.iterdir()] == ["settings.toml"]
    assert path.read_text() == "new"


def test_what_cannot_be_kept_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "gdtui" / "settings.toml"
    assert paths.keep(path, "x") == f"{path} cannot be written (Not a directory)"


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert paths.keep(path, "new") == f"{path} cannot be written (No space left on device)"
    assert [item.read_text() for item in tmp_path.iterdir()] == ["old"]
