"""The index of shows: what each server finds, and in which order."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import pages
from bot.errors import UserError
from db import backlog
from db.cast import Credit
from db.database import Database
from db.edits import Change, Signature, sign
from db.facts import SHARED
from db.index import Index
from db.names import Names
from db.pages import read_page
from db.people import People
from db.search import clear_winner
from db.shows import ShowDetails
from tests.world import Json, World, first_line, options, show_in_file, text


def weekly(title: str, weeks: int, **details: int) -> Json:
    """A show that was in the Top 10 for some weeks."""
    listed = [
        {"season": 1, "list": "TV (English)", "week_ending": f"2026-{1 + week:02}-01", "rank": 1}
        for week in range(weeks)
    ]
    return {**show_in_file(title, **details), "viewing_weeks": listed}


async def offered(world: World, typed: str) -> list[str]:
    """The titles that the fan is offered."""
    return [name.partition(" (")[0] for name in await world.choices("status", "show", typed)]


async def offered_elsewhere(world: World, typed: str) -> list[str]:
    """The titles that the fan of the other server is offered."""
    choices = await world.other_fan.autocomplete(world.other_channel, "status", "show", typed)
    return [choice["name"].partition(" (")[0] for choice in choices]


@contextmanager
def statements() -> Generator[list[str]]:
    """What the store is asked meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


# ---- the order


async def test_of_the_titles_that_begin_so_the_most_popular_come_first_and_an_exact_one_before_them(
    world: World,
) -> None:
    await world.load(
        weekly("Quiet", 0),
        weekly("Quiet Waters", 2),
        weekly("Quieter", 5),
        weekly("The Quiet Ones", 9),
        weekly("A Quite Different Show", 9),
    )

    assert ["The Quiet Ones", "Quieter", "Quiet Waters", "Quiet"] == (await offered(world, "quie"))[:4]
    assert ["Quiet", "The Quiet Ones", "Quieter", "Quiet Waters"] == (await offered(world, "quiet"))[:4]


async def test_before_anything_is_typed_the_servers_own_show_is_offered_then_the_most_popular(
    world: World,
) -> None:
    await world.load(*(weekly(f"Seen by {weeks}", weeks) for weeks in (9, 11, 10)))
    chosen = await world.show_id("Warrior Nun")

    assert ["Seen by 11", "Seen by 10", "Seen by 9"] == [
        title for title in await offered(world, "") if title.startswith("Seen")
    ]
    await world.configure(default_show=chosen)
    assert "Warrior Nun" == (await offered(world, ""))[0]
    assert 1 == (await offered(world, "")).count("Warrior Nun")


async def test_an_article_offers_the_titles_that_begin_with_it_among_others(world: World) -> None:
    await world.load(show_in_file("Theodosia"), show_in_file("A Place"))

    assert {"Theodosia", "The Crown", "The Diplomat"} <= set(await offered(world, "the"))
    assert "A Place" in await offered(world, "a")


async def test_a_year_after_the_title_tells_shows_of_one_name_apart(world: World) -> None:
    await world.load(show_in_file("Gossip", year=2007), show_in_file("Gossip", year=2021))

    for typed, year in (("gossip 2021", 2021), ("Gossip (2007)", 2007)):
        picked = await world.database.index.search(world.server.id, typed, 5)
        winner = clear_winner(picked)
        assert winner is not None
        assert year == winner.year
    assert clear_winner(await world.database.index.search(world.server.id, "gossip 2020", 5)) is None


# ---- names that are the same


async def test_shows_of_one_name_are_told_apart_in_every_list(world: World) -> None:
    twins = [
        show_in_file("Twin", year=2015, network="ITV", country="Britain"),
        show_in_file("Twin", year=2015, network="ITV", country="Ireland"),
        show_in_file("Twin", year=2015, network="RTÉ"),
        show_in_file("Twin", year=2015, country="Norway"),
        show_in_file("Twin", year=1999, network="ITV", country="Britain"),
    ]
    for number, twin in enumerate(twins):
        twin["key"] = f"twin-{number}"
    await world.load(*twins)

    names = await world.choices("status", "show", "twin")
    assert {
        "Twin (2015) · ITV, Britain · no decision known",
        "Twin (2015) · ITV, Ireland · no decision known",
        "Twin (2015) · RTÉ · no decision known",
        "Twin (2015) · Norway · no decision known",
        "Twin (1999) · ITV · no decision known",
    } == set(names)
    asked = await world.ask("status", show="twin")
    assert 5 == len(options(asked))
    listed = text(await world.ask("shows", search="twin"))
    for line in (
        "Twin (2015) · ITV, Britain",
        "Twin (2015) · ITV, Ireland",
        "Twin (2015) · Norway",
        "Twin (1999) · ITV",
    ):
        assert line in listed.splitlines()
    refused = await world.moderator.slash(world.channel, "update decision", show="twin")
    assert "Twin (2015, ITV, Britain)" in text(refused)
    assert "Twin (1999)" in text(refused)


