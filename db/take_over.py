"""Taking over: where the shared catalogue was changed after a server had its own say."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.edits import Change
from db.facts import SHARED, newest, own
from db.pages import MODELS
from db.status import Decision
from db.values import Value


@dataclass(frozen=True, slots=True)
class Newer:
    """A fact on which taking over would drop this server's word; a value is None where nothing is said.

    `revision_id` is the newest revision of it, here or shared; `is_overtaken` says that it is the shared one
    and says something else.
    """

    kind: str
    key: str
    here: Value | None
    shared: Value | None
    revision_id: int
    is_overtaken: bool


async def newer(connection: AsyncConnection, layer: int, show_id: int) -> list[Newer]:
    """All of a show that taking over would drop, if the shared catalogue was changed after it was said.

    Where that is a decision, all that this server decided on the season goes with it, since of several
    decisions only one holds.
    """
    own_words = await _own_words(connection, layer, show_id) if layer != SHARED else []
    overtaken = [one for one in own_words if one.is_overtaken]
    seasons = {_season(one) for one in overtaken if one.kind == Decision.KIND}
    return [
        one
        for one in own_words
        if one in overtaken or (one.kind == Decision.KIND and _season(one) in seasons)
    ]


async def _own_words(connection: AsyncConnection, layer: int, show_id: int) -> list[Newer]:
    """All that a server says of a show itself, in the order in which it came to say so."""
    fact, here, shared = tables.fact, tables.revision.alias(), tables.revision.alias()
    rows = await connection.execute(
        select(fact.c.kind, fact.c.key, here.c.id.label("here_id"), shared.c.id.label("shared_id"))
        .add_columns(here.c.value.label("here"), shared.c.value.label("shared"))
        .select_from(fact)
        .join(here, here.c.id == own(layer))
        .outerjoin(shared, shared.c.id == newest(SHARED))
        .where(fact.c.show_id == show_id, fact.c.kind.in_(MODELS))
        .order_by(here.c.id)
    )
    return [
        Newer(
            row.kind,
            row.key,
            _value(row.kind, row.here),
            _value(row.kind, row.shared),
            max(row.here_id, row.shared_id or 0),
            (row.shared_id or 0) > row.here_id and row.here != row.shared,
        )
        for row in rows
    ]


def seen_by(found: Sequence[Newer]) -> int:
    """The newest revision of all that was shown, by which a later look tells whether anything was changed."""
    return max(one.revision_id for one in found)


def to_take_over(show_id: int, found: Iterable[Newer], today: date) -> list[Change]:
    """What drops this server's own word on these facts."""
    return [Change(show_id, one.kind, one.key, None, (), today, follows_shared=True) for one in found]


def _value(kind: str, stored: str | None) -> Value | None:
    return MODELS[kind].model_validate_json(stored) if stored else None


def _season(decision: Newer) -> Any:
    return json.loads(decision.key)[0]
