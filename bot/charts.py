"""Charts as pictures: drawn by a process of their own, within a time limit, and kept by what they show."""

import asyncio
import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Generator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Self

from bot.plot import Chart

log = logging.getLogger(__name__)

_LIMIT = 4.0
"""Seconds that one chart may take."""

_FIRST_LIMIT = 20.0
"""Seconds that a new process may take for its first chart, before which it loads what draws."""

_KEPT = 100
"""How many pictures are kept; one takes some 50 kB."""

_WAITING = 20
"""How many charts may wait to be drawn; those asked for beyond are left out."""

Draw = Callable[[Chart], bytes]


def draw_here(chart: Chart) -> bytes:
    """Draw a chart in this process, which is the one that draws."""
    from bot.drawing import draw  # the bot's own process never loads matplotlib

    return draw(chart)


class Charts:
    """Draws charts between entering and leaving it; before and after, none."""

    def __init__(self, draw: Draw = draw_here, limit: float = _LIMIT) -> None:
        self._worker = _Worker(draw, limit)
        self._thread: ThreadPoolExecutor | None = None
        self._kept: OrderedDict[Chart, bytes] = OrderedDict()
        self._drawing: dict[Chart, asyncio.Task[bytes | None]] = {}

    async def __aenter__(self) -> Self:
        self._thread = ThreadPoolExecutor(1, "charts")
        return self

    async def __aexit__(self, *_: object) -> None:
        thread, self._thread = self._thread, None
        self._worker.stop()
        await asyncio.get_running_loop().run_in_executor(thread, self._worker.end)
        await asyncio.gather(*self._drawing.values(), return_exceptions=True)
        if thread:
            thread.shutdown()

    @property
    def process_id(self) -> int | None:
        """The process that draws, where one is running."""
        return self._worker.process_id

    def picture(self, chart: Chart) -> "asyncio.Future[bytes | None]":
        """The chart as a PNG, or None where it cannot be drawn; those who ask for the same one share it."""
        if chart in self._drawing:
            return self._drawing[chart]
        if chart in self._kept:
            self._kept.move_to_end(chart)
            return _settled(self._kept[chart])
        if self._thread is None or len(self._drawing) >= _WAITING:
            return _settled(None)
        self._drawing[chart] = asyncio.create_task(self._draw(chart, self._thread))
        return self._drawing[chart]

    async def _draw(self, chart: Chart, thread: ThreadPoolExecutor) -> bytes | None:
        """Take a turn in the one thread that waits for the one process."""
        try:
            drawn = await asyncio.get_running_loop().run_in_executor(thread, self._worker.draw, chart)
        finally:
            del self._drawing[chart]
        if drawn is not None:
            self._kept[chart] = drawn
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return drawn


def _settled(picture: bytes | None) -> "asyncio.Future[bytes | None]":
    future: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
    future.set_result(picture)
    return future


class _Worker:
    """The process that draws. It is started for the first chart, and anew for the next after it failed.

    All but `stop` is called by one thread.
    """

    def __init__(self, draw: Draw, limit: float) -> None:
        self._function = draw
        self._limit = limit
        self._pool: ProcessPoolExecutor | None = None
        self._process: BaseProcess | None = None
        self._is_warm = False
        self._stopped = False

    @property
    def process_id(self) -> int | None:
        return self._process.pid if self._process else None

    def draw(self, chart: Chart) -> bytes | None:
        """Draw a chart; where that fails or takes too long, say so in the log and give up on the process."""
        if self._stopped:
            return None
        try:
            drawing = self._begin(chart)
            if self._stopped:  # while the process was being started
                self._kill()
            drawn = drawing.result(self._limit if self._is_warm else max(self._limit, _FIRST_LIMIT))
            self._is_warm = True
            return drawn
        except (BrokenExecutor, TimeoutError, OSError) as error:
            if not self._stopped:
                log.warning("A chart was left out, and the next one gets a new process: %r", error)
            self.end()
        except Exception:
            log.exception("A chart could not be drawn.")
        return None

    def stop(self) -> None:
        """Draw nothing more, and break off what is being drawn."""
        self._stopped = True
        self._kill()

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._kill()
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
        self._pool = self._process = None

    def _begin(self, chart: Chart) -> "Future[bytes]":
        if self._pool and self._process and _runs(self._process):
            return self._pool.submit(self._function, chart)
        self.end()
        others = set(multiprocessing.active_children())
        self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), _stay_with_the_bot)
        self._is_warm = False
        with _deaf_to_ctrl_c():
            drawing = self._pool.submit(self._function, chart)
        # The executor has no way of its own to end a process that hangs.
        self._process = next(iter(set(multiprocessing.active_children()) - others), None)
        return drawing

    def _kill(self) -> None:
        process = self._process
        if process:
            process.kill()


def _runs(process: BaseProcess) -> bool:
    """Whether a process still runs.

    `is_alive` says so of a dead one for the moment in which another thread, the executor's, collects it.
    """
    return not wait([process.sentinel], timeout=0)


@contextmanager
def _deaf_to_ctrl_c() -> Generator[None]:
    """A process that is started here is so as well, from before it can say it itself."""
    if sys.platform == "win32":
        yield
        return
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)


def _stay_with_the_bot() -> None:
    """End with the bot, even a killed one, and not at Ctrl-C, which a terminal sends to both."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it tells of its caches
    threading.Thread(target=_end_with_the_bot, daemon=True).start()


def _end_with_the_bot() -> None:
    bot = multiprocessing.parent_process()
    if bot:
        bot.join()
    os._exit(0)
