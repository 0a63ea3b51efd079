"""Netflix's weekly Top 10 taken into the store: the shows and weeks it gives, once, again, and mended."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.run import load_starter
from db import tables
from db.database import Database
from db.edits import Change, Signature, sign
from db.facts import SHARED
from db.matching import How
from db.pages import Page, read_page
from db.proportion import Fall, Share
from db.shows import ShowDetails
from db.starter import FactFile, load
from db.top_ten import Imported, import_top_ten
from db.values import Evidence, Source
from db.viewing import newest_week, proportion
from sources.netflix import FIRST_WEEK, read_top_ten
from tests.test_netflix_file import THE_FILE
from tests.top_ten import WEEK, Weeks, season, top_ten
from tests.world import show_in_file

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SOURCE = Source(url="https://example.com/mine", publisher="Mine", evidence=Evidence.PRESS)
DEBUT = (date(2022, 9, 11) - FIRST_WEEK) // WEEK
"""The number of the week in which The Imperfects were first listed."""

IMPERFECTS = season("The Imperfects", ": Season 1", 24.07, 35.02, 12.76, first=DEBUT)


async def take(database: Database, weeks: int, *seasons: Weeks) -> Imported:
    """Import a file of so many weeks, with these seasons in it."""
    return await import_top_ten(database, read_top_ten(top_ten(weeks, *seasons)).entries, NOW)


async def change(
    database: Database, show_id: int, value: ShowDetails | None, layer: int = SHARED, interaction: int = 1
) -> None:
    """A person records what a show is called, or withdraws it."""
    signed = Change(show_id, ShowDetails.KIND, "[]", value, (SOURCE,), NOW.date())
    async with database.write() as connection:
        await sign(connection, Signature(7, layer, NOW, interaction), [signed])


async def shows(database: Database) -> dict[str, int]:
    """The ids of the shows of the shared catalogue, by title; the filler of the files is left out."""
    listings = await database.index.listings(SHARED)
    titles = {listing.title: listing.show_id for listing in listings}
    return {title: show_id for title, show_id in titles.items() if not title.startswith("Filler")}


async def page(database: Database, title: str) -> Page:
    show_id = (await shows(database))[title]
    async with database.read() as connection:
        found = await read_page(connection, show_id, SHARED)
    assert found is not None
    return found


async def weeks(database: Database, title: str) -> list[tuple[int, int, int | None]]:
    """Season, number of the week and rank, on and off the list."""
    return [
        (week.season, (week.week_ending - FIRST_WEEK) // WEEK, week.rank)
        for week in (await page(database, title)).weeks
    ]


async def everything(database: Database) -> dict[str, list[Any]]:
    """All that is in the store."""
    async with database.read() as connection:
        return {
            table.name: [tuple(row) for row in await connection.execute(select(table))]
            for table in tables.metadata.sorted_tables
        }


async def unchanged_by(database: Database, weeks: int, *seasons: Weeks) -> bool:
    """Whether importing this file, and then starting the bot, leaves all as it is."""
    before = await everything(database)
    imported = await take(database, weeks, *seasons)
    await load_starter(database)
    return (before, 0, 0, 0) == (
        await everything(database),
        imported.shows,
        imported.weeks,
        imported.gone,
    )


async def know(database: Database, title: str, alias: str | None = None) -> None:
    """A file brings a show to the catalogue."""
    shown = show_in_file(title, aliases=[alias] if alias else [])
    file = FactFile.model_validate({"version": 1, "checked_on": "2026-11-22", "shows": [shown]})
    async with database.write() as connection:
        await load(connection, file, NOW)


async def test_what_was_measured_agrees_with_the_starter_content(
    database: Database,
) -> None:
    before = (await page(database, "The Imperfects")).weeks
    imported = await take(database, DEBUT + 5, IMPERFECTS)
    after = (await page(database, "The Imperfects")).weeks

    assert [24_070_000, 35_020_000, 12_760_000, None] == [week.hours for week in after]
    assert 71_850_000 == sum(week.hours or 0 for week in after)
    assert [week.week_ending for week in before] == [week.week_ending for week in after]
    assert [week.note for week in before] == [week.note for week in after]
    assert (None, 9_130_000) == (after[3].rank, after[3].tenth_hours)
    assert 20 == imported.shows
    async with database.read() as connection:
        assert FIRST_WEEK + (DEBUT + 4) * WEEK == await newest_week(connection)


async def test_importing_again_and_starting_again_change_nothing(database: Database) -> None:
    await take(database, DEBUT + 5, IMPERFECTS)

    assert await unchanged_by(database, DEBUT + 5, IMPERFECTS)


async def test_a_title_without_a_show_becomes_one_with_netflix_as_its_source(database: Database) -> None:
    await take(database, 3, season("Néro the Assassin", ": Season 1", 30, first=1))

    made = (await page(database, "Néro the Assassin")).details
    assert ShowDetails(title="Néro the Assassin", network="Netflix") == made.value
    assert "https://www.netflix.com/tudum/top10" == made.source.url
    assert Evidence.OFFICIAL is made.source.evidence
    assert (None, NOW.date()) == (made.editor, made.checked_on)
    assert [(1, 1, 1), (1, 2, None)] == await weeks(database, "Néro the Assassin")


async def test_a_new_week_adds_its_rows_and_a_corrected_one_is_corrected(database: Database) -> None:
    await take(database, 3, season("Beef", ": Season 1", 30, 20, 15))

    corrected = season("Beef", ": Season 1", 30, 21, None, 11)
    imported = await take(database, 4, corrected)

    assert [30_000_000, 21_000_000, None, 11_000_000] == [
        week.hours for week in (await page(database, "Beef")).weeks
    ]
    # The corrected figure; ten places of the week without it; and both lists of the new week.
    assert (1 + 10 + 20, 1) == (imported.weeks, imported.gone)


async def test_the_labels_of_netflix_are_kept_where_they_are_no_numbers(database: Database) -> None:
    await take(
        database,
        4,
        season("Stranger Things", "N/A", 20, 19),
        season("Stranger Things", " 4", 90, 80),
        season("Money Heist", ": Part 5", 50, list="TV (Non-English)"),
        season("Baby Reindeer", ": Limited Series", 40),
        season("Demon Slayer", ": Hashira Training Arc", 12),
    )

    def labels(found: Page) -> list[tuple[int, str | None, bool]]:
        listed = [week for week in found.weeks if week.week_ending == FIRST_WEEK]
        return [(week.season, week.label, week.numbered) for week in listed]

    assert [(1, None, False), (4, None, True)] == labels(await page(database, "Stranger Things"))
    assert [(5, "Part 5", True)] == labels(await page(database, "Money Heist"))
    assert [(1, "Limited Series", False)] == labels(await page(database, "Baby Reindeer"))
    assert [(1, "Hashira Training Arc", False)] == labels(await page(database, "Demon Slayer"))


async def test_a_season_that_comes_back_has_the_weeks_of_both_times(database: Database) -> None:
    away: list[float | None] = [None] * 20
    await take(database, 30, season("Bridgerton", ": Season 1", 50, 40, *away, 15, first=2))

    assert [(1, 2, 1), (1, 3, 1), (1, 4, None), (1, 24, 1), (1, 25, None)] == await weeks(
        database, "Bridgerton"
    )


async def test_an_alias_mends_a_wrong_match_and_without_it_all_is_as_before(database: Database) -> None:
    file = season("Monsters", ": The Lyle and Erik Menendez Story", 40, 30, 20, first=1)
    first = season("Monster", ": Season 1", 50)
    await know(database, "Monster")
    await take(database, 5, first, file)
    before = await shows(database)
    monster = (await page(database, "Monster")).show

    await change(database, before["Monster"], monster.model_copy(update={"aliases": ("monsters",)}))
    mended = await take(database, 5, first, file)

    assert How.ALIAS in {one.how for one in mended.plan.meanings.values()}
    assert before.keys() - {"Monsters"} == (await shows(database)).keys()
    assert [(1, 0, 1), (1, 1, None), (2, 1, 1), (2, 2, 1), (2, 3, 1), (2, 4, None)] == await weeks(
        database, "Monster"
    )
    assert await unchanged_by(database, 5, first, file)

    await change(database, before["Monster"], monster, interaction=2)
    await take(database, 5, first, file)

    assert before == await shows(database)
    assert [(1, 0, 1), (1, 1, None)] == await weeks(database, "Monster")
    assert [(1, 1, 1), (1, 2, 1), (1, 3, 1), (1, 4, None)] == await weeks(database, "Monsters")


async def test_a_show_that_comes_to_the_catalogue_later_takes_over_from_the_one_that_was_made(
    database: Database,
) -> None:
    file = season("Beef", ": Season 1", 40)
    await take(database, 3, file)
    made = (await shows(database))["Beef"]

    await know(database, "Beef")
    await take(database, 3, file)

    assert made != (await shows(database))["Beef"]
    assert [(1, 0, 1), (1, 1, None)] == await weeks(database, "Beef")
    async with database.read() as connection:
        assert await read_page(connection, made, SHARED) is None


async def test_an_alias_from_a_file_does_not_go_before_another_shows_title(database: Database) -> None:
    await know(database, "Boeuf", alias="Beef")
    await know(database, "Beef")
    file = season("Beef", ": Season 1", 40)
    await take(database, 3, file)
    assert [(1, 0, 1), (1, 1, None)] == await weeks(database, "Beef")

    boeuf = (await page(database, "Boeuf")).show
    await change(database, (await shows(database))["Boeuf"], boeuf.model_copy(update={"country": "FR"}))
    await take(database, 3, file)

    assert [(1, 0, 1), (1, 1, None)] == await weeks(database, "Beef")


async def test_a_title_that_netflix_spells_anew_takes_its_weeks_along(database: Database) -> None:
    await take(database, 3, season("DAHMER", ": Monster", 50, 40))

    await take(database, 3, season("Dahmer, Monster", ": Season 1", 50, 40))

    assert "DAHMER" not in await shows(database)
    assert [(1, 0, 1), (1, 1, 1), (1, 2, None)] == await weeks(database, "Dahmer, Monster")


async def test_what_a_server_knows_of_a_show_keeps_it_though_no_title_means_it_any_more(
    database: Database,
) -> None:
    file = season("Beef", ": Season 1", 40)
    await take(database, 3, file)
    made = (await shows(database))["Beef"]
    await change(database, made, ShowDetails(title="Our Beef"), layer=77)

    await know(database, "BEEF!")
    await take(database, 3, file)

    async with database.read() as connection:
        here, elsewhere = await read_page(connection, made, 77), await read_page(connection, made, SHARED)
    assert here is not None
    assert elsewhere is not None
    assert ("Our Beef", "Beef") == (here.show.title, elsewhere.show.title)
    assert [(1, 0, 1), (1, 1, None)] == await weeks(database, "BEEF!")


async def test_what_an_owner_renamed_or_removed_is_left_as_it_is(database: Database) -> None:
    files = season("DAHMER", ": Monster", 50), season("Raw", ": July 5, 2021", 30)
    await take(database, 3, *files)
    made = await shows(database)
    monster = ShowDetails(title="Monster", year=2022, network="Netflix", country="US")
    await change(database, made["DAHMER"], monster)
    await change(database, made["Raw"], None, interaction=2)

    assert await unchanged_by(database, 3, *files)

    assert monster == (await page(database, "Monster")).show
    assert [(1, 0, 1), (1, 1, None)] == await weeks(database, "Monster")
    assert {"DAHMER", "Raw"}.isdisjoint(await shows(database))


async def test_an_alias_with_a_season_says_which_season_a_label_means(database: Database) -> None:
    file = season("The Mire", ": Millennium", 20)
    await take(database, 3, file)
    mire = (await page(database, "The Mire")).show
    assert [(1, 0, 1), (1, 1, None)] == await weeks(database, "The Mire")

    mended = mire.model_copy(update={"aliases": ("The Mire: Millennium: Season 3",)})
    await change(database, (await shows(database))["The Mire"], mended)
    await take(database, 3, file)

    assert [(3, 0, 1), (3, 1, None)] == await weeks(database, "The Mire")


async def test_two_shows_of_one_name_in_two_lists_stay_two(database: Database) -> None:
    english = season("Doc", ": Season 1", 30)
    italian = season("DOC", ": Season 1", 20, list="TV (Non-English)")
    await take(database, 3, english, italian)

    found = await shows(database)
    assert {"Doc", "DOC"} <= found.keys()
    async with database.read() as connection:
        pages = [await read_page(connection, found[title], SHARED) for title in ("Doc", "DOC")]
    assert [30_000_000, 20_000_000] == [found.weeks[0].hours for found in pages if found]
    assert await unchanged_by(database, 3, english, italian)


async def test_of_two_titles_that_claim_one_season_in_a_week_the_first_is_taken(database: Database) -> None:
    await know(database, "Beef", alias="Rindfleisch")
    file = season("Beef", ": Season 1", 20), season("Rindfleisch", ": Season 1", 30, 25)
    imported = await take(database, 3, *file)

    (unplaced,) = imported.plan.unplaced
    assert ("Beef", FIRST_WEEK) == (unplaced.title, unplaced.week_ending)
    assert [30_000_000, 25_000_000, None] == [week.hours for week in (await page(database, "Beef")).weeks]


async def test_the_starter_contents_notes_are_kept_and_its_figures_are_not(database: Database) -> None:
    other = season("The Imperfects", ": Season 1", 24.08, 35.03, 12.77, first=DEBUT)
    await take(database, DEBUT + 5, other)
    await load_starter(database)

    found = (await page(database, "The Imperfects")).weeks
    assert [24_080_000, 35_030_000, 12_770_000, None] == [week.hours for week in found]
    assert found[0].note is not None
    assert "Cobra Kai" in found[0].note


async def test_what_became_of_comparable_seasons_is_kept_with_the_weeks_it_is_made_of(
    database: Database,
) -> None:
    came_back = season("Beef", ": Season 1", 30, 50, 40, first=3), season("Beef", ": Season 2", 30, first=80)
    gone = season("1899", ": Season 1", 30, 50, 15, first=5)
    await take(database, 115, *came_back, gone)

    async with database.read() as connection:
        found = await proportion(connection, "TV (English)")
        none = await proportion(connection, "TV (Klingon)")
    assert none is None
    assert found is not None
    assert (FIRST_WEEK + 114 * WEEK, Share(2, 1)) == (found.newest_week, found.everyone)
    assert [Share(1, 1), Share(0, 0), Share(1, 0)] == [found.by_fall[fall] for fall in Fall]


@pytest.mark.skipif(not THE_FILE.exists(), reason=f"Netflix's own file is not at {THE_FILE}")
async def test_netflixs_own_file_is_taken_whole(database: Database) -> None:
    entries = read_top_ten(THE_FILE.read_bytes()).entries
    before = (await page(database, "The Imperfects")).weeks

    imported = await import_top_ten(database, entries, NOW)

    assert (1218, [], 5280) == (imported.shows, list(imported.plan.unplaced), len(imported.plan.kept))
    after = (await page(database, "The Imperfects")).weeks
    assert [(week.rank, week.hours, week.tenth_hours, week.note) for week in before] == [
        (week.rank, week.hours, week.tenth_hours, week.note) for week in after
    ]
    assert {1, 2, 3, 4, 5} == {week.season for week in (await page(database, "Stranger Things")).weeks}
    found = await shows(database)
    assert {"Doc", "DOC", "DAHMER", "Monsters", "Dr. Seuss’s Red Fish, Blue Fish"} <= found.keys()
    assert "ONE PIECE" not in found
    async with database.read() as connection:
        share = await proportion(connection, "TV (English)")
    assert share is not None
    assert (Share(183, 49), Share(76, 32)) == (share.everyone, share.measured)
    assert [Share(28, 18), Share(37, 12), Share(11, 2)] == [share.by_fall[fall] for fall in Fall]
    assert (89, 80) == (share.lost_half.everyone.n, share.lost_half.everyone.halved)

    again = await import_top_ten(database, entries, NOW)
    assert (0, 0, 0) == (again.shows, again.weeks, again.gone)
