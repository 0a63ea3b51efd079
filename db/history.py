"""The history: every edit with what it changed, as one server sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.config import Configuration
from db.facts import SHARED, load_sources
from db.mutes import Mute
from db.pages import MANAGED, RECORDED
from db.suggestions import Suggestion, decided_by, decisions
from db.tables import SERVER
from db.values import Source, Value

PAGE_SIZE = 5


@dataclass(frozen=True, slots=True)
class Changed:
    """What one edit did to one fact; `show_id` is SERVER for what a server says of itself.

    `before` and `after` are what held there, None where nothing did; a configuration always does.
    `follows_shared` says that the layer took back its own word, so that `after` is the shared catalogue's.
    `member` is whom a mute is about, by Discord id.
    """

    revision_id: int
    show_id: int
    kind: str
    key: str
    before: Value | None
    after: Value | None
    sources: tuple[Source, ...]
    follows_shared: bool
    member: int | None = None

    @property
    def season(self) -> int | None:
        """The season it is about, None for none in particular."""
        return getattr(self.after or self.before, "season", None)

    @property
    def show_ids(self) -> set[int]:
        """The shows it names: the one it is about, and those that a server chose or no longer does."""
        chosen = [one.default_show for one in (self.before, self.after) if isinstance(one, Configuration)]
        return {self.show_id, *filter(None, chosen)}


@dataclass(frozen=True, slots=True)
class Act:
    """One edit. `at` is aware UTC. `by` is a person's Discord id, None for a program and for somebody erased.

    `program` names a program; `suggested_by` is the Discord id of the member whose suggestion it took over;
    `decided` is the suggestion that it declined, or approved although that changed nothing.
    """

    id: int
    layer: int
    at: datetime
    by: int | None
    program: str | None
    note: str | None
    suggested_by: int | None
    changes: tuple[Changed, ...]
    decided: Suggestion | None = None

    @property
    def is_of_rules(self) -> bool:
        """Whether it is about how the server is moderated, which is its managers' business."""
        return any(one.kind in MANAGED for one in self.changes)

    @property
    def show_ids(self) -> set[int]:
        """The shows it names."""
        decided = {self.decided.draft.show_id or SERVER} if self.decided else set[int]()
        return decided | {show_id for one in self.changes for show_id in one.show_ids}


@dataclass(frozen=True, slots=True)
class Timeline:
    """A part of the history, newest first, and how many edits there are in all."""

    acts: tuple[Act, ...]
    total: int

    @property
    def show_ids(self) -> set[int]:
        """The shows it names."""
        return {show_id for one in self.acts for show_id in one.show_ids}


async def timeline(
    connection: AsyncConnection,
    layer: int,
    show_id: int | None = None,
    season: int | None = None,
    *,
    offset: int = 0,
    limit: int | None = PAGE_SIZE,
) -> Timeline:
    """The edits of a show, or of one season, that a layer sees; without a show, all of the layer's own."""
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
    found = [*_gathered(rows.all()), *map(_deciding, await decided_by(connection, page))]
    return Timeline(tuple(sorted(found, key=lambda act: act.id, reverse=True)), total)


async def act(connection: AsyncConnection, edit_id: int) -> Act | None:
    """One edit, whole."""
    found = await acts(connection, [edit_id])
    return found[0] if found else None


async def acts(connection: AsyncConnection, edit_ids: Sequence[int]) -> list[Act]:
    """Edits, whole, the newest first."""
    rows = await connection.execute(_acts().where(tables.edit.c.id.in_(edit_ids)))
    found = [*_gathered(rows.all()), *map(_deciding, await decided_by(connection, edit_ids))]
    return sorted(found, key=lambda act: act.id, reverse=True)


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


def _gathered(rows: Sequence[Any]) -> list[Act]:
    found: list[Act] = []
    for edit_id, group in groupby(rows, key=lambda row: row.id):
        of_edit = list(group)
        first = of_edit[0]
        at, changes = first.at.replace(tzinfo=UTC), tuple(_changed(row) for row in of_edit)
        found.append(
            Act(edit_id, first.layer, at, first.by, first.program, first.note, first.suggested_by, changes)
        )
    return found


def _changed(row: Any) -> Changed:
    before = row.own_before if row.own_spoke or row.layer == SHARED else row.shared_then
    after = row.shared_then if row.follows_shared else row.value
    return Changed(
        row.revision_id,
        row.show_id,
        row.kind,
        row.key,
        _value(row.kind, before),
        _value(row.kind, after),
        load_sources(row.sources),
        bool(row.follows_shared),
        row.muted,
    )


def _value(kind: str, stored: str | None) -> Value | None:
    """What was said, or what holds where a server has chosen nothing."""
    if stored is None:
        return Configuration() if kind == Configuration.KIND else None
    return RECORDED[kind].model_validate_json(stored)


def _deciding(suggestion: Suggestion) -> Act:
    assert suggestion.edit_id is not None
    assert suggestion.settled is not None
    layer, by = suggestion.draft.layer, suggestion.settled_by
    return Act(suggestion.edit_id, layer, suggestion.settled, by, None, None, None, (), suggestion)
