"""/story, as people use it."""

from db.story import Story, StoryKind
from tests.world import SOURCE, World, buttons, components, first_line, text

TOLD = ["Tilda", "cure", "Heaton", "Burke", "virus", "Central Recorder", "whattowatch", "tvgoodness", "press"]


async def test_nothing_of_the_story_stands_in_the_channel(world: World) -> None:
    await world.learn(
        "The Imperfects",
        Story(number=9, season=2, kind=StoryKind.THEORY, text="Sarkov wins", note="A villain's hint"),
        sources=[SOURCE.model_copy(update={"url": "https://spoiler.example/sarkov-wins"})],
    )

    answer = await world.ask("story", show="The Imperfects")

    assert not answer.ephemeral
    assert "The Imperfects: this spoils everything up to season 1, episode 10." == first_line(answer)
    assert (
        "About season 2: one confirmed fact, one statement by the makers and two theories.\n"
        "Only you will see what **Reveal** shows.\n"
        "-# Checked 22 November 2026 (today)"
    ) in text(answer)
    sent = str(components(answer)).casefold()
    assert [] == [word for word in [*TOLD, "sarkov", "hint", "spoiler.example"] if word.casefold() in sent]
    assert ["Reveal", "Status", "Reviews", "Viewers", "Cast"] == buttons(answer)


async def test_reveal_tells_the_one_who_presses_alone(world: World) -> None:
    answer = await world.ask("story", show="The Imperfects")
    before = text(answer)

    for person in (world.fan, world.moderator):
        told = await world.press(answer, "Reveal", by=person)

        assert told.ephemeral
        for part in (
            "**Confirmed**\nSeason 2: Where season 1 leaves them: Tilda turns the cure down",
            "**Said by the makers**\nSeason 2: A few weeks before the cancellation",
            "**Theory**\nSeason 2: A second season was expected to carry on the three friends' search "
            "for a lasting cure",
            "-# This is what the press expected, not something the makers said.",
            "Central Recorder ([centralrecorder.com](<https://centralrecorder.com/",
        ):
            assert part in text(told)
    assert before == text(answer)


async def test_reveal_works_after_a_restart_and_in_direct_messages(world: World) -> None:
    answer = await world.ask("story", show="The Imperfects")
    direct = await world.ask_directly("story", show="The Imperfects")
    assert text(answer) == text(direct)

    await world.restart()

    told = await world.press(answer, "Reveal")
    assert told.ephemeral
    assert "Tilda" in text(told)
    assert direct.response
    told = await world.fan.user.click(direct.response, label="Reveal")
    assert told.ephemeral
    assert "Tilda" in text(told)


async def test_reveal_keeps_to_the_season_that_was_asked_for(world: World) -> None:
    answer = await world.ask("story", show="Lucifer", season=6)

    assert "Season 6 of Lucifer: this spoils everything up to season 5, episode 16." == first_line(answer)
    assert "About season 6: one confirmed fact." in text(answer)
    told = text(await world.press(answer, "Reveal"))
    assert "Season 6: " in told
    assert "Season 4: " not in told


async def test_what_gives_nothing_away_says_so(world: World) -> None:
    answer = await world.ask("story", show="Lucifer", season=4)

    assert (
        "Season 4 of Lucifer: this gives away nothing that has been shown, as far as is known."
        == first_line(answer)
    )


async def test_the_furthest_episode_counts_not_the_largest_number(world: World) -> None:
    await world.learn(
        "The Imperfects",
        Story(number=8, season=2, kind=StoryKind.THEORY, text="Early", spoils_through="S1E11"),
        Story(number=9, season=2, kind=StoryKind.THEORY, text="Late", spoils_through="S2E2"),
    )

    assert "The Imperfects: this spoils everything up to season 2, episode 2." == first_line(
        await world.ask("story", show="The Imperfects")
    )


async def test_a_season_without_a_story_says_so_and_has_nothing_to_reveal(world: World) -> None:
    answer = await world.ask("story", show="The Imperfects", season=3)

    assert "There will be no season 3: The Imperfects was cancelled after one season." == first_line(answer)
    assert ["Status", "Reviews", "Cast"] == buttons(answer)


async def test_a_story_that_is_gone_by_the_time_of_reveal_says_so_privately(world: World) -> None:
    answer = await world.ask("story", show="1899", season=2)
    await world.learn(
        "1899",
        *(Story(number=number, kind=StoryKind.THEORY, text="x") for number in (1, 2)),
        layer=world.server.id,
        forget=True,
    )

    told = await world.press(answer, "Reveal")

    assert told.ephemeral
    assert "Nothing is known of the story of season 2 of 1899." == first_line(told)


async def test_the_story_is_the_same_in_another_server(world: World) -> None:
    assert text(await world.ask("story", show="One Piece")) == text(
        await world.ask_elsewhere("story", show="One Piece")
    )


async def test_a_season_that_cannot_be_is_refused(world: World) -> None:
    for season in (-1, 0, 101, 999):
        assert f"There is no season {season}." in text(
            await world.ask("story", show="The Imperfects", season=season)
        )
