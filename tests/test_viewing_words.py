"""A season's weeks in Netflix's Top 10 in words, also for those who cannot see the chart."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards.viewers import viewers_card
from bot.plot import Point, Series
from db.pages import Page
from db.proportion import Halving, Proportion, Share
from db.reception import ViewingWeek
from db.runs import run_of
from db.status import Decision, Release, Verdict
from db.when import When
from tests.live import faults, unseen
from tests.test_cards import page_of
from tests.viewing import (
    FIRST,
    IMPERFECTS,
    NOW,
    counted,
    first_line,
    show_of,
    text_of,
    viewers,
    week,
)

ELSEWHERE = "in Netflix's weekly Top 10, which counts Netflix alone"
RELEASED = {1: "2022-09-08"}


def test_the_imperfects_are_answered_in_one_sentence_and_with_every_change() -> None:
    shown = viewers(show_of(*IMPERFECTS, title="The Imperfects", released=RELEASED))

    assert (
        "Season 1 of The Imperfects was watched for 71.85 million hours in three weeks on Netflix's weekly "
        "Top 10: ninth in the third week, gone in the fourth."
    ) == first_line(shown)
    assert (
        "Peak: **week 2**, 35.02 million hours\n"
        "From week to week: +45 % then -64 % then off the list\n"
        "-# Week 1 (four days): 3rd, 24.07 million hours · week 2: 4th, 35.02 million hours · "
        "week 3: 9th, 12.76 million hours · week 4: below #10, under 9.13 million hours\n"
        "-# It came out on a Thursday, and Netflix's weeks end on Sunday.\n"
    ) in text_of(shown)


@pytest.mark.parametrize(
    ("weeks", "end"),
    [
        ([week(1, 5, rank=1), week(2, tenth=3)], "in one week {}: first in that week, gone in the next."),
        ([week(1, 5, rank=1)], "in the one week that is known {}: first in that week."),
        ([week(1, 5), week(2, 5)], "in the two weeks that are known {}."),
        (
            [week(1, 5), week(2, tenth=4), week(3, 5, rank=2), week(4, tenth=4)],
            "in two weeks {}: second in the third week, gone in the fourth.",
        ),
        (
            [week(1, 5, rank=7), week(2, tenth=4), week(30, 5), week(31, tenth=4)],
            "in two weeks {}: seventh in week 1, gone after that, and back in April 2023.",
        ),
        (
            [*(week(number, 5, rank=10) for number in range(1, 12)), week(12, tenth=4)],
            "in 11 weeks {}: tenth in the 11th week, gone in the 12th.",
        ),
    ],
)
def test_how_its_run_ended_is_told_as_far_as_it_is_known(weeks: list[ViewingWeek], end: str) -> None:
    assert first_line(viewers(show_of(*weeks))).endswith(end.format("on Netflix's weekly Top 10"))


def test_a_season_in_the_newest_week_has_not_ended() -> None:
    page = show_of(week(1, 5), week(2, 4, rank=6))

    shown = viewers_card(page, None, NOW.date(), newest=week(2).week_ending)

    assert first_line(shown).endswith("in two weeks on Netflix's weekly Top 10: sixth in the newest week.")
    assert text_of(shown).endswith("-# The newest week of the list ended on 18 September 2022 (4 years ago)")


@pytest.mark.parametrize(
    ("released", "said"),
    [
        ("2022-09-05", None),
        ("2022-09-06", "Week 1 (six days): "),
        ("2022-09-11", "Week 1 (one day): "),
        ("2022-09-08T07:00Z", "Week 1 (four days): "),
        ("2022-09-12", "Weeks are counted from the first on the list"),
        ("2022-09", "Weeks are counted from the first on the list"),
        ("2020-09-08", "Weeks are counted from the first on the list"),
    ],
)
def test_the_first_week_is_called_partial_where_the_day_of_release_says_so(
    released: str, said: str | None
) -> None:
    shown = text_of(viewers(show_of(*IMPERFECTS, released={1: released})))

    assert (said is None) == ("Netflix's weeks" not in shown)
    assert said is None or said in shown
    assert ("Week 1 (" in shown) == ("weeks end on Sunday" in shown)


def test_a_week_alone_is_called_partial_too() -> None:
    shown = text_of(viewers(show_of(week(1, 24, rank=3), released={1: "2022-09-08"})))

    assert "and Netflix's weeks end on Sunday, so that week 1 has only four days." in shown


@pytest.mark.parametrize(
    ("best", "said"), [(8, "8**, 50 million hours"), (11, "11**, 4th, 50 million hours")]
)
def test_the_place_of_the_peak_is_told_once(best: int, said: str) -> None:
    weeks = [week(number, 50 if number == best else 20, rank=4) for number in range(1, 13)]

    shown = text_of(viewers(show_of(*weeks)))

    assert f"Peak: **week {said}\n" in shown
    assert (best == 8) == ("week 8: 4th, 50 million hours" in shown)


def test_a_season_that_reached_the_list_late_keeps_the_weeks_since_its_release() -> None:
    shown = text_of(viewers(show_of(*IMPERFECTS, released={1: "2022-08-24"})))

    assert "Peak: **week 4**" in shown
    assert "ninth in the fifth week, gone in the sixth." in shown
    assert "-# Week 3: 3rd, 24.07 million hours · week 4: 4th" in shown


def test_weeks_that_are_not_neighbours_are_not_compared() -> None:
    weeks = [week(1, 10), week(2, tenth=12), week(3, 20), week(5, 30), week(6, 0), week(7, 6), week(8)]

    shown = text_of(viewers(show_of(*weeks)))

    assert "off the list for one week, back on the list, not known, -100 %, not known, not known" in shown
    assert "\nHours in all: not known\n" in shown


def test_weeks_off_the_list_in_a_row_are_told_as_one() -> None:
    off = [week(number, tenth=4) for number in (2, 3, 4)]

    shown = text_of(viewers(show_of(week(1, 5), *off, week(5, 6), week(6, tenth=3))))

    assert "off the list for three weeks then back on the list then off the list\n" in shown


def test_views_are_told_beside_the_hours_where_netflix_tells_them() -> None:
    weeks = [week(1, 35.7, views=5.2), week(2, 44.4, views=6.4), week(3, tenth=13.1, tenth_views=1.9)]

    shown = text_of(viewers(show_of(*weeks)))

    for part in (
        "Peak: **week 2**, 44.4 million hours, 6.4 million views",
        "\nViews in all: **11.6 million**\n",
        " · week 3: below #10, under 13.1 million hours and 1.9 million views",
    ):
        assert part in shown


def test_a_long_run_is_told_in_its_first_weeks_and_a_count() -> None:
    shown = text_of(viewers(show_of(*(week(number, 100 - number) for number in range(1, 21)))))

    assert " · week 8: 5th, 92 million hours · and 12 more weeks\n" in shown
    assert 19 == len(re.findall("-1 %", shown))


def test_a_season_without_a_number_goes_by_what_netflix_calls_it() -> None:
    limited = week(1, 5, label="Limited Series", numbered=False)

    shown = viewers(show_of(limited, title="iZ"))

    assert first_line(shown).startswith("iZ (Limited Series) was watched for 5 million hours")
    assert "Only first seasons of shows that were new to the list" in text_of(shown)


@pytest.mark.parametrize(
    ("page", "asked", "other", "said", "said_of_some"),
    [
        (
            show_of(),
            None,
            None,
            f"Ours has not been {ELSEWHERE}.",
            "I have no Netflix Top 10 figures for Ours.",
        ),
        (
            show_of(),
            2,
            None,
            f"Season 2 of Ours has not been {ELSEWHERE}.",
            "I have no Netflix Top 10 figures for season 2 of Ours.",
        ),
        (
            show_of(week(1, 5)),
            2,
            None,
            f"Season 2 of Ours has not been {ELSEWHERE}; season 1 has.",
            "I have no Netflix Top 10 figures for season 2 of Ours, only for season 1.",
        ),
        (
            show_of(week(1, 5), week(1, 5, season=3)),
            2,
            None,
            f"Season 2 of Ours has not been {ELSEWHERE}; seasons 1 and 3 have.",
            "I have no Netflix Top 10 figures for season 2 of Ours, only for seasons 1 and 3.",
        ),
        (
            show_of(week(1, tenth=3), title="iZ"),
            None,
            None,
            f"iZ has not been {ELSEWHERE}.",
            "I have no Netflix Top 10 figures for iZ.",
        ),
        (
            show_of(),
            None,
            show_of(title="Theirs"),
            f"Neither Ours nor Theirs has been {ELSEWHERE}.",
            "I have no Netflix Top 10 figures for Ours or Theirs.",
        ),
    ],
)
def test_what_was_never_listed_is_said_in_a_sentence_and_no_more_than_is_known(
    page: Page, asked: int | None, other: Page | None, said: str, said_of_some: str
) -> None:
    of_all, of_some = viewers(page, asked, other, newest=date(2022, 9, 25)), viewers(page, asked, other)

    assert (said, said_of_some) == (first_line(of_all), first_line(of_some))
    assert (None, None) == (of_all.chart, of_some.chart)
    assert "I have only some weeks of that list" not in text_of(of_all)
    assert "I have only some weeks of that list, so it may have been in it all the same." in text_of(of_some)


@pytest.mark.parametrize(
    ("network", "released", "verdict", "may_be"),
    [
        ("Netflix", "2015-01-01", None, True),
        (None, None, None, True),
        ("Netflix", "2015-01-01", Verdict.ENDED, False),
        ("Netflix", "2021-06-27", Verdict.CANCELLED, False),
        ("Netflix", "2021-06-28", Verdict.CANCELLED, True),
        ("DR1", None, None, False),
    ],
)
def test_a_show_that_cannot_have_been_in_the_list_is_not_said_to_have_been_perhaps(
    network: str | None, released: str | None, verdict: Verdict | None, may_be: bool
) -> None:
    values = [Release(season=1, when=When.parse(released))] if released else []
    decision = [Decision(season=1, verdict=verdict, decided=When.parse("2021"))] if verdict else []

    shown = viewers(page_of(*values, *decision, network=network))

    assert "I have no Netflix Top 10 figures for Ours." == first_line(shown)
    assert may_be == ("it may have been in it all the same" in text_of(shown))


def test_a_lone_week_is_told_once() -> None:
    shown = text_of(viewers(show_of(week(1, 5, rank=3))))

    assert 1 == shown.count("5 million")
    assert ("Peak" in shown, "Week 1" in shown) == (False, False)


def test_nothing_stands_under_the_title_of_proportion_but_what_was_compared() -> None:
    assert "**In proportion**" not in text_of(viewers(show_of(week(1, 5, season=2))))


def test_of_two_shows_the_one_that_was_listed_is_told() -> None:
    listed, other = show_of(*IMPERFECTS), show_of(title="Theirs")

    first, second = viewers(listed, other=other), viewers(other, other=listed)

    assert first_line(first).startswith("Season 1 of Ours was watched for 71.85 million hours")
    assert "I have no Netflix Top 10 figures for Theirs." == text_of(first).splitlines()[1]
    assert "I have no Netflix Top 10 figures for Theirs." == first_line(second)
    assert "**Season 1 of Ours**\nPeak: **week 2**" in text_of(second)


def test_two_shows_are_put_beside_each_other_by_the_same_season() -> None:
    other = show_of(week(60, 16.66, rank=7), week(61, 31.14), week(9, 1, season=2), title="Theirs")

    shown = viewers(show_of(*IMPERFECTS), other=other)

    assert (
        "Season 1 of Ours was watched for 71.85 million hours in three weeks on Netflix's weekly Top 10, "
        "and season 1 of Theirs for 47.8 million hours in the two weeks that are known."
    ) == first_line(shown)
    assert "**Season 1 of Theirs**\nPeak: **week 2**, 5th, 31.14 million hours\n" in text_of(shown)
    later = viewers(show_of(week(1, 5, season=4)), other=other)
    assert ", and season 2 of Theirs for 1 million hours in " in first_line(later)


def test_two_shows_of_which_one_has_no_hours_are_still_one_sentence() -> None:
    assert (
        "Season 1 of Ours was on Netflix's weekly Top 10 for the one week that is known, and season 1 of "
        "Theirs was watched for 5 million hours in the one week that is known on Netflix's weekly Top 10."
    ) == first_line(viewers(show_of(week(1)), other=show_of(week(1, 5), title="Theirs")))


def told(proportion: Proportion, *weeks: ViewingWeek) -> str:
    """What a card says of these weeks, once Netflix's list has been imported."""
    proportions = {proportion.list: proportion}
    return text_of(viewers_card(show_of(*weeks), None, NOW.date(), newest=FIRST, proportions=proportions))


