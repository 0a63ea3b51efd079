"""/privacy: what is kept about somebody, and what is left once they have it erased."""

import asyncio
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from simcord.results import InteractionResult

from db.database import open_database
from db.edits import Change, Signature, sign
from db.mutes import Mute, muted
from db.privacy import erase
from db.tables import SERVER
from tests.live import faults
from tests.moderating import Moderator
from tests.servers import DIRECTOR, WRITER, Rows, Servers, rows
from tests.test_process import Behind, connected, left
from tests.wire import Answer, Where, Wire
from tests.world import World, buttons, filled, first_line, message_of, text

NOTHING = "I keep nothing about you."
KEPT = "I keep one thing about you: your Discord ID."
LINK = "https://variety.com/2026/tv/news/a-page-1235/"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of the conversation's store."""
    return tmp_path / "greenlight.db"


def naming(held: Rows, who: int) -> list[tuple[str, Any]]:
    """Every row of a store in which somebody's id stands, as a number or in a text."""
    return [
        (table, row)
        for table, found in held.items()
        for row in found
        if any(str(who) in str(value) for value in row)
    ]


async def work(world: World) -> None:
    """The moderator leaves something of each kind behind, here and elsewhere, and so do others."""
    me, other, here = world.moderator.id, world.second_moderator.id, world.server.id
    servers = Servers(world.database, world.env.now(), interaction=1000)
    show_id = await world.show_id("Wednesday")
    await servers.say(here, me, show_id, DIRECTOR)
    await servers.say(world.other_server.id, me, show_id, WRITER)
    await servers.suggest(here, me, other)
    await servers.suggest(here, other, me)
    await servers.begin(here, me)
    await servers.begin(here, other)


async def privacy(world: World) -> InteractionResult:
    return await world.moderator.slash(world.channel, "privacy")


async def erase_all(world: World, shown: InteractionResult) -> InteractionResult:
    """The moderator presses the button and then the second one."""
    await world.press(shown, "Erase my ID", by=world.moderator)
    return await world.press(shown, "Erase it", by=world.moderator)


async def test_who_only_asks_is_told_that_nothing_is_kept(world: World, path: Path) -> None:
    await world.ask("status", show="Wednesday")
    before = rows(path)

    answers = [await world.ask("privacy"), await world.ask_directly("privacy")]

    for answer in answers:
        assert answer.ephemeral
        assert NOTHING == first_line(answer)
        assert [] == buttons(answer)
        assert [] == faults(message_of(answer).components)
    assert before == rows(path)
    assert [] == naming(before, world.fan.id)


async def test_each_thing_that_is_kept_is_counted_for_the_one_who_asks_alone(world: World) -> None:
    await work(world)

    here = await privacy(world)
    directly = await world.moderator.user.slash("privacy")
    somebody_elses = await world.ask("privacy")
    there = world.other_server.add_member(world.moderator.user)
    elsewhere = await there.slash(world.other_channel, "privacy")

    assert here.ephemeral
    assert KEPT == first_line(here)
    for line in (
        "Two changes in this server and one change elsewhere",
        "One form filled in lately",
        "One suggestion of yours",
        "One decision on suggestions of others",
    ):
        assert line in text(here)
    assert "mute" not in text(here)
    assert "Three changes\n" in text(directly)
    assert "One change in this server and two changes elsewhere\n" in text(elsewhere)
    assert NOTHING == first_line(somebody_elses)
    assert [] == faults(message_of(here).components)


