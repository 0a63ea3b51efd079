"""TVmaze beside the store: what is found in the one is kept in the other."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime

from discord.ext import commands

from bot import __version__
from bot.catalogue.answers import StoredAnswers
from bot.catalogue.following import Following
from bot.catalogue.mapping import entry_of
from bot.catalogue.told import Told
from bot.catalogue.whole import Whole
from db.catalogue import take
from db.database import Database
from db.search import normalise
from sources.tvmaze import NoSuchShow, Person, Show, TVmaze

MOST_LOOKUPS = 20
"""How many lookups a server has in an hour; in direct messages each person has as many."""

_HOUR = 3600.0
_WITH_YEAR = re.compile(r"(?P<title>.*\S) *\(?(?P<year>(?:19|20)\d\d)\)?")


class Catalogue:
    """Every show there is; made by `open_catalogue`."""

    def __init__(self, database: Database, tvmaze: TVmaze) -> None:
        self._database = database
        self._tvmaze = tvmaze
        self._lookups = commands.CooldownMapping[int](commands.Cooldown(MOST_LOOKUPS, _HOUR), int)
        self.whole = Whole(database, tvmaze)
        self.following = Following()
        self.told = Told()

    def count_lookup(self, place: int, now: datetime) -> float | None:
        """Count a lookup in a server, or of a person; if it is one too many, seconds until the next."""
        return self._lookups.update_rate_limit(place, now.timestamp())

    async def search(self, title: str) -> list[Show]:
        """The shows that TVmaze finds by a title.

        Raises:
            TVmazeError: TVmaze cannot be asked.
        """
        return await self._tvmaze.search(title)

    async def search_typed(self, text: str) -> list[Show]:
        """The shows that TVmaze finds by what somebody typed, which may end in the year that is meant.

        One call is enough where a show of that name is of that year, and then it is the one that is meant;
        else the year may belong to the title.

        Raises:
            TVmazeError: TVmaze cannot be asked.
        """
        title = _as_typed(text)
        dated = _WITH_YEAR.fullmatch(title)
        if dated is None:
            return await self._tvmaze.search(title)
        named = await self._tvmaze.search(dated["title"])
        of_year = [show for show in named if show.premiered and show.premiered.year == int(dated["year"])]
        if any(normalise(show.title) == normalise(dated["title"]) for show in of_year):
            return of_year
        return await self._tvmaze.search(title) or of_year or named

    async def take(
        self,
        tvmaze_id: int,
        now: datetime,
        *,
        asked_about: int | None = None,
        in_background: bool = False,
    ) -> tuple[Show, int]:
        """Bring a show with its seasons and cast into the shared catalogue. Returns it, and its id there.

        That is the id of the show that somebody `asked_about`, where it can be that one.
        `in_background`, nobody waits for it, and no answer of the last hour is taken for it.

        Raises:
            NoSuchShow: it is gone.
            TVmazeError: TVmaze cannot be asked.
            StoreError: it cannot be kept.
        """
        show = await self._tvmaze.show(tvmaze_id, in_background=in_background)
        entry = entry_of(show, in_full=True)
        if entry is None:
            raise NoSuchShow("TVmaze has no title for that show, so I can't take it.")
        async with self._database.write() as connection:
            ids = await take(connection, [entry], now, asked_about=asked_about)
        return show, ids[show.id]

    async def search_people(self, name: str) -> list[Person]:
        """The people that TVmaze finds by a name, without their credits.

        Raises:
            TVmazeError: TVmaze cannot be asked.
        """
        return await self._tvmaze.search_people(_as_typed(name))

    async def person(self, person_id: int) -> Person:
        """A person of TVmaze with their credits. Nothing of it is kept but TVmaze's answer, for an hour.

        A credit without its place in the cast is no fact that could stand among others: it comes into the
        store with its show.

        Raises:
            TVmazeError: TVmaze cannot be asked, or the person is gone there.
        """
        return await self._tvmaze.person(person_id)

    async def updates(self) -> dict[int, int]:
        """When each show of TVmaze was changed last, in seconds since 1970, by its number there.

        Raises:
            TVmazeError: TVmaze cannot be asked.
        """
        return await self._tvmaze.updates()


def _as_typed(text: str) -> str:
    """A text that may have been cut for a button, without the sign of that."""
    return text.removesuffix("…")


@asynccontextmanager
async def open_catalogue(database: Database, address: str | None) -> AsyncGenerator[Catalogue | None]:
    """The catalogue of the TVmaze at an address; none without one. What runs in the end is stopped."""
    if address is None:
        yield None
        return
    async with TVmaze(address, StoredAnswers(database), version=__version__) as tvmaze:
        catalogue = Catalogue(database, tvmaze)
        try:
            yield catalogue
        finally:
            await catalogue.whole.stop()
