"""From tokens to an expression of Python in which every name is one of ours."""

import difflib
import re
from collections.abc import Collection

from gdtui.engine.objectives.typed.error import ExpressionError
from gdtui.engine.objectives.typed.functions import (
    CONSTANTS,
    FUNCTIONS,
    NAMED_LIKE_FUNCTIONS,
    WRITTEN_AS,
    function_called,
)
from gdtui.engine.objectives.typed.letters import called_product
from gdtui.engine.objectives.typed.tokens import Token, style_of
from gdtui.engine.spec import quoted

MOST_NESTING = 24
MOST_DIGITS = 20


class Writer:
    """Takes the tokens in order; knows whether an operand or an operator must come next."""

    def __init__(self, text: str, functions: Collection[str] = FUNCTIONS) -> None:
        self.text = text
        self._functions = functions
        self.written: list[str] = []
        self.columns: list[int] = []  # the column of every written character
        self.names: dict[str, str] = {}
        self._operand_next = True
        self._open: list[tuple[Token, str]] = []  # and what closes it
        self._function: Token | None = None
        self._exponent = ""  # of the function, before its bracket
        self._raised = False  # by a superscript, just now

    def take(self, token: Token, after: Token | None) -> None:
        """Write what the token means where it stands. Raises `ExpressionError`."""
        if token.kind == "foreign":
            raise self._error(_foreign(token.text), token)
        if token.kind in ("number", "superscript") and token.digits > MOST_DIGITS:
            raise self._error(f"more than {MOST_DIGITS} digits", token)
        if self._function and token.kind not in ("open", "bar"):
            self._before_bracket(self._function, token, after)
            return
        operand = token.kind in ("number", "name", "root", "open")
        starts = self._operand_next or self._function or not self._in_bars()
        if operand or (token.kind == "bar" and starts):
            self._operand(token, after)
        elif token.kind == "sign" and self._operand_next:
            self._write(token.python, token)
        elif self._operand_next:
            raise self._error(f"a number or a name is missing before {token.text!r}", token)
        elif token.kind in ("close", "bar"):
            self._close(token)
        elif self._raised and token.kind in ("power", "superscript"):
            raise self._error("two exponents of one base; write them with brackets", token)
        else:
            self._write(token.python, token)
            self._raised = token.kind == "superscript"
            self._operand_next = not self._raised

    def _before_bracket(self, function: Token, token: Token, after: Token | None) -> None:
        """What may stand between a function and its bracket: the exponent of sin²(w), and the
        number or name of √2."""
        name = function.text
        if name == "√" and _is_alone(token, after):
            self._function = None
            self._write("(", token)
            self._write(token.python if token.kind == "number" else self._alias(token.text), token)
            self._write(")", token)
            return
        raised = token.kind == "superscript" and "⁻" not in token.text
        if name != "√" and (raised or token.kind == "power") and not self._exponent:
            self._exponent = token.python
            return
        if token.kind == "number" and self._exponent == "**":
            self._exponent += token.python
            return
        negative = token.text[0] == "⁻" or (self._exponent == "**" and token.text in ("-", "−"))
        if negative and name in ("sin", "cos", "tan"):
            message = (
                f"{name}^-1 can be read as a{name}(…) or as 1/{name}(…); write the one you mean"
            )
            raise self._error(message, token)
        exponent = "^" + self._exponent[2:] if self._exponent[2:] else ""
        raise self._error(f"{name} needs brackets: {name}(…){exponent}", token)

    def finish(self) -> None:
        """The text is at its end. Raises `ExpressionError` if that is too soon."""
        end = Token("end", "", len(self.text) + 1)
        if not self.written:
            raise self._error("nothing to minimize; a loss is written such as (w - 3)^2", end)
        if self._function or self._operand_next:
            raise self._error("it ends where a number or a name must follow", end)
        if self._open:
            raise self._error(f"{self._open[-1][0].text!r} is never closed", self._open[-1][0])

    def _operand(self, token: Token, after: Token | None) -> None:
        if not self._operand_next and not self._function:
            if token.kind == "number":
                raise self._error(f"an operator is missing before {token.text}", token)
            self._write("*", token)
        self._operand_next = self._raised = False
        match token.kind:
            case "number":
                self._write(token.python, token)
            case "name":
                self._name(token, after is not None and after.kind == "open")
            case "root":
                self._write(self._alias("sqrt"), token)
                self._function = token
            case "open" | "bar":
                self._opened(token)

    def _opened(self, token: Token) -> None:
        """A bracket, or the bars of an absolute value, by themselves or behind a function."""
        if self._function and self._exponent == "**":
            raise self._error(
                f"{self._function.text} needs brackets: {self._function.text}(…)", token
            )
        bar = token.kind == "bar"
        closing = ("))" if bar and self._function else ")") + self._exponent
        self._open.append((token, closing))
        if len(self._open) > MOST_NESTING:
            raise self._error(f"brackets more than {MOST_NESTING} deep", token)
        if bar and self._function:
            self._write("(", token)
        self._write(self._alias("abs") + "(" if bar else "(", token)
        self._function, self._exponent = None, ""
        self._operand_next = True

    def _name(self, token: Token, called: bool) -> None:
        name = token.text
        function: str | None = name
        if called and name not in self._functions:
            function = function_called(name)
        if function is not None and function in self._functions:
            self._function, name = token, function
        elif called:
            self._check_product(token)
        self._write(self._alias(name), token)

    def _check_product(self, token: Token) -> None:
        """Raise `ExpressionError` for a name before a bracket that is hardly meant as a factor."""
        name = token.text
        if name[-1] in "′″‴":
            raise self._error(
                f"{name}(…) looks like a derivative: type the loss itself, and it is "
                f"differentiated; write {name}·(…) for a product",
                token,
            )
        if name in NAMED_LIKE_FUNCTIONS:
            known = "can be read as sigmoid(…)" if name == "σ" else "looks like a function"
            raise self._error(f"{name}(…) {known}; write {name}·(…) for a product", token)
        if base := re.fullmatch(r"log_([0-9a-z]+)", name):
            written = f"ln(…)/ln({base[1]})"
            raise self._error(f"a logarithm to base {base[1]} is written {written}", token)
        if name in WRITTEN_AS:
            raise self._error(f"no function is called {name}; type {WRITTEN_AS[name]}", token)
        if product := called_product(name, FUNCTIONS):
            raise self._error(f"no function is called {name}; write {product}", token)
        if len(name) > 1 and name.isalpha() and name not in CONSTANTS:
            close = difflib.get_close_matches(name, FUNCTIONS, n=1)
            hint = f", did you mean {close[0]!r}?" if close else ";"
            raise self._error(
                f"unknown function {quoted(name, 20)}{hint} known: {', '.join(FUNCTIONS)}", token
            )

    def _close(self, token: Token) -> None:
        opened, closing = self._open.pop() if self._open else (None, "")
        if opened is None or (opened.kind == "bar") != (token.kind == "bar"):
            raise self._error(f"{token.text!r} closes nothing", token)
        self._raised = "*" in closing
        self._write(closing, token)

    def _in_bars(self) -> bool:
        return bool(self._open) and self._open[-1][0].kind == "bar"

    def _alias(self, name: str) -> str:
        alias = f"n{[*self.names.values()].index(name)}" if name in self.names.values() else ""
        alias = alias or f"n{len(self.names)}"
        self.names[alias] = name
        return alias

    def _write(self, python: str, token: Token) -> None:
        self.written.append(python)
        self.columns += [token.column] * len(python)

    def _error(self, message: str, token: Token) -> ExpressionError:
        return ExpressionError(message, self.text, token.column)


