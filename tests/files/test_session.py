"""The playground as it was last left, kept and gone on with."""

import pytest

from gdtui.engine.config import RunConfig
from gdtui.engine.run import Run
from gdtui.files import paths, session
from gdtui.files.recording import RecordingError


def test_there_need_not_be_one() -> None:
    assert session.resume() is None


def test_it_goes_on_where_it_was_left() -> None:
    run = Run(RunConfig())
    run.advance(5)
    run.edit(learning_rate=0.2)
    run.advance(5)
    run.seek(7)
    assert session.keep(run) is None
    again = session.resume()
    assert again is not None
    assert list(again.edits) == list(run.edits)
    assert (again.config, again.step) == (run.config, 7)
    assert again.rows(1, 10) == run.rows(1, 10)


def test_a_damaged_one_is_refused_with_its_line() -> None:
    session.keep(Run(RunConfig()))
    paths.last_session().write_text("nonsense\n")
    with pytest.raises(RecordingError, match="line 1"):
        session.resume()
