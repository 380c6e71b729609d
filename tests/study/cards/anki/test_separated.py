"""Text files of notes: read as Anki reads them, and no text is lost."""

from pathlib import Path

import pytest

from gdtui.study.cards.anki import AnkiError, imported, lines
from gdtui.study.cards.kinds.basic import Basic
from gdtui.study.cards.kinds.cloze import Cloze
from tests.study.cards.anki.decks_of import deck_of, left_out_of, report_of, sides

ANKI = (
    "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n"
    "#tags column:6\n"
)


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return tmp_path / "notes.txt"


def test_notes_as_anki_exports_them(notes: Path) -> None:
    notes.write_text(
        "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n"
        "#tags column:7\n"
        "kD,e4F#x/y\tBasic\tML::GD\tWhat is <b>η</b>?<br>Say.\tthe&nbsp;rate\t\tlr ml\n"
        "zz\tCloze\tML\tη &lt; {{c1::2/L::a bound}} or {{c1::less}}\textra\t\t\n"
        '"#q"\tBasic\tML\t"say ""hi""\tthere"\t"<div>one</div><div>two</div>"\t\t\n'
    )
    deck = deck_of(notes)
    first, cloze, third = deck.cards
    assert sides(deck) == [
        ("What is η?\nSay.", "the rate"),
        ("η < [[2/L]] (a bound) or [[less]]", "extra"),
        ('say "hi" there', "one\ntwo"),
    ]
    assert first.tags == ("lr", "ml", "ML::GD")
    assert first.guid == "kD,e4F#x/y"
    assert next(line for line in lines([deck]) if "rate" in line).startswith('"kD,e4F#x/y"\t')
    assert cloze.id == "zz"
    assert third.guid == "#q"


@pytest.mark.parametrize(
    "said",
    ["comma", "Comma", ",", "comma,,,,", ",,,,", " comma "],
)
def test_a_separator_is_named_or_shown(notes: Path, said: str) -> None:
    notes.write_text(f"#separator:{said}\na; b,c\td\n")
    assert sides(deck_of(notes)) == [("a; b", "c\td")]


@pytest.mark.parametrize(
    ("said", "row"),
    [
        ("\\t", "a,b\tc"), ("\t", "a,b\tc"), ("tab\t\t", "a,b\tc"), ("pipe", "a,b|c"),
        ("|", "a,b|c"), ("semicolon;;", "a,b;c"), ("space", "a,b c"), (" ", "a,b c"),
        ("colon", "a,b:c"), (":", "a,b:c"),
    ],
)  # fmt: skip
def test_every_sign_that_anki_knows(notes: Path, said: str, row: str) -> None:
    notes.write_text(f"#separator:{said}\n{row}\n")
    assert sides(deck_of(notes)) == [("a,b", "c")]


@pytest.mark.parametrize(
    ("text", "separator", "cards"),
    [
        ("term\tdefinition, of it\nother; term\tmeaning\n", "tab", 2),
        ("dog,Hund\ncat,Katze: 2\n", "comma", 2),
        ("hello, world;salut, monde\nbye, all;adieu, tous\n", "semicolon", 2),
        ("a|b, c\nd|e\n", "pipe", 2),
        ("Hund: dog\nKatze: cat, kitty\nMaus: mouse\n", "colon", 3),
        ("Hund dog\nKatze cat\n", "space", 2),
        ('"a, ""b""",c\nd,"e,\nf"\n', "comma", 2),
    ],
)
def test_the_separator_is_found_out(notes: Path, text: str, separator: str, cards: int) -> None:
    notes.write_text(text)
    assert report_of(notes)[0] == f"separator: {separator} (guessed); plain text (guessed)"
    assert len(deck_of(notes).cards) == cards


def test_one_column_is_told_what_to_do(notes: Path) -> None:
    notes.write_text("one\ntwo words here\nthree\n")
    with (
        pytest.raises(AnkiError, match=r"one column only; put a tab, .* #separator:pipe"),
        imported(notes, "n"),
    ):
        pass


