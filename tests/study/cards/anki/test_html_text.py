"""HTML as text: what stood in lines, lists and tables still does."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.study.cards.anki.gaps import PICTURE
from gdtui.study.cards.anki.html_text import Media, is_html, text_of


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a<br>b<br/>c<BR />d", "a\nb\nc\nd"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("one<div>two</div>three", "one\ntwo\nthree"),
        ("one<div><br></div><div>two</div>", "one\n\ntwo"),
        ("<p>one</p>\n<p>two</p>", "one\ntwo"),
        ("<ul>\n <li>a</li>\n <li><b>b</b></li>\n</ul>", "- a\n- b"),
        ("so:<ol><li>a</li><li>b</li></ol>end", "so:\n1. a\n2. b\nend"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ol><li><ul><li>a</li></ul></li></ol>", "1.\n  - a"),
        ("<table><tr><th>η</th><th>L</th></tr><tr><td>1</td><td>4</td></tr></table>",
         "η | L\n1 | 4"),
        ("<table><tr><td><div>a</div><br></td><td>b</td></tr></table>", "a | b"),
        ("x<sub>1</sub><sup>2</sup>, w<sub>ij</sub>, e<sup>−x</sup>, a<sup>T</sup>",
         "x₁², w_{ij}, e^{−x}, a^T"),
        ("<pre>for x:\n    y</pre>", "for x:\n    y"),
        ("many   spaces\tand\nlines<br>end", "many spaces and lines\nend"),
        ("no block:\nlines stay", "no block:\nlines stay"),
        ("a&nbsp;&nbsp;b &lt;c&gt; &amp;amp; &#955; &eta;", "a  b <c> &amp; λ η"),
        (r"\(\frac{a}{b} &lt; 1\) and \[x^2\]", r"\(\frac{a}{b} < 1\) and \[x^2\]"),
        ("[latex]\\alpha[/latex] [$]x_1[/$]", "[latex]\\alpha[/latex] [$]x_1[/$]"),
        ("<anki-mathjax>x^2</anki-mathjax>", r"\(x^2\)"),
        ("<style>.a{}</style>a<script>x()</script><!-- no -->b", "ab"),
        ("<ruby>漢<rt>kan</rt></ruby>", "漢(kan)"),
        ("<span style='color: red'>red</span> <font color=blue>blue</font>", "red blue"),
        ("x<y and y>z, <unknown>, a < b, <>, </ b>", "x<y and y>z, <unknown>, a < b, <>, </ b>"),
        ("if a<b and c>d<br>end", "if a<b and c>d\nend"),
        ("<b", "<b"),
        ('a<img src="x.png">b', "a[picture: x.png]b"),
        ("<img src='data:image/png;base64,AAAA'>", "[picture]"),
        ("dog[sound:dog.mp3]", "dog"),
        ("<svg><path d='M0'/></svg>a", "[picture]a"),
    ],
)  # fmt: skip
def test_what_a_field_says(source: str, text: str) -> None:
    assert text_of(source, Media()).replace(PICTURE, "[") == text


def test_pictures_and_sounds_are_told() -> None:
    media = Media()
    text_of('<img alt="x" src="a b.png"><IMG SRC=c.jpg>[sound:d.mp3]<video src="e.mp4">', media)
    assert media.sounds == ["d.mp3"]
    assert media.pictures == ["x", "c.jpg", "e.mp4"]


@pytest.mark.parametrize("text", ["<b>x</b>", "a<br>b", "<img src=x>", '<a href="x">', "x</i>"])
def test_html(text: str) -> None:
    assert is_html(text)


@pytest.mark.parametrize(
    "text", ["x<y and y>z", "a<b and c>d", "a < b", "<3", "Vec<T>", "a &amp; b", "<html", "List<B>"]
)
def test_no_html(text: str) -> None:
    assert not is_html(text)


PIECES = [
    "<", ">", "<b>", "</b>", "<br>", "<li>", "</ul>", "<ul>", "<td>", "</td>", "<sup>", "</sup>",
    "<pre>", "<!--", "-->", "&lt;", "a", " ", "\n", "<img src=x>", "[sound:", "]", '"', "=", "\x1b",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_pile_of_tags_is_a_text_without_controls(pieces: list[str]) -> None:
    text = text_of("".join(pieces), Media())
    assert all(char.isprintable() or char in f"\n\t{PICTURE}" for char in text)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=60))
def test_a_text_without_tags_is_kept(text: str) -> None:
    assert text_of(html.escape(text), Media()) == text