async def test_an_erased_moderator_is_found_in_no_table_and_what_they_did_stays(
    world: World, path: Path
) -> None:
    me = world.moderator.id
    await work(world)
    shown = await privacy(world)
    before = rows(path)
    asked = text(await world.press(shown, "Erase my ID", by=world.moderator))
    untouched = rows(path)
    await world.restart()

    erased = await world.press(shown, "Erase it", by=world.moderator)

    after = rows(path)
    actors = [(number, None if who == me else who, name) for number, who, name in before["actor"]]
    assert shown.ephemeral
    assert before == untouched, "nothing is erased before it is confirmed"
    assert "stays, as by “a former moderator”" in asked
    assert "Your ID is erased." == first_line(erased)
    assert len(naming(before, me)) == 3
    assert [] == naming(after, me)
    assert {**before, "actor": actors, "draft": after["draft"]} == after
    assert len(before["draft"]) - 1 == len(after["draft"]), "what they had begun is gone"
    assert "Corrected here by a former moderator" in text(await world.ask("cast", show="Wednesday"))
    assert "a former moderator added" in text(await world.ask("history", show="Wednesday"))
    assert NOTHING == first_line(await privacy(world))


async def test_who_cancels_stays_as_they_were(world: World, path: Path) -> None:
    await work(world)
    shown = await privacy(world)
    before = rows(path)

    await world.press(shown, "Erase my ID", by=world.moderator)
    cancelled = await world.press(shown, "Cancel", by=world.moderator)

    assert "Cancelled. Nothing was erased." == text(cancelled)
    assert before == rows(path)


async def test_who_acts_again_after_erasing_is_somebody_new(world: World, path: Path) -> None:
    await work(world)
    await erase_all(world, await privacy(world))
    opened = await world.moderator.slash(world.channel, "update decision", show="Wednesday", season=3)
    typed = filled(opened, verdict="cancelled", decided="20 Nov 2026", source=LINK)
    preview = await world.moderator.submit_modal(opened, typed)
    await world.moderator.click(message_of(preview), label="Confirm")

    shown = await privacy(world)

    assert "One change in this server\n" in text(shown)
    assert f"Corrected here by {world.moderator.mention}" in text(await world.ask("status", show="Wednesday"))
    assert "Corrected here by a former moderator" in text(await world.ask("cast", show="Wednesday"))
    await erase_all(world, shown)
    assert [] == naming(rows(path), world.moderator.id)


async def test_a_draft_that_was_open_while_its_author_was_erased_is_gone(world: World, path: Path) -> None:
    opened = await world.moderator.slash(world.channel, "update decision", show="Wednesday", season=3)
    typed = filled(opened, verdict="cancelled", decided="20 Nov 2026", source=LINK)
    preview = await world.moderator.submit_modal(opened, typed)
    before = rows(path)["revision"]

    shown = await erase_all(world, await privacy(world))
    refused = await world.moderator.click(message_of(preview), label="Confirm")

    assert "Your ID is erased." == first_line(shown)
    assert "That change is not there any more." in text(refused)
    assert before == rows(path)["revision"]


# Who is muted.


async def lift_mute(world: World, who: int) -> None:
    """A moderator takes somebody's suggestions again, whoever they are by now."""
    async with world.database.write() as connection:
        (number,) = await connection.exec_driver_sql("SELECT id FROM actor WHERE discord_id = ?", (who,))
        by = Signature(world.second_moderator.id, world.server.id, world.env.now(), 77, unlocked=True)
        lifted = Change(SERVER, Mute.KIND, Mute(actor=number[0]).key, None, (), by.at.date())
        assert await sign(connection, by, [lifted])


async def muted_in(world: World, layer: int) -> list[int]:
    async with world.database.read() as connection:
        return await muted(connection, layer)


async def test_who_is_muted_stays_so_and_only_for_that_their_id_is_kept(world: World, path: Path) -> None:
    me, here, there = world.moderator.id, world.server.id, world.other_server.id
    await work(world)
    servers = Servers(world.database, world.env.now(), interaction=2000)
    await servers.mute(here, me, world.second_moderator.id)
    await servers.mute(there, world.fan.id, world.other_fan.id)

    shown = await privacy(world)
    told = text(shown)
    asked = text(await world.press(shown, "Erase my ID", by=world.moderator))
    erased = await world.press(shown, "Erase it", by=world.moderator)
    afterwards = rows(path)
    still = await muted_in(world, here)
    again = await privacy(world)
    await lift_mute(world, me)
    lifted = await erase_all(world, await privacy(world))

    assert "One mute, so that no suggestions are taken from you" in told
    assert "You are muted in one server, and stay so." in asked
    assert "Your ID is kept for the mute alone." == first_line(erased)
    ((table, (number, *_)),) = naming(afterwards, me)
    assert "actor" == table
    assert number not in [row[1] for row in afterwards["edit"]], "nothing that they did is tied to it"
    assert ([me], [world.fan.id]) == (still, await muted_in(world, there))
    assert [] == buttons(again)
    assert "keep it until the moderators there lift the mute" in text(again)
    assert "Your ID is erased." == first_line(lifted)
    assert [] == naming(rows(path), me)