def test_cells_in_quotes(notes: Path) -> None:
    notes.write_text(
        '"So be it" – who said that?\tI\n'
        '"quoted, with ""quotes"" and\na line"\t"a\tb"\n'
        '"5 is open\tfive\n'
        'x\t"never closed\n'
        '""\tempty front\n'
    )
    assert sides(deck_of(notes)) == [
        ('"So be it" – who said that?', "I"),
        ('quoted, with "quotes" and\na line', "a\tb"),
        ('"5 is open', "five"),
        ("x", '"never closed'),
    ]
    assert left_out_of(notes) == {"one side only": [6]}


def test_less_than_before_a_letter_is_no_tag(notes: Path) -> None:
    plain = "is x<y and y>z?\tif a<b and c>d: <unknown>\nVec<i32>\tList<String>\n"
    notes.write_text(plain)
    assert report_of(notes)[0].endswith("plain text (guessed)")
    assert sides(deck_of(notes))[0] == ("is x<y and y>z?", "if a<b and c>d: <unknown>")
    notes.write_text(plain + "<b>bold</b>\tx &lt; <i>y</i>\n")
    assert report_of(notes)[0].endswith("HTML (guessed)")
    assert sides(deck_of(notes)) == [
        ("is x<y and y>z?", "if a<b and c>d: <unknown>"),
        ("Vec<i32>", "List<String>"),
        ("bold", "x < y"),
    ]


def test_html_is_what_the_header_says(notes: Path) -> None:
    row = "a &amp; <b>b</b>\tc<br>d\n"
    notes.write_text("#html:false,,\n" + row)
    assert sides(deck_of(notes)) == [("a &amp; <b>b</b>", "c<br>d")]
    notes.write_text("#html:TRUE\n" + row)
    assert sides(deck_of(notes)) == [("a & b", "c\nd")]


def test_tags_of_the_file_and_of_a_column(notes: Path) -> None:
    notes.write_text("#separator:comma\n#tags:week-1 week-2\n#tags column:2\na,x y,b\n")
    (card,) = deck_of(notes).cards
    assert isinstance(card, Basic)
    assert (card.question, card.answer) == ("a", "b")
    assert card.tags == ("week-1", "week-2", "x", "y")
    notes.write_text("tags:old style\na\tb\n")
    assert deck_of(notes).cards[0].tags == ("old", "style")


def test_a_third_column_of_words_is_tags_and_one_of_sentences_is_text(notes: Path) -> None:
    notes.write_text("a\tb\tlr ml::sgd\nc\td\t\n")
    assert [card.tags for card in deck_of(notes).cards] == [("lr", "ml::sgd"), ()]
    assert report_of(notes)[1] == "columns: 1 front · 2 back · 3 tags"
    notes.write_text("a\tb\tIt is so, since b.\nc\td\t\n")
    assert sides(deck_of(notes)) == [("a", "b\nIt is so, since b."), ("c", "d")]


def test_a_comma_within_a_text_is_no_tag(notes: Path) -> None:
    notes.write_text("Which colors?,red, green\nWhich size?,small\nWhich way?,down\n")
    assert sides(deck_of(notes)) == [
        ("Which colors?", "red\ngreen"), ("Which size?", "small"), ("Which way?", "down"),
    ]  # fmt: skip


def test_a_row_that_is_longer_than_the_first_thousand_loses_nothing(notes: Path) -> None:
    notes.write_text("".join(f"q{n}\ta{n}\n" for n in range(1200)) + "q\ta\tmore\tand more\n")
    assert sides(deck_of(notes))[-1] == ("q", "a\nmore\nand more")


def test_columns_that_are_named(notes: Path) -> None:
    notes.write_text("#separator:comma\n#columns:Back,Tags,Front\nb,t u,a\n")
    (card,) = deck_of(notes).cards
    assert isinstance(card, Basic)
    assert (card.question, card.answer, card.tags) == ("a", "b", ("t", "u"))
    notes.write_text("Answer,Question\nb,a\n")  # as a spreadsheet has them
    assert sides(deck_of(notes)) == [("a", "b")]
    assert "line 1 names the columns" in report_of(notes)
    notes.write_text("front,back of a coin\nb,a\n")
    assert len(deck_of(notes).cards) == 2


