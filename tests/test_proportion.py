"""What became of comparable seasons: on hand-made lists, and on Netflix's own file where it is at hand."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.proportion import (
    Fall,
    Halving,
    Proportion,
    Share,
    band,
    fall_of,
    lost_half,
    proportion_of,
    wilson,
)
from db.reception import TenthPlace, ViewingWeek

LIST = "TV (English)"
FIRST = date(2021, 7, 4)
DEBUT = FIRST + timedelta(weeks=10)
NEWEST = FIRST + timedelta(weeks=200)


def season(
    *hours: int | None,
    number: int = 1,
    debut: date = DEBUT,
    numbered: bool = True,
    runtime: float | None = None,
) -> list[ViewingWeek]:
    """A season's weeks from its debut on, in millions of hours; None is a week off the list."""
    return [
        ViewingWeek(
            season=number,
            list=LIST,
            week_ending=debut + timedelta(weeks=week),
            rank=5 if million is not None else None,
            hours=million * 1_000_000 if million is not None else None,
            runtime=runtime,
            numbered=numbered,
        )
        for week, million in enumerate(hours)
    ]


def tenth(week: date, hours: int | None = None, views: int | None = None) -> TenthPlace:
    return TenthPlace(list=LIST, week_ending=week, tenth_hours=hours, tenth_views=views)


def counted(*shows: list[ViewingWeek], bound: int = 9_000_000) -> Proportion:
    """The proportion of these shows, where the tenth place always has the same hours."""
    weeks = [FIRST + timedelta(weeks=week) for week in range(201)]
    found = proportion_of(LIST, shows, {week: tenth(week, bound) for week in weeks})
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_the_one_that_newcombe_prints_for_wilson(
    successes: int, n: int, low: float, high: float
) -> None:
    assert (low, high) == pytest.approx(wilson(successes, n), abs=0.00005)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_within_0_and_1(counts: tuple[int, int]) -> None:
    successes, n = counts
    low, high = wilson(successes, n)

    assert 0 <= low <= successes / n <= high <= 1
    assert low < high
    mirrored = wilson(n - successes, n)
    assert (1 - high, 1 - low) == pytest.approx(mirrored, abs=1e-12)


@pytest.mark.parametrize(("successes", "n"), [(0, 0), (-1, 10), (11, 10), (1, -1)])
def test_what_is_no_proportion_has_no_interval(successes: int, n: int) -> None:
    with pytest.raises(ValueError, match="is no proportion"):
        wilson(successes, n)


def test_of_fewer_than_eight_seasons_no_share_is_told() -> None:
    assert (None, None) == (Share(7, 7).share, Share(7, 7).interval)
    assert 0.25 == Share(8, 2).share
    assert Share(8, 2).interval == wilson(2, 8)
    assert (None, 0.5) == (Halving(7, 1).share, Halving(8, 4).share)


def test_the_fall_is_that_from_week_two_to_week_three() -> None:
    assert 0.36 == fall_of(season(40, 100, 64, 10))
    assert -0.5 == fall_of(season(10, 20, 30))
    assert 0.36 == fall_of([*reversed(season(40, 100, 64))])


@pytest.mark.parametrize("hours", [(), (50,), (50, 40), (50, None, 30), (50, 40, None, 20)])
def test_a_season_that_was_not_listed_in_both_weeks_has_no_fall(hours: tuple[int | None, ...]) -> None:
    assert fall_of(season(*hours)) is None


def test_40_and_60_per_cent_belong_to_the_smaller_fall() -> None:
    falls = {0.399: Fall.UP_TO_40, 0.401: Fall.FROM_40_TO_60, 0.601: Fall.ABOVE_60, -2.0: Fall.UP_TO_40}

    assert falls == {fall: band(fall) for fall in falls}
    for three, meant in ((60, Fall.UP_TO_40), (40, Fall.FROM_40_TO_60), (39, Fall.ABOVE_60)):
        fall = fall_of(season(1, 100, three))
        assert fall is not None
        assert meant == band(fall)


@given(st.integers(1, 10**9), st.integers(0, 10**9))
def test_a_fall_of_just_40_per_cent_is_up_to_40_whatever_the_hours(part: int, scale: int) -> None:
    two, three = 5 * part, 3 * part
    weeks = season(1, 1, 1)
    weeks[1], weeks[2] = (
        week.model_copy(update={"hours": hours}) for week, hours in zip(weeks[1:], (two, three), strict=True)
    )
    fall = fall_of(weeks)

    assert fall is not None
    assert Fall.UP_TO_40 == band(fall)


def test_half_is_lost_when_less_than_half_of_the_best_of_four_weeks_is_left_in_the_fourth() -> None:
    assert lost_half(season(10, 100, 70, 49), None) is True
    assert lost_half(season(10, 100, 70, 50), None) is False
    assert lost_half(season(100, 10, 10, 49, 400), None) is True


