"""What is kept in memory: never older than the last commit, whoever writes, and for one server alone."""

import asyncio
import shutil
from collections.abc import AsyncGenerator, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, event, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables, undo
from db.cast import Credit
from db.catalogue import found_unchanged, take
from db.config import Configuration, read_configuration
from db.database import Database, StoreError, open_database
from db.edits import Change, Edit, person, record
from db.facts import SHARED
from db.index import Index
from db.memory import Memory, touched
from db.pages import Page, read_page
from db.shows import ShowDetails, TVmazeStatus
from db.starter import FactFile, load
from db.status import Decision, Verdict
from db.tables import SERVER
from db.take_over import newer, to_take_over
from db.values import Value
from db.when import When
from tests.remembering import layers, outdated
from tests.test_catalogue import a_show
from tests.world import SOURCE, show_in_file

HERE, THERE = 1111, 2222
LAYERS = (SHARED, HERE, THERE)
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
TITLES = ("Dark", "The Dark", "Dark Matter", "Élite", "ดูแลรัก", "進撃の巨人", "Ally McBeal", "1899", "!!!")
NEXT = count(1)


class Failed(Exception):
    """Something goes wrong after all was written."""


class Writers:
    """A store with a few shows, and all that writers do to it; numbers choose among shows and words."""

    def __init__(self, database: Database, shows: Iterable[int] = ()) -> None:
        self.database = database
        self.shows = list(shows)

    async def add(self, connection: AsyncConnection, layer: int, number: int) -> None:
        inserted = await connection.execute(
            insert(tables.show).values(key=f"show-{next(NEXT)}").returning(tables.show.c.id)
        )
        self.shows.append(inserted.scalar_one())
        await self._record(connection, layer, self.shows[-1], _details(number))

    async def rename(self, connection: AsyncConnection, layer: int, number: int) -> None:
        await self._record(connection, layer, self._show(number), _details(number // 3))

    async def hide(self, connection: AsyncConnection, layer: int, number: int) -> None:
        details = _details(number)
        change = Change(self._show(number), details.KIND, details.key, None, (), TODAY)
        await self._apply(connection, layer, [change])

    async def decide(self, connection: AsyncConnection, layer: int, number: int) -> None:
        verdict = [*Verdict][number % len(Verdict)]
        decision = Decision(season=1 + number % 2, verdict=verdict, decided=When.parse(str(2000 + number)))
        await self._record(connection, layer, self._show(number), decision)

    async def cast(self, connection: AsyncConnection, layer: int, number: int) -> None:
        credit = Credit(person=f"Person {number % 2}", role="Lead", billing=1 + number)
        await self._record(connection, layer, self._show(number), credit)

    async def configure(self, connection: AsyncConnection, layer: int, number: int) -> None:
        if layer != SHARED:
            await self._record(connection, layer, SERVER, Configuration(default_show=1 + number))

    async def undo(self, connection: AsyncConnection, layer: int, number: int) -> None:
        edits = select(tables.edit.c.id).where(tables.edit.c.layer == layer).order_by(tables.edit.c.id.desc())
        found = (await connection.execute(edits.limit(1 + number))).scalars().all()
        plan = await undo.plan(connection, layer, found[-1], TODAY) if found else None
        await self._apply(connection, layer, plan.changes if plan else ())

    async def take_over(self, connection: AsyncConnection, layer: int, number: int) -> None:
        show = self._show(number)
        found = await newer(connection, layer, show)
        await self._apply(connection, layer, to_take_over(show, found, TODAY))

    async def load(self, connection: AsyncConnection, _: int, number: int) -> None:
        week = {"season": 1, "list": "TV (English)", "week_ending": "2026-11-22", "rank": 1 + number % 3}
        show = {**show_in_file(f"Loaded {number % 2}"), "viewing_weeks": [week]}
        file = FactFile.model_validate({"version": 1, "checked_on": TODAY, "shows": [show]})
        await load(connection, file, NOW)

    async def take(self, connection: AsyncConnection, _: int, number: int) -> None:
        """TVmaze says something of a show, or the same again on a later day."""
        await take(
            connection,
            [replace(a_show(7, title=TITLES[number % 2], weight=number), status=[*TVmazeStatus][number % 4])],
            NOW + timedelta(days=number),
        )

    async def find_unchanged(self, connection: AsyncConnection, _: int, number: int) -> None:
        await found_unchanged(connection, [7], NOW + timedelta(days=number))

    async def leave(self, connection: AsyncConnection, layer: int, _: int) -> None:
        """Erase all that a server ever said, as after the bot has left it."""
        if layer != SHARED:
            await connection.execute(delete(tables.revision).where(tables.revision.c.layer == layer))
            touched(connection).layers.add(layer)

    async def forget_who(self, connection: AsyncConnection, _layer: int, _number: int) -> None:
        await connection.execute(tables.actor.update().values(discord_id=None))
        touched(connection).all_pages = True

    def _show(self, number: int) -> int:
        return self.shows[number % len(self.shows)]

    async def _record(self, connection: AsyncConnection, layer: int, show: int, value: Value) -> None:
        await self._apply(connection, layer, [Change.to(show, value, [SOURCE], TODAY)])

    async def _apply(self, connection: AsyncConnection, layer: int, changes: Iterable[Change]) -> None:
        await record(connection, Edit(await person(connection, 77), layer, NOW), changes)

    async def look(self, number: int) -> None:
        """Somebody asks for a page, and for how a server is configured."""
        layer, memory = LAYERS[number % 3], self.database.memory
        await memory.recall(read_page, layer=layer, show_id=self._show(number // 3))
        await memory.recall(read_configuration, layer=layer)
        await self.database.index.search(layer, TITLES[number % len(TITLES)], 5)


def _details(number: int) -> ShowDetails:
    title, alias = TITLES[number % len(TITLES)], TITLES[number * 7 % len(TITLES)]
    return ShowDetails(title=title, year=2000 + number % 3, aliases=(alias,) if number % 2 else ())


ACTS = [name for name in vars(Writers) if not name.startswith("_") and name != "look"]
STEPS = st.tuples(st.sampled_from(ACTS), st.sampled_from(LAYERS), st.integers(0, 30), st.booleans())


@pytest.fixture(scope="module")
def one_show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one show, which each example begins with."""
    path = tmp_path_factory.mktemp("memory") / "one.db"

    async def make() -> None:
        async with open_database(path) as database, database.write() as connection:
            await Writers(database).add(connection, SHARED, 0)

    asyncio.run(make())
    return path


@settings(max_examples=15)
@given(steps=st.lists(st.tuples(STEPS, st.lists(st.integers(0, 30), max_size=4)), min_size=3, max_size=15))
def test_whatever_is_written_nobody_is_told_what_was_so_before(
    one_show: Path, steps: list[tuple[tuple[str, int, int, bool], list[int]]]
) -> None:
    async def live(path: Path) -> None:
        async with open_database(path) as database:
            writers = Writers(database, [1])
            for (act, layer, number, fails), looks in steps:
                writing = write(writers, act, layer, number, fails=fails)
                await asyncio.gather(*map(writers.look, looks), writing, *map(writers.look, looks))
                assert [] == await outdated(database)
            await same_finds(database)

    with TemporaryDirectory() as folder:
        asyncio.run(live(Path(shutil.copy(one_show, Path(folder) / "store.db"))))


async def write(writers: Writers, act: str, layer: int, number: int, *, fails: bool) -> None:
    """Somebody writes; where it fails at the end, nothing of it may be seen."""
    shows = list(writers.shows)
    try:
        async with writers.database.write() as connection:
            await getattr(writers, act)(connection, layer, number)
            if fails:
                raise Failed
    except Failed:
        writers.shows = shows


async def same_finds(database: Database) -> None:
    """What is found for each title and half of it is what an index finds that is built anew."""
    fresh = Index(database.read)
    for layer in await layers(database) | {HERE}:
        for text in {part for title in TITLES for part in (title, title[: len(title) // 2], f"{title} 2001")}:
            expected = await fresh.search(layer, text, 100)
            found = await database.index.search(layer, text, 100)
            assert expected == found, text
        assert await fresh.popular(layer, 100) == await database.index.popular(layer, 100)


# ---- one at a time


@pytest.fixture
async def database(one_show: Path, tmp_path: Path) -> AsyncGenerator[Database]:
    async with open_database(Path(shutil.copy(one_show, tmp_path / "store.db"))) as database:
        yield database


async def page(database: Database, layer: int = SHARED) -> Page | None:
    return await database.memory.recall(read_page, layer=layer, show_id=1)


async def rename(database: Database, layer: int, number: int) -> None:
    await write(Writers(database, [1]), "rename", layer, 3 * number, fails=False)


async def test_what_was_read_is_not_read_again(database: Database) -> None:
    assert await page(database) is await page(database)


async def test_a_servers_commit_makes_its_own_page_be_read_again_and_no_other(database: Database) -> None:
    here, there, shared = [await page(database, layer) for layer in (HERE, THERE, SHARED)]

    await rename(database, HERE, 2)

    assert there is await page(database, THERE)
    assert shared is await page(database)
    assert here != await page(database, HERE)


async def test_a_shared_commit_makes_every_page_of_the_show_be_read_again_and_no_other(
    database: Database,
) -> None:
    before = [await page(database, layer) for layer in LAYERS]
    configuration = await database.memory.recall(read_configuration, layer=HERE)

    await rename(database, SHARED, 2)

    after = [await page(database, layer) for layer in LAYERS]
    assert ["Dark Matter"] * 3 == [found.show.title for found in after if found]
    assert not any(one == other for one, other in zip(before, after, strict=True))
    assert configuration is await database.memory.recall(read_configuration, layer=HERE)


async def test_what_was_read_before_a_commit_is_not_kept_after_it(database: Database) -> None:
    has_read, may_end = asyncio.Event(), asyncio.Event()

    async def read_slowly(connection: AsyncConnection, *, layer: int, show_id: int) -> Page | None:
        found = await read_page(connection, show_id, layer)
        has_read.set()
        await may_end.wait()
        return found

    reading = asyncio.create_task(database.memory.recall(read_slowly, layer=SHARED, show_id=1))
    await has_read.wait()
    await rename(database, SHARED, 2)
    may_end.set()
    earlier, later = await reading, await database.memory.recall(read_slowly, layer=SHARED, show_id=1)

    assert ("Dark", "Dark Matter") == tuple(found.show.title for found in (earlier, later) if found)


async def test_whenever_a_write_is_cancelled_what_is_remembered_is_what_holds(database: Database) -> None:
    for turns in range(0, 60, 4):
        await page(database)
        await database.index.search(SHARED, "dark", 5)
        writing = asyncio.create_task(rename(database, SHARED, turns))
        for _ in range(turns):
            await asyncio.sleep(0.0001)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)

        assert [] == await outdated(database)


async def test_a_write_that_is_cancelled_when_it_is_too_late_is_heard_of_all_the_same(
    database: Database,
) -> None:
    await page(database)
    await database.index.listings(SHARED)

    def cancel(_: object) -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()

    event.listen(Engine, "commit", cancel)
    try:
        with pytest.raises(asyncio.CancelledError):
            await rename(database, SHARED, 2)
    finally:
        event.remove(Engine, "commit", cancel)

    assert ["Dark Matter"] == [listing.title for listing in await database.index.listings(SHARED)]
    assert [] == await outdated(database)


async def test_a_rehearsal_changes_nothing_that_is_remembered(database: Database) -> None:
    before = await page(database)

    async with database.rehearse() as connection:
        await Writers(database, [1]).rename(connection, SHARED, 9)
    await write(Writers(database, [1]), "configure", HERE, 3, fails=False)

    assert before is await page(database)
    assert [] == await outdated(database)


async def test_of_many_readings_those_asked_for_last_are_kept(database: Database) -> None:
    memory = Memory(database.read, most=2)

    async def recalled(layer: int) -> Page | None:
        return await memory.recall(read_page, layer=layer, show_id=1)

    first, second = await recalled(HERE), await recalled(THERE)
    assert first is await recalled(HERE)
    await recalled(SHARED)

    assert first is await recalled(HERE)
    assert second is not await recalled(THERE)


async def test_a_store_that_cannot_be_read_is_told_and_found_out_again_once_it_can(
    database: Database,
) -> None:
    await database.index.listings(SHARED)
    await rename(database, SHARED, 2)
    async with database.write() as connection:
        await connection.exec_driver_sql("ALTER TABLE fact RENAME TO lost")
    for _ in range(2):
        with pytest.raises(StoreError, match="no such table"):
            await database.index.listings(SHARED)
    async with database.write() as connection:
        await connection.exec_driver_sql("ALTER TABLE lost RENAME TO fact")

    assert ["Dark Matter"] == [listing.title for listing in await database.index.listings(SHARED)]


async def test_where_a_server_has_left_nothing_of_it_is_remembered(database: Database) -> None:
    await rename(database, HERE, 2)
    own = await page(database, HERE)
    assert ["Dark Matter"] == [listing.title for listing in await database.index.listings(HERE)]

    await write(Writers(database), "leave", HERE, 0, fails=False)

    assert ("Dark Matter", "Dark") == tuple(
        one.show.title for one in (own, await page(database, HERE)) if one
    )
    assert ["Dark"] == [listing.title for listing in await database.index.listings(HERE)]


async def test_an_editor_who_was_erased_is_remembered_nowhere(database: Database) -> None:
    before = await page(database)

    await write(Writers(database), "forget_who", SHARED, 0, fails=False)

    assert (77, None) == tuple(one.details.editor for one in (before, await page(database)) if one)


async def test_a_week_in_the_top_10_is_seen_at_once(database: Database) -> None:
    ranks: list[int | None] = []
    for number in (0, 2):
        await write(Writers(database), "load", SHARED, number, fails=False)
        (show,) = [one for one in await database.index.listings(SHARED) if one.title == "Loaded 0"]
        found = await database.memory.recall(read_page, layer=HERE, show_id=show.show_id)
        ranks += [week.rank for week in found.weeks] if found else []

    assert [1, 3] == ranks


async def test_a_show_found_unchanged_is_as_young_as_that_at_once_for_all(database: Database) -> None:
    writers = Writers(database)
    await write(writers, "take", SHARED, 0, fails=False)
    (show,) = [one for one in await database.index.listings(SHARED) if one.is_on_tvmaze]
    ages: list[date] = []
    for number in (0, 3):
        await write(writers, "find_unchanged", SHARED, number, fails=False)
        found = await database.memory.recall(read_page, layer=HERE, show_id=show.show_id)
        ages += [found.details.checked_on] if found else []

    assert [TODAY, TODAY + timedelta(days=3)] == ages
