"""Taking all of a file into a layer, at once."""

from collections.abc import Container, Iterator
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import confirmation, tables
from db.comparison import Thing, changes_of, known_shows, misplaced
from db.confirmation import Outcome
from db.drafts import IMPORT, Draft
from db.edits import Change, Edit, Signature, program, record
from db.facts import SHARED
from db.file_reading import Reading, refuse
from db.files import FactFile, FileShow
from db.starter import keep_weeks, show_ids

ACTOR = "the operator's import"
NOTE = "imported a file"


async def confirm(
    connection: AsyncConnection, draft_id: int, by: Signature, reading: Reading, seen: int | None = None
) -> Outcome:
    """Record all of a file that a draft keeps, as `confirmation.confirm` does with one fact.

    Raises:
        FileError: what the file needs is not there any more.
    """

    async def make(connection: AsyncConnection, draft: Draft, _today: date) -> tuple[Draft, list[Change]]:
        return draft, await _to_record(connection, draft.layer, reading)

    return await confirmation.confirm(connection, draft_id, by, seen, kinds={IMPORT}, make=make, note=NOTE)


async def import_shared(connection: AsyncConnection, reading: Reading, at: datetime) -> None:
    """Record all of a file in the shared catalogue. `at` is aware UTC.

    Raises:
        FileError: the file says what the shared catalogue cannot, or leaves an unknown show open.
    """
    changes = await _to_record(connection, SHARED, reading)
    actor_id = await program(connection, ACTOR)
    await record(connection, Edit(actor_id, SHARED, at), changes)
    ids = await show_ids(connection, reading.file.keys)
    await keep_weeks(connection, reading.file, ids)


async def _to_record(connection: AsyncConnection, layer: int, reading: Reading) -> list[Change]:
    """All that importing a file into a layer comes to; shows that are not there yet are made."""
    file = reading.file
    known = await known_shows(connection, layer, file)
    refuse(reading.text, misplaced(file, layer, known))
    said = await _ever_said(connection, layer, file)
    ids = await show_ids(connection, file.keys)
    return [
        replace(change, show_id=ids[show.key])
        for show in file.shows
        for change in (*_unheard(show, file.checked_on, said), *changes_of(show, file.checked_on, known))
    ]


def _unheard(show: FileShow, day: date, said: Container[Thing]) -> Iterator[Change]:
    """What is taken back and was never said: it is said first, for somebody will want to know what it was."""
    for gone in show.withdrawn:
        if (show.key, gone.kind, gone.value.key) not in said:
            yield Change.to(0, gone.value, (), gone.checked_on or day)


async def _ever_said(connection: AsyncConnection, layer: int, file: FactFile) -> set[Thing]:
    """Everything about a file's shows that the layer or the shared catalogue has ever said something of."""
    show, fact, revision = tables.show, tables.fact, tables.revision
    rows = await connection.execute(
        select(show.c.key.label("show"), fact.c.kind, fact.c.key)
        .distinct()
        .select_from(show)
        .join(fact, fact.c.show_id == show.c.id)
        .join(revision, revision.c.fact_id == fact.c.id)
        .where(show.c.key.in_(tables.listed(file.keys)))
        .where(revision.c.layer.in_({layer, SHARED}), revision.c.value.is_not(None))
    )
    return {(row.show, row.kind, row.key) for row in rows}
