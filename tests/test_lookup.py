"""Shows that the bot does not know: looked up on TVmaze, chosen among several, and answered."""

import socket
from collections.abc import AsyncGenerator, Mapping
from typing import Any

import pytest
import simcord
from aiohttp import web

from bot.catalogue.answers import StoredAnswers
from bot.catalogue.refresh import refresh
from bot.catalogue.tvmaze import MOST_LOOKUPS, Catalogue, open_catalogue
from bot.charts import Charts
from bot.client import Greenlight
from bot.errors import UserError
from bot.settings import Settings
from db import tables
from db.cast import Credit
from db.database import Database
from db.facts import SHARED
from db.status import Decision, Release, Verdict
from db.when import When
from sources.tvmaze import TVmaze
from tests.conftest import NOW
from tests.live import faults
from tests.tvmaze import TVmazeHere
from tests.world import (
    SOURCE,
    Json,
    World,
    buttons,
    components,
    filled,
    first_line,
    message_of,
    options,
    select_options,
    show_in_file,
    text,
)

LINK = "https://variety.com/2026/tv/news/a-page-1235/"
LOOK_UP = "Look it up on TVmaze"
ANOTHER = "Another show of this name?"


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


async def test_whoever_presses_again_within_the_hour_is_answered_privately(world: World) -> None:
    searched = await world.ask("shows", search="Kröniken")
    person = await world.ask("cast", person="Nathan Fillion")
    (answer,) = (await world.press(searched, LOOK_UP)).followups
    (told,) = (await world.press(person, LOOK_THEM_UP)).followups
    for one in (answer, told):  # Nobody tells the bot of that.
        world.env.backend.delete_message(world.channel.id, one.id)

    again = [await world.press(searched, LOOK_UP), await world.press(searched, LOOK_UP, by=world.moderator)]
    person_again = await world.press(person, LOOK_THEM_UP)

    assert [first_line(answer)] * 2 == [first_line(one) for one in again]
    assert (first_line(told), True, []) == (
        first_line(person_again),
        person_again.ephemeral,
        person_again.followups,
    )
    assert [(True, [])] * 2 == [(one.ephemeral, one.followups) for one in again]
    await world.env.advance_time(3601)
    assert 1 == len((await world.press(searched, LOOK_UP)).followups)


async def test_each_of_several_shows_that_were_found_is_told_once(world: World) -> None:
    offered = await world.press(await world.ask("status", show="The Bridge"), LOOK_UP)
    titles = ("The Bridge (2011)", "The Bridge (2013)", "The Bridge (2011)")

    chosen = [await world.choose(offered, title) for title in titles]

    assert [1, 1, 0] == [len(one.followups) for one in chosen]
    assert first_line(chosen[0].followups[0]) == first_line(chosen[2])


async def test_what_two_people_type_differently_is_told_in_the_channel_once(world: World) -> None:
    asked = [await world.ask("status", show=typed) for typed in ("Firefly", "firefly", "fire")]
    people = [await world.ask("cast", person=typed) for typed in ("Gina Torres", "gina torres", "torres")]
    bridges = [await world.ask("cast", show=typed) for typed in ("The Bridge", "bridge", "bridge 2009")]
    offered = [await world.press(one, LOOK_UP) for one in bridges]

    found = [await world.press(one, LOOK_UP) for one in asked]
    told = [await world.press(one, LOOK_THEM_UP) for one in people]
    chosen = [await world.choose(one, "The Bridge (2013)") for one in offered]

    assert [[1, 0, 0]] * 3 == [[len(one.followups) for one in pair] for pair in (found, told, chosen)]
    assert [first_line(found[0].followups[0])] * 2 == [first_line(one) for one in found[1:]]


async def test_another_show_of_the_name_that_was_typed_out_is_offered_under_the_answer(world: World) -> None:
    offered = await world.press(await world.ask("status", show="The Bridge"), LOOK_UP)
    await world.choose(offered, "The Bridge (2013)")

    typed = await world.ask("cast", show="the bridge")
    pressed = await world.press(typed, ANOTHER, by=world.moderator)

    assert "The Bridge (2013): Diane Kruger, Demián Bichir" == first_line(typed)
    assert ANOTHER == buttons(typed)[-1]
    assert (True, []) == (pressed.ephemeral, pressed.followups)
    assert first_line(pressed).startswith("The Bridge (2011): Sofia Helin")
    assert "Which show do you mean" in first_line(await world.ask("cast", show="The Bridge"))


async def test_of_several_others_of_a_name_one_is_chosen_and_where_there_is_none_that_is_told(
    world: World, tvmaze: TVmazeHere
) -> None:
    known = show_in_file("The Bridge", year=1999, network="BBC One")
    await world.load(known, show_in_file("Firefly", year=2002))

    several = await world.press(await world.ask("status", show="The Bridge"), ANOTHER)
    none = await world.press(await world.ask("status", show="Firefly"), ANOTHER)

    assert ["The Bridge (2011)", "The Bridge (2013)"] == options(several)
    assert "TVmaze knows no other show called “Firefly”." == first_line(none)
    chosen = await world.choose(several, "The Bridge (2011)")
    assert "The Bridge (2011) has ended" in first_line(chosen)


async def test_what_else_was_asked_is_answered_about_the_show_that_was_looked_up(world: World) -> None:
    wednesday = f"show:{await world.show_id('Wednesday')}"
    asked = [
        await world.ask("viewers", show="Kröniken", compare=wednesday),
        await world.ask("cast", show="Firefly", person="gina torres"),
        await world.ask("cast", show="Quiet Harbour", person="Zzyzx Qqq"),
    ]

    compared, person, nobody = [await world.press(one, LOOK_UP) for one in asked]

    assert "I have no Netflix Top 10 figures for Krøniken (2004)." == first_line(compared.followups[0])
    assert "**Season 2 of Wednesday**" in text(compared.followups[0])
    assert "I don't know what Gina Torres does next." == first_line(person.followups[0])
    assert "Firefly (2002): Zoë Washburne" in text(person.followups[0])
    assert first_line(nobody).startswith("I don't know anybody called “Zzyzx Qqq”")
    assert (True, [], [LOOK_THEM_UP]) == (nobody.ephemeral, nobody.followups, buttons(nobody))


