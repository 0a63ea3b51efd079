"""/history, Undo, Take over and the log, as fans and moderators meet them."""

import json
from typing import Any

import pytest
import simcord
from simcord.results import InteractionResult

from db import channels
from db.cast import Credit
from db.facts import SHARED
from db.pages import read_page
from db.status import Decision, Verdict
from db.story import Story, StoryKind
from db.when import When
from tests.conftest import NOW
from tests.live import faults
from tests.managing import configure
from tests.world import (
    World,
    buttons,
    components,
    filled,
    first_line,
    message_of,
    show_in_file,
    text,
)

LINK = "https://variety.com/2026/tv/news/a-page-1235/"
RENEWED = "Wednesday was renewed for season 3"


async def correct(world: World, by: simcord.MemberActor | None = None, **fields: str) -> InteractionResult:
    """A moderator says something else about Wednesday's third season and confirms it."""
    who = by or world.moderator
    opened = await who.slash(world.channel, "update decision", show="Wednesday", season=3)
    typed = {"verdict": "cancelled", "decided": "20 Nov 2026", "source": LINK, **fields}
    preview = await who.submit_modal(opened, filled(opened, **typed))
    return await who.click(message_of(preview), label="Confirm")


async def history(world: World, **about: Any) -> InteractionResult:
    return await world.moderator.slash(world.channel, "history", **about)


async def undo(world: World, shown: InteractionResult, number: int = 0) -> InteractionResult:
    """The moderator presses the Undo of an edit, the newest being the first."""
    undos = [part["custom_id"] for part in components(shown) if part.get("label") == "Undo"]
    return await world.moderator.click(message_of(shown), custom_id=undos[number])


async def headline(world: World) -> str:
    return first_line(await world.ask("status", show="Wednesday"))


async def test_the_history_says_who_changed_what_from_what_and_by_which_source(world: World) -> None:
    await correct(world)

    shown = await world.ask("history", show="Wednesday", season=3)

    said = text(shown)
    assert "about season 3 of Wednesday, the newest first" in first_line(shown)
    assert f"<t:{int(NOW.timestamp())}:f> · <@{world.moderator.id}> " in said
    assert "Decision: cancelled" in said
    assert "[variety.com](<https://variety.com/2026/tv/news/a-page-1235/>)" in said
    assert "starter content added for every server" in said
    assert ["a ping"] == [one.split(" in ")[0] for one in faults(message_of(shown).components)][:1]
    assert not shown.ephemeral
    assert "Undo" not in buttons(shown)


async def test_each_server_sees_its_own_history_alone(world: World) -> None:
    await correct(world)

    elsewhere = await world.ask_elsewhere("history", show="Wednesday")
    own = await world.ask_elsewhere("history")

    assert str(world.moderator.id) not in text(elsewhere)
    assert "Nothing has been changed in this server yet." == first_line(own)


async def test_the_whole_servers_history_names_the_show_of_each_change(world: World) -> None:
    await correct(world)
    await configure(world, private=True)

    said = text(await history(world))

    assert "Decision, season 3 of Wednesday" in said
    assert "Settings" in said
    assert "Answers: in the channel → private" in said


async def test_a_history_has_pages_for_the_one_who_asked(world: World) -> None:
    for number in range(1, 8):
        await correct(world, decided=f"{number} Nov 2026")

    shown = await world.ask("history", show="Wednesday", season=3)
    await world.restart()
    await world.press(shown, "Next")
    somebody_elses = await world.press(shown, "Previous", by=world.second_moderator)

    assert "Page 2 of 2" in text(shown)
    assert "starter content" in text(shown)
    assert somebody_elses.ephemeral
    assert "Undo" in buttons(somebody_elses)


async def test_a_moderators_history_stays_theirs_alone_where_the_show_was_to_choose(world: World) -> None:
    zorkan = await changed_in_one_of_two(world)
    asked = [await history(world, show="Zorkan"), await history(world, show="Zorkan", private=False)]

    _, to_all = [await world.moderator.select(message_of(one), [zorkan]) for one in asked]

    alone = asked[0]  # turned in place
    assert ["Eight changes about Zorkan, the newest first"] * 2 == [first_line(alone), first_line(to_all)]
    assert (True, False) == (alone.ephemeral, to_all.ephemeral)
    assert (True, False) == ("Undo" in buttons(alone), "Undo" in buttons(to_all))


async def test_a_fans_history_turns_in_place_where_the_show_was_to_choose(world: World) -> None:
    zorkan = await changed_in_one_of_two(world)
    shown = await world.fan.select(message_of(await world.ask("history", show="Zorkan")), [zorkan])

    await world.press(shown, "Next")

    assert not shown.ephemeral
    assert "Page 2 of 2" in text(shown)


