"""States kept on the way, from which a run goes back."""

import bisect
from collections.abc import Callable
from copy import copy

from gdtui.engine.stepping import State


class Keyframes:
    """Some of the states of a run, at equal distances; thinned by two when they are too many."""

    def __init__(self, first: State, stride: int, most: int) -> None:
        self._states = [first]
        self._most = most
        self.stride = stride
        """Steps between two of them, which is what going back costs at most."""

    @property
    def steps(self) -> list[int]:
        """The steps whose states are kept, in order; the first is 0."""
        return [state.step for state in self._states]

    @property
    def states(self) -> list[State]:
        """Those that are kept, in order; the first is where the run began."""
        return [*self._states]

    def mapped(self, change: Callable[[State], State]) -> "Keyframes":
        """A copy with each state turned into another of the same step."""
        twin = copy(self)
        twin._states = [*map(change, self._states)]
        return twin

    def fork(self) -> "Keyframes":
        """A copy to grow apart from here on; the states are immutable and shared."""
        twin = copy(self)
        twin._states = [*self._states]
        return twin

    def next_after(self, step: int) -> int:
        """The next step at which one is due."""
        return step + self.stride - step % self.stride

    def keep(self, state: State) -> None:
        """Take in `state` if one is due there and is not known yet."""
        if state.step % self.stride or state.step <= self._states[-1].step:
            return
        self._states.append(state)
        if len(self._states) > self._most:
            self._states = self._states[::2]
            self.stride *= 2

    def before(self, step: int) -> State:
        """The last one at `step` or before."""
        after = bisect.bisect_right(self._states, step, key=lambda state: state.step)
        return self._states[after - 1]

    def losses(self, first: int, last: int) -> list[float]:
        """The losses of those between the steps `first` and `last`, in order."""
        begin, end = (
            bisect.bisect_right(self._states, step, key=lambda state: state.step)
            for step in (first, last)
        )
        return [state.loss for state in self._states[begin:end]]

    def forget_after(self, step: int) -> None:
        """Drop those beyond `step`."""
        del self._states[bisect.bisect_right(self._states, step, key=lambda state: state.step) :]
