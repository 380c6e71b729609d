"""What a terminal shows, as files: an SVG picture, an SVG film, an asciicast."""

import json
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple, TypeAlias
from xml.sax.saxutils import escape

WIDE, HIGH, SIZE = 8, 17, 13  # pixels of a cell, and of its letters
OVERLAP = 0.3  # of the grounds of cells, between which a picture that is scaled would have lines
FONT = "'DejaVu Sans Mono', Menlo, Consolas, monospace"
LAST_HELD = 2.0  # seconds for which a film shows its end, before it begins anew


class Span(NamedTuple):
    """Cells of one style, side by side."""

    text: str
    """One character a cell."""
    color: str = ""
    """As `#rrggbb`; "": the terminal's own."""
    ground: str = ""
    bold: bool = False


Cells: TypeAlias = Sequence[Sequence[Span]]
"""The lines of a screen, from the top."""


def text_of(screen: Cells) -> Iterator[str]:
    """A screen as lines of text."""
    for line in screen:
        yield "".join(span.text for span in line).rstrip()


def svg(screen: Cells) -> Iterator[str]:
    """A screen as an SVG picture."""
    yield from _frame(screen)
    yield from _drawn(screen)
    yield "</svg>"


def svg_film(screens: Sequence[Cells], seconds: float) -> Iterator[str]:
    """Screens as an SVG picture that shows one after the other, each for so many seconds.

    Without animation, as on paper, it is the last one.
    """
    yield from _frame(screens[-1])
    whole = len(screens) * seconds + LAST_HELD
    for k, screen in enumerate(screens):
        begin, end = k * seconds / whole, (k + 1) * seconds / whole
        last = k + 1 == len(screens)
        shown = "visible" if last else "hidden"
        yield f'<g visibility="{shown}">'
        times = [0.0, begin, 1.0 if last else end]
        values = ["hidden", "visible", "visible" if last else "hidden"]
        yield (
            '<animate attributeName="visibility" calcMode="discrete" '
            f'dur="{whole}s" repeatCount="indefinite" '
            f'keyTimes="{";".join(f"{t:.6f}" for t in times[:3])}" values="{";".join(values)}"/>'
        )
        yield from _drawn(screen)
        yield "</g>"
    yield "</svg>"


def asciicast(screens: Sequence[Cells], seconds: float, title: str) -> Iterator[str]:
    """Screens as an asciicast, version 2 (asciinema's manual): a header, then what is written to
    the terminal when, of each screen only the lines that differ from the one before."""
    height = len(screens[0])
    header = {"version": 2, "width": _width(screens[0]), "height": height, "title": title}
    yield json.dumps(header)
    before: Cells = [()] * height
    for k, screen in enumerate(screens):
        clear = "\x1b[?25l\x1b[2J" if k == 0 else ""
        changed = [y for y in range(height) if list(screen[y]) != list(before[y])]
        written = clear + "".join(f"\x1b[{y + 1};1H{_escaped(screen[y])}" for y in changed)
        yield json.dumps([round(k * seconds, 3), "o", written])
        before = screen
    yield json.dumps([round(len(screens) * seconds + LAST_HELD, 3), "o", ""])


def _width(screen: Cells) -> int:
    return max(sum(len(span.text) for span in line) for line in screen)


def _frame(screen: Cells) -> Iterator[str]:
    width, height = _width(screen) * WIDE, len(screen) * HIGH
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'font-family="{FONT}" font-size="{SIZE}">'
    )


def _drawn(screen: Cells) -> Iterator[str]:
    for y, line in enumerate(screen):
        begins = [0, *accumulate(len(span.text) for span in line)]
        for x, span in zip(begins, line, strict=False):
            left, width = x * WIDE, len(span.text) * WIDE
            if span.ground:
                yield (
                    f'<rect x="{left}" y="{y * HIGH}" width="{width + OVERLAP}" '
                    f'height="{HIGH + OVERLAP}" fill="{span.ground}"/>'
                )
            if span.text.strip():
                bold = ' font-weight="bold"' if span.bold else ""
                color = f' fill="{span.color}"' if span.color else ""
                yield (
                    f'<text x="{left}" y="{y * HIGH + SIZE - 1}" textLength="{width}" '
                    f'xml:space="preserve"{color}{bold}>{escape(span.text)}</text>'
                )


def _escaped(line: Sequence[Span]) -> str:
    """A line as a terminal takes it."""
    return "".join(f"\x1b[{_codes(span)}m{span.text}" for span in line) + "\x1b[0m"


def _codes(span: Span) -> str:
    colors = [
        f"{place};2;{int(color[1:3], 16)};{int(color[3:5], 16)};{int(color[5:7], 16)}"
        for place, color in ((38, span.color), (48, span.ground))
        if color
    ]
    return ";".join(["0", *(["1"] if span.bold else []), *colors])
