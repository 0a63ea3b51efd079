"""The history: every edit with what it changed, as one server sees it."""

import asyncio
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.acts import Act, Timeline, acts_of
from db.facts import SHARED
from db.mutes import Mute
from db.suggestions import Suggestion, decided_by, decisions

PAGE_SIZE = 5


class Read(NamedTuple):
    """Edits as they were read; to make acts of thousands of changes takes longer than that.

    `total` is how many edits there are in all.
    """

    rows: Sequence[Any]
    decided: Sequence[Suggestion]
    total: int

    def acts(self) -> tuple[Act, ...]:
        """The edits, the newest first."""
        return acts_of(self.rows, self.decided)


async def timeline(
    connection: AsyncConnection,
    layer: int,
    show_id: int | None = None,
    season: int | None = None,
    *,
    offset: int = 0,
) -> Timeline:
    """A page of the edits of a show, or of one season, that a layer sees; without a show, of its own."""
    found = await read_edits(connection, layer, show_id, season, offset=offset, limit=PAGE_SIZE)
    return Timeline(await asyncio.to_thread(found.acts), found.total)


async def read_edits(
    connection: AsyncConnection,
    layer: int,
    show_id: int | None = None,
    season: int | None = None,
    *,
    offset: int = 0,
    limit: int | None = None,
) -> Read:
    """The edits of which `timeline` tells, so many of them or all."""
    fact, revision, edit = tables.fact, tables.revision, tables.edit
    concerned = _concerned(layer, show_id, season)
    changing = (
        select(edit.c.id.label("edit_id")).where(
            edit.c.layer == layer, exists().where(revision.c.edit_id == edit.c.id)
        )
        if show_id is None
        else select(revision.c.edit_id)
        .select_from(fact)
        .join(revision, revision.c.fact_id == fact.c.id)
        .where(concerned)
    )
    edits = union(changing, decisions(layer, show_id, season)).subquery()
    total = (await connection.execute(select(func.count()).select_from(edits))).scalar_one()
    page = select(edits.c.edit_id).order_by(edits.c.edit_id.desc()).offset(offset).limit(limit)
    rows = await connection.execute(_acts().where(concerned, revision.c.edit_id.in_(page)))
    return Read(rows.all(), await decided_by(connection, page), total)


async def act(connection: AsyncConnection, edit_id: int) -> Act | None:
    """One edit, whole."""
    found = await acts(connection, [edit_id])
    return found[0] if found else None


async def acts(connection: AsyncConnection, edit_ids: Sequence[int]) -> tuple[Act, ...]:
    """Edits, whole, the newest first."""
    rows = await connection.execute(_acts().where(tables.edit.c.id.in_(edit_ids)))
    found = Read(rows.all(), await decided_by(connection, edit_ids), len(edit_ids))
    return await asyncio.to_thread(found.acts)


def _concerned(layer: int, show_id: int | None, season: int | None) -> ColumnElement[bool]:
    fact, revision = tables.fact, tables.revision
    if show_id is None:
        return revision.c.layer == layer
    seen = and_(fact.c.show_id == show_id, revision.c.layer.in_({layer, SHARED}))
    if season is None:
        return seen
    ever = revision.alias()
    was_of_season = (
        select(ever.c.id)
        .where(ever.c.fact_id == fact.c.id, ever.c.layer.in_({layer, SHARED}))
        .where(ever.c.value.op("->>")("$.season") == season)
        .correlate(fact)
        .exists()
    )
    return and_(seen, was_of_season)


def _acts() -> Select[Any]:
    """Every change of every edit, newest first, with what each state was before it."""
    fact, revision, edit, actor = tables.fact, tables.revision, tables.edit, tables.actor
    suggestion, member = tables.suggestion, tables.actor.alias("member")
    muted = tables.actor.alias("muted")
    shared_then = _said(_last(SHARED, revision.c.id))
    own_before = _last(revision.c.layer, revision.c.id)
    return (
        select(edit.c.id, edit.c.layer, edit.c.at, edit.c.note)
        .add_columns(actor.c.discord_id.label("by"), actor.c.name.label("program"))
        .add_columns(suggestion.c.id.is_not(None).label("was_suggested"))
        .add_columns(member.c.discord_id.label("suggested_by"))
        .add_columns(revision.c.id.label("revision_id"), revision.c.value, revision.c.sources)
        .add_columns(revision.c.follows_shared, fact.c.show_id, fact.c.kind, fact.c.key)
        .add_columns(shared_then.label("shared_then"), _said(own_before).label("own_before"))
        .add_columns(_speaks(own_before).label("own_spoke"), muted.c.discord_id.label("muted"))
        .select_from(revision)
        .join(fact, fact.c.id == revision.c.fact_id)
        .join(edit, edit.c.id == revision.c.edit_id)
        .join(actor, actor.c.id == edit.c.actor_id)
        .outerjoin(suggestion, suggestion.c.edit_id == edit.c.id)
        .outerjoin(member, member.c.id == suggestion.c.actor_id)
        .outerjoin(muted, and_(fact.c.kind == Mute.KIND, muted.c.id == fact.c.key.op("->>")("$[0]")))
        .order_by(edit.c.id.desc(), revision.c.id)
    )


def _last(layer: Any, before: ColumnElement[int]) -> ColumnElement[int | None]:
    """The id of a layer's last revision of the same fact before another revision."""
    earlier = tables.revision.alias()
    return (
        select(func.max(earlier.c.id))
        .where(
            earlier.c.fact_id == tables.revision.c.fact_id, earlier.c.layer == layer, earlier.c.id < before
        )
        .correlate(tables.revision)
        .scalar_subquery()
    )


def _said(revision_id: ColumnElement[int | None]) -> ColumnElement[str | None]:
    one = tables.revision.alias()
    return select(one.c.value).where(one.c.id == revision_id).correlate(tables.revision).scalar_subquery()


def _speaks(revision_id: ColumnElement[int | None]) -> ColumnElement[bool]:
    """Whether a layer's last word was one of its own, if only that there is nothing."""
    one = tables.revision.alias()
    return (
        select(~one.c.follows_shared)
        .where(one.c.id == revision_id)
        .correlate(tables.revision)
        .scalar_subquery()
    )