async def changed_in_one_of_two(world: World) -> str:
    """One of two shows called Zorkan, about which this server has changed its mind seven times."""
    await world.load(show_in_file("Zorkan", year=2001), show_in_file("Zorkan", year=2011))
    for day in range(1, 8):
        decision = Decision(season=2, verdict=Verdict.CANCELLED, decided=When.parse(f"2012-01-0{day}"))
        await world.learn("Zorkan", decision, layer=world.server.id)
    return str(await world.show_id("Zorkan"))


async def test_a_piece_of_story_stays_hidden_in_the_history(world: World) -> None:
    secret = Story(number=90, kind=StoryKind.THEORY, text="The *butler* did it", spoils_through="S1E8")
    await world.learn("Wednesday", secret, layer=world.server.id)

    said = text(await world.ask("history", show="Wednesday"))

    assert "||Story: The \\*butler\\* did it||" in said


async def test_in_direct_messages_a_show_has_to_be_named(world: World) -> None:
    assert "Which show?" in text(await world.ask_directly("history"))
    assert "about Wednesday" in first_line(await world.ask_directly("history", show="Wednesday"))


async def test_one_change_has_no_order(world: World) -> None:
    assert "One change about 1899" == first_line(await world.ask("history", show="1899"))


async def test_undo_of_the_servers_last_word_brings_the_shared_fact_back(world: World) -> None:
    await correct(world)
    assert "cancelled" in await headline(world)

    preview = await undo(world, await history(world, show="Wednesday"))
    assert RENEWED in text(preview).split("The answer will begin")[1]
    assert "cancelled" in await headline(world), "nothing is changed before it is confirmed"
    done = await world.press(preview, "Undo it", by=world.moderator)

    assert "Undone." in text(done)
    assert RENEWED in await headline(world)
    told = text(await world.ask("history", show="Wednesday")).splitlines()
    assert f"<@{world.moderator.id}> undid the change of 22 November 2026, 12:00 UTC" in told[1]
    assert "### Three changes about Wednesday, the newest first" == told[0]
    assert told[2].endswith("** · back to what everybody sees")
    assert "Note: undid" not in "\n".join(told)


async def test_undoing_promises_the_answer_that_people_then_get_and_tells_it_when_it_is_done(
    world: World,
) -> None:
    typed = {"verdict": "cancelled", "decided": "20 Nov 2026", "source": LINK}
    opened = await world.moderator.slash(world.channel, "update decision", show="Wednesday", season=4)
    saved = await world.moderator.submit_modal(opened, filled(opened, **typed))
    await world.press(saved, "Confirm", by=world.moderator)

    preview = await undo(world, await history(world, show="Wednesday"))
    promised = text(preview)
    done = await world.press(preview, "Undo it", by=world.moderator)

    answer, of_season = await headline(world), await world.ask("status", show="Wednesday", season=4)
    assert "Wednesday was renewed for season 3; it has no date yet." == answer
    assert f"**The answer will begin**\n{answer}\n-# About season 4: {first_line(of_season)}" in promised
    assert text(done).startswith(
        f"Undone. The history keeps the change and its undoing.\nThe answer now begins: {answer}"
    )


async def test_an_undo_can_be_undone(world: World) -> None:
    await correct(world)
    for _ in range(2):
        preview = await undo(world, await history(world, show="Wednesday"))
        await world.press(preview, "Undo it", by=world.moderator)

    assert "cancelled" in await headline(world)


async def test_a_change_begun_before_an_undo_is_not_saved_over_it_without_a_word(world: World) -> None:
    credit, show_id = Credit(person="Nobody Else", role="Thing", billing=1), await world.show_id("Wednesday")
    await world.learn("Wednesday", credit, layer=world.server.id)
    async with world.database.read() as connection:
        page = await read_page(connection, show_id, world.server.id)
    assert page
    (entry,) = [fact.id for fact in page.credits if fact.value.person == "Nobody Else"]
    second = world.second_moderator
    opened = await second.slash(world.channel, "update credit", show="Wednesday", entry=f"entry:{entry}")
    begun = await second.submit_modal(opened, filled(opened, billing="2", source=LINK))
    undoing = await undo(world, await history(world, show="Wednesday"))
    await world.press(undoing, "Undo it", by=world.moderator)

    await world.press(begun, "Confirm", by=second)
    told, unsaved = text(begun), text(await world.ask("cast", show="Wednesday"))
    await world.press(begun, "Confirm", by=second)

    assert f"Meanwhile {world.moderator.mention} changed this" in told
    assert "Nobody Else" not in unsaved
    assert "Nobody Else" in text(await world.ask("cast", show="Wednesday"))


