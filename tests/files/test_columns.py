"""Columns, gaps, headers and notations: tables of people who do this for a living."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdtui.engine.config import RunConfig
from gdtui.engine.data.dataset import split
from gdtui.files.csv_table import columns_in, read
from gdtui.files.datasets import data_differ, open_run
from gdtui.files.table.columns import Wanted
from gdtui.files.table.lines import TableError
from tests.files.tables import of, refusal


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "own.csv"


def numbers(path: Path, text: str, **wanted: Any) -> list[list[float]]:
    path.write_text(text, encoding="utf-8")
    data = read(path, Wanted(**wanted)).data
    return np.column_stack([data.features, data.target]).tolist()  # type: ignore[no-any-return]


PEOPLE = (
    "name,sex,age,fare,port\n"
    '"Berg, Mr. A",male,20,10,S\n"Dahl, Mrs. B",female,40,30,C\n"Ek, C",male,?,20,S\n'
    '"Falk, D",female,30,,\n"Grau, E",male,60,50,C\n'
)


def test_a_refusal_names_the_options_that_lead_to_a_run(table: Path) -> None:
    table.write_text(PEOPLE)
    said = refusal(table)
    assert said == (
        "own.csv: line 2, column 1 (name): 'Berg, Mr. A' is not a number; --features auto makes "
        "features of the columns with few texts, and leaves the others out, and rows with cells "
        "missing; or one by one: --one-hot auto or --drop name,sex for texts, --missing drop or "
        "--missing mean for cells missing in age, fare, port"
    )
    assert read(table, Wanted(features=("auto",))).data.digest == (
        read(table, Wanted(one_hot=("auto",), missing="drop")).data.digest
    )
    data, assumed = read(table, Wanted(one_hot=("auto",), missing="drop"))
    assert data.feature_names == ("sex=female", "sex=male", "age", "fare")
    assert data.features.tolist() == [[0, 1, 20, 10], [1, 0, 40, 30], [0, 1, 60, 50]]
    assert data.classes == ("C", "S")
    assert data.target.tolist() == [1, 0, 0]
    assert assumed[2:] == (
        "left out: name (5 texts); --features NAME,… says what is taken",
        "2 of 5 rows left out, with cells missing (age 1, fare 1, port 1)",
    )


def test_gaps_are_filled_with_the_mean_of_what_is_there(table: Path) -> None:
    table.write_text(PEOPLE)
    data, assumed = read(table, Wanted(drop=("name", "sex"), missing="mean"))
    assert data.features.tolist() == [[20, 10], [40, 30], [40, 20], [60, 50]]
    assert assumed[2] == (
        "1 of 5 rows left out, with cells missing; others are filled in with the mean of their "
        "column (age 1, fare 1, port 1)"
    )
    text = "kind,y\na,1\nb,2\n?,3\na,4\n"
    assert numbers(table, text, one_hot=("kind",), missing="mean") == [
        [1, 0, 1],
        [0, 1, 2],
        [2 / 3, 1 / 3, 3],
        [1, 0, 4],
    ]


def test_means_are_those_of_the_training_rows_alone(table: Path) -> None:
    """What a test row has must not leak into the training."""
    ages = [float(i * i) for i in range(1, 11)]
    cells = ["" if i in (2, 7) else str(age) for i, age in enumerate(ages)]
    table.write_text("age,y\n" + "".join(f"{cell},{i}\n" for i, cell in enumerate(cells)))
    for seed in range(3):
        config = RunConfig(
            objective="linear", data=str(table), missing="mean", test_share=0.4, seed=seed
        )
        run = open_run(config)
        assert run.data is not None
        parts = split(run.data, 0.4, seed)
        known = [ages[int(y)] for y in parts.train.target if y not in (2, 7)]
        filled = run.data.features[[2, 7], 0]
        assert filled == pytest.approx(sum(known) / len(known), rel=1e-14)
        assert open_run(run.config).config.data_hash == run.config.data_hash
    _, assumed = read(table, Wanted(missing="mean"), training=lambda _: slice(0, 5))
    assert assumed[2] == (
        "missing cells are filled in with the mean of their column over the training rows (age 2)"
    )
    assert data_differ(config, replace(config, seed=9))
    assert not data_differ(replace(config, missing="drop"), replace(config, missing="drop", seed=9))


def test_a_column_without_a_value_in_training_has_no_mean(table: Path) -> None:
    table.write_text("a,b,y\n,1,1\n,2,2\n3,3,3\n4,5,6\n")
    with pytest.raises(TableError, match="a has no value in a training row; --drop a leaves the"):
        read(table, Wanted(missing="mean"), training=lambda _: slice(0, 2))


def test_texts_that_name_the_rows_are_left_out(table: Path) -> None:
    rows = [f"{i % 4},{i * i},Car no {i}" for i in range(12)]
    data, assumed = of(table, "\n".join(["cyl,mpg,car", *rows]))
    assert (data.feature_names, data.target_name) == (("cyl",), "mpg")
    assert assumed[2] == (
        "left out: car (another text in most rows); --features NAME,… says what is taken"
    )
    assert read(table, Wanted(target="car")).data.classes[0] == "Car no 0"
    assert read(table, Wanted(target="mpg", one_hot=("car",))).data.dimension == 13
    assert read(table, Wanted(drop=("car",))).data.digest == data.digest
    assert columns_in(table, Wanted(features=("cyl", "mpg")))[2].use == "target"


@pytest.mark.parametrize(
    "rows",
    [
        [f"{i},{i * i},Car no {i % 6}" for i in range(12)],  # half as many texts as rows
        [f"{i},{i * i},Car no {i}" for i in range(9)],  # too few rows to tell
        [f"{i},{i * i},{'A' * (i > 0)}{i}" for i in range(12)],  # one is a number: a typing error?
    ],
)
def test_texts_that_name_no_rows_are_refused_or_learned(table: Path, rows: list[str]) -> None:
    table.write_text("\n".join(["a,b,car", *rows]))
    assert columns_in(table)[2].use == "target"
    table.write_text("\n".join(["car,a,b", *(",".join(row.split(",")[::-1]) for row in rows)]))
    assert "column 1 (car): " in refusal(table)


def test_a_target_is_left_where_names_leave_nothing_else(table: Path) -> None:
    rows = [f"{i},Car no {i}" for i in range(12)]
    assert of(table, "\n".join(["a,car", *rows])).data.target_name == "car"
    table.write_text("\n".join(["day,y", *(f"2020-01-{i},{i}" for i in range(10, 30))]))
    assert "'2020-01-10' is not a number; --drop day" in refusal(table)


def test_auto_takes_no_column_that_is_mostly_missing(table: Path) -> None:
    rows = [f"{i % 3 or ''},{'x' * (i % 3 == 1)},{i}" for i in range(12)]
    table.write_text("\n".join(["a,cabin,y", *rows]))
    data, assumed = read(table, Wanted(features=("auto",)))
    assert (data.feature_names, data.size) == (("a",), 8)
    assert assumed[2].startswith("left out: cabin (8 of 12 cells missing);")
    assert read(table, Wanted(features=("auto",), missing="mean")).data.size == 12


def test_columns_are_chosen_by_name(table: Path) -> None:
    text = 'a,"b, c",d,y\n1,2,x,3\n4,5,z,6\n'
    assert numbers(table, text, features=("b, c",)) == [[2, 3], [5, 6]]
    assert numbers(table, text, drop=("d", "a")) == [[2, 3], [5, 6]]
    assert numbers(table, text, target="a", drop=("d",)) == [[2, 3, 1], [5, 6, 4]]
    for wanted, why in (
        (Wanted(features=("b",)), "own.csv has no column 'b'; it has a, b, c, d, y"),
        (Wanted(drop=("aa",)), "own.csv has no column 'aa', did you mean 'a'?; it has a, b, c, d"),
        (Wanted(drop=("y",)), "own.csv: y is the target; --target NAME chooses another"),
        (Wanted(drop=("d",), one_hot=("d",)), "own.csv: d is left out, and cannot be one-hot"),
        (Wanted(drop=("a", "b, c", "d")), "own.csv: no column is left to learn from"),
    ):
        with pytest.raises(TableError) as error:
            read(table, wanted)
        assert str(error.value).startswith(why)


def test_numbers_may_stand_for_kinds(table: Path) -> None:
    data = of(table, "cyl,y\n4,1\n6,2\n4,3\n").data
    assert data.feature_names == ("cyl",)
    data = read(table, Wanted(one_hot=("cyl",))).data
    assert (data.feature_names, data.features.tolist()) == (
        ("cyl=4", "cyl=6"),
        [[1, 0], [0, 1], [1, 0]],
    )


@pytest.mark.parametrize(("texts", "taken"), [(50, True), (51, False), (150, False)])
def test_auto_takes_columns_with_few_texts(table: Path, texts: int, taken: bool) -> None:
    rows = "".join(f"t{i % texts},{i},{i % 7}\n" for i in range(3, 2000))
    table.write_text("kind,a,y\n" + rows)
    names = read(table, Wanted(one_hot=("auto",))).data.feature_names
    assert len(names) == (texts + 1 if taken else 1)
    if texts > 100:
        with pytest.raises(TableError, match="kind has more than 100 different texts, such"):
            read(table, Wanted(one_hot=("kind",)))


@pytest.mark.parametrize(
    ("first", "rows"),
    [(",a,y", "{i},{a},{y}"), ('"",a,y', '"r{i}",{a},{y}'), ("a,y", "r{i},{a},{y}"),
     ("Unnamed: 0,a,y", "{i},{a},{y}"), ("id,a,y", "{i},{a},{y}")],
)  # fmt: skip
def test_names_of_rows_are_left_out_and_this_is_said(table: Path, first: str, rows: str) -> None:
    lines = [first, *(rows.format(i=i, a=i * i, y=-i) for i in range(1, 13))]
    data, assumed = of(table, "\n".join(lines))
    assert data.feature_names == ("a",)
    name = "column 1" if first[0] in ',"a' else first.removesuffix(",a,y")
    assert assumed[2].startswith(f"left out: {name} (")


def test_a_column_that_does_not_only_count_is_learned_from(table: Path) -> None:
    lines = [f"{i},{i * i},{-i}" for i in [*range(1, 12), 13]]
    assert of(table, "\n".join(["a,b,y", *lines])).data.feature_names == ("a", "b")
    short = [f"{i},{i * i},{-i}" for i in range(1, 10)]
    assert of(table, "\n".join(["a,b,y", *short])).data.feature_names == ("a", "b")
    alone = [f"{i},{i * i}" for i in range(1, 50)]
    assert of(table, "\n".join(["a,y", *alone])).data.feature_names == ("a",)
    lines = ["id,a,y", *(f"{i},{i * i},{-i}" for i in range(1, 13))]
    assert numbers(table, "\n".join(lines), features=("id",))[0] == [1, -1]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("year,2019\n1,2\n3,4\n", ("year", "2019")),
        ("0,1,2,label\n5,3,1,a\n4,3,1,b\n6,7,8,a\n", ("0", "1", "2", "label")),
        ("0,1,2\n5,3,1\n4,3,1\n", ("0", "1", "2")),
        ("0,1,2\n3,4,5\n6,7,8\n", ("x1", "x2", "y")),
        ("0,1\n1,0\n1,1\n", ("x", "y")),
        ("0,1,cat\n1,0,dog\n1,1,cat\n", ("x1", "x2", "y")),
        ("1,2,3\n4,5,6\n", ("x1", "x2", "y")),
        ("5,3,setosa\n4,3,virginica\n3,2,virginica\n", ("x1", "x2", "y")),
        ("?,2,3\n4,5,6\n", None),
        (",2019,2020\n4,5,6\n5,1,2\n", ("column 1", "2019", "2020")),
        ("# a b y\n1 2 3\n4 5 6\n", ("a", "b", "y")),
        ("# made by hand\n# a,b,y\n1,2,3\n4,5,6\n", ("a", "b", "y")),
        ("# made by hand\na,b,y\n1,2,3\n4,5,6\n", ("a", "b", "y")),
        ("#,a,y\n7,2,3\n4,5,6\n", ("#", "a", "y")),
        ("kind,shape\nx,s\nx,f\ny,s\n", ("kind", "shape")),
    ],
)
def test_the_first_line_is_a_header_or_not(
    table: Path, text: str, names: tuple[str, ...] | None
) -> None:
    table.write_text(text)
    if names is None:
        assert "line 1, column 1 (x1): '?' stands for a missing" in refusal(table)
        return
    assert tuple(column.name for column in columns_in(table)) == names


def test_a_header_can_be_said(table: Path) -> None:
    text = "1,2,3\n4,5,6\n7,8,9\n"
    assert len(numbers(table, text)) == 3
    assert numbers(table, text, header=True) == [[4, 5, 6], [7, 8, 9]]
    assert read(table, Wanted(header=True)).data.target_name == "3"
    assert numbers(table, "0,1,2\n5,3,1\n4,3,1\n", header=False)[0] == [0, 1, 2]
    table.write_text("a,1\n2,3\n4,5\n")
    with pytest.raises(TableError, match=r"line 1, column 1 .*; if line 1 is a header, --header"):
        read(table, Wanted(header=False))


def test_a_class_that_only_the_first_line_has_is_named(table: Path) -> None:
    _, assumed = of(table, "1,2,kind\n3,4,a\n5,6,b\n3,1,a\n5,2,b\n")
    assert assumed[-1] == "the class kind is only in line 1; if that is a header, --header says so"
    _, assumed = of(table, "1,2,a\n3,4,a\n5,6,b\n")
    assert len(assumed) == 2


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a;y\n1;2,15\n2;3\n", [[1, 2.15], [2, 3]]),
        ("1;2,15\n2;3,5\n", [[1, 2.15], [2, 3.5]]),
        ("1,5;2,3;3,1\n4,5;5,3;6,1\n", [[1.5, 2.3, 3.1], [4.5, 5.3, 6.1]]),
        ('a,y\n1,"1,200"\n2,"12,345,678"\n', [[1, 1200], [2, 12345678]]),
        ('a,y\n1,"1,200.5"\n2,7\n', [[1, 1200.5], [2, 7]]),
        ("a;y\n1;1.200,5\n2;1.300\n", [[1, 1200.5], [2, 1300]]),
        ("a;b;y\n0,5;1;1,200\n0,75;2;2,300\n", [[0.5, 1, 1.2], [0.75, 2, 2.3]]),
        ("a;b;y\n0.5;1;1,200\n0.75;2;2,300\n", [[0.5, 1, 1200], [0.75, 2, 2300]]),
        ("a,y\n12%,1\n7.5 %,2\n", [[0.12, 1], [0.075, 2]]),
        ('a,y\n"$1,200",1\n-$5.50,2\n', [[1200, 1], [-5.5, 2]]),
        ("a;y\n5 €;1\n7,50 €;2\n", [[5, 1], [7.5, 2]]),
        ("a;y\n1 200;1\n−3;2\n", [[1200, 1], [-3, 2]]),
        ("a,y\n1e3,1\n+.5,-2.\n", [[1000, 1], [0.5, -2]]),
    ],
)  # fmt: skip
def test_numbers_in_other_notation_are_read(
    table: Path, text: str, values: list[list[float]]
) -> None:
    assert numbers(table, text) == values


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a;y\n1;1,200\n2;2,300\n", "own.csv: y: '1,200' may be 1.200 or 1200; write one of them"),
        ("a,y\n12%,1\n0.5,2\n", "own.csv: line 2, column 1 (a): '12%' is a number in another"),
        ("a,y\n$1,1\n€2,2\n", "own.csv: line 2, column 1 (a): '$1' is a number in another"),
        ("a;y\n1;2,15\n2;2.15\n", "own.csv: line 2, column 2 (y): '2,15' is a number in another"),
        ("a,y\n1,0\n2,1%\n", "own.csv: line 2, column 2 (y): '0' is a number, but others of its"),
        ("a,y\n1,1e101\n2,1\n", "own.csv: line 2, column 2 (y): '1e101' is not a number between"),
        ("a,y\n1,12%\n2,red\n", "own.csv: line 3, column 2 (y): 'red' is not a number"),
    ],
)  # fmt: skip
def test_what_looks_like_a_number_is_never_a_class(table: Path, text: str, why: str) -> None:
    table.write_text(text, encoding="utf-8")
    assert refusal(table).startswith(why)


@pytest.mark.parametrize(
    ("text", "values", "classes"),
    [
        ("5.1\t3.5\tclass 1\n4.9\t3.0\tclass 2\n", [[5.1, 3.5, 0], [4.9, 3, 1]], 2),
        ("1981 Q1,5\n1981 Q2,6\n", None, 0),
        ('18.0   8\t"chevrolet chevelle"\n15.0   8\t"ford torino"\n', [[18, 8, 0], [15, 8, 1]], 2),
        ('1, "a"\n2, "b"\n', [[1, 0], [2, 1]], 2),
        ('1,"a\nb"\n2,"c"\n', [[1, 0], [2, 1]], 2),
        ("a,b,y,\n1,2,3,\n4,5,6,\n", [[1, 2, 3], [4, 5, 6]], 0),
        ("1;2;3;\n4;5;6;\n", [[1, 2, 3], [4, 5, 6]], 0),
        ("a,y\n1,2\n,\n3,4\n", [[1, 2], [3, 4]], 0),
        ('"a","y"\n"1","2"\n"3","4"\n', [[1, 2], [3, 4]], 0),
        ('"a" "y"\n"r 1" 1 2\n"r 2" 3 4\n', [[1, 2], [3, 4]], 0),
        ("a|b|y\n1|2|x, z\n3|4|w, z\n", [[1, 2, 1], [3, 4, 0]], 2),
        ("city\ty\nSan Jose, CA\t1\nReno, NV\t2\n", None, 0),
    ],
)  # fmt: skip
def test_cells_are_those_that_a_person_sees(
    table: Path, text: str, values: list[list[float]] | None, classes: int
) -> None:
    if values is None:
        table.write_text(text)
        assert len(columns_in(table)) == 2
        return
    assert numbers(table, text) == values
    assert len(read(table).data.classes) == classes


IRIS = "6,2,setosa,virginica\n" + "".join(f"{i},{i * i},{i % 2}\n" for i in range(6))


def test_classes_that_only_the_first_line_names_are_those_of_the_last_column(table: Path) -> None:
    """`569,30,malignant,benign`, as in scikit-learn's own files."""
    data, assumed = of(table, IRIS)
    assert (data.classes, data.target.tolist()) == (("setosa", "virginica"), [0, 1, 0, 1, 0, 1])
    assert (data.size, data.feature_names) == (6, ("x1", "x2"))
    assert assumed[0].endswith("line 1 counts rows and features, and names the classes")
    assert assumed[1:] == ("target y (2 classes: setosa, virginica); features x1, x2",)
    assert read(table, Wanted(target="x1")).data.classes == ()


