"""The whole bot over the wire beside a bare one: answers a second, lateness, processor time, memory.

Run with: python -m benchmarks.wire
"""

import asyncio
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.test_process import Behind, connected
from tests.wire import ROOT, Answer, Wire

IN_FLIGHT = (1, 50, 200)
ROUNDS, ANSWERS = 3, 400

Ask = Callable[[Wire], Awaitable[Answer]]

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Measured:
    """What answers took, over all rounds: seconds each, seconds in all, and processor seconds of the bot."""

    times: list[float] = field(default_factory=list[float])
    wall: float = 0.0
    processor: float = 0.0


@dataclass(frozen=True)
class Bot:
    """A running bot, and the Discord it is connected to."""

    wire: Wire
    pid: int

    @property
    def processor(self) -> float:
        """Seconds of processor time that it has taken."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    @property
    def memory(self) -> float:
        """Millions of bytes that it holds."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


ASKED: dict[str, Ask] = {
    "/status": lambda wire: wire.command("status", {"show": "The Imperfects"}),
    "/reviews": lambda wire: wire.command("reviews", {"show": "The Imperfects"}),
    "completion": lambda wire: wire.autocomplete("status", {"show": "imprefe"}, "show"),
}


@asynccontextmanager
async def greenlight(folder: Path) -> AsyncGenerator[Bot]:
    async with Behind() as wire, connected(wire, folder) as process:
        wire.timeout = wire.patience = 60.0
        yield Bot(wire, process.pid)


@asynccontextmanager
async def pong() -> AsyncGenerator[Bot]:
    async with Behind() as wire:
        wire.timeout = wire.patience = 60.0
        own = {"PATH": os.defpath, "PYTHONPATH": str(ROOT)}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.pong", cwd=ROOT, env=own | wire.environment
        )
        try:
            await wire.ready()
            yield Bot(wire, process.pid)
        finally:
            process.kill()
            await process.wait()


async def measure(bot: Bot, ask: Ask, in_flight: int, into: Measured) -> None:
    """Ask so many times, with so many in flight."""
    waiting = iter(range(ANSWERS))

    async def one_after_another() -> None:
        for _ in waiting:
            began = time.perf_counter()
            await ask(bot.wire)
            into.times.append(time.perf_counter() - began)

    before, began = bot.processor, time.perf_counter()
    await asyncio.gather(*(one_after_another() for _ in range(in_flight)))
    into.wall += time.perf_counter() - began
    into.processor += bot.processor - before


async def measured() -> Table:
    """Ask both bots in turn, round by round; one row for each thing asked and number in flight."""
    with tempfile.TemporaryDirectory() as folder:
        async with greenlight(Path(folder)) as ours, pong() as bare:
            asked: dict[str, tuple[Bot, Ask]] = {"pong": (bare, lambda wire: wire.command("ping"))}
            asked |= {name: (ours, ask) for name, ask in ASKED.items()}
            for bot, ask in asked.values():
                await measure(bot, ask, 10, Measured())
            found = {(name, count): Measured() for name in asked for count in IN_FLIGHT}
            for _ in range(ROUNDS):
                for count in IN_FLIGHT:
                    for name, (bot, ask) in asked.items():
                        await measure(bot, ask, count, found[name, count])
            table = _table(found)
            table.caption = f"Memory: {ours.memory:.0f} MB; the bare bot {bare.memory:.0f} MB."
            return table


def _table(found: dict[tuple[str, int], Measured]) -> Table:
    table = Table(title=f"Over the wire, {ROUNDS} rounds in turn, on Python {platform.python_version()}")
    for column in (
        "asked",
        "in flight",
        "answers a second",
        "p50 ms",
        "p99 ms",
        "processor µs",
        "times pong",
    ):
        table.add_column(column, justify="right")
    for (name, count), one in found.items():
        each, pong = one.processor / len(one.times), found["pong", count]
        points = statistics.quantiles(one.times, n=100)
        table.add_row(
            name,
            str(count),
            f"{len(one.times) / one.wall:.0f}",
            f"{points[49] * 1000:.1f}",
            f"{points[98] * 1000:.1f}",
            f"{each * 1e6:.0f}",
            f"{each / (pong.processor / len(pong.times)):.2f}",
        )
    return table


if __name__ == "__main__":
    Console(width=120).print(asyncio.run(measured()))
