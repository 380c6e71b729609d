"""What a terminal has sent, as Textual's events.

Textual's own parser would take what it does not know for keys that were typed; here only what is
known becomes an event. Its tables of keys and its reading of the mouse are private, and used.
"""

import re
import sys
from collections.abc import Iterator

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual._xterm_parser import XTermParser
from textual.keys import Keys
from textual.message import Message
from textual.messages import TerminalSupportsSynchronizedOutput

from gdtui.tui.terminal.sequences import Kind, Token

_CURSOR = re.compile(r"\x1b\[(\d{1,5});(\d{1,5})R")
_MOUSE = re.compile(r"\x1b\[<\d{1,5};\d{1,5};\d{1,5}[Mm]")
_SYNCHRONIZED = re.compile(r"\x1b\[\?2026;[1-4]\$y")
_KITTY = re.compile(
    r"\x1b\[(?P<code>\d{0,7})(?::[\d:]*)?"
    r"(?:;(?P<modifiers>\d{0,3})(?::(?P<event>\d))?(?:;(?P<text>[\d:]*))?)?(?P<end>[u~A-FHPQS])"
)
_RELEASED = "3"
_CONTROLS = {*range(1, 32), 127}  # Enter, Tab, Escape, Backspace
_LOCKS = 0b1100_0000  # Caps Lock and Num Lock among the modifiers
_KEYPAD = dict(zip(range(57399, 57417), "0123456789./*-+\r=,", strict=True))
"""What the keys of the keypad show, by their codes in the kitty keyboard protocol."""


class EventReader:
    """Makes events of what a terminal sends."""

    def __init__(self) -> None:
        self._parser = XTermParser()  # for its tables; as a stream it is not used

    def read(self, token: Token) -> Iterator[Message]:
        """What has come, if it means anything."""
        match token.kind:
            case Kind.TEXT:
                for character in token.text:
                    yield from self._keys(character)
            case Kind.ESCAPE:
                yield events.Key("escape", "\x1b")
            case Kind.PASTE:
                yield events.Paste(token.text)
            case Kind.SEQUENCE:
                yield from self._of_sequence(token.text)

    def _of_sequence(self, sequence: str) -> Iterator[Message]:
        if sequence == "\x1b[I":
            yield events.AppFocus()
        elif sequence == "\x1b[O":
            yield events.AppBlur()
        elif report := _CURSOR.fullmatch(sequence):
            yield events.CursorPosition(int(report[2]) - 1, int(report[1]) - 1)
        elif _SYNCHRONIZED.fullmatch(sequence):
            yield TerminalSupportsSynchronizedOutput()
        elif _MOUSE.fullmatch(sequence):
            mouse = self._parser.parse_mouse_code(sequence)
            if mouse is not None:
                yield mouse
        elif sequence in ANSI_SEQUENCES_KEYS:
            yield from self._keys(sequence)
        elif key := _KITTY.fullmatch(sequence):
            yield from self._kitty_keys(key)

    def _kitty_keys(self, key: re.Match[str]) -> Iterator[events.Key]:
        """A key as the kitty keyboard protocol tells it; of a keypad's, what it shows."""
        code = int(key["code"] or 1)
        modifiers = (int(key["modifiers"] or 1) - 1 & ~_LOCKS) + 1
        text = [int(point) for point in (key["text"] or "").split(":") if point]
        if key["event"] == _RELEASED or not all(map(_is_shown, text)):
            return
        if key["end"] == "u" and code in _KEYPAD:
            code = ord(_KEYPAD[code])
        if f"{code}{key['end']}" not in FUNCTIONAL_KEYS and (
            key["end"] != "u" or not (_is_shown(code) or code in _CONTROLS)
        ):
            return  # which Textual would take for the character of that code
        parts = [str(code)]
        if text:
            parts += [str(modifiers), ":".join(map(str, text))]
        elif modifiers > 1:
            parts += [str(modifiers)]
        elif key["end"] == "u" and _is_shown(code):
            parts += ["1", str(code)]
        yield from self._keys(f"\x1b[{';'.join(parts)}{key['end']}")

    def _keys(self, sequence: str) -> Iterator[events.Key]:
        for key in self._parser._sequence_to_key_events(sequence):
            if key.key != Keys.Ignore:
                yield key


def _is_shown(code: int) -> bool:
    return code <= sys.maxunicode and chr(code).isprintable()
