"""Drawing a loss curve by hand: the state of the drawing, and the answer that it is."""

from collections.abc import Sequence

from gdtui.drawing.sketch import Sketch
from gdtui.engine.numbers import typed
from gdtui.study.cards.typed_number import NotANumberError, read

LEVELS = 24  # steps of a key from the lowest loss to the highest


class Sketching:
    """Heights of the steps of a run, of which the first is given."""

    def __init__(self, true: Sequence[float], axis: tuple[float, float]) -> None:
        """`true` is the loss at each step, `axis` the lowest and the highest of the picture."""
        self._true, self._axis = true, axis
        self._set_aside: tuple[float | None, ...] = ()
        """What was drawn before it was begun again."""
        self._begin()

    def again(self) -> None:
        """Draw again; where nothing is drawn yet, what was drawn before is back."""
        drawn, before = self.drawn_so_far, self._set_aside
        self._begin()
        if drawn:
            self._set_aside = drawn
        else:
            self.take_up(before)

    def _begin(self) -> None:
        self.heights: list[float | None] = [self._true[0], *[None] * (len(self._true) - 1)]
        self.at = min(1, len(self._true) - 1)

    @property
    def drawn_so_far(self) -> tuple[float | None, ...]:
        """The height of each step after the start; empty where nothing is drawn."""
        own = tuple(self.heights[1:])
        return own if any(height is not None for height in own) else ()

    def take_up(self, heights: Sequence[float | None]) -> None:
        """Go on with what was drawn before."""
        for step, height in enumerate(heights[: len(self.heights) - 1], 1):
            if height is not None:
                self.at = step
                self._put(height)

    @property
    def drawn(self) -> Sketch:
        """The drawing as far as it is."""
        return Sketch(self.heights, self._axis, self.at)

    def compared(self, answer: str = "") -> Sketch:
        """A curve that was handed in, if it was one and no word, and the true one over it."""
        try:
            heights: list[float | None] = [float(read(word).value) for word in answer.split()]
        except NotANumberError:
            heights = []
        if len(heights) < len(self._true):  # without the start, or a word
            heights = [self._true[0], *heights] if heights else [None] * len(self._true)
        return Sketch(heights[: len(self._true)], self._axis, None, self._true)

    @property
    def missing(self) -> int | None:
        """The first step that is not drawn yet."""
        return next((k for k, height in enumerate(self.heights) if height is None), None)

    @property
    def answer(self) -> str:
        """The curve as it is handed in."""
        return " ".join(typed(height, 6) for height in self.heights if height is not None)

    def move(self, by: int) -> None:
        """Draw another step."""
        self.at = min(max(1, self.at + by), len(self.heights) - 1)

    def lift(self, by: int) -> None:
        """Draw this step higher or lower; one that is not drawn yet begins beside the one
        before."""
        low, high = self._axis
        self._put(self._here() + by * (high - low) / LEVELS)

    def level(self) -> None:
        """Draw this step as high as the one before, and go on to the next."""
        self._put(self._before())
        self.move(1)

    def point(self, step: int, height: float) -> None:
        """Draw a step at a height; the start stays where it is."""
        if step:
            self.at = step
            self._put(height)

    def drag(self, step: int, height: float) -> None:
        """Draw on to a step; those that a quick hand has passed over lie on the straight way."""
        begin, before = self.at, self._here()
        for between in range(min(begin, step) + 1, max(begin, step)):
            self.at = between
            self._put(before + (height - before) * (between - begin) / (step - begin))
        self.point(step, height)

    def _put(self, height: float) -> None:
        low, high = self._axis
        self.heights[self.at] = min(max(float(typed(height, 4)), low), high)

    def _here(self) -> float:
        height = self.heights[self.at]
        return self._before() if height is None else height

    def _before(self) -> float:
        earlier = [height for height in self.heights[: self.at] if height is not None]
        return earlier[-1]
