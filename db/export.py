"""What a layer says, and how it came to say so, as a file."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

from pydantic import BaseModel, TypeAdapter
from sqlalchemy import literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.facts import SHARED, load_sources, newest, seen_from, spoken_of
from db.files import VERSION, AnyChange, AnyEntry, AnyFact, FactFile, FileEdit, FileShow
from db.history import Act, Changed, acts, timeline
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


_SHOWS_AT_ONCE, _EDITS_AT_ONCE = 200, 10
"""How much of the shared catalogue is held at once while it is written."""


async def export(
    connection: AsyncConnection, layer: int, at: datetime, *, show_id: int | None = None, history: bool = True
) -> FactFile:
    """All that a layer says itself, about one show or about all. `at` is when that is, in aware UTC."""
    show_ids = await _spoken_of(connection, layer) if show_id is None else [show_id]
    edits = (await timeline(connection, layer, show_id, limit=None)).acts if history else ()
    return FactFile(
        version=VERSION,
        checked_on=at.date(),
        exported_at=at,
        shows=tuple(await _shows(connection, layer, show_ids)),
        history=tuple(await _history(connection, [act for act in edits if act.layer == layer])),
    )


async def written(
    connection: AsyncConnection, at: datetime, *, history: bool = True, track: Track[Sequence[int]] = iter
) -> AsyncGenerator[str]:
    """The text of a file with the shared catalogue, piece by piece: the whole may be larger than the memory.

    `at` is when that is, in aware UTC; `track` is given all the ids of shows, so many at a time.
    """
    head = FactFile(version=VERSION, checked_on=at.date(), exported_at=at, shows=()).dump()
    yield head.removesuffix("[]\n}\n")
    show_ids = await _spoken_of(connection, SHARED)
    shows = (_shows(connection, SHARED, some) for some in track(_parts(show_ids, _SHOWS_AT_ONCE)))
    async for piece in _listed(shows):
        yield piece
    edit = tables.edit.c
    edits = select(edit.id).where(edit.layer == SHARED).order_by(edit.id.desc())
    edit_ids = list((await connection.execute(edits)).scalars()) if history else []
    if edit_ids:
        yield ',\n "history": '
        told = (_told(connection, some) for some in _parts(edit_ids, _EDITS_AT_ONCE))
        async for piece in _listed(told):
            yield piece
    yield "\n}\n"


async def _listed(parts: Iterable[Awaitable[Sequence[BaseModel]]]) -> AsyncGenerator[str]:
    """A list of the file, as `FactFile.dump` writes it."""
    before = "[\n"
    for part in parts:
        for item in await part:
            text = item.model_dump_json(indent=1, exclude_defaults=True)
            yield before + "  " + text.replace("\n", "\n  ")
            before = ",\n"
    yield "[]" if before == "[\n" else "\n ]"


def _parts(ids: Sequence[int], size: int) -> list[Sequence[int]]:
    return [ids[start : start + size] for start in range(0, len(ids), size)]


async def _spoken_of(connection: AsyncConnection, layer: int) -> list[int]:
    """The shows of which a layer says something, by their keys."""
    show, fact = tables.show.c, tables.fact.c
    of_facts = select(fact.show_id).where(fact.id.in_(spoken_of(layer)), fact.kind.in_(CARRIED))
    weeks = select(tables.viewing_week.c.show_id).where(literal(layer == SHARED))
    found = await connection.execute(
        select(show.id).where(show.id.in_(of_facts.union(weeks))).order_by(show.key)
    )
    return list(found.scalars())


async def _shows(connection: AsyncConnection, layer: int, show_ids: Sequence[int]) -> list[FileShow]:
    """What a layer says of these shows, by their keys, without those of which it says nothing."""
    said = await _said(connection, layer, show_ids)
    details = await _shared_details(connection, said) if layer != SHARED else {}
    weeks = await _weeks(connection, show_ids) if layer == SHARED else {}
    return [
        _show(key, said.get(key, []), details.get(key), weeks.get(key, []))
        for key in sorted({**said, **weeks})
    ]


async def _told(connection: AsyncConnection, edit_ids: Sequence[int]) -> list[FileEdit]:
    return await _history(connection, await acts(connection, edit_ids))


async def _history(connection: AsyncConnection, edits: Sequence[Act]) -> list[FileEdit]:
    """Edits as a file has them, without those that changed nothing it carries."""
    keys = await _keys(connection, {one.show_id for act in edits for one in act.changes})
    told = (_edit(act, keys) for act in edits)
    return [edit for edit in told if edit.changes]


async def _said(connection: AsyncConnection, layer: int, show_ids: Sequence[int]) -> dict[str, list[Any]]:
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


async def _weeks(connection: AsyncConnection, show_ids: Sequence[int]) -> dict[str, list[ViewingWeek]]:
    week, show = tables.viewing_week, tables.show
    rows = await connection.execute(
        select(show.c.key, *(week.c[name] for name in ViewingWeek.model_fields))
        .join(show, show.c.id == week.c.show_id)
        .where(week.c.show_id.in_(tables.listed(show_ids)))
        .order_by(week.c.season, week.c.week_ending)
    )
    found: dict[str, list[ViewingWeek]] = {}
    for key, *said in rows.all():
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
