"""What a layer says, and how it came to say so, as a file."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

from pydantic import BaseModel, TypeAdapter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.acts import Act, Changed, acts_of
from db.export_reading import CARRIED, Said, keys_of, read_said, shows_spoken_of
from db.facts import SHARED, load_sources
from db.files import VERSION, AnyChange, AnyEntry, AnyFact, FactFile, FileEdit, FileShow
from db.history import acts, read_edits
from db.lock import Lock
from db.memory import Read
from db.reception import ViewingWeek
from db.shows import ShowDetails

T = TypeVar("T")
Track: TypeAlias = Callable[[Sequence[T]], Iterable[T]]
"""What goes through a list one by one, so that somebody can watch."""

_FACT: TypeAdapter[Any] = TypeAdapter(AnyFact)
_ENTRY: TypeAdapter[Any] = TypeAdapter(AnyEntry)
_CHANGE: TypeAdapter[Any] = TypeAdapter(AnyChange)

_SHOWS_AT_ONCE, _EDITS_AT_ONCE = 200, 10
"""How much of the shared catalogue is held at once while it is written."""


async def export(
    read: Read, layer: int, at: datetime, *, show_id: int | None = None, history: bool = True
) -> FactFile:
    """All that a layer says itself, about one show or about all. `at` is when that is, in aware UTC.

    Raises:
        StoreError: the store cannot be read.
    """
    async with read() as connection:
        show_ids = await shows_spoken_of(connection, layer) if show_id is None else [show_id]
        said = await read_said(connection, layer, show_ids)
        edits = await read_edits(connection, layer, show_id) if history else None
        own = [row for row in edits.rows if row.layer == layer] if edits else []
        keys = await keys_of(connection, {row.show_id for row in own})
    return await asyncio.to_thread(_file, said, own, keys, at)


def _file(said: Said, edits: Sequence[Any], keys: Mapping[int, str], at: datetime) -> FactFile:
    return FactFile(
        version=VERSION,
        checked_on=at.date(),
        exported_at=at,
        shows=tuple(_shows(said)),
        history=tuple(_history(acts_of(edits, ()), keys)),
    )


async def written(
    connection: AsyncConnection, at: datetime, *, history: bool = True, track: Track[Sequence[int]] = iter
) -> AsyncGenerator[str]:
    """The text of a file with the shared catalogue, piece by piece: the whole may be larger than the memory.

    `at` is when that is, in aware UTC; `track` is given all the ids of shows, so many at a time.
    """
    head = FactFile(version=VERSION, checked_on=at.date(), exported_at=at, shows=()).dump()
    yield head.removesuffix("[]\n}\n")
    show_ids = await shows_spoken_of(connection, SHARED)
    shows = (_said(connection, some) for some in track(_parts(show_ids, _SHOWS_AT_ONCE)))
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


async def _said(connection: AsyncConnection, show_ids: Sequence[int]) -> list[FileShow]:
    return _shows(await read_said(connection, SHARED, show_ids))


async def _told(connection: AsyncConnection, edit_ids: Sequence[int]) -> list[FileEdit]:
    edits = await acts(connection, edit_ids)
    keys = await keys_of(connection, {one.show_id for act in edits for one in act.changes})
    return _history(edits, keys)


def _shows(said: Said) -> list[FileShow]:
    """Shows as a file has them, by their keys."""
    return [
        _show(key, said.facts.get(key, []), said.details.get(key), said.weeks.get(key, []))
        for key in sorted({**said.facts, **said.weeks})
    ]


def _history(edits: Sequence[Act], keys: Mapping[int, str]) -> list[FileEdit]:
    """Edits as a file has them, without those that changed nothing it carries."""
    told = (_edit(act, keys) for act in edits)
    return [edit for edit in told if edit.changes]


def _show(key: str, said: Sequence[Any], details: Any, weeks: Sequence[Any]) -> FileShow:
    says_itself = any(row.kind == ShowDetails.KIND for row in said)
    return FileShow(
        key=key,
        facts=tuple(_FACT.validate_python(_fact(row)) for row in said if row.value),
        withdrawn=tuple(_ENTRY.validate_python(_entry(row, row.last_value)) for row in said if not row.value),
        shared_details=_FACT.validate_python(_fact(details)) if details and not says_itself else None,
        viewing_weeks=tuple(map(_week, weeks)),
    )


def _week(said: Sequence[Any]) -> ViewingWeek:
    return ViewingWeek.model_validate(dict(zip(ViewingWeek.model_fields, said, strict=True)))


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
