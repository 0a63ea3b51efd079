"""Confirming a draft: the one way in which a person's change becomes facts."""

import re
import secrets
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.drafts import Draft, Meanwhile, Refusal, consume, find, newest, refusal
from db.edits import Change, Signature, is_recorded, sign
from db.facts import fact_from, seen_from
from db.pages import MODELS
from db.shows import ShowDetails
from db.status import Decision
from db.values import Value


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a confirmation: refused, overtaken by somebody, or else recorded.

    `edit_id` is the edit that it made; None where nothing was new.
    """

    draft: Draft | None
    refusal: Refusal | None = None
    meanwhile: Meanwhile | None = None
    edit_id: int | None = None


async def confirm(
    connection: AsyncConnection, draft_id: int, by: Signature, seen: int | None = None
) -> Outcome:
    """Record what a draft says and consume it, unless it is refused or somebody else was faster.

    Then nothing is written; confirming records once the newer revision is given as `seen`. The same
    interaction again comes to the same.

    Raises:
        Locked: the layer's managers have closed what it changes.
    """
    draft = await find(connection, draft_id)
    refused = refusal(draft, by.person, by.layer, by.at)
    if refused is Refusal.CONFIRMED and await is_recorded(connection, by.interaction_id):
        return Outcome(draft)
    if draft is None or refused:
        return Outcome(draft, refused)
    if not draft.is_ready:
        return Outcome(draft, Refusal.UNREADY)
    latest = await newest(connection, draft)
    if latest is not None and latest.revision_id not in (draft.based_on, seen):
        return Outcome(draft, meanwhile=latest)
    show_id = draft.show_id or await _new_show(connection, draft)
    former = await _target(connection, draft)
    edit_id = await sign(connection, by, changes(draft, former, show_id, by.at.date()))
    draft = replace(draft, show_id=show_id, confirmed=by.at)
    await consume(connection, draft)
    return Outcome(draft, edit_id=edit_id)


def changes(draft: Draft, former: Value | None, show_id: int, today: date) -> list[Change]:
    """What confirming a draft records, where its target now says `former`."""
    value = None if draft.removes else draft.value
    made = [Change.to(show_id, value, draft.sources, today)] if value else []
    if draft.target is None or draft.target in [change.key for change in made]:
        return made
    if _follows(draft.value, former) and not draft.removes:
        return made
    return [Change(show_id, draft.kind, draft.target, None, (), today), *made]


def _follows(value: Value | None, former: Value | None) -> bool:
    """Whether a decision was taken after another one, which then stays as its story; else it corrects it."""
    if not isinstance(value, Decision) or not isinstance(former, Decision):
        return False
    return former.decided.precedes(value.decided)


async def _target(connection: AsyncConnection, draft: Draft) -> Value | None:
    """What the fact that a draft changes says now."""
    found = await connection.execute(
        seen_from(draft.layer).where(
            tables.fact.c.show_id == draft.show_id,
            tables.fact.c.kind == draft.kind,
            tables.fact.c.key == draft.target,
        )
    )
    row = found.one_or_none()
    return fact_from(row, MODELS[draft.kind]).value if row else None


async def _new_show(connection: AsyncConnection, draft: Draft) -> int:
    assert isinstance(draft.value, ShowDetails)
    ascii_title = unicodedata.normalize("NFKD", draft.value.title).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_title.casefold())
    year = [str(draft.value.year)] if draft.value.year else []
    key = "-".join([*words[:10], *year, secrets.token_hex(4)])
    inserted = await connection.execute(insert(tables.show).values(key=key).returning(tables.show.c.id))
    return inserted.scalar_one()
