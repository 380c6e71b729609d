"""What is wrong with a typed-in loss."""


class ExpressionError(ValueError):
    """A loss that cannot be read: what is wrong, where, and what would be right, in one line."""

    def __init__(self, message: str, text: str, column: int) -> None:
        """`column` counts from 1, in `text` as it was typed."""
        self.text = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text[:200])
        shift = sum(len(ascii(c)) - 3 for c in text[: column - 1] if not c.isprintable())
        self.column = column
        self.message = message
        self.pointer = f"  {self.text}\n  {' ' * (column - 1 + shift)}^"
        super().__init__(f"column {column}: {message}")
