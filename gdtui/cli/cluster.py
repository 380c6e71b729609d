"""Workers of a Dask cluster for a sweep: the only module that knows `distributed`."""

import asyncio
import logging
import re
from concurrent.futures import Executor
from typing import Any

import click

from gdtui.engine.spec import quoted

_PATIENCE = 5.0  # seconds that a scheduler has to say that it is one


class Cluster:
    """The workers of the scheduler at an address such as `tcp://HOST:8786`.

    A worker that is lost is the scheduler's business: it hands the chunk to another one.
    """

    def __init__(self, address: str) -> None:
        """Raises `click.ClickException` where there is no such cluster, or no Dask."""
        try:
            import distributed  # noqa: PLC0415 (few have it)
        except ImportError:
            raise click.ClickException(
                "--scheduler needs Dask: pip install 'gdtui[cluster]', here and on the workers"
            ) from None
        if not re.fullmatch(r"(\w+://)?[^\s/]+:\d+", address):
            raise click.ClickException(
                f"--scheduler needs an address such as tcp://HOST:8786, not {quoted(address)}"
            )
        try:
            logging.disable()  # what there is to say of a cluster, we say in a line
            asyncio.run(_greet(address))
            self._address, self._client = address, _connected(address)
        except (OSError, ValueError) as error:
            reason = str(error).split("\n")[0] or f"no answer within {_PATIENCE:.0f} s"
            raise click.ClickException(f"no Dask scheduler at {address}: {reason}") from None
        self.fatal: tuple[type[Exception], ...] = (distributed.KilledWorker,)
        self.count: int = max(1, sum(self._client.nthreads().values()))

    def begin(self) -> Executor:
        """Its workers, as an executor."""
        if self._client.status == "closed":
            self._client = _connected(self._address)
        executor: Executor = self._client.get_executor(pure=False, retries=10)
        return executor

    def end(self, pool: Executor) -> None:
        """What was not begun is not begun any more."""
        pool.shutdown(wait=False)
        self._client.close(timeout=1)


def _connected(address: str) -> Any:
    import distributed  # noqa: PLC0415 (few have it)

    client: Any = distributed.Client
    return client(address, timeout="5s", set_as_default=False)


async def _greet(address: str) -> None:
    """Ask a scheduler who it is; a client waits for good where another program listens.

    Raises `OSError` where none answers.
    """
    import distributed  # noqa: PLC0415 (few have it)

    security: Any = distributed.Security
    remote: Any = distributed.rpc
    arguments = security().get_connection_args("client")
    async with remote(address, connection_args=arguments) as scheduler:
        await asyncio.wait_for(scheduler.identity(), _PATIENCE)
