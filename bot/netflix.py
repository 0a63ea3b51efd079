"""Keeping Netflix's viewing figures up to date: when to fetch, and what happens when that fails."""

import asyncio
import logging
from datetime import date, datetime, timedelta
from pathlib import Path

from bot.text import day
from db.database import Database, StoreError
from db.fetches import last_fetch, note_fetch
from db.top_ten import Imported, import_top_ten
from db.viewing import newest_week
from sources.download import NotFetched, fetch
from sources.netflix import TopTen, TopTenRefused, read_top_ten

log = logging.getLogger(__name__)

SOURCE = "netflix"

_UNTIL_NEXT_TRY = timedelta(hours=12)
_PUBLISHED = timedelta(days=2, hours=8)
"""From the end of a week's Sunday to when its lists may be there: Tuesday morning in Los Angeles."""


def awaited_week(now: datetime) -> date:
    """The newest week, by its Sunday, whose lists should be out: that of Sunday is, from Tuesday on.

    `now` is aware UTC.
    """
    ended = (now - _PUBLISHED).date()
    return ended - timedelta(days=ended.isoweekday() % 7)


def is_due(newest: date | None, tried: datetime | None, now: datetime) -> bool:
    """Whether to fetch: a week is out that is not held, and the last try is twelve hours ago.

    A try that lies ahead was made by a clock that was wrong, and does not count.
    """
    is_missing = newest is None or newest < awaited_week(now)
    return is_missing and (tried is None or not timedelta(0) <= now - tried < _UNTIL_NEXT_TRY)


async def content_of(place: str) -> bytes:
    """The file of all weeks, from an address or from a file of this computer.

    Raises:
        NotFetched: it cannot be fetched or read.
    """
    return await (fetch(place) if "://" in place else asyncio.to_thread(_read, Path(place)))


async def understood(content: bytes, held: date | None = None) -> TopTen:
    """The file of all weeks, read beside everything else. `held` is the newest week that is held already.

    Raises:
        TopTenRefused: it cannot be taken.
    """
    return await asyncio.to_thread(read_top_ten, content, held)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotFetched(f"{path} cannot be read ({error.strerror}).") from None


async def refresh(database: Database, address: str, now: datetime) -> None:
    """Fetch the newest week once it should be out. Whatever goes wrong, what is held stays; it never fails.

    A fault is logged once, and once that it is over.
    """
    try:
        async with database.read() as connection:
            held, last = await newest_week(connection), await last_fetch(connection, SOURCE)
        if is_due(held, last.tried if last else None, now):
            await _take_or_note(database, address, held, now)
    except StoreError as error:
        log.warning("Netflix's viewing figures cannot be kept up to date: %s", error)


async def _take_or_note(database: Database, address: str, held: date | None, now: datetime) -> None:
    try:
        imported, is_over = await _take(database, address, held, now)
    except Exception as error:
        async with database.write() as connection:
            is_new = await note_fetch(connection, SOURCE, now, failed=True)
        if is_new:
            stays = f"those up to {day(held)} stay" if held else "there are none yet"
            unforeseen = None if isinstance(error, NotFetched | TopTenRefused | StoreError) else error
            log.warning(
                "Netflix's viewing figures could not be fetched, and %s: %s",
                stays,
                error,
                exc_info=unforeseen,
            )
        return
    if is_over:
        log.info("Netflix's viewing figures can be fetched again.")
    if imported.weeks:
        log.info("Took %s rows of Netflix's Top 10.", imported.weeks)


async def _take(database: Database, address: str, held: date | None, now: datetime) -> tuple[Imported, bool]:
    top_ten = await understood(await content_of(address), held)
    imported = await import_top_ten(database, top_ten.entries, now)
    async with database.write() as connection:
        return imported, await note_fetch(connection, SOURCE, now, failed=False)
