"""The numbers of a table: the same, whichever way a block of lines is read."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gdtui.files.csv_table import read
from gdtui.files.table.columns import Wanted
from gdtui.files.table.lines import TableError


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "own.csv"


words = st.text("ab c,;\t|'\"\n", min_size=1, max_size=6).filter(lambda word: bool(word.strip()))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(-9, 9), words, st.integers(0, 9)), min_size=4, max_size=30),
    st.sampled_from(",;\t|"),
)
def test_texts_come_back_as_they_were_quoted(
    tmp_path: Path, rows: list[tuple[int, str, int]], separator: str
) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=separator, quoting=csv.QUOTE_NONNUMERIC).writerows(
        [("n", "kind", "y"), *rows]
    )
    path = tmp_path / "own.csv"
    path.write_text(written.getvalue(), newline="")
    data = read(path, Wanted(one_hot=("kind",))).data
    texts = [name.removeprefix("kind=") for name in data.feature_names[1:]]
    found = [texts[int(row[1:].argmax())] for row in data.features]
    assert [word.strip() for _, word, _ in rows] == found
    assert data.target.tolist() == [y for _, _, y in rows]


cells = st.one_of(
    st.floats(-1e9, 1e9).map(repr), st.integers(-99, 99).map(str), st.sampled_from(["", "NA", " "])
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(cells, st.sampled_from(["x", "y z", "?"]), cells), min_size=3))
def test_quotes_change_nothing(tmp_path: Path, rows: list[tuple[str, str, str]]) -> None:
    """Whole columns at once, numpy's reader and cells one by one: the same numbers."""
    rows = [("1", "x", "2"), ("3", "x", "4"), *rows, ("5.5", "y z", "6")]
    path = tmp_path / "own.csv"
    digests = set()
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL):
        written = io.StringIO()
        csv.writer(written, quoting=quoting).writerows([("a", "kind", "y"), *rows])
        path.write_text(written.getvalue(), newline="")
        data = read(path, Wanted(one_hot=("kind",), missing="drop")).data
        digests.add(data.digest)
    complete = [row for row in rows if not {*row} & {"", " ", "NA", "?"}]
    assert data.target.tolist() == [float(y) for _, _, y in complete]
    assert data.features[:, 0].tolist() == [float(a) for a, _, _ in complete]
    assert len(digests) == 1


def test_gaps_and_texts_far_down_are_read_as_those_above(table: Path) -> None:
    lines = [f"k{i % 3},{i},{2 * i}" for i in range(30_000)]
    lines[25_000] = "k1,,3"
    lines[25_001] = '"k9",5,3'
    table.write_text("kind,a,y\n" + "\n".join(lines))
    with pytest.raises(TableError, match=r"line 25002, column 2 \(a\): the cell is empty; with"):
        read(table, Wanted(one_hot=("kind",)))
    data = read(table, Wanted(one_hot=("kind",), missing="drop")).data
    assert data.size == 29_999
    assert data.feature_names == ("kind=k0", "kind=k1", "kind=k2", "kind=k9", "a")
    assert data.features[25_000].tolist() == [0, 0, 0, 1, 5]
