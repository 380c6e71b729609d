"""The cards of a text file: Anki's "Notes in Plain Text", a spreadsheet's CSV, Quizlet's export."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from gdtui.study.cards.anki import gaps
from gdtui.study.cards.anki.found import MOST_CHARACTERS, TOO_LONG, FoundCard, LeftOut
from gdtui.study.cards.anki.html_text import Media, plain, text_of
from gdtui.study.cards.anki.layout import Layout
from gdtui.study.cards.anki.rows import Row, Tell, lines_of, rows_of

COMMENT = "begins with #, a comment as in Anki (quote it if it is a card)"


def named(path: Path, layout: Layout, what: str) -> list[str]:
    """The names of decks, say, that the file or its notes say."""
    place = layout.own.get(what)
    if place is None:
        said = {"deck": layout.header.deck, "notetype": layout.header.notetype}[what]
        return [said] if said else []
    return sorted({_cell(row, place) for row in _rows(path, layout)} - {""})


def cards_of(
    path: Path, layout: Layout, media: Media, tell: Tell, *, name_decks: bool
) -> Iterator[FoundCard | LeftOut]:
    """The cards of each note in turn; with `name_decks` a tag says which deck it is of."""
    comments = [*layout.header.comments]
    for row in _rows(path, layout, tell, comments.append):
        if sum(map(len, row.cells)) > MOST_CHARACTERS:
            yield LeftOut(row.line, TOO_LONG)
            continue
        yield from _cards(row, layout, media, name_decks=name_decks)
    yield from (LeftOut(line, COMMENT) for line in comments)


def _rows(
    path: Path,
    layout: Layout,
    tell: Tell = lambda _: None,
    pass_over: Callable[[int], None] = lambda _: None,
) -> Iterator[Row]:
    lines = islice(lines_of(path, tell), layout.header.lines, None)
    rows = rows_of(lines, layout.separator, pass_over)
    return (row for row in rows if row.line != layout.names_line)


def _cards(
    row: Row, layout: Layout, media: Media, *, name_decks: bool
) -> Iterator[FoundCard | LeftOut]:
    own = {name: _cell(row, place) for name, place in layout.own.items()}
    notetype = own.get("notetype", layout.header.notetype).lower()
    tags = [*layout.header.tags, *own.get("tags", "").split()]
    if name_decks and own.get("deck"):
        tags.append("-".join(own["deck"].removeprefix("gdtui::").split()))

    def text(source: str) -> str:
        return text_of(source, media) if layout.is_html else plain(source)

    places = (*layout.fields, *range(layout.count, len(row.cells)))
    raw = [gaps.without_marks(_cell(row, place)) for place in places]
    parts = gaps.parts_of(raw[0]) if raw and not notetype.startswith("basic") else []
    numbers = gaps.numbers_in(parts)
    fields = ["" if numbers else text(raw[0]), *map(text, raw[1:])] if raw else [""]
    first_field = text(raw[0]) if numbers else fields[0]
    rest = [field for field in fields[1:] if field]

    def card(front: str, back: str, part: str = "", *, has_siblings: bool = False) -> FoundCard:
        return FoundCard(
            row.line,
            plain(own.get("guid", "")),
            first_field,
            front,
            back,
            tuple(tags),
            part,
            has_siblings,
        )

    if not any(fields) and not numbers:
        yield LeftOut(row.line, "empty")
    elif numbers:
        seen = Media()  # the pictures of a note are counted once
        for number in numbers:
            source = gaps.of_card(parts, number)
            front = text_of(source, seen) if layout.is_html else plain(source)
            part = "" if number == 1 else f"-c{number}"
            yield card(front, "\n".join(rest), part, has_siblings=len(numbers) > 1)
    elif not fields[0] or not rest:
        yield LeftOut(row.line, "one side only")
    else:
        back_too = _asks_backward(notetype, fields)
        if back_too:
            optional = "optional" in notetype
            rest = [fields[1], *(field for field in fields[3 if optional else 2 :] if field)]
        yield card(fields[0], "\n".join(rest), has_siblings=back_too)
        if back_too:
            back = "\n".join([fields[0], *rest[1:]])
            yield card(fields[1], back, "-2", has_siblings=True)


def _asks_backward(notetype: str, fields: list[str]) -> bool:
    """Whether Anki's note type of this name asks for the front too."""
    if not fields[1] or "reversed" not in notetype:
        return False
    return "optional" not in notetype or (len(fields) > 2 and bool(fields[2]))


def _cell(row: Row, place: int) -> str:
    return row.cells[place].strip() if place < len(row.cells) else ""
