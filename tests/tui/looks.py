"""What a terminal shows: the text of each line, and a letter for the look of each cell."""

from itertools import chain
from string import ascii_letters, digits

from rich.color import ColorSystem

from gdtui.tui.app import GdtuiApp
from gdtui.tui.textual_internals import strips_of, visible_strip
from gdtui.tui.wire import PLAIN, Look, look_of

_LETTERS = ascii_letters + digits + "!#$%&*+-/:;<=>?@^~αβγδεζηθικλμνξπρστυφχψω"


def looks_of(app: GdtuiApp) -> str:
    """The screen twice, as text and as letters, and the codes that each letter stands for: the
    attributes, the color, the ground. What looks like nothing has no letter."""
    colors = app.console._color_system or ColorSystem.TRUECOLOR
    strips = [visible_strip(strip, app.glyphs) for strip in strips_of(app.screen)]
    looks = [
        [
            _seen(char, look_of(style, colors))
            for text, style, control in strip
            if not control
            for char in text
        ]
        for strip in strips
    ]
    letters = {PLAIN: " "}
    for look in chain(*looks):
        letters.setdefault(look, _LETTERS[len(letters) - 1])
    return "\n".join(
        [
            *(strip.text.rstrip() for strip in strips),
            *("".join(letters[look] for look in line).rstrip() for line in looks),
            *(f"{letter} {' | '.join(look)}" for look, letter in letters.items()),
            "",
        ]
    )


def _seen(char: str, look: Look) -> Look:
    """A look without what a blank does not show."""
    return look if char != " " or "7" in look.attributes else Look("", "", look.background)
