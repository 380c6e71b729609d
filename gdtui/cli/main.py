"""The entry point: finds the command, loads it, and makes every error one line."""

import gc
import importlib
import io
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

import click
from click.shell_completion import CompletionItem

from gdtui import __version__
from gdtui.cli import options
from gdtui.cli.commands import COMMANDS
from gdtui.cli.console import (
    DONE,
    FAILED,
    end_by,
    fail,
    mute_stdout,
    open_streams,
    show_all_that_is_written,
)

_LISTED = {name: entry.help for name, entry in COMMANDS.items() if entry.help is not None}


class Commands(click.Group):
    """Commands, each loaded when it is needed, and the playground for everything else."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Their names."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """A command, out of its module."""
        if name not in COMMANDS:
            return None
        module, _, variable = COMMANDS[name].where.partition(":")
        gc.disable()  # what a module makes is kept: nothing in it is garbage, now or later
        command: click.Command = getattr(importlib.import_module(module), variable)
        gc.freeze()
        gc.enable()
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Anything but a command's name is the playground's loss or option."""
        own = {*COMMANDS, *ctx.help_option_names, "--version"}
        completing = ctx.resilient_parsing and not args  # then the commands are what is asked for
        if not completing and (not args or args[0] not in own):
            args = ["play", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands and options that begin so; none is loaded for it."""
        items = [CompletionItem(name, help=text) for name, text in _LISTED.items()]
        begun = [item for item in items if item.value.startswith(incomplete)]
        return begun + click.Command.shell_complete(self, ctx, incomplete)

    def format_usage(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Both ways to call it."""
        formatter.write_usage("gdtui", "[LOSS] [OPTIONS]  or  gdtui COMMAND ...")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The playground's options, which need no command's name before them, then the commands."""
        shown = [*options.of_playground()[1:], *self.get_params(ctx)]  # the first is LOSS
        records = [parameter.get_help_record(ctx) for parameter in shown]
        with formatter.section("Options"):
            formatter.write_dl([record for record in records if record])
        with formatter.section("Commands"):
            formatter.write_dl(list(_LISTED.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gdtui", message="%(prog)s %(version)s")
def group() -> None:
    """A playground for gradient descent and the learning rate.

    \b
    gdtui                          the worked example, L = (w - 3)^2 from w = 7
    gdtui "x^4 - 2x^2 + y^2"       a loss of your own
    gdtui "(w-2)^2" --lr 1         with another learning rate
    gdtui run --steps 5            a run without a screen
    """


def main(args: Sequence[str] | None = None) -> NoReturn:
    """The entry point: every error becomes one line, never a traceback."""
    # The matrices here are small. A thread for every core costs numpy half of its start, and bits
    # that depend on the machine.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    open_streams()
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what its encoding lacks is no reason to crash
            stream.reconfigure(errors="backslashreplace" if stream is sys.stderr else "replace")
    show_all_that_is_written()
    stdout = sys.stdout
    try:
        code = group.main(args, prog_name="gdtui", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoSuchOption as error:
        from gdtui.engine.spec import quoted  # noqa: PLC0415 (--help waits for no engine)

        hint = f", did you mean {error.possibilities[0]}?" if error.possibilities else ""
        takes_loss = error.ctx and any(param.name == "loss" for param in error.ctx.command.params)
        more = "a loss that begins with - goes last, after --" if takes_loss else _help(error.ctx)
        fail(f"unknown option {quoted(error.option_name)}{hint}; {more}")
    except click.UsageError as error:
        fail(f"{error.format_message().rstrip('.')}; {_help(error.ctx)}")
    except click.ClickException as error:
        fail(error.format_message())
    except (click.Abort, KeyboardInterrupt):
        end_by(signal.SIGINT)
    except (BrokenPipeError, SystemExit) as error:
        # Whoever reads may stop whenever they like. Click, which then takes stdout out of its
        # place, would call that a failure.
        if isinstance(error, SystemExit) and sys.stdout is stdout:
            raise
        mute_stdout()
        sys.exit(DONE)
    except OSError as error:
        mute_stdout()
        fail(f"{error.filename or 'output'}: {error.strerror or error}", code=FAILED)
    except Exception as error:
        if _of_what_was_asked(error):
            pointer = getattr(error, "pointer", None)
            fail(str(error), pointer if isinstance(pointer, str) else None)
        if os.environ.get("GDTUI_TRACEBACK"):
            raise
        fail(
            f"unexpected {type(error).__name__}: {error}; GDTUI_TRACEBACK=1 shows where",
            code=FAILED,
        )
    sys.exit(code if isinstance(code, int) else DONE)


def _of_what_was_asked(error: Exception) -> bool:
    """Whether the engine refused what it was asked to do, rather than failing at it."""
    from gdtui.engine.config import ConfigError  # noqa: PLC0415 (--help waits for no engine)
    from gdtui.engine.data.dataset import DataError  # noqa: PLC0415
    from gdtui.engine.objectives.typed.error import ExpressionError  # noqa: PLC0415
    from gdtui.engine.spec import SpecError  # noqa: PLC0415

    return isinstance(error, ConfigError | SpecError | ExpressionError | DataError)


def _help(context: click.Context | None) -> str:
    """Where the options of a command are explained."""
    command = context.command_path if context else "gdtui"
    return f"see {command.removesuffix(' play')} --help"
