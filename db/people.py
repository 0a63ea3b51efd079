"""People by name, in memory: everybody whom each layer ever named, of whom the store says who sees them."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import chain

from pydantic_core import from_json
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.backlog import Backlog, with_others
from db.cast import Credit, Project, keys_about
from db.facts import SHARED, holding
from db.index import Index
from db.memory import Read, Touched
from db.names import Names
from db.search import EXACT, Found, best, normalise
from db.values import key_of

_KINDS = (Credit.KIND, Project.KIND)


class People:
    """It notes what commits touch, and reads such shows, at first all of them, before it next answers.

    A person is known by the name as keys have it, and is as popular as the most popular of their shows has
    been since all were read.
    """

    def __init__(self, read: Read, shows: Index) -> None:
        self._read = read
        self._shows = shows
        self._named_in: defaultdict[int, Names[str]] = defaultdict(Names)
        self._popularity: dict[tuple[int, str], int] = {}
        self._backlog = Backlog(read, self._read_again)

    def follow(self, changed: Touched) -> None:
        """Note what a transaction may have changed, once it has ended."""
        self._backlog.add(show_id for _, show_id in changed.shows)

    async def catch_up(self) -> None:
        """Read what was touched since; others are answered meanwhile.

        Raises:
            StoreError: the store cannot be read.
        """
        await self._shows.catch_up()
        await self._backlog.catch_up()

    async def _read_again(self, connection: AsyncConnection, show_ids: set[int]) -> None:
        popularity = self._shows.popularity(show_ids)
        async for show_id, layer, people in with_others(await _people_of(connection, show_ids)):
            names, popular = self._named_in[layer], popularity.get(show_id, 0)
            for person in people:
                if popular > self._popularity.get((layer, person), -1):
                    self._popularity[layer, person] = popular
                    names.put(person, (person,), popular)

    @property
    def is_current(self) -> bool:
        """Whether nothing has to be read before it answers."""
        return self._shows.is_current and self._backlog.is_empty

    @property
    def _is_filling(self) -> bool:
        return self._shows.is_filling or self._backlog.is_filling

    async def search(self, layer: int, text: str, limit: int) -> Sequence[Found[str]]:
        """The people that a text may mean of those that a layer sees, the likeliest first.

        While all are read for the first time, one who is named exactly is not kept waiting.

        Raises:
            StoreError: the store cannot be read.
        """
        if self._is_filling:
            so_far = await self._find(layer, text, limit)
            if so_far and so_far[0].likeness >= EXACT:
                return so_far
        await self.catch_up()
        return await self._find(layer, text, limit)

    async def offer(self, layer: int, text: str, limit: int) -> Sequence[Found[str]]:
        """As `search`, for the beginning of a name; at first among the people that have been read.

        Raises:
            StoreError: the store cannot be read.
        """
        if not self._is_filling:
            await self.catch_up()
        return await self._find(layer, text, limit)

    async def _find(self, layer: int, text: str, limit: int) -> Sequence[Found[str]]:
        typed, most, unseen = normalise(text), limit, set[str]()
        while True:
            found = [names.search(typed, most, without=unseen) for names in self._names(layer)]
            hits = best(chain.from_iterable(found), most)
            seen = await self._seen(layer, [hit.item for hit in hits])
            if len(seen) == len(hits):
                return [Found(seen[hit.item], hit.likeness) for hit in hits][:limit]
            unseen |= {hit.item for hit in hits} - seen.keys()
            most *= 2

    async def popular(self, layer: int, limit: int) -> list[str]:
        """The people of the most popular shows that a layer sees, by name; at first of those that were read.

        Raises:
            StoreError: the store cannot be read.
        """
        if not self._is_filling:
            await self.catch_up()
        most = limit
        while True:
            known = self._most_popular(layer, most)
            seen = await self._seen(layer, known)
            if len(seen) >= limit or len(known) < most:
                return sorted([seen[person] for person in known if person in seen][:limit], key=key_of)
            most *= 4

    def _names(self, layer: int) -> list[Names[str]]:
        """Whom the shared layer names, and whom a server does: what others invent is not looked through."""
        return [self._named_in[one] for one in dict.fromkeys((SHARED, layer)) if one in self._named_in]

    def _most_popular(self, layer: int, limit: int) -> list[str]:
        """Of those the first; who is named in both layers is as popular as in one of them."""
        known = {person for names in self._names(layer) for person in names.popular(limit)}
        return sorted(known, key=lambda person: (-self._popular_in(layer, person), person))[:limit]

    def _popular_in(self, layer: int, person: str) -> int:
        return max(self._popularity.get((one, person), 0) for one in (SHARED, layer))

    async def _seen(self, layer: int, people: Sequence[str]) -> dict[str, str]:
        """Of these people those with a credit or a project in a show that a layer sees, as it spells them."""
        if not people:
            return {}
        async with self._read() as connection:
            said = await _spellings(connection, layer, people)
        shows = await self._shows.some(layer, {show_id for show_id, _ in said})
        seen = {listing.show_id for listing in shows}
        return {key: name for (show_id, key), name in said.items() if show_id in seen}


async def _people_of(
    connection: AsyncConnection, show_ids: Collection[int]
) -> list[tuple[int, int, list[str]]]:
    """Whom each layer names in its credits and projects of shows."""
    fact, revision = tables.fact, tables.revision
    rows = await connection.execute(
        select(
            fact.c.show_id,
            revision.c.layer,
            func.json_group_array(fact.c.key.op("->>")("$[0]").distinct()),
        )
        .join_from(fact, revision)
        .where(fact.c.show_id.in_(tables.listed(show_ids)), fact.c.kind.in_(_KINDS))
        .group_by(fact.c.show_id, revision.c.layer)
    )
    return [(show_id, layer, from_json(people)) for show_id, layer, people in rows.all()]


async def _spellings(
    connection: AsyncConnection, layer: int, people: Iterable[str]
) -> dict[tuple[int, str], str]:
    """How a layer spells these people, show by show in whose credits and projects it has them."""
    ranges = json.dumps([(person, *keys_about(person)) for person in people])
    asked = func.json_each(ranges).table_valued("value").c.value
    person, first, last = (asked.op("->>")(f"$[{place}]") for place in range(3))
    fact, revision = tables.fact, tables.revision
    spelt = revision.c.value.op("->>")("$.person")
    rows = await connection.execute(
        select(fact.c.show_id, person, spelt)
        .join_from(fact, revision, revision.c.id == holding(layer))
        .where(fact.c.kind.in_(_KINDS), fact.c.key.between(first, last), revision.c.value.is_not(None))
        .order_by(spelt)
    )
    return {(show_id, key): name for show_id, key, name in rows.all()}
