"""What is copied for a shell is read back by one, and is nothing but text on the way."""

import os
import shlex
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtui.files.shell import shell_line
from gdtui.visible import visible_line

words = st.lists(
    st.text(
        st.characters(exclude_characters="\0", exclude_categories=["Cs"])
        | st.sampled_from("\x1b\x03\n\x9b\u202e'\\$`! 7\udcff"),
        max_size=12,
    ),
    max_size=4,
)


@given(words.map(lambda found: [word for word in found if visible_line(word) == word]))
def test_words_with_nothing_hidden_are_quoted_as_ever(found: list[str]) -> None:
    assert shell_line(found) == shlex.join(found)


@given(words)
def test_nothing_hidden_is_in_the_line(found: list[str]) -> None:
    line = shell_line(found)
    assert visible_line(line) == line


def test_a_hidden_character_is_written_in_octal() -> None:
    assert shell_line(["gdtui", "a\x03\x1b'b\\.csv"]) == r"gdtui $'a\003\033\'b\\.csv'"
    assert shell_line(["\u202e", "caf\udce9"]) == r"$'\342\200\256' $'caf\351'"


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
@settings(max_examples=25)
@given(words)
def test_bash_reads_the_words_back(found: list[str]) -> None:
    said = subprocess.run(
        ["bash", "-c", f"printf '%s\\0' {shell_line([*found, 'end'])}"],
        check=True,
        capture_output=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    assert said.stdout == b"".join(os.fsencode(word) + b"\0" for word in [*found, "end"])
