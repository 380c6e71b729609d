"""A small text file, read whole: never more of it than makes sense."""

from pathlib import Path


class TextFileError(ValueError):
    """A file that cannot be read as text; the message is one sentence without the file's name."""

    def __init__(self, message: str, *, line: int | None = None, is_missing: bool = False) -> None:
        """`line` is where it is wrong, if known; `is_missing`: there is no such file."""
        super().__init__(message)
        self.line = line
        self.is_missing = is_missing


def read_text(path: Path, most_bytes: int) -> str:
    """The UTF-8 text in a file, its line ends as `\\n`. Raises `TextFileError`."""
    try:
        with path.open("rb") as file:
            content = file.read(most_bytes + 1)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError | NotADirectoryError)
        reason = error.strerror or error
        raise TextFileError(f"the file cannot be read: {reason}", is_missing=missing) from None
    if len(content) > most_bytes:
        raise TextFileError(f"the file is larger than {most_bytes} bytes")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise TextFileError("the file is not UTF-8 text", line=line) from None
