"""A run in sentences, a line a step: for a screen reader, or to read aloud."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from gdtui.cli.columns import HANDFUL
from gdtui.cli.report import conclusion, entries, setting, told
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.numbers import digits_apart, number
from gdtui.engine.events import Event, Predicted, RunEdited, Sought, StepTaken
from gdtui.engine.run import Run


def spoken(run: Run, events: Iterable[Event], _glyphs: Glyphs, _log: bool) -> Iterator[str]:
    """Where each step leads and whether the loss falls, what its curve looks like, the verdict."""
    few = run.objective.dimension <= HANDFUL
    names = run.objective.parameters
    start = ", ".join(f"{name} = {number(w)}" for name, w in zip(names, run.params, strict=True))
    begins = f"at {start}, where the loss is" if few else "with a loss of"
    yield f"L = {run.objective.formula}. The run starts {begins} {number(run.loss)}."
    losses = [(0, run.loss)]
    for entry in entries(events):
        match entry:
            case StepTaken():
                each = zip(names, entry.params, entry.new_params, strict=True) if few else ()
                moves = [_move(*of) for of in each]
                if entry.fresh:
                    moves.append(_move("the loss", losses[-1][1], entry.new_loss))
                    losses.append((entry.step, entry.new_loss))
                yield f"Step {entry.step}: {'; '.join(moves) or 'the loss was not computed'}."
            case RunEdited(step, changes):
                now = ", ".join(f"{name} is {setting(changes[name])}" for name in changes)
                yield f"From step {step} on {now}."
            case Predicted(step):
                yield f"At step {step} {told(entry)}."
            case Sought(step):
                yield f"Back to step {step}."
    if len(losses) > 1:
        yield ""
        yield _shape(losses)
    yield from conclusion(run)


def _move(name: str, before: float, after: float) -> str:
    """Where something goes, with digits enough to tell the two apart."""
    digits = digits_apart((before, after))
    if before == after:
        return f"{name} stays at {number(after, digits)}"
    way = "rises" if after > before else "falls" if after < before else "goes"
    return f"{name} {way} from {number(before, digits)} to {number(after, digits)}"


def _shape(losses: list[tuple[int, float]]) -> str:
    """What a chart of the losses, each with its step, would show, as a sentence."""
    values = [loss for _, loss in losses]
    pairs = [*pairwise(values)]
    rises = sum(not after <= before for before, after in pairs)
    falls = sum(after < before for before, after in pairs)
    ends = f"from {number(values[0])} to {number(values[-1])}"
    each = "at every step" if losses[-1][0] == len(pairs) else "each time it is computed"
    if falls == len(pairs):
        return f"The loss curve falls {each}, {ends}."
    if rises == len(pairs):
        return f"The loss curve rises {each}, {ends}."
    if not rises and not falls:
        return f"The loss curve is level, at {number(values[0])}."
    if not rises:
        return f"The loss curve falls {ends}, and is level for a while."
    step, low = min(losses, key=lambda pair: (pair[1] != pair[1], pair[1]))
    return (
        f"The loss curve goes {ends}: it rises {rises} times and falls {falls} times; its lowest "
        f"loss is {number(low)}, after step {step}."
    )
