"""Shows that the bot does not know: looked up on TVmaze, chosen among several, and answered."""

from collections.abc import AsyncGenerator

import pytest
import simcord
from aiohttp import web

from bot.catalogue.tvmaze import MOST_LOOKUPS, open_catalogue
from bot.charts import Charts
from bot.client import Greenlight
from bot.errors import UserError
from bot.settings import Settings
from db.database import Database
from tests.conftest import NOW
from tests.live import faults
from tests.tvmaze import TVmazeHere
from tests.world import World, buttons, first_line, message_of, options, select_options, text

LOOK_UP = "Look it up on TVmaze"


@pytest.fixture
async def tvmaze() -> AsyncGenerator[TVmazeHere]:
    async with TVmazeHere() as tvmaze:
        yield tvmaze


@pytest.fixture
async def env(database: Database, charts: Charts, tvmaze: TVmazeHere) -> AsyncGenerator[simcord.Env]:
    async with open_catalogue(database, tvmaze.address) as catalogue:
        bot = Greenlight(Settings(), database, charts, catalogue=catalogue, shard_count=1)
        env = simcord.Env(bot, check_errors=False, settle_timeout=20)
        env.backend.advance_clock((NOW - env.now()).total_seconds())
        await env.start()
        try:
            yield env
        finally:
            await env.shutdown()
        assert [error for error in env.errors if not isinstance(error, UserError)] == []


async def test_a_show_nobody_knew_is_looked_up_and_answered_in_the_channel(world: World) -> None:
    asked = await world.ask("status", show="Kröniken")
    assert "I don't know a show called “Kröniken”" in first_line(asked)
    assert [LOOK_UP] == buttons(asked)

    found = await world.press(asked, LOOK_UP)

    assert first_line(found).startswith("I found Krøniken (2004) on TVmaze")
    (answer,) = found.followups
    assert "Krøniken" in first_line(answer)
    assert "tvmaze.com" in text(answer)
    assert first_line(await world.ask("status", show="kroniken")) == first_line(answer)


async def test_who_asks_privately_is_answered_privately(world: World) -> None:
    asked = await world.ask("status", show="Kröniken", private=True)

    found = await world.press(asked, LOOK_UP)

    assert "Krøniken" in first_line(found)
    assert [] == found.followups
    assert found.ephemeral


async def test_of_several_shows_one_is_chosen_by_year_network_and_country(world: World) -> None:
    found = await world.press(await world.ask("cast", show="The Bridge"), LOOK_UP)

    assert "Which show do you mean by “The Bridge”?" == first_line(found)
    assert ["The Bridge (2011)", "The Bridge (2013)"] == options(found)
    described = [option["description"] for option in select_options(found)]
    assert described[0].startswith("SVT1, SE · A body lies on the border between Sweden and")
    assert described[1].startswith("FX, US · A body lies")

    chosen = await world.choose(found, "The Bridge (2013)")

    assert "The Bridge: Diane Kruger and Demián Bichir" in first_line(chosen.followups[0]) or (
        first_line(chosen.followups[0]).startswith("The Bridge: Diane Kruger")
    )
    assert "The Bridge (2013) · FX" in (await world.choices("status", "show", "the bridge"))[0]


async def test_a_year_behind_the_title_says_which_one(world: World) -> None:
    found = await world.press(await world.ask("status", show="The Bridge 2011"), LOOK_UP)

    assert first_line(found).startswith("I found The Bridge (2011) on TVmaze")


async def test_a_season_without_a_date_has_none_yet_and_running_is_no_renewal(world: World) -> None:
    found = await world.press(await world.ask("status", show="Quiet Harbour"), LOOK_UP)

    (answer,) = found.followups
    assert "Season 1 of Quiet Harbour has no date yet." == first_line(answer)
    assert "TVmaze lists it as in development." in text(answer)


async def test_a_show_that_tvmaze_does_not_know_either_is_told(world: World) -> None:
    found = await world.press(await world.ask("status", show="Zzyzx Qqq"), LOOK_UP)

    assert "TVmaze knows no show called “Zzyzx Qqq” either." == first_line(found)


