"""What decisions, dates, scores, projects and stories come to: the rules, without a store."""

from datetime import date
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from db.cast import Credit, Project, State, next_first
from db.facts import SHARED, Fact
from db.reception import Audience, Score, ViewingWeek, compared, histories
from db.status import (
    Decision,
    Release,
    Season,
    Verdict,
    in_question,
    latest_verdict,
    season_to_date,
    season_to_decide,
    seasons,
)
from db.story import Story, StoryKind, spoiled_through
from db.values import Evidence, Source, Value
from db.when import When

TODAY = date(2026, 11, 22)
SOURCE = Source(url="https://example.org/news", publisher="Example", evidence=Evidence.PRESS)
ValueT = TypeVar("ValueT", bound=Value)


def fact(value: ValueT) -> Fact[ValueT]:
    return Fact(id=1, value=value, sources=(SOURCE,), layer=SHARED, checked_on=TODAY)


def decided(season: int, verdict: Verdict, on: str, platform: str | None = None) -> Fact[Decision]:
    return fact(Decision(season=season, verdict=verdict, decided=When.parse(on), platform=platform))


def released(season: int, when: str, part: int | None = None, episodes: int | None = None) -> Fact[Release]:
    return fact(Release(season=season, when=When.parse(when), part=part, episodes=episodes))


def only(known: list[Season]) -> Season:
    (season,) = known
    return season


# ---- seasons


def test_nothing_known_is_no_seasons() -> None:
    assert [] == seasons([], [])
    assert in_question([]) is None
    assert latest_verdict([]) is None


def test_seasons_come_by_number_whatever_is_known_of_each() -> None:
    known = seasons([decided(10, Verdict.RENEWED, "2026")], [released(2, "2020"), released(1, "2019")])

    assert [1, 2, 10] == [season.number for season in known]
    assert [False, False, True] == [season.decision is not None for season in known]


def test_of_several_decisions_on_a_season_the_one_decided_last_holds_and_the_rest_are_its_story() -> None:
    season = only(
        seasons(
            [
                decided(4, Verdict.REVIVED, "2018-06-15", "Netflix"),
                decided(4, Verdict.CANCELLED, "2018-05-11", "Fox"),
            ],
            [],
        )
    )

    assert season.decision is not None
    assert Verdict.REVIVED is season.decision.value.verdict
    assert [Verdict.CANCELLED, Verdict.REVIVED] == [story.value.verdict for story in season.decisions]


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_decisions_of_one_day_the_graver_holds_whatever_their_order(order: int) -> None:
    both = [decided(2, Verdict.RENEWED, "2020-01-01"), decided(2, Verdict.CANCELLED, "2020-01-01")][::order]

    assert only(seasons(both, [])).decisions[-1].value.verdict is Verdict.CANCELLED
    assert latest_verdict([one.value for one in both]) is Verdict.CANCELLED


DECISIONS = st.lists(
    st.builds(
        decided,
        st.integers(1, 4),
        st.sampled_from(Verdict),
        st.sampled_from(["2019", "2020", "2020-06", "2020-06-15", "2020-H1", "tba"]),
        st.sampled_from([None, "Fox", "Netflix"]),
    ),
    max_size=6,
)


@given(decisions=DECISIONS)
def test_lists_and_pages_never_disagree_on_what_holds(decisions: list[Fact[Decision]]) -> None:
    season = in_question(seasons(decisions, [released(9, "2030")]))
    shown = season.decision.value.verdict if season and season.decision else None

    assert shown == latest_verdict([decision.value for decision in decisions])


@given(decisions=DECISIONS, data=st.data())
def test_the_order_in_which_facts_were_recorded_does_not_matter(
    decisions: list[Fact[Decision]], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(decisions))

    def verdicts(known: list[Season]) -> list[tuple[int, list[Verdict]]]:
        return [(season.number, [one.value.verdict for one in season.decisions]) for season in known]

    assert verdicts(seasons(decisions, [])) == verdicts(seasons(shuffled, []))


