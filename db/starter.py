"""Starter content: what a new store begins with."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db import catalogue, tables, top_ten_shows
from db.catalogue import subject
from db.edits import Change, Edit, Identity, Stored, program, record
from db.facts import SHARED, newest
from db.files import FactFile
from db.memory import touched
from db.reception import ViewingWeek
from db.same_show import same_shows
from db.shows import ShowDetails

ACTOR = "starter content"
STARTER = Path(__file__).parent / "starter.json"

_REPLACED = frozenset({ACTOR, catalogue.ACTOR, top_ten_shows.ACTOR})
"""The programs whose words the starter content replaces."""

_Held: TypeAlias = tuple[str | None, Stored]
"""Which program wrote what a revision holds; None stands for a person."""

_WEEK = ("show_id", "season", "week_ending")


async def load(connection: AsyncConnection, file: FactFile, at: datetime) -> int:
    """Record what the file says that the shared catalogue does not, never over a person's edit.

    It goes before what the imports of TVmaze and Netflix say. Returns how many facts were recorded.
    """
    actor_id = await program(connection, ACTOR)
    ids = await _shows(connection, file)
    holds = await _shared_revisions(connection, ids.values())
    said = [change for show in file.shows for change in show.changes(ids[show.key], file.checked_on)]
    changes = [*(change for change in said if _is_news(change, holds)), *_without_rivals(said, holds)]
    await record(connection, Edit(actor_id, SHARED, at), changes)
    await keep_weeks(connection, file, ids)
    return len(changes)


def _is_news(change: Change, holds: Mapping[Identity, _Held]) -> bool:
    author, stored = holds.get(change.identity, (ACTOR, None))
    return author in _REPLACED and stored != change.stored


def _without_rivals(said: Sequence[Change], holds: Mapping[Identity, _Held]) -> Iterator[Change]:
    """What TVmaze says of what the file speaks of as well, such as a person's parts, is withdrawn."""
    own = {(change.show_id, subject(change.kind, change.key)): change for change in said}
    identities = {change.identity for change in said}
    for identity, (author, stored) in holds.items():
        show_id, kind, key = identity
        what = subject(kind, key)
        instead = own.get((show_id, what)) if what and identity not in identities else None
        if instead and author == catalogue.ACTOR and stored[0] is not None:
            yield Change(show_id, kind, key, None, instead.sources, instead.checked_on)


async def _shows(connection: AsyncConnection, file: FactFile) -> dict[str, int]:
    """Which show each in a file is: that of its key, or one that an import brought; else it is made."""
    show = tables.show.c
    rows = await connection.execute(
        select(show.key, show.id).where(show.key.in_([one.key for one in file.shows]))
    )
    ids = {row.key: row.id for row in rows}
    new = {
        one.key: fact.value
        for one in file.shows
        for fact in one.facts
        if one.key not in ids and isinstance(fact.value, ShowDetails)
    }
    found = await same_shows(connection, new, on_tvmaze=True) if new else {}
    ids |= {key: show_id for key, show_id in found.items() if show_id not in ids.values()}
    return ids | await show_ids(connection, [one.key for one in file.shows if one.key not in ids])


async def _shared_revisions(connection: AsyncConnection, show_ids: Collection[int]) -> dict[Identity, _Held]:
    """Who wrote the newest shared revision of every fact about some shows, and what it says."""
    fact, revision, edit, actor = tables.fact.c, tables.revision.c, tables.edit.c, tables.actor.c
    rows = await connection.execute(
        select(fact.show_id, fact.kind, fact.key, actor.name)
        .add_columns(revision.value, revision.sources, revision.checked_on)
        .join(tables.revision, revision.id == newest(SHARED))
        .join(tables.edit, edit.id == revision.edit_id)
        .join(tables.actor, actor.id == edit.actor_id)
        .where(fact.show_id.in_(tables.listed(show_ids)))
    )
    return {
        (row.show_id, row.kind, row.key): (row.name, (row.value, row.sources, row.checked_on)) for row in rows
    }


async def show_ids(connection: AsyncConnection, keys: Sequence[str]) -> dict[str, int]:
    """The ids of shows by their keys; a show that is not there yet is made."""
    if not keys:
        return {}
    show = tables.show
    await connection.execute(insert(show).on_conflict_do_nothing(), [{"key": key} for key in keys])
    rows = await connection.execute(select(show.c.key, show.c.id).where(show.c.key.in_(tables.listed(keys))))
    return {row.key: row.id for row in rows}


async def keep_weeks(connection: AsyncConnection, file: FactFile, ids: Mapping[str, int]) -> None:
    """Store a file's viewing weeks over those there are; `ids` are the shows' by their keys.

    Where the whole list of a week was imported, only the note is taken: what was measured holds.
    """
    tenth = tables.tenth_place.c
    whole = {tuple(row) for row in await connection.execute(select(tenth.list, tenth.week_ending))}
    weeks = [
        {"show_id": ids[show.key], **week.model_dump()} for show in file.shows for week in show.viewing_weeks
    ]
    fresh = [week for week in weeks if (week["list"], week["week_ending"]) not in whole]
    noted = [week for week in weeks if week["note"] and week not in fresh]
    if fresh:
        upsert = insert(tables.viewing_week)
        news = {name: upsert.excluded[name] for name in ViewingWeek.model_fields}
        await connection.execute(upsert.on_conflict_do_update(index_elements=_WEEK, set_=news), fresh)
    if noted:
        same = (tables.viewing_week.c[name] == bindparam(f"its_{name}") for name in _WEEK)
        await connection.execute(
            update(tables.viewing_week).where(*same).values(note=bindparam("its_note")),
            [{f"its_{name}": week[name] for name in (*_WEEK, "note")} for week in noted],
        )
    touched(connection).shows.update((SHARED, week["show_id"]) for week in (*fresh, *noted))
