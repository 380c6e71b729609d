"""Many runs at once, that differ in one hyperparameter or two."""

import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from gdtui.cli import options
from gdtui.cli.console import FAILED, LONG, MOMENT, ctrl_c, emit, end_by, glyphs, note, progress
from gdtui.cli.resume import resumed
from gdtui.cli.run import STEPS, run_of
from gdtui.cli.sweep_report import FORMS
from gdtui.drawing.numbers import duration
from gdtui.engine.analysis.sweeping.beside import usual_rates
from gdtui.engine.analysis.sweeping.config import RATE, Axis, SweepConfig, axis, spread, whose
from gdtui.engine.analysis.sweeping.estimate import Estimate, estimated
from gdtui.engine.analysis.sweeping.lane import Lane
from gdtui.engine.analysis.sweeping.memory import PROCESS, SHARE, free_memory
from gdtui.engine.analysis.sweeping.pool import NoWorkersError, Processes, Workers, by_workers
from gdtui.engine.analysis.sweeping.sweep import LanesDone, Sweep, SweepEvent
from gdtui.engine.config import ConfigError
from gdtui.engine.numbers import typed
from gdtui.engine.optimizers import is_descent
from gdtui.engine.run import Run
from gdtui.engine.spec import SpecError, quoted
from gdtui.files.sweep_file import json_line
from gdtui.files.sweep_values import Spread, values_of


class SweepCommand(click.Command):
    """A command whose further options are the hyperparameters: `--momentum 0:0.95:20`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take those options out that have values of a hyperparameter, whatever they are called."""
        own = {name for param in self.params for name in (*param.opts, *param.secondary_opts)}
        own |= {"--help", "-h"}
        rest: list[str] = []
        swept: dict[str, Any] = {}
        waiting = iter(args)
        for word in waiting:
            option, equals, text = word.partition("=")
            if word == "--" or not word.startswith("--") or option in own:
                rest += [word, *waiting] if word == "--" else [word]
                continue
            name, given = option.removeprefix("--"), text if equals else next(waiting, None)
            try:
                swept[name] = values_of(given or "")
            except ValueError as error:
                if whose(name):
                    wrong = f"{quoted(given)} {error}" if given else "It needs values."
                    raise click.BadParameter(wrong, ctx, param_hint=f"'{option}'") from None
                rest += [word] if equals or given is None else [word, given]
        ctx.meta["swept"] = swept
        return super().parse_args(ctx, rest)


