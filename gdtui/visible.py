"""What commands a terminal, or hides in a text, as symbols that can be seen.

The one gate for texts from outside: names of files, headers of columns, decks, themes, settings,
recordings, what is typed and pasted. The screen and the printed lines send every text through it
(`tui/textual_internals.py`, `cli/console.py`), so whoever shows one need not think of it.

Hidden are: the controls C0, DEL and C1 (Unicode's category Cc), the separators of lines and
paragraphs (Zl, Zp), lone surrogates (Cs), and the format characters (Cf) that nobody sees:
directions, zero widths, the soft hyphen, tags. What belongs to texts as people write them stays:
combining marks, every space that has a width, variation selectors, the number signs of Arabic and
its like, and a joiner (U+200C, U+200D) between two characters that are not ASCII, where Persian,
the scripts of India and emoji need it.
"""

import re

_FORMATS = (
    "\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
_HIDDEN = re.compile(f"[\x00-\x1f\x7f-\x9f{_FORMATS}]")
_HIDDEN_IN_LINES = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_FORMATS}]")
_HIDDEN_IN_PASTE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_FORMATS}]")
_JOINERS = "\u200c\u200d"

_PICTURES = {chr(code): chr(0x2400 + code) for code in range(0x20)} | {"\x7f": "\u2421"}
"""Unicode's control pictures: a cell each, and so wide as nothing else that stands for them."""


def visible_line(text: str, *, pictures: bool = False) -> str:
    r"""`text` in one line: what is hidden as `\x1b`; with `pictures`, as ␛ where there is one."""
    return text if text.isprintable() else _HIDDEN.sub(_picture if pictures else _escape, text)


def visible_text(text: str, *, pictures: bool = False) -> str:
    """`visible_line` of each line: line feeds and tabs stay."""
    if text.isprintable():
        return text
    return _HIDDEN_IN_LINES.sub(_picture if pictures else _escape, text)


def without_hidden(text: str) -> str:
    """`text` without what nobody can see in it; tabs and the ends of lines stay."""
    return text if text.isprintable() else _HIDDEN_IN_PASTE.sub(_nothing, text)


def _escape(hidden: re.Match[str]) -> str:
    return hidden[0] if _joins(hidden) else ascii(hidden[0])[1:-1]


def _picture(hidden: re.Match[str]) -> str:
    return _PICTURES.get(hidden[0]) or _escape(hidden)


def _nothing(hidden: re.Match[str]) -> str:
    return hidden[0] if _joins(hidden) else ""


def _joins(hidden: re.Match[str]) -> bool:
    """Whether it is a joiner that has something to join."""
    around = hidden.string[max(hidden.start() - 1, 0) : hidden.end() + 1]
    return hidden[0] in _JOINERS and len(around) == 3 and _joinable(around[0] + around[2])


def _joinable(neighbors: str) -> bool:
    return not any(char.isascii() or _HIDDEN.match(char) for char in neighbors)