def test_the_season_is_set_in_proportion_with_counts_shares_and_intervals() -> None:
    shown = told(counted(), *IMPERFECTS)

    assert (
        "**In proportion**\n"
        "Of 180 comparable first seasons 47 came back: 26 % (20 to 33 %).\n"
        "Of the 75 listed in both week two and week three 32 came back: 43 % (32 to 54 %).\n"
        "Of the 11 that lost more than 60 % from one to the other (this one: -64 %) 2 came back: "
        "18 % (5 to 48 %).\n"
        "“More than half lost in the first month”: so had 32 of the 38 (84 %) that came back and 48 of the "
        "51 (94 %) that did not. Nearly every season does, renewed or not.\n"
    ) in shown
    assert "In brackets: the 95 % interval (Wilson's)." in shown
    assert "not what will become of this one." in shown


@pytest.mark.parametrize(
    ("third", "said"),
    [
        (35.02, "that lost up to 40 % from one to the other (this one: 0 %) 18 came back: 67 %"),
        (70.04, "that lost up to 40 % from one to the other (this one: +100 %) 18 came back: 67 %"),
        (17.51, "that lost 40 to 60 % from one to the other (this one: -50 %) 12 came back: 32 %"),
        (None, "How far this one fell from week two to week three is not known"),
    ],
)
def test_each_season_is_set_beside_those_that_fell_about_as_much(third: float | None, said: str) -> None:
    last = week(3, third) if third else week(3, tenth=9)

    assert said in told(counted(), week(1, 24.07), week(2, 35.02), last)


