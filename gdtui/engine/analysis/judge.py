"""From the facts of a window to a verdict, where each step sees all there is to see.

What must be true of each verdict, for every rule and schedule, is a table in the tests
(`rows_agree.py`), written without this code.
"""

import math
from dataclasses import replace

from gdtui.engine.analysis import sentences
from gdtui.engine.analysis.descends import falls_without_limit
from gdtui.engine.analysis.kinds import Kind, Verdict
from gdtui.engine.analysis.window import ROUNDING, Window

_NEGLIGIBLE = 1e-3  # a step that brings loss and gradient down by less than this share
_FAR_BELOW = 0.1  # of the edge
_FEW = 4  # updates, the fewest in which a loss that has risen is seen to swing
_SUFFIX = 8  # updates that make a trend of their own
_SAME = 5e-3  # amplitudes whose relative difference is below this neither grow nor shrink
_NEAR_THE_EDGE = 0.15  # of ηλ = 2
_CROSSINGS_EXPLAIN = 3  # rises in a row, where η is beyond the edge of the place
_LEAP = 1000  # times: no crossing explains a loss that rose so much to where it is so much steeper
_RISES = 6  # the same, each across the minimum, where no edge is known


def judged(w: Window) -> Verdict:
    """What the updates of `w` are doing."""
    if w.ended == "diverged" or not math.isfinite(w.loss):
        return _out_of_range(w)
    if w.vanished and not w.moving:
        return _verdict(w, "converged", *sentences.arrived(w), words=sentences.place_first(w))
    if w.still and w.steady and w.coast == 0:
        return _verdict(w, "stalled", *sentences.too_small_for_floats(w))
    if w.vanished:
        return _verdict(w, "passing through", sentences.rolls_on(w))
    if w.loss < min(w.losses[:-1]) and w.endless and (any(w.rose) or not w.nears_a_saddle):
        return _verdict(w, "unbounded", sentences.UNBOUNDED)
    if not any(w.rose):
        verdict = _not_rising(w)
        nearing = verdict.kind.startswith("converging") and w.nears_a_saddle
        return replace(verdict, words=sentences.NEARING_A_SADDLE) if nearing else verdict
    if _diverges(w):
        grown = w if w.steady and w.at_its_highest else w.last(w.rising)
        return _verdict(grown, "diverging", sentences.grows(grown), sentences.beside_the_edge(w))
    if _at_the_edge(w):
        return _verdict(w, "at the edge of stability", *sentences.edge_of_stability(w))
    if _same_amplitude(w):
        return _verdict(w, "oscillating", *sentences.from_side_to_side(w))
    if _crosses_at_its_edge(w) and len(w.rows) >= _FEW:
        return _verdict(w, "oscillating", *sentences.at_its_edge(w))
    if w.falling >= _SUFFIX:
        return judged(w.last(w.falling))
    if w.coast > 0 and _swings(w):
        return _verdict(w, "passing through", *sentences.swings(w))
    return _verdict(w, "bouncing", *sentences.bounces(w), sentences.beside_the_edge(w))


def _verdict(w: Window, kind: Kind, *reasons: str, words: str = "") -> Verdict:
    return Verdict(kind, tuple(filter(None, reasons)), words, w.since)


def _out_of_range(w: Window) -> Verdict:
    """The last update left the numbers, or where the loss is defined."""
    if w.loss == -math.inf or _fell_out(w):
        return _verdict(w, "unbounded", sentences.UNBOUNDED, sentences.how_it_ended(w.rows[-1]))
    return _verdict(w, "diverging", *sentences.diverged(w))


def _fell_out(w: Window) -> bool:
    """Whether the loss was falling, and falls for ever from where the last update starts."""
    finite = w.losses[:-1]
    return (len(finite) < 2 or finite[-1] < min(finite[:-1])) and falls_without_limit(
        w.objective, w.rows[-1].params
    )


