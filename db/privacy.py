"""What is kept about one person, and erasing who they are from it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Table, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.drafts import NOBODY
from db.edits import Change, Edit, person, program, record
from db.facts import SHARED
from db.memory import touched
from db.mutes import Mute
from db.suggesting import withdraw_all
from db.tables import SERVER

_PROGRAM = "Greenlight"
"""Who carries a mute over to where nothing else of a person is."""


@dataclass(frozen=True, slots=True)
class Held:
    """How much stands beside a person's Discord id.

    `edits_here` are those in one layer, `edits_elsewhere` the others; `decisions` are suggestions of others
    that they approved or declined; `mutes` are servers that take no suggestions from them. `is_known` says
    that their id is kept with any of this but the drafts, or was.
    """

    edits_here: int = 0
    edits_elsewhere: int = 0
    drafts: int = 0
    suggestions: int = 0
    decisions: int = 0
    mutes: int = 0
    is_known: bool = False

    @property
    def is_nothing(self) -> bool:
        return not self.is_known and not self.drafts

    @property
    def can_be_erased(self) -> bool:
        """Whether erasing would take anything: an id that is kept for a mute alone stays."""
        acts = self.edits_here + self.edits_elsewhere + self.suggestions + self.decisions
        return bool(acts or self.drafts or (self.is_known and not self.mutes))


async def held(connection: AsyncConnection, discord_id: int, layer: int) -> Held:
    """What is kept about a person, as seen from a layer."""
    edit, suggestion, draft = tables.edit.c, tables.suggestion.c, tables.draft.c
    drafts = await _count(connection, tables.draft, draft.author == discord_id, ~_is_sent())
    actor_id = await _actor(connection, discord_id)
    if actor_id is None:
        return Held(drafts=drafts)
    theirs = edit.actor_id == actor_id
    return Held(
        edits_here=await _count(connection, tables.edit, theirs, edit.layer == layer),
        edits_elsewhere=await _count(connection, tables.edit, theirs, edit.layer != layer),
        drafts=drafts,
        suggestions=await _count(connection, tables.suggestion, suggestion.actor_id == actor_id),
        decisions=await _count(connection, tables.suggestion, suggestion.settled_by == actor_id),
        mutes=len(await _muted_in(connection, actor_id)),
        is_known=True,
    )


async def erase(connection: AsyncConnection, discord_id: int, at: datetime) -> None:
    """Take a person's id from all that is kept; what they did stays, by nobody that can be named.

    What they have begun is deleted, and what they suggested and nobody has decided is withdrawn: who sent
    that could not be muted any more. Should they act again they are somebody new. `at` is aware.

    A mute outlives this. Otherwise two clicks would end it, without a word to those who decided on it; and
    to hold it must name somebody. So the id moves to an actor of which nothing is known but the mute. Once
    that is lifted, erasing takes the id as well.
    """
    draft = tables.draft
    await connection.execute(delete(draft).where(draft.c.author == discord_id, ~_is_sent()))
    await connection.execute(update(draft).where(draft.c.author == discord_id).values(author=NOBODY))
    if not (await held(connection, discord_id, SHARED)).can_be_erased:
        return
    actor, actor_id = tables.actor, await _actor(connection, discord_id)
    muted_in = await _muted_in(connection, actor_id)
    if actor_id is not None:
        await withdraw_all(connection, actor_id, at)
    await connection.execute(update(actor).where(actor.c.discord_id == discord_id).values(discord_id=None))
    touched(connection).all_pages = True
    for layer in muted_in:
        mute = Change.to(SERVER, Mute(actor=await person(connection, discord_id)), (), at.date())
        by = await program(connection, _PROGRAM)
        await record(connection, Edit(by, layer, at, unlocked=True), [mute])


async def _actor(connection: AsyncConnection, discord_id: int) -> int | None:
    """The actor that stands for a person, if there is one."""
    actor = tables.actor.c
    return (await connection.execute(select(actor.id).where(actor.discord_id == discord_id))).scalar()


async def _count(connection: AsyncConnection, table: Table, *concerned: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(table).where(*concerned)
    return (await connection.execute(counted)).scalar_one()


def _is_sent() -> ColumnElement[bool]:
    """Whether a draft was sent to moderators as a suggestion."""
    return tables.draft.c.id.in_(select(tables.suggestion.c.draft_id))


async def _muted_in(connection: AsyncConnection, actor_id: int | None) -> list[int]:
    """The servers that take no suggestions from an actor."""
    if actor_id is None:
        return []
    fact, revision, later = tables.fact, tables.revision, tables.revision.alias()
    newest = (
        select(func.max(later.c.id))
        .where(later.c.fact_id == revision.c.fact_id, later.c.layer == revision.c.layer)
        .scalar_subquery()
    )
    rows = await connection.execute(
        select(revision.c.layer)
        .join(fact, fact.c.id == revision.c.fact_id)
        .where(fact.c.kind == Mute.KIND, fact.c.key == Mute(actor=actor_id).key)
        .where(revision.c.id == newest, revision.c.value.is_not(None))
        .order_by(revision.c.layer)
    )
    return list(rows.scalars())
