"""Tables as people have them: what is found out is told, and what is wrong has its place."""

import gzip
import io
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gdtui.files.csv_table import read
from tests.files.tables import of, refusal


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "own.csv"


# What is read


@pytest.mark.parametrize(
    ("separator", "name"),
    [(",", "commas"), (";", "semicolons"), ("\t", "tabs"), ("|", "bars"), ("  ", "spaces"),
     (", ", "commas")],
)  # fmt: skip
def test_the_separator_is_found_out_and_told(table: Path, separator: str, name: str) -> None:
    rows = [["age", "size", "y"], ["1", "-2.5", "3e2"], ["4", "5", "6"]]
    data, assumed = of(table, "".join(separator.join(row) + "\n" for row in rows))
    assert data.features.tolist() == [[1, -2.5], [4, 5]]
    assert data.target.tolist() == [300, 6]
    assert (data.feature_names, data.target_name, data.classes) == (("age", "size"), "y", ())
    assert assumed == (
        f"own.csv: 2 rows, columns separated by {name}, the first line is a header",
        "target y (a number); features age, size",
    )


def test_without_a_header_columns_have_numbers(table: Path) -> None:
    data, assumed = of(table, "1,2,3\n4,5,6\n")
    assert data.features.tolist() == [[1, 2], [4, 5]]
    assert (data.feature_names, data.target_name) == (("x1", "x2"), "y")
    assert "no header" in assumed[0]


def test_any_column_may_be_the_target(table: Path) -> None:
    data, assumed = of(table, "a,b,c\n1,2,3\n4,5,6\n", "b")
    assert data.features.tolist() == [[1, 3], [4, 6]]
    assert data.target.tolist() == [2, 5]
    assert assumed[1] == "target b (a number); features a, c"
    assert refusal(table, "bb") == "own.csv has no column 'bb', did you mean 'b'?; it has a, b, c"


def test_a_target_of_text_is_classes(table: Path) -> None:
    data, assumed = of(table, 'x,kind\n1,red\n2, blue \n3,"dark, red"\n4,red\n')
    assert data.classes == ("blue", "dark, red", "red")
    assert data.target.tolist() == [2, 0, 1, 2]
    assert assumed[1] == "target kind (3 classes: blue, dark, red, red); features x"
    headless = of(table, "1,red\n2,blue\n").data
    assert (headless.classes, headless.feature_names) == (("blue", "red"), ("x",))


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings_blank_lines_and_byte_order_marks_do_not_matter(
    table: Path, ending: str
) -> None:
    table.write_bytes(("\ufeffa,y" + ending * 2 + "1,2" + ending + "3,4" + ending * 3).encode())
    data = read(table).data
    assert data.feature_names == ("a",)
    assert data.features.tolist() == [[1], [3]]


def test_a_compressed_table_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "own.csv.gz"
    path.write_bytes(gzip.compress(b"a,y\n1,2\n3,4\n"))
    assert read(path).data.target.tolist() == [2, 4]
    path.write_bytes(b"a,y\n1,2\n")
    assert "not a gzip file" in refusal(path)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(2, 5).flatmap(
        lambda d: st.lists(
            st.lists(st.floats(-1e90, 1e90, allow_subnormal=False), min_size=d, max_size=d),
            min_size=2,
            max_size=50,
        )
    ),
    st.sampled_from([",", ";", "\t", " "]),
    st.booleans(),
)
def test_numbers_come_back_as_they_were_written(
    tmp_path: Path, rows: list[list[float]], separator: str, header: bool
) -> None:
    lines = [separator.join(map(repr, row)) for row in rows]
    if header:
        lines.insert(0, separator.join(f"c{i}" for i in range(len(rows[0]))))
    data = of(tmp_path / "own.csv", "\n".join(lines)).data
    assert np.column_stack([data.features, data.target]).tolist() == rows


def test_a_constant_column_is_told(table: Path) -> None:
    _, assumed = of(table, "a,b,y\n1,5,2\n3,5,4\n")
    assert assumed[2] == "b is the same in every row, and can teach nothing"


# Progress


def test_reading_is_watched_and_can_be_ended(table: Path) -> None:
    """20,000 lines are read at a time."""
    table.write_text("".join(f"{i},{2 * i}\n" for i in range(200_000)))
    shares: list[float] = []
    read(table, progress=shares.append)
    assert shares == sorted(shares)
    assert len(shares) == 10
    assert shares[-1] == 1

    class EnoughError(Exception):
        pass

    def enough(share: float) -> None:
        raise EnoughError

    with pytest.raises(EnoughError):
        read(table, progress=enough)


def test_a_table_longer_than_its_first_lines_promise_is_read_whole(table: Path) -> None:
    long = ["1.00000000000000000000000000000,2.000000000000000000000000000"] * 200
    table.write_text("\n".join(long + ["1,2"] * 100_000 + ["3,4"]))
    data = read(table).data
    assert data.size == 100_201
    assert data.target[-1] == 4


