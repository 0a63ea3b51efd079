"""What every fact has in common, and how facts are read as a layer sees them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Generic, TypeAlias, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import BindParameter, ColumnElement, Label, Select, case, func, null, select

from db import tables
from db.values import Source, Value, ValueT

RECHECKED = "still right"
"""The note of an edit that only looked again."""

TVMAZE = "TVmaze"
"""The program that records only news, and notes beside it when it last found a show unchanged."""

SHARED = 0
"""The layer that every server sees; any other layer is a server's id and seen there alone."""

Layer: TypeAlias = int | BindParameter[int]
"""A layer, or the place of one in a statement that is made for any server's."""

ValueT_co = TypeVar("ValueT_co", bound=Value, covariant=True)


@dataclass(frozen=True, slots=True)
class Fact(Generic[ValueT_co]):
    """A fact as it holds now: its newest revision in the layer that decides.

    `checked_on` is the day on which it was last found so, though nothing had to be recorded then.
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


def newest(*layers: int) -> ColumnElement[int | None]:
    """The id of the newest revision of `tables.fact` in these layers."""
    return (
        select(func.max(tables.revision.c.id))
        .where(tables.revision.c.fact_id == tables.fact.c.id, tables.revision.c.layer.in_(layers))
        .correlate(tables.fact)
        .scalar_subquery()
    )


def own(layer: Layer) -> ColumnElement[int | None]:
    """The id of the revision that a layer itself says of `tables.fact`; null where it says nothing."""
    revision = tables.revision.alias()
    return (
        select(case((revision.c.follows_shared, null()), else_=revision.c.id))
        .where(revision.c.fact_id == tables.fact.c.id, revision.c.layer == layer)
        .order_by(revision.c.id.desc())
        .limit(1)
        .correlate(tables.fact)
        .scalar_subquery()
    )


def holding(layer: Layer) -> ColumnElement[int | None]:
    """The id of the revision that decides what `tables.fact` says as seen from a layer."""
    is_shared = isinstance(layer, int) and layer == SHARED
    return newest(SHARED) if is_shared else func.coalesce(own(layer), newest(SHARED))


def last_word(layer: int) -> ColumnElement[int | None]:
    """The id of the revision since which `tables.fact` says what it does as seen from a layer.

    It is the one that holds, or a later one by which the layer took its own word back.
    """
    return func.coalesce(own(layer), newest(layer, SHARED))


def spoken_of(layer: int) -> Select[Any]:
    """The facts that a layer has ever said something about, found by its edits."""
    revision, edit = tables.revision, tables.edit
    return select(revision.c.fact_id).join(edit, edit.c.id == revision.c.edit_id).where(edit.c.layer == layer)


def seen_from(layer: Layer) -> Select[Any]:
    """Every fact that a layer sees, as rows for `fact_from`, with show_id and kind beside."""
    fact, revision, edit, actor = tables.fact, tables.revision, tables.edit, tables.actor
    return (
        select(fact.c.id, fact.c.show_id, fact.c.kind, revision.c.layer, revision.c.value)
        .add_columns(revision.c.sources, _checked_on())
        .add_columns(actor.c.discord_id.label("editor"), edit.c.at.label("edited_at"), edit.c.note)
        .select_from(fact)
        .join(revision, revision.c.id == holding(layer))
        .join(edit, edit.c.id == revision.c.edit_id)
        .join(actor, actor.c.id == edit.c.actor_id)
        .where(revision.c.value.is_not(None))
    )


def _checked_on() -> Label[date]:
    """The day on which what `tables.revision` says was last found so; TVmaze's may be a later one."""
    fact, revision, held = tables.fact.c, tables.revision.c, tables.tvmaze_show.c
    found_again = select(held.checked_on).where(held.show_id == fact.show_id).correlate(tables.fact)
    later = func.max(revision.checked_on, func.coalesce(found_again.scalar_subquery(), revision.checked_on))
    return case((tables.actor.c.name == TVMAZE, later), else_=revision.checked_on).label("checked_on")


_SOURCES = TypeAdapter(tuple[Source, ...])


@lru_cache(maxsize=2_000)
def load_sources(stored: str) -> tuple[Source, ...]:
    """Sources as a revision or a draft holds them; mostly what others of the show have as well."""
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
