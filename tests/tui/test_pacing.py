"""Frames wait for the terminal, and never forever."""

from gdtui.tui.pacing import LOST, PATIENCE, REPORT_CURSOR, Pacer


class Line:
    """A clock and what was written, in the hands of the test."""

    def __init__(self) -> None:
        self.now = 0.0
        self.written: list[str] = []
        self.pacer = Pacer(self.written.append, fps=10, blind_fps=4, clock=lambda: self.now)


def test_a_frame_is_followed_by_a_question() -> None:
    line = Line()
    line.pacer.frame_drawn()
    assert line.written == [REPORT_CURSOR]


def test_the_next_frame_waits_for_the_answer_and_for_the_clock() -> None:
    line = Line()
    assert line.pacer.due()
    line.pacer.frame_drawn()
    line.now = 1.0
    assert not line.pacer.due()
    line.pacer.answered()
    assert line.pacer.due()
    line.pacer.frame_drawn()
    line.pacer.answered()
    line.now += 0.05
    assert not line.pacer.due()
    line.now += 0.051
    assert line.pacer.due()


def test_a_silent_terminal_is_paced_by_the_clock_alone() -> None:
    line = Line()
    line.pacer.frame_drawn()
    line.now = PATIENCE + 0.01
    assert line.pacer.due()
    line.pacer.frame_drawn()
    assert line.written == [REPORT_CURSOR], "it is not asked again"
    line.now += 0.2
    assert not line.pacer.due()
    line.now += 0.06
    assert line.pacer.due()


def test_a_late_answer_is_welcome() -> None:
    line = Line()
    line.pacer.frame_drawn()
    line.now = PATIENCE + 1
    assert line.pacer.due()
    line.pacer.answered()
    line.pacer.frame_drawn()
    line.now += 5
    assert not line.pacer.due(), "it answers, if slowly: the line is busy"


def test_an_answer_lost_on_the_way_is_given_up_in_the_end() -> None:
    line = Line()
    line.pacer.frame_drawn()
    line.pacer.answered()
    line.pacer.frame_drawn()
    line.now = LOST - 0.01
    assert not line.pacer.due()
    line.now = LOST + 0.01
    assert line.pacer.due()


def test_a_key_draws_at_once_unless_two_frames_are_on_their_way() -> None:
    line = Line()
    assert not line.pacer.crowded()
    line.pacer.frame_drawn()
    line.pacer.answered()
    line.pacer.frame_drawn()
    assert not line.pacer.crowded()
    line.pacer.frame_drawn()
    assert line.pacer.crowded()
    line.pacer.answered()
    assert not line.pacer.crowded()


def test_keys_never_wait_for_a_terminal_that_may_be_silent() -> None:
    line = Line()
    for _ in range(5):
        line.pacer.frame_drawn()
    assert not line.pacer.crowded()
