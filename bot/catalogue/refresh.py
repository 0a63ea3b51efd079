"""Keeping the shows that are held in full as TVmaze has them, once a day, and letting old answers go."""

import logging
from datetime import datetime, timedelta

from bot.catalogue.tvmaze import Catalogue
from db.catalogue import found_unchanged, held_in_full
from db.catalogue_answers import forget_answers
from db.database import Database, StoreError
from db.fetches import LastFetch, last_fetch, note_fetch
from sources.tvmaze import NoSuchShow, TVmazeError

log = logging.getLogger(__name__)

SOURCE = "tvmaze"

_DAILY = timedelta(days=1)


def is_due(last: LastFetch | None, now: datetime) -> bool:
    """Whether to ask for updates: the last time is a day ago, lies ahead by a wrong clock, or never was."""
    return last is None or not timedelta(0) <= now - last.tried < _DAILY


async def refresh(database: Database, catalogue: Catalogue, now: datetime) -> None:
    """Take anew what has changed at TVmaze, once a day. Whatever goes wrong, what is held stays.

    Answers that are kept no longer are let go at each call.
    A fault is logged once, and once that it is over.
    """
    problem: Exception | None
    last: LastFetch | None = None
    try:
        async with database.write() as connection:
            await forget_answers(connection, now)
        async with database.read() as connection:
            last, held = await last_fetch(connection, SOURCE), await held_in_full(connection)
        if not held or not is_due(last, now):
            return
        problem = await _take(database, catalogue, held, now)
        async with database.write() as connection:
            is_news = await note_fetch(connection, SOURCE, now, failed=problem is not None)
    except StoreError as error:
        problem, is_news = error, True
    if is_news and problem is not None:
        log.warning("Shows cannot be kept as TVmaze has them, and stay as they are: %s", problem)
    elif is_news and last is not None:
        log.info("TVmaze can be asked again.")


async def _take(
    database: Database, catalogue: Catalogue, held: dict[int, int], now: datetime
) -> Exception | None:
    """Take what has changed since it was taken, and note that the rest has not; returns the first fault."""
    problems: list[Exception] = []
    try:
        updates = await catalogue.updates()
        there = held.keys() & updates
        changed = {number for number in there if updates[number] > held[number]}
        async with database.write() as connection:
            await found_unchanged(connection, there - changed, now)
        for tvmaze_id in sorted(changed):
            problems += await _take_one(catalogue, tvmaze_id, now)
    except (TVmazeError, StoreError) as error:
        problems.append(error)
    return problems[0] if problems else None


async def _take_one(catalogue: Catalogue, tvmaze_id: int, now: datetime) -> list[Exception]:
    """Take one show; returns what went wrong with it, which is not to keep the others waiting."""
    try:
        await catalogue.take(tvmaze_id, now, in_background=True)
    except NoSuchShow:
        log.info("TVmaze has no show %s any more; what is held of it stays.", tvmaze_id)
    except TVmazeError as error:
        log.info("TVmaze's show %s stays as it is: %s", tvmaze_id, error)
        return [error]
    return []
