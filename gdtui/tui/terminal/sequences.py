"""What a terminal sends, cut into keys, sequences and pastes; what is none of them is dropped.

Besides keys a terminal sends answers, some of them late and to questions of the program before, and
a line may be slow or speak another encoding. Each sequence is read by its grammar (ECMA-48) to its
end, however long that takes, so that no part of it is ever taken for keys.
"""

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

ESCAPE_DELAY = 0.1
"""Seconds after which an ESC with nothing behind it is the Escape key."""

PATIENCE = 2.0
"""Seconds that the rest of a sequence or of a paste is waited for."""

LONGEST_PASTE = 65_536
"""Bytes of a paste that are kept: no formula and no answer is that long."""


class Kind(Enum):
    """What a token is."""

    TEXT = "text"
    ESCAPE = "escape"
    SEQUENCE = "sequence"
    PASTE = "paste"


class Token(NamedTuple):
    """A piece of input that is whole."""

    kind: Kind
    text: str
    """Characters that were typed or pasted, or a sequence from its ESC to its end."""


_ESCAPE = Token(Kind.ESCAPE, "\x1b")

_CHARACTERS = re.compile(
    rb"(?:[\x00-\x1a\x1c-\x7f]+|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]"
    rb"|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}"
    rb"|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})+"
)
_CUT_CHARACTER = re.compile(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})")
_EIGHT_BIT = {0x8F: b"\x1bO", 0x9B: b"\x1b["}
"""Introducers of one byte, as terminals send them that were told to speak in 8 bits."""
_STRINGS = {0x90, 0x9D, 0x9F}
"""Those of strings, which a byte 0x9C ends as well; after ESC ] it may be part of a character."""
_C1 = re.compile("[\x80-\x9f]")

_KEY = re.compile(
    rb"\x1b\[\[[A-E]"  # F1 to F5 of the Linux console
    rb"|\x1b\[\d\d?\$"  # rxvt's keys with Shift
    rb"|\x1b\[(?![M[])[ -?]*[@-~]"  # CSI, also one whose parameters are out of order
    rb"|\x1bO[\d;]*[A-Za-z]"
    rb"|\x1b\x7f"
)
_INSIDE = rb"[^\x00-\x07\x0e-\x1f]*"
"""Of a string. Control characters are no part of one: a key such as Ctrl+Q gives it up."""
_NO_KEY = re.compile(
    rb"\x1b\[M[\x00-\xff]{3}"  # the mouse as X10 reports it: three bytes that may be anything
    rb"|\x1b[]P_]" + _INSIDE + rb"(?:[\x07\x18\x1a]|\x1b\\)"  # OSC, DCS, APC: strings
    rb"|[\x90\x9d\x9f][^\x00-\x07\x0e-\x1f\x9c]*(?:[\x07\x18\x1a\x9c]|\x1b\\)"
    rb"|\x1b\\"  # the end of a string that was given up
)
_BEGUN = re.compile(
    rb"\x1b\[(?:\[|M[\x00-\xff]{0,2}|[ -?]*)"
    rb"|\x1bO[\d;]*"
    rb"|(?:\x1b\]|\x9d)(?:[\dILl]" + _INSIDE + rb"\x1b?)?"
    rb"|(?:\x1bP|\x90)(?:[\d<=>?!$+]" + _INSIDE + rb"\x1b?)?"
    rb"|(?:\x1b_|\x9f)(?:G" + _INSIDE + rb"\x1b?)?"
)
_BROKEN = re.compile(
    rb"\x1b(?:\[[ -?]+|O[\d;]+)"
    rb"|(?:\x1b[]P_]|[\x90\x9d\x9f])[\dGILl<=>?!$+]" + _INSIDE
)

_TAIL = re.compile(
    rb"\[(?:[<=>?][\d;:]*|\d+(?:;\d+)+)\$?[A-Za-z]"
    rb"|\]\d+;[^\x07\x1b]*(?:\x07|\x1b\\)"
    rb"|P[\d<=>?!$+][^\x1b]*\x1b\\"
)
_TAIL_BEGUN = re.compile(
    rb"\[(?:[<=>?][\d;:]*\$?|(?:\d+(?:;\d+)*;?)?\$?)|\](?:\d+(?:;[^\x07\x1b]*\x1b?)?)?"
    rb"|P(?:[\d<=>?!$+][^\x1b]*\x1b?)?"
)
"""What follows an ESC that was taken for the Escape key, if it began an answer after all."""

