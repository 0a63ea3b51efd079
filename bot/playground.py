"""The playground: the same bot in a simulated Discord, in a browser, on a copy of the store."""

import asyncio
import logging
import re
import sys
import tempfile
import threading
import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord
import simcord
from discord import app_commands
from simcord.preview import Preview

from bot.catalogue.tvmaze import open_catalogue
from bot.charts import Charts
from bot.client import Greenlight
from bot.errors import UserError, answer_failure
from bot.interaction import Interaction
from bot.run import load_starter, stop_signal, warm_up_readers
from bot.settings import Settings
from bot.text import day
from db import command_sync
from db.database import Database, copy_database, open_database
from sources.tvmaze_standin import StandIn

_STEP = re.compile(r"\+(\d{1,5})([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

_LAST_DAY = datetime(2100, 1, 1, tzinfo=UTC)
"""The clock goes no further; Discord's ids run out in 2154."""

_HINT = (
    "Greenlight is here. Type `/`, choose `/status`, then `show`, and write a title: `imperfects`, "
    "`wednesday`, `one piece`. Typos are fine. `/shows` lists all it knows."
)
_TO_LOOK_UP = " It looks up what it does not know: try `Krøniken`, `The Bridge` or `Firefly`."

_WELCOME = """\
The playground is open:  {url}

Choose at the top of the page who you are, a fan or a moderator, and type / to begin:
try /status The Imperfects, or, as the moderator, /update decision.
What you change here is gone when you leave.
Here in the terminal, +3m or +2d moves the clock on; Ctrl-C ends.
{looking_up}

To run on Discord instead, create an application in Discord's developer portal, copy the token from
its Bot page, and start again with DISCORD_TOKEN=... in the environment or in a file named .env.
"""


_LOOKS_UP = "Shows that it does not know can be looked up here too: try /status Krøniken."
_LOOKS_NOTHING_UP = (
    "To try looking a show up that it does not know: python -m bot playground --tvmaze-stand-in"
)


async def play(settings: Settings, port: int | None, *, stand_in: bool) -> None:
    """Open the playground and keep it open until SIGTERM, SIGINT, Ctrl-C or the page's own end.

    With a `stand_in` for TVmaze on this computer, unknown shows can be looked up.

    Raises:
        StoreError: the store cannot be used.
    """
    stopped = stop_signal()
    warm_up_readers()
    # They would tell of a token, which simcord makes up, and of a clock that goes wrong when it is moved.
    logging.getLogger("discord.client").setLevel(logging.WARNING)
    logging.getLogger("discord.ext.tasks").setLevel(logging.ERROR)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(_copy_of(settings.database_path))
        charts = await stack.enter_async_context(Charts())
        address = (await stack.enter_async_context(StandIn())).address if stand_in else None
        catalogue = await stack.enter_async_context(open_catalogue(database, address))
        bot = Greenlight(settings, database, charts, catalogue=catalogue, shard_count=1)
        hint = _HINT + _TO_LOOK_UP if stand_in else _HINT
        async with _simulated(bot) as env, _stage(env, hint, port) as preview:
            looking_up = _LOOKS_UP if stand_in else _LOOKS_NOTHING_UP
            print(_WELCOME.format(url=preview.url, looking_up=looking_up), flush=True)
            steps = _read_terminal()
            ending = [asyncio.create_task(stopped.wait()), asyncio.create_task(preview.wait_closed())]
            running = [
                asyncio.create_task(_run_clock(env)),
                asyncio.create_task(_move_clock(env, preview, steps)),
            ]
            await asyncio.wait(ending, return_when=asyncio.FIRST_COMPLETED)
            for task in (*ending, *running):
                task.cancel()


@asynccontextmanager
async def _copy_of(path: Path) -> AsyncGenerator[Database]:
    """A copy to play with: the simulated Discord's ids begin anew each time and must not reach the store."""
    async with open_database(path) as database:
        await load_starter(database)
    with tempfile.TemporaryDirectory(prefix="greenlight-") as folder:
        copy = Path(folder) / "playground.db"
        copy_database(path, copy)
        async with open_database(copy) as database:
            async with database.write() as connection:
                await command_sync.forget(connection)
            yield database


@asynccontextmanager
async def _simulated(bot: Greenlight) -> AsyncGenerator[simcord.Env]:
    """A simulated Discord with the bot in it, which both begin today."""
    env = simcord.Env(bot, check_errors=False)
    env.backend.advance_clock((datetime.now(UTC) - env.now()).total_seconds())
    await env.start()
    try:
        with env.time_context():
            _refuse_quietly(bot)
            assert bot.user is not None
            await bot.user.edit(username="Greenlight")
            yield env
    finally:
        await env.shutdown()


@asynccontextmanager
async def _stage(env: simcord.Env, hint: str, port: int | None) -> AsyncGenerator[Preview]:
    """A server with one channel, a fan and a moderator."""
    server = env.create_guild(name="Show lovers")
    channel = server.create_text_channel("general")
    moderators = server.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
    fan = server.add_member(env.create_user("fan"))
    moderator = server.add_member(env.create_user("moderator"), roles=[moderators])
    await moderator.send(channel, hint)
    async with env.preview(channel, viewers=[fan, moderator], layout="channel", port=port) as preview:
        yield preview


def _refuse_quietly(bot: Greenlight) -> None:
    """Keep refusals out of the page's Inspector: simcord takes all that a command raises for a fault."""
    report = bot.tree.on_error

    @bot.tree.error
    async def on_error(interaction: Interaction, error: app_commands.AppCommandError) -> None:
        await (answer_failure if isinstance(error, UserError) else report)(interaction, error)


def _read_terminal() -> "asyncio.Queue[str]":
    """What is typed, line by line. The thread that waits for it does not keep the process from ending."""
    lines: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line.strip())

    threading.Thread(target=read, daemon=True).start()
    return lines


async def _run_clock(env: simcord.Env) -> None:
    """Let the simulated clock run, which by itself stands still."""
    while True:
        earlier = time.monotonic()
        await asyncio.sleep(1)
        env.backend.advance_clock(time.monotonic() - earlier)


async def _move_clock(env: simcord.Env, preview: Preview, lines: "asyncio.Queue[str]") -> None:
    while True:
        line = await lines.get()
        step = step_of(line)
        if step is None:
            print("Type +3m to move the clock on by three minutes; s, m, h, d and w are known.", flush=True)
        elif env.now() + step > _LAST_DAY:
            print(f"The clock does not go beyond {_LAST_DAY.year}.", flush=True)
        else:
            await _advance(env, preview, step)
            print(f"It is now {day(env.now())}, {env.now():%H:%M} UTC.", flush=True)


async def _advance(env: simcord.Env, preview: Preview, step: timedelta) -> None:
    """Move the clock as soon as the page is not in the middle of something, which simcord refuses."""
    until = env.now() + step
    while True:
        try:
            await env.advance_time(max(0.0, (until - env.now()).total_seconds()))
            return await preview.refresh()
        except (simcord.SetupError, TimeoutError):
            await asyncio.sleep(0.05)


def step_of(line: str) -> timedelta | None:
    """How far "+3m" or "+2d" moves the clock; None for anything else."""
    found = _STEP.fullmatch(line)
    return timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None
