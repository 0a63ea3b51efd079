"""Answers of other people's servers, kept for an hour so that they are not asked twice within it."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables

KEPT = timedelta(hours=1)


async def kept_answer(connection: AsyncConnection, address: str, now: datetime) -> bytes | None:
    """What was answered within the hour; None where nothing was. `now` is aware UTC."""
    answer = tables.kept_answer.c
    found = await connection.execute(
        select(answer.body).where(answer.address == address, answer.at > _stored(now - KEPT))
    )
    return found.scalar()


async def keep_answer(connection: AsyncConnection, address: str, body: bytes, now: datetime) -> None:
    """Keep an answer, and let go of those that are older than an hour. `now` is aware UTC."""
    await forget_answers(connection, now)
    answer = tables.kept_answer
    row = {"at": _stored(now), "body": body}
    await connection.execute(
        insert(answer)
        .values(address=address, **row)
        .on_conflict_do_update(index_elements=["address"], set_=row)
    )


async def forget_answers(connection: AsyncConnection, now: datetime) -> None:
    """Let go of the answers that are older than an hour: they say what somebody typed. `now` is UTC.

    So are those that were kept while the clock ran ahead.
    """
    answer = tables.kept_answer
    is_over = or_(answer.c.at <= _stored(now - KEPT), answer.c.at > _stored(now + KEPT))
    await connection.execute(delete(answer).where(is_over))


def _stored(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)
