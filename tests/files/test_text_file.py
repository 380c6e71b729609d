"""Reading a small text file: whole, or one sentence why not."""

from pathlib import Path

import pytest

from gdtui.files.text_file import TextFileError, read_text


def test_a_text_is_read_whole_with_one_kind_of_line_end(tmp_path: Path) -> None:
    path = tmp_path / "t"
    path.write_bytes("\ufeffη = 1\r\nb\n".encode())
    assert read_text(path, 100) == "η = 1\nb\n"
    assert read_text(path, path.stat().st_size) == "η = 1\nb\n"


@pytest.mark.parametrize(
    ("content", "says", "line"),
    [(b"x" * 101, "larger than 100 bytes", None), (b"a\nb\xff", "not UTF-8 text", 2)],
)
def test_what_is_wrong_is_told(tmp_path: Path, content: bytes, says: str, line: int | None) -> None:
    path = tmp_path / "t"
    path.write_bytes(content)
    with pytest.raises(TextFileError, match=says) as error:
        read_text(path, 100)
    assert (error.value.line, error.value.is_missing) == (line, False)


def test_what_is_not_there_is_missing(tmp_path: Path) -> None:
    (tmp_path / "t").touch()
    for path in (tmp_path / "none", tmp_path / "t" / "below"):
        with pytest.raises(TextFileError, match="cannot be read") as error:
            read_text(path, 100)
        assert error.value.is_missing
    with pytest.raises(TextFileError, match="cannot be read: Is a directory") as error:
        read_text(tmp_path, 100)
    assert not error.value.is_missing
