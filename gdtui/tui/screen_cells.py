"""What a screen shows, as cells that can be written to a file."""

from collections.abc import Iterator
from typing import Any

from rich.color import Color
from rich.style import Style
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip

from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.screens import Cells, Span
from gdtui.tui.textual_internals import strips_of, visible_strip


def cells_of(screen: Screen[Any], glyphs: Glyphs, part: Region | None = None) -> Cells:
    """The cells of a screen, or of a part of it, in their colors."""
    strips = [visible_strip(strip, glyphs) for strip in strips_of(screen)]
    if part is not None:
        strips = [strip.crop(part.x, part.right) for strip in strips[part.y : part.bottom]]
    return [[*_spans(strip)] for strip in strips]


def _spans(strip: Strip) -> Iterator[Span]:
    for text, style, control in strip:
        if text and not control:
            yield _span(text, style)


def _span(text: str, style: Style | None) -> Span:
    if style is None:
        return Span(text)
    color, ground = _hex(style.color), _hex(style.bgcolor)
    if style.reverse:
        color, ground = ground or "#000000", color or "#ffffff"
    return Span(text, color, ground, bool(style.bold))


def _hex(color: Color | None) -> str:
    """A color as `#rrggbb`; "" for the terminal's own."""
    return "" if color is None or color.is_default else color.get_truecolor().hex