async def test_what_else_was_asked_is_answered_about_the_one_that_was_chosen_or_another_of_the_name(
    world: World,
) -> None:
    asked = await world.ask("cast", show="The Bridge", person="Sofia Helin")
    offered = await world.press(asked, LOOK_UP)
    chosen = await world.choose(offered, "The Bridge (2011)")
    of_season = await world.press(await world.ask("status", show="The Bridge", season=2), ANOTHER)
    beside = await world.ask("viewers", show="Wednesday", compare="The Imperfects")

    assert "I don't know what Sofia Helin does next." == first_line(chosen.followups[0])
    assert "eason 2 of The Bridge" in first_line(of_season)
    (another,) = [part["custom_id"] for part in components(beside) if part.get("label") == ANOTHER]
    assert another.endswith(":Wednesday¦The Imperfects")


async def test_no_other_show_is_offered_to_who_picked_one_mistyped_it_or_cannot_look_it_up(
    world: World,
) -> None:
    picked = f"show:{await world.show_id('Wednesday')}"
    asked = [
        await world.ask("status", show=picked),
        await world.ask("status", show="wensday"),
        await world.ask("cast", show="Wednesday", person="Jenna Ortega"),
    ]
    assert ANOTHER in buttons(await world.ask("status", show="Wednesday"))
    assert isinstance(world.env.bot, Greenlight)
    world.env.bot.catalogue = None
    asked.append(await world.ask("status", show="Wednesday"))

    assert not [one for one in asked if ANOTHER in buttons(one)]


async def test_who_asks_privately_is_answered_privately(world: World) -> None:
    asked = await world.ask("status", show="Kröniken", private=True)

    found = await world.press(asked, LOOK_UP)

    assert "Krøniken" in first_line(found)
    assert [] == found.followups
    assert found.ephemeral


@pytest.mark.parametrize("command", ["lock", "update release", "config"])
async def test_what_a_managers_command_did_not_know_is_looked_up_for_them_alone(
    world: World, command: str
) -> None:
    named = {"default_show" if command == "config" else "show": "Kröniken"}
    asked = await world.moderator.slash(world.channel, command, **named)

    found = await world.press(asked, LOOK_UP, by=world.moderator)

    assert "Krøniken" in first_line(found)
    assert [] == found.followups
    assert found.ephemeral


async def test_a_moderators_history_of_a_show_that_was_looked_up_is_theirs_alone(world: World) -> None:
    await world.press(await world.ask("status", show="Firefly"), LOOK_UP)
    renamed = (await world.page("Firefly")).show.model_copy(update={"title": "Our Firebug"})
    await world.learn("Firefly", renamed, layer=world.server.id)
    asked = [
        await world.moderator.slash(world.channel, "history", show="Firefly"),
        await world.moderator.slash(world.channel, "history", show="Firefly", private=False),
    ]

    alone, to_all = [await world.press(one, LOOK_UP, by=world.moderator) for one in asked]

    assert (True, []) == (alone.ephemeral, alone.followups)
    assert "Undo" in buttons(alone)
    assert "Undo" not in buttons(to_all.followups[0])


async def test_of_several_shows_one_is_chosen_by_year_network_and_country(world: World) -> None:
    found = await world.press(await world.ask("cast", show="The Bridge"), LOOK_UP)

    assert "Which show do you mean by “The Bridge”?" == first_line(found)
    assert ["The Bridge (2011)", "The Bridge (2013)"] == options(found)
    described = [option["description"] for option in select_options(found)]
    assert described[0].startswith("SVT1, SE · A body lies on the border between Sweden and")
    assert described[1].startswith("FX, US · A body lies")

    chosen = await world.choose(found, "The Bridge (2013)")

    assert "The Bridge (2013): Diane Kruger, Demián Bichir" == first_line(chosen.followups[0])
    assert "The Bridge (2013) · FX" in (await world.choices("status", "show", "the bridge"))[0]


@pytest.mark.parametrize(
    ("title", "details", "answer"),
    [
        ("The Bridge", {"year": 2013}, "The Bridge (2013): Diane Kruger, Demián Bichir"),
        ("The Bridge", {"year": 2013, "network": "fx"}, "The Bridge (2013): Diane Kruger, Demián Bichir"),
        ("The Bridge", {"year": 1999}, "Which show do you mean by “The Bridge”?"),
        ("Firefly", {"year": 2003}, "Which show do you mean by “Firefly”?"),
        ("Firefly", {"year": 2002, "network": "BBC One"}, "Which show do you mean by “Firefly”?"),
        ("Firefl", {"year": 2002}, "Which show do you mean by “Firefl”?"),
    ],
)
async def test_a_show_known_by_name_is_looked_up_by_its_year_and_network_too(
    world: World, title: str, details: Json, answer: str
) -> None:
    await world.load(show_in_file(title, **details))

    found = await world.press(await world.ask("cast", show=title), LOOK_UP)

    assert answer == first_line(found)


async def test_a_show_known_by_name_is_the_one_that_was_looked_up_for_it_and_no_second_one(
    world: World,
) -> None:
    await world.load(show_in_file("The Bridge", year=2013, network="FX"))
    bare = await world.choices("status", "show", "the bridge")

    await world.press(await world.ask("cast", show="The Bridge"), LOOK_UP)

    assert 1 == len(bare) == len(await world.choices("status", "show", "the bridge"))
    assert "Demián Bichir" in text(await world.ask("cast", show="The Bridge"))
    assert "FX" in text(await world.ask("status", show="The Bridge"))


async def test_another_show_of_a_name_stays_another_where_the_year_says_so(world: World) -> None:
    await world.load(show_in_file("The Bridge", year=2011, network="SVT1"))

    await world.press(await world.ask("cast", show="The Bridge"), ANOTHER)

    known = sorted(await world.choices("status", "show", "the bridge"))
    assert ["The Bridge (2011)", "The Bridge (2013)"] == [name.partition(" · ")[0] for name in known]


async def test_a_year_behind_the_title_says_which_one_and_takes_no_second_search(
    world: World, tvmaze: TVmazeHere
) -> None:
    found = await world.press(await world.ask("status", show="The Bridge 2011"), LOOK_UP)

    assert first_line(found).startswith("I found The Bridge (2011) on TVmaze")
    assert ["/search/shows?q=The%20Bridge"] == [asked for asked in tvmaze.asked if "search" in asked]