async def test_a_title_too_long_for_a_choice_is_cut_at_a_word(world: World) -> None:
    await world.load(show_in_file(" ".join(["Somebody's Wonderful Adventures"] * 5), network="Channel 4"))

    (name,) = await world.choices("status", "show", "somebodys wonderful")

    assert len(name) <= 100
    assert (
        "Somebody's Wonderful Adventures Somebody's Wonderful… (2020) · Channel 4 · no decision known" == name
    )


# ---- two servers


async def test_a_servers_own_names_are_found_there_alone(world: World) -> None:
    here = world.server.id
    before = await offered_elsewhere(world, "")
    await world.learn(
        "The Imperfects", ShowDetails(title="Zanzibar", year=2022, aliases=("Quux",)), layer=here
    )

    for typed in ("zanzibar", "zanz", "quux"):
        assert ["Zanzibar"] == await offered(world, typed)
        assert "Zanzibar" not in await offered_elsewhere(world, typed)
    assert [] == await offered(world, "imperfects")
    assert "Zanzibar" in first_line(await world.ask("status", show="zanzibar"))
    assert ["The Imperfects"] == await offered_elsewhere(world, "imperfects")
    assert before == await offered_elsewhere(world, "")


async def test_a_show_that_a_server_hides_is_offered_everywhere_else(world: World) -> None:
    details = (await world.page("Wednesday")).show
    await world.learn("Wednesday", details, layer=world.server.id, forget=True)

    for typed in ("", "wed", "wednesday", "wensday"):
        assert "Wednesday" not in await offered(world, typed)
        assert "Wednesday" in await offered_elsewhere(world, typed)
    assert "I don't know a show called" in text(await world.ask("status", show="wednesday"))
    assert "Wednesday" not in text(await world.ask("shows", search="netflix"))


