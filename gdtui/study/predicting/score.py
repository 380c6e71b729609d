"""How the predictions went: the score, and how much of the worked step is left out by now."""

from collections.abc import Iterable
from dataclasses import dataclass

from gdtui.engine.events import Predicted


@dataclass(frozen=True, slots=True)
class Score:
    """What was asked, what of it was right, and how much in a row."""

    asked: int = 0
    right: int = 0
    streak: int = 0

    @classmethod
    def of(cls, predictions: Iterable[Predicted]) -> "Score":
        """The score of a run that was predicted before."""
        score = cls()
        for prediction in predictions:
            score = score.after(right=prediction.right)
        return score

    def after(self, *, right: bool) -> "Score":
        """The score with another answer."""
        return Score(self.asked + 1, self.right + right, self.streak + 1 if right else 0)

    def __str__(self) -> str:
        if not self.asked:
            return "predict"
        return f"predict {self.right}/{self.asked} · streak {self.streak}"


def next_level(level: int, levels: int, *, right: bool) -> int:
    """How much of the next worked step is left out: a line more after a success, one less after a
    miss."""
    return min(max(level + (1 if right else -1), 1), levels)
