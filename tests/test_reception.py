"""/reviews, as people use it."""

from db.reception import Audience, Score
from db.when import When
from tests.world import World, buttons, first_line, text


def score(
    outlet: str, value: float | None, *, scale: float = 100, season: int = 9, critics: bool = False
) -> Score:
    audience = Audience.CRITICS if critics else Audience.VIEWERS
    taken = When.parse("2026-11-01")
    return Score(season=season, outlet=outlet, audience=audience, value=value, scale=scale, taken=taken)


async def test_how_it_was_received_is_answered_in_the_first_line(world: World) -> None:
    answer = await world.ask("reviews", show="The Imperfects")

    assert not answer.ephemeral
    assert (
        "Opinions on season 1 of The Imperfects are divided: "
        "79 of 100 viewers on Rotten Tomatoes, 6.1 of 10 on IMDb."
    ) == first_line(answer)
    for part in (
        "Rotten Tomatoes, viewers: **79** of 100 · November 2022",
        "IMDb, viewers: **6.1** of 10 from 1,500 ratings · November 2022",
        "Critics: too few reviews for a score on Metacritic and Rotten Tomatoes (November 2022).",
        "What's on Netflix ([whats-on-netflix.com](<https://www.whats-on-netflix.com/",
        "press, 8 November 2022",
        "Checked 22 November 2026 (today)",
    ):
        assert part in text(answer)
    assert ["Status", "Viewers", "Cast", "Story"] == buttons(answer)


async def test_netflixs_top_10_is_told_by_its_best_ranks(world: World) -> None:
    imperfects = text(await world.ask("reviews", show="The Imperfects"))
    diplomat = text(await world.ask("reviews", show="The Diplomat"))

    assert (
        "\nBest rank in Netflix's weekly Top 10: **3rd** with season 1, watched for 71.85 million hours\n"
    ) in imperfects
    assert "it was ninth in that week and gone in the fourth." in imperfects
    assert "Ranks: Netflix ([netflix.com](<https://www.netflix.com/tudum/top10>))" in imperfects
    assert (
        "\nBest rank in Netflix's weekly Top 10: "
        "**3rd** with season 3 and season 2, **1st** with season 1\n" in diplomat
    )


async def test_one_season_is_told_without_the_others(world: World) -> None:
    answer = await world.ask("reviews", show="Wednesday", season=2)

    assert "Season 2 of Wednesday has 65 of 100 on Metacritic." == first_line(answer)
    assert "eason 1" not in text(answer)
    assert "341.23" not in text(answer)
    assert "**1st** with season 2, watched for 201.6 million hours\n" in text(answer)


async def test_a_season_without_scores_says_so(world: World) -> None:
    answer = await world.ask("reviews", show="The Imperfects", season=2)

    assert "No score is known for season 2 of The Imperfects." == first_line(answer)
    assert "critics" not in text(answer).casefold()


async def test_without_scores_the_best_place_on_netflix_is_told(world: World) -> None:
    assert (
        "No score is known for Stranger Things; its best rank in Netflix's weekly Top 10 was 1st."
        == first_line(await world.ask("reviews", show="Stranger Things"))
    )


async def test_both_audiences_of_one_outlet_are_held_against_each_other(world: World) -> None:
    assert (
        "Opinions on The Diplomat are divided: 91 of 100 critics and 72 of 100 viewers on Rotten Tomatoes."
    ) == first_line(await world.ask("reviews", show="The Diplomat"))


async def test_from_15_points_opinions_are_divided_and_from_30_far_apart(world: World) -> None:
    said = {85.01: "agree", 85: "are divided", 70.01: "are divided", 70: "are far apart"}
    for season, low in enumerate(said, start=9):
        high = score("IMDb", 10, scale=10, season=season)
        await world.learn("Wednesday", high, score("Metacritic", low, critics=True, season=season))

        answer = first_line(await world.ask("reviews", show="Wednesday", season=season))

        assert f"of Wednesday {said[low]}: 10 of 10 on IMDb, {low} of 100 on Metacritic." in answer


async def test_a_newer_taking_replaces_the_older_one(world: World) -> None:
    old, new = score("IMDb", 4, scale=10), score("IMDb", 7, scale=10)
    old = old.model_copy(update={"taken": When.parse("2025-01-01")})
    await world.learn("Wednesday", new, old)

    answer = await world.ask("reviews", show="Wednesday", season=9)

    assert "Season 9 of Wednesday has 7 of 10 on IMDb." == first_line(answer)
    assert "**4**" not in text(answer)


async def test_critics_count_as_known_once_one_outlet_has_a_score(world: World) -> None:
    await world.learn(
        "The Imperfects",
        score("Metacritic", None, season=1, critics=True),
        score("The Guardian", 2, scale=5, season=1, critics=True),
    )

    answer = await world.ask("reviews", show="The Imperfects", season=1)

    assert "Critics:" not in text(answer)
    assert "far apart" in first_line(answer)


async def test_reviews_are_the_same_elsewhere_and_private_where_asked_so(world: World) -> None:
    here = await world.ask("reviews", show="The Imperfects", private=True)

    assert here.ephemeral
    assert text(here) == text(await world.ask_elsewhere("reviews", show="The Imperfects"))
    assert text(here) == text(await world.ask_directly("reviews", show="The Imperfects"))


async def test_a_season_that_cannot_be_is_refused(world: World) -> None:
    for season in (-1, 0, 101, 999):
        answer = await world.ask("reviews", show="The Imperfects", season=season)

        assert answer.ephemeral
        assert f"There is no season {season}." in text(answer)