def test_off_the_list_half_is_lost_where_the_tenth_place_proves_it() -> None:
    week = DEBUT + timedelta(weeks=3)
    weeks = season(10, 100, 70)

    assert lost_half(weeks, tenth(week, 49_000_000)) is True
    assert lost_half(weeks, tenth(week, 50_000_000)) is None
    assert lost_half(weeks, None) is None


def test_where_views_rank_the_list_the_bound_is_the_tenth_places_views_by_the_seasons_length() -> None:
    week = DEBUT + timedelta(weeks=3)

    assert lost_half(season(10, 100, 70, runtime=8), tenth(week, views=6_000_000)) is True
    assert lost_half(season(10, 100, 70, runtime=9), tenth(week, views=6_000_000)) is None
    assert lost_half(season(10, 100, 70), tenth(week, views=6_000_000)) is None


def test_a_show_came_back_when_a_later_season_was_listed_in_a_later_week() -> None:
    later = season(50, number=2, debut=DEBUT + timedelta(weeks=60))

    assert Share(2, 1) == counted([*season(50), *later], season(50)).everyone


@pytest.mark.parametrize(
    ("debut", "n"),
    [
        (FIRST, 0),
        (FIRST + timedelta(weeks=1), 1),
        (NEWEST - timedelta(weeks=104), 1),
        (NEWEST - timedelta(weeks=103), 0),
    ],
)
def test_a_debut_counts_from_the_second_week_of_all_to_two_years_before_the_newest(
    debut: date, n: int
) -> None:
    assert Share(n, 0) == counted(season(50, debut=debut)).everyone


def test_an_old_season_that_comes_back_with_a_new_one_is_no_debut() -> None:
    with_the_new_one = [*season(50), *season(60, number=4)]
    after_it = [*season(50), *season(60, number=4, debut=DEBUT - timedelta(weeks=1))]

    assert Share(0, 0) == counted(with_the_new_one, after_it).everyone


def test_what_has_no_number_is_not_comparable() -> None:
    assert Share(0, 0) == counted(season(50, numbered=False), season(50, number=2)).everyone


def test_seasons_are_counted_by_their_fall_and_all_of_them_together() -> None:
    def came_back(*hours: int) -> list[ViewingWeek]:
        return [*season(*hours), *season(1, number=2, debut=DEBUT + timedelta(weeks=50))]

    found = counted(
        came_back(10, 100, 80),
        season(10, 100, 60),
        came_back(10, 100, 50),
        season(10, 100, 20),
        season(10, 100),
        season(10),
    )

    assert {
        Fall.UP_TO_40: Share(2, 1),
        Fall.FROM_40_TO_60: Share(1, 1),
        Fall.ABOVE_60: Share(1, 0),
    } == found.by_fall
    assert (Share(6, 2), Share(4, 2)) == (found.everyone, found.measured)
    assert (LIST, NEWEST) == (found.list, found.newest_week)


def test_the_rule_of_the_half_is_counted_among_those_that_came_back_and_those_that_did_not() -> None:
    later = season(1, number=2, debut=DEBUT + timedelta(weeks=50))

    found = counted(
        [*season(10, 100, 80, 30), *later],
        [*season(10, 100, 80, 60), *later],
        [*season(10, 100, 40), *later],
        season(10, 100, 40),
        season(10, 12, 11),
    ).lost_half

    assert (Halving(3, 2), Halving(1, 1)) == (found.returned, found.not_returned)
    assert Halving(4, 3) == found.everyone


def test_without_weeks_there_is_no_proportion() -> None:
    assert proportion_of(LIST, [season(50)], {}) is None


@given(
    st.lists(
        st.lists(
            st.tuples(st.integers(1, 3), st.integers(0, 200), st.integers(0, 400), st.booleans()), max_size=12
        ),
        max_size=12,
    )
)
def test_whatever_was_listed_the_parts_never_exceed_the_whole(
    shows: list[list[tuple[int, int, int, bool]]],
) -> None:
    def weeks_of(show: Iterable[tuple[int, int, int, bool]]) -> list[ViewingWeek]:
        return [
            week
            for number, at, million, numbered in show
            for week in season(million, number=number, debut=FIRST + timedelta(weeks=at), numbered=numbered)
        ]

    found = counted(*map(weeks_of, shows))

    assert found.everyone.n <= len(shows)
    assert found.measured.n <= found.everyone.n
    assert found.lost_half.everyone.n <= found.everyone.n
    for part in (found.everyone, found.measured, *found.by_fall.values()):
        assert 0 <= part.returned <= part.n
        assert part.interval is None or 0 <= part.interval[0] <= part.interval[1] <= 1
