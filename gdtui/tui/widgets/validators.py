"""What may be typed into a field, as Textual's validators."""

from collections.abc import Callable

from textual.validation import ValidationResult, Validator


class Reads(Validator):
    """Takes what `read` reads; the `ValueError` that it raises otherwise says what is wrong."""

    def __init__(self, read: Callable[[str], object]) -> None:
        super().__init__()
        self._read = read

    def validate(self, value: str) -> ValidationResult:
        """Whether `value` can be read, or the sentence to show under the field."""
        try:
            self._read(value)
        except ValueError as error:
            return self.failure(str(error))
        return self.success()
