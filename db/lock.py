"""Locks: what a server's managers have closed to its editors, and why."""

from collections.abc import Iterable
from typing import ClassVar

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.facts import SHARED, holding, own
from db.values import Prose, SeasonNumber, Value


class Lock(Value):
    """Closes a show, or one season of it, to editors; withdrawn, it is open again."""

    KIND: ClassVar[str] = "lock"

    season: SeasonNumber | None = None
    reason: Prose

    @property
    def about(self) -> tuple[str | int | None, ...]:
        return (self.season,)


class Locked(Exception):
    """Somebody was to change what a lock closes to them."""

    def __init__(self, lock: Lock) -> None:
        super().__init__(lock.reason)
        self.lock = lock


def lock_on(locks: Iterable[Lock], *seasons: int | None) -> Lock | None:
    """The lock that closes something about these seasons, if any: theirs, or the whole show's."""
    return next((lock for lock in locks if lock.season is None or lock.season in seasons), None)


async def refuse_locked(
    connection: AsyncConnection, layer: int, changed: Iterable[tuple[int, str, str, Value | None]]
) -> None:
    """Let nothing through that a lock of this layer closes; what changes is show, kind, key and new value.

    Raises:
        Locked: one of them is closed.
    """
    changed = list(changed)
    locks = await _locks(connection, layer, {show_id for show_id, *_ in changed})
    if not locks:
        return
    seasons = await _seasons(connection, layer, set(locks))
    for show_id, kind, key, value in changed:
        concerned = seasons.get((show_id, kind, key)), getattr(value, "season", None)
        if found := lock_on(locks.get(show_id, ()), *concerned):
            raise Locked(found)


async def locks_on(connection: AsyncConnection, layer: int, show_id: int) -> list[Lock]:
    """The locks of one show in a layer."""
    return (await _locks(connection, layer, {show_id})).get(show_id, [])


async def _locks(connection: AsyncConnection, layer: int, show_ids: set[int]) -> dict[int, list[Lock]]:
    """The locks of these shows in a layer; the shared catalogue has none."""
    fact, revision = tables.fact, tables.revision
    rows = await connection.execute(
        select(fact.c.show_id, revision.c.value)
        .select_from(fact)
        .join(revision, revision.c.id == own(layer))
        .where(fact.c.show_id.in_(show_ids), fact.c.kind == Lock.KIND, revision.c.value.is_not(None))
    )
    found: dict[int, list[Lock]] = {}
    for row in rows:
        found.setdefault(row.show_id, []).append(Lock.model_validate_json(row.value))
    return found


async def _seasons(
    connection: AsyncConnection, layer: int, show_ids: set[int]
) -> dict[tuple[int, str, str], int | None]:
    """Which season each fact of these shows is about; None for none in particular.

    Of what holds no value now, its newest value tells: undoing a removal would bring that season back.
    """
    fact, revision = tables.fact, tables.revision
    held, told = revision.alias(), revision.alias()
    holds = select(held.c.id).where(held.c.id == holding(layer), held.c.value.is_not(None))
    newest = select(func.max(told.c.id)).where(
        told.c.fact_id == fact.c.id, told.c.layer.in_([layer, SHARED]), told.c.value.is_not(None)
    )
    about = func.coalesce(holds.correlate(fact).scalar_subquery(), newest.correlate(fact).scalar_subquery())
    rows = await connection.execute(
        select(
            fact.c.show_id, fact.c.kind, fact.c.key, revision.c.value.op("->>")("$.season").label("season")
        )
        .select_from(fact)
        .join(revision, revision.c.id == about)
        .where(fact.c.show_id.in_(show_ids))
    )
    return {(row.show_id, row.kind, row.key): row.season for row in rows}
