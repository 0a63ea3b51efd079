"""/viewers, as people use it."""

from sqlalchemy import insert

from db import tables
from db.viewing import PROPORTION
from tests.viewing import FIRST, counted, week
from tests.world import World, buttons, first_line, options, show_in_file, text


async def test_how_many_watched_it_is_answered_in_the_first_line(world: World) -> None:
    answer = await world.ask("viewers", show="The Imperfects")

    assert not answer.ephemeral
    assert (
        "Season 1 of The Imperfects was watched for 71.85 million hours in three weeks on Netflix's weekly "
        "Top 10: ninth in the third week, gone in the fourth."
    ) == first_line(answer)
    for part in (
        "From week to week: +45 % then -64 % then off the list",
        "-# Week 1: It came behind Cobra Kai season 5 (106.70 million hours) and Devil in Ohio",
        "below #10, under 9.13 million hours",
        "It came out on a Thursday, and Netflix's weeks end on Sunday.",
        "Nothing to compare it with: Netflix's whole list has not been imported here.",
        "Source: Netflix ([netflix.com](<https://www.netflix.com/tudum/top10>)), official",
        "The newest week that I know ended on 25 September 2022 (4 years ago)",
    ):
        assert part in text(answer)
    assert ["Status", "Reviews", "Cast", "Story"] == buttons(answer)


async def test_after_an_import_it_is_set_in_proportion(world: World) -> None:
    async with world.database.write() as connection:
        bound = {"list": "TV (English)", "week_ending": FIRST, "tenth_hours": 9_130_000}
        await connection.execute(insert(tables.tenth_place), [bound])
        counts = {"list": "TV (English)", "value": PROPORTION.dump_json(counted()).decode()}
        await connection.execute(insert(tables.proportion), [counts])

    answer = text(await world.ask("viewers", show="The Imperfects"))

    assert "**In proportion**\nOf 180 comparable first seasons 47 came back: 26 % (20" in answer
    assert "(this one: -64 %) 2 came back: 18 % (5 to 48 %)." in answer
    assert "The newest week of the list ended on 11 September 2022 (4 years ago)" in answer


async def test_the_newest_season_is_told_unless_another_is_asked_for(world: World) -> None:
    newest = await world.ask("viewers", show="Stranger Things")
    asked = await world.ask("viewers", show="Stranger Things", season=4)

    assert first_line(newest).startswith("Season 5 of Stranger Things was watched for 284.2 million hours")
    assert first_line(asked).startswith("Season 4 of Stranger Things was watched for 286.79 million hours")


async def test_seasons_of_which_nothing_but_viewers_is_known_are_offered(world: World) -> None:
    weeks = [week(1, 5, season=3).model_dump(mode="json", exclude_none=True, exclude={"numbered"})]
    await world.load(show_in_file("Only Watched") | {"viewing_weeks": weeks})

    assert ["Season 3"] == await world.choices("viewers", "season", "", show="Only Watched")
    assert "Season 3 of Only Watched was" in first_line(await world.ask("viewers", show="Only Watched"))


async def test_a_second_show_is_put_beside_it(world: World) -> None:
    assert ["Partner Track (2022) · Netflix · cancelled"] == await world.choices(
        "viewers", "compare", "partner", show="The Imperfects"
    )

    answer = await world.ask("viewers", show="The Imperfects", compare="partner trak")

    assert "and season 1 of Partner Track for 66.01 million hours" in first_line(answer)
    assert "**Season 1 of Partner Track**\nPeak: **week 2**, 4th, 31.14 million hours" in text(answer)


async def test_what_cannot_be_told_is_a_sentence(world: World) -> None:
    asked = [
        (
            await world.ask("viewers", show="One Day at a Time"),
            "I have no Netflix Top 10 figures for One Day at a Time.",
        ),
        (
            await world.ask("viewers", show="One Day at a Time", compare="The Queen's Gambit"),
            "I have no Netflix Top 10 figures for One Day at a Time or The Queen's Gambit.",
        ),
        (
            await world.ask("viewers", show="The Imperfects", season=2),
            "I have no Netflix Top 10 figures for season 2 of The Imperfects, only for season 1.",
        ),
    ]
    for answer, said in asked:
        assert (said, False) == (first_line(answer), answer.ephemeral)
    for refused, said in [
        (
            await world.ask("viewers", show="Wednesday", compare="wednesday"),
            "That is Wednesday twice. Choose another show to put beside it.",
        ),
        (
            await world.ask("viewers", show="Red Notice"),
            "I don't know a show called “Red Notice”. `/shows` lists all I know. Films are not among them.",
        ),
        (
            await world.ask("viewers", show="Wednesday", compare="one"),
            "Which show do you mean by “one”? I know One Piece (2023) and One Day at a Time (2017). "
            "Pick one from the list you are offered.",
        ),
        (await world.ask("viewers"), "Which show? Try"),
    ]:
        assert refused.ephemeral
        assert text(refused).startswith(said)


async def test_a_show_chosen_later_keeps_the_season_and_the_show_beside_it(world: World) -> None:
    question = await world.ask("viewers", show="one", season=1, compare="The Imperfects")
    assert "One Piece (2023)" in options(question)

    answer = await world.choose(question, "One Piece (2023)")

    assert first_line(answer).startswith("Season 1 of One Piece was watched for 140.1 million hours")
    assert "and season 1 of The Imperfects for 71.85 million hours" in first_line(answer)


async def test_it_is_the_same_elsewhere_and_private_where_asked_so(world: World) -> None:
    here = await world.ask("viewers", show="The Imperfects", private=True)

    assert here.ephemeral
    assert text(here) == text(await world.ask_elsewhere("viewers", show="The Imperfects"))
    assert text(here) == text(await world.ask_directly("viewers", show="The Imperfects"))


async def test_a_show_that_a_server_hides_is_not_put_beside_another_there(world: World) -> None:
    hidden = (await world.page("Partner Track")).show
    await world.learn("Partner Track", hidden, layer=world.server.id, forget=True)

    here = await world.ask("viewers", show="The Imperfects", compare="Partner Track")
    show_id = await world.show_id("Partner Track")
    picked = await world.ask("viewers", show="The Imperfects", compare=f"show:{show_id}")
    elsewhere = await world.ask_elsewhere("viewers", show="The Imperfects", compare="Partner Track")

    assert "I don't know a show called “Partner Track”" in text(here)
    assert "I don't know that show here." in text(picked)
    assert "season 1 of Partner Track" in first_line(elsewhere)