async def test_a_year_that_belongs_to_the_title_is_looked_for_too(world: World, tvmaze: TVmazeHere) -> None:
    bridge = next(show for show in tvmaze.shows.values() if show["name"] == "The Bridge")
    for number, (title, premiered) in enumerate(
        [("Signals 1984", "1975-09-04"), ("Signals Lost", "1984-01-02")]
    ):
        show = {**bridge, "id": 9000100 + number, "name": title, "premiered": premiered}
        tvmaze.shows[9000100 + number] = show

    found = await world.press(await world.ask("status", show="signals 1984"), LOOK_UP)

    assert first_line(found).startswith("I found Signals 1984 (1975) on TVmaze")


async def test_a_season_without_a_date_has_none_yet_and_running_is_no_renewal(world: World) -> None:
    found = await world.press(await world.ask("status", show="Quiet Harbour"), LOOK_UP)

    (answer,) = found.followups
    assert "Quiet Harbour is in development, as TVmaze reports; it has no date yet." == first_line(answer)
    assert [False, False] == [said in text(answer) for said in ("Note:", "Release date")]
    assert "**1** · listed, no date yet" in text(answer)


async def test_a_show_has_ended_as_tvmaze_says_also_where_moderators_corrected_its_network(
    world: World, tvmaze: TVmazeHere
) -> None:
    await world.press(await world.ask("status", show="Quiet Harbour"), LOOK_UP)
    page, bot = await world.page("Quiet Harbour"), world.env.bot
    corrected = page.show.model_copy(update={"network": "Ours"})
    await world.learn("Quiet Harbour", corrected, layer=world.server.id)
    before = await world.choices("status", "show", "quiet harbour")
    assert ["Quiet Harbour · Ours · no decision known"] == before
    tvmaze.shows[9000004] = {**tvmaze.shows[9000004], "status": "Ended", "updated": 2_000_000_000}
    await world.env.advance_time(2 * 86_400)
    assert isinstance(bot, Greenlight)
    assert bot.catalogue

    await refresh(world.database, bot.catalogue, world.env.now())

    answer = await world.ask("status", show="Quiet Harbour")
    assert ["Quiet Harbour · Ours · ended"] == await world.choices("status", "show", "quiet harbour")
    assert "Quiet Harbour has ended. TVmaze doesn't say whether it was cancelled." == first_line(answer)
    assert "Ours" in text(answer)


async def test_an_open_question_is_not_called_old_where_tvmaze_still_says_the_same(
    world: World,
) -> None:
    await world.press(await world.ask("status", show="Quiet Harbour"), LOOK_UP)
    await world.env.advance_time(100 * 86_400)
    before = await world.ask("status", show="Quiet Harbour")
    bot = world.env.bot
    assert isinstance(bot, Greenlight)
    assert bot.catalogue

    await refresh(world.database, bot.catalogue, world.env.now())

    assert "⚠️ Last checked 3 months ago." in text(before)
    after = await world.ask("status", show="Quiet Harbour")
    assert "Last checked" not in text(after)
    assert "(today)" in text(after)


async def test_a_show_that_has_ended_is_said_to_have_ended_first_and_not_to_be_cancelled(
    world: World,
) -> None:
    found = await world.press(await world.ask("status", show="Firefly"), LOOK_UP)

    (answer,) = found.followups
    one, two = (
        await world.ask("status", show="Firefly", season=1),
        await world.ask("status", show="Firefly", season=2),
    )
    ended = "Firefly (2002) has ended. TVmaze doesn't say whether it was cancelled."
    assert [ended, "🔚 **Ended** · FOX"] == text(answer).removeprefix("### ").splitlines()[:2]
    assert ("Note:" in text(answer), "Release date" in text(answer)) == (False, False)
    assert "Season 1 of Firefly (2002) came out on 20 September 2002." == first_line(one)
    assert ("reportedly" in text(one), "Release date" in text(one)) == (False, False)
    assert "-# Note: TVmaze says that it has ended, but not whether it was cancelled." in text(one)
    assert "No season 2 of Firefly (2002) is known; it has ended, as TVmaze reports." == first_line(two)

    await world.learn("Firefly", Decision(season=2, verdict=Verdict.CANCELLED, decided=When.parse("2002-12")))

    decided = await world.ask("status", show="Firefly")
    assert "Firefly was cancelled after one season; there will be no season 2." == first_line(decided)
    assert "has ended" not in text(decided)


async def test_a_show_that_has_ended_is_called_so_in_every_list_until_somebody_says_more(
    world: World,
) -> None:
    await world.press(await world.ask("status", show="Firefly"), LOOK_UP)

    async def called() -> tuple[str, str, str | None, list[str]]:
        listed = await world.ask("shows", search="firefly")
        (choice,), (option,) = await world.choices("status", "show", "firefly"), select_options(listed)
        by_word = options(await world.ask("shows", search="ended"))
        return choice, text(listed).splitlines()[1], option["description"], by_word[-1:]

    firefly = "Firefly (2002)"
    over = f"{firefly} · FOX · ended", "**🔚 Ended**", "FOX · ended", [firefly]
    assert over == await called()
    await world.learn("Firefly", Decision(season=2, verdict=Verdict.CANCELLED, decided=When.parse("2002-12")))
    cancelled = f"{firefly} · FOX · cancelled", "**🛑 Cancelled**", "FOX · cancelled"
    assert cancelled == (await called())[:3]


@pytest.mark.parametrize("is_shared", [True, False])
async def test_an_ended_show_with_a_date_to_come_is_in_no_list_of_ended_ones_until_that_has_passed(
    world: World, is_shared: bool
) -> None:
    await world.press(await world.ask("status", show="Firefly"), LOOK_UP)
    comes, bot = Release(season=2, when=When.parse("2026-12-24")), world.env.bot
    await world.learn("Firefly", comes, layer=SHARED if is_shared else world.server.id)
    assert isinstance(bot, Greenlight)
    assert bot.catalogue

    async def called() -> tuple[str, list[str], bool]:
        answer, choice = (
            await world.ask("status", show="Firefly"),
            await world.choices("cast", "show", "fire"),
        )
        by_word = options(await world.ask("shows", search="ended"))
        return first_line(answer), choice[:1], "Firefly (2002)" in by_word

    due = "Season 2 of Firefly (2002) is due on 24 December 2026."
    assert (due, ["Firefly (2002) · FOX · no decision known"], False) == await called()
    elsewhere = await world.ask_elsewhere("shows", search="firefly")
    assert is_shared is ("Ended" not in text(elsewhere))
    await world.env.advance_time(40 * 86_400)
    came = "Season 2 of Firefly (2002) came out on 24 December 2026."
    assert (came, ["Firefly (2002) · FOX · no decision known"], False) == await called()

    await refresh(world.database, bot.catalogue, world.env.now())

    ended = "Firefly (2002) has ended. TVmaze doesn't say whether it was cancelled."
    assert (ended, ["Firefly (2002) · FOX · ended"], True) == await called()


