"""How long it takes to read a page, from the store and from memory, and to draw a card of it."""

import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from statistics import quantiles

from benchmarks.catalogue import made
from benchmarks.report import Part, table
from bot.cards.status import status_card
from db.database import Database, open_database
from db.facts import SHARED
from db.memory import Memory
from db.pages import Page, read_page

SHOWS, READ = 10_000, 2_000
_TODAY = date(2026, 1, 2)


async def measured(*, quick: bool = False) -> Part:
    """Pages of shows by chance: at first none is in memory, then all are."""
    shows, read = (1_000, 200) if quick else (SHOWS, READ)
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "greenlight.db"
        await made(file, shows)
        async with open_database(file) as database:
            rows = await _rows(database, random.Random(7).sample(range(1, shows), read))
    return Part([table("A page", ("what", "p50 µs", "p99 µs"), rows)])


async def _rows(database: Database, show_ids: list[int]) -> list[tuple[str, str, str]]:
    memory = Memory(database.read, most=len(show_ids))

    async def recall(show_id: int) -> Page | None:
        return await memory.recall(read_page, layer=SHARED, show_id=show_id)

    async def draw(show_id: int) -> None:
        page = await recall(show_id)
        assert page is not None
        status_card(page, None, _TODAY)

    some = show_ids[:100]  # as many cards as are kept
    return [
        _row("read from the store", await _each(recall, show_ids)),
        _row("recalled", await _each(recall, show_ids)),
        _row("recalled, and its card drawn", await _each(draw, some)),
        _row("recalled, with its card", await _each(draw, some)),
    ]


async def _each(do: Callable[[int], Awaitable[object]], show_ids: list[int]) -> list[float]:
    times: list[float] = []
    for show_id in show_ids:
        began = time.perf_counter()
        await do(show_id)
        times.append((time.perf_counter() - began) * 1e6)
    return times


def _row(what: str, times: list[float]) -> tuple[str, str, str]:
    points = quantiles(times, n=100, method="inclusive")
    return what, f"{points[49]:.0f}", f"{points[98]:.0f}"
