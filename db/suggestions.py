"""Suggestions: drafts that members have sent to the moderators of a server, and what became of them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.drafts import Draft, draft_from

IS_OPEN = tables.suggestion.c.settled.is_(None)
IS_WITHDRAWN = tables.suggestion.c.settled.is_not(None) & tables.suggestion.c.settled_by.is_(None)


class Fate(StrEnum):
    """What became of a suggestion."""

    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A draft that a member sent. Times are aware UTC.

    `by` and `settled_by` are Discord ids, None for somebody erased; `actor_id` stands for the member all the
    same. `edit_id` is the edit that approved or declined it.
    """

    id: int
    draft: Draft
    actor_id: int
    by: int | None
    sent: datetime
    channel_id: int | None = None
    message_id: int | None = None
    settled: datetime | None = None
    settled_by: int | None = None
    fate: Fate = Fate.OPEN
    edit_id: int | None = None
    reason: str | None = None

    @property
    def is_open(self) -> bool:
        return self.fate is Fate.OPEN


async def find(connection: AsyncConnection, suggestion_id: int, layer: int) -> Suggestion | None:
    """A suggestion of a server by its id; None for another server's."""
    found = await read(
        connection, tables.suggestion.c.id == suggestion_id, tables.suggestion.c.layer == layer
    )
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Queued:
    """An open suggestion of a server, its place among all of them oldest first, and their count."""

    suggestion: Suggestion
    place: int
    total: int


async def queued(
    connection: AsyncConnection, layer: int, beside: int = 0, *, backwards: bool = False
) -> Queued | None:
    """The first open suggestion of a server after another one, by its id, or the last before it.

    At the end it goes on from the other end. None where no suggestion is open.
    """
    identity = tables.suggestion.c.id
    waiting = tables.suggestion.c.layer == layer, IS_OPEN
    further = identity < beside if backwards else identity > beside
    found = await read(connection, *waiting, further, newest_first=backwards, limit=1)
    found = found or await read(connection, *waiting, newest_first=backwards, limit=1)
    if not found:
        return None
    place = await count(connection, *waiting, identity <= found[0].id)
    return Queued(found[0], place, await count(connection, *waiting))


async def made_by(
    connection: AsyncConnection, layer: int, member: int, *, offset: int, limit: int
) -> tuple[list[Suggestion], int]:
    """What a member, by Discord id, suggested in a server, the newest first, and how much that is in all."""
    concerned = made_by_member(layer, member)
    found = await read(connection, *concerned, newest_first=True, offset=offset, limit=limit)
    return found, await count(connection, *concerned)


def decisions(layer: int, show_id: int | None, season: int | None) -> Select[Any]:
    """The edits that decided about a server's suggestions, of a show or a season, and changed nothing."""
    suggestion, draft = tables.suggestion, tables.draft
    about = [draft.c.show_id == show_id] if show_id is not None else []
    about += [draft.c.season == season] if season is not None else []
    return (
        select(suggestion.c.edit_id)
        .join(draft, draft.c.id == suggestion.c.draft_id)
        .where(suggestion.c.layer == layer, suggestion.c.edit_id.is_not(None), _changed_nothing(), *about)
    )


async def decided_by(connection: AsyncConnection, edit_ids: Any) -> list[Suggestion]:
    """What these edits, given as ids or a select of them, decided about where they changed nothing."""
    return await read(connection, tables.suggestion.c.edit_id.in_(edit_ids), _changed_nothing())


def _changed_nothing() -> ColumnElement[bool]:
    """Whether the edit that settled a suggestion changed no fact: it was declined, or held already."""
    revision = tables.revision
    return ~exists().where(revision.c.edit_id == tables.suggestion.c.edit_id)


def made_by_member(layer: int, member: int) -> tuple[ColumnElement[bool], ...]:
    """Which suggestions are a member's in a server."""
    actor = select(tables.actor.c.id).where(tables.actor.c.discord_id == member).scalar_subquery()
    return tables.suggestion.c.layer == layer, tables.suggestion.c.actor_id == actor


async def count(connection: AsyncConnection, *concerned: ColumnElement[bool]) -> int:
    """How many suggestions there are of which all this is true."""
    counted = select(func.count()).select_from(tables.suggestion).where(*concerned)
    return (await connection.execute(counted)).scalar_one()


async def read(
    connection: AsyncConnection,
    *concerned: ColumnElement[bool],
    newest_first: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[Suggestion]:
    """The suggestions of which all this is true, in the order in which they were sent, or the reverse."""
    suggestion, draft = tables.suggestion, tables.draft
    member, moderator = tables.actor.alias("member"), tables.actor.alias("moderator")
    order = suggestion.c.id.desc() if newest_first else suggestion.c.id
    rows = await connection.execute(
        select(draft, *(column.label(f"its_{column.name}") for column in suggestion.c))
        .add_columns(member.c.discord_id.label("by"), moderator.c.discord_id.label("moderator"))
        .select_from(suggestion)
        .join(draft, draft.c.id == suggestion.c.draft_id)
        .join(member, member.c.id == suggestion.c.actor_id)
        .outerjoin(moderator, moderator.c.id == suggestion.c.settled_by)
        .where(*concerned)
        .order_by(order)
        .offset(offset)
        .limit(limit)
    )
    return [_suggestion(row) for row in rows]


def _suggestion(row: Any) -> Suggestion:
    settled = row.its_settled.replace(tzinfo=UTC) if row.its_settled else None
    return Suggestion(
        row.its_id,
        draft_from(row),
        row.its_actor_id,
        row.by,
        row.its_sent.replace(tzinfo=UTC),
        row.its_channel_id,
        row.its_message_id,
        settled,
        row.moderator,
        _fate(row),
        row.its_edit_id,
        row.its_reason,
    )


def _fate(row: Any) -> Fate:
    if row.its_settled is None:
        return Fate.OPEN
    if row.its_settled_by is None:
        return Fate.WITHDRAWN
    return Fate.APPROVED if row.its_reason is None else Fate.DECLINED
