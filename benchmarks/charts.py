"""How long a chart takes, and how late the event loop runs while twenty a second are asked for.

Run with: python -m benchmarks.charts [SECONDS]
"""

import asyncio
import resource
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median, quantiles

from bot.charts import Charts
from bot.plot import Chart, Panel, Point, Series

A_SECOND = 20
PROBE = 0.005
"""Seconds between two looks at the clock."""


def chart_of(number: int, weeks: int) -> Chart:
    """Two seasons of so many weeks over hours and views, other ones for each number."""

    def series(name: str, start: float, *, ranks: bool = True) -> Series:
        points = [
            Point(
                week,
                (start + number) * 0.8**week,
                f"#{week % 10 + 1}" if ranks else "",
                is_bound=week == weeks,
                is_partial=week == 1,
            )
            for week in range(1, weeks + 1)
        ]
        return Series(name, "the first show", tuple(points))

    hours = (series("The Imperfects, season 1", 40), series("Partner Track, season 1", 30))
    views = (series("The Imperfects, season 1", 4, ranks=False),)
    ticks = tuple((week, str(week)) for week in range(1, weeks + 1, max(1, weeks // 10)))
    panels = (Panel("million hours", hours, joined_within=1.5), Panel("million views", views, height=240))
    return Chart(panels, ticks, "week, from release", "")


@dataclass(frozen=True)
class Lag:
    """What a probe saw, in seconds: how late the loop came, and how long it worked between two looks.

    Where it came late and had not worked, the machine was busy with something else.
    """

    late: list[float] = field(default_factory=list[float])
    worked: list[float] = field(default_factory=list[float])

    def __str__(self) -> str:
        return f"late by {said(self.late)}; itself at work for at most {max(self.worked) * 1000:.1f} ms"


@contextmanager
def probed() -> Generator[Lag]:
    """Look every few milliseconds at how late the event loop is."""
    lag = Lag()

    async def look() -> None:
        while True:
            due, worked = time.perf_counter() + PROBE, time.thread_time()
            await asyncio.sleep(PROBE)
            lag.late.append(time.perf_counter() - due)
            lag.worked.append(time.thread_time() - worked)

    probe = asyncio.create_task(look())
    try:
        yield lag
    finally:
        probe.cancel()


async def rest(seconds: int) -> None:
    """Nothing at all, to know how late the loop runs on this machine anyway."""
    with probed() as lag:
        await asyncio.sleep(seconds)
    print(f"Without charts the loop is {lag}")


async def start() -> None:
    """The first chart, for which the process is started, and then one after the other."""
    async with Charts() as charts:
        with probed() as lag:
            began = time.perf_counter()
            assert await charts.picture(chart_of(0, 4))
            first = time.perf_counter() - began
        for weeks in (4, 20):
            took: list[float] = []
            for number in range(1, 31):
                began = time.perf_counter()
                assert await charts.picture(chart_of(number, weeks))
                took.append(time.perf_counter() - began)
            print(f"A chart of {weeks} weeks: {said(took)}")
        print(f"The first chart, with the start of its process: {first * 1000:.0f} ms")
        print(f"Meanwhile the loop was {lag}")
        began = time.perf_counter()
        assert await charts.picture(chart_of(1, 20))
        print(f"A chart that is kept: {(time.perf_counter() - began) * 1e6:.0f} µs")


async def flood(seconds: int) -> None:
    """Twenty charts a second, each another one."""
    async with Charts() as charts:
        await charts.picture(chart_of(0, 4))
        asked: list[asyncio.Future[bytes | None]] = []
        took: list[float] = []
        with probed() as lag:
            for number in range(1, A_SECOND * seconds + 1):
                began = time.perf_counter()
                drawing = charts.picture(chart_of(number, 6))
                drawing.add_done_callback(lambda _, began=began: took.append(time.perf_counter() - began))
                asked.append(drawing)
                await asyncio.sleep(1 / A_SECOND)
            drawn = [picture for picture in await asyncio.gather(*asked) if picture]
    print(f"{A_SECOND} charts a second for {seconds} s: {len(drawn)} of {len(asked)} drawn, {said(took)}")
    print(f"Meanwhile the loop was {lag}")
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"The process that draws took at most {children / 1024:.0f} MB")


def said(seconds: list[float]) -> str:
    """The median, the 99th percentile and the worst, in milliseconds."""
    worst = quantiles(seconds, n=100, method="inclusive")[98]
    return (
        f"median {median(seconds) * 1000:.1f} ms, 99 % within {worst * 1000:.1f} ms, "
        f"at most {max(seconds) * 1000:.1f} ms"
    )


async def main() -> None:
    """At rest, one by one, and in a flood."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    await rest(seconds)
    await start()
    await flood(seconds)


if __name__ == "__main__":
    asyncio.run(main())
