"""How far the import of every show is, so that it goes on where it was left off."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.catalogue import ACTOR


@dataclass(frozen=True, slots=True)
class Left:
    """Which page comes next, of how many, counted from 0, and when the last one was taken, in UTC."""

    next_page: int
    pages: int
    at: datetime

    @property
    def is_done(self) -> bool:
        """Whether every page was taken."""
        return self.next_page >= self.pages


async def left_off(connection: AsyncConnection) -> Left | None:
    """Where the import was left off; None where it was never begun."""
    row = tables.catalogue_import.c
    found = await connection.execute(select(row.next_page, row.pages, row.at).where(row.source == ACTOR))
    left = found.one_or_none()
    return Left(left.next_page, left.pages, left.at.replace(tzinfo=UTC)) if left else None


async def note_page(connection: AsyncConnection, page: int, pages: int, now: datetime) -> None:
    """Note that a page was taken, of so many, in the transaction that took it."""
    row = {"next_page": page + 1, "pages": pages, "at": now.astimezone(UTC).replace(tzinfo=None)}
    await connection.execute(
        insert(tables.catalogue_import)
        .values(source=ACTOR, **row)
        .on_conflict_do_update(index_elements=["source"], set_=row)
    )
