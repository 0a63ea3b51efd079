"""Drafts: changes that somebody has begun and not confirmed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.facts import dump_sources, last_word, load_sources, seen_from
from db.pages import MODELS
from db.shows import ShowDetails
from db.status import Decision
from db.values import Source, Value

IMPORT = "import"
"""The kind of a draft that is a whole file; `typed` holds its text as "file"."""

LIFETIME = timedelta(days=1)

CORRECTED = "season_corrected"
"""Where `typed` holds the season that a decision moves to if it is corrected to an ending or from one."""

NOBODY = 0
"""The author of a draft that was sent to moderators by somebody who was erased since."""

_KEPT_AFTERWARDS = timedelta(days=8)
"""How long before a new draft's own end the others must have ended to be forgotten."""


class Refusal(StrEnum):
    """Why a draft cannot be gone on with."""

    GONE = "gone"
    ELSEWHERE = "elsewhere"
    NOT_YOURS = "not yours"
    CONFIRMED = "confirmed"
    EXPIRED = "expired"
    UNREADY = "unready"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Draft:
    """A change in the making. Times are aware UTC.

    `target` is the key of the fact it changes, None for a new one. `typed` is how the form was left; `value`
    is what that was understood as, None while the form is not right. `based_on` is the newest revision of the
    fact when the person last saw it. `public` says where the confirmation is to be answered.

    One that `suggests` is confirmed by sending it to the moderators, and recorded when one of them approves
    the suggestion; one with a `suggestion_id` is a moderator's, and confirming it approves that suggestion.
    """

    author: int
    layer: int
    kind: str
    expires: datetime
    show_id: int | None = None
    season: int | None = None
    part: int | None = None
    target: str | None = None
    typed: Mapping[str, str] = field(default_factory=dict[str, str])
    value: Value | None = None
    sources: tuple[Source, ...] = ()
    removes: bool = False
    based_on: int | None = None
    public: bool = True
    confirmed: datetime | None = None
    suggests: bool = False
    suggestion_id: int | None = None
    id: int = 0

    @property
    def is_ready(self) -> bool:
        """Whether there is something to confirm."""
        return self.removes or self.value is not None or self.kind == IMPORT


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """A revision that somebody else made of the same fact, or of another that a draft is about, by its key.

    `by` is None for a program or somebody erased.
    """

    revision_id: int
    key: str
    by: int | None
    at: datetime


async def meanwhile(connection: AsyncConnection, draft: Draft) -> Meanwhile | None:
    """What somebody did to the fact that a draft changes since its author last saw it."""
    latest = await newest(connection, draft) if draft.target else None
    return latest if latest and latest.revision_id != draft.based_on else None


async def keep(connection: AsyncConnection, draft: Draft) -> Draft:
    """Store a draft, new or changed, as seen now; returns it with its id and what it is based on."""
    latest = await newest(connection, draft)
    draft = replace(draft, based_on=latest.revision_id if latest else None)
    if draft.id:
        await connection.execute(
            update(tables.draft).where(tables.draft.c.id == draft.id).values(_columns(draft))
        )
        return draft
    sent = select(tables.suggestion.c.draft_id)
    await connection.execute(
        delete(tables.draft).where(
            tables.draft.c.expires < naive(draft.expires - _KEPT_AFTERWARDS), tables.draft.c.id.not_in(sent)
        )
    )
    inserted = await connection.execute(
        insert(tables.draft).values(_columns(draft)).returning(tables.draft.c.id)
    )
    return replace(draft, id=inserted.scalar_one())


async def consume(connection: AsyncConnection, draft: Draft) -> None:
    """Store a draft as it was confirmed."""
    await connection.execute(
        update(tables.draft).where(tables.draft.c.id == draft.id).values(_columns(draft))
    )


async def find(connection: AsyncConnection, draft_id: int) -> Draft | None:
    """A draft by its id."""
    row = (await connection.execute(select(tables.draft).where(tables.draft.c.id == draft_id))).one_or_none()
    return draft_from(row) if row else None


