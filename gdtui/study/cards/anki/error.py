"""What an import that cannot go on raises."""


class AnkiError(ValueError):
    """A file that cannot be imported; the message is one line."""
