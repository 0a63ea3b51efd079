"""How it went when other people's data was last fetched."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables


@dataclass(frozen=True, slots=True)
class LastFetch:
    """When data was last asked for, and since when that fails. Both are aware UTC."""

    tried: datetime
    failing_since: datetime | None


async def last_fetch(connection: AsyncConnection, source: str) -> LastFetch | None:
    """How it went last; None where it was never tried."""
    fetch = tables.fetch.c
    found = await connection.execute(select(fetch.tried, fetch.failing_since).where(fetch.source == source))
    row = found.one_or_none()
    if row is None:
        return None
    failing_since = row.failing_since.replace(tzinfo=UTC) if row.failing_since else None
    return LastFetch(row.tried.replace(tzinfo=UTC), failing_since)


async def note_fetch(connection: AsyncConnection, source: str, at: datetime, *, failed: bool) -> bool:
    """Note how it went. Returns whether that is news: whether the time before went otherwise."""
    before = await last_fetch(connection, source)
    was_failing = bool(before and before.failing_since)
    since = before.failing_since if before and before.failing_since else at
    row = {"tried": _stored(at), "failing_since": _stored(since) if failed else None}
    await connection.execute(
        insert(tables.fetch)
        .values(source=source, **row)
        .on_conflict_do_update(index_elements=["source"], set_=row)
    )
    return failed != was_failing


def _stored(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)
