"""One show, whoever brings it first: TVmaze, Netflix's lists or the starter content."""

from collections.abc import AsyncGenerator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from db import tables
from db.cast import Credit
from db.catalogue import Entry, take
from db.database import Database, open_database
from db.facts import SHARED
from db.leaving import KEPT, forget, note_departure
from db.pages import Page, read_page
from db.privacy import erase
from db.shows import ShowDetails
from db.starter import FactFile, load
from db.status import Release
from db.when import When
from sources.netflix import FIRST_WEEK
from tests.test_catalogue import a_show
from tests.test_top_ten import NOW, change, shows
from tests.test_top_ten import take as take_top_ten
from tests.top_ten import WEEK, season
from tests.world import show_in_file

LISTED = season("Only one", ": Season 1", 20, 10)
"""A season that was listed in the two first weeks of Netflix's lists, in July 2021."""


@pytest.fixture
async def database(tmp_path: Path) -> AsyncGenerator[Database]:
    async with open_database(tmp_path / "empty.db") as database:
        yield database


def on_netflix(
    number: int,
    *facts: Release | Credit,
    title: str = "Only One",
    year: int | None = 2021,
    network: str = "Netflix",
    imdb_id: str | None = None,
) -> Entry:
    """A show of TVmaze that is on Netflix, by default since 2021."""
    return a_show(number, *facts, title=title, year=year, network=network, imdb_id=imdb_id)


async def taken(database: Database, *entries: Entry) -> dict[int, int]:
    async with database.write() as connection:
        return await take(connection, entries, NOW)


async def loaded(database: Database, *in_file: Any) -> int:
    file = FactFile.model_validate({"version": 1, "checked_on": "2026-11-22", "shows": in_file})
    async with database.write() as connection:
        return await load(connection, file, NOW)


def starting(**details: Any) -> Any:
    """A show of the starter content, with a season, somebody's part, and an alias that only it knows."""
    release = {"season": 1, "when": "2021-07-01"}
    credit = {"person": "Ann Other", "role": "the hero", "billing": 1}
    facts = [{"kind": "release", "value": release}, {"kind": "credit", "value": credit}]
    return show_in_file("Only One", *facts, year=2021, aliases=["Solo"], **details)


async def page(database: Database, show_id: int) -> Page:
    async with database.read() as connection:
        found = await read_page(connection, show_id, SHARED)
    assert found is not None
    return found


async def rows_of(database: Database) -> list[list[Any]]:
    tables_of_facts = (tables.show, tables.fact, tables.edit, tables.revision, tables.tvmaze_show)
    async with database.read() as connection:
        return [[tuple(row) for row in await connection.execute(select(table))] for table in tables_of_facts]


FROM_TVMAZE = on_netflix(
    7,
    Release(season=1, when=When.parse("2021-07-02")),
    Release(season=2, when=When.parse("tba")),
    Credit(person="Ann Other", role="The Lead", billing=2),
    Credit(person="Bo Else", role="The Friend", billing=1),
    imdb_id="tt0000007",
)


# ---- the starter content


PAGE = "https://www.tvmaze.com/shows/7"


@pytest.mark.parametrize(
    "known_by",
    [
        *({"tvmaze_url": PAGE}, {"tvmaze_url": f"{PAGE}?x=1"}, {"tvmaze_url": f"{PAGE}/only-one#cast"}),
        {"imdb_id": "tt0000007"},
    ],
)
async def test_a_show_of_the_starter_content_that_tvmaze_brought_is_that_show(
    database: Database, known_by: dict[str, str]
) -> None:
    ids = await taken(database, FROM_TVMAZE)

    await loaded(database, starting(**known_by))

    assert {"Only One": ids[7]} == await shows(database)
    found = await page(database, ids[7])
    assert ("Solo",) == found.show.aliases
    assert ["2021-07-01", "tba"] == [
        release.value.when.canonical for season in found.seasons for release in season.releases
    ]
    assert [("Ann Other", "the hero"), ("Bo Else", "The Friend")] == sorted(
        (fact.value.person, fact.value.role) for fact in found.credits
    )


