"""4,000 losses that nobody would type: each is read or refused, and nothing else ever happens."""

import faulthandler
import random

import pytest

from gdtui.engine import taylor
from gdtui.engine.objectives import resolve
from gdtui.engine.objectives.typed.error import ExpressionError
from gdtui.engine.objectives.typed.functions import FUNCTIONS
from gdtui.engine.spec import SpecError
from gdtui.engine.taylor import Series

ATOMS = (
    "w", "x", "y", "3", "0.5", "2x", "1e3", "pi", "e", "-1", "0", "1e300", "10^9", "w_1", "α",
)  # fmt: skip
EXPONENTS = ("2", "3", "-1", "0.5", "1/3", "x", "100", "-7.5")
ODD = "()+-*/^.,;:_ =<>[]{}'\"\\|&%$#@!~`0123456789eEjJwxyπ²√∂−×·\x00\x1b\u202e\u200b\ud800"
SECONDS = 60.0  # of a busy machine; the slowest of 10,000 took 0.2 s on one that was not


def spelled(chance: random.Random, depth: int) -> str:
    """An expression, by the grammar."""
    if depth <= 0:
        return chance.choice(ATOMS)
    a, b = spelled(chance, depth - 1), spelled(chance, depth - chance.randrange(1, 4))
    match chance.randrange(8):
        case 0 | 1 | 2:
            return f"({a}){chance.choice('+-*/^')}({b})"
        case 3:
            return f"{a}{chance.choice(['+', '-', '*', '/', '^', '**', ' '])}{b}"
        case 4 | 5:
            return f"{chance.choice([*FUNCTIONS])}({a})"
        case 6:
            return f"-{a}"
        case _:
            return f"{a}^{chance.choice(EXPONENTS)}"


def mistyped(chance: random.Random, text: str) -> str:
    """The expression with some characters changed or put in."""
    letters = list(text)
    for _ in range(chance.randrange(1, 4)):
        place = chance.randrange(len(letters) + 1)
        letters[place : place + chance.randrange(2)] = chance.choice(ODD)
    return "".join(letters)


@pytest.mark.parametrize("part", range(4))
def test_what_is_typed_is_read_or_refused(part: int) -> None:
    chance = random.Random(part)
    read, refused = 0, list[str]()
    for _ in range(1000):
        text = spelled(chance, chance.randrange(1, 6))
        if chance.random() < 0.5:
            text = mistyped(chance, text)
        faulthandler.dump_traceback_later(SECONDS, exit=True)  # says where it hangs
        try:
            loss = resolve(text)
            loss.value(loss.start)
            loss.gradient(loss.start)
            read += 1
        except (ExpressionError, SpecError) as error:
            refused.append(str(error))
        finally:
            faulthandler.cancel_dump_traceback_later()
    assert 100 < read < 900
    assert not [said for said in refused if not said or "\n" in said]


def test_a_power_of_a_billion_is_no_billion_products() -> None:
    with pytest.raises(ExpressionError, match="no finite value"):
        resolve("((-1e3)*((2x)+(10^9))-y)^((α)/5*(10^9)*y)")
    assert taylor.pow(Series([1.0, 1e-9]), 1e9).c == pytest.approx([1.0, 1.0])
