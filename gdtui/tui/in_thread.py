"""Work beside the event loop that nobody has to wait for."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

Result = TypeVar("Result")


async def in_thread(work: Callable[[], Result]) -> Result:
    """What `work` returns, or raises; whoever leaves meanwhile does not wait for it.

    `asyncio.to_thread` would: a program ends only when those threads have.
    """
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[Result] = loop.create_future()

    def tell(give: Callable[[], None]) -> None:
        if not outcome.cancelled():
            give()

    def do() -> None:
        give: Callable[[], None]
        try:
            give = partial(outcome.set_result, work())
        except Exception as error:
            give = partial(outcome.set_exception, error)
        with contextlib.suppress(RuntimeError):  # the event loop has been closed
            loop.call_soon_threadsafe(tell, give)

    threading.Thread(target=do, daemon=True, name="beside").start()
    return await outcome