_PERHAPS_KEYS = re.compile(rb"\x1b|[]P[]\d*")

_PASTE, _PASTE_END = b"\x1b[200~", b"\x1b[201~"


class InputReader:
    """Cuts the bytes that come from a terminal, however the line has split them."""

    def __init__(self) -> None:
        self._rest = b""
        self._pasted: bytes | None = None
        self._after_escape = False

    @property
    def patience(self) -> float | None:
        """Seconds after which `waited` is to be called if nothing comes; None: never."""
        if self._pasted is not None:
            return PATIENCE
        if not self._rest or _CUT_CHARACTER.fullmatch(self._rest):
            return None  # whatever comes next says whether that was a character
        return ESCAPE_DELAY if _PERHAPS_KEYS.fullmatch(self._rest) else PATIENCE

    def feed(self, data: bytes) -> Iterator[Token]:
        """What is whole with these bytes."""
        self._rest += data
        while self._rest:
            if self._pasted is not None:
                token = self._read_paste()
                if token is None:
                    return
                yield token
                continue
            before = self._rest
            yield from self._read_one()
            if self._rest == before:
                self._rest = before if len(before) < LONGEST_PASTE else before[:4]
                return

    def waited(self) -> Iterator[Token]:
        """What there is to say when the rest has not come in time."""
        rest, self._rest = self._rest, b""
        if self._pasted is not None:
            pasted, self._pasted = self._pasted + rest, None
            yield _paste(pasted)
        elif self._after_escape and rest[:1] != b"\x1b":
            self._after_escape = False
            yield from _text(rest)
        elif rest == b"\x1b":
            self._after_escape = True
            yield _ESCAPE
        elif len(rest) == 2 and rest[0] == 0x1B:  # only an introducer: it was Esc and a key
            yield _ESCAPE
            yield from _text(rest[1:])

    def _read_one(self) -> Iterator[Token]:
        """Take the first thing from the rest, if it is whole."""
        rest = self._rest
        if self._after_escape:
            tail = _TAIL.match(rest)
            if tail is None and _TAIL_BEGUN.fullmatch(rest):
                return
            self._after_escape = False
            if tail is not None:
                self._rest = rest[tail.end() :]
                return
        if rest[0] == 0x1B or rest[0] in _STRINGS:
            yield from self._read_sequence()
        elif found := _CHARACTERS.match(rest):
            self._rest = rest[found.end() :]
            yield from _text(found[0])
        elif not _CUT_CHARACTER.fullmatch(rest):
            self._rest = _EIGHT_BIT.get(rest[0], b"") + rest[1:]

    def _read_sequence(self) -> Iterator[Token]:
        rest = self._rest
        if rest.startswith(_PASTE):
            self._pasted, self._rest = b"", rest[len(_PASTE) :]
        elif found := _KEY.match(rest):
            self._rest = rest[found.end() :]
            yield Token(Kind.SEQUENCE, found[0].decode("ascii"))
        elif found := _NO_KEY.match(rest):
            self._rest = rest[found.end() :]
        elif len(rest) > 1 and not _BEGUN.fullmatch(rest):
            broken = _BROKEN.match(rest)
            self._rest = rest[broken.end() if broken else 1 :]
            if not broken and rest[0] == 0x1B:  # nor an introducer: it is Esc, and another key
                yield _ESCAPE

    def _read_paste(self) -> Token | None:
        pasted = (self._pasted or b"") + self._rest
        end = pasted.find(_PASTE_END)
        if end < 0:
            keep = len(_PASTE_END) - 1  # of which a part may be here already
            self._pasted, self._rest = pasted[:-keep][:LONGEST_PASTE] + pasted[-keep:], b""
            return None
        self._pasted, self._rest = None, pasted[end + len(_PASTE_END) :]
        return _paste(pasted[:end])


def _text(data: bytes) -> Iterator[Token]:
    text = _C1.sub("", data.decode("utf-8", "ignore"))
    if text:
        yield Token(Kind.TEXT, text)


def _paste(data: bytes) -> Token:
    text = data[:LONGEST_PASTE].decode("utf-8", "ignore").replace("\0", "")
    return Token(Kind.PASTE, text)
