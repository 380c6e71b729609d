"""Tables that everybody has: a run in at most two options, each named by the message before it.

The numbers are invented; the shapes are those of the files as they are found: separators, quotes,
gaps, names of rows, a header or none, and where the target is.
"""

import random
import re
import shlex
from pathlib import Path

import pytest

from gdtui.engine.config import RunConfig
from gdtui.files.datasets import doubts, open_run
from tests.cli.commands import Here

_random = random.Random(1)


def _rows(form: str, n: int = 40, **columns: list[str]) -> str:
    """Rows of `form`: {i} counts, {a} … {d} are numbers, other names go through their texts."""
    lines = []
    for i in range(n):
        numbers = {name: f"{_random.uniform(1, 9):.2f}" for name in "abcd"}
        texts = {name: cells[i % len(cells)] for name, cells in columns.items()}
        lines.append(form.format(i=i + 1, **numbers, **texts))
    return "\n".join(lines) + "\n"


TABLES = {
    "penguins": "species,island,bill,mass,sex\n" + _rows(
        "{kind},{place},{a},{mass},{sex}", kind=["Adelie", "Gentoo", "Chinstrap"],
        place=["Dream", "Biscoe"], mass=["3750", "", "5000", "4100"], sex=["MALE", "FEMALE", ""]),
    "titanic": "PassengerId,Survived,Pclass,Name,Sex,Age,Ticket,Fare,Cabin,Embarked\n" + _rows(
        '{i},{alive},{cls},"Ek{i}, Mr. ""A"" B",{sex},{age},{ticket}{i},{a},{cabin},{port}',
        alive=["0", "1", "1"], cls=["3", "1"], sex=["male", "female"], age=["22", "", "38.5"],
        ticket=["A/5 2", "113"], cabin=["", "C85", ""], port=["S", "C", "Q"]),
    "auto-mpg": _rows('{a}   {cyl}   {disp}      {hp}      {a}\t{year}  {o}\t"car no {i}"',
                      cyl=["8", "4", "6"], disp=["307.0", "97.0", "98.0"],
                      hp=["130.0", "?", "95.00", "88.00"], year=["70", "71", "72"],
                      o=["1", "2", "3"]),
    "wine quality": '"fixed acidity";"residual sugar";"pH";"quality"\n' + _rows(
        "{a};{b};3.{i};{q}", q=["5", "6", "7"]),
    "diamonds": '"","carat","cut","color","price","z"\n' + _rows(
        '"{i}",{a},"{cut}","{color}",{i}26,{b}', n=150, cut=["Ideal", "Premium", "Good"],
        color=["E", "I"]),
    "tips": '"total_bill","tip","sex","day","size"\n' + _rows(
        '{a},{b},"{sex}","{day}",{size}', sex=["Female", "Male"], day=["Sun", "Sat", "Thur"],
        size=["2", "3", "4"]),
    "mtcars": '"","mpg","hp","am","carb"\n' + _rows(
        '"Car {i}",{a},{i}10,{am},{carb}', am=["1", "0"], carb=["4", "1", "2"]),
    "adult": _rows("{i}, {work}, {i}516, Bachelors, {land}, {pay}",
                   work=["State-gov", "?", "Private"], land=["Cuba", "Peru", "?"],
                   pay=["<=50K", ">50K"]),
    "breast cancer": "id,diagnosis,radius,area,\n" + _rows(
        "84{i}02,{kind},{a},{i}001,", n=120, kind=["M", "B", "B"]),
    "breast cancer of scikit-learn": "40,2,malignant,benign\n" + _rows(
        "{a},{b},{y}", y=["0", "1", "1"]),
    "California housing": "longitude,rooms,bedrooms,value,ocean_proximity\n" + _rows(
        "-122.{i},{i}80,{beds},4526{i}.0,{near}", beds=["129.0", "", "1106.0", "88.0"],
        near=["NEAR BAY", "INLAND", "ISLAND"]),
}  # fmt: skip
WITHOUT_TWO_CLASSES = {"auto-mpg", "wine quality", "California housing"}


def next_options(message: str) -> list[str]:
    """The first option that a message names, as somebody types it who does what they are told."""
    found = re.search(r"--(features|one-hot|target|missing) ('[^']*'|[^\s;,]+)", message)
    return shlex.split(found[0]) if found else []


@pytest.mark.parametrize("model", ["linear", "logistic", "softmax", "mlp"])
@pytest.mark.parametrize("name", TABLES)
def test_messages_lead_to_a_run(gdtui: Here, tmp_path: Path, name: str, model: str) -> None:
    path = tmp_path / "own.csv"
    path.write_text(TABLES[name])
    options: list[str] = []
    for _ in range(3):
        said = gdtui("run", model, "--data", str(path), "--steps", "100", *options)
        if said.code == 0:
            break
        message = said.err.splitlines()[-1]
        if model == "logistic" and name in WITHOUT_TWO_CLASSES:
            assert re.search("no column has two; .*softmax or mlp can learn", message)
            return
        assert next_options(message), message
        options += next_options(message)
    assert said.code == 0, said.err
    assert len(options) <= 4, options  # an option and its value, twice
    first, last = re.findall(r"loss (\S+) → (\S+)", said.out)[-1]
    assert float(last) < float(first)
    assert "diverge" not in said.out


@pytest.mark.parametrize(
    ("name", "model", "chain"),
    [
        ("penguins", "linear", "--target mass --features auto"),
        ("penguins", "logistic", "--features auto"),
        ("titanic", "linear", "--target Fare --features auto"),
        ("titanic", "logistic", "--target Sex --features auto"),
        ("titanic", "mlp", "--features auto"),
        ("auto-mpg", "linear", "--missing drop"),
        ("wine quality", "linear", ""),
        ("diamonds", "softmax", "--target color --one-hot cut"),
        ("tips", "logistic", "--target sex --one-hot day"),
        ("mtcars", "logistic", "--target am"),
        ("adult", "linear", "--target x3 --features auto"),
        ("breast cancer", "logistic", "--target diagnosis"),
        ("breast cancer of scikit-learn", "linear", "--target x2"),
        ("breast cancer of scikit-learn", "logistic", ""),
        ("California housing", "linear", "--target value --features auto"),
    ],
)
def test_the_options_are_those_that_a_person_expects(
    gdtui: Here, tmp_path: Path, name: str, model: str, chain: str
) -> None:
    path = tmp_path / "own.csv"
    path.write_text(TABLES[name])
    options: list[str] = []
    while (said := gdtui("run", model, "--data", str(path), *options)).code:
        more = next_options(said.err)
        assert more, said.err
        options += more
    assert " ".join(options) == chain


def test_features_of_very_different_width_lead_to_standardize(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(TABLES["mtcars"])
    run = open_run(RunConfig(objective="mlp", data=str(path)))
    assert run.data is not None
    (doubt,) = doubts("mlp", run.data, standardize=False)
    assert doubt.endswith("--standardize makes them alike")
    assert [*doubts("mlp", run.data, standardize=True)] == []