async def test_a_show_is_not_said_to_have_ended_while_a_part_of_its_season_is_to_come(world: World) -> None:
    await world.press(await world.ask("status", show="Firefly"), LOOK_UP)
    for part, when in enumerate(("2026-11-01", "2026-12-24"), start=1):
        await world.learn("Firefly", Release(season=2, part=part, when=When.parse(when)))

    asked, listed = await world.ask("status", show="Firefly"), await world.ask("shows", search="firefly")

    assert "Season 2 of Firefly (2002) came out on 1 November 2026." == first_line(asked)
    assert "24 December 2026" in text(asked)
    assert "Ended" not in text(listed)


async def test_a_season_after_the_end_of_a_show_is_answered_alike_everywhere(world: World) -> None:
    await world.press(await world.ask("status", show="Firefly"), LOOK_UP)

    told = {
        first_line(await world.ask(asked, show="Firefly", season=9))
        for asked in ("status", "reviews", "story")
    }

    assert {"No season 9 of Firefly (2002) is known; it has ended, as TVmaze reports."} == told


async def test_two_ended_shows_of_one_name_are_told_apart_in_the_first_line_of_every_answer(
    world: World,
) -> None:
    choice = await world.press(await world.ask("status", show="The Bridge"), LOOK_UP)
    await world.choose(choice, "The Bridge (2011)")
    for command in ("status", "cast", "reviews", "viewers", "story"):
        assert "The Bridge (2011)" in first_line(await world.ask(command, show="The Bridge")), command


async def test_a_show_of_which_tvmaze_has_no_more_than_a_name_is_not_looked_up_twice(
    world: World, tvmaze: TVmazeHere
) -> None:
    tvmaze.shows[180] = {**tvmaze.shows[180], "_embedded": {}}
    await world.load(show_in_file("Firefly", year=2002, tvmaze_url="https://www.tvmaze.com/shows/180"))
    asked = await world.ask("status", show="Firefly")

    found = await world.press(asked, LOOK_UP)

    assert LOOK_UP in buttons(asked)
    assert LOOK_UP not in buttons(found)
    assert LOOK_UP not in buttons(await world.ask("cast", show="Firefly"))


async def test_a_show_that_tvmaze_does_not_know_either_is_told(world: World) -> None:
    found = await world.press(await world.ask("status", show="Zzyzx Qqq"), LOOK_UP)

    assert "TVmaze knows no show called “Zzyzx Qqq”. Please check" in first_line(found)


async def test_a_title_too_long_for_a_button_is_looked_up_as_far_as_its_last_whole_word(
    world: World, tvmaze: TVmazeHere
) -> None:
    words = "Nobody Remembers the Lighthouse Keeper"
    typed = f"{words} and Her Unforgettably Unforgettable Brothers"
    asked = [await world.ask("status", show=typed), await world.ask("cast", person=typed)]

    show, person = [await world.press(one, buttons(one)[0]) for one in asked]
    tvmaze.shows[180] = {**tvmaze.shows[180], "name": f"Not {typed}"}
    found = await world.press(await world.ask("status", show=f"Not {typed}"), LOOK_UP)

    cut = f"{words} and Her…"
    assert first_line(show).startswith(f"TVmaze knows no show called “{cut}”. Please check")
    assert first_line(person).startswith(f"TVmaze knows nobody called “{cut}”. Please check")
    assert {f"{words} and Her".replace(" ", "%20")} == {one.partition("?q=")[2] for one in tvmaze.asked[:2]}
    assert first_line(found).startswith(f"I found Not {typed} (2002)")


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
    others = await world.moderator.slash(world.channel, "status", show="Zzyzx Qqq")
    to_others = await world.press(others, LOOK_UP, by=world.moderator)
    elsewhere = await world.ask_elsewhere("status", show="Zzyzx Qqq")
    there = await world.press(elsewhere, LOOK_UP, by=world.other_fan)
    await world.env.advance_time(3601)
    later = await world.press(asked, LOOK_UP)

    assert "as much in this server as I may in an hour. Please try" in text(refused)
    assert text(refused) == text(to_others)
    assert "check the spelling" in text(there)
    assert "check the spelling" in text(later)


async def test_a_show_that_was_removed_is_said_to_be_and_how_to_have_it_again(world: World) -> None:
    asked = await world.ask("status", show="Firefly")
    elsewhere = await world.ask_elsewhere("status", show="Firefly")
    await world.press(elsewhere, LOOK_UP, by=world.other_fan)
    details = (await world.page("Firefly")).show

    await world.learn("Firefly", details, layer=world.server.id, forget=True)
    hidden = await world.press(asked, LOOK_UP)
    await world.learn("Firefly", details, forget=True)
    removed = [
        await world.press(asked, LOOK_UP),
        await world.press(elsewhere, LOOK_UP, by=world.other_fan),
    ]

    assert (
        "This server's moderators have removed Firefly here. "
        "They can bring it back: `/history` lists that, with **Undo**."
    ) == text(hidden)
    assert [
        "TVmaze knows Firefly, but whoever runs me has removed it. "
        "In a server its moderators can add it with `/update show`."
    ] * 2 == [text(one) for one in removed]
    assert [[]] * 3 == [one.followups for one in (hidden, *removed)]


async def test_what_a_server_corrected_holds_over_what_is_looked_up(world: World) -> None:
    await world.press(await world.ask("status", show="Firefly"), LOOK_UP)
    ours = (await world.page("Firefly")).show.model_copy(update={"network": "Our network"})
    await world.learn("Firefly", ours, layer=world.server.id)

    offered = await world.choices("status", "show", "firefly")

    assert ["Firefly (2002) · Our network · ended"] == offered


async def test_tvmaze_is_named_once_with_a_link_wherever_a_show_of_its_is_named(world: World) -> None:
    for title in ("Firefly", "Quiet Harbour"):
        await world.press(await world.ask("status", show=title), LOOK_UP)

    unclear = [
        await world.ask("viewers", show="Wednesday", compare="Fire"),
        await world.moderator.slash(world.channel, "lock", show="Fir"),
    ]
    both = await world.ask("viewers", show="Firefly", compare="Quiet Harbour")

    assert ["-# Show data: TVmaze ([tvmaze.com](<https://www.tvmaze.com>))"] * 2 == [
        text(one).splitlines()[-1] for one in unclear
    ]
    firefly, harbour = (f"[tvmaze.com](<https://www.tvmaze.com/shows/{number}/" for number in (180, 9000004))
    (line,) = [line for line in text(both).splitlines() if "TVmaze" in line]
    assert line.startswith(f"-# Show data: TVmaze ({firefly}")
    assert f", {harbour}" in line


