"""A script that fails is made as short as it can be while it fails in the same way."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from tests.program.monkey.script import Act, Script, Size

T = TypeVar("T")


def shrunk(script: Script, fails: Callable[[Script], bool], seconds: float) -> Script:
    """The shortest script found within so many seconds for which `fails` is still true."""
    end = time.monotonic() + seconds

    def still(acts: Sequence[Act]) -> bool:
        return time.monotonic() < end and fails(replace(script, acts=tuple(acts)))

    acts = [*minimal(script.acts, still)]
    for place, act in enumerate(acts):
        if not isinstance(act, Size):
            before, after = acts[:place], acts[place + 1 :]

            def fails_with(keys: Sequence[str]) -> bool:
                return still([*before, tuple(keys), *after])  # noqa: B023 (called at once)

            acts[place] = tuple(minimal(act, fails_with))
    return replace(script, acts=tuple(acts))


def minimal(items: Sequence[T], fails: Callable[[Sequence[T]], bool]) -> Sequence[T]:
    """A part of `items` for which `fails` is true, and for no part with one portion less.

    Delta debugging: Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input"
    (2002).
    """
    portions = 2
    while len(items) > 1:
        for part in _without_a_portion(items, portions):
            if fails(part):
                items, portions = part, max(portions - 1, 2)
                break
        else:
            if portions >= len(items):
                break
            portions = min(2 * portions, len(items))
    return items


def _without_a_portion(items: Sequence[T], portions: int) -> Iterator[Sequence[T]]:
    cuts = [len(items) * n // portions for n in range(portions + 1)]
    for begin, end in pairwise(cuts):
        yield [*items[:begin], *items[end:]]
