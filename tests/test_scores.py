"""Scores as /reviews tells them: with their history, critics against viewers, seasons side by side."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards.frame import Card
from bot.cards.reception import reviews_card
from bot.plot import Chart
from db.facts import Fact
from db.pages import assemble
from db.reception import Audience, Score
from db.shows import ShowDetails
from db.values import Evidence, Source, Value
from db.when import When
from tests.live import faults, unseen
from tests.viewing import NOW, text_of

SOURCE = Source(url="https://example.com/a", publisher="Example", evidence=Evidence.PRESS)
CRITICS, VIEWERS = Audience.CRITICS, Audience.VIEWERS


def score(
    value: float | None,
    taken: str = "2026-01-02",
    *,
    outlet: str = "IMDb",
    audience: Audience = VIEWERS,
    season: int | None = 1,
    scale: float = 100,
) -> Score:
    when = When.parse(taken)
    return Score(season=season, outlet=outlet, audience=audience, value=value, scale=scale, taken=when)


def reviews(*scores: Score, asked: int | None = None) -> Card:
    values: list[Value] = [ShowDetails(title="Ours", year=2020), *scores]
    return reviews_card(
        assemble(1, 0, [Fact(1, value, (SOURCE,), 0, NOW.date()) for value in values]), asked, NOW.date()
    )


def chart_of(*scores: Score, asked: int | None = None) -> Chart:
    chart = reviews(*scores, asked=asked).chart
    assert chart is not None
    return chart


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (score(66, "2025-09-08"), "-# At first 66 of 100 · 8 September 2025"),
        (score(6.6, "2025-09", scale=10), "-# At first 6.6 of 10 · September 2025"),
        (score(6, "2025-06", scale=10), "-# The same as at first · June 2025"),
        (score(None, "2025-09-08"), "-# At first too few opinions for a score · 8 September 2025"),
    ],
)
def test_a_score_is_told_as_it_is_and_as_it_was_at_first_with_both_days(first: Score, said: str) -> None:
    between = score(10, "2025-12-01")

    shown = text_of(reviews(score(60), between, first))

    assert f"IMDb, viewers: **60** of 100 · 2 January 2026\n{said}\n" in shown
    assert "10 of" not in shown


def test_a_score_that_was_taken_once_has_no_first_time() -> None:
    assert "first" not in text_of(reviews(score(60)))


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        (
            [score(91, audience=CRITICS), score(7.2, scale=10)],
            "Critics are 19 points above viewers on IMDb",
        ),
        ([score(71, audience=CRITICS), score(7.2, scale=10)], "Viewers are 1 point above critics on IMDb"),
        (
            [score(72, audience=CRITICS), score(7.2, scale=10)],
            "Critics and viewers give the same on IMDb",
        ),
        (
            [score(91, audience=CRITICS, outlet="A"), score(71, outlet="B"), score(81, outlet="C")],
            "Critics 91, viewers 71 to 81 of 100, over all outlets",
        ),
    ],
)
def test_critics_are_held_against_viewers_on_one_outlet_if_that_asks_both(
    scores: list[Score], said: str
) -> None:
    assert f"\n{said}\n" in text_of(reviews(*scores))


def test_critics_alone_are_held_against_nobody() -> None:
    shown = text_of(reviews(score(91, audience=CRITICS), score(None)))

    assert "above" not in shown
    assert "over all outlets" not in shown


def test_seasons_stand_side_by_side_for_each_outlet_the_newest_first() -> None:
    shown = text_of(
        reviews(
            score(8, scale=10, season=1),
            score(7, scale=10, season=2),
            score(70, season=2, outlet="Other"),
            score(6, scale=10, season=None),
            score(75, season=1, audience=CRITICS),
            score(3, scale=5, season=2, audience=CRITICS),
        )
    )

    assert (
        "**Seasons side by side**\n"
        "IMDb, critics: **3** of 5 for season 2, **75** of 100 for season 1\n"
        "IMDb, viewers: **7** of 10 for season 2, **8** for season 1, **6** for all seasons together\n"
    ) in shown
    assert "\nOther, viewers: **70** of 100 for" not in shown


def test_many_seasons_and_outlets_are_counted_and_not_all_told() -> None:
    seasons = [score(50 + season, season=season) for season in range(1, 12)]
    outlets = [score(50, outlet=f"Outlet {number:02}", season=number % 2 + 1) for number in range(20)]

    shown = text_of(reviews(*seasons, *outlets))

    assert (
        "IMDb, viewers: **61** of 100 for season 11, **60** for season 10, **59** for season 9, "
        "**58** for season 8, **57** for season 7, **56** for season 6, 5 more\n"
    ) in shown
    assert 2 == shown.count("\n-# and ")


def test_three_takings_of_a_score_make_a_chart_of_all_that_were_taken_twice() -> None:
    imdb = [score(6.6, "2025-09-01", scale=10), score(6.4, "2025-10", scale=10), score(6.1, scale=10)]
    other = [score(84, "2025-09-03", outlet="Another"), score(79, outlet="Another"), score(50, outlet="A")]

    chart = chart_of(*other, *imdb)

    (panel,) = chart.panels
    assert ["IMDb, viewers", "Another, viewers"] == [series.name for series in panel.series]
    assert [(66, "6.6"), (64, ""), (61, "6.1")] == [
        (round(point.y, 6), point.label) for point in panel.series[0].points
    ]
    days = [date(2025, 9, 1), date(2025, 10, 16), date(2026, 1, 2)]
    assert [day.toordinal() for day in days] == [point.x for point in panel.series[0].points]
    assert ["1 Sep 2025", "2 Jan 2026"] == [name for _, name in chart.ticks]
    assert not panel.from_zero
    assert (
        "A chart of scores over time, of 100. IMDb, viewers: 66 (1 September 2025), 64 (October 2025), "
        "61 (2 January 2026). Another, viewers: 84 (3 September 2025), 79 (2 January 2026)."
    ) == chart.described


def test_the_season_told_has_the_chart_and_else_the_one_that_was_taken_often() -> None:
    takings = ("2025-09-01", "2025-10-01", "2025-11-01")
    often = [score(60, taken) for taken in takings]
    newer = [score(70, season=2), score(80, season=2, outlet="Other"), score(75, "2025-09-01", season=2)]

    told = [*newer, *(score(60, taken, season=2, outlet="Third") for taken in takings)]

    assert ["IMDb, viewers, season 1", "IMDb, viewers, season 2"] == [
        series.name for series in chart_of(*often, *newer).panels[0].series
    ]
    assert ["Third, viewers", "IMDb, viewers"] == [
        series.name for series in chart_of(*often, *told).panels[0].series
    ]
    assert ["IMDb, viewers"] == [series.name for series in chart_of(*often, *newer, asked=1).panels[0].series]
    assert reviews(*often, *newer, asked=2).chart is None


def test_what_has_no_value_or_no_day_makes_no_chart() -> None:
    assert (
        reviews(score(60, "2025-09-01"), score(None, "2025-10-01"), score(61), score(9, "tba")).chart is None
    )


outlets = st.sampled_from(["IMDb", "imdb", "||@everyone", "今際の国", "R" * 200, "[a](https://x.y)"])
scores = st.lists(
    st.builds(
        score,
        st.none() | st.floats(0, 100),
        st.sampled_from(
            ["2022-09", "2022-09-08", "2023", "2026-03-10T08:00Z", "tba", "2022-Q3", "2025-01-01"]
        ),
        outlet=outlets,
        audience=st.sampled_from(Audience),
        season=st.none() | st.integers(1, 9),
    ),
    max_size=40,
)


@settings(max_examples=120)
@given(scores, st.none() | st.integers(1, 9))
def test_whatever_the_scores_the_card_and_its_chart_are_sound(taken: list[Score], asked: int | None) -> None:
    unique = list({one.key: one for one in taken}.values())

    shown = reviews(*unique, asked=asked)

    assert [] == faults(shown.to_components())
    if shown.chart:
        (panel,) = shown.chart.panels
        assert 1 <= len(panel.series) <= 4
        assert 3 <= max(len(series.points) for series in panel.series)
        assert len(shown.chart.described) <= 1024
        assert [] == unseen(shown.chart.described)
        for series in panel.series:
            assert sorted(point.x for point in series.points) == [point.x for point in series.points]