async def test_a_show_that_has_vanished_since_is_told_and_nothing_is_kept(
    world: World, tvmaze: TVmazeHere
) -> None:
    offered = await world.press(await world.ask("status", show="The Bridge"), LOOK_UP)
    del tvmaze.shows[9000001]

    chosen = await world.choose(offered, "The Bridge (2011)")

    assert "TVmaze has no such show any more." == first_line(chosen)
    assert "The Bridge" not in str(await world.choices("status", "show", "the bridge"))


async def test_nobody_looks_up_more_than_twenty_shows_an_hour_in_a_server(world: World) -> None:
    asked = await world.ask("status", show="Zzyzx Qqq")
    for _ in range(MOST_LOOKUPS):
        await world.press(asked, LOOK_UP)

    refused = await world.press(asked, LOOK_UP)
    elsewhere = await world.ask_elsewhere("status", show="Zzyzx Qqq")
    there = await world.press(elsewhere, LOOK_UP, by=world.other_fan)
    await world.env.advance_time(3601)
    later = await world.press(asked, LOOK_UP)

    assert "as many shows in this server as I may in an hour. Please try" in text(refused)
    assert "either" in text(there)
    assert "either" in text(later)


async def test_what_a_server_corrected_holds_over_what_is_looked_up(world: World) -> None:
    await world.press(await world.ask("status", show="Firefly"), LOOK_UP)
    ours = (await world.page("Firefly")).show.model_copy(update={"network": "Our network"})
    await world.learn("Firefly", ours, layer=world.server.id)

    offered = await world.choices("status", "show", "firefly")

    assert ["Firefly (2002) · Our network · no decision known"] == offered


async def test_hostile_words_of_tvmaze_are_shown_as_words(world: World, tvmaze: TVmazeHere) -> None:
    hostile = {**tvmaze.shows[9000002], "name": "The Bridge <b>@everyone</b> [x](https://evil.example)" * 9}
    tvmaze.shows[9000002] = hostile

    found = await world.press(await world.ask("status", show="The Bridge"), LOOK_UP)

    assert [] == faults(message_of(found).components)
    assert "<b>" not in str(options(found))


async def test_an_owner_takes_every_show_and_sees_how_far_it_is(world: World, tvmaze: TVmazeHere) -> None:
    assert isinstance(world.env.bot, Greenlight)
    world.env.bot.settings = Settings(owner_ids=frozenset({world.fan.user.id}))
    for number in (3928, 15824, 9000001, 9000002, 9000003, 9000004):
        del tvmaze.shows[number]

    first = await world.ask_directly("catalogue")
    before = text(first)
    await world.fan.user.click(message_of(first), label="Take every show")
    catalogue = world.env.bot.catalogue
    assert catalogue is not None
    while catalogue.whole.is_running:
        await world.env.settle()
    last = await world.ask_directly("catalogue")

    assert "I know 16 shows; 0 of them from TVmaze." in before
    assert "The import of every show was never begun." in before
    assert "I know 18 shows; 2 of them from TVmaze." == first_line(last)
    assert "Every show was taken on" in text(last)
    assert ["Take every show again"] == buttons(last)
    bare = await world.ask("status", show="Firefly")
    assert LOOK_UP in buttons(bare)
    filled = await world.press(bare, LOOK_UP)
    assert "Season 1 of Firefly came out on 20 September 2002." == first_line(filled)


async def test_a_catalogue_that_stops_says_why_and_goes_on(world: World, tvmaze: TVmazeHere) -> None:
    assert isinstance(world.env.bot, Greenlight)
    world.env.bot.settings = Settings(owner_ids=frozenset({world.fan.user.id}))
    tvmaze.shows.clear()
    tvmaze.next.append(web.Response(status=403))

    first = await world.ask_directly("catalogue")
    await world.fan.user.click(message_of(first), label="Take every show")
    stopped = await world.ask_directly("catalogue")

    assert "It stopped: TVmaze refuses to answer (it says 403). What was taken stays." in text(stopped)
    assert ["Take every show"] == buttons(stopped)


async def test_nobody_else_sees_the_catalogues_controls(world: World) -> None:
    refused = await world.ask_directly("catalogue")

    assert "Only my owner can do that, in direct messages with me." == first_line(refused)