def _is_alone(token: Token, after: Token | None) -> bool:
    """Whether a root sign can only be meant for `token`, a number or a parameter."""
    if token.kind not in ("number", "name") or token.text in FUNCTIONS:
        return False
    if after is None or after.kind not in ("power", "superscript", "name", "root", "open"):
        return True
    apart = after.column > token.column + len(token.text)
    return apart and after.kind not in ("power", "superscript")


def _foreign(char: str) -> str:
    hints = {
        "=": "a loss is an expression, without =",
        ",": "a comma has no meaning here; a decimal is written 0.1",
        "[": "brackets are ( and )",
        "{": "brackets are ( and )",
        ".": "a point belongs into a number such as 0.5",
        "′": "a prime belongs to a name such as w′",
        "∛": "a cube root is written (…)^(1/3)",
        "super": "a superscript is a whole number, as in w²; write other exponents with ^: e^(-w)",
        "sub": "an index follows a name and is a number, as in w₁; write others with _: w_i",
    }
    if char.startswith("\\"):
        return r"of LaTeX, \frac{…}{…}, \sqrt{…}, ^{…}, \cdot, Greek letters and functions are read"
    unknown = f"{quoted(char)} has no meaning here; known: numbers, names, + - * / ^"
    return hints.get(char) or hints.get(style_of(char)) or unknown
