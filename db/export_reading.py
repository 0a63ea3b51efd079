"""What an export reads of the store: rows, to be made into a file once the connection is given back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.facts import SHARED, newest, seen_from, spoken_of
from db.lock import Lock
from db.pages import MODELS
from db.reception import ViewingWeek
from db.shows import ShowDetails

CARRIED = MODELS | {Lock.KIND: Lock}
"""What a file may say, by kind.

A server's settings and whom it has muted stay with it: they name channels, roles and people, which elsewhere
are others.
"""


class Said(NamedTuple):
    """What a layer says of shows, and what the shared catalogue says they are, by their keys."""

    facts: Mapping[str, Sequence[Any]]
    details: Mapping[str, Any]
    weeks: Mapping[str, Sequence[Any]]


async def read_said(connection: AsyncConnection, layer: int, show_ids: Sequence[int]) -> Said:
    """What a layer says of these shows, without those of which it says nothing."""
    facts = await _facts(connection, layer, show_ids)
    details = await _shared_details(connection, facts) if layer != SHARED else {}
    weeks = await _weeks(connection, show_ids) if layer == SHARED else {}
    return Said(facts, details, weeks)


async def shows_spoken_of(connection: AsyncConnection, layer: int) -> list[int]:
    """The shows of which a layer says something, by their keys."""
    show, fact = tables.show.c, tables.fact.c
    of_facts = select(fact.show_id).where(fact.id.in_(spoken_of(layer)), fact.kind.in_(CARRIED))
    weeks = select(tables.viewing_week.c.show_id).where(literal(layer == SHARED))
    found = await connection.execute(
        select(show.id).where(show.id.in_(of_facts.union(weeks))).order_by(show.key)
    )
    return list(found.scalars())


async def _facts(connection: AsyncConnection, layer: int, show_ids: Sequence[int]) -> dict[str, list[Any]]:
    """The newest word of a layer on each thing, with what was last said of it, by the show's key."""
    show, fact, revision = tables.show, tables.fact, tables.revision
    last_value = _last_value(layer)
    rows = await connection.execute(
        select(show.c.key.label("show"), fact.c.kind, fact.c.key.label("about"))
        .add_columns(revision.c.value, revision.c.sources, revision.c.checked_on)
        .add_columns(last_value.label("last_value"))
        .select_from(show)
        .join(fact, fact.c.show_id == show.c.id)
        .join(revision, revision.c.id == newest(layer))
        .where(show.c.id.in_(tables.listed(show_ids)))
        .where(~revision.c.follows_shared, fact.c.kind.in_(CARRIED), last_value.is_not(None))
    )
    found: dict[str, list[Any]] = {}
    for row in sorted(rows.all(), key=lambda row: (row.show, _ORDER[row.kind], row.about)):
        found.setdefault(row.show, []).append(row)
    return found


_ORDER = {kind: number for number, kind in enumerate(CARRIED)}


def _last_value(layer: int) -> Any:
    """What was last said of `tables.fact`, by the layer itself if it ever said anything."""
    earlier = tables.revision.alias()
    return (
        select(earlier.c.value)
        .where(earlier.c.fact_id == tables.fact.c.id, earlier.c.layer.in_({layer, SHARED}))
        .where(earlier.c.value.is_not(None))
        .order_by((earlier.c.layer == layer).desc(), earlier.c.id.desc())
        .limit(1)
        .correlate(tables.fact)
        .scalar_subquery()
    )


async def _shared_details(connection: AsyncConnection, keys: Iterable[str]) -> dict[str, Any]:
    """What the shared catalogue says of each show itself, by its key."""
    show, fact = tables.show, tables.fact
    rows = await connection.execute(
        seen_from(SHARED)
        .add_columns(show.c.key)
        .join(show, show.c.id == fact.c.show_id)
        .where(fact.c.kind == ShowDetails.KIND, show.c.key.in_(set(keys)))
    )
    return {row.key: row for row in rows}


async def _weeks(connection: AsyncConnection, show_ids: Sequence[int]) -> dict[str, list[Any]]:
    week, show = tables.viewing_week, tables.show
    rows = await connection.execute(
        select(show.c.key, *(week.c[name] for name in ViewingWeek.model_fields))
        .join(show, show.c.id == week.c.show_id)
        .where(week.c.show_id.in_(tables.listed(show_ids)))
        .order_by(week.c.season, week.c.week_ending)
    )
    found: dict[str, list[Any]] = {}
    for key, *said in rows.all():
        found.setdefault(key, []).append(said)
    return found


async def keys_of(connection: AsyncConnection, show_ids: Collection[int]) -> dict[int, str]:
    """What files call these shows, by their ids."""
    show = tables.show.c
    rows = await connection.execute(select(show.id, show.key).where(show.id.in_(tables.listed(show_ids))))
    return {row.id: row.key for row in rows}
