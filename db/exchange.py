"""Facts that come as a file: what the shared catalogue takes from it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.edits import Change, Edit, program, record
from db.facts import SHARED
from db.starter import FactFile, FileShow, keep_weeks, show_ids

ACTOR = "the operator's import"


async def import_file(
    connection: AsyncConnection, file: FactFile, shows: Iterable[FileShow], at: datetime
) -> int:
    """Record what a file says that the shared catalogue does not; `shows` are the file's, taken one by one.

    Returns how many facts were recorded.
    """
    actor_id = await program(connection, ACTOR)
    ids = await show_ids(connection, [show.key for show in file.shows])
    changes: list[Change] = []
    for show in shows:
        changes += [
            Change.to(ids[show.key], fact.value, fact.sources, fact.checked_on or file.checked_on)
            for fact in show.facts
        ]
    edit_id = await record(connection, Edit(actor_id, SHARED, at), changes)
    await keep_weeks(connection, file, ids)
    recorded = select(func.count()).where(tables.revision.c.edit_id == edit_id)
    return (await connection.execute(recorded)).scalar_one()
