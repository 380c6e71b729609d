"""A field's HTML as text: lines, lists and tables kept, marks of style gone.

Only what HTML knows is a tag: in `x<y and y>z` there is none.
"""

import html
import re
from dataclasses import dataclass, field

from gdtui.study.cards.anki.gaps import BEGIN, END, PICTURE
from gdtui.study.cards.reader import is_harmless


def words(names: str) -> frozenset[str]:
    """The words of a text, for long lists of them."""
    return frozenset(names.split())


_BLOCKS = words(
    "address article aside blockquote center dd details div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr main nav ol p pre section summary "
    "table tbody tfoot thead tr ul li"
)
_PICTURES = words("img svg video audio object embed iframe canvas")
_INLINE = words(
    "a abbr acronym anki-mathjax b base bdi bdo big body br button caption cite code col "
    "colgroup data datalist del dfn em font head html i input ins kbd label legend link "
    "mark math meta meter mfrac mi mn mo mover mrow mroot ms mspace msqrt mstyle msub "
    "msubsup msup mtable mtd mtext mtr munder noscript o:p option output param progress q "
    "rb rp rt rtc ruby s samp script select semantics small source span strike strong "
    "style sub sup td template textarea th time title track tt u var wbr annotation"
)
_KNOWN = _BLOCKS | _PICTURES | _INLINE
_WITHOUT_TEXT = words("script style svg head title template rp annotation")
_BARE = words(
    "allowfullscreen autoplay checked contenteditable controls disabled hidden loop muted "
    "noshade nowrap open readonly reversed selected"
)
"""Attributes that have no value."""

_ATTRIBUTE = r"""[^\s=<>"'/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?"""
_TAG = re.compile(rf"<(/?)([a-zA-Z][\w:-]*)((?:\s+{_ATTRIBUTE})*)\s*/?>")
_BARE_ATTRIBUTE = re.compile(r"""\s([^\s=<>"'/]+)(?=\s|$)""")
_VALUES = re.compile(r""""[^"]*"|'[^']*'""")
_NAMED = re.compile(
    r"""\b(?:src|data|alt)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""", re.IGNORECASE
)
_SOUND = re.compile(r"\[sound:([^\]]+)\]")
_TYPED = re.compile(r"\[\[type:[^\]]+\]\]")  # a template's field for typing, in a field by mistake
_SPACES = re.compile(r"[ \t\r\n\f]+")
_BUT_NOT_LINES = re.compile(r"[ \t\r\f]*\n[ \t\r\f]*|[ \t\r\f]+")
_SUBSCRIPT = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_SUPERSCRIPT = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
LONGEST_NAME = 60


@dataclass
class Media:
    """The pictures and sounds that were left out."""

    pictures: list[str] = field(default_factory=list)
    sounds: list[str] = field(default_factory=list)


def is_html(text: str) -> bool:
    """Whether a text without a word about it is HTML: it ends a tag, breaks a line, or styles."""
    return any(
        tag[2].lower() in ("br", "hr") or tag[1] or "=" in tag[3]
        for tag in _TAG.finditer(text)
        if _is_tag(tag)
    )


def plain(text: str) -> str:
    """Text without characters that command a terminal; the marks of gaps and pictures stay."""
    if not text.isprintable():
        text = text.replace("\xa0", " ").replace("\r\n", "\n").replace("\r", "\n")
        text = "".join(char for char in text if is_harmless(char) or char in (BEGIN, END, PICTURE))
    return text.strip()


def text_of(source: str, media: Media) -> str:
    """What a field of HTML says; pictures and sounds are added to `media`.

    A picture leaves its name after `PICTURE`, up to a bracket; a sound nothing.
    """
    if "[sound:" in source:
        media.sounds += _SOUND.findall(source)
        source = _SOUND.sub("", source)
    if "[[type:" in source:
        source = _TYPED.sub("", source)
    if "<" in source:
        source = _Writer(source, media).text()
    else:
        source = html.unescape(_BUT_NOT_LINES.sub(_one_space, source))
    return plain(source.replace("\xa0", " "))


def _one_space(space: re.Match[str]) -> str:
    return "\n" if "\n" in space[0] else " "


def _is_tag(tag: re.Match[str]) -> bool:
    if tag[2].lower() not in _KNOWN:
        return False
    bare = _BARE_ATTRIBUTE.findall(_VALUES.sub("x", tag[3]))
    return all(name.lower() in _BARE for name in bare)