def test_the_deck_gives_the_title(notes: Path) -> None:
    notes.write_text("#deck:ML::Descent\na\tb\n")
    assert deck_of(notes).title == "ML – Descent"
    notes.write_text("#deck column:1\nML\ta\tb\nArt\tc\td\n")
    deck = deck_of(notes)
    assert deck.title == "notes"
    assert [card.tags for card in deck.cards] == [("ML",), ("Art",)]
    assert "2 decks ('Art', 'ML'): one deck here, each card tagged with its own" in report_of(notes)


def test_comments_and_blank_lines_are_no_notes(notes: Path) -> None:
    notes.write_text('#a comment\n\na\tb\n# another\tone\n\n"#c"\td\n')
    assert sides(deck_of(notes)) == [("a", "b"), ("#c", "d")]


def test_line_ends_and_marks_of_other_systems(notes: Path) -> None:
    notes.write_bytes("\ufeff#separator:tab\r\na\tb\r\nc\td\re\tf\r\n".encode())
    assert sides(deck_of(notes)) == [("a", "b"), ("c", "d"), ("e", "f")]


# Which cards a note makes


def test_each_number_of_a_cloze_is_a_card(notes: Path) -> None:
    notes.write_text(ANKI + "gu1d!\tCloze\td\t{{c1::SGD}} is {{c2::noisy::how?}}\tso\tt\n")
    first, second = deck_of(notes).cards
    assert sides(deck_of(notes)) == [
        ("[[SGD]] is noisy", "so"),
        ("SGD is [[noisy]] (how?)", "so"),
    ]
    assert second.id == f"{first.id}-c2"
    assert (first.guid, second.guid) == ("", "")  # neither may take the place of Anki's note


def test_clozes_in_clozes(notes: Path) -> None:
    notes.write_text("{{c1::the {{c2::steepest}} ascent}} is ∇L\t\n{{c1,2::a}} {{c2::b}} c\t\n")
    assert sides(deck_of(notes)) == [
        ("[[the steepest ascent]] is ∇L", ""),
        ("the [[steepest]] ascent is ∇L", ""),
        ("[[a]] b c", ""),
        ("[[a]] [[b]] c", ""),
    ]


@pytest.mark.parametrize(
    ("front", "question", "answer"),
    [
        ("|g| is {{c1::|g|²}}", "|g| is ____", "|g|²\n|g| is |g|²"),
        ("{{c1::a; b}} and {{c1::c}}", "____ and ____", "a; b; c\na; b and c"),
        ("a[{{c1::i}}]", "a[____]", "i\na[i]"),
        ("[[wiki]] {{c1::link}}", "[[wiki]] ____", "link\n[[wiki]] link"),
        ("{{c1::one<br>two}}", "____", "one\ntwo\none\ntwo"),
    ],
)
def test_gaps_that_nobody_can_type_are_questions(
    notes: Path, front: str, question: str, answer: str
) -> None:
    notes.write_text(f"#html:true\n{front}\tmore\n")
    (card,) = deck_of(notes).cards
    assert isinstance(card, Basic)
    assert (card.question, card.answer) == (question, f"{answer}\nmore")


def test_parts_of_pictures_are_left_out(notes: Path) -> None:
    notes.write_text("{{c1::image-occlusion:rect:left=.1:top=.2}} x\tan ape\n{{c1::a}}\tb\n")
    assert left_out_of(notes) == {"a part of a picture is asked for (image occlusion)": [1]}


def test_a_semicolon_in_the_only_gap_is_typed(notes: Path) -> None:
    notes.write_text("{{c1::a; b}} c\tmore\n")
    (card,) = deck_of(notes).cards
    assert isinstance(card, Cloze)
    assert card.gaps == (("a; b",),)