@pytest.mark.parametrize(
    ("first", "names"),
    [
        ("5,2,setosa,virginica", ("5", "2", "setosa")),  # there are more rows
        ("6,3,setosa,virginica", ("6", "3", "setosa")),  # and fewer features
        ("6,2,setosa", ("6", "2", "setosa")),  # a class has no name
        ("6,2,3", ("x1", "x2", "y")),
        ("length,width,kind", ("length", "width", "kind")),
    ],
)
def test_a_first_line_that_counts_nothing_names_no_classes(
    table: Path, first: str, names: tuple[str, ...]
) -> None:
    data = of(table, IRIS.replace("6,2,setosa,virginica", first)).data
    assert (*data.feature_names, data.target_name) == names
    assert data.classes == ()


@pytest.mark.parametrize("counts", [("9" * 5000, "2"), ("6", "9" * 5000)], ids=["rows", "features"])
def test_a_count_of_5000_digits_is_read_as_any_other(table: Path, counts: tuple[str, str]) -> None:
    data = of(table, IRIS.replace("6,2", ",".join(counts), 1)).data
    assert data.size == 6
    assert bool(data.classes) == (counts[1] == "2")


def test_one_class_a_row_is_questioned(table: Path) -> None:
    _, assumed = of(table, "Murder,State\n13.2,Alabama\n10,Alaska\n8.1,Arizona\n")
    assert assumed[2] == (
        "State has another text in every row: a name, from which nothing can be learned? --target "
        "NAME chooses another column"
    )


