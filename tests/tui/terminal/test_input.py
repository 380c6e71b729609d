"""What a terminal sends: keys are keys however the line splits them, and nothing else is."""

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from gdtui.tui.terminal.events import EventReader
from gdtui.tui.terminal.sequences import ESCAPE_DELAY, PATIENCE, InputReader

ANSWERS = {
    "OSC 10, BEL": b"\x1b]10;rgb:d0d0/d0d0/d0d0\x07",
    "OSC 11, ST": b"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
    "OSC 4": b"\x1b]4;1;rgb:cc/00/00\x1b\\",
    "OSC 52": b"\x1b]52;c;aGVsbG8=\x07",
    "window title": b"\x1b]lquitting n n n\x1b\\",
    "DA1": b"\x1b[?62;1;2;6;9;15;22c",
    "DA2": b"\x1b[>41;354;0c",
    "DA3": b"\x1bP!|00000000\x1b\\",
    "dark or light": b"\x1b[?997;2n",
    "status": b"\x1b[0n",
    "XTVERSION": b"\x1bP>|XTerm(388)\x1b\\",
    "DECRQSS": b"\x1bP1$r0;1m\x1b\\",
    "XTGETTCAP": b"\x1bP1+r544e=787465726d\x1b\\",
    "DECRQM": b"\x1b[?1016;2$y",
    "DECRQM, ANSI": b"\x1b[4;2$y",
    "window size": b"\x1b[8;24;80t",
    "kitty keyboard": b"\x1b[?25u",
    "kitty graphics": b"\x1b_Gi=31;OK\x1b\\",
    "DECXCPR": b"\x1b[?12;40;1R",
    "mouse, X10, column 100": b"\x1b[M\x20\x84\x2a",
    "mouse, X10, beyond all": b"\x1b[M\x23\x00\xff",
    "mouse, urxvt": b"\x1b[32;100;10M",
    "DA1, 8 bit": b"\x9b?62;1c",
    "OSC 11, 8 bit": b"\x9d11;rgb:1e1e/1e1e/2e2e\x07",
    "title, ended by a byte": b"\x9d0;x\x9c",
    "title, with that byte in a character": "\x1b]0;“x”\x07".encode(),
    "XTGETTCAP, 8 bit": b"\x901+r544e=78\x9c",
}
AMBIGUOUS = {name for name in ANSWERS if "X10" in name} | {
    "window title", "status", "kitty graphics", "DA1, 8 bit", "OSC 11, 8 bit",
    "title, ended by a byte", "XTGETTCAP, 8 bit",
}  # fmt: skip
"""Without their ESC they could be keys (`[`, `]`, digits, letters); those of 8 bits have none."""
KEYS = {
    "a letter": (b"n", ["n"]),
    "two bytes": ("η".encode(), ["η"]),
    "four bytes": ("😀".encode(), ["😀"]),
    "up": (b"\x1b[A", ["up"]),
    "up, application mode": (b"\x1bOA", ["up"]),
    "up, ctrl": (b"\x1b[1;5A", ["ctrl+up"]),
    "page down": (b"\x1b[6~", ["pagedown"]),
    "F1": (b"\x1bOP", ["f1"]),
    "F1, Linux console": (b"\x1b[[A", ["f1"]),
    "delete, shift, rxvt": (b"\x1b[3$", ["shift+delete"]),
    "back tab": (b"\x1b[Z", ["shift+tab"]),
    "enter": (b"\r", ["enter"]),
    "kitty letter": (b"\x1b[110;1;110u", ["n"]),
    "kitty escape": (b"\x1b[27u", ["escape"]),
    "kitty ctrl": (b"\x1b[113;5u", ["ctrl+q"]),
    "kitty shift": (b"\x1b[110;2;78u", ["N"]),
}


class Line:
    """A line to a terminal: bytes go in, events come out."""

    def __init__(self) -> None:
        self._sequences, self._events = InputReader(), EventReader()

    def send(self, data: bytes) -> list[Message]:
        tokens = self._sequences.feed(data)
        return [event for token in tokens for event in self._events.read(token)]

    def wait(self, seconds: float) -> list[Message]:
        patience = self._sequences.patience
        if patience is None or seconds < patience:
            return []
        return [event for token in self._sequences.waited() for event in self._events.read(token)]


def sent(*parts: bytes) -> list[Message]:
    """What comes of parts that arrive at once."""
    line = Line()
    return [event for part in parts for event in line.send(part)]


