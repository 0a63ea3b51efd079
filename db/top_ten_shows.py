"""The shows that Netflix's lists may mean, and the making of those that the catalogue does not have."""

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.edits import Change, Edit, program, record
from db.facts import SHARED
from db.matching import KnownShow, Title, key_of
from db.shows import ShowDetails
from db.values import Evidence, Source

ACTOR = "Netflix's weekly Top 10"

_SOURCE = Source(url="https://www.netflix.com/tudum/top10", publisher="Netflix", evidence=Evidence.OFFICIAL)

_FEW = 100
"""How many shows are recorded at a time, and between them everybody else's turn."""


class Naming(NamedTuple):
    """What one revision called a show; `program` wrote it, or a person, where that is None."""

    show_id: int
    program: str | None
    title: str | None
    year: int | None
    network: str | None
    aliases: str | None


async def namings(connection: AsyncConnection, shows: range) -> list[Naming]:
    """All that the shared catalogue ever called the shows with these ids, in order."""
    fact, revision, edit, actor = tables.fact, tables.revision, tables.edit, tables.actor
    named = (revision.c.value.op("->>")(f"$.{name}") for name in Naming._fields[2:])
    found = await connection.execute(
        select(fact.c.show_id, actor.c.name, *named)
        .select_from(fact)
        .join(revision, revision.c.fact_id == fact.c.id)
        .join(edit, edit.c.id == revision.c.edit_id)
        .join(actor, actor.c.id == edit.c.actor_id)
        .where(fact.c.kind == ShowDetails.KIND, revision.c.layer == SHARED)
        .where(fact.c.show_id >= shows.start, fact.c.show_id < shows.stop)
        .order_by(fact.c.show_id, revision.c.id)
    )
    return [Naming(*row) for row in found]


def known_shows(namings: Iterable[Naming], keys: Collection[str]) -> list[KnownShow]:
    """The shows that names with these keys may mean, and all that an import made."""
    shows = (_known(show_id, [*group]) for show_id, group in groupby(namings, key=lambda one: one.show_id))
    return [show for show in shows if _may_be_meant(show, keys)]


async def make_shows(connection: AsyncConnection, titles: Sequence[Title], at: datetime) -> dict[Title, int]:
    """Record the shows that these titles name, and return their ids. Netflix names no year."""
    key = tables.show.c.key
    taken = {*(await connection.execute(select(key).where(key.startswith("netflix-")))).scalars()}
    keys: dict[str, Title] = {}
    for title in titles:
        keys[_free_key(title.spelt, taken)] = title
    ids: dict[Title, int] = {}
    for some in _chunks(list(keys)):
        await connection.execute(insert(tables.show), [{"key": key} for key in some])
        rows = await connection.execute(
            select(tables.show.c.key, tables.show.c.id).where(tables.show.c.key.in_(some))
        )
        made = {keys[row.key]: row.id for row in rows}
        await _record(connection, {show_id: title.spelt for title, show_id in made.items()}, at)
        ids |= made
    return ids


async def settle_shows(
    connection: AsyncConnection, shows: Iterable[KnownShow], listed: Collection[int], at: datetime
) -> None:
    """Withdraw shows that an import made and no title means any more, and bring back those that one does.

    What anybody else has changed is left alone, and so is a show of which more is known than its name.
    """
    own = [show for show in shows if show.own]
    back = {show.show_id: show.former for show in own if not show.title and show.show_id in listed}
    gone = {show.show_id: None for show in own if show.title and show.show_id not in listed}
    alone = await _left_alone(connection, {*back, *gone})
    await _record(connection, {show_id: back[show_id] for show_id in back.keys() & alone}, at)
    await _record(connection, dict.fromkeys(gone.keys() & alone), at)


async def _left_alone(connection: AsyncConnection, show_ids: Collection[int]) -> set[int]:
    """Of some shows those of which nothing was ever recorded but by an import."""
    fact, revision, edit, actor = tables.fact, tables.revision, tables.edit, tables.actor
    others = (
        select(fact.c.show_id)
        .join(revision, revision.c.fact_id == fact.c.id)
        .join(edit, edit.c.id == revision.c.edit_id)
        .join(actor, actor.c.id == edit.c.actor_id)
        .where(fact.c.show_id.in_(show_ids), actor.c.name.is_distinct_from(ACTOR))
    )
    return {*show_ids} - {*(await connection.execute(others)).scalars()}


async def _record(connection: AsyncConnection, titles: dict[int, str | None], at: datetime) -> None:
    """Record what shows are called; no title withdraws one."""
    actor_id = await program(connection, ACTOR)
    for some in _chunks(list(titles)):
        named = {show_id: title for show_id in some if (title := titles[show_id])}
        changes = [
            Change.to(show_id, ShowDetails(title=title, network="Netflix"), [_SOURCE], at.date())
            for show_id, title in named.items()
        ]
        changes += [
            Change(show_id, ShowDetails.KIND, "[]", None, (_SOURCE,), at.date())
            for show_id in some
            if show_id not in named
        ]
        await record(connection, Edit(actor_id, SHARED, at), changes)


def _known(show_id: int, namings: Sequence[Naming]) -> KnownShow:
    """A show by what it was ever called."""
    last = namings[-1]
    by_people: dict[str, bool] = {}
    for naming in namings:
        for alias in _aliases(naming):
            by_people.setdefault(alias, naming.program is None)
    made_as = [naming.title for naming in namings if naming.program == ACTOR and naming.title]
    titles = made_as[:1] or [naming.title for naming in namings if naming.title]
    return KnownShow(
        show_id,
        last.title,
        last.year,
        last.network,
        _aliases(last),
        given=frozenset(alias for alias in _aliases(last) if by_people[alias]),
        former=titles[-1] if titles and titles[-1] != last.title else None,
        own=last.program == ACTOR,
    )


def _aliases(naming: Naming) -> tuple[str, ...]:
    return tuple(json.loads(naming.aliases)) if naming.aliases else ()


def _may_be_meant(show: KnownShow, keys: Collection[str]) -> bool:
    names = (show.title, show.former, *show.aliases)
    return show.own or bool(show.given) or any(key_of(name) in keys for name in names if name)


def _free_key(title: str, taken: set[str]) -> str:
    """A key for a new show, which is from now on taken."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().casefold()
    base = "-".join(["netflix", *re.findall("[a-z0-9]+", plain.replace("'", ""))])[:100].strip("-")
    key, number = base, 2
    while key in taken or key == "netflix":
        key, number = f"{base}-{number}", number + 1
    taken.add(key)
    return key


def _chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), _FEW):
        yield items[start : start + _FEW]
