"""Data by name, and the run of a configuration that names some."""

from pathlib import Path

import numpy as np
import pytest

from gdtui.engine.config import ConfigError, RunConfig
from gdtui.engine.data.dataset import DataError, Dataset
from gdtui.engine.spec import SpecError
from gdtui.files.datasets import DATASETS, doubts, load, open_run
from gdtui.files.table.columns import Wanted


def test_the_shipped_sets_are_those_of_their_sources() -> None:
    iris = load("iris").data
    assert (iris.size, iris.dimension) == (150, 4)
    assert iris.classes == ("setosa", "versicolor", "virginica")
    assert iris.feature_names[0] == "sepal_length"
    assert iris.features.mean(axis=0).round(2).tolist() == [5.84, 3.06, 3.76, 1.2]
    assert np.bincount(iris.target.astype(int)).tolist() == [50, 50, 50]

    digits = load("digits").data
    assert (digits.size, digits.dimension) == (1797, 64)
    assert digits.classes == tuple("0123456789")
    assert np.bincount(digits.target.astype(int)).tolist() == [
        178,
        182,
        177,
        183,
        181,
        182,
        181,
        179,
        174,
        180,
    ]
    assert (digits.features.min(), digits.features.max()) == (0, 16)

    cars = load("cars").data
    assert (cars.size, cars.feature_names, cars.target_name) == (50, ("speed",), "distance")
    assert (cars.features.mean(), cars.target.mean()) == (15.4, 42.98)


@pytest.mark.parametrize("name", DATASETS)
def test_every_set_says_where_it_is_from(name: str) -> None:
    assert load(name).data.license


def test_every_shipped_file_is_in_the_list_of_licenses() -> None:
    folder = Path(load.__code__.co_filename).parents[1] / "content" / "data"
    listed = (folder / "LICENSES.md").read_text(encoding="utf-8")
    for file in folder.iterdir():
        assert file.name == "LICENSES.md" or f"`{file.name}`" in listed


def test_settings_are_written_after_the_name() -> None:
    assert load("circle:noise=0.1,n=50").data.size == 50
    with pytest.raises(SpecError, match="data set 'circle' has no setting 'nosie', did you"):
        load("circle:nosie=0.1")
    with pytest.raises(DataError, match="iris has its own target"):
        load("iris", Wanted("x"))


def test_what_is_neither_a_set_nor_a_file_is_said() -> None:
    with pytest.raises(DataError, match="unknown data set or file 'circel', did you mean 'circle'"):
        load("circel")
    with pytest.raises(DataError, match=r"own\.csv: No such file"):
        load("own.csv")


def test_noise_still_opens_by_its_former_name() -> None:
    assert load("tilts:sigma=2,n=50").data.digest == load("noise:sigma=2,n=50").data.digest
    assert load("Tilts").data.name == "noise:sigma=1.0,n=100"
    former = open_run(RunConfig(objective="saddle", data="tilts:n=20", batch_size=1))
    assert former.objective.dimension == 2
    assert "tilts" not in DATASETS


def test_a_configuration_opens_with_its_data(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("a,b,c\n1,2,3\n4,5,9\n7,8,8\n")
    run = open_run(RunConfig(objective="linear", data=str(path), target="b", standardize=True))
    assert run.objective.parameters == ("w1", "w2", "b")
    again = open_run(run.config)
    again.seek(20)
    run.seek(20)
    assert again.params == run.params

    path.write_text("a,b,c\n1,2,3\n4,5,9\n7,8,7\n")
    with pytest.raises(ConfigError, match=r"own\.csv is not what it was when"):
        open_run(run.config)
    path.unlink()
    with pytest.raises(DataError, match="No such file"):
        open_run(run.config)


def test_a_loss_without_data_opens_as_ever() -> None:
    assert open_run(RunConfig()).params == (7.0,)


def test_data_that_may_be_meant_otherwise_are_questioned() -> None:
    def asked(objective: str, target: list[float], *columns: list[float]) -> list[str]:
        features = np.array(columns).T
        names = tuple("abc"[: len(columns)])
        data = Dataset("own.csv", features, np.array(target), names, "y")
        return list(doubts(objective, data, standardize=False))

    assert asked("softmax", [1, 2, 5, 5], [1, 2, 3, 4]) == [
        "y is a number with 3 values, and softmax takes each for a class; linear and mlp learn the number"  # noqa: E501
    ]
    assert asked("linear", [0, 1, 1, 0], [1, 2, 3, 4]) == [
        "y is a number with 2 values; if they are classes, logistic learns them"
    ]
    assert asked("linear", [0.5, 1, 1, 0], [1, 2, 3, 4]) == []
    assert asked("logistic", [0, 1, 1, 0], [1, 2, 3, 4]) == []
    assert asked("mlp", [1, 2, 5, 5], [0, 1, 2, 3], [0, 100, 200, 300]) == []
    assert asked("mlp", [1, 2, 5, 5], [0, 1, 2, 3], [0, 100, 200, 303]) == [
        "one feature is 101 times as wide as another, which makes learning slow; --standardize makes them alike"  # noqa: E501
    ]