# What is wrong


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "own.csv: empty; a table has a row for every example"),
        ("\n \n", "own.csv: empty; a table has a row for every example"),
        ("a,b\n", "own.csv: a header and no rows; two at least are needed"),
        ("# made by hand\na;b\n\n", "own.csv: a header and no rows; two at least are needed"),
        ("5,red\n", "own.csv: one row only; two at least"),
        ("1,2\n", "own.csv: one row only; two at least"),
        ("a,b\n1,2\n", "own.csv: one row only; two at least"),
        ("hello\nthere\n", "own.csv: line 1 is one cell, 'hello'; a table needs two columns"),
        ("a,b\n1,2\n3,4,5\n", "own.csv: line 3: 3 cells where there should be 2, sep"),
        ("a,b,c\n1,2,3\n\n4,5\n", "own.csv: line 4: 2 cells where there should be 3"),
        ("a,b\n1,2\n3,x\n", "own.csv: line 3, column 2 (b): 'x' is not a number"),
        ("a,b\n1,2\ntall,4\n", "own.csv: line 3, column 1 (a): 'tall' is not a number"),
        ("a,b\n1,2\n,4\n", "own.csv: line 3, column 1 (a): the cell is empty; with"),
        ("a,b\n1,2\nNaN,4\n", "own.csv: line 3, column 1 (a): 'NaN' stands for a missing value"),
        ("a,b\n1,2\n3,NA\n", "own.csv: line 3, column 2 (b): 'NA' stands for a missing value"),
        ("a,b\n1,2\n3,inf\n", "own.csv: line 3, column 2 (b): 'inf' is not a number between"),
        ("a,b\n1,2\n3,1_000\n", "own.csv: line 3, column 2 (b): '1_000' is not a number; a"),
        ("a,b\n1,2\n3,-nan\n", "own.csv: line 3, column 2 (b): '-nan' is not a number; a"),
        ('a,b\n1,2\n"' + "x" * 140_000 + '",1\n',
         "own.csv: line 3: a cell of more than 131,072 characters; is a quote left open?"),
        ("a,b\n1,2\n3,1e200\n", "own.csv: line 3, column 2 (b): '1e200' is not a number between"),
        ("a,a\n1,2\n3,4\n", "own.csv: line 1: two columns are called 'a'"),
        ("a,b\n1,red\n2,\n", "own.csv: line 3, column 2 (b): the cell is empty"),
        ("a,b\n1,red\n2,3\n", "own.csv: line 2, column 2 (b): 'red' is not a number"),
        ("a,b\n1\0,2\n", "own.csv: no text file; a table is text"),
        ("x,y\n" + "".join(f"{i},name{i}\n" for i in range(101)),
         "own.csv: the target y has more than 100 different texts, such as 'name0', 'name1'"),
        ("a,b\n1,2\n" + "x" * 200 + ",1\n", "own.csv: line 3, column 1 (a): 'xxxxx"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(table: Path, text: str, why: str) -> None:
    table.write_text(text, encoding="utf-8")
    said = refusal(table)
    assert said.startswith(why)
    assert len(said) < 240


def test_a_fault_far_down_has_its_line_too(table: Path) -> None:
    lines = ["a,b", *(f"{i},{i}" for i in range(80_000))]
    lines[77_777] = "7,seven"
    table.write_text("\n".join(lines))
    assert refusal(table).startswith(
        "own.csv: line 77778, column 2 (b): 'seven' is not a number; a target is numbers, or texts"
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("a,größe\n1,2\n3,4\n".encode("latin-1"), "line 1, character 5: byte 0xf6 is not UTF-8"),
        (b"a,b\n1,2\n3,\xff\n", "own.csv: line 3, character 3: byte 0xff is not UTF-8; save the"),
        ("a,b\n1,2\n".encode("utf-16"), "own.csv: encoded as UTF-16; save it as UTF-8"),
    ],
)
def test_a_wrong_encoding_is_said_with_its_place(table: Path, content: bytes, why: str) -> None:
    table.write_bytes(content)
    assert why in refusal(table)


def test_what_is_no_file_to_read_is_said(tmp_path: Path) -> None:
    assert "is a directory; a table is a text file" in refusal(tmp_path)
    assert refusal(tmp_path / "none.csv").endswith("none.csv: No such file or directory")
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    assert "a pipe or a device, not a regular file" in refusal(pipe)


def test_a_file_that_may_not_be_read_is_said(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table.write_text("1,2\n3,4\n")

    def forbidden(*_args: object, **_kwargs: object) -> io.BytesIO:
        raise PermissionError(13, "Permission denied", str(table))

    monkeypatch.setattr("os.open", forbidden)  # whoever runs the tests may be allowed everything
    assert refusal(table) == f"{table}: Permission denied"


@pytest.mark.parametrize("columns", [10_001, 100_000])  # of which others would make one long cell
def test_too_many_columns_are_told_as_that(table: Path, columns: int) -> None:
    names = ",".join(f"c{i}" for i in range(columns))
    rows = "".join(f"{','.join(digit * columns)}\n" for digit in "12")
    table.write_text(f"{names}\n{rows}")
    assert refusal(table) == f"own.csv: {columns:,} columns; 10,000 is the most"