async def test_undo_works_after_a_restart_and_once(world: World) -> None:
    await correct(world)
    shown = await history(world, show="Wednesday")
    await world.restart()
    preview = await undo(world, shown)
    again = await undo(world, shown)
    await world.restart()

    await world.press(preview, "Undo it", by=world.moderator)
    second = await world.press(again, "Undo it", by=world.moderator)

    assert RENEWED in await headline(world)
    assert "holds already" in text(second) or "Meanwhile" in text(second)


async def test_undoing_what_was_superseded_says_so_and_offers_the_newer_one(world: World) -> None:
    await correct(world)
    await correct(world, by=world.second_moderator, verdict="ended")
    shown = await history(world, show="Wednesday")

    preview = await undo(world, shown, 1)
    newer = await world.press(preview, "Undo the newer one", by=world.moderator)
    await world.press(newer, "Undo it", by=world.moderator)

    assert f"changed again since, by <@{world.second_moderator.id}>" in text(preview)
    assert "cancelled" in await headline(world)


async def test_undoing_what_was_superseded_goes_back_to_before_both(world: World) -> None:
    await correct(world)
    await correct(world, by=world.second_moderator, verdict="ended")

    preview = await undo(world, await history(world, show="Wednesday"), 1)
    await world.press(preview, "Undo it", by=world.moderator)

    assert "was renewed" not in text(preview).split("The answer will begin")[0]
    assert "cancelled" not in await headline(world)


async def test_what_changed_between_preview_and_confirmation_is_shown_first(world: World) -> None:
    await correct(world)
    preview = await undo(world, await history(world, show="Wednesday"))
    await correct(world, by=world.second_moderator, platform="Hulu")

    await world.press(preview, "Undo it", by=world.moderator)

    assert "Meanwhile somebody changed this" in text(preview)
    assert "cancelled" in await headline(world)


async def test_fans_and_those_who_lost_the_permission_cannot_undo(world: World) -> None:
    await correct(world)
    shown = await history(world, show="Wednesday")
    preview = await undo(world, shown)
    world.demote(world.moderator)

    for refused in (await undo(world, shown), await world.press(preview, "Undo it", by=world.moderator)):
        assert "Only moderators can do that" in text(refused)
    assert "cancelled" in await headline(world)


async def test_a_removed_show_is_brought_back_from_the_servers_history(world: World) -> None:
    details = (await world.page("Wednesday")).show
    await world.learn("Wednesday", details, layer=world.server.id, forget=True)
    assert "don't know a show" in text(await world.ask("status", show="Wednesday"))

    preview = await undo(world, await history(world))
    await world.press(preview, "Undo it", by=world.moderator)

    assert RENEWED in await headline(world)


async def test_undoing_more_than_a_card_can_hold_tells_how_much_and_the_first_of_it(world: World) -> None:
    credits = [Credit(person=f"Ann {number:04}", role="Guest", billing=100) for number in range(1_234)]
    await world.learn("Wednesday", *credits, layer=world.server.id)

    preview = await undo(world, await history(world))
    said = text(preview)
    undone = await world.press(preview, "Undo it", by=world.moderator)

    assert "**1,234 credits**" in said
    assert 4 == said.count("Ann 0")
    assert "-# and 1,230 more" in said
    assert first_line(undone).startswith("Undone.")
    assert not any("Ann" in one.value.person for one in (await world.page("Wednesday")).credits)


async def test_a_moderator_takes_over_what_the_shared_catalogue_says_by_now(world: World) -> None:
    renewed = (await world.page("Wednesday")).decision(3)
    assert renewed
    for layer, word in ((world.server.id, "Ours"), (SHARED, "Theirs, and newer")):
        await world.learn("Wednesday", renewed.value.model_copy(update={"note": word}), layer=layer)

    answer = await world.moderator.slash(world.channel, "status", show="Wednesday")
    (offer,) = answer.followups
    offered = text(offer)
    fans = await world.ask("status", show="Wednesday")
    await world.restart()
    done = await world.moderator.click(offer, label="Take over")

    assert offer.ephemeral
    assert "Note: Ours → Theirs, and newer" in offered
    assert [] == fans.followups
    assert [] == buttons(offer), "there is nothing left to take over"
    assert "Taken over." in text(done)
    assert "Theirs, and newer" in text(await world.ask("status", show="Wednesday"))
    assert "took over" in text(await world.ask("history", show="Wednesday"))