def test_of_fewer_than_eight_no_share_is_told() -> None:
    few = counted(
        everyone=Share(7, 3),
        falls=[Share(0, 0), Share(0, 0), Share(7, 3)],
        halved=[Halving(3, 3), Halving(4, 4)],
    )

    shown = told(few, *IMPERFECTS)

    proportion = shown.split("**In proportion**")[1].split("-# Comparable")[0]
    assert 3 == proportion.count("3 came back; of fewer than 8 no share is told.")
    assert "so had 3 of the 3 that came back and 4 of the 4 that did not.\n" in proportion
    assert ["60 %", "64 %"] == re.findall(r"\d+ %", proportion)


def test_a_rule_that_tells_something_is_not_said_to_tell_nothing() -> None:
    shown = told(counted(halved=[Halving(38, 10), Halving(51, 48)]), *IMPERFECTS)

    assert "10 of the 38 (26 %) that came back and 48 of the 51 (94 %) that did not.\n" in shown


def test_two_seasons_that_fell_alike_are_set_in_proportion_together() -> None:
    other = show_of(*IMPERFECTS, title="Theirs", show_id=2)

    shown = text_of(
        viewers_card(
            show_of(*IMPERFECTS), None, NOW.date(), other=other, proportions={"TV (English)": counted()}
        )
    )

    assert "(season 1 of Ours: -64 %, season 1 of Theirs: -64 %) 2 came back: 18 % (5 to 48 %)." in shown
    assert 1 == shown.count(" 2 came back")


