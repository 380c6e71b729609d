"""Over rules, schedules, data and sizes of mini-batches: the sentence agrees with the rows."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from gdtui.engine.analysis.verdict import verdict_of
from gdtui.engine.config import RunConfig
from gdtui.engine.optimizers import OPTIMIZERS
from gdtui.engine.run import Run
from gdtui.engine.schedules import SCHEDULES
from gdtui.files.datasets import open_run
from tests.engine.analysis.batches_agree import contradiction

PROBLEMS = [
    *(("linear", data) for data in ("line:n=40", "line:n=40,noise=0", "plane:n=40", "cars")),
    *(("logistic", data) for data in ("circle:n=40", "gauss:n=40")),
    ("mlp:hidden=4", "circle:n=40"),
    *(
        (loss, "noise:n=40")
        for loss in ("(w - 3)^2", "(w - 3)^2 - 50", "w^4", "-w^2", "x^2 + 1000y^2", "abs(w)",
                     "(x^2-1)^2/4", "sin(w)", "exp(-w)", "saddle", "rosenbrock")
    ),
]  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(PROBLEMS),
    st.sampled_from(sorted(OPTIMIZERS)),
    st.sampled_from(["constant"] * 6 + sorted(SCHEDULES)),
    st.floats(-7, 1).map(lambda x: float(10.0**x)),
    st.sampled_from([1, 2, 4, 8, 16, 39]),
    st.integers(0, 5),
    st.sampled_from([1, 3, 17, 60]),
    st.integers(2, 12),
    st.sampled_from([None, None, 0.1, 10.0]),
)
@example(("logistic", "gauss:n=40"), "nadam", "cosine", 7.188, 2, 4, 3, 12, 0.1)
@example(("logistic", "circle:n=40"), "nesterov", "constant", 1.2822e-06, 4, 3, 60, 7, None)
@example(("(w - 3)^2 - 50", "noise:n=40"), "nesterov", "cosine", 0.56278, 1, 4, 60, 12, 10.0)
@example(("linear", "plane:n=40"), "adamw", "inverse_sqrt", 4.856e-07, 1, 3, 1, 25, 0.1)
@example(("w^4", "noise:n=40"), "nadam", "wsd", 5.4706, 1, 0, 17, 12, None)
def test_the_sentence_never_contradicts_the_batches(
    problem: tuple[str, str],
    rule: str,
    schedule: str,
    rate: float,
    size: int,
    seed: int,
    every: int,
    looks: int,
    edit: float | None,
) -> None:
    run = started(problem, rule, schedule, rate, size, seed)
    for look in range(looks):
        if edit and look == looks // 2 and not run.ended:
            run.edit(learning_rate=rate * edit)
        assert contradiction(run, verdict_of(run, run.rows)) is None
        if run.ended:
            break
        run.advance(every)


def started(
    problem: tuple[str, str], rule: str, schedule: str, rate: float, size: int, seed: int
) -> Run:
    loss, data = problem
    config = RunConfig(
        objective=loss,
        data=data,
        optimizer=rule,
        schedule=schedule,
        learning_rate=rate,
        batch_size=min(size, 20) if data == "cars" else size,
        seed=seed,
    )
    return open_run(config)
