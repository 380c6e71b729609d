"""The terminal's own stderr, while Textual has put one of its own in its place."""

import contextlib
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def own_stderr() -> Iterator[None]:
    """Within it, what starts a process finds a file to hand on: Textual's has none."""
    with contextlib.redirect_stderr(sys.__stderr__):
        yield