def test_the_season_in_question_is_the_highest_decided_else_the_newest_known() -> None:
    undecided = seasons([], [released(1, "2019"), released(2, "2020")])
    assert [2] == [season.number for season in [in_question(undecided)] if season]

    mixed = seasons([decided(2, Verdict.RENEWED, "2019")], [released(1, "2019"), released(3, "2030")])
    assert [2] == [season.number for season in [in_question(mixed)] if season]


# ---- releases


@pytest.mark.parametrize(
    ("when", "is_out"),
    [
        ("2026-11-21", True),
        ("2026-11-22", True),
        ("2026-11-23", False),
        ("2026-11-22T23:59Z", True),
        ("2026-11", False),
        ("2026-10", True),
        ("2026-Q4", False),
        ("2026-Q3", True),
        ("2026-H2", False),
        ("2026", False),
        ("2025", True),
        ("tba", False),
    ],
)
def test_a_season_is_out_when_the_last_day_its_date_allows_has_come(when: str, is_out: bool) -> None:
    season = only(seasons([], [released(1, when)]))

    assert is_out == season.is_out(TODAY)
    assert is_out == (season.next_release(TODAY) is None)


def test_a_split_season_is_out_with_its_first_part_and_waits_for_the_next() -> None:
    season = only(
        seasons([], [released(5, "2026-12-25", 2), released(5, "2026-11-20", 1), released(5, "tba", 3)])
    )

    assert [1, 2, 3] == [release.value.part for release in season.releases]
    assert season.is_out(TODAY)
    following = season.next_release(TODAY)
    assert following is not None
    assert 2 == following.value.part


@pytest.mark.parametrize(
    ("episodes", "total"), [([], None), ([8], 8), ([None], None), ([4, 4], 8), ([4, None], None)]
)
def test_episodes_are_counted_only_where_every_part_says_how_many(
    episodes: list[int | None], total: int | None
) -> None:
    parts = [released(1, "2020", part, count) for part, count in enumerate(episodes, start=1)]

    assert total == Season(1, (), tuple(parts)).episodes


@pytest.mark.parametrize(
    ("verdict", "when", "is_open"),
    [
        (None, None, True),
        (None, "2027", True),
        (None, "2020", False),
        (Verdict.AWAITING, None, True),
        (Verdict.AWAITING, "2020", True),
        (Verdict.RENEWED, None, True),
        (Verdict.RENEWED, "2027", True),
        (Verdict.RENEWED, "2020", False),
        (Verdict.FINAL_SEASON, "tba", True),
        (Verdict.FINAL_SEASON, "2020", False),
        (Verdict.REVIVED, None, True),
        (Verdict.CANCELLED, None, False),
        (Verdict.LIMITED, None, False),
        (Verdict.ENDED, "2020", False),
    ],
)
def test_a_question_is_open_while_people_still_wait_for_an_answer(
    verdict: Verdict | None, when: str | None, is_open: bool
) -> None:
    decisions = (decided(2, verdict, "2020"),) if verdict else ()
    releases = (released(2, when),) if when else ()

    assert is_open == Season(2, decisions, releases).is_open(TODAY)


def test_a_verdict_orders_a_season_or_rules_it_out_or_neither() -> None:
    orders = {verdict for verdict in Verdict if verdict.is_order}
    rules_out = {verdict for verdict in Verdict if verdict.rules_out}

    assert {Verdict.RENEWED, Verdict.FINAL_SEASON, Verdict.REVIVED} == orders
    assert {Verdict.CANCELLED, Verdict.LIMITED} == rules_out


# ---- reception


def score(
    value: float | None,
    scale: float = 100,
    season: int | None = 1,
    outlet: str = "Rotten Tomatoes",
    audience: Audience = Audience.VIEWERS,
    taken: str = "2022-11",
) -> Fact[Score]:
    return fact(
        Score(
            season=season,
            outlet=outlet,
            audience=audience,
            value=value,
            scale=scale,
            taken=When.parse(taken),
        )
    )


@pytest.mark.parametrize(
    ("value", "scale", "percent"), [(79, 100, 79.0), (6.1, 10, 61.0), (0, 10, 0.0), (None, 10, None)]
)
def test_a_score_is_a_share_of_its_scale(value: float | None, scale: float, percent: float | None) -> None:
    assert percent == (pytest.approx(score(value, scale).value.percent) if value is not None else None)
    assert (score(value, scale).value.percent is None) == (percent is None)


