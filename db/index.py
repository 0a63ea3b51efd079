"""The index: every show as each layer sees it, in memory, found by what people type.

What takes long where there are 100,000 shows goes through copies in a thread, so that others are answered.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from sqlalchemy.ext.asyncio import AsyncConnection

from db.backlog import Backlog, with_others
from db.facts import SHARED
from db.listings import Listing, mentioned, read_listings
from db.memory import Read, Touched
from db.names import Names
from db.search import Found, Hit, normalise

MOST_MATCHING = 100
"""How many shows a text may mean at most."""

_MOST_KEPT = 1_000
"""How many searches are kept: much of what is typed is what others have typed."""


@dataclass(slots=True)
class _Layer:
    """Shows as one layer sees them; for a server only those it sees otherwise, None where it hides one."""

    listings: dict[int, Listing | None] = field(default_factory=dict[int, Listing | None])
    names: Names[int] = field(default_factory=Names[int])

    def put(self, show_id: int, listing: Listing | None) -> None:
        self.listings[show_id] = listing
        if listing:
            self.names.put(show_id, (listing.title, *listing.aliases), listing.popularity)
        else:
            self.names.remove(show_id)

    def remove(self, show_id: int) -> None:
        self.listings.pop(show_id, None)
        self.names.remove(show_id)


class Index:
    """It notes what commits touch, and reads such shows, at first all of them, before it next answers."""

    def __init__(self, read: Read) -> None:
        self._shared = _Layer()
        self._own: dict[int, _Layer] = {}
        self._speaking: dict[int, set[int]] = {}
        self._by_title: list[Listing] = []
        self._changes = 0
        self._backlog = Backlog(read, self._read_again)
        self._found = lru_cache(_MOST_KEPT)(self._find)

    def follow(self, changed: Touched) -> None:
        """Note what a transaction may have changed, once it has ended."""
        self._backlog.add(show_id for _, show_id in changed.shows)
        for layer in changed.layers & self._own.keys():
            self._backlog.add(self._own[layer].listings)

    @property
    def is_current(self) -> bool:
        """Whether nothing has to be read before it answers."""
        return self._backlog.is_empty

    @property
    def is_filling(self) -> bool:
        """Whether somebody is reading all shows for the first time."""
        return self._backlog.is_filling

    async def catch_up(self) -> None:
        """Read what was touched since; others are answered meanwhile.

        Raises:
            StoreError: the store cannot be read.
        """
        await self._backlog.catch_up()

    async def _read_again(self, connection: AsyncConnection, show_ids: set[int]) -> None:
        found = await read_listings(connection, show_ids)
        async for show_id in with_others(show_ids):
            self._put(show_id, found.get(show_id, {}))
        self._by_title, self._changes = [], self._changes + 1
        self._found.cache_clear()

    def _put(self, show_id: int, seen: dict[int, Listing | None]) -> None:
        shared = seen.get(SHARED)
        own = {layer: listing for layer, listing in seen.items() if layer != SHARED and listing != shared}
        if shared:
            self._shared.put(show_id, shared)
        else:
            self._shared.remove(show_id)
        for layer in self._speaking.pop(show_id, set()) - own.keys():
            self._own[layer].remove(show_id)
            if not self._own[layer].listings:
                del self._own[layer]
        for layer, listing in own.items():
            self._own.setdefault(layer, _Layer()).put(show_id, listing)
            self._speaking.setdefault(show_id, set()).add(layer)

    async def search(self, layer: int, text: str, limit: int) -> Sequence[Found[Listing]]:
        """The shows that a text may mean in a layer, the likeliest first.

        Raises:
            StoreError: the store cannot be read.
        """
        await self.catch_up()
        return self._found(layer, text, limit)

    async def offer(self, layer: int, text: str, limit: int) -> Sequence[Found[Listing]]:
        """As `search`, for the beginning of a text; at first among the shows that have been read.

        Raises:
            StoreError: the store cannot be read.
        """
        if not self._backlog.is_filling:
            await self.catch_up()
        return self._found(layer, text, limit)

    def _find(self, layer: int, text: str, limit: int) -> tuple[Found[Listing], ...]:
        typed = normalise(text)
        hits = self._hits(layer, typed, limit)
        stem, _, year = typed.rpartition(" ")
        if stem and len(year) == 4 and year.isdecimal():
            hits += [hit for hit in self._hits(layer, stem, limit) if hit.item.year == int(year)]
        best: dict[int, Hit[Listing]] = {}
        for hit in sorted(hits, key=_order):
            best.setdefault(hit.item.show_id, hit)
        return tuple(islice(best.values(), limit))

    def _hits(self, layer: int, typed: str, limit: int) -> list[Hit[Listing]]:
        own = self._own.get(layer, _NOTHING)
        hits = self._shared.names.search(typed, limit, without=own.listings)
        hits += own.names.search(typed, limit)
        return [
            Hit(listing, hit.likeness, hit.begins, hit.popularity)
            for hit in hits
            if (listing := self._seen(layer, hit.item))
        ]

    def _seen(self, layer: int, show_id: int) -> Listing | None:
        own = self._own.get(layer, _NOTHING).listings
        return own[show_id] if show_id in own else self._shared.listings.get(show_id)

    async def some(self, layer: int, show_ids: Iterable[int]) -> list[Listing]:
        """Of some shows those that a layer sees, in the same order.

        Raises:
            StoreError: the store cannot be read.
        """
        await self.catch_up()
        return [listing for show_id in show_ids if (listing := self._seen(layer, show_id))]

    def popularity(self, show_ids: Iterable[int]) -> dict[int, int]:
        """How popular shows of the shared catalogue were when they were read last."""
        listings = self._shared.listings
        return {show_id: one.popularity for show_id in show_ids if (one := listings.get(show_id))}

    async def mentioned(self, layer: int, text: str) -> list[Listing]:
        """The shows that a text names: first those written just so, and of these the longest names first.

        Raises:
            StoreError: the store cannot be read.
        """
        await self.catch_up()
        own = self._own.get(layer, _NOTHING)
        show_ids = await asyncio.to_thread(self._shared.names.within, text)
        show_ids += own.names.within(text)
        return mentioned(await self.some(layer, dict.fromkeys(show_ids)), text)

    async def popular(self, layer: int, limit: int, usual: int | None = None) -> list[Listing]:
        """The most popular shows that a layer sees, behind the usual one; at first of those that were read.

        Raises:
            StoreError: the store cannot be read.
        """
        if not self._backlog.is_filling:
            await self.catch_up()
        own = self._own.get(layer, _NOTHING)
        shared = [
            self._shared.listings[show_id]
            for show_id in self._shared.names.popular(limit + len(own.listings))
            if show_id not in own.listings
        ]
        found = filter(None, [*shared, *own.listings.values()])
        ranked = sorted(found, key=lambda listing: (-listing.popularity, *_title(listing)))
        first = [self._seen(layer, usual)] if usual else []
        return list(dict.fromkeys(filter(None, [*first, *ranked])))[:limit]

    async def listings(self, layer: int) -> list[Listing]:
        """Every show that a layer sees, by title.

        Raises:
            StoreError: the store cannot be read.
        """
        await self.catch_up()
        shared, own = self._by_title, self._own.get(layer)
        if not shared:
            known, changes = list(filter(None, self._shared.listings.values())), self._changes
            shared = await asyncio.to_thread(sorted, known, key=_title)
            if changes == self._changes:
                self._by_title = shared
        return await asyncio.to_thread(_corrected, shared, own.listings.copy()) if own else shared

    async def matching(self, layer: int, text: str) -> list[Listing]:
        """The shows of a status word or network, where the text is one; else those it may mean.

        Raises:
            StoreError: the store cannot be read.
        """
        word, every = normalise(text), await self.listings(layer)
        if not word:
            return every
        by_word = await asyncio.to_thread(_going_by, every, word)
        return by_word or [found.item for found in await self.search(layer, text, MOST_MATCHING)]


_NOTHING = _Layer()


def _corrected(shared: Sequence[Listing], own: Mapping[int, Listing | None]) -> list[Listing]:
    """Shows by title, as a server sees them that sees some otherwise."""
    same = (listing for listing in shared if listing.show_id not in own)
    return sorted([*same, *filter(None, own.values())], key=_title)


def _going_by(listings: Iterable[Listing], word: str) -> list[Listing]:
    return [listing for listing in listings if listing.goes_by(word)]


def _title(listing: Listing) -> tuple[str, int]:
    return listing.title.casefold(), listing.show_id


def _order(hit: Hit[Listing]) -> tuple[float | str, ...]:
    return *hit.order, *_title(hit.item)
