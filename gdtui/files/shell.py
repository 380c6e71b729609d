"""Words for a shell: what can be copied, pasted and run, and does nothing else on the way."""

import shlex
from collections.abc import Iterable

from gdtui.visible import visible_line


def shell_line(words: Iterable[str]) -> str:
    r"""The words as one line of a shell.

    One with something hidden in it, as names of files may have, is written `$'a\033b'`, as bash,
    ksh and zsh read it (POSIX since 2024): pasted as it is, a control character would be a key.
    """
    return " ".join(map(_word, words))


def _word(word: str) -> str:
    if visible_line(word) == word:
        return shlex.quote(word)
    return f"$'{''.join(map(_character, word))}'"


def _character(char: str) -> str:
    if char in "\\'":
        return f"\\{char}"
    if visible_line(char) == char:
        return char
    # Of a file's name that is not UTF-8, Python makes each wrong byte a surrogate (PEP 383).
    errors = "surrogateescape" if "\udc80" <= char <= "\udcff" else "surrogatepass"
    return "".join(f"\\{byte:03o}" for byte in char.encode("utf-8", errors))
