"""Members who may not suggest anything in a server."""

from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.edits import Change, Signature, person, sign
from db.facts import own
from db.tables import SERVER
from db.values import Value


class Mute(Value):
    """Somebody, by the id of their actor, who may not suggest; withdrawn, they may again."""

    KIND: ClassVar[str] = "mute"

    actor: int

    @property
    def about(self) -> tuple[str | int | None, ...]:
        return (self.actor,)


async def muted(connection: AsyncConnection, layer: int) -> list[int]:
    """The Discord ids of those who may not suggest in a server; whoever was erased is not among them."""
    fact, revision, actor = tables.fact, tables.revision, tables.actor
    rows = await connection.execute(
        select(actor.c.discord_id)
        .select_from(fact)
        .join(revision, revision.c.id == own(layer))
        .join(actor, actor.c.id == revision.c.value.op("->>")("$.actor"))
        .where(fact.c.show_id == SERVER, fact.c.kind == Mute.KIND, actor.c.discord_id.is_not(None))
        .order_by(revision.c.id)
    )
    return list(rows.scalars())


async def mute(connection: AsyncConnection, member: int, by: Signature) -> int | None:
    """Take no more suggestions from somebody, by Discord id; returns the edit, None where that is so."""
    if member in await muted(connection, by.layer):
        return None
    actor_id = await person(connection, member)
    return await sign(connection, by, [Change.to(SERVER, Mute(actor=actor_id), (), by.at.date())])


async def unmute(connection: AsyncConnection, member: int, by: Signature) -> int | None:
    """Take somebody's suggestions again; returns the edit, None where that is so."""
    if member not in await muted(connection, by.layer):
        return None
    key = Mute(actor=await person(connection, member)).key
    return await sign(connection, by, [Change(SERVER, Mute.KIND, key, None, (), by.at.date())])
