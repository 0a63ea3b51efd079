"""/config over the wire: ids that are not of this server, and choices that come at the same moment."""

import asyncio
import json
import shutil
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.moderating import MANAGE_SERVER
from tests.test_process import Behind, Running, connected, left
from tests.wire import MEMBER_PERMISSIONS, Answer, Where, Wire

pytestmark = pytest.mark.asyncio(loop_scope="module")

OLDER = "That is from an older version of me. Please begin again with `/config`."


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bot(starter_file: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Running]:
    """A bot in two servers."""
    folder = tmp_path_factory.mktemp("config")
    shutil.copy(starter_file, folder / "greenlight.db")
    async with Behind(guilds=2) as wire, connected(wire, folder) as process:
        wire.patience = 20  # however busy the machine that tests is
        yield Running(wire, process, folder)
        process.terminate()
        await left(process)


def manager(wire: Wire, guild: int | None = None) -> Where:
    """Somebody whom no other test knows, in the first server unless another is named."""
    permissions = MEMBER_PERMISSIONS | MANAGE_SERVER
    return {"user": wire.snowflake(), "permissions": permissions, "guild": guild or wire.guild}


async def choose(bot: Running, choice: str, *values: object, guild: int | None = None) -> Answer:
    """Choose in a select that a message of somebody's own making has."""
    select = f"config:choose:{choice}"
    return await bot.wire.choose(select, list(map(str, values)), **manager(bot.wire, guild))


def saved(bot: Running, guild: int) -> list[dict[str, Any]]:
    """Every state of a server's choices, the oldest first."""
    query = (
        "SELECT value FROM revision JOIN fact ON fact.id = fact_id "
        "WHERE kind = 'configuration' AND layer = ? ORDER BY revision.id"
    )
    with closing(sqlite3.connect(f"file:{bot.folder}/greenlight.db?mode=ro", uri=True)) as store:
        return [json.loads(value) for (value,) in store.execute(query, (guild,))]


async def test_roles_and_channels_of_another_server_are_refused(bot: Running) -> None:
    here, there = bot.wire.guilds
    theirs = bot.wire.channels[there]

    answers = [
        await choose(bot, "editor_role", there, guild=here),
        await choose(bot, "editor_role", bot.wire.channels[here], guild=here),
        await choose(bot, "editor_role", "Moderators", guild=here),
        await choose(bot, "log_channel", theirs, guild=here),
        await choose(bot, "suggestions_channel", theirs, guild=here),
        await choose(bot, "channels_without_story", bot.wire.channels[here], theirs, guild=here),
    ]

    role, channel = ("I do not find that role in this server.", "I do not find that channel in this server.")
    assert [role] * 3 + [channel] * 3 == [
        next((known for known in (role, channel) if known in one.text), one.text) for one in answers
    ]
    assert [] == saved(bot, here)


async def test_what_is_no_choice_is_refused(bot: Running) -> None:
    answers = [
        await choose(bot, "private", 1),
        await choose(bot, "default_show", 1),
        await bot.wire.click("config:clear:private", **manager(bot.wire)),
        await bot.wire.click("config:clear:model_fields", **manager(bot.wire)),
    ]

    assert [OLDER] * 4 == [one.text for one in answers]
    assert [] == saved(bot, bot.wire.guild)


async def test_managers_who_choose_at_the_same_moment_overwrite_nothing_and_a_replay_changes_nothing(
    bot: Running,
) -> None:
    there = bot.wire.guilds[1]
    channel = bot.wire.channels[there]

    first, *_ = await asyncio.gather(
        bot.wire.click("config:private:1", **manager(bot.wire, guild=there)),
        choose(bot, "suggestions_channel", channel, guild=there),
        choose(bot, "channels_without_story", channel, guild=there),
    )
    await bot.wire.click("config:private:0", **manager(bot.wire, guild=there))
    await bot.wire.replay(first)

    states = saved(bot, there)
    assert 4 == len(states)
    assert {
        "suggestions_channel": channel,
        "channels_without_story": [channel],
        "private": False,
    } == states[-1]
    assert [] == bot.wire.problems
