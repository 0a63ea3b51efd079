"""How much the store holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.facts import SHARED, holding, newest, spoken_of
from db.pages import MODELS
from db.shows import ShowDetails
from db.viewing import newest_week


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts as one layer sees them, the day the newest fact was checked, and the newest viewing week."""

    shows: int
    facts: int
    checked_on: date | None
    viewing_week: date | None = None


async def totals(connection: AsyncConnection, layer: int) -> Totals:
    """Count what a layer sees."""
    revision = tables.revision.c
    said = select(revision.fact_id).where(revision.layer == SHARED).group_by(revision.fact_id).subquery()
    facts = await _seen(connection, layer, select(func.count()).select_from(said), MODELS)
    shows = await count_shows(connection, layer)
    return Totals(shows, facts - shows, await _checked_on(connection, layer), await newest_week(connection))


async def count_shows(connection: AsyncConnection, layer: int) -> int:
    """How many shows a layer sees."""
    is_show = tables.fact.c.kind == ShowDetails.KIND
    said = select(func.count()).where(is_show, newest(SHARED).is_not(None))
    return await _seen(connection, layer, said, [ShowDetails.KIND])


async def _seen(connection: AsyncConnection, layer: int, said: Select[Any], kinds: Iterable[str]) -> int:
    """How many facts of some kinds a layer sees, found by those that are not as the shared one `said` first.

    `said` counts what the shared layer has ever spoken of.
    """
    fact, revision = tables.fact, tables.revision
    apart = union(
        select(revision.c.fact_id).where(revision.c.layer == SHARED, revision.c.value.is_(None)),
        spoken_of(layer).where(tables.edit.c.layer != SHARED),
    )
    corrected = await connection.execute(
        select(
            func.count().filter(newest(SHARED).is_not(None)).label("said"),
            func.count(revision.c.value).label("seen"),
        )
        .select_from(fact)
        .outerjoin(revision, revision.c.id == holding(layer))
        .where(fact.c.id.in_(apart), fact.c.kind.in_(kinds))
    )
    of_these = corrected.one()
    return (await connection.execute(said)).scalar_one() - of_these.said + of_these.seen


async def _checked_on(connection: AsyncConnection, layer: int) -> date | None:
    """The day the newest fact was checked, found without looking at the older ones."""
    fact, revision = tables.fact, tables.revision
    found = await connection.execute(
        select(revision.c.checked_on)
        .join(fact, fact.c.id == revision.c.fact_id)
        .where(revision.c.id == holding(layer), revision.c.value.is_not(None), fact.c.kind.in_(MODELS))
        .order_by(revision.c.checked_on.desc())
        .limit(1)
    )
    again = await connection.execute(select(func.max(tables.tvmaze_show.c.checked_on)))
    return max(filter(None, (found.scalar(), again.scalar())), default=None)
