"""The one way in which facts are recorded: edits, each one act of one actor on one layer."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Self, TypeAlias

from sqlalchemy import insert, select
from sqlalchemy.dialects.sqlite import insert as insert_or
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.facts import SHARED, dump_sources, own
from db.lock import refuse_locked
from db.memory import touched
from db.tables import SERVER
from db.values import Source, Value

Identity: TypeAlias = tuple[int, str, str]
"""Which fact it is: show, kind and key."""
Stored: TypeAlias = tuple[str | None, str, date]
"""Value, sources and day as a revision holds them."""


@dataclass(frozen=True, slots=True)
class Change:
    """One fact to record; a value of None withdraws it.

    `follows_shared` takes back all that the layer itself said: what the shared catalogue says holds again.
    """

    show_id: int
    kind: str
    key: str
    value: Value | None
    sources: tuple[Source, ...]
    checked_on: date
    follows_shared: bool = False

    @classmethod
    def to(cls, show_id: int, value: Value, sources: Sequence[Source], checked_on: date) -> Self:
        return cls(show_id, value.KIND, value.key, value, tuple(sources), checked_on)

    @property
    def identity(self) -> Identity:
        return self.show_id, self.kind, self.key

    @property
    def stored(self) -> Stored | None:
        """Value, sources and day as a revision holds them; None where the layer is to say nothing itself."""
        if self.follows_shared:
            return None
        value = self.value.model_dump_json(exclude_none=True) if self.value else None
        return value, dump_sources(self.sources), self.checked_on


@dataclass(frozen=True, slots=True)
class Edit:
    """One act of one actor on one layer. `at` is aware UTC; `unlocked` acts are those that no lock stops."""

    actor_id: int
    layer: int
    at: datetime
    note: str | None = None
    interaction_id: int | None = None
    unlocked: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """What a person's edit is signed with: who, by Discord id, on which layer, when, by which interaction.

    `at` is aware UTC; no lock stops who is `unlocked`.
    """

    person: int
    layer: int
    at: datetime
    interaction_id: int
    unlocked: bool = False


async def record(connection: AsyncConnection, edit: Edit, changes: Iterable[Change]) -> int | None:
    """Append the changes that change something, as one edit. Returns its id, or None where nothing was new.

    An interaction that has been recorded before records nothing.

    Raises:
        Locked: the layer's managers have closed one of them.
    """
    if edit.interaction_id is not None and await is_recorded(connection, edit.interaction_id):
        return None
    changes = list(changes)
    known = await _known(connection, edit.layer, changes)
    revisions = await asyncio.to_thread(_revisions, changes, known)
    if not revisions:
        return None
    if not edit.unlocked and edit.layer != SHARED:
        await refuse_locked(connection, edit.layer, ((*change.identity, change.value) for change in changes))
    edit_id = await _insert_edit(connection, edit)
    await connection.execute(insert(tables.revision).values(layer=edit.layer, edit_id=edit_id), revisions)
    touched(connection).shows.update((edit.layer, change.show_id) for change in changes)
    return edit_id


def _revisions(
    changes: Iterable[Change], known: Mapping[Identity, tuple[int, Stored | None]]
) -> list[dict[str, Any]]:
    """The revisions of those changes that change something, each beside what the ones before it left."""
    said = dict(known)
    revisions: list[dict[str, Any]] = []
    for change in changes:
        fact_id, before = said[change.identity]
        after = change.stored
        if after == before:
            continue
        said[change.identity] = fact_id, after
        value, sources, checked_on = after or (None, "[]", change.checked_on)
        revisions.append(
            {
                "fact_id": fact_id,
                "value": value,
                "sources": sources,
                "checked_on": checked_on,
                "follows_shared": change.follows_shared,
            }
        )
    return revisions


async def sign(
    connection: AsyncConnection, by: Signature, changes: Iterable[Change], note: str | None = None
) -> int | None:
    """Record a person's changes as `record` does, with the same returns and errors."""
    actor_id = await person(connection, by.person)
    edit = Edit(actor_id, by.layer, by.at, note, by.interaction_id, by.unlocked)
    return await record(connection, edit, changes)


async def sign_act(connection: AsyncConnection, by: Signature) -> int | None:
    """Note a person's act that changes no fact, as an edit; None where the interaction has been recorded."""
    if await is_recorded(connection, by.interaction_id):
        return None
    actor_id = await person(connection, by.person)
    return await _insert_edit(connection, Edit(actor_id, by.layer, by.at, interaction_id=by.interaction_id))


async def program(connection: AsyncConnection, name: str) -> int:
    """The actor that stands for a program, such as an import."""
    await connection.execute(insert_or(tables.actor).values(name=name).on_conflict_do_nothing())
    found = await connection.execute(select(tables.actor.c.id).where(tables.actor.c.name == name))
    return found.scalar_one()


async def person(connection: AsyncConnection, discord_id: int) -> int:
    """The actor that stands for a person."""
    await connection.execute(insert_or(tables.actor).values(discord_id=discord_id).on_conflict_do_nothing())
    found = await connection.execute(select(tables.actor.c.id).where(tables.actor.c.discord_id == discord_id))
    return found.scalar_one()


async def is_recorded(connection: AsyncConnection, interaction_id: int) -> bool:
    """Whether an interaction has recorded something."""
    found = await connection.execute(
        select(tables.edit.c.id).where(tables.edit.c.interaction_id == interaction_id)
    )
    return found.first() is not None


async def _known(
    connection: AsyncConnection, layer: int, changes: Sequence[Change]
) -> dict[Identity, tuple[int, Stored | None]]:
    """The id of every fact of the shows concerned, and what the layer itself says of it."""
    if not changes:
        return {}
    fact, revision = tables.fact, tables.revision
    if any(change.show_id == SERVER for change in changes):
        # No show in a file can have this key.
        await connection.execute(insert_or(tables.show).values(id=SERVER, key="*").on_conflict_do_nothing())
    await connection.execute(
        insert_or(fact).on_conflict_do_nothing(),
        [{"show_id": change.show_id, "kind": change.kind, "key": change.key} for change in changes],
    )
    rows = await connection.execute(
        select(fact.c.id, fact.c.show_id, fact.c.kind, fact.c.key)
        .add_columns(revision.c.value, revision.c.sources, revision.c.checked_on)
        .select_from(fact)
        .outerjoin(revision, revision.c.id == own(layer))
        .where(fact.c.show_id.in_(tables.listed({change.show_id for change in changes})))
    )
    return {
        (row.show_id, row.kind, row.key): (
            row.id,
            None if row.sources is None else (row.value, row.sources, row.checked_on),
        )
        for row in rows
    }


async def _insert_edit(connection: AsyncConnection, edit: Edit) -> int:
    inserted = await connection.execute(
        insert(tables.edit)
        .values(
            actor_id=edit.actor_id,
            layer=edit.layer,
            at=edit.at.astimezone(UTC).replace(tzinfo=None),
            note=edit.note,
            interaction_id=edit.interaction_id,
        )
        .returning(tables.edit.c.id)
    )
    return inserted.scalar_one()