@pytest.mark.parametrize("number", ["7abc", "7٧", "7" * 21, "0"])
async def test_a_show_whose_address_holds_no_number_of_tvmaze_is_another_one(
    database: Database, number: str
) -> None:
    ids = await taken(database, FROM_TVMAZE)

    await loaded(database, show_in_file("Other", tvmaze_url=f"https://www.tvmaze.com/shows/{number}"))

    there = await shows(database)
    assert ({"Only One", "Other"}, ids[7]) == (set(there), there["Only One"])


async def test_whether_tvmaze_or_the_starter_content_was_first_the_same_is_told(
    database: Database, tmp_path: Path
) -> None:
    starter = starting(imdb_id="tt0000007")
    async with open_database(tmp_path / "other.db") as other:
        await loaded(other, starter)
        ids = await taken(other, FROM_TVMAZE)
        there = await page(other, ids[7])
    ids = await taken(database, FROM_TVMAZE)
    await loaded(database, starter)
    here = await page(database, ids[7])

    assert there.show == here.show
    assert sorted(map(str, (fact.value for fact in there.facts))) == sorted(
        map(str, (fact.value for fact in here.facts))
    )


async def test_what_was_loaded_or_taken_changes_nothing_the_second_time(database: Database) -> None:
    await taken(database, FROM_TVMAZE)
    await loaded(database, starting(imdb_id="tt0000007"))
    before = await rows_of(database)

    again = await loaded(database, starting(imdb_id="tt0000007"))
    await taken(database, FROM_TVMAZE)

    assert 0 == again
    assert before == await rows_of(database)


async def test_a_show_of_the_starter_content_that_a_person_changed_since_keeps_their_words(
    database: Database,
) -> None:
    ids = await taken(database, FROM_TVMAZE)
    await change(database, ids[7], ShowDetails(title="Theirs"))

    await loaded(database, starting(tvmaze_url="https://www.tvmaze.com/shows/7"))

    assert {"Theirs": ids[7]} == await shows(database)


async def test_a_show_that_netflix_listed_is_that_of_the_starter_content(database: Database) -> None:
    await take_top_ten(database, 3, LISTED)
    (show_id,) = (await shows(database)).values()

    await loaded(database, starting(network="Netflix"))

    assert {"Only One": show_id} == await shows(database)


async def test_two_shows_of_the_starter_content_are_never_one(database: Database) -> None:
    await taken(database, FROM_TVMAZE)
    first, second, third = (
        {**starting(imdb_id="tt0000007"), "key": key} for key in ("only-one", "another", "a-third")
    )

    await loaded(database, first, second)
    await loaded(database, second, third)

    assert 3 == len((await rows_of(database))[0])


async def test_a_file_that_does_not_name_a_show_leaves_what_tvmaze_says_of_it(database: Database) -> None:
    await loaded(database, starting(imdb_id="tt0000007"))
    ids = await taken(database, on_netflix(7, imdb_id="tt0000007"), on_netflix(8, title="Another"))
    nameless = {**starting(), "key": "tvmaze-8", "facts": starting()["facts"][1:]}

    await loaded(database, nameless)

    assert {"Only One": ids[7], "Another": ids[8]} == await shows(database)


# ---- Netflix's lists


async def test_a_show_that_netflix_listed_stays_what_it_was_with_tvmazes_details_and_its_weeks(
    database: Database,
) -> None:
    await take_top_ten(database, 3, LISTED)
    listed = await shows(database)

    ids = await taken(database, FROM_TVMAZE)
    again = await take_top_ten(database, 4, LISTED)

    assert list(listed.values()) == [ids[7]]
    assert {"Only One": ids[7]} == await shows(database)
    assert (0, 0) == (again.shows, again.gone)
    assert [1, 1] == [week.rank for week in (await page(database, ids[7])).weeks if week.rank]