@click.command(cls=SweepCommand, params=options.of_sweep(f"{STEPS}, or the preset's own"))
@options.formats("table unless said otherwise; jsonl: an object a run, to go on from.")
@click.option("--plot", is_flag=True, help="A chart, or a map, in place of the rows.")
@click.option("--ascii", "ascii_only", is_flag=True, help="Write in ASCII alone.")
@click.option(
    "--jobs", type=options.count_up_to(512), default=1, metavar="N", help="Work in N processes."
)
@click.option("--scheduler", metavar="ADDRESS", help="A Dask cluster's: tcp://HOST:8786.")
@click.option(
    "--find",
    "finding",
    is_flag=True,
    help="On data: range tests suggest an interval of rates, and short runs decide.",
)
@click.option(
    "--starts",
    type=options.count_up_to(100),
    metavar="N",
    help="Range tests of --find, each with a seed of its own; 5 unless said otherwise.",
)
@click.option(
    "--resume",
    type=options.FILE,
    metavar="FILE",
    help="Go on from what --format jsonl has written.",
)
@click.pass_context
def sweep(
    ctx: click.Context,
    /,
    *,
    loss: str | None,
    form: str | None,
    plot: bool,
    ascii_only: bool,
    jobs: int,
    scheduler: str | None,
    finding: bool,
    starts: int | None,
    resume: Path | None,
    **settings: Any,
) -> None:
    """Many learning rates, or two hyperparameters, at once.

    \b
    gdtui sweep "(w-2)^2" --lr 1e-3:10:66
    gdtui sweep ravine --optimizer momentum --lr 0.005:0.5:40 --momentum 0:0.95:20 --plot
    gdtui sweep --optimizer adam --beta2 0.9,0.99,0.999 --steps 200
    gdtui sweep logistic --data circle --batch-size 8,32,128 --lr 0.01:10:20 --jobs 2
    gdtui sweep --find mlp --data digits --batch-size 32 --standardize
    gdtui sweep rosenbrock --steps 5000 --format jsonl > lanes.jsonl
    gdtui sweep rosenbrock --steps 5000 --format jsonl --resume lanes.jsonl > all.jsonl

    Values are written 0.5,1,0.1, or low:high:count. Besides --lr, --batch-size and --seed, every
    number among the settings of the optimizer, the schedule and the loss is an option. Ctrl+C
    writes what is done.
    """
    if form and plot:
        raise click.UsageError(f"--format {form} and --plot are two forms; take one of them")
    if scheduler and jobs > 1:
        raise click.UsageError("--jobs and --scheduler are two kinds of workers; take one of them")
    several: dict[str, Any] = {}
    for name in options.SWEPT:
        value = settings[name]
        if isinstance(value, tuple):
            several[name] = value
            settings[name] = None
        elif value is not None and name != RATE:
            settings[name] = _whole(name, value)
    several |= ctx.meta["swept"]
    if not several and settings[RATE] is not None:
        several[RATE] = settings[RATE]  # of one value
    if finding:
        if resume:
            raise click.UsageError("--find starts anew; --resume is for a sweep")
        wanted = "plot" if plot else form or "table"
        how = {"form": wanted, "starts": starts, "ascii_only": ascii_only}
        _find(loss, settings, several, workers=_workers(jobs, scheduler), **how)
        return
    if starts:
        raise click.UsageError("--starts is for --find")
    run = run_of(loss, settings, steps=STEPS)
    descends = is_descent(run.config.optimizer)
    if "momentum" in several and descends and settings["optimizer"] is None:
        run = Run(replace(run.config, optimizer="momentum"), run.data)
    with _pairs_explained(several):
        config = _config(run, several)
        cost = estimated(config, run.data)
        _refuse_too_many(config, cost, jobs)
        known = resumed(resume, config, run.data) if resume else []
        begun = Sweep(config, run.data, known=known)
    workers = _workers(jobs, scheduler)
    _warn_if_long(begun, cost, workers.count if workers else 1)
    with ctrl_c() as pressed:
        with progress(f"{len(config):,} runs", "sweeping") as told:
            if form == "jsonl":
                # On a terminal the lines themselves show how far it is.
                tell = (lambda _: None) if sys.stdout.isatty() else told
                lanes = _as_they_come(begun, workers, pressed, tell)
                emit((json_line(config, lane) for lane in lanes), ascii_only=ascii_only, data=True)
            else:
                for _ in _as_they_come(begun, workers, pressed, told):
                    pass
        if form != "jsonl":
            write = FORMS["plot" if plot else form or "table"]
            lines = write(begun, run.loss, glyphs(ascii_only=ascii_only))
            emit(lines, ascii_only=ascii_only, data=form == "csv")
        if not begun.done:
            note(f"interrupted: {len(begun.known):,} of {len(config):,} runs are done")
        if pressed():
            del workers  # with what they hold of the system
            end_by(signal.SIGINT)
        if not begun.done:
            sys.exit(FAILED)


def _workers(jobs: int, scheduler: str | None) -> Workers | None:
    """Who works the sweep out, if not this process."""
    if scheduler:
        from gdtui.cli.cluster import Cluster  # noqa: PLC0415 (few have one)

        return Cluster(scheduler)
    return Processes(jobs) if jobs > 1 else None


def _find(loss: str | None, settings: dict[str, Any], several: dict[str, Any], **how: Any) -> None:
    """The rate finder, which has the learning rate alone to find."""
    from gdtui.cli.find import find  # noqa: PLC0415 (a sweep does not wait for it)

    rates = several.pop(RATE, settings.pop(RATE, None))
    if several:
        names = " and ".join(several)
        raise click.UsageError(f"--find finds a learning rate alone; to sweep {names} leave it out")
    find(loss, {**settings, RATE: None}, rates=rates, **how)


# What is swept