async def test_tvmaze_is_named_under_a_cast_that_has_four_other_sources_too(
    world: World, tvmaze: TVmazeHere
) -> None:
    address = "https://www.tvmaze.com/shows/180"
    await world.load(show_in_file("Firefly", year=2002, tvmaze_url=address))
    for number in range(4):
        source = SOURCE.model_copy(update={"url": f"https://www.example.com/{number}"})
        credit = Credit(person=f"Somebody {number}", role="writer", billing=1)
        await world.learn("Firefly", credit, sources=[source])
    tvmaze.shows[180] = {**tvmaze.shows[180], "_embedded": {**tvmaze.shows[180]["_embedded"], "seasons": []}}
    assert isinstance(world.env.bot, Greenlight)
    assert world.env.bot.catalogue
    await world.env.bot.catalogue.take(180, world.env.now())

    shown = await world.ask("cast", show="Firefly")

    assert "Gina Torres" in text(shown)
    assert "press, undated; and 3 more" in text(shown)
    assert f"-# Show data: TVmaze ([tvmaze.com](<{address}/firefly>))" in text(shown).splitlines()


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

    assert "I know 16 shows, none of them from TVmaze." in before
    assert "The import of every show was never begun." in before
    assert "I know 18 shows, two of them from TVmaze." == first_line(last)
    assert "Every show was taken on" in text(last)
    assert ["Take every show again"] == buttons(last)
    bare = await world.ask("status", show="Firefly")
    assert LOOK_UP in buttons(bare)
    filled = await world.press(bare, LOOK_UP)
    assert "Firefly (2002) has ended. TVmaze doesn't say whether it was cancelled." == first_line(filled)


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


LOOK_THEM_UP = "Look them up on TVmaze"
ELSEWHERE = "What else are they in? Look on TVmaze"


def with_person(show: Mapping[str, Any], *people: Json) -> Json:
    """A show of TVmaze with these people in its cast, each as somebody."""
    cast = [{"person": person, "character": {"name": f"Somebody {person['id']}"}} for person in people]
    return {**show, "_embedded": {**show["_embedded"], "cast": [*show["_embedded"]["cast"], *cast]}}


async def test_a_person_nobody_knew_is_looked_up_and_told_by_their_shows_in_the_channel(
    world: World, tvmaze: TVmazeHere
) -> None:
    fillion = {"id": 5, "name": "Nathan Fillion"}
    tvmaze.shows[118] = with_person(tvmaze.shows[118], fillion)
    tvmaze.shows[9000004] = with_person(tvmaze.shows[9000004], fillion)
    asked = await world.ask("cast", person="nathan fillion")
    assert "I don't know anybody called “nathan fillion”." == text(asked)
    assert [LOOK_THEM_UP] == buttons(asked)

    found = await world.press(asked, LOOK_THEM_UP)

    assert first_line(found).startswith("I found Nathan Fillion on TVmaze ([tvmaze.com](<https://www.tvmaze")
    assert found.ephemeral
    (answer,) = found.followups
    page = "[tvmaze.com](<https://www.tvmaze.com/people/5>)"
    assert [
        "### Nathan Fillion is in the cast of three shows.",
        "Quiet Harbour · Netflix: Somebody 5",
        "House (2004) · FOX: Somebody 5",
        "Firefly (2002) · FOX: Malcolm Reynolds",
        f"-# Source: TVmaze ({page}), database, as of 22 November 2026",
    ] == text(answer).splitlines()
    assert ["Quiet Harbour", "House (2004)", "Firefly (2002)"] == options(answer)
    assert ["Somebody 5", "Somebody 5", "Malcolm Reynolds"] == [
        option["description"] for option in select_options(answer)
    ]
    assert "Firefly" not in str(await world.choices("status", "show", "firefly"))


async def test_a_show_that_somebody_is_in_comes_with_its_cast(world: World) -> None:
    asked = await world.ask("cast", person="Nathan Fillion", private=True)
    found = await world.press(asked, LOOK_THEM_UP)
    (select,) = [one for one in components(found) if "options" in one]
    assert (1, "See its cast") == (len(options(found)), select["placeholder"])

    chosen = await world.choose(found, "Firefly (2002)")

    assert "Firefly (2002): Nathan Fillion, Gina Torres" == first_line(chosen)
    assert (True, []) == (chosen.ephemeral, chosen.followups)
    known = await world.ask("cast", person="Nathan Fillion")
    assert "Firefly (2002): Malcolm Reynolds" in text(known)


async def test_of_several_people_one_is_chosen_by_birthday_and_country(
    world: World, tvmaze: TVmazeHere
) -> None:
    old = {"id": 50, "name": "Zed Quill", "birthday": "1950-03-01", "country": {"code": "GB"}}
    young = {"id": 51, "name": "Zed Quill", "birthday": "never", "country": None}
    tvmaze.shows[180] = with_person(tvmaze.shows[180], old, young)

    found = await world.press(await world.ask("cast", person="Zed Quill"), LOOK_THEM_UP)

    assert "Whom do you mean by “Zed Quill”?" == first_line(found)
    assert ["Zed Quill", "Zed Quill"] == options(found)
    assert ["born 1 March 1950, GB", None] == [one.get("description") for one in select_options(found)]

    chosen = await world.fan.select(message_of(found), ["51"])

    assert "Firefly (2002) · FOX: Somebody 51" in text(chosen.followups[0])


async def test_who_is_like_somebody_known_can_be_looked_up_as_well(world: World) -> None:
    asked = await world.ask("cast", person="Morgan")

    assert "Whom do you mean by “Morgan”?" == text(asked)
    assert len(options(asked)) > 1
    assert ["None of these? Look them up on TVmaze"] == buttons(asked)