class _Writer:
    """One walk over the HTML of a field."""

    def __init__(self, source: str, media: Media) -> None:
        self._source = source
        self._media = media
        self._out: list[str] = []
        self._at_start = True
        """Whether nothing was written in this line but what marks an item."""
        self._lists: list[int | None] = []
        """The next number of each list that is open; None: its items have none."""
        self._mark = ""
        """What the last item begins with."""
        self._cells = 0
        """How many cells of this row there were; 0 outside of rows."""
        self._in_cell = False
        self._in_pre = 0
        self._raised: list[int] = []
        """Where the parts that are sub or sup begin."""
        keeps_lines = not any(
            tag[2].lower() in _BLOCKS or tag[2].lower() == "br" for tag in _TAG.finditer(source)
        )
        self._spaces = _BUT_NOT_LINES if keeps_lines else _SPACES

    def text(self) -> str:
        """All of it."""
        at, comments = 0, True
        while at < len(self._source):
            begin = self._source.find("<", at)
            if begin < 0:
                begin = len(self._source)
            self._say(self._source[at:begin])
            at = begin
            tag = _TAG.match(self._source, at)
            if tag is not None and _is_tag(tag):
                at = self._act(tag)
            elif comments and self._source.startswith("<!--", at):
                end = self._source.find("-->", at)
                comments = end >= 0
                at = end + 3 if comments else at
            elif at < len(self._source):
                self._write("<")
                at += 1
        return "".join(self._out)

    def _act(self, tag: re.Match[str]) -> int:
        """Do what a tag asks for; returns where to go on."""
        name, ends = tag[2].lower(), bool(tag[1])
        if name in _PICTURES and not ends:
            self._picture(tag)
        if name in _WITHOUT_TEXT and not ends:
            end = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(self._source, tag.end())
            return end.end() if end else tag.end()
        if name == "br":
            self._break()
        elif name in ("sub", "sup"):
            self._raise(name, ends)
        elif name == "rt":
            self._write(")" if ends else "(")
        elif name in ("td", "th"):
            self._cell(ends)
        elif name == "anki-mathjax":
            self._write(r"\)" if ends else r"\(")
        elif name in _BLOCKS:
            self._block(name, ends)
        return tag.end()

    def _say(self, data: str) -> None:
        """A text between tags; spaces are one, as HTML shows them."""
        if not data:
            return
        if self._in_pre:
            self._write(html.unescape(data))
            return
        data = self._spaces.sub(_one_space if "\n" in data else " ", data)
        if self._spaces is _SPACES:
            data = data.replace("\n", " ")
        if self._at_start or (self._out and self._out[-1].endswith((" ", "\n"))):
            data = data.removeprefix(" ")
        self._write(html.unescape(data))

    def _write(self, text: str) -> None:
        if text:
            self._out.append(text)
            self._at_start = False

    def _break(self) -> None:
        """A new line, or a space where there are no lines."""
        if self._in_cell:
            if self._out and not self._out[-1].endswith(" "):
                self._out.append(" ")
            return
        if self._out:
            self._out[-1] = self._out[-1].removesuffix(" ")
        self._out.append("\n")
        self._at_start = True

    def _begin_line(self) -> None:
        if not self._at_start:
            self._break()

    def _block(self, name: str, ends: bool) -> None:
        self._begin_line()
        if name in ("ul", "ol"):
            if not ends:
                self._lists.append(1 if name == "ol" else None)
            elif self._lists:
                self._lists.pop()
        elif name == "li" and not ends:
            self._item()
        elif name == "tr":
            self._cells = 0
            self._in_cell = False
        elif name == "pre":
            self._in_pre = max(0, self._in_pre + (-1 if ends else 1))

    def _item(self) -> None:
        number = self._lists[-1] if self._lists else None
        if number is not None:
            self._lists[-1] = number + 1
        mark = "- " if number is None else f"{number}. "
        if self._out and self._out[-1] == self._mark:  # a list is all that the item before has
            self._break()
        self._mark = "  " * max(len(self._lists) - 1, 0) + mark
        self._out.append(self._mark)
        self._at_start = True

    def _cell(self, ends: bool) -> None:
        self._in_cell = not ends
        if not ends:
            if self._cells:
                if self._out:
                    self._out[-1] = self._out[-1].rstrip(" ")
                self._write(" | ")
            self._cells += 1
            self._at_start = self._cells == 1

    def _raise(self, name: str, ends: bool) -> None:
        """Sub and sup: in digits that stand there themselves, or as LaTeX has them."""
        if not ends:
            self._raised.append(len(self._out))
        elif self._raised:
            begin = self._raised.pop()
            text = "".join(self._out[begin:])
            digits = text.translate(_SUBSCRIPT if name == "sub" else _SUPERSCRIPT)
            sign = "_" if name == "sub" else "^"
            if not text.strip():
                return
            if all(a != b for a, b in zip(text, digits, strict=True)):
                text = digits
            else:
                text = f"{sign}{text}" if len(text) == 1 else f"{sign}{{{text}}}"
            self._out[begin:] = [text]

    def _picture(self, tag: re.Match[str]) -> None:
        named = _NAMED.search(tag[3])
        name = next(filter(None, named.groups()), "") if named else ""
        name = "" if name.startswith("data:") else html.unescape(name)[:LONGEST_NAME]
        self._media.pictures.append(name or tag[2].lower())
        self._write(f"{PICTURE}picture: {name}]" if name else f"{PICTURE}picture]")
