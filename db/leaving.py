"""Servers that were left: all that one said is kept for a while, then forgotten whole."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, String, Table, and_, cast, delete, exists, literal, select, union
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.facts import SHARED, spoken_of
from db.memory import touched
from db.mutes import Mute

KEPT = timedelta(days=30)
"""How long what a server said is kept after it was left."""

_OF_LAYERS = [table for table in reversed(tables.metadata.sorted_tables) if "layer" in table.c]
"""Every table that says whose a row is, each before those that it refers to."""


async def note_departure(connection: AsyncConnection, layer: int, at: datetime) -> None:
    """Note that a server was left; where that is known already, the earlier time stands. `at` is aware."""
    await connection.execute(
        insert(tables.departure).values(layer=layer, at=_naive(at)).on_conflict_do_nothing()
    )


async def note_return(connection: AsyncConnection, layer: int) -> None:
    """Note that the bot is a member of a server, so that nothing of it is forgotten."""
    await connection.execute(delete(tables.departure).where(tables.departure.c.layer == layer))


async def compare(connection: AsyncConnection, members: Collection[int], at: datetime) -> None:
    """Note every server that was left, or joined again, unseen.

    `members` are the servers where the bot is a member; `at` is when somebody looked, aware.
    """
    departed = await connection.execute(select(tables.departure.c.layer))
    for layer in set(departed.scalars()) & set(members):
        await note_return(connection, layer)
    for layer in await _servers(connection) - set(members):
        await note_departure(connection, layer, at)


async def left_long_ago(connection: AsyncConnection, now: datetime) -> list[int]:
    """The servers whose time is over, the one that was left first before the others. `now` is aware."""
    departure = tables.departure.c
    found = await connection.execute(
        select(departure.layer).where(departure.at <= _naive(now - KEPT)).order_by(departure.at)
    )
    return list(found.scalars())


async def forget(connection: AsyncConnection, layer: int, now: datetime) -> bool:
    """Forget a server whose time is over, and what nobody else speaks of. Returns whether it still was over.

    Written in one transaction: whatever interrupts it, the server is there whole or gone whole. The shared
    catalogue and all other servers stay as they are.
    """
    if layer == SHARED or layer not in await left_long_ago(connection, now):
        return False
    fact_ids = await _facts(connection, layer)
    show_ids = await _shows(connection, fact_ids)
    for table in _OF_LAYERS:
        await connection.execute(delete(table).where(table.c.layer == layer))
    for table, ids in ((tables.fact, fact_ids), (tables.show, show_ids)):
        await connection.execute(delete(table).where(_is_one_of(table, ids), _is_unnamed(table)))
    await connection.execute(delete(tables.actor).where(_is_unnamed(tables.actor), ~_is_muted()))
    touched(connection).layers.add(layer)
    return True


async def _servers(connection: AsyncConnection) -> set[int]:
    """Every server of which something is kept."""
    # Each revision has the layer of its edit, and there are far fewer edits.
    named = union(*(select(table.c.layer) for table in _OF_LAYERS if table is not tables.revision))
    return set((await connection.execute(named)).scalars()) - {SHARED}


async def _facts(connection: AsyncConnection, layer: int) -> list[int]:
    """The facts that a layer has ever said something about."""
    return list((await connection.execute(spoken_of(layer).distinct())).scalars())


async def _shows(connection: AsyncConnection, fact_ids: list[int]) -> list[int]:
    """The shows that these facts are about."""
    about = select(tables.fact.c.show_id).distinct().where(_is_one_of(tables.fact, fact_ids))
    return list((await connection.execute(about)).scalars())


def _is_one_of(table: Table, ids: list[int]) -> ColumnElement[bool]:
    """Whether a row is one of these, which may be more than a statement takes parameters."""
    return table.c.id.in_(tables.listed(ids))


def _is_unnamed(table: Table) -> ColumnElement[bool]:
    """Whether no row anywhere refers to a row of a table."""
    references = [key for other in tables.metadata.sorted_tables for key in other.foreign_keys]
    return and_(
        *(~exists().where(key.parent == table.c.id) for key in references if key.column.table is table)
    )


def _is_muted() -> ColumnElement[bool]:
    """Whether a server has ever muted an actor, which is named in the mute itself."""
    key = literal("[") + cast(tables.actor.c.id, String) + "]"
    return exists().where(tables.fact.c.kind == Mute.KIND, tables.fact.c.key == key)


def _naive(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)