async def test_more_of_a_person_who_is_little_known_here_is_looked_up_on_tvmaze(world: World) -> None:
    offered = await world.press(await world.ask("cast", show="The Bridge"), LOOK_UP)
    await world.choose(offered, "The Bridge (2013)")
    await world.learn(
        "Wednesday", Credit(person="Ours Alone", role="Extra", billing=90), layer=world.server.id
    )

    alone = await world.ask("cast", person="Demián Bichir")
    with_show = await world.ask("cast", show="The Bridge", person="demian bichir")
    ours = await world.ask("cast", person="Ours Alone")
    found = [await world.press(one, ELSEWHERE) for one in (alone, with_show)]
    again = await world.press(with_show, "Cast")

    assert ["Demián Bichir is in the cast of one show."] * 2 == [first_line(one) for one in found]
    assert [(True, [])] * 2 == [(one.ephemeral, one.followups) for one in found]
    assert ELSEWHERE in buttons(await world.press(await world.ask("cast", person="Bichir"), "Demián Bichir"))
    assert first_line(again).startswith("The Bridge (2013): Diane Kruger")
    assert ["Cast of The Bridge (2013)", ELSEWHERE] == buttons(alone)
    assert ["Cast of Wednesday (2022)"] == buttons(ours)


async def test_whoever_asks_for_more_of_a_known_person_is_not_told_to_check_the_spelling(
    world: World,
) -> None:
    told = await world.press(await world.ask("cast", person="Iñaki Godoy"), ELSEWHERE)

    assert "TVmaze knows nobody called “Iñaki Godoy”, so I know no more of them than that." == first_line(
        told
    )


async def test_only_people_are_looked_up_and_no_company(world: World) -> None:
    studio, boss, guest = "Bright Lantern Films", "Rory Vance", "Ida Quist"
    await world.learn(
        "Wednesday",
        Credit(person=studio, role="Animation studio (season 2)", billing=91),
        Credit(person=boss, role="studio executive, head of the studio", billing=92),
        Credit(person=guest, role="Man from the Gas Company", billing=93),
    )

    companies = [await world.ask("cast", person=name) for name in ("Nomadic Pictures", studio)]
    people = [await world.ask("cast", person=name) for name in ("Dennis Heaton", boss, guest)]

    assert [False] * 2 == [ELSEWHERE in buttons(one) for one in companies]
    assert [True] * 3 == [ELSEWHERE in buttons(one) for one in people]


async def test_what_was_found_by_a_part_of_its_title_is_offered_the_next_time_beside_looking_it_up(
    world: World,
) -> None:
    await world.press(await world.ask("status", show="daily show"), LOOK_UP)

    asked = await world.ask("status", show="daily show", season=2016)
    answer = await world.press(asked, "The Daily Show with Trevor Noah (2015)")
    managers = await world.moderator.slash(world.channel, "lock", show="daily show")
    person = await world.ask("cast", person="trvr noa")

    sentence = "I don't know “daily show”. Did you mean The Daily Show with Trevor Noah?"
    assert sentence == first_line(asked)
    looks = {part["label"]: part["style"] for part in components(asked) if part["type"] == 2}
    assert {"The Daily Show with Trevor Noah (2015)": 1, "No, look it up on TVmaze": 2} == looks
    assert not answer.ephemeral
    assert "Season 2016 of The Daily Show" in first_line(answer)
    assert f"{sentence} Pick it from the list you are offered." == first_line(managers)
    assert "I don't know “trvr noa”. Did you mean Trevor Noah?" == first_line(person)
    assert ["Trevor Noah", "No, look them up on TVmaze"] == buttons(person)
    assert "Trevor Noah" in first_line(await world.press(person, "Trevor Noah"))


@pytest.mark.parametrize("typed", ["🔥🔥🔥", "!!!", "…", "❤️"])
async def test_what_has_no_letter_is_not_looked_up_but_a_show_called_so_is_found(
    world: World, typed: str
) -> None:
    asked = [
        await world.ask("status", show=typed),
        await world.ask("cast", person=typed),
        await world.ask("shows", search=typed),
    ]
    await world.load(show_in_file(typed, year=2002))

    assert [[]] * 3 == [buttons(one) for one in asked]
    assert "`/cast` with a show lists its people." in text(asked[1])
    assert typed in first_line(await world.ask("status", show=typed))
    for spoken in ("진격의 거인", "24", "½"):
        assert [LOOK_UP] == buttons(await world.ask("status", show=spoken))


async def test_nobody_on_tvmaze_either_and_nobody_in_a_cast_is_told(world: World, tvmaze: TVmazeHere) -> None:
    nobody = await world.press(await world.ask("cast", person="Zzyzx Qqq"), LOOK_THEM_UP)
    tvmaze.next.extend(
        web.json_response(answer)
        for answer in ([{"person": {"id": 7, "name": "Ann Other"}}], {"id": 7, "name": "Ann Other"}, [])
    )
    idle = await world.press(await world.ask("cast", person="Ann Other", private=True), LOOK_THEM_UP)

    assert "TVmaze knows nobody called “Zzyzx Qqq”. Please check the spelling." == first_line(nobody)
    assert "TVmaze knows Ann Other, but no show that they are in the cast of." == first_line(idle)
    assert [] == select_options(idle)


async def test_looking_people_up_and_their_shows_counts_like_looking_shows_up(world: World) -> None:
    asked = await world.ask("cast", person="Nathan Fillion", private=True)
    found = await world.press(asked, LOOK_THEM_UP)
    for _ in range(MOST_LOOKUPS - 1):
        await world.press(asked, LOOK_THEM_UP)

    refused = [
        await world.press(asked, LOOK_THEM_UP),
        await world.choose(found, "Firefly (2002)"),
        await world.press(await world.ask("status", show="Zzyzx Qqq"), LOOK_UP),
    ]

    assert {
        "I have looked up as much in this server as I may in an hour. Please try again in 60 minutes."
    } == {first_line(one) for one in refused}


async def test_what_is_chosen_of_several_counts_like_another_lookup(world: World, tvmaze: TVmazeHere) -> None:
    alike = range(1901, 1926)
    for year in alike:
        tvmaze.shows[year] = {**tvmaze.shows[180], "id": year, "premiered": f"{year}-01-01"}
    del tvmaze.shows[180]
    found = await world.press(await world.ask("status", show="Firefly"), LOOK_UP)

    chosen = [await world.fan.select(message_of(found), [str(year)]) for year in alike]

    taken = [one for one in chosen if one.followups]
    assert MOST_LOOKUPS - 1 == len(taken)
    assert "I have looked up as much in this server as I may in an hour." in text(chosen[-1])


