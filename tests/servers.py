"""People at work in the servers of one store, and all that the store then holds."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from db import tables
from db.cast import Credit
from db.channels import note_fault
from db.database import Database
from db.drafts import LIFETIME, Draft, keep
from db.edits import Change, Signature, person, sign
from db.mutes import Mute
from db.shows import ShowDetails
from db.tables import SERVER
from tests.world import SOURCE

Rows = Mapping[str, list[Any]]
"""All that a store holds, by table."""

OURS = ShowDetails(title="A Show of Our Own", year=2026)
DIRECTOR = Credit(person="Somebody of Our Own", role="Director", billing=90)
WRITER = Credit(person="Somebody", role="Writer", billing=91)


@dataclass
class Servers:
    """People at work in servers of one store."""

    database: Database
    at: datetime
    interaction: int = 0

    async def say(self, layer: int, who: int, show_id: int, *values: Any) -> int | None:
        """Somebody records something."""
        self.interaction += 1
        by = Signature(who, layer, self.at, self.interaction, unlocked=True)
        changes = [Change.to(show_id, value, (SOURCE,), self.at.date()) for value in values]
        async with self.database.write() as connection:
            return await sign(connection, by, changes)

    async def found(self, layer: int, who: int) -> None:
        """Somebody adds a show that no other server has."""
        async with self.database.write() as connection:
            made = insert(tables.show).values(key=f"{layer}-{self.interaction}").returning(tables.show.c.id)
            show_id = (await connection.execute(made)).scalar_one()
        await self.say(layer, who, show_id, OURS, DIRECTOR)

    async def suggest(self, layer: int, who: int, moderator: int) -> None:
        """Somebody suggests something, and a moderator takes it over."""
        edit = await self.say(
            layer, moderator, 1, WRITER.model_copy(update={"person": f"Mr {self.interaction}"})
        )
        async with self.database.write() as connection:
            draft = Draft(who, layer, Credit.KIND, self.at + LIFETIME, 1, value=WRITER, suggests=True)
            kept = await keep(connection, draft)
            told = {"draft_id": kept.id, "actor_id": await person(connection, who), "layer": layer}
            settled = {"settled": self.at, "settled_by": await person(connection, moderator), "edit_id": edit}
            await connection.execute(insert(tables.suggestion).values(**told, **settled, sent=self.at))

    async def mute(self, layer: int, who: int, moderator: int) -> None:
        """A moderator takes no more suggestions from somebody."""
        async with self.database.write() as connection:
            muted = Mute(actor=await person(connection, who))
        await self.say(layer, moderator, SERVER, muted)

    async def begin(self, layer: int, who: int) -> None:
        """Somebody begins a change, and a channel is closed."""
        async with self.database.write() as connection:
            await keep(connection, Draft(who, layer, Credit.KIND, self.at + LIFETIME, 1))
            await note_fault(connection, layer, 7, self.at)


def rows(path: Path) -> Rows:
    """All that an open store holds, but for what nobody said."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as store:
        return {
            table.name: store.execute(f"SELECT * FROM {table.name} ORDER BY 1, 2").fetchall()
            for table in tables.metadata.sorted_tables
            if table.name != "command_sync"
        }
