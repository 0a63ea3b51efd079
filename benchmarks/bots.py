"""The bot and a bare one, each as a process that is connected to a Discord on this machine, and asked."""

import asyncio
import os
import statistics
import sys
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.test_process import Behind, connected
from tests.wire import ROOT, Answer, Wire

Ask = Callable[[Wire], Awaitable[Answer]]

_PATIENCE = 60.0
"""Seconds until an answer counts as lost; that it is late is for the figures to tell."""


@dataclass
class Measured:
    """What answers took, over all rounds: seconds each, seconds in all, and processor seconds of the bot."""

    times: list[float] = field(default_factory=list[float])
    wall: float = 0.0
    processor: float = 0.0

    @property
    def each(self) -> float:
        """Seconds of processor time an answer."""
        return self.processor / len(self.times)

    def within(self, share: int) -> float:
        """Milliseconds within which so many of a hundred answers came."""
        return statistics.quantiles(self.times, n=100, method="inclusive")[share - 1] * 1000


@dataclass(frozen=True)
class Bot:
    """A running bot, and the Discord it is connected to."""

    wire: Wire
    pid: int

    @property
    def processor(self) -> float:
        """Seconds of processor time that it has taken."""
        threads = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9

    @property
    def memory(self) -> float:
        """Millions of bytes that it holds."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


@asynccontextmanager
async def greenlight(folder: Path) -> AsyncGenerator[Bot]:
    """Greenlight with the store in a folder, or a new one."""
    async with Behind() as wire, connected(wire, folder) as process:
        wire.timeout = wire.patience = _PATIENCE
        yield Bot(wire, process.pid)


@asynccontextmanager
async def bare(*loop: str) -> AsyncGenerator[Bot]:
    """The bare bot of `benchmarks.pong`, on asyncio's own event loop unless another is named."""
    async with Behind() as wire:
        wire.timeout = wire.patience = _PATIENCE
        own = {"PATH": os.defpath, "PYTHONPATH": str(ROOT)}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.pong", *loop, cwd=ROOT, env=own | wire.environment
        )
        try:
            await wire.ready()
            yield Bot(wire, process.pid)
        finally:
            process.kill()
            await process.wait()


async def measure(bot: Bot, ask: Ask, answers: int, in_flight: int, into: Measured) -> None:
    """Ask so many times, with so many in flight."""
    waiting = iter(range(answers))

    async def one_after_another() -> None:
        for _ in waiting:
            await _timed(bot, ask, into)

    before, began = bot.processor, time.perf_counter()
    await asyncio.gather(*(one_after_another() for _ in range(in_flight)))
    into.wall += time.perf_counter() - began
    into.processor += bot.processor - before


async def steady(bot: Bot, asks: Iterable[Ask], a_second: int) -> Measured:
    """Ask in an even stream, whether what was asked before is answered or not."""
    found, before, began = Measured(), bot.processor, time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number, ask in enumerate(asks):
            await asyncio.sleep(max(0.0, began + number / a_second - time.perf_counter()))
            group.create_task(_timed(bot, ask, found))
    found.wall, found.processor = time.perf_counter() - began, bot.processor - before
    return found


async def _timed(bot: Bot, ask: Ask, into: Measured) -> None:
    began = time.perf_counter()
    await ask(bot.wire)
    into.times.append(time.perf_counter() - began)
