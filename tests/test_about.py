"""/about, as people use it."""

import re

import bot
from db.story import Story, StoryKind
from tests.world import World, text


async def test_about_tells_what_it_is_what_it_knows_and_what_it_keeps(world: World) -> None:
    await world.restart()
    await world.env.advance_time(3 * 86_400 + 2 * 3_600)

    answer = await world.ask("about")

    assert not answer.ephemeral
    for part in (
        "I answer what fans ask about a show",
        "I know **16** shows and **",
        "the newest check was on 22 November 2026",
        "**Something wrong?**",
        "**Privacy:** I keep nothing about who asks,",
        "TVmaze (CC BY-SA, [tvmaze.com](<https://www.tvmaze.com>)) and IMDb",
        f"-# Greenlight {bot.__version__} · up for three days and two hours",
    ):
        assert part in text(answer)


async def test_about_counts_what_the_server_sees_and_nothing_of_others(world: World) -> None:
    def facts(shown: str) -> int:
        found = re.search(r"\*\*([0-9,]+)\*\* facts", shown)
        assert found
        return int(found[1].replace(",", ""))

    before = facts(text(await world.ask("about")))
    story = Story(number=9, kind=StoryKind.THEORY, text="Their secret")
    await world.learn("1899", story, layer=world.server.id)

    after = [facts(text(await ask("about"))) for ask in (world.ask, world.ask_elsewhere, world.ask_directly)]

    assert [before + 1, before, before] == after
