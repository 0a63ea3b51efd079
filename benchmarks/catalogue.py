"""A store with as many shows as a whole catalogue has, the same at each making, for others to measure with.

Run with: python -m benchmarks.catalogue FILE [SHOWS], 100,000 where none are named. About ten facts a show,
in the name of TVmaze. Titles are those of the search benchmark, or, without its file of real ones, variants
of a few; the people are made up.
"""

import asyncio
import random
import sys
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.search import WORDS, real_titles, titles_of
from bot.run import load_starter
from db import tables
from db.cast import Credit, Project, State
from db.catalogue import ACTOR
from db.database import open_database
from db.edits import program
from db.facts import SHARED, dump_sources
from db.reception import Audience, Score
from db.shows import ShowDetails, TVmazeStatus
from db.status import Decision, Release, Verdict
from db.story import Story, StoryKind
from db.values import Evidence, Source, Value
from db.when import When

SHOWS = 100_000

_AN_EDIT = 250
"""How many shows one edit records, as many as a page of TVmaze has."""
_AT = datetime(2026, 1, 1, tzinfo=UTC)
_ON_NETFLIX = 50
"""One show in so many has been on Netflix's Top 10, for four weeks."""

_NETWORKS = ("Netflix", "HBO", "BBC One", "NBC", "Prime Video", "ZDF", "TV 2", "NHK", "Canal+", "Apple TV")
_COUNTRIES = ("US", "GB", "DE", "JP", "FR", "NO")
_FIRST = (
    "Ada",
    "Björn",
    "Carmen",
    "Dieter",
    "Elif",
    "Farah",
    "Grace",
    "Hiro",
    "Inés",
    "Jack",
    "Kofi",
    "Lena",
)
_SYLLABLES = (
    "ba",
    "ce",
    "dor",
    "fen",
    "gal",
    "hu",
    "ki",
    "lan",
    "mo",
    "ner",
    "pi",
    "rus",
    "sta",
    "ti",
    "vel",
)


class Making:
    """What the shows are made of; numbers of rows go on from those that the store has."""

    def __init__(self, shows: int) -> None:
        self._chance = random.Random(7)
        self.titles = titles_of(real_titles(), shows)

    def details(self, number: int) -> ShowDetails:
        chance = self._chance
        return ShowDetails(
            title=self.titles[number][:200],
            year=chance.randint(1950, 2025),
            network=chance.choice(_NETWORKS),
            country=chance.choice(_COUNTRIES),
            aliases=(f"{self.titles[number][:180]}: {chance.choice(WORDS)}",) if number % 10 == 0 else (),
            imdb_id=f"tt{5_000_000 + number}",
            tvmaze_url=f"https://www.tvmaze.com/shows/{number + 1_000_000}",
        )

    def values(self, details: ShowDetails) -> Iterator[Value]:
        """All that is said of a show."""
        chance, year = self._chance, details.year or 2000
        yield details
        seasons = chance.choice((1, 1, 1, 2, 2, 3, 5))
        for season in range(1, seasons + 1):
            day = f"{year + season}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
            yield Release(season=season, when=When.parse(day), episodes=chance.randint(6, 24))
        if chance.random() < 0.7:
            verdict = chance.choice((Verdict.ENDED, Verdict.RENEWED, Verdict.CANCELLED))
            season = seasons if verdict is Verdict.ENDED else seasons + 1
            yield Decision(season=season, verdict=verdict, decided=When.parse(f"{year + seasons}-06"))
        people = dict.fromkeys(self._person() for _ in range(chance.randint(2, 7)))
        for billing, person in enumerate(people, start=1):
            yield Credit(person=person, role=chance.choice(WORDS), billing=billing)
        if chance.random() < 0.5:
            yield Project(person=self._person(), title=chance.choice(self.titles)[:200], state=State.FILMING)
        if chance.random() < 0.5:
            yield Story(number=1, season=seasons + 1, kind=StoryKind.THEORY, text="Somebody comes back.")
        yield Score(
            outlet="IMDb",
            audience=Audience.VIEWERS,
            value=chance.randint(30, 95) / 10,
            scale=10,
            taken=When.parse("2026-01-01"),
        )

    def _person(self) -> str:
        """One of about as many people as there are shows; some are in many of them."""
        number = int(self._chance.random() ** 2 * len(self.titles))
        first, rest = _FIRST[number % len(_FIRST)], number // len(_FIRST)
        last = ""
        while rest or not last:
            rest, syllable = divmod(rest, len(_SYLLABLES))
            last += _SYLLABLES[syllable]
        return f"{first} {last.capitalize()}"