def _config(run: Run, several: dict[str, Any]) -> SweepConfig:
    """The sweep of these values, of the usual learning rates if there are none."""
    config, steps = run.config, run.config.max_steps
    assert steps is not None  # it has been given some
    axes = [_axis(name, values, run) for name, values in several.items()]
    if not axes:
        axes = [Axis(RATE, usual_rates(config, run.data))]
    if len(axes) > 2:
        names = ", ".join(one.name for one in axes)
        raise click.UsageError(f"{names}: a sweep is over one hyperparameter or two")
    return SweepConfig(config, tuple(axes), steps)


@contextmanager
def _pairs_explained(several: Mapping[str, Any]) -> Iterator[None]:
    """Where values are refused: that `0,5` is two of them, and no half."""
    try:
        yield
    except (click.UsageError, ConfigError, SpecError) as error:
        said = error.format_message() if isinstance(error, click.UsageError) else str(error)
        for values in several.values():
            pair = isinstance(values, tuple) and len(values) == 2
            if pair and all(value >= 0 and value.is_integer() for value in values):
                one, other = map(typed, values)
                raise click.UsageError(
                    f"{said} ({one},{other} are two values; a decimal has a point)"
                ) from None
        raise


def _axis(name: str, values: float | tuple[float, ...] | Spread, run: Run) -> Axis:
    if isinstance(values, Spread):
        what = axis(name, (values.low,), run.config).what
        found = spread(what, *values)
    else:
        found = tuple(dict.fromkeys(values if isinstance(values, tuple) else (values,)))
    made = axis(name, found, run.config)
    for value in made.values:
        if made.whole:
            _whole(name, value)
    if made.what == RATE and min(made.values) <= 0:
        raise click.UsageError(f"--lr must be above 0, not {typed(min(made.values))}")
    return made


def _whole(name: str, value: float) -> int:
    if value != int(value) or value < 0:
        raise click.UsageError(f"--{name.replace('_', '-')} must be whole, not {typed(value)}")
    return int(value)


# What it costs


def _refuse_too_many(config: SweepConfig, cost: Estimate, jobs: int) -> None:
    """Refuse what memory has no room for, before anything of it is made."""
    count, free = len(config), free_memory()
    if cost.bytes > SHARE * free:
        needs, fits = cost.bytes, f"{int(SHARE * free / cost.bytes * count):,} runs"
        what = f"{count:,} runs"
    elif jobs > 1 and (few := cost.processes_within(jobs)) < jobs:
        needs, fits = jobs * (PROCESS + cost.a_run), f"--jobs {max(1, few)}"
        what = f"{jobs} processes"
    else:
        return
    raise click.ClickException(
        f"{what} need about {needs / 1e9:.1f} GB of memory, more than half of the "
        f"{free / 1e9:.1f} GB that are free; {fits} would fit"
    )


def _warn_if_long(begun: Sweep, cost: Estimate, workers: int) -> None:
    config = begun.config
    waiting = len(config) - len(begun.known)
    seconds = cost.seconds_of(waiting, config.steps) / workers
    if seconds <= LONG:
        return
    lanes = cost.lanes_within(LONG * workers, config.steps)
    steps = cost.steps_within(LONG * workers, waiting)
    less = [f"{lanes:,} runs"] + ([f"{steps:,} steps each"] if steps else [])
    note(
        f"this will take about {duration(seconds)}; {' or '.join(less)} would take a minute. "
        "Ctrl+C writes what is done"
    )


# What happens


def _as_they_come(
    begun: Sweep,
    workers: Workers | None,
    stopped: Callable[[], bool],
    tell: Callable[[float], None],
) -> Iterator[Lane]:
    """The lanes that were known, and the others as they are done, until it is stopped."""
    yield from begun.known
    sys.stdout.flush()
    happened = by_workers(begun, workers) if workers else _here(begun)
    try:
        for events in happened:
            tell(begun.progress.share)
            for event in events:
                if isinstance(event, LanesDone):
                    yield from event.lanes
                    sys.stdout.flush()
            if stopped():
                break
    except NoWorkersError as error:
        note(str(error))


def _here(begun: Sweep) -> Iterator[Sequence[SweepEvent]]:
    while events := begun.advance(budget=MOMENT):
        yield events
