"""The texts in a message of protobuf: all that a note type of Anki's newest format needs."""

from collections.abc import Iterator


def texts(message: bytes) -> dict[int, str]:
    """The text fields of a message by their numbers. Raises `ValueError`.

    The format: https://protobuf.dev/programming-guides/encoding
    """
    return {number: value.decode("utf-8", errors="replace") for number, value in _fields(message)}


def _fields(message: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, form = key >> 3, key & 7
        if form == 0:
            _, at = _varint(message, at)
        elif form == 1:
            at += 8
        elif form == 2:
            length, at = _varint(message, at)
            yield number, message[at : at + length]
            at += length
        elif form == 5:
            at += 4
        else:
            raise ValueError(f"protobuf: a field of form {form}")


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """A number that begins at `at`, seven bits a byte, and where it ends."""
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(message):
            raise ValueError("protobuf: it ends within a number")
        value |= (message[at] & 0x7F) << shift
        at += 1
        if message[at - 1] < 0x80:
            return value, at
    raise ValueError("protobuf: a number is too long")
