"""People, servers, the starter content, Netflix and TVmaze write in any order: whose word then holds."""

import asyncio
import json
import shutil
from collections.abc import Mapping
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db import tables
from db.cast import Credit
from db.catalogue import ACTOR, Entry, take
from db.database import Database, open_database
from db.edits import Change, Signature, sign
from db.facts import SHARED
from db.pages import read_page
from db.shows import ShowDetails
from db.starter import FactFile, load
from db.status import Release
from db.top_ten import import_top_ten
from db.values import Value
from db.when import When
from sources.netflix import read_top_ten
from tests.remembering import outdated
from tests.test_catalogue import a_show
from tests.test_same_show import starting
from tests.test_top_ten import NOW, SOURCE
from tests.top_ten import season, top_ten

HERE, THERE = 1111, 2222
LAYERS = (SHARED, HERE, THERE)
TITLES = ("Only one", "Only One", "Something else")
WHENS = ("2021", "2021-07-01", "tba")


class Row(NamedTuple):
    """A revision, with what it is about and who wrote it; no program stands for a person."""

    id: int
    show_id: int
    kind: str
    key: str
    layer: int
    value: str | None
    follows_shared: bool
    program: str | None


class Writing:
    """A store, and all who write into it; numbers choose among shows and words."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._interactions = count(1)

    async def person(self, number: int) -> None:
        await self._say(SHARED, number)

    async def here(self, number: int) -> None:
        await self._say(HERE, number)

    async def there(self, number: int) -> None:
        await self._say(THERE, number)

    async def starter(self, number: int) -> None:
        known_by: Mapping[str, str] = {"imdb_id": "tt0000007"} if number % 2 else {"network": "Netflix"}
        file = {"version": 1, "checked_on": "2026-11-22", "shows": [starting(**known_by)]}
        async with self.database.write() as connection:
            await load(connection, FactFile.model_validate(file), NOW)

    async def netflix(self, number: int) -> None:
        listed = [season(TITLES[number % 2], ": Season 1", 20, 10)] if number % 3 else []
        await import_top_ten(self.database, read_top_ten(top_ten(2, *listed)).entries, NOW)

    async def tvmaze(self, number: int) -> None:
        """TVmaze writes, twice: never over anybody, and the second time nothing."""
        entry, before = _entry(number), await self.rows()
        async with self.database.write() as connection:
            ids = await take(connection, [entry], NOW)
        after = await self.rows()
        async with self.database.write() as connection:
            assert ids == await take(connection, [entry], NOW + timedelta(days=3))

        assert before == after[: len(before)]
        assert {(ACTOR, SHARED)} >= {(row.program, row.layer) for row in after[len(before) :]}
        held, holding = _newest(before), _newest(after)
        assert [] == [
            row
            for identity, row in held.items()
            if row.program in (None, "starter content") and holding[identity] != row
        ]
        assert after == await self.rows()
        if entry.facts is not None:
            assert set() == _subjects(holding, ids[7], ours=True) & _subjects(holding, ids[7], ours=False)

    async def look(self, number: int) -> None:
        """Somebody asks for a page and for a title, so that they are remembered."""
        layer = LAYERS[number % 3]
        await self.database.index.search(layer, TITLES[number % 2], 5)
        for show_id in await self._shows():
            await self.database.memory.recall(read_page, layer=layer, show_id=show_id)

    async def rows(self) -> list[Row]:
        fact, revision, edit, actor = tables.fact.c, tables.revision.c, tables.edit.c, tables.actor.c
        query = (
            select(revision.id, fact.show_id, fact.kind, fact.key, revision.layer, revision.value)
            .add_columns(revision.follows_shared, actor.name)
            .join(tables.revision, revision.fact_id == fact.id)
            .join(tables.edit, edit.id == revision.edit_id)
            .join(tables.actor, actor.id == edit.actor_id)
            .order_by(revision.id)
        )
        async with self.database.read() as connection:
            return [Row(*row) for row in await connection.execute(query)]

    async def shown_is_what_holds(self) -> None:
        """Each layer's page of each show says what the newest revision says that the layer goes by."""
        rows = await self.rows()
        for layer in LAYERS:
            for show_id in await self._shows():
                expected = _seen(rows, layer, show_id)
                async with self.database.read() as connection:
                    page = await read_page(connection, show_id, layer)
                facts = (page.details, *page.facts) if page else ()
                found = {(one.value.KIND, one.value.key): _dumped(one.value) for one in facts}
                has_details = any(kind == ShowDetails.KIND for kind, _ in expected)
                assert (expected if has_details else {}) == found

    async def _say(self, layer: int, number: int) -> None:
        """A person says something about a show, withdraws it, or goes by the shared catalogue again."""
        shows = await self._shows()
        if not shows:
            return
        number, which = divmod(number, len(shows))
        number, what = divmod(number, 4)
        value = _values(number)[what]
        change = Change.to(shows[which], value, [SOURCE], NOW.date())
        if number % 4 == 3:
            change = Change(shows[which], value.KIND, value.key, None, (), NOW.date(), layer != SHARED)
        async with self.database.write() as connection:
            await sign(connection, Signature(77, layer, NOW, next(self._interactions)), [change])

    async def _shows(self) -> list[int]:
        async with self.database.read() as connection:
            shows = await connection.execute(
                select(tables.show.c.id).where(~tables.show.c.key.contains("filler"))
            )
        return sorted(shows.scalars())


