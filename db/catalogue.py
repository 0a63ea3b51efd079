"""What TVmaze says in the shared catalogue: which show is meant, and never over what anybody else wrote."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, case, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables, top_ten_shows
from db.about import count_shows
from db.cast import Credit
from db.edits import Change, Edit, Identity, program, record
from db.facts import SHARED, TVMAZE, newest
from db.memory import touched
from db.same_show import is_the_same, same_shows
from db.shows import ShowDetails, TVmazeStatus
from db.status import Release
from db.values import Evidence, Source, Value

ACTOR = TVMAZE

_OWN_KINDS = (Release.KIND, Credit.KIND)
"""The kinds of facts that TVmaze tells of beside the show itself."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A show as TVmaze has it; its `tvmaze_url` is set.

    `facts` are its releases and credits, None where only the show itself was listed. `updated` is when it was
    changed there last, in seconds since 1970; `weight` how well known it is there, 0 to 100; `status` whether
    it runs there or has ended.
    """

    tvmaze_id: int
    updated: int
    details: ShowDetails
    facts: tuple[Value, ...] | None
    weight: int = 0
    status: TVmazeStatus | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many shows the shared catalogue has, how many of them TVmaze, and how many of these in full."""

    shows: int
    from_tvmaze: int
    in_full: int


class _Said(NamedTuple):
    """What the shared catalogue says of something, and which program said so; None for a person."""

    value: str | None
    sources: str
    program: str | None


async def take(
    connection: AsyncConnection, entries: Sequence[Entry], at: datetime, *, asked_about: int | None = None
) -> dict[int, int]:
    """Record what is new in these shows as one edit by TVmaze. Returns the shows' ids by TVmaze's numbers.

    What anybody else wrote holds; what TVmaze wrote and does not say any more is withdrawn. Who `asked_about`
    a show that was known by its name alone means that one, where it can be.
    """
    ids = await _shows(connection, entries, asked_about)
    said = await _said(connection, set(ids.values()))
    changes: list[Change] = []
    for entry in entries:
        changes += _changes(ids[entry.tvmaze_id], entry, said.get(ids[entry.tvmaze_id], {}), at)
    actor_id = await program(connection, ACTOR)
    await record(connection, Edit(actor_id, SHARED, at), changes)
    await _note(connection, [_noted(entry, ids[entry.tvmaze_id], at) for entry in entries])
    touched(connection).shows.update((SHARED, show_id) for show_id in ids.values())
    return ids


async def found_unchanged(connection: AsyncConnection, tvmaze_ids: Collection[int], at: datetime) -> None:
    """Note that TVmaze still says all that is held of these shows. `at` is aware UTC."""
    show = tables.tvmaze_show
    theirs = show.c.tvmaze_id.in_(tables.listed(tvmaze_ids))
    await connection.execute(update(show).where(theirs).values(checked_on=at.date()))
    ended = await connection.execute(
        select(show.c.show_id).where(theirs, show.c.status == TVmazeStatus.ENDED)
    )
    # A season that has come since TVmaze's last word was in the way of listing the show as ended.
    touched(connection).shows.update((SHARED, show_id) for show_id in ended.scalars())
    touched(connection).all_pages = True


async def held_in_full(connection: AsyncConnection) -> dict[int, int]:
    """When the shows that were taken with seasons and cast had changed last, by TVmaze's numbers."""
    show = tables.tvmaze_show.c
    rows = await connection.execute(select(show.tvmaze_id, show.updated).where(show.in_full))
    return dict(rows.all())


async def counts(connection: AsyncConnection) -> Counts:
    """How much there is in the shared catalogue."""
    show = tables.tvmaze_show.c
    found = await connection.execute(select(func.count(), func.count().filter(show.in_full)))
    from_tvmaze, in_full = found.one()
    return Counts(await count_shows(connection, SHARED), from_tvmaze, in_full)


async def _shows(
    connection: AsyncConnection, entries: Sequence[Entry], asked_about: int | None
) -> dict[int, int]:
    """Which show each entry is; one that is not there yet is made."""
    mapped = tables.tvmaze_show.c
    numbers = [entry.tvmaze_id for entry in entries]
    rows = await connection.execute(
        select(mapped.tvmaze_id, mapped.show_id).where(mapped.tvmaze_id.in_(numbers))
    )
    ids = {row.tvmaze_id: row.show_id for row in rows}
    new = {entry.tvmaze_id: entry for entry in entries if entry.tvmaze_id not in ids}
    if new:
        meant = {number: entry.details for number, entry in new.items()}
        ids |= await same_shows(connection, meant, on_tvmaze=False)
        if asked_about is not None:
            unknown = {number: details for number, details in meant.items() if number not in ids}
            for number, details in unknown.items():
                if await is_the_same(connection, asked_about, details):
                    ids[number] = asked_about
    return ids | await _make(connection, [number for number in new if number not in ids])