@pytest.mark.parametrize(
    "weeks",
    [
        [week(1, 5, season=2), week(1, 3), week(2, 3), week(3, 3)],
        [week(1, 5, season=2), week(9, 3), week(10, 3), week(11, 3)],
        [week(-61, 3), week(-60, 3), week(-59, 3)],
    ],
)
def test_a_first_season_is_compared_only_if_its_show_was_new_to_the_list(weeks: list[ViewingWeek]) -> None:
    shown = viewers_card(show_of(*weeks), 1, NOW.date(), proportions={"TV (English)": counted()})

    assert "Only first seasons of shows that were new to the list are compared with others." in text_of(shown)


def test_seasons_that_cannot_be_compared_are_not() -> None:
    later = told(counted(), week(1, 5, season=2))
    elsewhere = told(counted(), *(one.model_copy(update={"list": "TV (Non-English)"}) for one in IMPERFECTS))
    without = text_of(viewers(show_of(*IMPERFECTS)))

    assert "Only first seasons of shows that were new to the list" in later
    assert "came back" not in later
    assert ["Nothing to compare it with"] * 2 == [
        re.findall("Nothing to compare it with", shown)[0] for shown in (elsewhere, without)
    ]


def described(*weeks: ViewingWeek, title: str = "Ours", other: Page | None = None) -> str:
    chart = viewers(show_of(*weeks, title=title, released=RELEASED), other=other).chart
    assert chart is not None
    return chart.described


def test_the_chart_shows_a_week_off_the_list_by_its_bound_and_the_first_one_as_partial() -> None:
    chart = viewers(show_of(*IMPERFECTS, title="The Imperfects", released=RELEASED)).chart

    assert chart is not None
    (panel,) = chart.panels
    assert "million hours, ○ part of a week, ▽ below #10" == panel.caption
    assert (
        Series(
            "The Imperfects, season 1",
            "the first show",
            (
                Point(1, 24.07, "#3 (4 days)", is_partial=True),
                Point(2, 35.02, "#4"),
                Point(3, 12.76, "#9"),
                Point(4, 9.13, "below #10", is_bound=True),
            ),
        ),
    ) == panel.series
    assert ("week, from release", ("1", "2", "3", "4")) == (
        chart.caption,
        tuple(name for _, name in chart.ticks),
    )