def refusal(draft: Draft | None, person_id: int, layer: int, now: datetime) -> Refusal | None:
    """Why this person cannot go on with a draft here and now, if so."""
    if draft is None:
        return Refusal.GONE
    if draft.layer != layer:
        return Refusal.ELSEWHERE
    if draft.author != person_id:
        return Refusal.NOT_YOURS
    if draft.confirmed is not None:
        return Refusal.CONFIRMED
    return Refusal.EXPIRED if draft.expires <= now else None


async def is_without_show(connection: AsyncConnection, draft: Draft) -> bool:
    """Whether a draft is about a show that its layer does not see any more, and would not bring it back."""
    if draft.show_id is None or draft.kind == ShowDetails.KIND:
        return False
    fact = tables.fact
    found = await connection.execute(
        seen_from(draft.layer).where(fact.c.show_id == draft.show_id, fact.c.kind == ShowDetails.KIND)
    )
    return found.first() is None


async def newest(connection: AsyncConnection, draft: Draft) -> Meanwhile | None:
    """The newest revision that decides what the facts a draft is about say, as its layer sees them.

    To a file all of the layer matters, and what was taken back there as well.
    """
    fact, revision, edit = tables.fact, tables.revision, tables.edit
    if draft.kind == IMPORT:
        concerned = revision.c.layer == draft.layer
    else:
        about = fact.c.show_id == draft.show_id, fact.c.kind == draft.kind, _is_concerned(draft)
        concerned = and_(revision.c.id == last_word(draft.layer), *about)
    found = await connection.execute(
        select(revision.c.id, fact.c.key, edit.c.at, tables.actor.c.discord_id)
        .select_from(fact)
        .join(revision, revision.c.fact_id == fact.c.id)
        .join(edit, edit.c.id == revision.c.edit_id)
        .join(tables.actor, tables.actor.c.id == edit.c.actor_id)
        .where(concerned)
        .order_by(revision.c.id.desc())
        .limit(1)
    )
    row = found.one_or_none()
    return Meanwhile(row.id, row.key, row.discord_id, row.at.replace(tzinfo=UTC)) if row else None


def _is_concerned(draft: Draft) -> ColumnElement[bool]:
    """Whether a fact is what it changes or would make, or a decision on its season or where that may move."""
    key = tables.fact.c.key
    if draft.kind == Decision.KIND:
        seasons = {str(draft.season), draft.typed.get(CORRECTED, str(draft.season))}
        return or_(*(key.startswith(f"[{season}, ") for season in seasons))
    return key.in_([draft.target, draft.value.key if draft.value else None])


def _columns(draft: Draft) -> dict[str, Any]:
    return {
        "author": draft.author,
        "layer": draft.layer,
        "show_id": draft.show_id,
        "kind": draft.kind,
        "season": draft.season,
        "part": draft.part,
        "target": draft.target,
        "typed": json.dumps(dict(draft.typed), ensure_ascii=False),
        "value": draft.value.model_dump_json(exclude_none=True) if draft.value else None,
        "sources": dump_sources(draft.sources),
        "removes": draft.removes,
        "based_on": draft.based_on,
        "public": draft.public,
        "suggests": draft.suggests,
        "suggestion_id": draft.suggestion_id,
        "expires": naive(draft.expires),
        "confirmed": naive(draft.confirmed) if draft.confirmed else None,
    }


def naive(at: datetime) -> datetime:
    """A moment as the store holds it."""
    return at.astimezone(UTC).replace(tzinfo=None)


def draft_from(row: Any) -> Draft:
    """The draft in a row of its table."""
    return Draft(
        id=row.id,
        author=row.author,
        layer=row.layer,
        show_id=row.show_id,
        kind=row.kind,
        season=row.season,
        part=row.part,
        target=row.target,
        typed=json.loads(row.typed),
        value=MODELS[row.kind].model_validate_json(row.value) if row.value else None,
        sources=load_sources(row.sources),
        removes=row.removes,
        based_on=row.based_on,
        public=row.public,
        suggests=row.suggests,
        suggestion_id=row.suggestion_id,
        expires=row.expires.replace(tzinfo=UTC),
        confirmed=row.confirmed.replace(tzinfo=UTC) if row.confirmed else None,
    )
