"""Every show there is: taken as TVmaze says it, page by page, kept up to date, and never over other words."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy import select

from bot.cards.catalogue import catalogue_card
from bot.catalogue.refresh import refresh
from bot.catalogue.tvmaze import Catalogue, open_catalogue
from db import tables
from db.about import totals
from db.cast import Credit, person
from db.catalogue import Counts, Entry, counts, found_unchanged, held_in_full, take
from db.catalogue_answers import keep_answer, kept_answer
from db.catalogue_pages import left_off, note_page
from db.database import Database
from db.edits import Change, Edit, Signature, program, record, sign
from db.facts import SHARED
from db.pages import Page, read_page
from db.shows import ShowDetails
from db.status import Decision, Release, Verdict
from db.top_ten_shows import ACTOR as NETFLIX
from db.when import Precision, When
from tests.conftest import NOW
from tests.test_charts import until
from tests.test_start import start
from tests.tvmaze import TVmazeHere
from tests.wire import BotProcess
from tests.world import SOURCE


@pytest.fixture
async def tvmaze() -> AsyncGenerator[TVmazeHere]:
    async with TVmazeHere() as tvmaze:
        yield tvmaze


@pytest.fixture
async def catalogue(database: Database, tvmaze: TVmazeHere) -> AsyncGenerator[Catalogue]:
    async with open_catalogue(database, tvmaze.address) as catalogue:
        assert catalogue is not None
        yield catalogue


async def page_of(database: Database, show_id: int, layer: int = SHARED) -> Page:
    async with database.read() as connection:
        page = await read_page(connection, show_id, layer)
    assert page is not None
    return page


async def edits(database: Database) -> int:
    async with database.read() as connection:
        return len((await connection.execute(select(tables.edit.c.id))).all())


def a_show(
    number: int, *facts: Release | Credit, full: bool = True, weight: int = 0, **details: str | int | None
) -> Entry:
    address = f"https://www.tvmaze.com/shows/{number}/a-show"
    known = ShowDetails.model_validate({"title": "A show", "tvmaze_url": address, **details})
    return Entry(number, 1, known, facts if full else None, weight)


async def taken(database: Database, *entries: Entry) -> dict[int, int]:
    async with database.write() as connection:
        return await take(connection, entries, NOW)


async def test_an_hour_is_an_instant_and_a_season_without_a_date_has_none_yet(
    database: Database, catalogue: Catalogue, tvmaze: TVmazeHere
) -> None:
    _, show_id = await catalogue.take(9000003, NOW)
    page = await page_of(database, show_id)
    third = page.release(3, None)
    assert third is not None
    assert "2027-03-06T01:00Z" == third.value.when.canonical
    assert "TVmaze" == third.source.publisher

    _, harbour = await catalogue.take(9000004, NOW)
    first = (await page_of(database, harbour)).release(1, None)
    assert first is not None
    assert (Precision.TBA, "listed, no date yet") == (first.value.when.precision, first.value.when.words)


async def test_what_is_taken_twice_changes_nothing(database: Database, catalogue: Catalogue) -> None:
    first = await catalogue.take(180, NOW)
    before = await edits(database)

    second = await catalogue.take(180, NOW + timedelta(days=3))

    assert first == second
    assert before == await edits(database)


async def test_a_show_of_the_starter_content_is_that_show_and_keeps_its_words(database: Database) -> None:
    async with database.read() as connection:
        rows = await connection.execute(
            select(tables.show.c.id).where(tables.show.c.key == "the-imperfects-2022")
        )
        show_id = rows.scalar_one()
    before = await page_of(database, show_id)
    late = Release(season=1, when=When.parse("2023-01-01"))
    new = Release(season=3, when=When.parse("tba"))

    ids = await taken(database, a_show(7, late, new, title="Imperfect", imdb_id="tt14502728"))

    after = await page_of(database, show_id)
    assert {7: show_id} == ids
    assert (before.show, before.release(1, None)) == (after.show, after.release(1, None))
    assert after.release(3, None) is not None


async def test_what_a_person_wrote_or_withdrew_stays(database: Database) -> None:
    release, credit = Release(season=1, when=When.parse("2020")), Credit(person="One", role="A", billing=1)
    (show_id,) = (await taken(database, a_show(7, release, credit))).values()
    corrected = Release(season=1, when=When.parse("2021-05"))
    async with database.write() as connection:
        by = Signature(5, SHARED, NOW, 99)
        gone = Change(show_id, credit.KIND, credit.key, None, (SOURCE,), NOW.date())
        await sign(connection, by, [Change.to(show_id, corrected, [SOURCE], NOW.date()), gone])

    again = Release(season=1, when=When.parse("2022"))
    await taken(database, a_show(7, again, credit, Credit(person="One", role="B", billing=2)))

    page = await page_of(database, show_id)
    release_now = page.release(1, None)
    assert release_now is not None
    assert corrected == release_now.value
    assert () == page.credits


async def test_what_tvmaze_says_no_more_is_withdrawn_but_not_by_a_mere_list(database: Database) -> None:
    one, two = (Release(season=number, when=When.parse("2020")) for number in (1, 2))
    (show_id,) = (await taken(database, a_show(7, one, two))).values()

    await taken(database, a_show(7, full=False, title="Renamed"))
    listed = await page_of(database, show_id)
    await taken(database, a_show(7, one, title="Renamed"))
    in_full = await page_of(database, show_id)

    assert ("Renamed", 2) == (listed.show.title, len(listed.seasons))
    assert [1] == [season.number for season in in_full.seasons]


async def test_a_show_that_netflix_named_gets_its_details_where_it_is_the_only_one(
    database: Database,
) -> None:
    async with database.write() as connection:
        actor = await program(connection, NETFLIX)
        made = list[int]()
        for title in ("Only one", "Twice", "Twice"):
            show = tables.show.insert().values(key=f"netflix-{len(made)}").returning(tables.show.c.id)
            made.append((await connection.execute(show)).scalar_one())
            change = Change.to(made[-1], ShowDetails(title=title, network="Netflix"), [SOURCE], NOW.date())
            await record(connection, Edit(actor, SHARED, NOW), [change])

    ids = await taken(
        database,
        a_show(7, title="Only One", year=2020, network="Netflix"),
        a_show(8, title="Twice", year=2021, network="Netflix"),
    )

    assert made[0] == ids[7]
    assert ids[8] not in made
    assert 2020 == (await page_of(database, made[0])).show.year


async def test_a_key_that_another_show_has_stops_nothing(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(
            tables.show.insert(), [{"key": f"tvmaze-8{'-again' * times}"} for times in (1, 2)]
        )
        added = tables.show.insert().values(key="tvmaze-8").returning(tables.show.c.id)
        other = (await connection.execute(added)).scalar_one()
        named = ShowDetails(title="Other", tvmaze_url="https://www.tvmaze.com/shows/7")
        actor = await program(connection, "a test")
        change = Change.to(other, named, [SOURCE], NOW.date())
        await record(connection, Edit(actor, SHARED, NOW), [change])

    ids = await taken(database, a_show(7), a_show(8, title="The eighth"))

    assert other == ids[7]
    assert "The eighth" == (await page_of(database, ids[8])).show.title


async def test_the_whole_catalogue_goes_on_where_it_was_left_off(
    database: Database, catalogue: Catalogue, tvmaze: TVmazeHere
) -> None:
    for number in (9000001, 9000002, 9000003, 9000004, 15824):
        del tvmaze.shows[number]
    tvmaze.shows[1000] = {**tvmaze.shows.pop(3928), "id": 1000}
    pages = catalogue.whole.pages()
    await anext(pages)
    await pages.aclose()
    async with database.read() as connection:
        left = await left_off(connection)
    tvmaze.asked.clear()

    rest = [page async for page in catalogue.whole.pages()]

    assert left is not None
    assert (1, 5) == (left.next_page, left.pages)
    assert "/shows?page=0" not in tvmaze.asked
    assert 5 == rest[-1].done
    async with database.read() as connection:
        assert Counts(shows=16 + 3, from_tvmaze=3, in_full=0) == await counts(connection)


async def test_the_whole_catalogue_ends_where_tvmaze_has_fewer_pages_by_now(
    database: Database, catalogue: Catalogue, tvmaze: TVmazeHere
) -> None:
    tvmaze.shows = {180: tvmaze.shows[180], 1000: {**tvmaze.shows[3928], "id": 1000}}
    pages = catalogue.whole.pages()
    for _ in range(3):
        await anext(pages)
    await pages.aclose()
    del tvmaze.shows[1000]

    assert [(1, 1)] == [(page.done, page.of) async for page in catalogue.whole.pages()]

    async with database.read() as connection:
        left = await left_off(connection)
    assert left is not None
    assert left.is_done


async def test_every_show_was_taken_on_the_day_on_which_the_last_was(database: Database) -> None:
    async with database.write() as connection:
        for page in (0, 1):
            await note_page(connection, page, 2, NOW + timedelta(days=page))
        left = await left_off(connection)

    ended = catalogue_card(Counts(0, 0, 0), left, False, None)

    assert "Every show was taken on 23 November 2026." in str(ended.to_components())


async def test_once_a_day_what_is_held_in_full_is_taken_as_it_is_now(
    database: Database, catalogue: Catalogue, tvmaze: TVmazeHere
) -> None:
    _, firefly = await catalogue.take(180, NOW)
    await catalogue.take(15824, NOW)
    await taken(database, a_show(118, full=False, title="House"))
    tvmaze.shows[180] = {**tvmaze.shows[180], "name": "Firefly again", "updated": 2_000_000_000}
    tvmaze.asked.clear()

    await refresh(database, catalogue, NOW)
    await refresh(database, catalogue, NOW + timedelta(hours=23))

    assert 2 == len(tvmaze.asked)
    assert tvmaze.asked[1].startswith("/shows/180?")
    assert "Firefly again" == (await page_of(database, firefly)).show.title


async def test_a_clock_that_ran_ahead_keeps_no_show_from_its_refresh_and_no_answer_for_longer(
    database: Database, catalogue: Catalogue, tvmaze: TVmazeHere
) -> None:
    await catalogue.take(180, NOW)
    async with database.write() as connection:
        await connection.execute(tables.kept_answer.delete())
        await keep_answer(connection, "/search/shows?q=x", b"[]", NOW + timedelta(days=400))
    await refresh(database, catalogue, NOW + timedelta(days=400))
    tvmaze.asked.clear()

    await refresh(database, catalogue, NOW)

    assert ["/updates/shows"] == tvmaze.asked
    async with database.read() as connection:
        assert [] == (await connection.execute(select(tables.kept_answer.c.address))).all()


async def ages(database: Database, show_id: int, layer: int = SHARED) -> dict[str, date]:
    """When each thing that is said of a show was checked last, by its kind, the newest of a kind."""
    found = sorted((await page_of(database, show_id, layer)).facts, key=lambda fact: fact.checked_on)
    return {fact.value.KIND: fact.checked_on for fact in found}


async def test_what_tvmaze_has_not_changed_is_as_young_as_its_last_word_though_nothing_is_recorded(
    database: Database, catalogue: Catalogue, tvmaze: TVmazeHere
) -> None:
    _, firefly = await catalogue.take(180, NOW)
    _, gone = await catalogue.take(118, NOW)
    recorded = await edits(database)
    del tvmaze.shows[118]

    await refresh(database, catalogue, NOW + timedelta(days=2))

    assert recorded == await edits(database)
    assert {NOW.date() + timedelta(days=2)} == set((await ages(database, firefly)).values())
    assert {NOW.date()} == set((await ages(database, gone)).values())
    async with database.read() as connection:
        assert NOW.date() + timedelta(days=2) == (await totals(connection, SHARED)).checked_on


async def test_what_is_taken_again_unchanged_is_as_young_as_that(database: Database) -> None:
    entries = (a_show(7, Release(season=1, when=When.parse("2020"))), a_show(8, full=False, title="Another"))
    ids = await taken(database, *entries)
    later = NOW + timedelta(days=3)

    async with database.write() as connection:
        await take(connection, entries, later)
        await take(connection, [a_show(7, full=False)], later + timedelta(days=3))

    assert {"show": later.date(), "release": later.date()} == await ages(database, ids[7])
    assert {"show": later.date()} == await ages(database, ids[8])


async def test_what_others_say_keeps_its_own_day_when_tvmaze_is_asked_again(database: Database) -> None:
    server = 1111
    entry = a_show(
        7, Release(season=1, when=When.parse("2020")), Credit(person="Ann", role="Lead", billing=1)
    )
    ids = await taken(database, entry)
    release = Change.to(ids[7], Release(season=1, when=When.parse("2021")), [SOURCE], NOW.date())
    decision = Decision(season=2, verdict=Verdict.RENEWED, decided=When.parse("2021"))
    async with database.write() as connection:
        await sign(connection, Signature(77, server, NOW, 1), [release])
        await sign(
            connection, Signature(77, SHARED, NOW, 2), [Change.to(ids[7], decision, [SOURCE], NOW.date())]
        )
        await found_unchanged(connection, [7], NOW + timedelta(days=3))

    before, after = NOW.date(), NOW.date() + timedelta(days=3)
    of_all = {"show": after, "credit": after, "decision": before}
    assert {**of_all, "release": before} == await ages(database, ids[7], server)
    assert {**of_all, "release": after} == await ages(database, ids[7])
    async with database.read() as connection:
        (credited,) = (await person(connection, SHARED, "Ann")).credits
    assert after == credited[1].checked_on


async def test_a_show_held_in_full_stays_so_when_a_page_lists_it(database: Database) -> None:
    await taken(database, a_show(7))

    await taken(database, a_show(7, full=False), a_show(8, full=False, title="Another"))

    async with database.read() as connection:
        assert {7: 1} == await held_in_full(connection)


async def test_of_shows_that_begin_alike_those_that_tvmaze_holds_to_be_better_known_are_offered_first(
    database: Database,
) -> None:
    known = {"Questions": 96, "Quest of Cards": 97, "Quest of Cats": 12, "Quest Hunters": 60, "Quests": 0}
    weights = dict(enumerate(known.values(), start=1))

    async def offered() -> list[str]:
        shows = [
            a_show(number, full=False, title=title, weight=weights[number])
            for number, title in enumerate(known, start=1)
        ]
        await taken(database, *shows)
        found = await database.index.offer(SHARED, "quest", 25)
        return [one.item.title for one in found]

    first = await offered()
    weights[3] = 99
    then = await offered()
    credits = [Credit(person=f"Ann {number}", role="Guest", billing=number) for number in range(1, 99)]
    await taken(database, a_show(5, *credits, title="Quests"))
    held = await offered()

    assert ["Quest of Cards", "Questions", "Quest Hunters", "Quest of Cats", "Quests"] == first
    assert ["Quest of Cats", "Quest of Cards", "Questions", "Quest Hunters", "Quests"] == then
    assert ["Quest of Cats", "Quests", "Quest of Cards", "Questions", "Quest Hunters"] == held


async def test_a_show_held_in_full_is_known_as_well_as_a_later_list_says(database: Database) -> None:
    await taken(database, a_show(7, title="Questions", weight=3), a_show(8, title="Quests", weight=50))

    await taken(database, a_show(7, full=False, title="Questions", weight=90))

    offered = await database.index.offer(SHARED, "quest", 25)
    assert ["Questions", "Quests"] == [one.item.title for one in offered]


async def test_an_answer_is_kept_for_an_hour(database: Database) -> None:
    async with database.write() as connection:
        await keep_answer(connection, "/shows/1", b"an answer", NOW)
        minutes = (0, 59, 60)
        kept = [
            await kept_answer(connection, "/shows/1", NOW + timedelta(minutes=minute)) for minute in minutes
        ]
        await keep_answer(connection, "/shows/2", b"another", NOW + timedelta(minutes=60))
        rows = await connection.execute(select(tables.kept_answer.c.address))

    assert [b"an answer", b"an answer", None] == kept
    assert ["/shows/2"] == list(rows.scalars())


async def test_what_somebody_typed_is_forgotten_though_nothing_is_looked_up_any_more(
    database: Database, catalogue: Catalogue
) -> None:
    async with database.write() as connection:
        for minutes in (0, 30):
            address = f"/search/shows?q={minutes}"
            await keep_answer(connection, address, b"[]", NOW + timedelta(minutes=minutes))

    await refresh(database, catalogue, NOW + timedelta(minutes=60))

    async with database.read() as connection:
        kept = await connection.execute(select(tables.kept_answer.c.address))
    assert ["/search/shows?q=30"] == list(kept.scalars())


@pytest.mark.parametrize("fault", ["[1, 2]", " " * 5_000_001, None])
async def test_a_show_that_cannot_be_taken_does_not_keep_the_others_waiting(
    database: Database,
    catalogue: Catalogue,
    tvmaze: TVmazeHere,
    caplog: pytest.LogCaptureFixture,
    fault: str | None,
) -> None:
    shows = [(await catalogue.take(number, NOW))[1] for number in (118, 180, 9000003)]
    for number in (118, 180, 9000003):
        tvmaze.shows[number] = {**tvmaze.shows[number], "name": "Later", "updated": 2_000_000_000}
    refused = web.Response(text=fault) if fault else web.Response(status=403)
    tvmaze.next.extend([0.0, 0.0, refused])

    await refresh(database, catalogue, NOW)

    titles = [(await page_of(database, show_id)).show.title for show_id in shows]
    assert ["Later", "Firefly", "Later"] == titles
    (warning,) = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert warning.startswith("Shows cannot be kept as TVmaze has them, and stay as they are: TVmaze")


async def test_the_command_takes_one_show_or_says_what_is_missing(tmp_path: Path) -> None:
    async with TVmazeHere() as tvmaze:
        page = "https://www.tvmaze.com/shows/180/firefly"
        one, neither, both, odd, gone = await asyncio.gather(
            start(tmp_path, "import", "tvmaze", "--show", page, TVMAZE_URL=tvmaze.address),
            start(tmp_path / "..", "import", "tvmaze", TVMAZE_URL=tvmaze.address),
            start(tmp_path / "..", "import", "tvmaze", "--all", "--show", "5", TVMAZE_URL=tvmaze.address),
            start(tmp_path / "..", "import", "tvmaze", "--show", "Firefly", TVMAZE_URL=tvmaze.address),
            start(tmp_path / "..", "import", "tvmaze", "--show", "5", TVMAZE_URL="off"),
        )

    said = [(process.status, process.last_line) for process in (one, neither, both, gone)]
    assert said == [
        (0, "Took Firefly with its seasons and cast."),
        (2, "Say which: --all for every show, or --show NUMBER for one."),
        (2, "Choose one of the two: --all for every show, or --show NUMBER for one."),
        (1, "TVMAZE_URL is off, so there is nowhere to import from."),
    ]
    assert odd.status == 2
    assert "such as 180 in tvmaze.com/shows/180." in odd.output


async def test_ctrl_c_pressed_again_and_again_stops_the_import_as_the_first_one_does(tmp_path: Path) -> None:
    async with TVmazeHere() as tvmaze:
        tvmaze.next.extend([0.0, 60.0])
        arguments, environment = ("import", "tvmaze", "--all"), {"TVMAZE_URL": tvmaze.address}
        async with BotProcess(environment, arguments, cwd=tmp_path) as process:
            async with asyncio.timeout(20):
                await until(lambda: len(tvmaze.asked) == 2)
                with suppress(ProcessLookupError):
                    while True:
                        process.interrupt()
                        await asyncio.sleep(0.001)
            status = await process.wait()

    assert (0, True) == (status, "Stopped. The same command goes on from there." in process.output)
    assert "Traceback" not in process.output
