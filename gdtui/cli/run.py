"""A run on the screen, without one, and again from a recording."""

import math
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from gdtui.cli import options, screen
from gdtui.cli.commands import COMMANDS
from gdtui.cli.console import FAILED, ctrl_c, emit, end_by, glyphs, note, progress
from gdtui.engine.config import OF_DATA, RunConfig, check
from gdtui.engine.events import Event
from gdtui.engine.objectives.models.on_data import usual_loss
from gdtui.engine.run import Run
from gdtui.files import recording
from gdtui.files.command_line import Edit, chosen, loss_of, option_of
from gdtui.files.datasets import doubts, has_name, load_for
from gdtui.files.named import data_meant, other_name, refuse_misspelled
from gdtui.files.presets import preset_named
from gdtui.files.replay import Replay

STEPS = 20  # of a run without a screen, if neither its preset nor anybody says
PORTION = 1024  # steps between two looks at whether to go on …
PATIENCE = 0.1  # … or seconds, where a step takes long


@click.command(hidden=True, params=options.of_playground())
def play(
    loss: str | None,
    edits: Sequence[Edit],
    at: int | None,
    theme: str | None,
    ascii_only: bool,
    fps: float | None,
    no_mouse: bool,
    **settings: Any,
) -> None:
    """The playground. LOSS is an expression such as "(w - 3)^2", or a name.

    \b
    gdtui zig-zag                  a preset; `gdtui presets` lists them
    gdtui "(w-2)^2" --start 8 --lr 0.5
    gdtui "(w-2)^2" --lr 0.5,1,0.1   two more pinned beside the first
    gdtui --edit 8:lr=1.05 --edit 8:optimizer=momentum --at 12
    gdtui -- "-cos(w)"             a loss that begins with - goes last, after --
    """
    own, *others = _one_by_one(settings)
    run = run_at(loss, own, edits, at)
    beside = [run_at(loss, other, edits, STEPS) for other in others]
    screen.prepare()
    screen.show(
        run,
        theme=theme,
        ascii_only=ascii_only,
        fps=fps,
        no_mouse=no_mouse,
        offers_last=loss is None and not chosen(settings) and not edits and at is None,
        preset=preset_named(loss or ""),
        beside=beside,
    )


@click.command(params=options.of_run(steps=f"{STEPS}, or the preset's own"))
@options.formats("table unless said otherwise; jsonl: the events, to be replayed.")
@click.option("--plot", is_flag=True, help="A chart of the loss in place of the rows.")
@click.option("--log", is_flag=True, help="With --plot: a logarithmic scale.")
@click.option("--plain", is_flag=True, help="Sentences in place of the rows: a line a step.")
@click.option("--ascii", "ascii_only", is_flag=True, help="Write in ASCII alone.")
@click.option("--at", hidden=True)
def run(
    *,
    loss: str | None,
    edits: Sequence[Edit],
    form: str | None,
    plot: bool,
    log: bool,
    plain: bool,
    ascii_only: bool,
    at: str | None,
    **settings: Any,
) -> None:
    """A run without a screen.

    \b
    gdtui run "(w-2)^2" --lr 1 --steps 4
    gdtui run --edit 8:lr=1.05 --steps 12
    gdtui run --lr 2 --steps 10 --plot --log
    gdtui run "(w-2)^2" --start 8 --lr 0.5,1,0.1 --steps 8 --plot
    gdtui run --format jsonl > run.jsonl
    gdtui run logistic --data circle:noise=0.1 --batch-size 10
    gdtui run mlp:hidden=8/8 --data my.csv --target y --test-share 0.2

    \b
    LOSS on data: linear, logistic, softmax, mlp. DATA: a CSV file, or circle, xor, gauss, spiral,
    plane, line, cars, iris, digits.
    """
    if at is not None:
        raise click.UsageError(
            "--at is the step that the playground shows; a run without a screen "
            "shows them all, and --steps says how many"
        )
    form = _form(form, plot, plain) or "table"
    runs = [run_of(loss, of_one, steps=STEPS) for of_one in _one_by_one(settings)]
    edits = _checked(runs[0], edits)
    from gdtui.cli.report import DATA_FORMS  # noqa: PLC0415 (the playground does not wait for it)
    from gdtui.cli.side_by_side import Lane, lines_of  # noqa: PLC0415

    with ctrl_c() as pressed:
        lanes = [Lane(run, _to_the_end(run, edits, pressed)) for run in runs]
        if len(lanes) == 1:
            _write(*lanes[0], form, ascii_only, log)
        else:
            lines = lines_of(lanes, form, glyphs(ascii_only=ascii_only), log)
            emit(lines, ascii_only=ascii_only, data=form in DATA_FORMS)
        if pressed():
            end_by(signal.SIGINT)


