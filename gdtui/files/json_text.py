"""JSON that somebody else has written."""

import json
import re
from typing import Any

_HALF = re.compile(r"\\u[dD]")  # of a character, perhaps: the other may follow


def json_of(text: str) -> Any:
    """What a text says. Raises `RecursionError`, and `ValueError` also for half of a character,
    which can be written nowhere."""
    content = json.loads(text)
    if _HALF.search(text):
        json.dumps(content, ensure_ascii=False).encode()
    return content
