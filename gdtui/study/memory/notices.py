"""Sentences to be shown once each: showing them takes them out."""

from collections.abc import Iterator


def taken(*notices: list[str]) -> Iterator[str]:
    """Every sentence of these lists, taken out as it is shown."""
    for sentences in notices:
        while sentences:
            yield sentences.pop(0)
