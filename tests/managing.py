"""Managers and editors of a simulated server: what was chosen there, and who is given which commands."""

from typing import Any

import discord
import simcord

from bot.client import Greenlight
from db.config import Configuration
from db.edits import Change, Signature, sign
from db.tables import SERVER
from tests.world import World


async def configure(world: World, *, server: simcord.GuildHandle | None = None, **choices: Any) -> None:
    """A server's managers chose this, and nothing else."""
    layer = (server or world.server).id
    async with world.database.write() as connection:
        by = Signature(world.moderator.id, layer, world.env.now(), world.env.backend.snowflake(), True)
        await sign(connection, by, [Change.to(SERVER, Configuration(**choices), (), by.at.date())])


async def hire(world: World, *, server: simcord.GuildHandle | None = None) -> simcord.MemberActor:
    """Somebody with the role that may correct facts, to whom a server shows every command."""
    server = server or world.server
    role = server.create_role("Editors")
    await configure(world, server=server, editor_role=role.id)
    assert isinstance(world.env.bot, Greenlight)
    for command in await world.env.bot.tree.fetch_commands():
        server.set_command_permissions(command, {server.default_role: True})
    return server.add_member(world.env.create_user("editor"), roles=[role])


async def keep_log(world: World, **choices: Any) -> simcord.ChannelHandle:
    """A channel of its own for the log, beside what else was chosen."""
    channel = world.server.create_text_channel("log")
    await configure(world, log_channel=channel.id, **choices)
    return channel


def lines(channel: simcord.ChannelHandle) -> list[str]:
    """The one-line messages that the bot has posted in a channel, the oldest first."""
    posted = [message.components[0] for message in channel.history() if message.components]
    return [part.content for part in posted if isinstance(part, discord.TextDisplay)]
