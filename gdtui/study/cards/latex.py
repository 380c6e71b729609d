"""LaTeX commands that TOML takes for escapes: `"\\nabla"` is a line break and `abla`."""

import re

_COMMANDS = {
    "b": (
        "bar backslash bbox because begin beta bf big bigcap bigcup bigg bigl bigr binom bm bmod "
        "boldsymbol bot boxed bullet"
    ),
    "f": "fbox flat forall frac frown",
    "n": (
        "nabla natural ne nearrow neg neq newline nexists ngeq nleq nmid nolimits nonumber norm "
        "not notin nsubseteq nu nwarrow"
    ),
    "r": "rangle rbrace rceil rfloor rho right rightarrow rm root",
    "t": (
        "tan tanh tau tbinom text textbf textit textrm textstyle tfrac therefore theta thickapprox "
        "tilde times to top triangle"
    ),
}
"""Those that begin with the letter of an escape that TOML knows."""
_UNCLEAR = {"ne", "not", "nu", "tan", "to", "top"}
"""Those that also leave a word: `u` and `e` are symbols at the beginning of a line."""
_CHARACTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}

_LEFT = re.compile(
    "|".join(
        f"{_CHARACTERS[letter]}(?:{'|'.join(word[1:] for word in words.split())})(?![a-zA-Z])"
        for letter, words in _COMMANDS.items()
    )
)
"""What a command leaves of itself in a text."""
_WRITTEN = re.compile(
    rf"(?<!\\)(?:\\\\)*\\({'|'.join(' '.join(_COMMANDS.values()).split())})(?![a-zA-Z])"
)

CURE = "write the text between single quotes '…', where a backslash is one, or double each \\\\"


def is_clear(text: str) -> bool:
    """Whether nothing in a text can be what is left of a command."""
    return _LEFT.search(text) is None


def taken_for_an_escape(text: str, source: str) -> str | None:
    r"""The command, as `\nabla`, of which TOML has made an escape; None: there is none.

    `source` is how the text is written in its file, with the quotes around it.
    """
    if not source.startswith('"') or is_clear(text):
        return None
    commands: list[str] = _WRITTEN.findall(source)
    clear = (word for word in commands if word not in _UNCLEAR or "$" in text or r"\(" in text)
    return next((f"\\{word}" for word in clear), None)
