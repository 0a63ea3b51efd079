"""How much the store holds."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.facts import SHARED, holding, newest, spoken_of
from db.pages import MODELS
from db.viewing import newest_week


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts as one layer sees them, the day the newest fact was checked, and the newest viewing week."""

    shows: int
    facts: int
    checked_on: date | None
    viewing_week: date | None = None


async def totals(connection: AsyncConnection, layer: int, shows: int) -> Totals:
    """Count what a layer sees, which are so many shows."""
    fact, revision = tables.fact, tables.revision
    shared = revision.c.layer == SHARED
    said = select(revision.c.fact_id).where(shared).group_by(revision.c.fact_id).subquery()
    apart = union(
        select(revision.c.fact_id).where(shared, revision.c.value.is_(None)),
        spoken_of(layer).where(tables.edit.c.layer != SHARED),
    )
    counted = await connection.execute(select(func.count()).select_from(said))
    corrected = await connection.execute(
        select(
            func.count().filter(newest(SHARED).is_not(None)).label("said"),
            func.count(revision.c.value).label("seen"),
        )
        .select_from(fact)
        .outerjoin(revision, revision.c.id == holding(layer))
        .where(fact.c.id.in_(apart), fact.c.kind.in_(MODELS))
    )
    of_these = corrected.one()
    facts = counted.scalar_one() - of_these.said + of_these.seen
    return Totals(shows, facts - shows, await _checked_on(connection, layer), await newest_week(connection))


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
