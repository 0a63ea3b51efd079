"""A show's weeks on and off the list: which are told, and what bounds those without a figure."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from db import tables
from db.reception import TenthPlace, ViewingWeek
from db.viewing import newest_week, proportion, with_weeks_off
from tests.world import World

LIST = "TV (English)"
FIRST = date(2022, 9, 11)
WEEK = timedelta(weeks=1)


def listed(*weeks: int, season: int = 1, runtime: float | None = None) -> list[ViewingWeek]:
    """A season's listed weeks, by their number."""
    return [
        ViewingWeek(
            season=season, list=LIST, week_ending=FIRST + week * WEEK, rank=4, hours=7, runtime=runtime
        )
        for week in weeks
    ]


def tenths(until: int, hours: int | None = 9, views: int | None = None, name: str = LIST) -> list[TenthPlace]:
    return [
        TenthPlace(list=name, week_ending=FIRST + week * WEEK, tenth_hours=hours, tenth_views=views)
        for week in range(until + 1)
    ]


def told(weeks: Sequence[ViewingWeek]) -> dict[int, bool]:
    """Whether the season was listed, by the number of the week."""
    return {(week.week_ending - FIRST) // WEEK: week.rank is not None for week in weeks}


def test_the_week_after_the_last_listed_one_is_told_with_the_bound_of_the_tenth_place() -> None:
    *_, gone = weeks = with_weeks_off(listed(0, 1, 2), tenths(until=9))

    assert {0: True, 1: True, 2: True, 3: False} == told(weeks)
    assert (None, None, 9) == (gone.rank, gone.hours, gone.tenth_hours)


def test_a_season_that_is_still_listed_has_no_week_after() -> None:
    assert {0: True, 1: True} == told(with_weeks_off(listed(0, 1), tenths(until=1)))


def test_a_gap_of_eight_weeks_is_told_whole_and_of_a_longer_one_the_first_week() -> None:
    short = told(with_weeks_off(listed(0, 9), tenths(until=200)))
    long = told(with_weeks_off(listed(0, 10, 150), tenths(until=200)))

    assert {week: week in (0, 9) for week in range(11)} == short
    assert {0: True, 1: False, 10: True, 11: False, 150: True, 151: False} == long


def test_seasons_have_their_own_weeks() -> None:
    weeks = with_weeks_off([*listed(5, season=2), *listed(0)], tenths(until=9))

    assert [(1, 0), (1, 1), (2, 5), (2, 6)] == [
        (week.season, (week.week_ending - FIRST) // WEEK) for week in weeks
    ]


def test_where_views_rank_the_list_the_bound_on_hours_takes_the_seasons_length() -> None:
    views = tenths(until=9, hours=None, views=1_000_000)

    with_length = with_weeks_off(listed(0, runtime=7.5), views)[-1]
    without = with_weeks_off(listed(0), views)[-1]

    assert (1_000_000, 7_500_000) == (with_length.tenth_views, with_length.tenth_hours)
    assert (1_000_000, None) == (without.tenth_views, without.tenth_hours)


def test_a_week_that_is_held_already_is_not_told_twice() -> None:
    held = ViewingWeek(season=1, list=LIST, week_ending=FIRST + WEEK, tenth_hours=5)

    assert [4, None] == [week.rank for week in with_weeks_off([*listed(0), held], tenths(until=9))]


def test_the_bound_is_that_of_the_seasons_own_list() -> None:
    assert listed(0) == with_weeks_off(listed(0), tenths(until=9, name="TV (Non-English)"))


@given(st.sets(st.integers(0, 264), min_size=1, max_size=60), st.integers(0, 264))
def test_however_often_a_season_comes_back_few_weeks_off_the_list_are_told(on: set[int], newest: int) -> None:
    weeks = told(with_weeks_off(listed(*on), tenths(until=newest)))

    assert on == {week for week, is_listed in weeks.items() if is_listed}
    assert list(weeks) == sorted(weeks)
    assert len(weeks) <= 9 * len(on)
    for week in on:
        assert week + 1 in weeks or week >= newest


async def test_before_an_import_nothing_is_known_of_the_lists(world: World) -> None:
    async with world.database.read() as connection:
        assert (None, None) == (await newest_week(connection), await proportion(connection, LIST))


@pytest.mark.parametrize(("until", "told_weeks"), [(9, 4), (2, 4)])
async def test_the_page_tells_a_season_down_to_the_week_in_which_it_was_gone(
    world: World, until: int, told_weeks: int
) -> None:
    rows = [tenth.model_dump() for tenth in tenths(until, hours=9_130_000)]
    async with world.database.write() as connection:
        await connection.execute(insert(tables.tenth_place), rows)

    weeks = (await world.page("The Imperfects")).weeks

    assert told_weeks == len(weeks)
    assert [3, 4, 9, None] == [week.rank for week in weeks]
    assert 9_130_000 == weeks[3].tenth_hours
    assert 71_850_000 == sum(week.hours or 0 for week in weeks)
    async with world.database.read() as connection:
        assert FIRST + until * WEEK == await newest_week(connection)


async def test_a_season_that_left_the_list_years_ago_is_told_from_the_store_as_well(world: World) -> None:
    before = (await world.page("Partner Track")).weeks
    rows = [tenth.model_dump() for tenth in tenths(100, hours=8_000_000)]
    async with world.database.write() as connection:
        await connection.execute(insert(tables.tenth_place), rows)

    weeks = (await world.page("Partner Track")).weeks

    assert before == weeks[:-1]
    assert (date(2022, 9, 18), None, 8_000_000) == (
        weeks[-1].week_ending,
        weeks[-1].rank,
        weeks[-1].tenth_hours,
    )