def keys(found: list[Message]) -> list[str]:
    """The keys, as characters where they have one; everything else by its class."""
    return [
        (event.character if event.is_printable else event.key) or ""
        if isinstance(event, events.Key)
        else type(event).__name__
        for event in found
    ]


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_a_late_answer_is_dropped_whole_wherever_the_line_cuts_it(answer: bytes) -> None:
    for cut in range(len(answer)):
        assert keys(sent(b"a" + answer[:cut], answer[cut:] + b"b")) == ["a", "b"], cut
    assert keys(sent(*(answer[i : i + 1] for i in range(len(answer))), b"b")) == ["b"]


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_an_answer_that_stalls_for_a_second_is_dropped_all_the_same(answer: bytes) -> None:
    introducer = 2 if answer[:1] == b"\x1b" else 1
    for cut in range(introducer, len(answer)):
        line = Line()
        assert line.send(answer[:cut]) == []
        assert line.wait(1.0) == []
        assert keys(line.send(answer[cut:] + b"n")) == ["n"], cut


@pytest.mark.parametrize("name", [name for name in ANSWERS if name not in AMBIGUOUS])
def test_what_follows_an_escape_that_was_none_is_dropped(name: str) -> None:
    """The ESC alone was the Escape key; what comes a moment later shows that it was not."""
    rest = ANSWERS[name].removeprefix(b"\x1b")
    for cut in range(2, len(rest)):
        line = Line()
        line.send(b"\x1b")
        assert keys(line.wait(1.0)) == ["escape"]
        assert keys(line.send(rest[:cut]) + line.send(rest[cut:] + b"n")) == ["n"], cut


def test_the_answers_that_are_asked_for_are_heard() -> None:
    (report,) = sent(b"\x1b[12;40R")
    assert isinstance(report, events.CursorPosition)
    assert (report.x, report.y) == (39, 11)
    assert keys(sent(b"\x1b[?2026;2$y")) == ["TerminalSupportsSynchronizedOutput"]
    assert keys(sent(b"\x1b[I\x1b[O")) == ["AppFocus", "AppBlur"]
    (press,) = sent(b"\x1b[<0;150;60M")
    assert isinstance(press, events.MouseDown)
    assert (press.x, press.y, press.button) == (149, 59, 1)


@pytest.mark.parametrize(("data", "expected"), KEYS.values(), ids=KEYS.keys())
def test_a_key_is_the_same_key_wherever_the_line_cuts_it(data: bytes, expected: list[str]) -> None:
    for cut in range(len(data)):
        assert keys(sent(data[:cut], data[cut:])) == expected, cut


def test_escape_is_a_key_when_nothing_follows() -> None:
    line = Line()
    assert line.send(b"\x1b") == []
    assert line.wait(ESCAPE_DELAY / 2) == []
    assert keys(line.wait(ESCAPE_DELAY)) == ["escape"]
    assert keys(line.send(b"n")) == ["n"]


def test_escape_and_the_next_key_in_one_burst_are_two_keys() -> None:
    assert keys(sent(b"\x1bn")) == ["escape", "n"]
    assert keys(sent(b"\x1b\x1b[A")) == ["escape", "up"]
    assert keys(sent(b"\x1b]]n")) == ["escape", "]", "]", "n"]
    assert keys(sent(b"\x1b5")) == ["escape", "5"]
    line = Line()
    line.send(b"\x1b]")
    assert keys(line.wait(PATIENCE)) == ["escape", "]"], "no more than an introducer came"
    assert keys(line.send(b"n")) == ["n"]


def test_the_speed_keys_after_escape_are_not_kept_waiting() -> None:
    line = Line()
    line.send(b"\x1b")
    line.wait(ESCAPE_DELAY)
    assert keys(line.send(b"[")) + keys(line.wait(ESCAPE_DELAY)) == ["["]
    assert keys(line.send(b"[[5]")) == ["[", "[", "5", "]"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"caf\xe9 n", ["c", "a", "f", " ", "n"]),  # a Latin-1 line
        (b"\xe9\xe8\xfcn", ["n"]),
        (b"\xff\xfe\xc0\xafn", ["n"]),
        (b"\xce", []),  # half a character
        (b"\xed\xa0\x80n", ["n"]),  # a surrogate
        ("\x85\x9b".encode() + b"n", ["n"]),  # C1 controls
        (b"\x90n\x9dn\x9fn", ["n", "n", "n"]),  # letters of a code page that begin strings
    ],
)
def test_bytes_that_are_not_utf_8_are_dropped(data: bytes, expected: list[str]) -> None:
    assert keys(sent(data)) == expected


KEYPAD = dict(zip(range(57399, 57417), [*"0123456789./*-+", "enter", "=", ","], strict=True))


@pytest.mark.parametrize(("code", "shown"), KEYPAD.items())
@pytest.mark.parametrize("form", ["\x1b[{}u", "\x1b[{};129u", "\x1b[{};1;{}u", "\x1b[{};1:1u"])
def test_a_key_of_the_keypad_is_what_it_shows(code: int, shown: str, form: str) -> None:
    text = ord(shown) if len(shown) == 1 else ""
    assert keys(sent(form.format(code, text).encode())) == [shown]


