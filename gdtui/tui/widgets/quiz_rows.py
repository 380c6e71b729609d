"""The two rows around a card: how far the quiz is, and what can be done with the card."""

from collections.abc import Sequence

from gdtui.drawing.canvas import Line
from gdtui.drawing.notation import in_words
from gdtui.study.memory.outcome import GRADES, Counts
from gdtui.tui.widgets.cell_pane import CellPane
from gdtui.tui.widgets.head import NAME

BAR = 12  # cells


class Row(CellPane, can_focus=False):
    """One line of cells."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id, classes="row")


def progress(title: str, counts: Counts, answered: int, width: int) -> Line:
    """Where one is: the deck, what is left, and how much of it is done."""
    total = answered + counts.total
    filled = round(BAR * answered / total) if total else BAR
    bar = f"{'━' * filled}{'─' * (BAR - filled)} "
    left = f"{counts}  "
    done = f"{answered}/{total} "
    pieces = [(left, ""), (bar, "curve"), (done, "")]
    while pieces and sum(len(text) for text, _ in pieces) > width - 24:
        pieces.pop(0 if len(pieces) < 3 else 1)
    return headed(title, pieces, width)


def headed(title: str, right: Line, width: int) -> Line:
    """The program's name, a title, and at the right end what there is room for."""
    room = max(0, width - len(NAME) - 1 - sum(len(text) for text, _ in right))
    shown = in_words(title, max(1, room - 1))
    return [(NAME, "name"), (" ", ""), (shown.ljust(room), "curve"), *right]


def grades(intervals: Sequence[str], suggested: int, width: int) -> Line:
    """Each grade with the interval that it leads to, the suggested one in brackets."""
    pairs = zip(GRADES, intervals, strict=True)
    names = [f"{n} {grade} {wait}" for n, (grade, wait) in enumerate(pairs, 1)]
    if sum(map(len, names)) + 12 > width:
        names = [f"{n} {wait}".replace(" min", "m") for n, wait in enumerate(intervals, 1)]
    line: Line = []
    for number, name in enumerate(names, 1):
        line.append((f"[{name}] ", "good") if number == suggested else (f" {name}  ", ""))
    return line
