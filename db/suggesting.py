"""Suggesting: how much a server takes, sending a draft to its moderators, and settling what was sent."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.drafts import Draft, Meanwhile, Refusal, consume, find, is_without_show, naive, newest, refusal
from db.edits import Signature, person
from db.mutes import muted
from db.suggestions import IS_OPEN, IS_WITHDRAWN, Suggestion, count, made_by_member, read

MOST_OPEN = 5
"""How many suggestions of one member may be open in a server."""

MOST_AN_HOUR = 20
"""How many suggestions a server takes in any hour, without those that were withdrawn."""


class Hindrance(StrEnum):
    """Why a member cannot suggest anything now."""

    MUTED = "muted"
    MOST_OPEN = "most open"
    MOST_AN_HOUR = "most an hour"


@dataclass(frozen=True, slots=True)
class Hindered:
    """Why a member cannot suggest anything now; `until` is aware UTC, None where time alone mends nothing."""

    why: Hindrance
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sending:
    """What became of sending a draft: refused, hindered, overtaken by somebody, or else a suggestion.

    `is_new` tells the sending that made the suggestion from those that came after it.
    """

    draft: Draft | None
    suggestion: Suggestion | None = None
    is_new: bool = False
    refusal: Refusal | None = None
    hindered: Hindered | None = None
    meanwhile: Meanwhile | None = None


async def send(connection: AsyncConnection, draft_id: int, by: Signature, seen: int | None = None) -> Sending:
    """Make a suggestion of a member's draft, and consume it; sending it again comes to the same suggestion.

    Where somebody changed the fact since the member last saw it, nothing is sent until the newer revision is
    given as `seen`. It is refused where the show has been withdrawn since.
    """
    draft = await find(connection, draft_id)
    refused = refusal(draft, by.person, by.layer, by.at)
    if draft is None or not draft.suggests:
        return Sending(draft, refusal=Refusal.GONE)
    if refused is Refusal.CONFIRMED:
        (sent,) = await read(connection, tables.suggestion.c.draft_id == draft_id)
        return Sending(draft, sent)
    if refused or not draft.is_ready:
        return Sending(draft, refusal=refused or Refusal.UNREADY)
    if await is_without_show(connection, draft):
        return Sending(draft, refusal=Refusal.WITHDRAWN)
    if found := await hindrance(connection, by):
        return Sending(draft, hindered=found)
    latest = await newest(connection, draft)
    if latest is not None and latest.revision_id not in (draft.based_on, seen):
        return Sending(draft, meanwhile=latest)
    draft = replace(draft, based_on=latest.revision_id if latest else None, confirmed=by.at)
    await consume(connection, draft)
    actor_id = await person(connection, by.person)
    row = {"draft_id": draft.id, "actor_id": actor_id, "layer": by.layer, "sent": naive(by.at)}
    inserted = await connection.execute(
        insert(tables.suggestion).values(row).returning(tables.suggestion.c.id)
    )
    return Sending(draft, Suggestion(inserted.scalar_one(), draft, actor_id, by.person, by.at), is_new=True)


async def hindrance(connection: AsyncConnection, by: Signature) -> Hindered | None:
    """Why a member cannot suggest anything in a server at this moment, if so."""
    suggestion = tables.suggestion
    if by.person in await muted(connection, by.layer):
        return Hindered(Hindrance.MUTED)
    if await count(connection, *made_by_member(by.layer, by.person), IS_OPEN) >= MOST_OPEN:
        return Hindered(Hindrance.MOST_OPEN)
    hour = timedelta(hours=1)
    sent = await connection.execute(
        select(suggestion.c.sent)
        .where(suggestion.c.layer == by.layer, suggestion.c.sent > naive(by.at - hour), ~IS_WITHDRAWN)
        .order_by(suggestion.c.sent.desc())
        .offset(MOST_AN_HOUR - 1)
        .limit(1)
    )
    first_of_most = sent.scalar_one_or_none()
    if first_of_most is None:
        return None
    return Hindered(Hindrance.MOST_AN_HOUR, first_of_most.replace(tzinfo=UTC) + hour)


async def settle(
    connection: AsyncConnection,
    suggestion: Suggestion,
    by: Signature,
    *,
    edit_id: int | None,
    reason: str | None = None,
) -> None:
    """Note that a moderator approved a suggestion by an edit, or declined it for a reason."""
    settled_by = await person(connection, by.person)
    await _settle(connection, suggestion, by, settled_by=settled_by, edit_id=edit_id, reason=reason)


async def withdraw(connection: AsyncConnection, suggestion: Suggestion, by: Signature) -> None:
    """Settle an open suggestion as its author wishes."""
    if suggestion.is_open:
        await _settle(connection, suggestion, by)


async def withdraw_all(connection: AsyncConnection, actor_id: int, at: datetime) -> None:
    """Settle as withdrawn whatever somebody suggested and nobody has decided. `at` is aware."""
    suggestion = tables.suggestion
    await connection.execute(
        update(suggestion).where(suggestion.c.actor_id == actor_id, IS_OPEN).values(settled=naive(at))
    )


async def place(connection: AsyncConnection, suggestion_id: int, channel_id: int, message_id: int) -> None:
    """Note where the card of a suggestion was posted."""
    await connection.execute(
        update(tables.suggestion)
        .where(tables.suggestion.c.id == suggestion_id)
        .values(channel_id=channel_id, message_id=message_id)
    )


async def _settle(
    connection: AsyncConnection,
    suggestion: Suggestion,
    by: Signature,
    *,
    settled_by: int | None = None,
    edit_id: int | None = None,
    reason: str | None = None,
) -> None:
    await connection.execute(
        update(tables.suggestion)
        .where(tables.suggestion.c.id == suggestion.id)
        .values(settled=naive(by.at), settled_by=settled_by, edit_id=edit_id, reason=reason)
    )