def test_a_number_among_classes_is_refused_wherever_it_is(table: Path) -> None:
    lines = [f"{i},k{i % 3}" for i in range(30_000)]
    lines[25_000] = "5,12"
    table.write_text("a,y\n" + "\n".join(lines))
    assert refusal(table) == "own.csv: line 25002, column 2 (y): '12' is a number among the classes"


def test_points_are_between_thousands_where_another_column_has_decimal_commas(table: Path) -> None:
    german = "a;b;y\n1,5;1.200;3\n2,5;1.300;5\n3,5;250;6\n"
    assert numbers(table, german) == [[1.5, 1200, 3], [2.5, 1300, 5], [3.5, 250, 6]]
    assert "b: 1.200,5 is 1200.5" in read(table).assumed
    decimals = "a;b;y\n1,5;1.20;3\n2,5;1.300;5\n3,5;250;6\n"
    assert numbers(table, decimals)[0] == [1.5, 1.2, 3]
    programs = "a;b;y\n1.5;1.200;3\n2.5;1.300;5\n3.5;250;6\n"
    assert numbers(table, programs)[0] == [1.5, 1.2, 3]


def test_a_minus_of_word_processors_is_one(table: Path) -> None:
    assert numbers(table, "a,y\n−1.5,−1\n2,−2\n−3e-1,1\n") == [[-1.5, -1], [2, -2], [-0.3, 1]]
    assert not read(table).data.classes


