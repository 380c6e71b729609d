"""What must have happened in a task before an entry of its journal can stand there."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from gdtui.study.labs.journal import Entry
from gdtui.study.labs.task import Asked


@dataclass(slots=True)
class SoFar:
    """A task as far as its journal was read."""

    asked: Asked
    settled: set[str] = field(default_factory=set)
    """The names of its parts that are."""
    hints: int = 0
    has_numbers: bool = False
    """Whether the learner's own numbers were told."""

    def out_of_place(self, entry: Entry) -> Iterator[str]:
        """What is missing before the next entry, which is then counted in."""
        match entry["event"]:
            case "asked":
                self.has_numbers = True
            case "hint":
                yield from self._hint(entry.get("number"))
            case "answered":
                if self.asked.numbers and not self.has_numbers:
                    yield "it is answered before its numbers were asked"
                    self.has_numbers = True
                if entry.get("settles") is True:
                    self.settled.add(str(entry.get("part")))
            case "done":
                left = [part.name for part in self.asked.parts if part.name not in self.settled]
                if left:
                    yield f"it is said to be done, without an answer to {', '.join(left)}"

    def _hint(self, number: object) -> Iterator[str]:
        if number not in range(1, min(self.hints + 1, len(self.asked.hints)) + 1):
            yield f"there is no hint {number} after {self.hints} of {len(self.asked.hints)}"
        else:
            self.hints = max(self.hints, int(str(number)))
