"""Imports files into Anki itself and into a deck, and says where the cards differ.

A check while developing, no test: `pip install anki` (AGPL, and large) beside gdtui, then
`python -m tests.golden.compare_with_anki FILE[=PACKAGE]…`. What is compared is letters and digits:
of the question and the answer that Anki shows, its templates filled in, and of those of the deck.
"""

import html
import re
import sys
import tempfile
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gdtui.study.cards.anki import AnkiError, imported
from gdtui.study.cards.anki.layout import layout_of
from gdtui.study.cards.decks import parse, problems

DELIMITERS = {"\t": 0, "|": 1, ";": 2, ":": 3, ",": 4, " ": 5}
_GAP = re.compile(r"\[\[(.*?)\]\](?: \((?:[^()]|\([^()]*\))*\))?", re.DOTALL)
_CLOZE = re.compile(r'(?s)<span class="cloze"[^>]*>(.*?)</span>')


def letters(text: str) -> str:
    """The letters and digits of a text, whatever stands between them."""
    text = re.sub(r"\[picture(?:: [^\]]*)?\]", "", text)
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text)))


def letters_of_html(source: str) -> str:
    """The same of HTML, as a browser shows it."""
    source = re.sub(r"(?is)<(style|script|svg)\b.*?</\1>|<!--.*?-->", "", source)
    source = re.sub(r"\[anki:play:[^\]]*\]|\[sound:[^\]]*\]", "", source)
    return letters(html.unescape(re.sub(r"<[^>]*>", "", source)))


def of_anki(path: Path, types: Path | None) -> Iterator[tuple[str, str]]:
    """Question and answer of each card in Anki, as letters; of a cloze what it hides.

    A text file names its note types only: they are those of the package `types`, and not what
    their templates show is compared, but all fields.
    """
    from anki.collection import (  # type: ignore[import-not-found]
        Collection,
        ImportAnkiPackageRequest,
        ImportCsvRequest,
    )

    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(str(Path(folder) / "collection.anki2"))
        package = path if path.suffix == ".apkg" else types
        if package is not None:
            collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(package)))
        if package != path:
            collection.remove_notes(collection.find_notes(""))
            # Anki takes the first sign of tab | ; : , that occurs; a person would choose another
            metadata = collection.get_csv_metadata(str(path), DELIMITERS[layout_of(path).separator])
            collection.import_csv(ImportCsvRequest(path=str(path), metadata=metadata))
        for number in collection.find_cards(""):
            card = collection.get_card(number)
            note = card.note()
            note.tags = []  # gdtui keeps them apart
            collection.update_note(note)
            yield _of_card(card.render_output(), note.fields, by_fields=package != path)
        collection.close()


def _of_card(shown: Any, fields: list[str], *, by_fields: bool) -> tuple[str, str]:
    question, answer = shown.question_text, shown.answer_text
    gaps = _CLOZE.findall(answer) if '<span class="cloze"' in question else []
    if gaps:
        return letters_of_html(_CLOZE.sub("", question)), "".join(map(letters_of_html, gaps))
    if by_fields:
        return letters_of_html(fields[0]), "".join(map(letters_of_html, fields[1:]))
    front = letters_of_html(question)
    back = re.sub(r"(?is)^.*<hr\b[^>]*id\s*=\s*[\"']?answer[^>]*>", "", answer)
    return front, _behind(front, letters_of_html(back))


def _behind(front: str, back: str) -> str:
    """An answer without the question, which many repeat, and Anki once more."""
    while front and back.startswith(front):
        back = back.removeprefix(front)
    return back


def of_gdtui(path: Path) -> Iterator[tuple[str, str]]:
    """The same of each card of the deck that an import makes."""
    with imported(path, path.stem) as made:
        print("\n".join(f"    {line}" for line in made.report()))
        text = made.text
    wrong = problems(parse(text, path))
    if wrong:
        print("    WRONG:", wrong[:3])
    for card in tomllib.loads(text)["card"]:
        if card["kind"] == "cloze":
            gaps = _GAP.findall(card["text"])
            yield letters(_GAP.sub("", card["text"])), "".join(map(letters, gaps))
        else:
            front = letters(card["question"])
            yield front, _behind(front, letters(card["answer"]))


def _without_digits(cards: Counter[tuple[str, str]]) -> Counter[tuple[str, str]]:
    without: Counter[tuple[str, str]] = Counter()
    for (question, answer), count in cards.items():
        without[question, re.sub(r"\d", "", answer)] += count
    return without


def main() -> None:
    """Compare each file that is named."""
    for argument in sys.argv[1:]:
        name, _, package = argument.partition("=")
        path, types = Path(name), Path(package) if package else None
        print(path.name)
        try:
            ours = Counter(of_gdtui(path))
        except AnkiError as error:
            ours = Counter()
            print(f"    refused: {error}")
        theirs = Counter(of_anki(path, types))
        both = (theirs & ours).total()
        print(f"    Anki {theirs.total()} cards, gdtui {ours.total()}, the same {both}")
        theirs, ours = (_without_digits(rest) for rest in (theirs - ours, ours - theirs))
        if numbered := (theirs & ours).total():
            print(f"    the same but for the numbers of lists, which browsers add: {numbered}")
        for name, rest in (("only in Anki", theirs - ours), ("only in gdtui", ours - theirs)):
            for (question, answer), count in list(rest.items())[:6]:
                print(f"    {name} ×{count}: {question[:70]} → {answer[:70]}")


if __name__ == "__main__":
    main()
