"""Confirming a draft: the one way in which a person's change becomes facts; and declining a suggested one."""

import re
import secrets
import unicodedata
from collections.abc import Awaitable, Callable, Container
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from sqlalchemy import and_, insert, or_
from sqlalchemy.ext.asyncio import AsyncConnection

from db import suggesting, suggestions, tables
from db.drafts import Draft, Meanwhile, Refusal, consume, find, is_without_show, newest, refusal
from db.edits import Change, Signature, is_recorded, sign, sign_act
from db.facts import fact_from, seen_from
from db.pages import MODELS
from db.shows import LONGEST_KEY, ShowDetails
from db.status import Decision
from db.suggestions import Suggestion
from db.values import Value


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a confirmation: refused, overtaken by somebody, or else recorded.

    `edit_id` is the edit that it made; None where nothing was new, unless that approved or declined a
    `suggestion`, which is given as it was before.
    """

    draft: Draft | None
    refusal: Refusal | None = None
    meanwhile: Meanwhile | None = None
    edit_id: int | None = None
    suggestion: Suggestion | None = None

    @property
    def is_recorded(self) -> bool:
        return self.refusal is None and self.meanwhile is None


Making: TypeAlias = Callable[[AsyncConnection, Draft, date], Awaitable[tuple[Draft, list[Change]]]]
"""Makes the changes of a draft, on a day, and the draft as it then is."""


async def confirm(
    connection: AsyncConnection,
    draft_id: int,
    by: Signature,
    seen: int | None = None,
    *,
    kinds: Container[str] = MODELS,
    make: Making | None = None,
    note: str | None = None,
) -> Outcome:
    """Record what a draft says and consume it, unless it is refused or somebody else was faster.

    Then nothing is written; confirming records once the newer revision is given as `seen`. The same
    interaction again comes to the same. A draft that was made of a suggestion approves that. It is refused
    where the show has been withdrawn since. A draft of none of the `kinds` is as good as gone; what is to be
    recorded is what `make` makes of it, else one fact.

    Raises:
        Locked: the layer's managers have closed what it changes.
    """
    draft = await find(connection, draft_id)
    refused = refusal(draft, by.person, by.layer, by.at)
    if draft is None or draft.kind not in kinds or (draft.suggests and not refused):
        return Outcome(None, Refusal.GONE)
    of_suggestion = draft.suggestion_id
    suggestion = await suggestions.find(connection, of_suggestion, draft.layer) if of_suggestion else None
    if refused is Refusal.CONFIRMED and await is_recorded(connection, by.interaction_id):
        return Outcome(draft, suggestion=suggestion)
    if refused is None and suggestion and not suggestion.is_open:
        refused = Refusal.DECIDED
    if refused is None and await is_without_show(connection, draft):
        refused = Refusal.WITHDRAWN
    if refused:
        return Outcome(draft, refused, suggestion=suggestion)
    outcome = await _record(connection, draft, by, seen, suggestion, make or _one_fact, note)
    if outcome.draft and outcome.is_recorded:
        await consume(connection, outcome.draft)
    return outcome


async def approve(
    connection: AsyncConnection, suggestion_id: int, by: Signature, seen: int | None = None
) -> Outcome:
    """Record in a moderator's name what a member suggested, as `confirm` records a draft, and settle it.

    It is refused where what it would change has been withdrawn since.

    Raises:
        Locked: the layer's managers have closed what it changes.
    """
    suggestion = await suggestions.find(connection, suggestion_id, by.layer)
    if suggestion is None:
        return Outcome(None, Refusal.GONE)
    draft = suggestion.draft
    if not suggestion.is_open:
        again = await is_recorded(connection, by.interaction_id)
        return Outcome(draft, None if again else Refusal.DECIDED, suggestion=suggestion)
    if await is_withdrawn(connection, draft):
        return Outcome(draft, Refusal.WITHDRAWN, suggestion=suggestion)
    return await _record(connection, draft, by, seen, suggestion, _one_fact)


async def decline(connection: AsyncConnection, suggestion_id: int, by: Signature, reason: str) -> Outcome:
    """Settle a suggestion against its author's wish, which the history keeps as an edit without changes."""
    suggestion = await suggestions.find(connection, suggestion_id, by.layer)
    if suggestion is None:
        return Outcome(None, Refusal.GONE)
    if not suggestion.is_open:
        again = await is_recorded(connection, by.interaction_id)
        return Outcome(suggestion.draft, None if again else Refusal.DECIDED, suggestion=suggestion)
    edit_id = await sign_act(connection, by)
    await suggesting.settle(connection, suggestion, by, edit_id=edit_id, reason=reason)
    return Outcome(suggestion.draft, edit_id=edit_id, suggestion=suggestion)


async def is_withdrawn(connection: AsyncConnection, draft: Draft) -> bool:
    """Whether nothing is left of what a draft changes: not the fact, or not the show."""
    fact = tables.fact
    is_target = fact.c.key == draft.target
    if draft.kind == Decision.KIND:
        is_target = fact.c.key.startswith(f"[{draft.season}, ")
    left = await connection.execute(
        seen_from(draft.layer).where(
            fact.c.show_id == draft.show_id,
            or_(fact.c.kind == ShowDetails.KIND, and_(fact.c.kind == draft.kind, is_target)),
        )
    )
    kinds = {row.kind for row in left}
    return ShowDetails.KIND not in kinds or (draft.target is not None and draft.kind not in kinds)


async def _record(
    connection: AsyncConnection,
    draft: Draft,
    by: Signature,
    seen: int | None,
    suggestion: Suggestion | None,
    make: Making,
    note: str | None = None,
) -> Outcome:
    """Record what a draft says and settle the suggestion it came from, unless somebody else was faster."""
    if not draft.is_ready:
        return Outcome(draft, Refusal.UNREADY, suggestion=suggestion)
    latest = await newest(connection, draft)
    if latest is not None and latest.revision_id not in (draft.based_on, seen):
        return Outcome(draft, meanwhile=latest, suggestion=suggestion)
    draft, made = await make(connection, draft, by.at.date())
    edit_id = await sign(connection, by, made, note)
    if suggestion:
        edit_id = edit_id or await sign_act(connection, by)
        await suggesting.settle(connection, suggestion, by, edit_id=edit_id)
    return Outcome(replace(draft, confirmed=by.at), edit_id=edit_id, suggestion=suggestion)


async def _one_fact(connection: AsyncConnection, draft: Draft, today: date) -> tuple[Draft, list[Change]]:
    show_id = draft.show_id or await _new_show(connection, draft)
    former = await _target(connection, draft)
    return replace(draft, show_id=show_id), changes(draft, former, show_id, today)


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
    is_story = former.season == value.season or value.verdict.is_order
    return is_story and former.decided.precedes(value.decided)


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
    end = "-".join([*year, secrets.token_hex(4)])
    begin = "-".join(words[:10])[: LONGEST_KEY - len(f"-{end}")].rstrip("-")
    key = f"{begin}-{end}" if begin else end
    inserted = await connection.execute(insert(tables.show).values(key=key).returning(tables.show.c.id))
    return inserted.scalar_one()