def test_only_the_newest_taking_of_each_score_is_shown() -> None:
    takings = [
        score(80, taken="2022-11"),
        score(75, taken="2024-01-05"),
        score(70, taken="2023"),
        score(60, outlet="ROTTEN TOMATOES", taken="2021"),
    ]

    assert [75] == [one.newest.value.value for one in histories(takings)]


def test_scores_come_whole_series_first_then_by_season_critics_before_viewers() -> None:
    takings = [
        score(1, season=2),
        score(2, season=1, outlet="IMDb"),
        score(3, season=1, outlet="metacritic", audience=Audience.CRITICS),
        score(4, season=None, outlet="IMDb"),
        score(5, season=1, outlet="Rotten Tomatoes", audience=Audience.CRITICS),
        score(6, season=1, outlet="Allociné"),
    ]

    assert [4, 3, 5, 6, 2, 1] == [one.newest.value.value for one in histories(takings)]


def test_scores_are_held_against_each_other_lowest_first_on_one_scale() -> None:
    both = [score(79), score(6.1, 10, outlet="IMDb"), score(None, outlet="Metacritic")]

    assert [6.1, 79] == [one.value for one in compared(both)]


def test_the_whole_series_is_compared_where_it_has_two_scores_else_the_newest_season_that_has() -> None:
    first = [score(10, season=1), score(20, season=1, outlet="IMDb")]
    second = [score(30, season=2), score(40, season=2, outlet="IMDb")]
    third = [score(50, season=3)]
    series = [score(60, season=None), score(70, season=None, outlet="IMDb")]

    def values(scores: list[Fact[Score]]) -> list[float | None]:
        return [one.value for one in compared(scores)]

    assert [60, 70] == values([*first, *second, *third, *series])
    assert [30, 40] == values([*first, *second, *third, series[0]])
    assert [10, 20] == values([*first, *third])
    assert [50] == values([first[0], *third])
    assert [60] == values([*third, series[0]])
    assert [] == values([score(None)])
    assert [] == values([])


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": -1},
        {"value": float("nan")},
        {"scale": 0},
        {"scale": float("inf")},
        {"votes": -1},
        {"season": 0},
        {"outlet": "  "},
        {"audience": "everybody"},
    ],
)
def test_a_score_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    right = {"outlet": "IMDb", "audience": "viewers", "value": 6.1, "scale": 10, "taken": "2022-11"}
    assert Score.model_validate(right).percent == pytest.approx(61)

    with pytest.raises(ValidationError, match=next(iter(wrong))):
        Score.model_validate({**right, **wrong})


def test_a_week_outside_the_ten_has_no_rank() -> None:
    week = ViewingWeek(season=1, list="TV (English)", week_ending=date(2022, 10, 2), tenth_hours=9_130_000)
    assert (None, None) == (week.rank, week.hours)

    with pytest.raises(ValidationError, match="rank"):
        ViewingWeek(season=1, list="TV (English)", week_ending=date(2022, 10, 2), rank=11)


# ---- projects and stories


def project(title: str, state: State, when: str | None = None) -> Fact[Project]:
    return fact(
        Project(person="Ann", title=title, state=state, when=When.parse(when) if when else None),
    )


def test_what_comes_next_is_told_first_and_what_is_done_newest_first() -> None:
    projects = [
        project("old", State.RELEASED, "2020"),
        project("undated", State.ANNOUNCED),
        project("recent", State.RELEASED, "2026-01-01"),
        project("soon", State.FINISHED, "2026-12-01"),
        project("tba", State.FILMING, "tba"),
        project("later", State.FILMING, "2027"),
        project("dropped", State.CANCELLED, "2024"),
    ]

    assert ["soon", "later", "tba", "undated", "recent", "dropped", "old"] == [
        one.value.title for one in next_first(projects)
    ]