async def test_hostile_words_about_a_person_are_shown_as_words(world: World, tvmaze: TVmazeHere) -> None:
    hostile = "<b>@everyone</b> [x](https://evil.example) **" + "long " * 60
    tvmaze.shows[180] = {**with_person(tvmaze.shows[180], {"id": 50, "name": hostile}), "name": hostile}
    tvmaze.shows[118] = with_person(
        tvmaze.shows[118], {"id": 50, "name": hostile}, {"id": 51, "name": hostile}
    )

    choice = await world.press(await world.ask("cast", person="evil.example"), LOOK_THEM_UP)
    found = await world.fan.select(message_of(choice), ["50"])

    for shown in (choice, found, *found.followups):
        assert [] == faults(message_of(shown).components)
        assert "<b>" not in str(message_of(shown).components)
    assert 2 == len(options(found.followups[0]))


async def test_where_looking_up_is_off_nobody_is_offered_it_but_told_what_to_do_instead(world: World) -> None:
    assert isinstance(world.env.bot, Greenlight)
    await world.load(show_in_file("Bare", year=2002))
    offered = [
        await world.ask("cast", person="Nathan Fillion"),
        await world.ask("status", show="Firefly"),
        await world.ask("shows", search="Firefly"),
        await world.ask("status", show="Bare"),
    ]
    assert [LOOK_THEM_UP, LOOK_UP, LOOK_UP, LOOK_UP] == [buttons(shown)[0] for shown in offered]
    world.env.bot.catalogue = None

    person, status, shows, bare = [
        await world.ask("cast", person="Nathan Fillion"),
        await world.ask("status", show="Firefly"),
        await world.ask("shows", search="Firefly"),
        await world.ask("status", show="Bare"),
    ]
    cast, elsewhere = await world.ask("cast", show="Bare"), await world.ask_directly("cast", show="Bare")
    pressed = [await world.press(shown, buttons(shown)[0]) for shown in offered]

    shown = [person, status, shows, bare, cast, elsewhere]
    assert not [label for one in shown for label in buttons(one) if "TVmaze" in label]
    assert "`/cast` with a show lists its people." in first_line(person)
    assert "Moderators of a server can add one with `/update show`." in first_line(status)
    assert "`/shows` without a search lists all I know." in first_line(shows)
    more = "I know little more of it than its name. If you know more, please say so with `/suggest`"
    assert (f"{more}." in text(bare), f"{more}." in text(cast)) == (True, True)
    assert f"{more} in a server where I am a member." in text(elsewhere)
    assert {
        "I can't look anything up on TVmaze any more: whoever runs me has switched that off. "
        "`/shows` lists all I know, and in a server its moderators can add a show with `/update show`."
    } == {text(one) for one in pressed}


async def test_a_title_that_only_one_server_gives_a_show_is_not_sent_to_tvmaze(
    world: World, tvmaze: TVmazeHere
) -> None:
    form = await world.moderator.slash(world.channel, "update show", title="Project Nightingale")
    preview = await world.moderator.submit_modal(form, filled(form, year_network="2026, Ours", source=LINK))
    await world.press(preview, "Confirm", by=world.moderator)
    await world.load(show_in_file("Zork"))
    offered = await world.ask("status", show="Zork")
    zork = await world.page("Zork")
    renamed = zork.show.model_copy(update={"title": "Our Secret"})
    await world.learn("Zork", renamed, layer=world.server.id)

    own, ours = [await world.ask("status", show=title) for title in ("Project Nightingale", "Our Secret")]
    found = await world.press(offered, LOOK_UP)

    assert not [label for one in (own, ours) for label in buttons(one) if label in (LOOK_UP, ANOTHER)]
    assert "I know little more of it than its name." in text(own)
    assert "TVmaze knows no show called “Zork”, so I know no more of it than that." == first_line(found)
    assert ["/search/shows?q=Zork"] == tvmaze.asked


async def test_a_show_that_only_one_server_knows_is_not_looked_up_by_an_older_button_either(
    world: World, tvmaze: TVmazeHere
) -> None:
    await world.load(show_in_file("Nightingale"))
    page = await world.page("Nightingale")
    offered = await world.ask("status", show="Nightingale")
    renamed = page.show.model_copy(update={"title": "Our Secret"})
    await world.learn("Nightingale", renamed, layer=world.server.id)
    await world.learn("Nightingale", page.show, forget=True)

    pressed = [await world.press(offered, label) for label in (LOOK_UP, ANOTHER)]

    refused = "Only this server knows that show, so I don't ask TVmaze about it."
    assert [True, True] == [first_line(one).startswith(refused) for one in pressed]
    assert [] == tvmaze.asked


async def test_where_it_is_on_a_bare_show_is_looked_up_instead_of_told_by_hand(world: World) -> None:
    await world.load(show_in_file("Bare", year=2002))

    assert "I know little more" not in text(await world.ask("status", show="Bare"))


async def test_a_search_that_finds_nothing_can_be_looked_up_in_the_channel_too(world: World) -> None:
    searched = await world.ask("shows", search="Kröniken")

    found = await world.press(searched, LOOK_UP)

    assert [LOOK_UP] == buttons(searched)
    assert first_line(found).startswith("I found Krøniken (2004) on TVmaze")
    assert "Krøniken" in first_line(found.followups[0])
    assert LOOK_UP not in buttons(await world.ask("shows", search="Kröniken"))
    private = await world.ask("shows", search="Firefly", private=True)
    assert [] == (await world.press(private, LOOK_UP)).followups


# ---- what goes wrong at TVmaze


def sent_to(place: str) -> web.Response:
    return web.Response(status=301, headers={"Location": place})


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ([web.Response(status=403)], "TVmaze refuses to answer (it says 403)."),
        ([web.Response(text="<html>down for the night")], "TVmaze's answer makes no sense to me."),
        ([web.json_response({"name": "no list"})], "TVmaze's answer makes no sense to me."),
        ([web.json_response([{"show": {"id": "7"}}])], "TVmaze's answer makes no sense to me."),
        ([web.Response(body=b" " * 50_000_000)], "TVmaze's answer is far too long, so I have not read it."),
        ([sent_to("https://evil.example/")], "TVmaze sends us on to another place, where I don't go."),
        ([sent_to("/shows/1")] * 4, "TVmaze sends us on without an end, so I can't read its answer."),
    ],
)
async def test_an_answer_that_cannot_be_taken_is_told_in_a_sentence_and_nothing_is_kept(
    world: World, tvmaze: TVmazeHere, answers: list[web.Response], sentence: str
) -> None:
    asked = await world.ask("status", show="Firefly")
    person = await world.ask("cast", person="Nathan Fillion")
    for shown, label in ((asked, LOOK_UP), (person, LOOK_THEM_UP)):
        tvmaze.next.extend(copied(answer) for answer in answers)

        told = await world.press(shown, label)

        assert first_line(told).startswith(sentence)
        assert told.ephemeral
        assert [] == [*told.followups, *tvmaze.next]
        assert [] == faults(message_of(told).components)
    assert [] == await world.choices("status", "show", "firefly")
    assert "I found Firefly (2002)" in first_line(await world.press(asked, LOOK_UP))