async def test_what_one_server_hides_or_calls_otherwise_takes_no_place_of_others(world: World) -> None:
    await world.load(*(weekly(f"Crowded {number:02}", number // 30) for number in range(60)))
    for number in range(30, 60):
        details = ShowDetails(title=f"Crowded {number:02}", year=2020)
        await world.learn(details.title, details, layer=world.server.id, forget=True)

    for typed in ("crowded", "crwded", ""):
        assert 25 == len(await offered(world, typed))
        assert not {f"Crowded {number}" for number in range(30, 60)} & set(await offered(world, typed))
        assert 25 == len(await offered_elsewhere(world, typed))


# ---- how it is kept


async def test_a_question_asked_again_asks_the_store_nothing(world: World) -> None:
    await world.ask("status", show="imprefects")

    with statements() as asked:
        answer = await world.ask("status", show="imprefects")
        await world.choices("status", "show", "wed")
        await world.choices("status", "season", "", show="The Imperfects")

    assert "The Imperfects was cancelled" in first_line(answer)
    assert [] == asked


async def test_while_a_large_store_is_read_for_the_first_time_others_are_answered(world: World) -> None:
    await world.load(*(show_in_file(f"Title {number}", year=1950 + number % 70) for number in range(1500)))
    database = world.database
    done: list[str] = []

    async def search() -> None:
        assert await database.index.search(world.server.id, "title 1499", 5)
        done.append("search")

    async def page() -> None:
        await database.memory.recall(read_page, layer=world.server.id, show_id=1)
        done.append("page")

    await asyncio.gather(search(), page())

    assert ["page", "search"] == done


async def test_whoever_asks_while_a_store_is_read_waits_until_all_of_it_is(world: World) -> None:
    database = world.database

    async def finds(turns: int) -> bool:
        for _ in range(turns):
            await asyncio.sleep(0)
        shows = await database.index.search(world.server.id, "wednesday", 5)
        people = await database.people.search(world.server.id, "jenna ortega", 5)
        return bool(shows and people)

    assert all(await asyncio.gather(*map(finds, range(100))))


def test_an_item_is_found_by_its_new_names_and_no_more_by_its_old_ones() -> None:
    names = Names[int]()
    names.put(1, ("The First", "Another First"), 0)
    names.put(2, ("Second",), 0)
    names.put(1, ("Third",), 0)
    names.remove(2)

    assert [] == names.search("first", 5)
    assert [] == names.search("second", 5)
    assert [1] == [hit.item for hit in names.search("third", 5)]
    assert [1] == names.popular(5)


def test_former_names_take_no_place_of_those_that_hold() -> None:
    names = Names[int]()
    for number in range(300):
        names.put(1, (f"Crowdid {number}",), 1)
    names.put(1, ("Something Else",), 1)
    names.put(2, ("Crowded",), 0)

    assert [2] == [hit.item for hit in names.search("crowdid", 1)]


def test_the_most_popular_are_found_however_many_names_they_go_by() -> None:
    names = Names[int]()
    for number in range(30):
        names.put(number, [f"{word} {number}" for word in "abcdefgh"], number)

    assert set(range(20, 30)) == set(names.popular(10))
    assert 30 == len(names.popular(100))


# ---- while all shows are read for the first time


class HeldUp:
    """A store that can be read three times, and then not before it is let go on."""

    def __init__(self, database: Database) -> None:
        self.database, self.readings = database, 0
        self.goes_on, self.is_held = asyncio.Event(), asyncio.Event()

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncConnection]:
        self.readings += 1
        if self.readings == 3:
            self.is_held.set()
            await self.goes_on.wait()
        async with self.database.read() as connection:
            yield connection


@pytest.fixture
def little_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer shows are read at once than these tests make."""
    monkeypatch.setattr(backlog, "_AT_ONCE", 250)


class Counted:
    """A store of which it is counted how often it is read."""

    def __init__(self, database: Database) -> None:
        self.database, self.readings = database, 0

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncConnection]:
        self.readings += 1
        async with self.database.read() as connection:
            yield connection


@pytest.mark.usefixtures("little_at_once")
async def test_what_has_been_read_is_offered_before_all_shows_are(world: World) -> None:
    await world.load(*(show_in_file(f"Show {number}") for number in range(600)))
    store = HeldUp(world.database)
    index = Index(store.read)
    filling = asyncio.create_task(index.catch_up())
    await store.is_held.wait()

    begun = await index.offer(SHARED, "show", 25)
    popular = await index.popular(SHARED, 25)
    unread = asyncio.create_task(index.search(SHARED, "Show nobody knows", 25))
    await asyncio.sleep(0)

    assert 25 == len(begun) == len(popular)
    assert not unread.done()
    store.goes_on.set()
    await filling
    assert 25 == len(await unread)
    assert 600 <= len(await index.listings(SHARED))


@pytest.mark.usefixtures("little_at_once")
async def test_people_who_have_been_read_are_found_and_offered_before_all_are(world: World) -> None:
    await world.load(*(show_in_file(f"Show {number}") for number in range(600)))
    store = HeldUp(world.database)
    people = People(store.read, world.database.index)
    filling = asyncio.create_task(people.catch_up())
    await store.is_held.wait()

    (exact, *_) = await people.offer(SHARED, "jenna ortega", 25)
    unread = asyncio.create_task(people.search(SHARED, "Somebody nobody knows", 25))
    await asyncio.sleep(0)

    assert "Jenna Ortega" == exact.item
    assert exact == (await people.search(SHARED, "Jenna Ortega", 25))[0]
    assert "Jenna Ortega" in await people.popular(SHARED, 1_000)
    assert not unread.done()
    store.goes_on.set()
    await filling
    assert [] == await unread


async def test_people_whom_another_server_invented_are_not_looked_through(world: World) -> None:
    page = await world.page("Wednesday")
    invented = [Credit(person=f"Jenna Ortega {number}", role="Somebody", billing=1) for number in range(200)]
    by = Signature(1, world.other_server.id, world.env.now(), interaction_id=1)
    source = page.details.sources
    async with world.database.write() as connection:
        changes = [Change.to(page.show_id, one, source, world.env.now().date()) for one in invented]
        await sign(connection, by, changes, "to try it")
    store = Counted(world.database)
    people = People(store.read, world.database.index)
    await people.catch_up()
    before = store.readings

    here = await people.offer(world.server.id, "jenna ortega", 25)

    assert ["Jenna Ortega"] == [found.item for found in here]
    assert 1 == store.readings - before
    assert 25 == len(await people.offer(world.other_server.id, "jenna ortega", 25))


@pytest.mark.usefixtures("little_at_once")
async def test_who_types_a_title_while_names_are_still_read_is_asked_to_try_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.load(*(show_in_file(f"Show {number}") for number in range(600)))
    store = HeldUp(world.database)
    index, in_time = Index(store.read), vars(pages)["_in_time"]
    monkeypatch.setattr(pages, "_PATIENCE", 0.01)
    filling = asyncio.create_task(index.catch_up())
    await store.is_held.wait()

    with pytest.raises(UserError, match=r"I have just started and am still reading every name\. Please try"):
        await in_time(index, index.search(SHARED, "Show 599", 25))
    store.goes_on.set()
    await filling

    assert index.is_current
    assert "Show 599" == (await in_time(index, index.search(SHARED, "Show 599", 25)))[0].item.title