def test_the_chart_shows_views_under_the_hours_and_breaks_where_a_week_is_not_known() -> None:
    chart = viewers(
        show_of(week(1, 5, views=1), week(2, tenth_views=0.5), week(3, 4), week(6, 3, views=2))
    ).chart

    assert chart is not None
    hours, views = chart.panels
    assert [(1, 5), (3, 4), (6, 3)] == [(point.x, point.y) for point in hours.series[0].points]
    assert [(1, 1), (2, 0.5), (6, 2)] == [(point.x, point.y) for point in views.series[0].points]
    assert [False, True, False] == [point.is_bound for point in views.series[0].points]
    assert (1.5, 1.5) == (hours.joined_within, views.joined_within)
    assert "week, from the first on the list" == chart.caption


def test_a_lone_week_needs_no_chart() -> None:
    assert viewers(show_of(week(1, 5))).chart is None


def test_who_cannot_see_the_chart_is_told_its_figures() -> None:
    assert (
        "A chart of hours viewed, week by week. The Imperfects, season 1: week 1 (four days), 3rd, 24.07 "
        "million hours; week 2, 4th, 35.02 million hours; week 3, 9th, 12.76 million hours; week 4, below "
        "#10, under 9.13 million hours."
    ) == described(*IMPERFECTS, title="The Imperfects")


def test_a_description_has_room_for_the_weeks_of_both_shows() -> None:
    long = [week(number, 100_000.12, views=123.45, rank=10) for number in range(1, 40)]

    said = described(*long, other=show_of(*long, title="||Theirs|| @everyone" * 9))

    assert 2 == len(re.findall(r"; and \d+ more weeks\.", said))
    assert len(said) <= 1024
    assert 8 <= len(re.findall("week ", said))


figures = st.none() | st.integers(0, 3) | st.integers(0, 10**15)


@st.composite
def any_week(draw: st.DrawFn) -> ViewingWeek:
    """A week of one of two seasons, on the list or off it, with figures or without."""
    rank = draw(st.none() | st.integers(1, 10))
    hours, views = draw(figures), draw(figures)
    return ViewingWeek(
        season=draw(st.integers(1, 2)),
        list="TV",
        week_ending=week(draw(st.integers(1, 60))).week_ending,
        rank=rank,
        hours=hours if rank else None,
        views=views if rank else None,
        tenth_hours=None if rank else hours,
        tenth_views=None if rank else views,
    )


weeks = st.lists(any_week(), max_size=30, unique_by=lambda one: (one.season, one.week_ending))


@settings(max_examples=120)
@given(
    weeks,
    weeks,
    st.text(min_size=1, max_size=60).filter(lambda text: any(map(str.isalnum, text))),
    st.none() | st.integers(1, 3),
    st.sampled_from(["2022-09-08", "2022-12-01", "tba", "2022"]),
)
def test_whatever_the_weeks_the_card_and_its_chart_are_sound(
    theirs: list[ViewingWeek], others: list[ViewingWeek], title: str, asked: int | None, released: str
) -> None:
    page = show_of(*theirs, title=title, released={1: released})

    for other in (None, show_of(*others, title="Theirs", show_id=2)):
        shown = viewers_card(
            page, asked, NOW.date(), other=other, newest=FIRST, proportions={"TV": counted(list="TV")}
        )

        assert [] == faults(shown.to_components())
        assert first_line(shown).endswith((".", "…"))
        if shown.chart:
            assert 1 <= len(shown.chart.described) <= 1024
            assert [] == unseen(shown.chart.described)
            for panel in shown.chart.panels:
                for series in panel.series:
                    places = [point.x for point in series.points]
                    assert sorted(set(places)) == places
                    assert all(point.y >= 0 for point in series.points)


@given(weeks)
def test_the_figures_of_a_run_add_up(theirs: list[ViewingWeek]) -> None:
    for season in (1, 2):
        listed = [one for one in theirs if one.season == season and one.rank]
        run = run_of(theirs, season, None)
        if run is None:
            assert [] == listed
            continue
        assert sorted(listed, key=lambda one: one.week_ending) == list(run.listed)
        assert run.weeks[0].number == 1
        assert all(one.hours is not None for one in listed) == (run.hours is not None)
        assert run.hours is None or run.hours == sum(one.hours or 0 for one in listed)
        assert run.peak is None or all((one.hours or 0) <= (run.peak.hours or 0) for one in listed)
        for before, after in zip(run.weeks, run.weeks[1:], strict=False):
            if after.change is not None:
                assert after.number == before.number + 1
                then = after.week.hours if after.is_listed else after.week.tenth_hours
                assert before.week.hours
                assert then is not None
                assert round(before.week.hours * (1 + after.change)) == pytest.approx(then, rel=1e-9)
                assert after.is_listed or after.change < 0
