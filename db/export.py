"""What a layer says, and how it came to say so, as a file."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.facts import SHARED, load_sources, seen_from
from db.files import VERSION, AnyChange, AnyEntry, AnyFact, FactFile, FileEdit, FileShow
from db.history import Act, Changed, timeline
from db.lock import Lock
from db.pages import MODELS
from db.reception import ViewingWeek
from db.shows import ShowDetails

T = TypeVar("T")
Track: TypeAlias = Callable[[Sequence[T]], Iterable[T]]
"""What goes through a list one by one, so that somebody can watch."""

CARRIED = MODELS | {Lock.KIND: Lock}
"""What a file may say, by kind.

A server's settings and whom it has muted stay with it: they name channels, roles and people, which elsewhere
are others.
"""

_FACT: TypeAdapter[Any] = TypeAdapter(AnyFact)
_ENTRY: TypeAdapter[Any] = TypeAdapter(AnyEntry)
_CHANGE: TypeAdapter[Any] = TypeAdapter(AnyChange)


async def export(
    connection: AsyncConnection,
    layer: int,
    at: datetime,
    *,
    show_id: int | None = None,
    history: bool = True,
    track: Track[str] = iter,
) -> FactFile:
    """All that a layer says itself, about one show or about all.

    `at` is when that is, in aware UTC; `track` is given the keys of the shows.
    """
    said = await _said(connection, layer, show_id)
    details = await _shared_details(connection, said) if layer != SHARED else {}
    weeks = await _weeks(connection, show_id) if layer == SHARED else {}
    shows = [
        _show(key, said.get(key, []), details.get(key), weeks.get(key, []))
        for key in track(sorted({**said, **weeks}))
    ]
    acts = (await timeline(connection, layer, show_id, limit=None)).acts if history else ()
    keys = await _keys(connection, {one.show_id for act in acts for one in act.changes})
    edits = [_edit(act, keys) for act in acts if act.layer == layer]
    return FactFile(
        version=VERSION,
        checked_on=at.date(),
        exported_at=at,
        shows=tuple(shows),
        history=tuple(edit for edit in edits if edit.changes),
    )


async def _said(connection: AsyncConnection, layer: int, show_id: int | None) -> dict[str, list[Any]]:
    """The newest word of a layer on each thing, with what was last said of it, by the show's key."""
    show, fact, revision = tables.show, tables.fact, tables.revision
    newest = (
        select(func.max(revision.c.id))
        .join(tables.edit, tables.edit.c.id == revision.c.edit_id)
        .where(tables.edit.c.layer == layer)
        .group_by(revision.c.fact_id)
    )
    last_value = _last_value(layer)
    statement = (
        select(show.c.key.label("show"), fact.c.kind, fact.c.key.label("about"))
        .add_columns(revision.c.value, revision.c.sources, revision.c.checked_on)
        .add_columns(last_value.label("last_value"))
        .select_from(revision)
        .join(fact, fact.c.id == revision.c.fact_id)
        .join(show, show.c.id == fact.c.show_id)
        .where(revision.c.id.in_(newest), ~revision.c.follows_shared, fact.c.kind.in_(CARRIED))
        .where(last_value.is_not(None))
    )
    rows = await connection.execute(_only(statement, show_id))
    found: dict[str, list[Any]] = {}
    for row in sorted(rows, key=lambda row: (row.show, _ORDER[row.kind], row.about)):
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


def _only(statement: Select[Any], show_id: int | None) -> Select[Any]:
    return statement if show_id is None else statement.where(tables.show.c.id == show_id)


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


async def _weeks(connection: AsyncConnection, show_id: int | None) -> dict[str, list[ViewingWeek]]:
    week, show = tables.viewing_week, tables.show
    statement = select(show.c.key, *(week.c[name] for name in ViewingWeek.model_fields))
    ordered = statement.join(show, show.c.id == week.c.show_id).order_by(week.c.season, week.c.week_ending)
    found: dict[str, list[ViewingWeek]] = {}
    for key, *said in await connection.execute(_only(ordered, show_id)):
        fields = dict(zip(ViewingWeek.model_fields, said, strict=True))
        found.setdefault(key, []).append(ViewingWeek.model_validate(fields))
    return found


async def _keys(connection: AsyncConnection, show_ids: Collection[int]) -> dict[int, str]:
    show = tables.show.c
    rows = await connection.execute(select(show.id, show.key).where(show.id.in_(tables.listed(show_ids))))
    return {row.id: row.key for row in rows}


def _show(key: str, said: Sequence[Any], details: Any, weeks: Sequence[ViewingWeek]) -> FileShow:
    says_itself = any(row.kind == ShowDetails.KIND for row in said)
    return FileShow(
        key=key,
        facts=tuple(_FACT.validate_python(_fact(row)) for row in said if row.value),
        withdrawn=tuple(_ENTRY.validate_python(_entry(row, row.last_value)) for row in said if not row.value),
        shared_details=_FACT.validate_python(_fact(details)) if details and not says_itself else None,
        viewing_weeks=tuple(weeks),
    )


def _entry(row: Any, value: str) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "value": CARRIED[row.kind].model_validate_json(value),
        "checked_on": row.checked_on,
    }


def _fact(row: Any) -> dict[str, Any]:
    sources = {} if row.kind == Lock.KIND else {"sources": load_sources(row.sources)}
    return {**_entry(row, row.value), **sources}


def _edit(act: Act, keys: Mapping[int, str]) -> FileEdit:
    return FileEdit(
        at=act.at,
        by=_person(act.by),
        program=act.program,
        suggested_by=_person(act.suggested_by),
        note=act.note,
        changes=tuple(
            _CHANGE.validate_python({"show": keys[one.show_id], **_difference(one)})
            for one in act.changes
            if one.kind in CARRIED
        ),
    )


def _person(discord_id: int | None) -> str | None:
    # As text, for numbers of this length are rounded by programs that read JSON.
    return str(discord_id) if discord_id else None


def _difference(one: Changed) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "before": one.before,
        "after": one.after,
        "sources": one.sources,
        "follows_shared": one.follows_shared,
    }
