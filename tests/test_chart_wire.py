"""Charts over the wire: answers that change before theirs is drawn, and processes that are ended."""

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot import reply
from bot.charts import Charts
from bot.client import Greenlight
from bot.plot import Chart
from bot.settings import Settings
from db.database import Database
from tests.test_charts import runs, until
from tests.test_process import Behind, connected, left
from tests.wire import Answer, BotProcess, Wire

IMPERFECTS = {"show": "The Imperfects"}
VIEWERS = "### Season 1 of The Imperfects was watched for 71.85 million hours"


class Held(Charts):
    """Charts that are drawn when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()

    def picture(self, chart: Chart) -> "asyncio.Future[bytes | None]":
        return self.drawn


@pytest.fixture
async def held(database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[tuple[Wire, Held]]:
    """A bot in this process whose charts are late."""
    charts = Held()
    monkeypatch.setattr(reply, "_PATIENCE", 0.01)
    async with Wire() as wire, Greenlight(Settings(), database, charts, guild_ready_timeout=0.1) as bot:
        monkeypatch.setattr(Route, "BASE", wire.api_url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(wire.gateway_url))
        running = asyncio.create_task(bot.start(wire.token))
        await wire.ready()
        yield wire, charts
        await bot.close()
        await running
        assert [] == wire.problems


def shows_picture(answer: Answer) -> bool:
    galleries = [part for part in answer.components if part["type"] == 12]
    attached = (answer.message or {})["attachments"]
    assert len(galleries) == len(attached)
    return bool(galleries)


def looks(wire: Wire) -> int:
    """How often the bot has looked at what has become of an answer."""
    return sum(call.method == "GET" and call.path.endswith("@original") for call in wire.calls)


async def test_a_late_chart_is_added_by_editing_the_answer(held: tuple[Wire, Held]) -> None:
    wire, charts = held
    public = await wire.command("viewers", IMPERFECTS)
    private = await wire.command("viewers", {**IMPERFECTS, "private": True})
    before = [(answer.private, shows_picture(answer)) for answer in (public, private)]

    charts.drawn.set_result(b"picture")
    await wire.until(lambda: bool(public.edits and private.edits), "the chart is added")

    assert [(False, False), (True, False)] == before
    for answer in (public, private):
        assert answer.text.startswith(VIEWERS)
        assert shows_picture(answer)
        assert {"chart.png": b"picture"} == answer.files
        assert [] == answer.followups


async def test_a_late_chart_does_not_come_back_to_an_answer_that_shows_something_else_by_now(
    held: tuple[Wire, Held],
) -> None:
    wire, charts = held
    status = await wire.command("status", {**IMPERFECTS, "private": True})
    viewers = await wire.click("Viewers", message=status)
    cast = await wire.click("Cast", message=viewers)

    charts.drawn.set_result(b"picture")
    await wire.until(lambda: looks(wire) > 0, "the bot has looked at the answer")
    await wire.command("about")

    assert cast.text.startswith("### The Imperfects: Italia Ricci")
    assert [] == viewers.edits
    assert not shows_picture(cast)


async def test_a_late_chart_of_an_answer_that_was_deleted_is_let_go(
    held: tuple[Wire, Held], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    wire, charts = held
    answer = await wire.command("viewers", IMPERFECTS)
    assert answer.message is not None
    del wire.messages[answer.message["id"]]

    charts.drawn.set_result(b"picture")
    await wire.until(lambda: looks(wire) > 0, "the bot has looked for the answer")
    about = await wire.command("about")

    assert ([], 200) == (answer.followups, about.status)
    assert "An answer was left without its picture" in caplog.text
    assert "Failure" not in caplog.text


# The bot as it is deployed.


@pytest.fixture
def folder(starter_file: Path, tmp_path: Path) -> Path:
    shutil.copy(starter_file, tmp_path / "greenlight.db")
    return tmp_path


def drawing(bot: BotProcess) -> list[int]:
    """The processes that draw for a bot, as Linux tells them."""
    threads = Path(f"/proc/{bot.pid}/task").glob("*/children")
    children = [Path(f"/proc/{child}/cmdline") for thread in threads for child in thread.read_text().split()]
    return [int(child.parent.name) for child in children if b"spawn_main" in child.read_bytes()]


linux = pytest.mark.skipif(
    not any(Path("/proc/self/task").glob("*/children")), reason="only Linux tells what a process has started"
)


async def pictured(wire: Wire, **options: Any) -> Answer:
    """The answer of /viewers, with its chart."""
    answer = await wire.command("viewers", {**IMPERFECTS, **options})
    await wire.until(lambda: shows_picture(answer), "the chart is there", 30)
    return answer


@linux
async def test_a_process_that_is_killed_is_replaced_and_none_outlives_a_killed_bot(folder: Path) -> None:
    async with Behind() as wire, connected(wire, folder) as bot:
        assert [] == drawing(bot)
        first = await pictured(wire)
        (killed,) = drawing(bot)
        os.kill(killed, signal.SIGKILL)
        await until(lambda: not runs(killed))
        second = await pictured(wire, compare="Partner Track")
        (left_over,) = drawing(bot)
        bot.kill()
        await bot.wait()
        await until(lambda: not runs(left_over))

    assert b"\x89PNG" == first.files["chart.png"][:4] == second.files["chart.png"][:4]
    assert first.files != second.files
    assert [] == wire.problems
    assert "Failure" not in bot.output


@linux
@pytest.mark.parametrize("end", [BotProcess.terminate, BotProcess.interrupt])
async def test_ended_while_a_chart_is_drawn_it_answers_and_leaves_nothing_behind(
    folder: Path, end: Any
) -> None:
    async with Behind() as wire, connected(wire, folder) as bot:
        answer = await wire.command("viewers", IMPERFECTS, wait=False)
        await until(lambda: bool(drawing(bot)))
        (process,) = drawing(bot)
        end(bot)
        await left(bot)

    assert not runs(process)
    assert answer.text.startswith(VIEWERS)
    assert [200] == answer.statuses
    for trace in ("Traceback", "KeyboardInterrupt", "leaked", "ERROR"):
        assert trace not in bot.output