@options.with_screen
@click.command()
@click.argument("file", type=options.FILE)
@options.formats("Write the run instead of opening it.")
@click.option("--plot", is_flag=True, help="Write a chart of the loss instead of opening it.")
@click.option("--plain", is_flag=True, help="Write it in sentences, a line a step.")
def replay(file: Path, form: str | None, plot: bool, plain: bool, **shown: Any) -> None:
    """Open a recorded run, made with `gdtui run --format jsonl`.

    The run is made again from its settings and edits, and compared with the recorded steps.

    \b
    gdtui run --lr 0.9 --format jsonl > run.jsonl
    gdtui replay run.jsonl
    gdtui replay run.jsonl --format table
    """
    form = _form(form, plot, plain)
    if form is None:
        screen.prepare()
    try:
        recorded = recording.load(file)
        again = Replay(recorded)
        if form:
            _write(again.run, again, form, shown["ascii_only"])
        else:
            for _ in again:
                pass
    except ValueError as error:
        raise click.ClickException(f"{file.name}: {error}") from None
    if recorded.cut_short:
        note(f"{file.name}: the last line is incomplete and was left out")
    if again.differs is not None:
        note(
            f"{file.name}: step {again.differs} differs from the recording: "
            "another machine's arithmetic, or a changed file"
        )
    if not form:
        screen.show(again.run, **shown)
    elif again.differs is not None:
        sys.exit(FAILED)


# What is run


def run_at(
    loss: str | None, settings: Mapping[str, Any], edits: Sequence[Edit], at: int | None
) -> Run:
    """The run that the options ask for, edited, standing at step `at` or the last one before it.

    `settings` are the options' values by the fields of `RunConfig`. Raises
    `click.ClickException`, and what `Run` raises.
    """
    run = run_of(loss, settings)
    for _ in _edited(run, _checked(run, edits), lambda: False):
        pass
    run.seek(at or 0)
    return run