def test_keypad_keys_without_num_lock_move() -> None:
    assert keys(sent(b"\x1b[57417u\x1b[57420u\x1b[57422u")) == ["left", "down", "pagedown"]
    assert keys(sent(b"\x1bOq\x1bOM\x1bOk")) == ["1", "enter", "+"], "application mode, PuTTY's"


@pytest.mark.parametrize(
    "data",
    [
        b"\x1b[ 3>q",
        b"\x1b[;;q",
        b"\x1b[!p",
        b"\x1b[113~",
        b"\x1b[57343u",
        b"\x1b[63000u",
        b"\x1b[?q",
        b"\x1bO1;2q",
    ],
)
def test_a_sequence_that_means_nothing_is_dropped_to_its_end(data: bytes) -> None:
    assert keys(sent(data + b"n")) == ["n"]


def test_a_release_is_no_key() -> None:
    assert keys(sent(b"\x1b[110;1:3u\x1b[1;1:3A")) == []


def test_a_paste_is_one_event_whatever_is_in_it() -> None:
    pasted = "x^2\r\ny\x1b[A\0 η".encode()
    whole = b"\x1b[200~" + pasted + b"\x1b[201~n"
    for cut in range(len(whole)):
        found = sent(whole[:cut], whole[cut:])
        assert isinstance(found[0], events.Paste), cut
        assert found[0].text == "x^2\r\ny\x1b[A η"
        assert keys(found[1:]) == ["n"]


def test_a_paste_whose_end_is_lost_does_not_swallow_the_keyboard() -> None:
    line = Line()
    assert line.send(b"\x1b[200~0.5") == []
    (paste,) = line.wait(PATIENCE)
    assert isinstance(paste, events.Paste)
    assert paste.text == "0.5"
    assert keys(line.send(b"n")) == ["n"]


@pytest.mark.parametrize("begun", [b"\x1b]0;x", b"\x9d0;x", b"\x1bP1+r", b"\x901", b"\x1b_Gi=1"])
@pytest.mark.parametrize(("key", "name"), [(b"\x11", "ctrl+q"), (b"\x03", "ctrl+c")])
def test_a_key_that_no_string_may_have_in_it_is_heard(begun: bytes, key: bytes, name: str) -> None:
    for cut in range(1, len(begun)):
        assert keys(sent(begun[:cut], begun[cut:] + key + b"n")) == [name, "n"], cut


def test_a_string_that_never_ends_is_given_up() -> None:
    line = Line()
    assert line.send(b"\x1b]52;c;" + b"A" * 1_000_000) == []
    assert line.wait(PATIENCE) == []
    assert keys(line.send(b"n")) == ["n"]


chunks = st.lists(
    st.one_of(
        st.binary(max_size=8),
        st.sampled_from([*ANSWERS.values(), *(data for data, _ in KEYS.values())]),
        st.from_regex(rb"\A\x1b\[[\d;:<>=?$]{0,24}[@-~]\Z"),
        st.sampled_from([b"\x1b[200~", b"\x1b[201~", b"\x1b", b"\x1b]", b"\x1bP"]),
    ),
    max_size=12,
)


@given(chunks, st.sets(st.integers(0, 11)))
@example([b"\x1b[99999999999u", b"\x1b[1:2:3;4:5;6u", b"\x1b[;;u", b"\x1b[1;;;u"], set())
@example([b"\x1b[3916800~", b"\x1b[9999999u", b"\x1b[55296u", b"\x1b[0;0;0u"], set())
@example([b"\x1b[<99999999999999999999;1;1M", b"\x1b[99999999999;1R"], set())
def test_nothing_that_comes_is_fatal(parts: list[bytes], pauses: set[int]) -> None:
    line = Line()
    for place, part in enumerate(parts):
        line.send(part)
        if place in pauses:
            line.wait(PATIENCE)
    line.wait(PATIENCE)
    line.wait(PATIENCE)  # what was left may have begun something of its own
    line.send(b"\x1b[201~")
    assert keys(line.send(b"n"))[-1:] == ["n"], "and the next key is heard"


@given(st.lists(st.sampled_from([*KEYS.values()]), max_size=8), st.lists(st.integers(0, 60)))
def test_keys_in_any_portions_are_the_same_keys(
    typed: list[tuple[bytes, list[str]]], cuts: list[int]
) -> None:
    data = b"".join(part for part, _ in typed)
    places = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    parts = [data[a:b] for a, b in itertools.pairwise(places)]
    assert keys(sent(*parts)) == [key for _, expected in typed for key in expected]