async def test_its_weeks_stay_although_tvmaze_spells_it_otherwise(database: Database) -> None:
    await take_top_ten(database, 3, LISTED)

    ids = await taken(database, on_netflix(7, title="The Only One!"))
    again = await take_top_ten(database, 4, LISTED)

    assert {"The Only One!": ids[7]} == await shows(database)
    assert (0, 0) == (again.shows, again.gone)


@pytest.mark.parametrize(
    "entry",
    [
        on_netflix(7, network="BBC One"),
        on_netflix(7, title="Only Two"),
        on_netflix(7, year=FIRST_WEEK.year + 2),
    ],
)
async def test_a_show_of_another_network_name_or_later_year_is_another_one(
    database: Database, entry: Entry
) -> None:
    await take_top_ten(database, 3, LISTED)
    (listed,) = (await shows(database)).values()

    ids = await taken(database, entry)

    assert listed != ids[7]


async def test_a_show_first_listed_on_new_years_eve_may_be_of_the_next_year(database: Database) -> None:
    first = (date(2021, 12, 26) - FIRST_WEEK) // WEEK
    await take_top_ten(database, first + 2, season("Only one", ": Season 1", 20, first=first))
    (listed,) = (await shows(database)).values()

    ids = await taken(database, on_netflix(7, year=2022))

    assert listed == ids[7]


async def test_where_another_show_has_that_name_none_is_taken_for_the_one_that_netflix_listed(
    database: Database,
) -> None:
    ids = await taken(database, on_netflix(5, title="For now", network="BBC One", year=1999))
    await take_top_ten(database, 3, LISTED)
    listed = (await shows(database))["Only one"]
    await taken(database, on_netflix(5, title="ONLY ONE", network="BBC One", year=1999))

    ids |= await taken(database, on_netflix(7))

    assert 3 == len({listed, *ids.values()})


async def test_of_two_that_come_together_none_is_taken_for_the_one_that_netflix_listed(
    database: Database,
) -> None:
    await take_top_ten(database, 3, LISTED)
    (listed,) = (await shows(database)).values()

    ids = await taken(database, on_netflix(7), on_netflix(8))

    assert 3 == len({listed, *ids.values()})


async def test_a_number_goes_before_a_name(database: Database) -> None:
    await take_top_ten(database, 3, LISTED)
    (listed,) = (await shows(database)).values()
    await change(database, listed, ShowDetails(title="Only One", imdb_id="tt0000008"))

    ids = await taken(database, on_netflix(7), on_netflix(8, title="Renamed", imdb_id="tt0000008"))

    assert listed == ids[8] != ids[7]


async def test_a_listed_show_that_a_person_corrected_is_taken_where_the_year_agrees(
    database: Database,
) -> None:
    await take_top_ten(database, 3, LISTED)
    (listed,) = (await shows(database)).values()
    await change(database, listed, ShowDetails(title="Only One", year=2021, aliases=("Mine",)))

    other = await taken(database, on_netflix(6, year=2020))
    await change(database, other[6], None, interaction=2)
    ids = await taken(database, FROM_TVMAZE)

    assert listed not in other.values()
    assert listed == ids[7]
    found = await page(database, listed)
    assert ("Mine",) == found.show.aliases
    assert ["Bo Else", "Ann Other"] == [fact.value.person for fact in found.credits]


# ---- people and servers who leave


async def test_shows_that_were_taken_outlast_a_server_and_a_person_who_spoke_of_them(
    database: Database,
) -> None:
    listed = a_show(8, full=False, title="Listed only")
    ids = await taken(database, FROM_TVMAZE, listed)
    for number, show_id in enumerate(ids.values()):
        await change(database, show_id, ShowDetails(title="Ours"), layer=99, interaction=number)
    before = [await page(database, show_id) for show_id in ids.values()]

    async with database.write() as connection:
        await erase(connection, 7, NOW)
        await note_departure(connection, 99, NOW - KEPT)
        assert await forget(connection, 99, NOW)

    assert before == [await page(database, show_id) for show_id in ids.values()]
    assert ids == await taken(database, FROM_TVMAZE, listed)
