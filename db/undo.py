"""Undoing an edit: the state before it is appended, so that nothing is lost by that either."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.acts import Act
from db.edits import Change
from db.facts import SHARED, load_sources
from db.history import act
from db.pages import RECORDED

UNDID = "undid the change of"
"""What the note of an edit that undoes another begins with; then comes when that one was made."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What undoing an edit would record.

    `since` is the newest edit of the same facts in the layer after it, which would be taken back as well;
    `seen` the newest revision of these facts, by which a later look tells whether anything was changed.
    """

    act: Act
    changes: tuple[Change, ...]
    since: Act | None
    seen: int


async def plan(connection: AsyncConnection, layer: int, edit_id: int, today: date) -> Plan | None:
    """What undoing a layer's edit comes to; None where the layer has no such edit, or it changed nothing."""
    undone = await act(connection, edit_id)
    if undone is None or undone.layer != layer or not undone.changes:
        return None
    rows = await _revisions(connection, layer, edit_id)
    own = [row for row in rows if row.layer == layer]
    later = [row.edit_id for row in own if row.edit_id > edit_id]
    changes = await asyncio.to_thread(_changes_back, own, edit_id, layer, today)
    since = await act(connection, max(later)) if later else None
    return Plan(undone, changes, since, max(row.id for row in rows))


async def _revisions(connection: AsyncConnection, layer: int, edit_id: int) -> list[Any]:
    """Every revision, in a layer and the shared one, of the facts that an edit changed, in their order."""
    fact, revision = tables.fact, tables.revision
    changed = select(revision.c.fact_id).where(revision.c.edit_id == edit_id)
    rows = await connection.execute(
        select(revision, fact.c.show_id, fact.c.kind, fact.c.key)
        .select_from(revision)
        .join(fact, fact.c.id == revision.c.fact_id)
        .where(revision.c.fact_id.in_(changed), revision.c.layer.in_([layer, SHARED]))
        .order_by(revision.c.id)
    )
    return list(rows.all())


def _changes_back(own: Sequence[Any], edit_id: int, layer: int, today: date) -> tuple[Change, ...]:
    """What brings every fact of a layer's own revisions back to what it was before an edit."""
    of_facts: dict[int, list[Any]] = {}
    for row in own:
        of_facts.setdefault(row.fact_id, []).append(row)
    before = {
        fact_id: next((row for row in reversed(of_fact) if row.edit_id < edit_id), None)
        for fact_id, of_fact in of_facts.items()
    }
    return tuple(_back_to(before[fact_id], of_fact[0], layer, today) for fact_id, of_fact in of_facts.items())


def _back_to(before: Any, fact: Any, layer: int, today: date) -> Change:
    """A fact as the layer had it; where it had said nothing, the shared catalogue holds again."""
    about = fact.show_id, fact.kind, fact.key
    if before is None or before.follows_shared:
        return Change(*about, None, (), today, follows_shared=layer != SHARED)
    value = RECORDED[fact.kind].model_validate_json(before.value) if before.value else None
    return Change(*about, value, load_sources(before.sources), before.checked_on)
