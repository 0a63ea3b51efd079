"""What every fact has in common, and the one way in which facts are recorded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, Self, TypeAlias, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Select, func, insert, select
from sqlalchemy.dialects.sqlite import insert as insert_or
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.values import Source, Value, ValueT

RECHECKED = "still right"
"""The note of an edit that only looked again."""

SHARED = 0
"""The layer that every server sees; any other layer is a server's id and seen there alone."""

Identity: TypeAlias = tuple[int, str, str]
"""Which fact it is: show, kind and key."""
Stored: TypeAlias = tuple[str | None, str, date]
"""Value, sources and day as a revision holds them."""

ValueT_co = TypeVar("ValueT_co", bound=Value, covariant=True)


@dataclass(frozen=True, slots=True)
class Fact(Generic[ValueT_co]):
    """A fact as it holds now: its newest revision in the layer that decides.

    `editor` is the person who recorded it, by Discord id, and None where a program did; `edited_at` is UTC;
    `rechecked` says that they only looked again and found it right.
    """

    id: int
    value: ValueT_co
    sources: tuple[Source, ...]
    layer: int
    checked_on: date
    editor: int | None = None
    edited_at: datetime | None = None
    rechecked: bool = False

    @property
    def source(self) -> Source:
        return self.sources[0]


@dataclass(frozen=True, slots=True)
class Change:
    """One fact to record; a value of None withdraws it."""

    show_id: int
    kind: str
    key: str
    value: Value | None
    sources: tuple[Source, ...]
    checked_on: date

    @classmethod
    def to(cls, show_id: int, value: Value, sources: Sequence[Source], checked_on: date) -> Self:
        return cls(show_id, value.KIND, value.key, value, tuple(sources), checked_on)

    @property
    def identity(self) -> Identity:
        return self.show_id, self.kind, self.key

    @property
    def stored(self) -> Stored:
        """Value, sources and day as a revision holds them."""
        value = self.value.model_dump_json(exclude_none=True) if self.value else None
        return value, dump_sources(self.sources), self.checked_on


@dataclass(frozen=True, slots=True)
class Edit:
    """One act of one actor on one layer. `at` is aware UTC."""

    actor_id: int
    layer: int
    at: datetime
    note: str | None = None
    interaction_id: int | None = None


def newest(layer: int) -> ColumnElement[int | None]:
    """The id of the newest revision of `tables.fact` in one layer."""
    return (
        select(func.max(tables.revision.c.id))
        .where(tables.revision.c.fact_id == tables.fact.c.id, tables.revision.c.layer == layer)
        .correlate(tables.fact)
        .scalar_subquery()
    )


def holding(layer: int) -> ColumnElement[int | None]:
    """The id of the revision that decides what `tables.fact` says as seen from a layer."""
    return newest(SHARED) if layer == SHARED else func.coalesce(newest(layer), newest(SHARED))


def seen_from(layer: int) -> Select[Any]:
    """Every fact that a layer sees, as rows for `fact_from`, with show_id and kind beside."""
    fact, revision, edit, actor = tables.fact, tables.revision, tables.edit, tables.actor
    return (
        select(fact.c.id, fact.c.show_id, fact.c.kind, revision.c.layer, revision.c.value)
        .add_columns(revision.c.sources, revision.c.checked_on)
        .add_columns(actor.c.discord_id.label("editor"), edit.c.at.label("edited_at"), edit.c.note)
        .join(revision, revision.c.id == holding(layer))
        .join(edit, edit.c.id == revision.c.edit_id)
        .join(actor, actor.c.id == edit.c.actor_id)
        .where(revision.c.value.is_not(None))
    )


async def record(connection: AsyncConnection, edit: Edit, changes: Iterable[Change]) -> int | None:
    """Append the changes that change something, as one edit. Returns its id, or None where nothing was new.

    An interaction that has been recorded before records nothing.
    """
    if edit.interaction_id is not None and await is_recorded(connection, edit.interaction_id):
        return None
    changes = list(changes)
    known = await _known(connection, edit.layer, changes)
    revisions: list[dict[str, Any]] = []
    for change in changes:
        fact_id, before = known[change.identity]
        after = change.stored
        if after != before:
            value, sources, checked_on = after
            revisions.append(
                {"fact_id": fact_id, "value": value, "sources": sources, "checked_on": checked_on}
            )
            known[change.identity] = fact_id, after
    if not revisions:
        return None
    edit_id = await _insert_edit(connection, edit)
    await connection.execute(insert(tables.revision).values(layer=edit.layer, edit_id=edit_id), revisions)
    return edit_id


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


_SOURCES = TypeAdapter(tuple[Source, ...])


def load_sources(stored: str) -> tuple[Source, ...]:
    """Sources as a revision or a draft holds them."""
    return _SOURCES.validate_json(stored)


def dump_sources(sources: tuple[Source, ...]) -> str:
    """Sources for a revision or a draft to hold."""
    return _SOURCES.dump_json(sources, exclude_none=True).decode()


def fact_from(row: Any, model: type[ValueT]) -> Fact[ValueT]:
    """The fact in a row of `seen_from`."""
    value = model.model_validate_json(row.value)
    edited_at = row.edited_at.replace(tzinfo=UTC)
    return Fact(
        row.id,
        value,
        load_sources(row.sources),
        row.layer,
        row.checked_on,
        row.editor,
        edited_at,
        row.note == RECHECKED,
    )


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
    await connection.execute(
        insert_or(fact).on_conflict_do_nothing(),
        [{"show_id": change.show_id, "kind": change.kind, "key": change.key} for change in changes],
    )
    rows = await connection.execute(
        select(fact.c.id, fact.c.show_id, fact.c.kind, fact.c.key)
        .add_columns(revision.c.value, revision.c.sources, revision.c.checked_on)
        .outerjoin(revision, revision.c.id == newest(layer))
        .where(fact.c.show_id.in_({change.show_id for change in changes}))
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
