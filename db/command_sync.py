"""Which commands Discord was told of last, by a digest, so that it is told only of changes."""

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables


async def known(connection: AsyncConnection, scope: str) -> str | None:
    """The digest of what was last sent to a scope."""
    found = await connection.execute(
        select(tables.command_sync.c.digest).where(tables.command_sync.c.scope == scope)
    )
    return found.scalar_one_or_none()


async def keep(connection: AsyncConnection, scope: str, digest: str) -> None:
    """Note what was sent to a scope."""
    await connection.execute(
        insert(tables.command_sync)
        .values(scope=scope, digest=digest)
        .on_conflict_do_update(index_elements=["scope"], set_={"digest": digest})
    )


async def forget(connection: AsyncConnection) -> None:
    """Have all commands sent anew at the next start."""
    await connection.execute(delete(tables.command_sync))
