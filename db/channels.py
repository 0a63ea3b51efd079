"""Channels in which the bot could not post, so that a moderator is told of each once."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables


async def note_fault(connection: AsyncConnection, layer: int, channel_id: int, at: datetime) -> bool:
    """Note that a channel is gone or closed. Returns whether that is new. `at` is aware."""
    noted = await connection.execute(
        insert(tables.channel_fault)
        .values(layer=layer, channel_id=channel_id, at=at.astimezone(UTC).replace(tzinfo=None))
        .on_conflict_do_nothing()
    )
    return noted.rowcount > 0


async def clear_fault(connection: AsyncConnection, layer: int, channel_id: int) -> None:
    """Forget a fault: the channel works, or another was chosen."""
    fault = tables.channel_fault
    await connection.execute(delete(fault).where(fault.c.layer == layer, fault.c.channel_id == channel_id))


async def has_fault(connection: AsyncConnection, layer: int, channel_id: int) -> bool:
    """Whether the last post in a channel failed."""
    fault = tables.channel_fault.c
    found = await connection.execute(
        select(fault.at).where(fault.layer == layer, fault.channel_id == channel_id)
    )
    return found.first() is not None


async def untold(connection: AsyncConnection, layer: int) -> list[int]:
    """The channels with a fault that no moderator was told of yet."""
    fault = tables.channel_fault.c
    found = await connection.execute(
        select(fault.channel_id).where(fault.layer == layer, ~fault.told).order_by(fault.at)
    )
    return list(found.scalars())


async def note_told(connection: AsyncConnection, layer: int, channel_ids: Sequence[int]) -> None:
    """Note that a moderator was told of the faults of these channels."""
    fault = tables.channel_fault
    named = fault.c.layer == layer, fault.c.channel_id.in_(channel_ids)
    await connection.execute(update(fault).where(*named).values(told=True))
