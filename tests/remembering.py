"""What is kept in memory, held against what the store says."""

from typing import Any

from sqlalchemy import select

from db import tables
from db.database import Database
from db.facts import SHARED
from db.index import Index
from db.people import People


async def outdated(database: Database) -> list[str]:
    """What is remembered or listed otherwise than the store has it."""
    kept: dict[tuple[Any, int, int], object] = vars(database.memory)["_kept"]
    found: list[str] = []
    for (read, layer, show_id), remembered in list(kept.items()):
        about = {"layer": layer, "show_id": show_id} if show_id else {"layer": layer}
        async with database.read() as connection:
            if remembered != await read(connection, **about):
                found.append(f"{read.__name__} of show {show_id} in layer {layer}")
    fresh = Index(database.read)
    people = People(database.read, fresh)
    for layer in await layers(database):
        if await fresh.listings(layer) != await database.index.listings(layer):
            found.append(f"the list of layer {layer}")
        if await people.popular(layer, 1_000) != await database.people.popular(layer, 1_000):
            found.append(f"the people of layer {layer}")
    return found


async def layers(database: Database) -> set[int]:
    """Every layer that says anything, and the shared one."""
    async with database.read() as connection:
        return {SHARED, *(await connection.execute(select(tables.revision.c.layer).distinct())).scalars()}