def _one_by_one(settings: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The settings once for each of the learning rates."""
    rates = settings["learning_rate"]
    if not isinstance(rates, tuple):
        return [settings]
    return [{**settings, "learning_rate": rate} for rate in rates]


def run_of(loss: str | None, settings: Mapping[str, Any], *, steps: int | None = None) -> Run:
    """The run that the options ask for, with its data; what was assumed about those is told.

    `steps` is how many it has if neither they nor a preset say.
    """
    if named := _data_meant(loss, settings):
        loss, settings = None, {**settings, "data": named}
    config = _config(loss, settings)
    if config.max_steps is None:
        config = replace(config, max_steps=steps)
    if config.data is None:
        given = [name for name in chosen(settings) if name in OF_DATA]
        if given:
            raise click.UsageError(f"{option_of(given[0])} is for losses on --data")
        made = Run(config)
        for line in made.objective.notes:
            note(line)
        return made
    with progress(config.data) as tell:
        config, (data, assumed) = load_for(config, loss and config.objective, tell)
    if loss is None:
        config = replace(config, objective=usual_loss(data))
        kind = f"{len(data.classes)} classes" if data.classes else "a number"
        said = f"the loss is {config.objective}, since {data.target_name} is {kind}"
        assumed = (*assumed, said)
    made = Run(config, data)
    if not has_name(data.name):
        assumed = (*assumed, *doubts(config.objective, data, config.standardize))
    for line in assumed:
        note(line)
    return made


def _config(loss: str | None, settings: Mapping[str, Any]) -> RunConfig:
    said = chosen(settings)
    preset = preset_named(loss or "")
    if preset is not None:
        if told := other_name(loss or ""):
            note(told)
        return replace(preset.config, **said)
    if loss is not None:
        _refuse_misspelled(loss)
        said["objective"] = loss_of(loss)
    return RunConfig(**said)


def _refuse_misspelled(loss: str) -> None:
    """A command in the wrong place, or a misspelled name, is no product of letters."""
    if loss in COMMANDS:
        raise click.ClickException(f"{loss} comes first, then its options: gdtui {loss} ...")
    refuse_misspelled(loss, COMMANDS)


def _data_meant(loss: str | None, settings: Mapping[str, Any]) -> str | None:
    """The data set that stands where a loss is asked for, if one does. It is said."""
    data = data_meant(loss) if loss else None
    if data is not None and settings["data"] is not None:
        raise click.UsageError(
            f"{loss} is a data set, and --data names another; name a loss, such as linear"
        )
    if data is not None:
        note(f"{data} is a data set: --data {data}")
    return data


def _checked(run: Run, edits: Iterable[Edit]) -> list[Edit]:
    """The edits in the order of their steps, if `run` can have them, as far as can be told yet."""
    in_order = sorted(edits, key=lambda edit: edit.step)
    settings, last = run.settings, run.config.max_steps
    for edit in in_order:
        settings = settings._replace(**edit.changes)
        try:
            check(settings, last)
        except ValueError as error:
            raise click.ClickException(f"{edit}: {error}") from None
        if last is not None and edit.step > last:
            raise _too_late(edit, last)
    return in_order


def _too_late(edit: Edit, last: int) -> click.ClickException:
    return click.ClickException(
        f"{edit}: the run ends at step {last}; edit at step {last} or before"
    )


# What happens


def _to_the_end(run: Run, edits: Iterable[Edit], stopped: Callable[[], bool]) -> Iterator[Event]:
    """Everything that happens, edits included, to the end or until it is stopped."""
    yield from _edited(run, edits, stopped)
    yield from _up_to(math.inf, run, stopped)


def _edited(run: Run, edits: Iterable[Edit], stopped: Callable[[], bool]) -> Iterator[Event]:
    """What happens up to the last edit, each made at its step."""
    for edit in edits:
        yield from _up_to(edit.step, run, stopped)
        if stopped():
            return
        if run.step < edit.step:
            raise _too_late(edit, run.step)
        yield run.edit(**edit.changes)


def _up_to(step: float, run: Run, stopped: Callable[[], bool]) -> Iterator[Event]:
    yield from run.advance(0)
    while run.step < step and not run.ended:
        yield from run.advance(int(min(PORTION, step - run.step)), budget=PATIENCE)
        if stopped():
            return


def _form(form: str | None, plot: bool, plain: bool) -> str | None:
    """What to write, if anything was said about it."""
    wanted = [f"--format {form}"] * bool(form) + ["--plot"] * plot + ["--plain"] * plain
    if len(wanted) > 1:
        raise click.UsageError(f"{wanted[0]} and {wanted[1]} are two forms; take one of them")
    return "plot" if plot else "plain" if plain else form


def _write(
    run: Run, events: Iterable[Event], form: str, ascii_only: bool, log: bool = False
) -> None:
    """Write what happens in a form, as it happens."""
    from gdtui.cli.report import DATA_FORMS, FORMS  # noqa: PLC0415 (see `run`)
    from gdtui.cli.spoken import spoken  # noqa: PLC0415

    lines = {**FORMS, "plain": spoken}[form](run, events, glyphs(ascii_only=ascii_only), log)
    emit(lines, ascii_only=ascii_only, data=form in DATA_FORMS)