async def test_what_the_catalogue_changed_since_is_shown_before_it_is_taken_over(world: World) -> None:
    renewed = (await world.page("Wednesday")).decision(3)
    assert renewed
    for layer, word in ((world.server.id, "Ours"), (SHARED, "Newer")):
        await world.learn("Wednesday", renewed.value.model_copy(update={"note": word}), layer=layer)
    (offer,) = (await world.moderator.slash(world.channel, "status", show="Wednesday")).followups
    await world.learn("Wednesday", renewed.value.model_copy(update={"note": "Newest"}))

    shown = await world.moderator.click(offer, label="Take over")

    assert "Note: Ours → Newest" in text(shown)
    assert "Ours" in text(await world.ask("status", show="Wednesday"))


async def test_the_log_gets_one_line_for_each_change(world: World) -> None:
    await configure(world, log_channel=world.channel.id)

    await correct(world)

    sent = [
        json.dumps([part.to_dict() for part in message.components]) for message in world.channel.history()
    ]
    assert 1 == len([one for one in sent if "Decision, season 3 of Wednesday" in one])


async def test_a_closed_log_channel_stops_nothing_and_is_told_once(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await configure(world, log_channel=123456789)

    await correct(world)
    told = await history(world)
    again = await history(world)

    assert "cancelled" in await headline(world)
    assert ["I could not post in <#123456789>" in text(one) for one in told.followups] == [True]
    assert [] == again.followups
    assert 1 == caplog.text.count("is closed")


async def test_what_taking_over_would_drop_is_shown_first_and_all_of_it(world: World) -> None:
    renewed = (await world.page("Wednesday")).decision(3)
    assert renewed
    ours = renewed.value.model_copy(update={"note": "Ours"})
    await world.learn("Wednesday", ours, layer=world.server.id)
    await world.learn("Wednesday", renewed.value.model_copy(update={"note": "Theirs, and newer"}))
    (offer,) = (await world.moderator.slash(world.channel, "status", show="Wednesday")).followups
    await correct(world, by=world.second_moderator)

    shown = await world.moderator.click(offer, label="Take over")
    told = text(shown)
    await world.press(shown, "Take over", by=world.moderator)

    assert "cancelled" in told, "what somebody decided meanwhile would go as well"
    assert "Theirs, and newer" in text(await world.ask("status", show="Wednesday"))
    assert RENEWED in await headline(world)


async def test_a_piece_of_story_stays_hidden_where_it_can_be_taken_over(world: World) -> None:
    for layer, word in ((world.server.id, "cook"), (SHARED, "butler")):
        secret = Story(number=90, kind=StoryKind.THEORY, text=f"The {word} did it", spoils_through="S1E8")
        await world.learn("Wednesday", secret, layer=layer)

    (offer,) = (await world.moderator.slash(world.channel, "status", show="Wednesday")).followups

    assert "||Story: The cook did it → The butler did it||" in text(offer)


async def test_the_history_of_a_season_tells_what_was_removed_from_it_too(world: World) -> None:
    told = Story(number=90, season=3, kind=StoryKind.THEORY, text="She returns")
    await world.learn("Wednesday", told, layer=world.server.id)
    await world.learn("Wednesday", told, layer=world.server.id, forget=True)

    said = text(await world.ask("history", show="Wednesday", season=3))

    assert 1 == said.count("a test removed")


async def test_the_log_says_that_something_was_undone(world: World) -> None:
    await configure(world, log_channel=world.channel.id)
    await correct(world)
    preview = await undo(world, await history(world, show="Wednesday"))
    await world.press(preview, "Undo it", by=world.moderator)

    sent = [json.dumps([part.to_dict() for part in one.components]) for one in world.channel.history()]
    assert 1 == len([one for one in sent if "undid the change of 22 November 2026" in one])


async def test_a_moderator_who_could_not_be_told_of_a_closed_channel_is_told_at_the_next_command(
    world: World,
) -> None:
    await configure(world, log_channel=123456789)
    await correct(world)

    world.env.inject_error("POST", "/webhooks/*")
    missed = await history(world)
    told = await history(world)

    assert [] == missed.followups
    assert ["I could not post in <#123456789>" in text(one) for one in told.followups] == [True]


async def test_telling_of_some_channels_leaves_the_others_to_be_told(world: World) -> None:
    layer, now = world.server.id, world.env.now()
    async with world.database.write() as connection:
        for channel in (1, 2):
            await channels.note_fault(connection, layer, channel, now)
        await channels.note_told(connection, layer, [1])
        untold = await channels.untold(connection, layer)

    assert [2] == untold