@given(projects=st.lists(st.builds(project, st.text("ab", min_size=1), st.sampled_from(State)), max_size=8))
def test_no_project_is_lost_in_ordering(projects: list[Fact[Project]]) -> None:
    ordered = next_first(projects)

    assert sorted(one.value.title for one in projects) == sorted(one.value.title for one in ordered)
    ahead = [one.value.is_ahead for one in ordered]
    assert sorted(ahead, reverse=True) == ahead


@pytest.mark.parametrize(
    ("state", "when", "is_overdue"),
    [
        (State.ANNOUNCED, "2026-11-21", True),
        (State.FILMING, "2026-Q3", True),
        (State.FINISHED, "2026-11-22", False),
        (State.FILMING, "2026", False),
        (State.FILMING, "tba", False),
        (State.FILMING, None, False),
        (State.RELEASED, "2020", False),
        (State.CANCELLED, "2020", False),
    ],
)
def test_a_project_whose_date_has_passed_without_news_is_overdue(
    state: State, when: str | None, is_overdue: bool
) -> None:
    assert is_overdue == project("Next", state, when).value.is_overdue(TODAY)


@pytest.mark.parametrize("billing", [0, -1, 10_001])
def test_a_place_in_the_credits_counts_from_one(billing: int) -> None:
    with pytest.raises(ValidationError, match="billing"):
        Credit(person="Ann", role="themselves", billing=billing)


def story(number: int, spoils_through: str | None) -> Fact[Story]:
    return fact(
        Story(number=number, kind=StoryKind.THEORY, text="So it goes.", spoils_through=spoils_through)
    )


@pytest.mark.parametrize(
    ("episodes", "furthest"),
    [
        ([], None),
        ([None], None),
        (["S1E10"], (1, 10)),
        (["S1E10", "S1E9"], (1, 10)),
        (["S10E1", "S9E24", None], (10, 1)),
        (["S2E3", "S01E99"], (2, 3)),
    ],
)
def test_stories_together_spoil_as_far_as_the_furthest(
    episodes: list[str | None], furthest: tuple[int, int] | None
) -> None:
    assert furthest == spoiled_through(story(number, told) for number, told in enumerate(episodes, start=1))


@pytest.mark.parametrize("episode", ["S1", "1x10", "s1e1", "S1E1 ", "S١E١x", "S12345E1", ""])
def test_an_episode_is_named_by_season_and_number(episode: str) -> None:
    with pytest.raises(ValidationError, match="spoils_through"):
        story(1, episode)


@pytest.mark.parametrize(
    ("decisions", "releases", "to_decide", "to_date"),
    [
        ([], [], 1, 1),
        ([], [released(1, "2024"), released(2, "2025-05-01")], 3, 3),
        ([], [released(1, "2024"), released(2, "2027-03")], 2, 2),
        ([], [released(1, "tba")], 1, 1),
        ([decided(3, Verdict.RENEWED, "2026-01")], [released(2, "2027"), released(3, "tba")], 3, 2),
        ([decided(2, Verdict.CANCELLED, "2022-11-08")], [released(1, "2022-09-08")], 2, 1),
        ([decided(2, Verdict.CANCELLED, "2022-11")], [released(1, "2022-09"), released(2, "tba")], 2, 1),
        ([decided(2, Verdict.CANCELLED, "2022-11-08")], [], 2, 2),
        ([decided(2, Verdict.ENDED, "2022-11-08")], [released(1, "2022"), released(2, "2022-10")], 2, 2),
        ([decided(1, Verdict.ENDED, "2022-11-08")], [released(1, "2022"), released(2, "tba")], 1, 1),
        ([decided(1, Verdict.ENDED, "2022-11-08")], [released(1, "2022"), released(2, "2027")], 1, 2),
        ([decided(1, Verdict.RENEWED, "2021-11-08")], [released(1, "2022"), released(2, "tba")], 1, 2),
    ],
)
def test_who_names_no_season_corrects_the_one_that_is_to_come(
    decisions: list[Fact[Decision]], releases: list[Fact[Release]], to_decide: int, to_date: int
) -> None:
    known = seasons(decisions, releases)

    assert (to_decide, to_date) == (season_to_decide(known, TODAY), season_to_date(known, TODAY))