@asynccontextmanager
async def filled(connection: AsyncConnection) -> AsyncGenerator[dict[Table, list[dict[str, Any]]]]:
    """Rows to insert, table by table; those that refer to others come after them."""
    order = (tables.show, tables.fact, tables.edit, tables.revision, tables.tvmaze_show, tables.viewing_week)
    rows = {table: list[dict[str, Any]]() for table in order}
    yield rows
    for table in order:
        if rows[table]:
            await connection.execute(insert(table), rows[table])


async def fill(connection: AsyncConnection, shows: int) -> int:
    """Add so many shows in the open transaction. Returns how many facts are said of them."""
    await connection.exec_driver_sql("PRAGMA cache_size = -500000")
    actor_id, making = await program(connection, ACTOR), Making(shows)
    first = {table: await _next(connection, table) for table in (tables.show, tables.fact, tables.edit)}
    first[tables.revision] = await _next(connection, tables.revision)
    facts = 0
    for start in range(0, shows, _AN_EDIT):
        edit_id = first[tables.edit] + start // _AN_EDIT
        async with filled(connection) as rows:
            rows[tables.edit].append(
                {"id": edit_id, "actor_id": actor_id, "layer": SHARED, "at": _AT.replace(tzinfo=None)}
            )
            for number in range(start, min(start + _AN_EDIT, shows)):
                show_id, details = first[tables.show] + number, making.details(number)
                sources = dump_sources((_source(details),))
                rows[tables.show].append({"id": show_id, "key": f"tvmaze-{number + 1_000_000}"})
                rows[tables.tvmaze_show].append(_mapping(number, show_id))
                if number % _ON_NETFLIX == 0:
                    rows[tables.viewing_week] += _weeks(number, show_id)
                for value in making.values(details):
                    fact_id = first[tables.fact] + facts
                    rows[tables.fact].append(
                        {"id": fact_id, "show_id": show_id, "kind": value.KIND, "key": value.key}
                    )
                    rows[tables.revision].append(
                        {
                            "id": first[tables.revision] + facts,
                            "fact_id": fact_id,
                            "layer": SHARED,
                            "edit_id": edit_id,
                            "value": value.model_dump_json(exclude_none=True),
                            "sources": sources,
                            "checked_on": _AT.date(),
                        }
                    )
                    facts += 1
    return facts


async def _next(connection: AsyncConnection, table: Table) -> int:
    return ((await connection.execute(select(func.max(table.c.id)))).scalar() or 0) + 1


def _source(details: ShowDetails) -> Source:
    return Source(url=details.tvmaze_url or "", publisher=ACTOR, evidence=Evidence.DATABASE)


def _mapping(number: int, show_id: int) -> dict[str, Any]:
    return {
        "tvmaze_id": number + 1_000_000,
        "show_id": show_id,
        "updated": 1_760_000_000,
        "in_full": True,
        "status": TVmazeStatus.ENDED if number % 3 else TVmazeStatus.RUNNING,
        "checked_on": _AT.date(),
    }


def _weeks(number: int, show_id: int) -> Iterator[dict[str, Any]]:
    for week in range(4):
        yield {
            "show_id": show_id,
            "season": 1,
            "week_ending": date(2022, 1, 2) + timedelta(weeks=number // _ON_NETFLIX % 200 + week),
            "list": "TV (English)",
            "rank": week + 1,
            "hours": 20_000_000 - 4_000_000 * week,
        }


async def made(file: Path, shows: int) -> int:
    """Make a store with the starter content and so many more shows. Returns how many facts these have."""
    async with open_database(file) as database:
        await load_starter(database)
        async with database.write() as connection:
            return await fill(connection, shows)


def main(arguments: Sequence[str]) -> None:
    if not 1 <= len(arguments) <= 2 or Path(arguments[0]).exists():
        sys.exit("Name a file that is not there yet: python -m benchmarks.catalogue FILE [SHOWS]")
    file, shows = Path(arguments[0]), int(arguments[1]) if len(arguments) > 1 else SHOWS
    began = time.perf_counter()
    facts = asyncio.run(made(file, shows))
    took, size = time.perf_counter() - began, file.stat().st_size / 1e6
    print(f"{file}: {shows:,} shows with {facts:,} facts in {took:.0f} s, {size:.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
