"""/catalogue and a lookup over the wire: messages that move by themselves, or wait for TVmaze."""

import asyncio
import json
import socket
import threading
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass

import pytest
import yarl
from aiohttp import web
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.catalogue import following
from bot.catalogue.answers import StoredAnswers
from bot.catalogue.tvmaze import Catalogue, open_catalogue
from bot.charts import Charts
from bot.client import Greenlight
from bot.settings import Settings
from db import tables
from db.database import Database
from db.edits import Change, Edit, program, record
from db.shows import ShowDetails
from sources.tvmaze import TVmaze
from tests.conftest import NOW
from tests.moderating import MANAGE_SERVER
from tests.test_charts import until
from tests.tvmaze import TVmazeHere
from tests.wire import MEMBER_PERMISSIONS, Answer, Where, Wire
from tests.wire_rules import text_of
from tests.world import SOURCE, show_in_file

OWNER = 4242
MANAGES: Where = {"permissions": MEMBER_PERMISSIONS | MANAGE_SERVER}
DIRECTLY: Where = {"user": OWNER, "context": "bot_dm"}
LAST = 3


class Slow(TVmazeHere):
    """A TVmaze of four pages, each of which is given, or refused, when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.shows = {number: {**self.shows[180], "id": number} for number in (1, 250, 500, 750)}
        self.given = asyncio.Semaphore(0)
        self.refuses = False

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if "page" in request.query:
            await self.given.acquire()
            if self.refuses:
                return web.Response(status=403)
        return await super().answer(request)


@dataclass
class Running:
    """The bot in this process, its Discord, its TVmaze, and the import that it can run."""

    wire: Wire
    tvmaze: Slow
    catalogue: Catalogue
    bot: Greenlight

    async def begun(self) -> Answer:
        """What /catalogue answered, once its button was pressed."""
        asked = await self.wire.command("catalogue", **DIRECTLY)
        return await self.wire.click("Take every show", message=asked, **DIRECTLY)


@pytest.fixture
async def running(database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Running]:
    monkeypatch.setattr(following, "EVERY", 0.05)
    settings = Settings(owner_ids=frozenset({OWNER}))
    async with (
        Wire() as wire,
        Slow() as tvmaze,
        open_catalogue(database, tvmaze.address) as catalogue,
        Greenlight(settings, database, Charts(), catalogue=catalogue, guild_ready_timeout=0.1) as bot,
    ):
        assert catalogue is not None
        monkeypatch.setattr(Route, "BASE", wire.api_url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(wire.gateway_url))
        connected = asyncio.create_task(bot.start(wire.token))
        await wire.ready()
        yield Running(wire, tvmaze, catalogue, bot)
        await bot.close()
        await connected
        assert [] == wire.problems
        assert [] == followers()


def followers() -> list[asyncio.Task[object]]:
    """The tasks that keep messages current."""
    return [task for task in asyncio.all_tasks() if task.get_name() == "how far the catalogue is"]


async def left_alone() -> None:
    """Wait until no message is kept current any more."""
    async with asyncio.timeout(10):
        await asyncio.gather(*followers())


async def test_the_message_moves_with_the_pages_and_ends_with_the_import(running: Running) -> None:
    answer = await running.begun()
    seen = [answer.text]
    for _ in range(LAST + 1):
        edits = len(answer.edits)
        running.tvmaze.given.release()
        await running.wire.until(lambda before=edits: len(answer.edits) > before, "the message moves")
        seen.append(answer.text)
    await running.wire.until(lambda: "Every show was taken on" in answer.text, "the message ends")
    await left_alone()

    assert "has just begun" in seen[0]
    assert ["1 of 4 pages" in seen[1], "2 of 4 pages" in seen[2], "3 of 4 pages" in seen[3]] == [True] * 3
    assert "I know 20 shows, four of them from TVmaze." in answer.text
    assert LAST + 1 <= len(answer.edits) <= LAST + 2


async def test_an_import_that_is_begun_again_says_so_and_not_that_all_was_taken(running: Running) -> None:
    first = await running.begun()
    for _ in range(LAST + 1):
        running.tvmaze.given.release()
    await running.wire.until(lambda: "Every show was taken on" in first.text, "the first import ends")
    await left_alone()

    again = await running.wire.click("Take every show again", message=first, **DIRECTLY)

    assert "The import of every show has just begun." in again.text
    assert "was taken on" not in again.text


async def record_in(database: Database, server: int) -> None:
    """A server has a show of its own."""
    async with database.write() as connection:
        added = tables.show.insert().values(key="ours").returning(tables.show.c.id)
        show_id = (await connection.execute(added)).scalar_one()
        ours = Change.to(show_id, ShowDetails(title="Ours"), [SOURCE], NOW.date())
        await record(connection, Edit(await program(connection, "a test"), server, NOW), [ours])


async def test_shows_of_one_server_alone_are_not_counted(running: Running, database: Database) -> None:
    await record_in(database, 77)

    answer = await running.wire.command("catalogue", **DIRECTLY)

    assert "I know 16 shows, none of them from TVmaze." in answer.text


async def test_while_nothing_is_new_the_message_is_left_alone(running: Running) -> None:
    answer = await running.begun()
    running.tvmaze.given.release()
    await running.wire.until(lambda: "1 of 4 pages" in answer.text, "the message moves")
    edits = len(answer.edits)

    await asyncio.sleep(0.5)

    assert edits == len(answer.edits)


async def test_a_message_of_an_import_that_is_stopped_or_fails_says_so_by_itself(running: Running) -> None:
    stopped = await running.begun()
    other = await running.wire.click("Stop", message=stopped, **DIRECTLY)
    await left_alone()
    failed = await running.wire.click("Take every show", message=other, **DIRECTLY)
    running.tvmaze.refuses = True
    for _ in range(2):  # the page that was asked for before it was stopped still has its turn
        running.tvmaze.given.release()
    await running.wire.until(lambda: "It stopped" in failed.text, "the message says that it failed")
    await left_alone()

    assert "The import of every show was never begun." in other.text
    assert "TVmaze refuses to answer (it says 403). What was taken stays." in failed.text


async def test_of_two_messages_of_one_person_the_later_one_moves(running: Running) -> None:
    earlier = await running.begun()
    later = await running.wire.command("catalogue", **DIRECTLY)

    running.tvmaze.given.release()
    await running.wire.until(lambda: "1 of 4 pages" in later.text, "the later one moves")

    assert 1 == len(followers())
    assert "1 of 4 pages" not in earlier.text


async def test_a_message_that_was_deleted_is_let_go_and_the_import_goes_on(
    running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    answer = await running.begun()
    assert answer.message is not None
    del running.wire.messages[answer.message["id"]]

    for _ in range(LAST + 1):
        running.tvmaze.given.release()
    await until(lambda: not running.catalogue.whole.is_running)
    last = await running.wire.command("catalogue", **DIRECTLY)

    assert "Every show was taken on" in last.text
    assert "could not be told any more" in caplog.text
    assert "Failure" not in caplog.text


async def test_before_discord_lets_it_be_edited_no_longer_it_is_left_with_its_button(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "LASTS", 0.1)
    answer = await running.begun()
    await left_alone()

    running.tvmaze.given.release()
    await until(lambda: running.catalogue.whole.progress is not None)
    left = answer.text
    looked = await running.wire.click("Show how far it is", message=answer, **DIRECTLY)

    assert "1 of 4 pages" not in left
    assert "1 of 4 pages" in looked.text


async def test_a_bot_that_ends_meanwhile_leaves_the_message_as_it_stands(running: Running) -> None:
    answer = await running.begun()

    await running.bot.close()

    assert [] == followers()
    assert ["Show how far it is", "Stop"] == [
        one["label"] for one in answer.components if one["type"] == 2 and "label" in one
    ]


async def test_pressing_twice_at_once_or_a_press_delivered_twice_is_answered_in_the_channel_once(
    running: Running,
) -> None:
    running.tvmaze.shows = {1: running.tvmaze.shows[1]}
    asked = await running.wire.command("shows", {"search": "Firefly"})
    first, second = await asyncio.gather(
        *(running.wire.click("Look it up on TVmaze", message=asked) for _ in range(2))
    )
    await running.wire.until(lambda: bool(first.followups or second.followups), "the answer")
    pressed, told = (first, second) if first.followups else (second, first)

    await running.wire.replay(pressed)
    await running.wire.until(lambda: 400 in pressed.statuses, "the replay is refused")

    assert "I am looking that up already. If no answer is here in a moment, please press again." == told.text
    assert (True, []) == (told.private, told.followups)
    assert 1 == len(pressed.followups)


async def test_who_waits_for_a_lookup_while_the_bot_ends_is_told_to_try_again(running: Running) -> None:
    asked = await running.wire.command("status", {"show": "Firefly"})
    running.tvmaze.next.append(30.0)
    told = await running.wire.click("Look it up on TVmaze", message=asked)

    await running.bot.close()

    assert "I am being restarted. Please try again in a minute." == told.text
    assert (5, True, 1, []) == (told.type, told.private, len(told.edits), told.followups)


async def test_who_waits_for_a_file_while_the_bot_ends_is_told_to_try_again(running: Running) -> None:
    await record_in(running.bot.database, running.wire.guild)
    busy, is_over = ThreadPoolExecutor(1), threading.Event()
    asyncio.get_running_loop().set_default_executor(busy)
    busy.submit(is_over.wait)
    told = await running.wire.command("export", **MANAGES)

    await running.bot.close()
    is_over.set()

    assert "I am being restarted. Please try again in a minute." == told.text
    assert (5, True, 1) == (told.type, told.private, len(told.edits))


@pytest.mark.parametrize("is_written", [False, True])
async def test_who_confirms_an_import_while_the_bot_ends_is_told_whether_it_was_done(
    running: Running, is_written: bool
) -> None:
    file = {"version": 1, "checked_on": "2026-11-22", "shows": [show_in_file("Cut off")]}
    sent = await running.wire.upload("import:file", "file", json.dumps(file).encode(), **MANAGES)
    await running.wire.until(lambda: bool(sent.edits), "the preview")
    preview = deepcopy(sent.message or {})
    busy, is_over = ThreadPoolExecutor(1), threading.Event()
    if is_written:  # and only the answer has to wait
        late = {"message": "You are being rate limited.", "retry_after": 30.0, "global": False}
        running.wire.fail_next("/messages/@original", 429, late, headers={"Via": "1.1 here"})
    else:
        asyncio.get_running_loop().set_default_executor(busy)
        busy.submit(is_over.wait)
    pressed = await running.wire.click("Confirm", message=preview, **MANAGES)

    await running.bot.close()
    is_over.set()

    layer, done = running.wire.guild, "The file was imported. I am being restarted"
    listed = [one.title for one in await running.bot.database.index.listings(layer)]
    assert is_written is ("Cut off" in listed)
    (told,) = pressed.followups
    assert text_of(told).startswith(done if is_written else "I am being restarted. Please try again")
    assert told["flags"] & 64


async def test_who_waits_for_a_tvmaze_that_never_answers_is_told_so(running: Running) -> None:
    asked = await running.wire.command("status", {"show": "Firefly"})
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        async with TVmaze(address, StoredAnswers(running.bot.database), patience=0.3) as hasty:
            running.bot.catalogue = Catalogue(running.bot.database, hasty)
            told = await running.wire.click("Look it up on TVmaze", message=asked)
            await running.wire.until(lambda: bool(told.edits), "the answer")
    running.bot.catalogue = running.catalogue

    assert (5, True) == (told.type, told.private)
    assert "TVmaze does not answer in time. Please try again in a few minutes." == told.text
