"""What TVmaze says, as the facts that the catalogue takes of it."""

from datetime import date

import pytest

from bot.catalogue.mapping import entry_of
from db.cast import Credit
from db.shows import TVmazeStatus
from db.status import Release
from db.values import Value
from db.when import Precision
from sources.tvmaze_answers import Show, read_show
from tests.test_tvmaze_answers import SHOW, needs_real, recorded
from tests.world import Json


@needs_real
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("shows_13_embed_seasons.json", TVmazeStatus.RUNNING),
        ("singlesearch_shows_embed_seasons_q_House_MD.json", TVmazeStatus.ENDED),
        ("singlesearch_shows_embed_seasons_q_The_X_Files.json", TVmazeStatus.TO_BE_DETERMINED),
    ],
)
def test_a_status_is_no_decision(name: str, status: TVmazeStatus) -> None:
    entry = entry_of(read_show(recorded(name)), in_full=True)

    assert entry is not None
    assert status == entry.status
    assert {"release"} == {value.KIND for value in entry.facts or ()}


@needs_real
def test_how_well_known_a_show_is_is_taken_beside_what_is_told_of_it() -> None:
    entry = entry_of(read_show(recorded("shows_13_embed_seasons.json")), in_full=False)

    assert entry is not None
    assert 99 == entry.weight
    assert "99" not in entry.details.model_dump_json()


@needs_real
def test_seasons_numbered_by_year_and_dated_by_day_are_taken_so() -> None:
    entry = entry_of(read_show(recorded("shows_3928_embed_seasons.json")), in_full=True)

    assert entry is not None
    releases = [value for value in entry.facts or () if isinstance(value, Release)]
    assert [2015, 2016, 2017] == [release.season for release in releases]
    assert {Precision.DAY} == {release.when.precision for release in releases}
    assert date(2015, 9, 28) == releases[0].when.earliest
    assert [None, 164, 164] == [release.episodes for release in releases]


@needs_real
def test_seasons_that_are_listed_without_a_date_are_taken_without_one() -> None:
    show = read_show(recorded("singlesearch_shows_embed_seasons_q_The_Big_Bang_Theory.json"))

    undated = [
        (release.season, release.when.words, release.episodes)
        for release in facts_of(show)
        if isinstance(release, Release) and release.when.precision is Precision.TBA
    ]

    assert [(11, "listed, no date yet", 24), (12, "listed, no date yet", 24)] == undated


def test_a_status_that_nobody_has_heard_of_is_left_out() -> None:
    entry = entry_of(read_show({**SHOW, "status": "On a long walk"}), in_full=True)

    assert entry is not None
    assert entry.status is None


def test_a_role_that_is_written_in_two_ways_is_one_credit() -> None:
    cast = [
        {"person": {"id": 1, "name": "Ann Other"}, "character": {"name": name}}
        for name in ("Himself", "himself", "Narrator")
    ]

    entry = entry_of(read_show({**SHOW, "_embedded": {"cast": cast}}), in_full=True)

    assert entry is not None
    assert [("Himself", 1), ("Narrator", 2)] == [
        (value.role, value.billing) for value in entry.facts or () if isinstance(value, Credit)
    ]


def test_a_season_of_more_episodes_than_can_be_kept_is_kept_without_their_number() -> None:
    seasons = [{"number": number, "episodeOrder": episodes} for number, episodes in ((1, 500), (2, 501))]

    entry = entry_of(read_show({**SHOW, "_embedded": {"seasons": seasons}}), in_full=True)

    assert entry is not None
    assert [(1, 500), (2, None)] == [
        (value.season, value.episodes) for value in entry.facts or () if isinstance(value, Release)
    ]


def listed(number: int, **embedded: list[Json] | Json) -> Show:
    """A show as TVmaze tells it, with what is embedded in it."""
    return read_show({"id": number, "name": "A show", "_embedded": embedded})


def facts_of(show: Show) -> tuple[Value, ...]:
    entry = entry_of(show, in_full=True)
    assert entry is not None
    return entry.facts or ()


def test_only_the_first_episode_of_a_season_says_when_it_begins() -> None:
    seasons = [{"number": 2, "premiereDate": "2026-10-01"}]
    later = {"season": 2, "number": 7, "airdate": "2026-11-20", "airstamp": None, "airtime": ""}

    for episode, day in ((later, "2026-10-01"), ({**later, "number": 1}, "2026-11-20")):
        (release,) = facts_of(listed(1, seasons=seasons, nextepisode=episode))
        assert isinstance(release, Release)
        assert day == release.when.canonical


@pytest.mark.parametrize(
    ("days", "kept"),
    [
        (["2024-01-01", "2025-02-02"], "2024-01-01"),
        (["2024-01-01", None], "2024-01-01"),
        ([None, "2025-02-02", "2026-03-03"], "2025-02-02"),
        ([None, None], "tba"),
    ],
)
def test_a_season_that_is_listed_twice_is_the_first_one_with_a_date(
    days: list[str | None], kept: str
) -> None:
    seasons = [
        {"number": 2, "premiereDate": day, "episodeOrder": place} for place, day in enumerate(days, start=1)
    ]

    (release,) = facts_of(listed(1, seasons=seasons))

    assert isinstance(release, Release)
    assert (kept, 1 if days[0] == kept or kept == "tba" else 2) == (release.when.canonical, release.episodes)


def test_a_part_that_is_listed_twice_is_one_and_the_next_is_billed_after_it() -> None:
    one, two = ({"person": {"id": 1, "name": "One"}, "character": {"name": name}} for name in "AB")

    billed = [value for value in facts_of(listed(1, cast=[one, one, two])) if isinstance(value, Credit)]

    assert [("A", 1), ("B", 2)] == [(credit.role, credit.billing) for credit in billed]