def _not_rising(w: Window) -> Verdict:
    """No update of the window rose: it falls, creeps or stands."""
    fell = w.losses[0] - w.loss > ROUNDING * abs(w.losses[0])
    if w.loss < w.losses[0] and w.contraction < 1 - _SAME:
        fell = True  # beside a large constant it falls by less than rounding counts
    recent = w.crossed[-_SUFFIX:]
    if w.loss > w.losses[0] and min(w.factors) > 1 + _SAME and _beyond_a_known_edge(w):
        return _verdict(w, "diverging", sentences.grows(w), sentences.beside_the_edge(w))
    if not fell and sum(recent) * 2 >= len(recent):
        return _verdict(w, "oscillating", *sentences.from_side_to_side(w))
    if w.coast > 0 and w.loss - w.losses[0] > ROUNDING * abs(w.losses[0]):  # little by little
        return _verdict(w, "passing through", *sentences.swings(w))
    if w.progress < _NEGLIGIBLE and _far_below(w):
        return _verdict(w, "stalled", *sentences.stalled(w))
    if not w.steady and len(w.rows) > _SUFFIX:
        lately = w.last(_SUFFIX)  # a rate that falls leaves the steps before it behind
        if lately.progress < _NEGLIGIBLE and _far_below(lately):
            return _verdict(lately, "stalled", *sentences.stalled(lately))
    if not fell and (w.contraction >= 1 or any(recent)):
        return _verdict(w, "stalled", sentences.stands(w))
    if _crosses_at_its_edge(w):
        return _verdict(w, "oscillating", *sentences.at_its_edge(w))
    if any(recent):
        return _verdict(w, "converging with overshoot", *sentences.overshoots(w))
    return _verdict(w, "converging steadily", *sentences.steady(w))


def _far_below(w: Window) -> bool:
    """Whether η is far below what would hold here; where nothing is curved, anything would.

    Of a rule whose edge is not known it is said if a step is that small beside the way to go.
    """
    if w.edge is not None:
        return w.steepest_rate < _FAR_BELOW * w.edge.rate
    if w.plain or w.largest_curvature <= 0:
        return w.largest_curvature <= 0
    return max(map(abs, w.rows[-1].update)) < _NEGLIGIBLE * w.distance


def _same_amplitude(w: Window) -> bool:
    """Whether sides change, and how far it goes neither grows nor shrinks."""
    steps = min(len(w.rows), _SUFFIX)
    if steps < _FEW or sum(w.crossed[-steps:]) * 2 < steps:
        return False
    losses = w.losses[-steps - 1 :]
    half = (steps + 1) // 2
    earlier, later = losses[:half], losses[-half:]
    far = max(later) - min(later) + ROUNDING * max(map(abs, later))
    return max(losses) <= max(later) + _SAME * far and all(
        math.isclose(end(earlier), end(later), rel_tol=0, abs_tol=_SAME * far) for end in (min, max)
    )


def _crosses_at_its_edge(w: Window) -> bool:
    """Whether sides change, and η is the same at every step and at the edge of a quadratic: along
    its steepest direction no swing will end, though the loss may fall along the others, and the
    swings of a velocity take a while to be of one length."""
    recent = w.crossed[-_SUFFIX:]
    if sum(recent) * 2 < len(recent) or not (w.same_everywhere and w.steady):
        return False
    return w.edge is not None and math.isclose(w.rows[-1].learning_rate, w.edge.rate)


def _beyond_a_known_edge(w: Window) -> bool:
    """Whether η is the same at every step, and beyond the edge of a quadratic."""
    if not (w.same_everywhere and w.steady and w.edge is not None):
        return False
    return w.rows[-1].learning_rate > w.edge.rate * (1 + ROUNDING)


def _diverges(w: Window) -> bool:
    """Whether the loss grows beyond what one crossing explains."""
    if not w.rose[-1]:
        return False
    rate, streak = w.learning_rate, w.rising
    if w.same_everywhere and w.edge is not None:
        if w.steady and w.at_its_highest:
            return _beyond_a_known_edge(w)
        return streak >= _CROSSINGS_EXPLAIN and rate > w.edge.rate * (1 + ROUNDING)
    if not w.at_its_highest:
        return False
    if w.edge is not None:
        jumped = w.coast == 0 and w.loss > _LEAP * abs(w.losses[-streak - 1])
        if jumped and rate > _LEAP * w.edge.rate:
            return True
        return streak >= _CROSSINGS_EXPLAIN and rate > w.edge.rate
    across = all(w.crossed[-streak:])
    return across and streak >= _RISES and w.loss > 4 * w.losses[-streak - 1]


def _at_the_edge(w: Window) -> bool:
    """Whether ηλ stays about 2 while the loss falls over the long run (Cohen et al., 2021)."""
    if not (w.network and w.plain and w.steady and len(w.rows) >= _SUFFIX):
        return False
    sharpness = w.sharpness
    if sharpness is None or abs(w.learning_rate * sharpness / 2 - 1) > _NEAR_THE_EDGE:
        return False
    return w.falls_in_the_long_run if _same_amplitude(w) else w.lower_than_before


def _swings(w: Window) -> bool:
    """Whether velocity explains the rises: the peaks fall, or none is the highest yet."""
    peaks = w.peaks
    if len(peaks) >= 2:
        return peaks[-1] < 0.9 * peaks[0]
    return not w.at_its_highest
