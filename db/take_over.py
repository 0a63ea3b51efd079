"""Taking over: where the shared catalogue was changed after a server had its own say."""

import json
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
    """A fact on which the shared catalogue has a later word than the server; None where one says nothing."""

    kind: str
    key: str
    here: Value | None
    shared: Value | None
    revision_id: int


async def newer(connection: AsyncConnection, layer: int, show_id: int) -> list[Newer]:
    """All of a show on which the shared catalogue was changed after this server had its say."""
    if layer == SHARED:
        return []
    fact, here, shared = tables.fact, tables.revision.alias(), tables.revision.alias()
    rows = await connection.execute(
        select(fact.c.kind, fact.c.key, shared.c.id)
        .add_columns(here.c.value.label("here"), shared.c.value.label("shared"))
        .select_from(fact)
        .join(here, here.c.id == own(layer))
        .join(shared, shared.c.id == newest(SHARED))
        .where(fact.c.show_id == show_id, shared.c.id > here.c.id)
        .order_by(shared.c.id)
    )
    found = [
        Newer(row.kind, row.key, _value(row.kind, row.here), _value(row.kind, row.shared), row.id)
        for row in rows
    ]
    return [one for one in found if one.here != one.shared]


async def to_take_over(
    connection: AsyncConnection, layer: int, show_id: int, found: list[Newer], today: date
) -> list[Change]:
    """What drops this server's own word on these facts, and every word of its own on the seasons decided."""
    fact = tables.fact
    rows = await connection.execute(
        select(fact.c.kind, fact.c.key).where(fact.c.show_id == show_id, own(layer).is_not(None))
    )
    named = {(one.kind, one.key) for one in found}
    seasons = {_season(key) for kind, key in named if kind == Decision.KIND}
    return [
        Change(show_id, row.kind, row.key, None, (), today, follows_shared=True)
        for row in rows
        if (row.kind, row.key) in named or (row.kind == Decision.KIND and _season(row.key) in seasons)
    ]


def _value(kind: str, stored: str | None) -> Value | None:
    return MODELS[kind].model_validate_json(stored) if stored else None


def _season(key: str) -> Any:
    return json.loads(key)[0]
