"""Starter content: what a new store begins with."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.edits import Change, Edit, Identity, Stored, program, record
from db.facts import SHARED, newest
from db.files import FactFile
from db.memory import touched
from db.reception import ViewingWeek

ACTOR = "starter content"
STARTER = Path(__file__).parent / "starter.json"

_WEEK = ("show_id", "season", "week_ending")


async def load(connection: AsyncConnection, file: FactFile, at: datetime) -> int:
    """Record what the file says that the shared catalogue does not, never over another actor's edit.

    Returns how many facts were recorded.
    """
    actor_id = await program(connection, ACTOR)
    ids = await show_ids(connection, [show.key for show in file.shows])
    holds = await _shared_revisions(connection, ids.values())
    changes: list[Change] = []
    for show in file.shows:
        for change in show.changes(ids[show.key], file.checked_on):
            author, stored = holds.get(change.identity, (actor_id, None))
            if author == actor_id and stored != change.stored:
                changes.append(change)
    await record(connection, Edit(actor_id, SHARED, at), changes)
    await keep_weeks(connection, file, ids)
    return len(changes)


async def _shared_revisions(
    connection: AsyncConnection, show_ids: Collection[int]
) -> dict[Identity, tuple[int, Stored]]:
    """Who wrote the newest shared revision of every fact about some shows, and what it says."""
    fact, revision, edit = tables.fact.c, tables.revision.c, tables.edit.c
    rows = await connection.execute(
        select(fact.show_id, fact.kind, fact.key, edit.actor_id)
        .add_columns(revision.value, revision.sources, revision.checked_on)
        .join(tables.revision, revision.id == newest(SHARED))
        .join(tables.edit, edit.id == revision.edit_id)
        .where(fact.show_id.in_(show_ids))
    )
    return {
        (row.show_id, row.kind, row.key): (row.actor_id, (row.value, row.sources, row.checked_on))
        for row in rows
    }


async def show_ids(connection: AsyncConnection, keys: Sequence[str]) -> dict[str, int]:
    """The ids of shows by their keys; a show that is not there yet is made."""
    if not keys:
        return {}
    show = tables.show
    await connection.execute(insert(show).on_conflict_do_nothing(), [{"key": key} for key in keys])
    rows = await connection.execute(select(show.c.key, show.c.id).where(show.c.key.in_(keys)))
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