@pytest.mark.parametrize("gap", ["\\N", "#DIV/0!", "#NV", "--", "—"])
def test_what_databases_and_spreadsheets_write_for_no_value_is_a_gap(table: Path, gap: str) -> None:
    table.write_text(f"a,y\n1,2\n{gap},3\n4,5\n", encoding="utf-8")
    assert "--missing drop leaves their rows out" in refusal(table)
    assert read(table, Wanted(missing="drop")).data.features.tolist() == [[1], [4]]


def test_a_line_that_tells_the_separator_to_excel_is_no_header(table: Path) -> None:
    assert numbers(table, "sep=;\r\na;y\r\n1;2\r\n3;4\r\n") == [[1, 2], [3, 4]]
    assert numbers(table, "sep=,\na,y\n1,2\n3,4\n") == [[1, 2], [3, 4]]
    assert numbers(table, "sep,y\n1,2\n3,4\n") == [[1, 2], [3, 4]]


def test_a_text_among_numbers_is_to_be_corrected_where_all_texts_are_to_be_encoded(
    table: Path,
) -> None:
    table.write_text("a,b,y\n1,5,2\n3,6,4\nTotal,7,6\n")
    assert (
        "'Total' is not a number; others of its column are: correct it, or take line 4 out; "
        in (refusal(table))
    )
    table.write_text("a,b,y\nred,5,2\nblue,6,4\nred,7,6\n")
    assert "correct it" not in refusal(table)


def test_a_target_that_is_the_same_in_every_row_teaches_no_loss(table: Path) -> None:
    table.write_text("a,b,y\n1,5,7\n3,6,7\n4,7,7\n")
    for model in ("linear", "logistic", "softmax", "mlp"):
        with pytest.raises(TableError, match=r"own\.csv: the target y is the same in every row"):
            open_run(RunConfig(objective=model, data=str(table)))
