"""Posting in a server's channels, where what fails is noted and stops nothing."""

import logging

import aiohttp
import discord
from discord.abc import GuildChannel

from bot.cards.frame import Card
from bot.interaction import Interaction
from db import channels
from db.database import StoreError

log = logging.getLogger(__name__)

Posting = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread
"""What has messages in a server."""


async def post(interaction: Interaction, layer: int, channel_id: int, view: Card) -> discord.Message | None:
    """Post a card in a channel of the server that a layer is of; None where that is not possible.

    It never raises. What is gone or closed is noted, and a moderator is told of it at their next command.
    """
    channel, message = _channel(interaction, layer, channel_id), None
    if channel is not None:
        try:
            message = await channel.send(view=view)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.info("Channel %s of server %s took no message: %r", channel_id, layer, error)
    await _note(interaction, layer, channel_id, failed=message is None)
    return message


async def revise(interaction: Interaction, layer: int, channel_id: int, message_id: int, view: Card) -> None:
    """Change a card that was posted in a channel of a server. It never raises: the card may be gone."""
    channel = _channel(interaction, layer, channel_id)
    if channel is None:
        return
    try:
        await channel.get_partial_message(message_id).edit(view=view)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        log.info("Message %s in channel %s was not changed: %r", message_id, channel_id, error)


def _channel(
    interaction: Interaction, layer: int, channel_id: int
) -> Posting | discord.PartialMessageable | None:
    """Where to post; None outside of the bot's servers, and where there are no messages.

    An archived thread is as unknown here as what is gone: Discord reopens the one and refuses the other.
    """
    server = interaction.client.get_guild(layer)
    channel = server.get_channel_or_thread(channel_id) if server else None
    if server and channel is None:
        return interaction.client.get_partial_messageable(channel_id, guild_id=layer)
    return channel if isinstance(channel, Posting) else None


async def find_channel(server: discord.Guild, channel_id: int) -> GuildChannel | discord.Thread | None:
    """A channel or thread of a server, also an archived one; None for one that Discord does not show."""
    known = server.get_channel_or_thread(channel_id)
    if known is not None:
        return known
    try:
        return await server.fetch_channel(channel_id)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        log.info("Channel %s of server %s was not found: %r", channel_id, server.id, error)
        return None


async def _note(interaction: Interaction, layer: int, channel_id: int, *, failed: bool) -> None:
    database = interaction.client.database
    try:
        async with database.read() as connection:
            known = await channels.has_fault(connection, layer, channel_id)
        if known == failed:
            return
        async with database.write() as connection:
            if failed:
                await channels.note_fault(connection, layer, channel_id, interaction.created_at)
            else:
                await channels.clear_fault(connection, layer, channel_id)
    except StoreError as error:
        log.warning("Whether channel %s works could not be noted: %s", channel_id, error)
    else:
        log.warning(
            "Channel %s of server %s %s.", channel_id, layer, "is closed" if failed else "is open again"
        )
