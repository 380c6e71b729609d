"""Data are read off the event loop, which goes on meanwhile, until they are there or canceled."""

import os
import threading

from gdtui.engine.config import RunConfig
from gdtui.engine.run import Run
from gdtui.files import paths
from gdtui.files.csv_table import Progress
from gdtui.files.datasets import data_differ, open_run
from gdtui.tui.in_thread import in_thread


def open_at_once(config: RunConfig, live: Run) -> Run | None:
    """The run of a configuration; None if a file has to be read for it, which may take a while.

    The data of the `live` run are not read again. Raises as `open_run` does.
    """
    if not data_differ(config, live.config):
        return Run(config, live.data)
    if config.data is not None and os.path.isfile(paths.typed(config.data)):
        return None
    return open_run(config)


class CanceledError(Exception):
    """Somebody has no patience for the file that is being read."""


class Reading:
    """One run at a time whose data are being read."""

    def __init__(self) -> None:
        self._canceled = threading.Event()

    async def open_run(self, config: RunConfig, progress: Progress) -> Run:
        """The run of a configuration; `progress` is told in the reading thread how far it is.

        What was being read before is canceled. Raises `CanceledError`, and as `open_run` does.
        """
        self.cancel()
        self._canceled = canceled = threading.Event()

        def tell(share: float) -> None:
            if canceled.is_set():
                raise CanceledError
            progress(share)

        return await in_thread(lambda: open_run(config, tell))

    def cancel(self) -> None:
        """Give up what is being read, if anything is."""
        self._canceled.set()