async def test_a_mute_is_carried_over_once_however_often_somebody_erases(tmp_path: Path) -> None:
    path, now = tmp_path / "greenlight.db", datetime(2026, 11, 22, tzinfo=UTC)
    async with open_database(path) as database:
        servers = Servers(database, now)
        await servers.found(100, 5)
        await servers.mute(100, 7, 5)
        for _ in range(2):
            async with database.write() as connection:
                await erase(connection, 7, now)
        once = rows(path)
        await servers.mute(100, 7, 5)

    assert once == rows(path), "whoever is muted is muted by whichever name"
    assert [5, 7] == sorted(who for _, who, _ in once["actor"] if who)


# What is left in the file.


async def test_nothing_of_the_id_is_left_in_the_file_either(tmp_path: Path) -> None:
    path, who, now = tmp_path / "greenlight.db", 0x1122334455667788, datetime(2026, 11, 22, tzinfo=UTC)

    def traces() -> int:
        return sum(file.read_bytes().count(who.to_bytes(8)) for file in tmp_path.iterdir())

    async with open_database(path) as database:
        servers = Servers(database, now)
        await servers.found(100, who)
        await servers.suggest(100, who, 5)
        await servers.begin(100, who)
    written = traces()
    async with open_database(path) as database, database.write() as connection:
        await erase(connection, who, now)

    assert written >= 3
    assert 0 == traces()


# Over the wire: where the bot is not, forged, at once, and twice.


def everywhere(wire: Wire) -> dict[str, Where]:
    return {
        "the server": {},
        "direct messages": {"context": "bot_dm"},
        "a group": {"context": "private_channel", "install": "user"},
        "a server without me": {"guild": wire.snowflake(), "install": "user"},
    }


async def test_everywhere_it_is_for_one_alone_and_nobody_else_is_erased(
    starter_file: Path, path: Path
) -> None:
    shutil.copy(starter_file, path)
    async with Behind() as wire, connected(wire, path.parent) as process:
        wire.patience = 20
        somebody = wire.snowflake()
        for who in (wire.user, somebody):
            moderator, about = Moderator(wire, {"user": who}), {"show": "The Imperfects"}
            fields = {"person": f"Somebody {who % 1000}", "role": "Themselves"}
            await moderator.confirm(await moderator.preview("credit", about, fields))
        before = rows(path)
        answers = {name: await wire.command("privacy", **where) for name, where in everywhere(wire).items()}
        forged = await wire.click("privacy:erase", user=wire.snowflake())
        untouched = rows(path)
        pressed = await asyncio.gather(*(wire.click("privacy:erase", context="bot_dm") for _ in range(3)))
        await wire.replay(pressed[0])
        after = rows(path)
        process.terminate()
        await left(process)

    assert {(True, 200, KEPT)} == {(one.private, one.status, heading(one)) for one in answers.values()}
    assert "One change in this server\n" in answers.pop("the server").text
    assert ["One change\n" in one.text for one in answers.values()] == [True] * 3
    assert ("Your ID is erased.", before) == (heading(forged), untouched)
    assert ["Your ID is erased."] * 3 == [heading(one) for one in pressed]
    assert [[200, 400], [200], [200]] == [one.statuses for one in pressed]
    assert [] == naming(after, wire.user)
    assert naming(before, somebody) == naming(after, somebody) != []
    assert [] == wire.problems
    assert "Failure " not in process.output


def heading(answer: Answer) -> str:
    return answer.text.split("\n")[0].removeprefix("### ")