def copied(answer: web.Response) -> web.Response:
    """The same answer once more; one can be sent only once."""
    return web.Response(status=answer.status, headers=answer.headers, body=answer.body)


async def test_a_tvmaze_that_is_away_or_in_trouble_is_told_and_can_be_asked_again(
    world: World, tvmaze: TVmazeHere, database: Database
) -> None:
    assert isinstance(world.env.bot, Greenlight)
    asked, told = await world.ask("status", show="Firefly"), list[str]()
    with socket.create_server(("127.0.0.1", 0)) as server:
        gone = f"http://127.0.0.1:{server.getsockname()[1]}"
    tvmaze.next.extend(web.Response(status=503) for _ in range(4))
    for address in (gone, tvmaze.address, tvmaze.address):
        async with TVmaze(address, StoredAnswers(database), first_pause=0.001) as hasty:
            world.env.bot.catalogue = Catalogue(database, hasty)
            told.append(first_line(await world.press(asked, LOOK_UP)))

    assert [
        "TVmaze cannot be reached. Please try again in a few minutes.",
        "TVmaze has trouble (it answers 503). Please try again in a few minutes.",
    ] == told[:2]
    assert "I found Firefly (2002)" in told[2]


async def test_an_answer_that_was_had_is_told_though_it_cannot_be_kept_for_the_next_time(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    async with world.database.write() as connection:
        stuck = "BEFORE INSERT ON kept_answer BEGIN SELECT RAISE(ABORT, 'stuck'); END"
        await connection.exec_driver_sql(f"CREATE TRIGGER stuck {stuck}")

    found = await world.press(await world.ask("status", show="Firefly"), LOOK_UP)

    assert first_line(found).startswith("I found Firefly (2002) on TVmaze")
    assert "An answer of TVmaze cannot be kept" in caplog.text


async def test_markup_in_summaries_and_long_titles_are_shown_as_text(
    world: World, tvmaze: TVmazeHere
) -> None:
    title = "The Bridge " + "to a very distant shore " * 12
    summary = "<p>A <b>bridge</b> &amp; a <script>alert(1)</script>body<br>[x](https://evil.example)</p>"
    for number in (9000001, 9000002):
        tvmaze.shows[number] = {**tvmaze.shows[number], "name": title, "summary": summary}

    choice = await world.press(await world.ask("status", show="The Bridge to a very"), LOOK_UP)
    (described,) = [one["description"] for one in select_options(choice) if one["value"] == "9000001"]
    found = await world.fan.select(message_of(choice), ["9000001"])
    (offered,) = [
        one for one in await world.choices("status", "show", "the bridge to a very") if "2011" in one
    ]

    assert len(title) > 280
    assert "SVT1, SE · A bridge & a alert(1)body" in described
    cut = f"The Bridge {'to a very distant shore ' * 3}to a…"
    assert [f"{cut} (2011)", f"{cut} (2013)"] == options(choice)
    assert len(offered) <= 100
    assert "… (2011) · SVT1 · ended" in offered
    for shown in (choice, found, *found.followups):
        assert [] == faults(message_of(shown).components)


async def test_a_show_that_was_merged_into_another_is_answered_as_that_one(
    world: World, tvmaze: TVmazeHere
) -> None:
    choice = await world.press(await world.ask("status", show="The Bridge"), LOOK_UP)
    tvmaze.next.append(sent_to("/shows/9000002"))

    chosen = await world.choose(choice, "The Bridge (2011)")

    assert first_line(chosen).startswith("I found The Bridge (2013) on TVmaze")
    assert first_line(chosen.followups[0]).startswith("The Bridge (2013) has ended.")
    assert "**2** · out 9 July 2014" in text(chosen.followups[0])
    assert 1 == len(await world.choices("status", "show", "the bridge"))


@pytest.mark.parametrize(
    "embedded", [{}, {"_embedded": {"seasons": []}}, {"_embedded": {"cast": [], "seasons": None}}]
)
async def test_what_is_held_of_a_show_stays_when_tvmaze_tells_no_more_than_its_name(
    world: World, tvmaze: TVmazeHere, embedded: Json
) -> None:
    await world.press(await world.ask("status", show="Firefly"), LOOK_UP)
    cards = [text(await world.ask(card, show="Firefly")) for card in ("status", "cast")]
    name_only = {"id": 180, "name": "Firefly", "updated": 2_000_000_000, **embedded}
    tvmaze.shows[180] = {**tvmaze.shows[180], "updated": 2_000_000_000}
    tvmaze.next.extend([0.0, web.json_response(name_only)])
    bot = world.env.bot
    assert isinstance(bot, Greenlight)
    assert bot.catalogue is not None

    await refresh(world.database, bot.catalogue, NOW)

    assert ["/updates/shows", 0] == [tvmaze.asked[-2], len(tvmaze.next)]
    assert cards == [text(await world.ask(card, show="Firefly")) for card in ("status", "cast")]
    assert "Malcolm Reynolds" in cards[1]


async def test_two_shows_merged_after_both_were_taken_are_both_still_answered(
    world: World, tvmaze: TVmazeHere
) -> None:
    choice = await world.press(await world.ask("status", show="The Bridge"), LOOK_UP)
    for title in ("The Bridge (2011)", "The Bridge (2013)"):
        await world.choose(choice, title)
    async with world.database.write() as connection:
        await connection.execute(tables.kept_answer.delete())
    del tvmaze.shows[9000001]
    tvmaze.shows[9000002] = {**tvmaze.shows[9000002], "updated": 2_000_000_000}
    bot = world.env.bot
    assert isinstance(bot, Greenlight)
    assert bot.catalogue is not None

    await refresh(world.database, bot.catalogue, NOW)

    offered = await world.choices("status", "show", "the bridge")
    assert ["2011", "2013"] == sorted(year for name in offered for year in ("2011", "2013") if year in name)
