"""Recorded runs, run again: what was done is done once more, and what comes of it is compared."""

from collections.abc import Iterator
from contextlib import contextmanager

from gdtui.engine.events import (
    NARROW,
    Arrived,
    Event,
    Predicted,
    RunEdited,
    RunEnded,
    Sought,
    StepTaken,
    updates,
)
from gdtui.files.datasets import open_run
from gdtui.files.recording import Recorded, Recording, RecordingError

MOST_EDITS = 5_000  # a screen is shown them all, frame by frame
MOST_STEPS_SOUGHT = 20_000_000  # steps that going back and forth may cost, all told
_PORTION = 256  # steps run again at a time


class Replay:
    """A recorded run, run again while one iterates; what happened this time is what one gets."""

    def __init__(self, recording: Recording) -> None:
        """Raises what `open_run` raises for a configuration that cannot be run."""
        self.run = open_run(recording.config)
        self.differs: int | None = None
        """The first step that differs from the recording; None: none did so far."""
        self._recording = recording
        self._edits = self._predictions = 0
        self._steps_sought = 0

    def __iter__(self) -> Iterator[Event]:
        """Everything that happens, in order. Raises `RecordingError`, and what an edit raises."""
        yield from self.run.advance(0)
        waiting: list[StepTaken] = []
        for number, event in self._recording:
            if isinstance(event, StepTaken):
                expected = self.run.step + len(waiting) + 1
                if event.step != expected:
                    raise RecordingError(
                        f"line {number}: step {event.step} cannot follow step {expected - 1}"
                    )
                waiting.append(event)
                if len(waiting) < _PORTION:
                    continue
            yield from self._again(waiting)
            waiting = []
            if self._lost:
                return
            yield from self._act(number, event)
        yield from self._again(waiting)

    @property
    def _lost(self) -> bool:
        """Whether the run ended where the recorded one went on: nothing after it applies."""
        return self.differs is not None and self.run.ended is not None

    def _again(self, recorded: list[StepTaken]) -> Iterator[Event]:
        """Take the recorded steps, and compare."""
        happened = self.run.advance(len(recorded))
        taken = [*updates(happened)]
        for i, row in enumerate(recorded):
            # By what they are written as: −0.0 is not 0.0, and nan is the same as nan.
            if self.differs is None and (i >= len(taken) or repr(row) != _compared(taken[i])):
                self.differs = row.step
        yield from happened

    def _act(self, number: int, event: Recorded) -> Iterator[Event]:
        """Do what was done to the run."""
        match event:
            case RunEdited(step, changes):
                self._edits += 1
                if step != self.run.step:
                    raise RecordingError(
                        f"line {number}: step {step} was edited while at step {self.run.step}"
                    )
                if self._edits > MOST_EDITS:
                    raise RecordingError(f"line {number}: more than {MOST_EDITS} edits")
                with _placed(number):
                    edited = self.run.edit(**changes)
                yield edited
            case Predicted():
                self._predictions += 1
                if self._predictions > MOST_EDITS:
                    raise RecordingError(f"line {number}: more than {MOST_EDITS} predictions")
                with _placed(number):
                    self.run.note(event)
                yield event
            case Sought(step):
                self._steps_sought += self._cost(step)
                if self._steps_sought > MOST_STEPS_SOUGHT:
                    raise RecordingError(
                        f"line {number}: going to step {step} takes too many steps again"
                    )
                yield self.run.seek(step)
            case Arrived():
                if self.run.arrived is None:
                    yield from self.run.advance(1, until_arrival=True)
                self._compare(event, self.run.arrived)
            case RunEnded():
                if self.run.ended is None:
                    yield from self.run.advance(1)
                self._compare(event, self.run.ended)

    def _cost(self, step: int) -> int:
        """About how many steps it takes to go to `step`."""
        return max(0, step - self.run.furthest) + min(step, self.run.keyframes.stride)

    def _compare(self, recorded: Arrived | RunEnded, again: Arrived | RunEnded | None) -> None:
        """Note whether an arrival or an end came again as recorded."""
        if again != recorded and self.differs is None:
            self.differs = recorded.step


@contextmanager
def _placed(number: int) -> Iterator[None]:
    """What a run refuses, with the line of the recording that asks for it."""
    try:
        yield
    except ValueError as error:
        raise RecordingError(f"line {number}: {error}") from None


def _compared(row: StepTaken) -> str:
    """An update as the repr of what is recorded of it."""
    if len(row.params) > NARROW:
        row = row._replace(params=(), gradient=(), update=(), new_params=())
    return repr(row)


def replay(recording: Recording) -> Replay:
    """Run a recording again, to its end. Raises as iterating over a `Replay` does."""
    again = Replay(recording)
    for _ in again:
        pass
    return again