def test_braces_in_a_basic_note_are_braces(notes: Path) -> None:
    notes.write_text(ANKI + "g\tBasic\td\twhat does {{c1::x}} do?\tit hides x\t\n")
    assert sides(deck_of(notes)) == [("what does {{c1::x}} do?", "it hides x")]


def test_notes_that_are_asked_both_ways(notes: Path) -> None:
    both, may = "Basic (and reversed card)", "Basic (optional reversed card)"
    notes.write_text(
        "#separator:tab\n#notetype column:1\n"
        f"{both}\tdog\tHund\n{may}\tcat\tKatze\ty\n{may}\tmouse\tMaus\t\n"
    )
    deck = deck_of(notes)
    assert sides(deck) == [
        ("dog", "Hund"), ("Hund", "dog"), ("cat", "Katze"), ("Katze", "cat"), ("mouse", "Maus"),
    ]  # fmt: skip
    assert deck.cards[1].id == f"{deck.cards[0].id}-2"


def test_the_same_front_twice(notes: Path) -> None:
    notes.write_text("a\tb\na\tc\na\tb\n")
    deck = deck_of(notes)
    assert sides(deck) == [("a", "b"), ("a", "c")]
    assert deck.cards[1].id == f"{deck.cards[0].id}-n2"
    assert left_out_of(notes) == {"the same card was there before": [3]}


# What is said


def test_a_report_says_what_was_read_and_what_was_not(notes: Path) -> None:
    notes.write_text(
        "#separator:tab\n#html:true\n"
        'What is η?\tthe rate<img src="eta.png">[sound:eta.mp3]\n'
        "one side\t\nother side\t\n{{c1::gap}} here\t\n"
        '<img src="a.png">\tan ape\n' + f"long\t{'x' * 30_000}\n"
    )
    assert report_of(notes) == [
        "separator: tab (said in the file); HTML (said in the file)",
        "columns: 1 front · 2 back",
        "2 cards: 1 question with an answer and 1 cloze",
        "the first one: What is η? → the rate[picture: eta.png]",
        "left out: one side only: 2 (lines 4, 5)",
        "left out: a side that is only a picture: 1 (line 7)",
        "left out: longer than 20,000 characters: 1 (line 8)",
        "left out: pictures: 2 (eta.png, a.png)",
        "left out: sounds: 1 (eta.mp3)",
    ]


def test_own_note_types_show_more_than_the_file_says(notes: Path) -> None:
    notes.write_text(ANKI + "g\tVocabulary\td\t1\tdog\t\n")
    assert "'Vocabulary': each card asks for the first field" in "\n".join(report_of(notes))


def test_escape_sequences_do_not_come_in(notes: Path) -> None:
    notes.write_text("#html:true\na\x1b[31mred\x07\tb\x9b0m &#27;[2J\ue000\n")
    assert sides(deck_of(notes)) == [("a[31mred", "b0m [2J")]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a\n", b"#only\n", b"a\t\n", b"\0"])
def test_what_is_no_file_of_notes(notes: Path, content: bytes) -> None:
    notes.write_bytes(content)
    with pytest.raises(AnkiError), imported(notes, "n"):
        pass


def test_bytes_that_are_no_text_are_told_with_their_line(notes: Path) -> None:
    notes.write_bytes(b"a\tb\nc\t\xe9\n")
    with pytest.raises(AnkiError, match="line 2: the file is not UTF-8 text"), imported(notes, "n"):
        pass


def test_what_begins_with_a_hash_is_named_as_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        '#0 first?\tx\nwhat?\tthat\n#1 in the list?\tx\n"#2?"\ty\n"two\n# lines"\tz\n# end\n'
    )
    assert sides(deck_of(path)) == [("what?", "that"), ("#2?", "y"), ("two\n# lines", "z")]
    (reason,) = left_out_of(path)
    assert reason.startswith("begins with #")
    assert left_out_of(path)[reason] == [1, 3, 7]


def test_names_of_columns_alone_are_no_note(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("front\tback\n")
    with pytest.raises(AnkiError, match="no note in it: line 1 names the columns"):
        deck_of(path)
