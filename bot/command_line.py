"""What commands of `python -m bot` share: settings, a store to change, and an end with a sentence."""

import asyncio
import logging
import signal
import sys
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NoReturn

import discord
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.run import StartError, TokenRefused
from bot.settings import Settings, SettingsError
from db.database import Database, StoreError, StoreInUse, open_database
from db.file_reading import FileError
from sources.download import NotFetched
from sources.netflix import TopTenRefused
from sources.tvmaze import TVmazeError

CONFIGURATION_IS_WRONG = 78
"""EX_CONFIG of sysexits.h: starting again is of no use before somebody mends the settings."""

_ENDING = (signal.SIGINT, signal.SIGTERM)


def read_settings(context: typer.Context) -> Settings:
    """The settings in the environment that the command was handed; where they are wrong, that is the end."""
    try:
        settings = Settings.from_environment(context.obj, Path(".env"))
    except SettingsError as error:
        fail(str(error), CONFIGURATION_IS_WRONG)
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # it never speaks
    discord.utils.setup_logging(level=logging.getLevelNamesMapping()[settings.log_level])
    logging.getLogger("alembic").setLevel(logging.WARNING)
    return settings


def finish(
    work: Coroutine[None, None, None],
    new_event_loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop,
) -> None:
    """Run to the end, or until the process is asked to end; what stops it is told in a sentence."""
    for name in _ENDING:
        signal.signal(name, _end)
    try:
        with asyncio.Runner(loop_factory=new_event_loop) as runner:
            runner.run(work)
    except TokenRefused as error:
        fail(str(error), CONFIGURATION_IS_WRONG)
    except (StartError, StoreError, FileError, NotFetched, TopTenRefused, TVmazeError) as error:
        fail(str(error), 1)


def _end(*_: object) -> NoReturn:
    for name in _ENDING:
        signal.signal(name, signal.SIG_IGN)  # A second one would break off what the first has begun to close.
    sys.exit()


def fail(sentence: str, status: int) -> NoReturn:
    """End the process with a sentence on standard error."""
    print(sentence, file=sys.stderr)
    raise SystemExit(status)


@asynccontextmanager
async def idle_store(path: Path) -> AsyncGenerator[Database]:
    """Open the store for a command that changes it while the bot does not run.

    Raises:
        StoreError: the bot runs, or the store cannot be used.
    """
    try:
        async with open_database(path) as database:
            yield database
    except StoreInUse:
        raise StoreError(
            f"{path} is in use by a running Greenlight, so nothing was imported. "
            "Stop it, import, and start it again."
        ) from None


def progress_bar() -> Progress:
    """A bar on standard error, so that what a command prints can go elsewhere."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
