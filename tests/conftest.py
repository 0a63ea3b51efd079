"""What every conversation begins with: a store with the starter content, and two servers with people."""

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
import simcord
from hypothesis import HealthCheck, settings

from bot.charts import Charts
from bot.client import Greenlight
from bot.errors import UserError
from bot.run import load_starter
from bot.settings import Settings
from db.database import Database, StoreError, copy_database, open_database
from tests.remembering import outdated
from tests.world import World

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

# No test fails because the machine is slow; and a store may serve several examples.
PATIENCE = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("patient", settings(), deadline=None, suppress_health_check=PATIENCE)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def starter_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds the starter content, made once."""
    path = tmp_path_factory.mktemp("starter") / "starter.db"

    async def fill() -> None:
        async with open_database(path) as database:
            await load_starter(database)

    asyncio.run(fill())
    return path


@pytest.fixture
async def database(starter_file: Path, tmp_path: Path) -> AsyncGenerator[Database]:
    """A store of the test's own, with the starter content; in the end its memory holds what it says."""
    path = tmp_path / "greenlight.db"
    copy_database(starter_file, path)
    async with open_database(path) as database:
        yield database
        with suppress(StoreError):  # where the test has broken it
            assert [] == await outdated(database)


@pytest.fixture
def charts() -> Charts:
    """What draws charts: here nothing, so that answers are in words alone and no process is started."""
    return Charts()


@pytest.fixture
async def env(database: Database, charts: Charts) -> AsyncGenerator[simcord.Env]:
    """A simulated Discord with the bot in it, at noon on 22 November 2026."""
    bot = Greenlight(Settings(), database, charts, shard_count=1)
    env = simcord.Env(bot, check_errors=False, settle_timeout=20)
    env.backend.advance_clock((NOW - env.now()).total_seconds())
    await env.start()
    try:
        yield env
    finally:
        await env.shutdown()
    assert [error for error in env.errors if not isinstance(error, UserError)] == []


@pytest.fixture
def world(env: simcord.Env, database: Database) -> World:
    """Two servers with people in them."""
    return World(env, database)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where pictures go: into the README's folder when they are asked for."""
    folder = (
        Path(__file__).parent.parent / "docs" / "pictures"
        if os.environ.get("GREENLIGHT_PICTURES")
        else tmp_path / "pictures"
    )
    folder.mkdir(parents=True, exist_ok=True)
    return folder