def _values(number: int) -> tuple[Value, ...]:
    return (
        ShowDetails(title=TITLES[number % 3], year=2021 if number % 2 else None),
        Release(season=1, when=When.parse(WHENS[number % 3])),
        Credit(person="Ann Other", role="the lead" if number % 2 else "the hero", billing=1),
        Credit(person="Bo Else", role="The Friend", billing=1 + number % 2),
    )


def _entry(number: int) -> Entry:
    roles = ("The Lead", "The Hero", "The Friend")
    facts = (
        Release(season=1 + number % 2, when=When.parse(WHENS[number % 3])),
        Credit(person="Ann Other", role=roles[number % 3], billing=1),
        Credit(person="Bo Else", role=roles[number // 3 % 3], billing=2),
    )
    details: dict[str, Any] = {
        "title": TITLES[number % 2],
        "year": 2021,
        "network": "Netflix",
        "imdb_id": "tt0000007",
    }
    return a_show(7, *facts[: number % 4], full=number % 5 > 0, **details)


def _newest(rows: list[Row]) -> dict[tuple[int, str, str], Row]:
    """The newest shared revision of each fact."""
    return {(row.show_id, row.kind, row.key): row for row in rows if row.layer == SHARED}


def _subjects(
    holding: Mapping[tuple[int, str, str], Row], show_id: int, *, ours: bool
) -> set[tuple[str, str]]:
    """Of which seasons' dates and whose parts TVmaze speaks, or all the others do."""
    return {
        (row.kind, json.loads(row.key)[0])
        for row in holding.values()
        if row.show_id == show_id and row.kind != ShowDetails.KIND
        if (row.program == ACTOR and row.value is not None if ours else row.program != ACTOR)
    }


def _seen(rows: list[Row], layer: int, show_id: int) -> dict[tuple[str, str], str]:
    """What a layer goes by: its own newest revision, else the newest shared one."""
    about = [row for row in rows if row.show_id == show_id]
    holding = {(row.kind, row.key): row for row in about if row.layer == SHARED}
    own = {(row.kind, row.key): row for row in about if row.layer == layer}
    holding |= {what: row for what, row in own.items() if not row.follows_shared}
    return {what: row.value for what, row in holding.items() if row.value is not None}


def _dumped(value: Value) -> str:
    return value.model_dump_json(exclude_none=True)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store, which each example begins with."""
    path = tmp_path_factory.mktemp("whoever") / "empty.db"

    async def make() -> None:
        async with open_database(path):
            pass

    asyncio.run(make())
    return path


PEOPLE = ["person", "person", "here", "there"]
ACTS = st.sampled_from([*PEOPLE, *PEOPLE, "starter", "netflix", "tvmaze"])
STEPS = st.tuples(ACTS, st.integers(0, 95), st.integers(0, 5))


@settings(max_examples=15)
@given(steps=st.lists(STEPS, min_size=6, max_size=12))
def test_whoever_writes_in_whatever_order_each_is_told_whose_word_holds(
    empty: Path, steps: list[tuple[str, int, int]]
) -> None:
    async def live(path: Path) -> None:
        async with open_database(path) as database:
            writing = Writing(database)
            for act, number, look in steps:
                await writing.look(look)
                await getattr(writing, act)(number)
                assert [] == await outdated(database)
                await writing.tvmaze(number)
            await writing.shown_is_what_holds()

    with TemporaryDirectory() as folder:
        asyncio.run(live(Path(shutil.copy(empty, Path(folder) / "store.db"))))
