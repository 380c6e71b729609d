"""Decks: read as a teacher writes them, and every problem told with its place."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.files import paths
from gdtui.study.cards import blocks, decks
from gdtui.study.cards.decks import DeckError, parse, problems
from gdtui.study.cards.kinds.basic import Basic
from gdtui.study.cards.kinds.choice import Choice
from gdtui.study.cards.kinds.cloze import Cloze
from gdtui.study.cards.kinds.numeric import Numeric
from gdtui.study.memory.overview import checked

CARD = 'title = "t"\n[[card]]\nid = "a"\nkind = "basic"\nquestion = "q"\nanswer = "a"\n'

EVERY_KIND = """
title = "Every kind"
about = "One of each."
tags = ["deck"]

[[card]]
id = "b"
kind = "basic"
tags = ["one"]
question = '''Two
lines'''
answer = "a"
show = "zig-zag"
source = "s"

[[card]]
id = "cl"
kind = "cloze"
text = "A [[saddle point|saddle]] is no [[minimum]]."

[[card]]
id = "ch"
kind = "choice"
question = "q"
options = [
  { text = "x", right = true, says = "yes" },  # a comment
  { text = "y" },
]

[[card]]
id = "n"
kind = "numeric"
question = "{w}?"
draw = { w = [1, -0.25] }
formula = "2*w"
[card.run]
loss = "w^2"
start = ["{w}"]
lr = 0.5
ask = "gradient"
"""


def places_of(text: str) -> list[tuple[int, int]]:
    return [(line, column) for line, column, _ in problems(parse(text, Path("t.toml")))]


def messages(text: str) -> str:
    return "\n".join(map(str, problems(parse(text, Path("t.toml")))))


def test_every_kind_of_card() -> None:
    deck = parse(EVERY_KIND, Path("kinds.toml"))
    assert problems(deck) == ()
    basic, cloze, choice, numeric = deck.cards
    assert isinstance(basic, Basic)
    assert isinstance(cloze, Cloze)
    assert isinstance(choice, Choice)
    assert isinstance(numeric, Numeric)
    assert (deck.name, deck.title, deck.about) == ("kinds", "Every kind", "One of each.")
    assert (basic.tags, cloze.tags) == (("deck", "one"), ("deck",))
    assert basic.question == "Two\nlines"
    assert basic.show is not None
    assert basic.show.preset == "zig-zag"
    assert cloze.gaps == (("saddle point", "saddle"), ("minimum",))
    assert cloze.text == ("A ", " is no ", ".")
    assert [option.right for option in choice.options] == [True, False]
    assert numeric.run is not None
    assert [card.line for card in deck.cards] == [6, 16, 21, 30]


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ('titel = "t"\n' + CARD, 1, 1, "did you mean 'title'?"),
        (CARD + "frob = 2\n", 7, 1, "unknown key 'frob'"),
        (CARD + "  quesiton = 2\n", 7, 3, "did you mean 'question'?"),
        (CARD + '[[card]]\n  id = "a"\nkind = "basic"\nquestion = "q"\nanswer = "a"\n', 8, 3,
         "the id 'a' is taken by the card on line 2"),
        (CARD.replace('answer = "a"\n', ""), 2, 1, "answer is missing"),
        (CARD.replace('id = "a"\n', ""), 2, 1, "id is missing"),
        (CARD.replace('"basic"', '"bsic"'), 4, 1, "did you mean 'basic'?"),
        (CARD.replace('id = "a"', 'id = "a b"'), 3, 1, "letters, digits and hyphens"),
        (CARD.replace('"q"', "3"), 5, 1, "question must be text"),
        (CARD.replace('"q"', '" "'), 5, 1, "question is empty"),
        (CARD.replace('title = "t"\n', ""), 1, 1, "title is missing"),
        ('title = "t"\n', 1, 1, "needs at least one [[card]]"),
        ('title = "t"\ncard = 3\n', 2, 1, "written as [[card]] tables"),
        (CARD + 'tags = ["x", "a b"]\n', 7, 14, "a tag is text without spaces"),
        (CARD + "tags = 3\n", 7, 1, "must be a list"),
        (CARD + "show = { los = 1 }\n", 7, 10, "did you mean 'loss'?"),
        (CARD + 'show = "zigzag"\n', 7, 1, "did you mean 'zig-zag'?"),
        (CARD + 'show = { loss = "w^2", start = [1, 2] }\n', 2, 1, "does not open: the start"),
        (CARD + 'answer = "b"\n', 7, 13, "not TOML: Cannot overwrite a value"),
        ('title = "t\n', 1, 11, "not TOML"),
        ('title = "t"\n[[card]\n', 2, 7, "not TOML"),
        ('title = "t"\nx = [1,\n', 2, 8, "not TOML"),
    ],
)  # fmt: skip
def test_a_problem_is_told_with_its_place(text: str, line: int, column: int, says: str) -> None:
    found = [
        problem for problem in problems(parse(text, Path("t.toml"))) if says in problem.message
    ]
    assert [(one.line, one.column) for one in found] == [(line, column)], messages(text)


NUMERIC = """title = "t"
[[card]]
id = "n"
kind = "numeric"
question = "{w}"
draw = { w = [1, 2, 3] }
"""


@pytest.mark.parametrize(
    ("more", "line", "column", "says"),
    [
        ('formula = "w + v"', 7, 16, "'v', which is not sampled"),
        ('formula = "w + )"', 7, 16, "missing before ')'"),
        ('formula = "w"\nmistakes = [\n  { formula = "w*", says = "y" },\n]', 9, 18, "it ends"),
        ('formula = "w"\nmistakes = [{ formula = "2*w" }]', 8, 13, "says is missing"),
        ('formula = "w"\nmistakes = [{ says = "x" }]', 8, 13, "formula is missing"),
        ("", 2, 1, "needs a formula, a run or an engine"),
        ('formula = "w"\nanswer = "{x}"', 8, 1, "unknown number {x}"),
        ('formula = "1/(w-w)"', 2, 1, "the answer is not a number"),
        ('formula = "w"\nmistakes = [{ formula = "w", says = "x" }]', 2, 1, "too close"),
        ('formula = "w"\nrun = { loss = "w^2", start = [1], ask = "w" }', 8, 1, "lr is missing"),
        ('formula = "w"\nrun = { loss = "w^2", start = ["{w}"], lr = 0.1, ask = "w" }', 2, 1,
         "the formula says"),
        ('formula = "w"\nengine = { call = "edge", args = [] }', 8, 12, "unknown call 'edge'"),
        ('formula = "w"\nengine = { call = "contraction", args = [1] }', 8, 34, "takes 3"),
        ('formula = "w"\ntolerance = -1', 8, 1, "must be a number such as 0.01"),
        ('formula = "w"\ndigits = 0', 8, 1, "from 1 to 10"),
        ('formula = "w"\ndigits = 2\nabsolute = 1', 9, 1, "take one of"),
    ],
)  # fmt: skip
def test_a_numeric_card_that_is_wrong(more: str, line: int, column: int, says: str) -> None:
    found = problems(parse(NUMERIC + more, Path("t.toml")))
    hits = [problem for problem in found if says in problem.message]
    assert hits, found
    if "digits = 2" not in more:
        assert [(one.line, one.column) for one in hits] == [(line, column)]


@pytest.mark.parametrize(
    ("draw", "says"),
    [
        ("{ e = [1] }", "cannot be the name"), ("{ sin = [1] }", "cannot be the name"),
        ("{ w = [] }", "no numbers"), ('{ w = ["1"] }', "short decimal"),
        ("{ w = [1e400] }", "short decimal"), ("{ w = [inf] }", "short decimal"),
        ("{ w = [nan] }", "short decimal"), ("{ w = [true] }", "short decimal"),
        ("{ w = 3 }", "must be a list"), ("3", "table of lists"), ('{ "w w" = [1] }', "name"),
    ],
)  # fmt: skip
def test_numbers_that_cannot_be_sampled(draw: str, says: str) -> None:
    text = NUMERIC.replace("{ w = [1, 2, 3] }", draw) + 'formula = "2"'
    assert says in messages(text)


def test_every_problem_is_told_at_once() -> None:
    text = CARD + "frob = 1\n" + CARD.replace('title = "t"\n', "").replace('"q"', "3")
    assert places_of(text) == [(7, 1), (9, 1), (11, 1)]


# Hostile decks


HOSTILE = {
    "escape": CARD.replace('"q"', r'"\u001b[31m\u001b]0;title\u0007"'),
    "raw": CARD.replace('"q"', '"\x1b[31m"'),
    "bidi": CARD.replace('"q"', '"a \u202e b"'),
    "long": CARD.replace('"q"', f'"{"x" * 500_000}"'),
    "dots": "a." * 300_000 + "a = 1",
    "brackets": "a = " + "[" * 300_000,
    "tables": "a = {" + "a = {" * 100_000,
    "digits": f'title = "t"\nx = {"9" * 50_000}',
    "cards": 'title = "t"\ncard = [' + "{}," * 200_000 + "]",
    "huge": "#" * 2_000_000,
    "tower": NUMERIC + 'formula = "((((((((w+1)^64)^64)^64)^64)^64)^64)^64"',
    "powers": NUMERIC + 'formula = "9^9^9^9^w"',
    "steps": NUMERIC
    + 'run = { loss = "w^2", start = ["{w}"], lr = 0.1, steps = 999999999, ask = "w" }',
    "derivative": NUMERIC
    + 'run = { loss = "' + "sin(" * 20 + "w" + ")" * 20 + '", start = ["{w}"], lr = 1, ask = "w" }',
    "code": NUMERIC + "formula = \"__import__('os').system('id')\"",
    "id": CARD.replace('"a"\nkind', '"../../etc/passwd"\nkind'),
    "draws": NUMERIC.replace("[1, 2, 3]", f"[{'1,' * 50_000}]") + 'formula = "w"',
    "nul": CARD + "\x00",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_deck_is_named_and_does_no_harm(name: str, tmp_path: Path) -> None:
    path = tmp_path / "evil.toml"
    path.write_text(HOSTILE[name])
    done = subprocess.run(
        [sys.executable, "-m", "gdtui", "deck", "check", str(path)],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2, done
    assert b"evil.toml:" in done.stdout
    for line in (done.stdout + done.stderr).decode().splitlines():
        assert line.isprintable()
        assert len(line) < 1000


def test_markup_is_text() -> None:
    deck = parse(CARD.replace('"q"', '"[bold]x[/bold] [link=x]"'), Path("t.toml"))
    assert deck.problems == ()
    assert getattr(deck.cards[0], "question", "") == "[bold]x[/bold] [link=x]"


@given(st.text(max_size=200))
def test_any_text_is_a_deck_or_has_problems(text: str) -> None:
    deck = parse(text, Path("t.toml"))
    assert deck.problems or deck.cards
    lines = text.count("\n") + 1
    assert all(1 <= problem.line <= lines and problem.column >= 1 for problem in deck.problems)


@given(
    st.integers(0, len(EVERY_KIND)), st.integers(0, 5), st.sampled_from(['"', "[", "=", "\n", "é"])
)
def test_a_deck_with_a_slip_of_the_hand(place: int, cut: int, put: str) -> None:
    parse(EVERY_KIND[:place] + put + EVERY_KIND[place + cut :], Path("t.toml"))


# Which decks there are


def test_the_shipped_decks_are_sound() -> None:
    found = decks.find()
    assert found.problems == ()
    assert "source-text" in [deck.name for deck in found.decks]
    for deck in found.decks:
        assert problems(deck) == ()
        assert all(card.source for card in deck.cards)


def own(name: str, text: str) -> Path:
    path = paths.decks() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_decks_of_ones_own_are_found_by_name_and_path(tmp_path: Path) -> None:
    path = own("mine.toml", CARD)
    assert "mine" in [deck.name for deck in decks.find().decks]
    for asked in ("mine", str(path), str(path.parent)):
        (deck,) = decks.find([asked]).decks
        assert deck.path == path


def test_ones_own_deck_takes_the_place_of_a_shipped_one() -> None:
    own("source-text.toml", CARD)
    (deck,) = [deck for deck in decks.find().decks if deck.name == "source-text"]
    assert deck.title == "t"


def test_a_broken_deck_stops_nobody_who_did_not_ask_for_it() -> None:
    own("broken.toml", CARD + "frob = 1\n")
    found = decks.find()
    assert any("broken.toml: line 7" in problem for problem in found.problems)
    assert "source-text" in [deck.name for deck in found.decks]
    with pytest.raises(DeckError, match=r"broken\.toml: line 7, column 1: unknown key"):
        decks.find(["broken"])


def test_two_decks_may_have_cards_of_the_same_id() -> None:
    own("a.toml", CARD)
    own("b.toml", CARD)
    found = decks.find()
    keys = [card.key for deck in found.decks for card in deck.cards if card.id == "a"]
    assert keys == [("a", "a"), ("b", "a")]
    assert found.problems == ()


def test_two_decks_of_one_name_are_refused_in_a_line(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "mine.toml").write_text(CARD)
    asked = [str(tmp_path / folder) for folder in ("one", "two")]
    with pytest.raises(DeckError, match="known from another deck named 'mine'"):
        decks.find(asked)


def test_a_deck_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DeckError, match="did you mean 'source-text'"):
        decks.find(["source-txt"])
    with pytest.raises(DeckError, match="no deck"):
        decks.find([str(tmp_path)])


def many(count: int, first: int = 0) -> str:
    """A deck of so many cards."""
    return 'title = "Many"\n' + "".join(
        f'[[card]]\nid = "c{n}"\nkind = "basic"\nquestion = "What is {n}?"\nanswer = "It\\nis."\n'
        for n in range(first, first + count)
    )


def test_a_count_may_have_to_be_exact() -> None:
    assert problems(parse(NUMERIC + 'formula = "w"\nabsolute = 0', Path("t.toml"))) == ()


def test_thousands_of_shared_ids_are_one_line() -> None:
    own("a.toml", many(1000))
    own("b.toml", many(1500, first=500))
    assert decks.find().problems == ()
    said = [line for line, _ in checked([str(paths.decks())])]
    assert said[-1] == (
        "b and a both have 500 card ids 'c500' and others: each deck keeps a history of its own"
    )
    assert len(said) == 3


def test_a_deck_of_five_thousand_cards_is_read_in_a_moment() -> None:
    began = time.process_time()
    deck = parse(many(5000), Path("many.toml"))
    assert time.process_time() - began < 2  # 0.12 s on the machine where it was written
    assert deck.problems == ()
    assert len(deck.cards) == 5000
    assert deck.cards[-1].line == 2 + 4999 * 5


@pytest.mark.parametrize(
    "text",
    [
        EVERY_KIND,
        CARD + 'answer = "b"\n',
        CARD + "tags = ['x',\n 'a b']\n" + CARD.replace('title = "t"\n', ""),
        CARD.replace('"q"', '"""\n[[card]]\n"""'),
        CARD + "[[card]] # a comment\n" + CARD.replace('title = "t"\n[[card]]\n', ""),
        CARD + "[other]\nx = 1\n[[card]]\n",
        "card = []\n" + CARD,
        CARD + "[card.run]\nloss = 3\n",
        CARD.replace("[[card]]", "[card]") + "[[card]]\n",
        CARD.rstrip(),
    ],
)
def test_a_deck_says_the_same_in_blocks_and_as_a_whole(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_blocks = parse(text, Path("t.toml"))
    monkeypatch.setattr(blocks, "_in_blocks", lambda _: None)
    whole = parse(text, Path("t.toml"))
    assert in_blocks == whole
    assert [card.line for card in in_blocks.cards] == [card.line for card in whole.cards]


@given(
    st.integers(0, 400), st.integers(0, 30), st.sampled_from(['"', "[", "]", "\n", "[[card]]\n"])
)
def test_a_slip_of_the_hand_is_the_same_in_blocks(place: int, cut: int, put: str) -> None:
    text = EVERY_KIND[:place] + put + EVERY_KIND[place + cut :]
    in_blocks = parse(text, Path("t.toml"))
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(blocks, "_in_blocks", lambda _: None)
        assert in_blocks == parse(text, Path("t.toml"))


# What TOML makes of LaTeX


@pytest.mark.parametrize(
    ("written", "command"),
    [
        (r'"the gradient \nabla L"', r"\nabla"),
        (r'"\theta is a vector"', r"\theta"),
        (r'"a rate \beta"', r"\beta"),
        (r'"\frac{1}{2}"', r"\frac"),
        (r'"the mean \rho"', r"\rho"),
        (r'"$\nu$ is small"', r"\nu"),
        ('"""two\nlines of \\nabla"""', r"\nabla"),
    ],
)
def test_a_command_that_begins_with_an_escape_is_told_with_the_cure(
    written: str, command: str
) -> None:
    ((_, _, said),) = problems(parse(CARD.replace('"q"', written), Path("t.toml")))
    assert said.startswith(f"in double quotes, {command} begins with an escape; write the text ")


@pytest.mark.parametrize(
    "written",
    [
        r"'the gradient \nabla L'",
        r'"the gradient \\nabla L"',
        r'"v = 2\nu = 3"',
        r'"one\ntwo\tthree"',
        r'"first\nablative"',
        '"""\nabla stands in a line of its own"""',
    ],
)
def test_escapes_that_are_meant_are_escapes(written: str) -> None:
    assert problems(parse(CARD.replace('"q"', written), Path("t.toml"))) == ()


def test_a_backslash_that_is_no_escape_is_told_with_the_cure() -> None:
    assert "between single quotes '…'" in messages(CARD.replace('"q"', r'"\lambda"'))


@pytest.mark.parametrize(
    ("card", "says"),
    [
        (
            NUMERIC + 'formula = "w"\ntolerance = 0',
            "tolerance is 0, and an answer that was",
        ),
        (
            NUMERIC + 'engine = { call = "best_rate", args = [4, 1] }\ndigits = 3',
            "the smallest curvature, 4, is above the largest, 1: args begin with λmin",
        ),
        (
            NUMERIC + 'engine = { call = "contraction", args = ["{w}", 2, 0.1] }\ndigits = 3',
            "the smallest curvature, 3, is above the largest, 2",
        ),
        (CARD + "show = { start = [7], lr = 0.1 }\n", "show needs a loss, as in { loss = "),
    ],
)
def test_what_cannot_be_meant_is_told_with_the_cure(card: str, says: str) -> None:
    assert says in messages(card)


def test_a_copy_of_ones_own_is_never_written_over() -> None:
    shipped = decks.shipped() / "source-text.toml"
    with decks.for_editing(shipped) as first:
        first.write_bytes(b"mine, in Latin-1: \xe9")
    with decks.for_editing(shipped) as again:
        assert again == first == paths.decks() / "source-text.toml"
        assert again.read_bytes() == b"mine, in Latin-1: \xe9"
    assert first.exists()
    first.unlink()
    with decks.for_editing(shipped) as own:
        own.unlink()
    with decks.for_editing(shipped) as own:
        assert own.read_bytes() == shipped.read_bytes()
    assert not own.exists(), "nothing was changed"
