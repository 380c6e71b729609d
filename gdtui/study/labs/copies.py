"""Reports of different learners that have the same answers, given at the same moments."""

from collections.abc import Iterator

from gdtui.study.labs.verification import HandedIn

FEWEST = 4
"""Answers, at least, before it is said: one may be the same in a class that begins together."""


class Copies:
    """The reports that were read so far."""

    def __init__(self) -> None:
        self._read: list[tuple[HandedIn, frozenset[str]]] = []

    def of(self, handed_in: HandedIn) -> Iterator[str]:
        """Which of the reports before share most of their answers with this one."""
        own = _answers(handed_in)
        for other, answers in self._read:
            shared = len(own & answers)
            if (
                (other.lab, other.learner) != (handed_in.lab, handed_in.learner)
                and shared >= FEWEST
                and 2 * shared > min(len(own), len(answers))
            ):
                yield (
                    f"{shared} of {len(own)} answers are those of {other.learner} in "
                    f"{other.path.name}, given at the same moments"
                )
        self._read.append((handed_in, own))


def _answers(handed_in: HandedIn) -> frozenset[str]:
    keys = ("task", "part", "answer", "at")
    return frozenset(
        repr([entry.get(key) for key in keys])
        for entry in handed_in.entries
        if entry["event"] == "answered"
    )
