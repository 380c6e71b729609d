"""What the monkey does, drawn from a seed: how the program is called, and what is done to it."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from random import Random
from string import ascii_lowercase
from typing import NamedTuple, Self

from gdtui.engine.objectives import OBJECTIVES
from gdtui.files.presets import presets
from gdtui.study.labs import labs
from gdtui.tui import actions
from gdtui.tui.textual_internals import key_name
from tests.program.terminal import KEYS

CSV = "~/[b]data\x1b]0;x\x07.csv"
"""A file of data that is in the home of every session, with a name that is not kind."""
RECORDING = "~/run.jsonl"
"""A recorded run that is there too."""

LEAVE = KEYS["ctrl+q"]
"""What leaves from everywhere."""


class Size(NamedTuple):
    """The window gets another size."""

    columns: int
    rows: int


Burst = tuple[str, ...]
"""Keys, clicks, pastes and what else a terminal sends, written at once, as Latin-1."""
Act = Burst | Size


@dataclass(frozen=True)
class Script:
    """A call of the program, and what is done to it."""

    arguments: tuple[str, ...]
    size: Size
    acts: tuple[Act, ...]

    @property
    def keys(self) -> int:
        """How many keys are pressed; a click or a paste is one."""
        return sum(len(act) for act in self.acts if not isinstance(act, Size))

    def written(self) -> str:
        """As JSON, on one line."""
        acts = [act._asdict() if isinstance(act, Size) else act for act in self.acts]
        return json.dumps({**asdict(self), "acts": acts})

    @classmethod
    def read(cls, text: str) -> Self:
        """What `written` has written."""
        read = json.loads(text)
        acts = (Size(**act) if isinstance(act, dict) else tuple(act) for act in read["acts"])
        return cls(tuple(read["arguments"]), Size(*read["size"]), tuple(acts))


def kinds(acts: Sequence[Act]) -> Counter[str]:
    """How much of each kind is in `acts`; bursts are made of what the other kinds count."""
    count: Counter[str] = Counter()
    for act in acts:
        if isinstance(act, Size):
            count["resizes"] += 1
        else:
            count.update(map(_kind, act))
            count["bursts"] += len(act) > 1
    return count


def _kind(sent: str) -> str:
    if sent in UNKNOWN:
        return "unknown"
    if sent.startswith("\x1b[200~"):
        return "pastes"
    return "mouse" if sent.startswith("\x1b[<") else "keys"


def script(seed: int, keys: int) -> Script:
    """A session of so many keys, about."""
    random = Random(seed)
    size = random.choice(SIZES)
    arguments = random.choice(CALLS)(random)
    acts: list[Act] = []
    pressed = 0
    while pressed < keys:
        act = _act(random, size)
        acts.append(act)
        if isinstance(act, Size):
            size = act
        else:
            pressed += len(act)
    return Script(tuple(arguments), size, tuple(acts))


SIZES = [
    *[Size(80, 24)] * 5,
    *(Size(120, 40), Size(100, 30), Size(200, 60), Size(60, 16), Size(59, 15), Size(40, 10)),
    *(Size(20, 6), Size(30, 40), Size(200, 4), Size(8, 3), Size(2, 60), Size(1, 1)),
]


def _on_data(random: Random) -> list[str]:
    number = random.random() < 0.4
    model = "linear" if number else random.choice(("softmax", "mlp", "mlp:hidden=8/8"))
    data = random.choice(WITH_NUMBERS if number else WITH_CLASSES)
    encoding = ["--one-hot", "auto"] if data == CSV else []
    batch = random.choice(([], ["--batch-size", "8"], ["--batch-size", "1"]))
    return [model, "--data", data, *encoding, *batch, *_look(random)]


WITH_NUMBERS = ("plane", "line", "cars", CSV, CSV)
WITH_CLASSES = ("circle", "xor", "gauss", "spiral", "iris", "digits", "digits", "digits")


def _look(random: Random) -> list[str]:
    return random.choice(([], [], [], ["--ascii"], ["--theme", "high-contrast"]))


EXPRESSIONS = ("(w-3)^2", "x^4 - 2x^2 + y^2", "sin(3x)*y + x^2", "w^2 + 2w", "abs(w)", "1/(w-1)^2")

CALLS: Sequence[Callable[[Random], list[str]]] = (
    _look,
    lambda random: ["quiz", *random.choice(([], ["learning-rate"], ["saddles"]))],
    lambda random: ["lab", random.choice([*labs.known()]), *_look(random)],
    _on_data,
    lambda random: [random.choice([*presets()]), *_look(random)],
    lambda random: [random.choice([*OBJECTIVES]), *_look(random)],
    lambda random: [random.choice(EXPRESSIONS), *_look(random)],
    _on_data,
    lambda random: ["replay", RECORDING, *_look(random)],
)


def _declared() -> list[str]:
    """What a terminal sends for every key of an action on any screen; leaving is rare."""
    characters = {key_name(chr(code)): chr(code) for code in range(0x20, 0x7F)}
    controls = {f"ctrl+{letter}": chr(ord(letter) & 0x1F) for letter in ascii_lowercase}
    by_name = characters | controls | KEYS
    tables = (
        table
        for table in vars(actions).values()
        if isinstance(table, tuple) and table and isinstance(table[0], actions.Action)
    )
    names = {key for table in tables for action in table for key in action.all_keys.split(",")}
    return [by_name[name] for name in sorted(names) if name not in LEAVING]


LEAVING = ("ctrl+q", "q")
DECLARED = _declared()
MOVING = [
    KEYS[name] for name in ("up", "down", "left", "right", "enter", "tab", "escape", "escape")
]
OTHER = [key for key in (*KEYS.values(), *"0123456789.,*^()xyw") if key != LEAVE] * 3 + ["q"]
OPENING = [*"osdDfietzw?:/1235p", KEYS["ctrl+p"]]
"""What leads to another screen, or into a field."""

TEXTS = (
    *EXPRESSIONS,
    *("0.1", "1e-300", "-3", "7, 2", "1/0", "nan", "9" * 40, "(" * 60, "x^9^9^9", "θ − η·g"),
    *(
        "[/]",
        "[b]x[/b]",
        "[@click=quit]x[/]",
        "$x ${y} {z}",
        "\\[",
        "digits",
        "moons",
        "adam:eps=1",
    ),
    *("~", "/", "/dev/zero", "~/*", CSV, "#", "e\u0301", "漢字", "👩‍👩‍👧", "\u202eabc", "a" * 90),
)

UNKNOWN = (
    *("\x1b[?1;2c", "\x1b[0n", "\x1b[5;9R", "\x1b[?997;2n", "\x1b[?2026;2$y", "\x1b[8;24;80t"),
    *("\x1b]10;rgb:ffff/ffff/ffff\x07", "\x1b]11;rgb:0000/0000/0000\x1b\\"),
    *("\x1bP1+r544e=78\x1b\\", "\x00", "\x1c", "\x1b[M !!", "\x1b[57399u", "\x1b[57414u"),
    *("\x1b[97;5u", "\x1b[I", "\x1b[O", "\x1bOM", "\x1bOj", "\x1b[1;5C", "\x1b[24~", "\x1b[99~"),
    *("\x1b[201~", "\x1b[", "\x1bO", "\x1b[<0;999999;1M", "\x1b[<;;M", "\x1b\x1b\x1b[A", "\x1ba"),
    *("\xff", "\xc3", "\xe2\x82", "caf\xe9 ", "\xf0\x9f", "\x9b", "\x9d0;x\x9c"),
    *("\x1b[M \xff\xff", "\x1b[M#\xe2 "),
)  # fmt: skip
"""Late answers of a terminal, broken UTF-8, X10 mouse, the kitty protocol, sequences cut short."""


def _act(random: Random, size: Size) -> Act:
    kind: Kind = random.choices(_KINDS, _WEIGHTS)[0]
    return kind(random, size)


def _key(random: Random) -> str:
    keys: Sequence[str] = random.choices((MOVING, OPENING, DECLARED, OTHER), (30, 15, 45, 10))[0]
    return random.choice(keys)


def _press(random: Random, size: Size) -> Burst:
    return (_key(random),)


def _burst(random: Random, size: Size) -> Burst:
    match random.choice(("any", "any", "held", "rush", "rush")):
        case "held":
            return (_key(random),) * random.randint(5, 60)
        case "rush":  # into a screen, and on before it can be seen
            return tuple(
                random.choice((*OPENING, *MOVING, " ")) for _ in range(random.randint(2, 30))
            )
    return tuple(_key(random) for _ in range(random.choice((2, 3, 5, 10, 20, 40))))


def _text(random: Random, size: Size) -> Burst:
    text = random.choice(TEXTS)
    before = random.choice(((), (KEYS["ctrl+u"],), (random.choice(OPENING),)))
    after = random.choice(((), (KEYS["enter"],), (KEYS["enter"],), (KEYS["tab"],)))
    return (*before, *_sent(text), *after)


def _sent(text: str) -> list[str]:
    """The characters as a terminal in UTF-8 sends them."""
    return [character.encode().decode("latin-1") for character in text]


def _paste(random: Random, size: Size) -> Burst:
    lines = (random.choice(TEXTS) for _ in range(random.choice((1, 1, 2, 5))))
    pasted = random.choice(("\n", "\r\n", "\r", "\t", "\x1b[2J", "\x00")).join(lines)
    return ("\x1b[200~" + "".join(_sent(pasted)) + "\x1b[201~",)


def _mouse(random: Random, size: Size) -> Burst:
    def event(button: int, x: int, y: int, end: str = "M") -> str:
        return f"\x1b[<{button};{x};{y}{end}"

    def place() -> tuple[int, int]:
        return random.randint(1, size.columns + 2), random.randint(1, size.rows + 2)

    here, there = place(), place()
    match random.choice(("click", "click", "double", "drag", "wheel", "move", "release")):
        case "click":
            button = random.choice((0, 0, 0, 1, 2))
            return (event(button, *here), event(button, *here, "m"))
        case "double":
            return (event(0, *here), event(0, *here, "m")) * random.choice((2, 3))
        case "drag":
            return (event(0, *here), event(32, *place()), event(32, *there), event(0, *there, "m"))
        case "wheel":
            return (event(random.choice((64, 65, 66, 67)), *here),) * random.randint(1, 10)
        case "move":
            return tuple(event(35, *place()) for _ in range(random.randint(1, 8)))
    return (event(0, *here, "m"),)


def _unknown(random: Random, size: Size) -> Burst:
    return tuple(random.choice(UNKNOWN) for _ in range(random.choice((1, 1, 2, 4))))


def _resize(random: Random, size: Size) -> Size:
    if random.random() < 0.3:
        return Size(random.randint(1, 200), random.randint(1, 60))
    return random.choice(SIZES)


Kind = Callable[[Random, Size], Act]
_KINDS: Sequence[Kind] = (
    _press, _burst, _text, _paste, _mouse, _unknown, _resize,
)  # fmt: skip
_WEIGHTS = (20, 45, 12, 4, 10, 5, 6)
