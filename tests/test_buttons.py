"""Buttons and selects, as people press them."""

from typing import Any

import discord
import pytest
from discord import ui

from bot.cards.frame import Card
from db.status import Decision, Verdict
from db.when import When
from tests.live import faults
from tests.world import World, buttons, components, first_line, message_of, text


async def post(world: World, custom_id: str) -> discord.Message:
    """A message of the bot's with one button, as an older or newer version of it may have left behind."""
    row: ui.ActionRow[Card] = ui.ActionRow(ui.Button(label="Press", custom_id=custom_id))
    channel: Any = world.env.bot.get_channel(world.channel.id)
    view = Card(timeout=None)
    view.add_item(row)
    return await channel.send(view=view)


async def test_neighbouring_answers_go_to_the_one_who_presses_alone(world: World) -> None:
    answer = await world.ask("status", show="The Imperfects")
    before = text(answer)

    for person in (world.fan, world.moderator):
        for label, said in {
            "Reviews": "Opinions on season 1 of The Imperfects are divided",
            "Viewers": "Season 1 of The Imperfects was watched for 71.85 million hours",
            "Cast": "The Imperfects: Italia Ricci",
            "Story": "The Imperfects: this spoils everything up to season 1, episode 10.",
        }.items():
            pressed = await world.press(answer, label, by=person)

            assert pressed.ephemeral
            assert said in first_line(pressed)
    assert before == text(answer)


async def test_on_a_private_answer_they_change_it_in_place(world: World) -> None:
    answer = await world.ask("status", show="The Imperfects", private=True)

    for label in ("Reviews", "Viewers", "Cast", "Story", "Reveal", "Status"):
        await world.press(answer, label)
        assert answer.ephemeral

    assert "The Imperfects was cancelled after one season" in first_line(answer)


async def test_they_keep_the_season_that_was_asked_for(world: World) -> None:
    answer = await world.ask("status", show="Wednesday", season=2)

    assert "Season 2 of Wednesday has 65" in first_line(await world.press(answer, "Reviews"))
    assert "season 2 of Wednesday" in first_line(await world.press(answer, "Story"))


async def test_they_work_after_a_restart(world: World) -> None:
    answer = await world.ask("reviews", show="The Imperfects")

    await world.restart()

    assert "The Imperfects was cancelled" in first_line(await world.press(answer, "Status"))


async def test_in_direct_messages_they_answer_too(world: World) -> None:
    answer = await world.ask_directly("cast", show="The Imperfects")
    assert answer.response

    pressed = await world.fan.user.click(answer.response, label="Status")

    assert "The Imperfects was cancelled" in first_line(pressed)


async def test_each_server_sees_its_own_layer_through_the_same_button(world: World) -> None:
    revived = Decision(season=2, verdict=Verdict.REVIVED, decided=When.parse("2026-11-01"))
    await world.learn("The Imperfects", revived, layer=world.server.id)
    here = await world.ask("cast", show="The Imperfects")
    elsewhere = await world.ask_elsewhere("cast", show="The Imperfects")
    assert [b["custom_id"] for b in components(here) if b["type"] == 2] == [
        b["custom_id"] for b in components(elsewhere) if b["type"] == 2
    ]

    assert "was revived" in first_line(await world.press(here, "Status"))
    assert "was cancelled" in first_line(await world.press(elsewhere, "Status", by=world.other_fan))


async def test_a_button_that_asks_for_what_is_not_there_is_answered_privately(world: World) -> None:
    answers = {
        "ask:nonsense:1:::0:": "That button is from an older version of me.",
        "ask:about::::0:": "That button is from an older version of me.",
        "ask:status:999999999999999999:::0:": "I don't know that show here.",
        "ask:status::::0:": "Which show? Try",
        "ask:reveal:999:::1:": "I don't know that show here.",
        "ask:cast:1:::1:Xyzzy ||Quux|| @everyone": "I don't know anybody called “Xyzzy \\|\\|Quux",
        "ask:cast:999:::0:Iñaki Godoy": "Next for Iñaki Godoy",
        "ask:viewers:999:::0:": "I don't know that show here.",
        "ask:viewers:1:::0:show:999": "I don't know that show here.",
        "ask:viewers:1:::0:show:1": "is The Imperfects twice.",
        "ask:viewers:1:::1:||@everyone": "I don't know a show called “\\|\\|@\u200beveryone”.",
        "ask:viewers:1:77::0:": "I have no Netflix Top 10 figures for season 77 of The Imperfects",
        "ask:shows:::9999:0:||@everyone": "I found no show called “\\|\\|@\u200beveryone”.",
        "ask:shows:::9999:0:": "-# Page 2 of 2",
        "ask:status:1:0::0:": "season 0",
        "ask:reviews:1:9999::0:": "There will be no season 9999: The Imperfects was cancelled",
    }
    for custom_id, said in answers.items():
        pressed = await world.fan.click(await post(world, custom_id), label="Press")

        assert pressed.ephemeral, custom_id
        assert said.casefold() in text(pressed).casefold()
        assert [] == faults(message_of(pressed).components)


async def test_a_button_that_would_reveal_to_all_reveals_to_one(world: World) -> None:
    show = await world.show_id("The Imperfects")

    pressed = await world.fan.click(await post(world, f"ask:reveal:{show}:::1:"), label="Press")

    assert pressed.ephemeral
    assert "Tilda" in text(pressed)


async def test_a_failing_store_is_told_privately_and_shows_nothing_of_itself(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await world.ask("status", show="The Imperfects")
    another = await world.show_id("Wednesday")
    async with world.database.write() as connection:
        await connection.exec_driver_sql("ALTER TABLE fact RENAME TO lost")

    assert "Italia Ricci" in text(await world.press(answer, "Cast"))
    pressed = await world.fan.click(await post(world, f"ask:cast:{another}:::1:"), label="Press")

    assert pressed.ephemeral
    sentence = "I can't reach my facts right now. Nothing was changed; please try again in a minute."
    assert sentence == text(pressed)
    assert "no such table" in caplog.text


async def test_a_card_without_a_season_has_the_same_buttons_everywhere(world: World) -> None:
    for command in ("status", "reviews", "viewers", "cast", "story"):
        shown = buttons(await world.ask(command, show="Wednesday"))
        assert 4 == len([label for label in shown if label != "Reveal"])


async def test_viewers_are_offered_where_there_are_any(world: World) -> None:
    offered = {
        (show, season): "Viewers" in buttons(await world.ask("status", show=show, season=season))
        for show, season in [("Wednesday", 2), ("Wednesday", 3), ("One Day at a Time", 1)]
    }

    assert {("Wednesday", 2): True, ("Wednesday", 3): False, ("One Day at a Time", 1): False} == offered
