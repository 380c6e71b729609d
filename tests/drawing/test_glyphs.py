"""What a terminal can show, by its locale and by how stdout encodes."""

import pytest

from gdtui.drawing.glyphs import Glyphs, ascii_only


@pytest.mark.parametrize(
    ("locale", "encoding", "glyphs"),
    [
        ("C.UTF-8", "utf-8", Glyphs.BRAILLE),
        ("de_DE.utf8@euro", "UTF8", Glyphs.BRAILLE),
        ("UTF-8", "utf-8", Glyphs.BRAILLE),
        ("C.UTF-8", "ascii", Glyphs.ASCII),
        ("C.UTF-8", "iso8859-1", Glyphs.ASCII),
        ("de_DE.ISO-8859-1", "utf-8", Glyphs.ASCII),
        ("C", "utf-8", Glyphs.ASCII),
        ("de_DE", "utf-8", Glyphs.ASCII),
        ("nonsense.\udcff", "utf-8", Glyphs.ASCII),
    ],
)
def test_more_than_ascii_needs_utf8_all_the_way(locale: str, encoding: str, glyphs: Glyphs) -> None:
    assert Glyphs.suited({"LC_ALL": locale, "TERM": "xterm"}, encoding) is glyphs


def test_letters_that_are_multiplied_do_not_become_one_word() -> None:
    assert ascii_only("ηλ = 2; cos πt/T") == "lr*lambda = 2; cos pi*t/T"
    assert ascii_only("½λw², ηθ, λmax, η to w") == "0.5*lambda*w^2, lr*p, lambdamax, lr to w"
