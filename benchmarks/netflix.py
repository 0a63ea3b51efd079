"""How long an import of Netflix's file takes, how much memory, and how late the event loop runs meanwhile.

Run with: python -m benchmarks.netflix FILE
"""

import asyncio
import gc
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.netflix import understood
from bot.run import load_starter
from db.database import Database, open_database
from db.pages import read_page
from db.top_ten import import_top_ten
from db.viewing import proportion

PROBE = 0.005
"""Seconds between two looks at the clock."""


@contextmanager
def lateness() -> Generator[list[float]]:
    """By how many seconds the event loop came late, look by look."""
    late: list[float] = []

    async def look() -> None:
        while True:
            due = time.perf_counter() + PROBE
            await asyncio.sleep(PROBE)
            late.append(time.perf_counter() - due)

    probe = asyncio.create_task(look())
    try:
        yield late
    finally:
        probe.cancel()


@asynccontextmanager
async def waiting(database: Database) -> AsyncGenerator[list[float]]:
    """How many seconds somebody else's write waits for its turn, again and again."""
    waits: list[float] = []
    ends = asyncio.Event()

    async def write() -> None:
        while not ends.is_set():
            began = time.perf_counter()
            async with database.write():
                waits.append(time.perf_counter() - began)
            await asyncio.sleep(PROBE)

    other = asyncio.create_task(write())
    try:
        yield waits
    finally:
        ends.set()
        await other


async def take(database: Database, content: bytes) -> str:
    """Import as the running bot does: read in a thread, then written in one transaction."""
    async with waiting(database) as waits:
        with lateness() as late:
            began = time.perf_counter()
            top_ten = await understood(content)
            read = time.perf_counter()
            imported = await import_top_ten(database, top_ten.entries, datetime.now(UTC))
            ended = time.perf_counter()
    return (
        f"{imported.weeks} of {len(top_ten.entries)} rows new, {imported.shows} shows added, "
        f"{top_ten.films} rows of films skipped\n"
        f"  {ended - began:.2f} s in all, {read - began:.2f} s of it for reading the file\n"
        f"  another write waited {max(waits):.2f} s at most, "
        f"and the loop was late by {max(late) * 1000:.0f} ms at most"
    )


async def answers(database: Database) -> str:
    """What every /viewers costs: the page with the most weeks, and the proportion."""
    async with database.read() as connection:
        began = time.perf_counter()
        for show_id in range(1, 17):
            await read_page(connection, show_id, 0)
        pages = time.perf_counter()
        for _ in range(100):
            await proportion(connection, "TV (English)")
        ended = time.perf_counter()
    return (
        f"a page in {(pages - began) / 16 * 1000:.1f} ms, "
        f"the proportion in {(ended - pages) / 100 * 1000:.2f} ms"
    )


async def main(content: bytes) -> None:
    """A first import, the same again, and what is read of it."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_database(Path(folder) / "greenlight.db") as database:
            await load_starter(database)
            gc.collect()
            gc.freeze()  # as the bot does once it has started
            print(f"First import: {await take(database, content)}")
            print(f"The same again: {await take(database, content)}")
            print(f"Answers: {await answers(database)}")


def command_line(file: Path) -> None:
    """The whole command in a process of its own, into a new store."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "bot", "import", "netflix", str(file)],
            env={"DATABASE_URL": f"sqlite+aiosqlite:///{folder}/new.db", "LOG_LEVEL": "ERROR"},
            check=True,
        )
        took = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"python -m bot import netflix: {took:.1f} s with the start of Python, of which "
        f"{used.ru_utime + used.ru_stime:.1f} s on a processor, and {used.ru_maxrss / 1024:.0f} MB at most"
    )


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]).read_bytes()))
    command_line(Path(sys.argv[1]).resolve())
