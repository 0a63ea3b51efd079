"""How much the store holds."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.facts import holding
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
    fact, revision = tables.fact, tables.revision
    row = await connection.execute(
        select(
            func.count().filter(fact.c.kind == ShowDetails.KIND).label("shows"),
            func.count().filter(fact.c.kind != ShowDetails.KIND).label("facts"),
            func.max(revision.c.checked_on).label("checked_on"),
        )
        .select_from(fact)
        .join(revision, revision.c.id == holding(layer))
        .where(fact.c.kind.in_(MODELS), revision.c.value.is_not(None))
    )
    found = row.one()
    return Totals(found.shows, found.facts, found.checked_on, await newest_week(connection))
