"""A shape and a color for each verdict."""

from gdtui.engine.analysis.kinds import Kind, Verdict

MARKS: dict[Kind, str] = {
    "not started": "·",
    "just changed": "·",
    "converged": "✓",
    "converging steadily": "↘",
    "converging with overshoot": "↯",
    "oscillating": "↔",
    "stalled": "…",
    "diverging": "↗",
    "passing through": "↝",
    "bouncing": "↕",
    "at the edge of stability": "≈",
    "noisy around a floor": "~",
    "too few batches to tell": "·",
    "unbounded": "↓",
}
"""A shape for each verdict, so that color is never its only carrier."""

_ROLES: dict[Kind, str] = {"not started": "", "just changed": "", "diverging": "bad"}


def shown_kind(verdict: Verdict) -> Kind:
    """The kind that is shown: where it converged, but to no minimum, that it stalled."""
    return "stalled" if verdict.kind == "converged" and not verdict.good else verdict.kind


def mark_of(verdict: Verdict) -> str:
    """Its shape, one cell."""
    return MARKS[shown_kind(verdict)]


def role_of(verdict: Verdict) -> str:
    """Its color: good, poor or bad, or none."""
    return "good" if verdict.good else _ROLES.get(verdict.kind, "poor")
