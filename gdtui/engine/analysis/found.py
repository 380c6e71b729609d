"""What the rate finder has found, in words; every sentence is about what is known by then."""

import math
from collections.abc import Iterator

from gdtui.engine.analysis.finder import Checked, Finder
from gdtui.engine.analysis.range_test import Interval
from gdtui.engine.numbers import digits_apart, number, rounded

BRACKET, LOWEST = "╟╢", "×"
"""What marks the suggestion and the lowest loss, in the words as in the picture."""

BEST, AS_GOOD = "best", "as good"
_DIGITS = 2  # of a rate: the starts do not agree about more
_FAR_APART = 1.5  # times: less is called the same
_TENTH = 0.1
_SAME = 1.05  # times the best loss: nobody would choose by less


def figure(value: float, digits: int = _DIGITS) -> str:
    """A rate, a loss or a factor, with as many digits as there is something in: 520, not 5.2e2."""
    return number(rounded(value, digits))


def span(interval: Interval) -> str:
    """An interval: `0.13 to 0.35`."""
    low, high = interval
    if low == high:
        return figure(low)
    digits = digits_apart((low, high), _DIGITS)
    return f"{figure(low, digits)} to {figure(high, digits)}"


def standing(one: Checked, finder: Finder) -> str:
    """A rate beside the others, in few words."""
    best = finder.best
    if one.diverged or one.mean == math.inf:
        count = len(one.lanes)
        lost = max(one.diverged, 1)
        return "diverges" if lost == count else f"{lost} of {count} diverge"
    if one.mean >= finder.first:
        return "above the start"
    if best is None or one.rate == best.rate:
        return BEST
    if min(one.losses) <= max(best.losses) or 0 < one.mean <= _SAME * best.mean:
        return AS_GOOD
    return "slower" if one.rate < best.rate else "too high"


def conclusions(finder: Finder) -> Iterator[str]:
    """What the tests suggest, and what the runs say of it: in a line, from the longest."""
    plan, suggested = finder.plan, finder.suggested
    if not finder.tested:
        yield f"Range tests: {len(finder.tests)} of {plan.starts} are done."
        return
    starts = f"{plan.starts} starts suggest" if plan.starts > 1 else "1 start suggests"
    decision = _decision(finder)
    if suggested is None:
        yield f"The loss falls in no range test: nothing is suggested. {decision}"
        yield f"Nothing is suggested. {decision}"
        return
    if suggested.factor >= _FAR_APART:
        factor = figure(suggested.factor)
        yield f"{starts} {span(suggested)}, a factor of {factor}. {decision}"
    yield f"{starts} {span(suggested)}. {decision}"
    yield f"{span(suggested)} suggested. {decision}"
    yield decision


def _decision(finder: Finder) -> str:
    best, suggested = finder.best, finder.suggested
    if not finder.done:
        return "Short runs will decide."
    if best is None:
        return "Of the rates checked none holds."
    equals = [figure(one.rate) for one in equals_of(finder)]
    agree = "agree" if suggested and suggested.holds(best.rate) else "decide"
    also = f", {_listed(equals)} as good" if equals else ""
    return f"Runs {agree}: {figure(best.rate)} is best{also}."


def equals_of(finder: Finder) -> list[Checked]:
    """The rates that the seeds do not tell from the best one."""
    return [one for one in finder.checked if standing(one, finder) == AS_GOOD]


def reasons(finder: Finder) -> Iterator[tuple[str, str]]:
    """Why one number will not do: what a picture's marks mean, each with its sentences."""
    suggested, lowest, plan = finder.suggested, finder.lowest, finder.plan
    if suggested is None or lowest is None:
        yield "", "A range test is one run whose η grows at every step."
        return
    moves = f"With {len(finder.tests)} starts it moves by a factor of {figure(suggested.factor)}."
    if len(finder.tests) == 1:
        moves = "Another start would move it."
    elif suggested.factor == 1:
        moves = f"All {len(finder.tests)} starts agree."
    yield BRACKET, f"where the smoothed loss falls fastest. {moves}"
    tenth = Interval(_TENTH * lowest.low, _TENTH * lowest.high)
    lasts = "the last moment before it climbs"
    other = f"a tenth of it is the other rule of thumb: {span(tenth)}"
    yield LOWEST, f"the lowest loss, {span(lowest)}: {lasts}; {other}."
    yield "", "Both come from runs with a moving η, and neither is a run with a constant one."
    best = finder.best
    if finder.done and best is not None:
        chance = "" if len(finder.checked) < 2 else f" {_as_low(finder)}"
        yield "", f"{plan.steps} steps with {figure(best.rate)} leave {_losses(best)}.{chance}"


def _losses(one: Checked) -> str:
    low, high = min(one.losses), max(one.losses)
    return f"a loss of {span(Interval(low, high))}" if high > low else f"a loss of {figure(low)}"


def _as_low(finder: Finder) -> str:
    equals = equals_of(finder)
    if not equals:
        return "No other rate comes as low with any seed."
    names = _listed([figure(one.rate) for one in equals])
    come = "comes" if len(equals) == 1 else "come"
    return f"{names} {come} as low, within 5 % or the scatter of the seeds: more steps would tell."


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
