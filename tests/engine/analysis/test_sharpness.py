"""λ along a run: what the Hessian says it is, on a grid that holds any run, in bounded portions."""

import numpy as np
import pytest

from gdtui.engine.analysis.sharpness import MOST, Jump, Sharpness, jumps, reached, stays_about
from gdtui.engine.analysis.theory import hessian_at
from gdtui.engine.config import RunConfig
from gdtui.engine.data.synthetic import SYNTHETIC, chebyshev
from gdtui.engine.history import Span
from gdtui.engine.run import Run
from gdtui.engine.spec import SpecError, build
from gdtui.files.datasets import open_run


def network(rate: float = 0.1, optimizer: str = "gd", degree: int = 4) -> Run:
    config = RunConfig(objective="mlp:hidden=32", learning_rate=rate, optimizer=optimizer)
    return Run(config, chebyshev(degree=degree))


def test_it_is_the_largest_eigenvalue_of_the_hessian() -> None:
    run, sharpness = network(), Sharpness(network().objective)
    run.advance(200)
    assert sharpness.catch_up(run, 60.0)
    for one in sharpness.measured[:-1:50]:
        (row,) = run.rows(one.step + 1, one.step + 1)
        hessian = run.objective.hessian(row.params)
        assert hessian is not None
        assert one.value == pytest.approx(np.linalg.eigvalsh(hessian)[-1], rel=0.03)


def test_two_curvatures_that_begin_equal_are_not_mistaken_for_each_other() -> None:
    run = open_run(RunConfig(objective="softmax", data="iris", batch_size=10, learning_rate=0.02))
    run.advance(12)
    sharpness = Sharpness(run.objective)
    assert sharpness.catch_up(run, 60.0)
    for one in sharpness.measured:
        run.seek(one.step)
        curvature = hessian_at(run.objective, run.params)
        assert curvature is not None
        assert one.value == pytest.approx(curvature.L, rel=1e-4)


def test_descent_raises_it_to_two_over_the_rate_where_it_stays() -> None:
    run, sharpness = network(), Sharpness(network().objective)
    run.advance(6000)
    assert sharpness.catch_up(run, 60.0)
    crossed = reached(sharpness.measured)
    assert crossed is not None
    assert 2400 < crossed.step < 2600
    assert crossed.edge == pytest.approx(20)
    assert sharpness.measured[0].value == pytest.approx(4.68, abs=0.05)
    assert stays_about(sharpness.measured)
    assert run.loss < 0.05
    assert len(sharpness.measured) <= MOST
    steps = [one.step for one in sharpness.measured]
    assert steps == [*range(0, 6001, sharpness.interval)]


def test_a_frame_measures_for_no_longer_than_it_may() -> None:
    run, sharpness = network(), Sharpness(network().objective)
    run.advance(100)
    assert not sharpness.catch_up(run, 0.0)
    assert len(sharpness.measured) == 1
    assert sharpness.catch_up(run, 60.0)
    assert sharpness.catch_up(run, 0.0)


def test_measuring_moves_nothing() -> None:
    run, alone = network(), network()
    run.advance(50)
    alone.advance(50)
    Sharpness(run.objective).catch_up(run, 60.0)
    assert (run.step, run.params) == (50, alone.params)


def test_an_edit_makes_another_edge_from_there() -> None:
    run, sharpness = network(), Sharpness(network().objective)
    run.advance(20)
    sharpness.catch_up(run, 60.0)
    run.seek(10)
    run.edit(learning_rate=0.05)
    sharpness.forget_from(10)
    sharpness.catch_up(run, 60.0)
    edges = [one.edge for one in sharpness.measured]
    assert edges == [pytest.approx(20.0)] * 10 + [pytest.approx(40.0)]


@pytest.mark.parametrize(
    ("optimizer", "edge"),
    [("gd", 20.0), ("momentum", 38.0), ("nesterov", 2 * 1.9 / 2.8 / 0.1), ("adam", None)],
)
def test_the_edge_is_the_rule_s_own(optimizer: str, edge: float | None) -> None:
    run = network(optimizer=optimizer)
    sharpness = Sharpness(run.objective)
    sharpness.catch_up(run, 60.0)
    assert sharpness.measured[0].edge == (None if edge is None else pytest.approx(edge))


def test_of_a_loss_without_data_it_is_exact() -> None:
    run = Run(RunConfig(objective="(w^2 - 1)^2/4", start=(0.5,), learning_rate=1.1))
    run.advance(5)
    sharpness = Sharpness(run.objective)
    sharpness.catch_up(run, 60.0)
    for one in sharpness.measured[:5]:
        w = run.rows(one.step + 1, one.step + 1)[0].params[0]
        assert one.value == pytest.approx(3 * w * w - 1)


def test_a_jump_is_named_once_at_its_height() -> None:
    losses = [1, 0.5, 0.2, 0.9, 1.4, 0.4, 0.1, 0.11, 0.9]
    spans = [Span(i, i, loss, loss) for i, loss in enumerate(losses)]
    assert [*jumps(spans)] == [Jump(4, 1.4, healed=True), Jump(8, 0.9, healed=False)]
    wide = [Span(0, 3, 0.2, 1), Span(4, 7, 0.4, 1.4), Span(8, 11, 0.1, 0.3)]
    assert [*jumps(wide)] == [Jump(7, 1.4, healed=True, among=4)]


def test_chebyshev_is_the_polynomial_at_equally_spaced_points() -> None:
    data = chebyshev(degree=3)
    x = data.features[:, 0]
    assert x.size == 20
    assert (x[0], x[-1]) == (-1.0, 1.0)
    assert np.ptp(np.diff(x)) < 1e-12
    assert data.target == pytest.approx(4 * x**3 - 3 * x)
    assert build("data set", data.name, SYNTHETIC).digest == data.digest
    with pytest.raises(SpecError, match="degree must lie between 1 and 50, not 0"):
        chebyshev(degree=0)
