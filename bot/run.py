"""The bot's life against Discord: opens what it needs, connects, and closes it all on every way out."""

import asyncio
import gc
import logging
import signal
import threading
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.catalogue.tvmaze import open_catalogue
from bot.charts import Charts
from bot.client import Greenlight
from bot.reading.dates import warm_up
from bot.settings import Settings
from db.database import Database, StoreError, open_database
from db.file_reading import read_file
from db.starter import STARTER, load

log = logging.getLogger(__name__)

_AUTHENTICATION_FAILED = 4004
_REFUSED = (
    "Discord refuses the token. Reset it on the Bot page of your application in Discord's "
    "developer portal, and put the new one into DISCORD_TOKEN."
)


class StartError(Exception):
    """The bot cannot start or stay connected; the message says why and what mends it."""


class TokenRefused(StartError):
    """Discord does not accept the token."""


async def run_bot(settings: Settings) -> None:
    """Run the bot until it is told to stop by SIGTERM, SIGINT or Ctrl-C.

    Raises:
        StartError: Discord refused the token or could not be reached.
        StoreError: the store cannot be used.
    """
    assert settings.discord_token is not None
    _use_proxies(settings)
    warm_up_readers()
    stopped = stop_signal()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(settings.database_path))
        await load_starter(database)
        await stack.enter_async_context(_looked_up_beforehand(database))
        charts = await stack.enter_async_context(Charts())
        catalogue = await stack.enter_async_context(open_catalogue(database, settings.tvmaze_url))
        bot = await stack.enter_async_context(
            Greenlight(settings, database, charts, catalogue=catalogue, fetches=True)
        )
        running = asyncio.create_task(_connect(bot, settings.discord_token.get_secret_value()))
        stopping = asyncio.create_task(stopped.wait())
        await asyncio.wait([running, stopping], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if running.done():
            await running
        else:
            await _leave(bot, running)


async def load_starter(database: Database) -> None:
    """Record the starter content that the store does not hold yet."""
    async with database.write() as connection:
        recorded = await load(connection, read_file(STARTER).file, datetime.now(UTC))
    if recorded:
        log.info("Recorded %s facts of the starter content.", recorded)


@asynccontextmanager
async def _looked_up_beforehand(database: Database) -> AsyncGenerator[None]:
    """Read every name that people may type, beside everything else, so that nobody waits for it later."""
    reading = asyncio.create_task(_read_names(database), name="every name")
    try:
        yield
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)


async def _read_names(database: Database) -> None:
    gc.disable()  # of 100,000 shows nothing is waste, and to look them through holds up answers
    try:
        await database.people.catch_up()
        gc.freeze()
    except StoreError as error:
        log.warning("Names could not be read beforehand, so the first to type waits for them: %s", error)
    finally:
        gc.enable()


def warm_up_readers() -> None:
    """Load what reads dates in other languages, which takes a second, beside everything else."""
    threading.Thread(target=warm_up, daemon=True).start()


def stop_signal() -> asyncio.Event:
    """An event that is set when the process is asked to end."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop(*_: object) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(stopped.set)

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, stop)
    return stopped


async def _leave(bot: Greenlight, running: "asyncio.Task[None]") -> None:
    """Close the bot wherever it is, logging in or connected; what that interrupts is of no interest."""
    await bot.close()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def _connect(bot: Greenlight, token: str) -> None:
    try:
        await bot.login(token)
        _settle_memory()
        # With its line break in one piece, so that nothing that is logged meanwhile comes between.
        print(f"Invite me to a server: {bot.invite}\n", end="", flush=True)
        await bot.connect()
    except discord.LoginFailure:
        raise TokenRefused(_REFUSED) from None
    except discord.ConnectionClosed as error:
        if error.code == _AUTHENTICATION_FAILED:
            raise TokenRefused(_REFUSED) from None
        raise StartError(
            f"Discord closed the connection for good (code {error.code}). Update the bot."
        ) from None
    except (discord.HTTPException, discord.GatewayNotFound, aiohttp.ClientError, OSError) as error:
        raise StartError(
            f"Discord cannot be reached ({_reason(error)}). Check the network, and DISCORD_API_URL "
            "if you set it; then start again."
        ) from None


def _settle_memory() -> None:
    """Take what is there by now for lasting, and look for waste after several answers, not within each.

    To look all of it through, again and again, holds up answers for a twentieth of a second each.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _reason(error: Exception) -> str:
    if isinstance(error, discord.HTTPException):
        return f"it answers {error.status}"  # The body may be a whole page.
    return str(error).rstrip(".") or type(error).__name__


def _use_proxies(settings: Settings) -> None:
    if settings.discord_api_url:
        Route.BASE = settings.discord_api_url
    if settings.discord_gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.discord_gateway_url)