async def _make(connection: AsyncConnection, numbers: Sequence[int]) -> dict[int, int]:
    """Make a show for each of these numbers; a key that somebody gave to another show is not taken for it."""
    if not numbers:
        return {}
    show, keys = tables.show, dict[str, int]()
    wanted: dict[str, int] = {f"tvmaze-{number}": number for number in numbers}
    while wanted:
        rows = await connection.execute(select(show.c.key).where(show.c.key.in_(wanted)))
        taken: set[str] = set(rows.scalars())
        keys |= {key: number for key, number in wanted.items() if key not in taken}
        wanted = {f"{key}-again": wanted[key] for key in taken}
    await connection.execute(insert(show), [{"key": key} for key in keys])
    made = await connection.execute(select(show.c.key, show.c.id).where(show.c.key.in_(keys)))
    return {keys[row.key]: row.id for row in made}


async def _said(connection: AsyncConnection, show_ids: Collection[int]) -> dict[int, dict[Identity, _Said]]:
    """The newest that the shared catalogue says of everything about these shows."""
    fact, revision, edit, actor = tables.fact, tables.revision, tables.edit, tables.actor
    rows = await connection.execute(
        select(fact.c.show_id, fact.c.kind, fact.c.key, revision.c.value, revision.c.sources, actor.c.name)
        .select_from(fact)
        .join(revision, revision.c.id == newest(SHARED))
        .join(edit, edit.c.id == revision.c.edit_id)
        .join(actor, actor.c.id == edit.c.actor_id)
        .where(fact.c.show_id.in_(show_ids))
    )
    said: dict[int, dict[Identity, _Said]] = {}
    for row in rows:
        identity = row.show_id, row.kind, row.key
        said.setdefault(row.show_id, {})[identity] = _Said(row.value, row.sources, row.name)
    return said


def _changes(show_id: int, entry: Entry, said: Mapping[Identity, _Said], at: datetime) -> Iterator[Change]:
    assert entry.details.tvmaze_url is not None
    source = Source(url=entry.details.tvmaze_url, publisher=ACTOR, evidence=Evidence.DATABASE)
    taken = {subject(kind, key) for (_, kind, key), one in said.items() if one.program != ACTOR}
    facts = [value for value in entry.facts or () if subject(value.KIND, value.key) not in taken]
    for value in (entry.details, *facts):
        change = Change.to(show_id, value, [source], at.date())
        if _is_news(change, said.get(change.identity)):
            yield change
    if entry.facts is not None:
        given = {(value.KIND, value.key) for value in facts}
        for (_, kind, key), one in said.items():
            if kind in _OWN_KINDS and one.program == ACTOR and one.value and (kind, key) not in given:
                yield Change(show_id, kind, key, None, (source,), at.date())


def _is_news(change: Change, said: _Said | None) -> bool:
    if said is None:
        return True
    is_name_only = change.kind == ShowDetails.KIND and said.program == top_ten_shows.ACTOR
    stored = change.stored
    return (said.program == ACTOR or is_name_only) and (said.value, said.sources) != (stored or ())[:2]


def subject(kind: str, key: str) -> tuple[str, str] | None:
    """What only one of all who write may speak of: a season's dates, a person's parts; None for all else."""
    return (kind, str(json.loads(key)[0])) if kind in _OWN_KINDS else None


def _noted(entry: Entry, show_id: int, at: datetime) -> dict[str, Any]:
    return {
        "tvmaze_id": entry.tvmaze_id,
        "show_id": show_id,
        "updated": entry.updated,
        "in_full": entry.facts is not None,
        "checked_on": at.date(),
        "weight": entry.weight,
        "status": entry.status,
    }


async def _note(connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Note which show stands for which, how it was taken, and when; what was taken in full stays so."""
    if not rows:
        return
    held = tables.tvmaze_show
    upsert = insert(held)
    told = upsert.excluded
    is_mere_list = and_(held.c.in_full, ~told.in_full)
    as_taken = {
        name: case((is_mere_list, held.c[name]), else_=told[name])
        for name in ("updated", "in_full", "checked_on")
    }
    always = {name: told[name] for name in ("show_id", "weight", "status")}
    await connection.execute(
        upsert.on_conflict_do_update(index_elements=["tvmaze_id"], set_={**always, **as_taken}), rows
    )
