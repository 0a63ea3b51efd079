"""Netflix's weekly Top 10, taken into the store: what is new in it, in one transaction."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.database import Database
from db.facts import SHARED
from db.matching import Title, key_of
from db.memory import touched
from db.top_ten_plan import Bound, Figures, Held, Plan, Ranked, Slot, make_plan
from db.top_ten_shows import Naming, known_shows, make_shows, namings, settle_shows
from db.viewing import PROPORTION

_FEW = 500
"""How many rows are written at a time, and between them everybody else's turn."""

_MANY = 2_000
"""How many shows are read at a time, likewise."""

Progress = Callable[[int, int], None]
"""Is told how many weeks of seasons are kept, and of how many new ones."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import understood, and how much of it was new."""

    plan: Plan
    shows: int
    weeks: int
    gone: int


async def import_top_ten(
    database: Database,
    entries: Collection[Ranked],
    at: datetime,
    progress: Progress = lambda _done, _of: None,
) -> Imported:
    """Take whole lists, from the first week on, into the store; what it has already is not written again.

    What is new is found out beforehand, so that other writes wait for no more than the writing.

    Raises:
        StoreError: the store cannot be read or written. Of the lists, nothing was.
    """
    named = await _namings(database)
    async with database.read() as connection:
        weeks, tenths = await _weeks(connection), await _tenths(connection)
    shows = await asyncio.to_thread(known_shows, named, _keys(entries))
    plan = await asyncio.to_thread(make_plan, entries, Held(shows, weeks, tenths))
    async with database.write() as connection:
        made = await make_shows(connection, plan.titles, at)
        await settle_shows(connection, shows, plan.listed_shows, at)
        await _remove(connection, plan.gone)
        await _keep(connection, plan.new, made, progress)
        await _keep_bounds(connection, plan.tenths)
        await _keep_proportions(connection, plan)
    return Imported(plan, len(made), len(plan.new), len(plan.gone))


async def _namings(database: Database) -> list[Naming]:
    """What every show was ever called, read bit by bit: there may be tens of thousands."""
    async with database.read() as connection:
        last = (await connection.execute(select(func.max(tables.show.c.id)))).scalar_one() or 0
    found: list[Naming] = []
    for first in range(0, last + 1, _MANY):
        async with database.read() as connection:
            found += await namings(connection, range(first, first + _MANY))
    return found


def _keys(entries: Collection[Ranked]) -> set[str]:
    titles = {(entry.title, entry.label) for entry in entries}
    return {key_of(name) for title, label in titles for name in (title, f"{title} {label or ''}")}


async def _weeks(connection: AsyncConnection) -> dict[Slot, Figures]:
    week = tables.viewing_week.c
    found = await connection.execute(
        select(week.show_id, week.season, week.week_ending)
        .add_columns(*(week[name] for name in Figures._fields))
        .where(week.rank.is_not(None))
    )
    held: dict[Slot, Figures] = {}
    for some in found.partitions(_FEW):
        held |= {Slot(*row[:3]): Figures(*row[3:]) for row in some}
        await asyncio.sleep(0)
    return held


async def _tenths(connection: AsyncConnection) -> dict[tuple[str, date], Bound]:
    tenth = tables.tenth_place.c
    found = await connection.execute(
        select(tenth.list, tenth.week_ending, tenth.tenth_hours, tenth.tenth_views)
    )
    return {(row.list, row.week_ending): Bound(row.tenth_hours, row.tenth_views) for row in found}


async def _remove(connection: AsyncConnection, gone: Collection[Slot]) -> None:
    week = tables.viewing_week.c
    statement = delete(tables.viewing_week).where(
        *(week[name] == bindparam(f"gone_{name}") for name in ("show_id", "season", "week_ending"))
    )
    rows: list[dict[str, Any]] = [
        {"gone_show_id": slot.show, "gone_season": slot.season, "gone_week_ending": slot.week_ending}
        for slot in gone
    ]
    for start in range(0, len(rows), _FEW):
        await connection.execute(statement, rows[start : start + _FEW])
    touched(connection).shows.update((SHARED, row["gone_show_id"]) for row in rows)


async def _keep(
    connection: AsyncConnection,
    new: Mapping[Slot, Figures],
    made: Mapping[Title, int],
    progress: Progress,
) -> None:
    upsert = insert(tables.viewing_week)
    upsert = upsert.on_conflict_do_update(
        index_elements=["show_id", "season", "week_ending"],
        set_={name: upsert.excluded[name] for name in Figures._fields},
    )
    rows: list[dict[str, Any]] = [
        {
            "show_id": made[slot.show] if isinstance(slot.show, Title) else slot.show,
            "season": slot.season,
            "week_ending": slot.week_ending,
            **figures._asdict(),
        }
        for slot, figures in new.items()
    ]
    progress(0, len(rows))
    for start in range(0, len(rows), _FEW):
        await connection.execute(upsert, rows[start : start + _FEW])
        progress(min(start + _FEW, len(rows)), len(rows))
    touched(connection).shows.update((SHARED, row["show_id"]) for row in rows)


async def _keep_bounds(connection: AsyncConnection, tenths: Mapping[tuple[str, date], Bound]) -> None:
    upsert = insert(tables.tenth_place)
    figures = ("tenth_hours", "tenth_views")
    upsert = upsert.on_conflict_do_update(
        index_elements=["list", "week_ending"], set_={name: upsert.excluded[name] for name in figures}
    )
    rows = [
        {"list": name, "week_ending": week, "tenth_hours": bound.hours, "tenth_views": bound.views}
        for (name, week), bound in tenths.items()
    ]
    if rows:
        await connection.execute(upsert, rows)
        touched(connection).all_pages = True


async def _keep_proportions(connection: AsyncConnection, plan: Plan) -> None:
    upsert = insert(tables.proportion)
    upsert = upsert.on_conflict_do_update(index_elements=["list"], set_={"value": upsert.excluded.value})
    rows = [{"list": found.list, "value": PROPORTION.dump_json(found).decode()} for found in plan.proportions]
    if rows:
        await connection.execute(upsert, rows)
