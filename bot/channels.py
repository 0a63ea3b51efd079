"""Posting in a server's channels, where what fails is noted and stops nothing."""

import logging

import aiohttp
import discord

from bot.cards.frame import Card
from bot.interaction import Interaction
from db import channels
from db.database import StoreError

log = logging.getLogger(__name__)


async def post(interaction: Interaction, layer: int, channel_id: int, view: Card) -> discord.Message | None:
    """Post a card in a channel of the server that a layer is of; None where that is not possible.

    It never raises. What is gone or closed is noted, and a moderator is told of it at their next command.
    """
    server = interaction.client.get_guild(layer)
    channel = server.get_channel_or_thread(channel_id) if server else None
    message = None
    if isinstance(channel, discord.abc.Messageable):
        try:
            message = await channel.send(view=view)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.info("Channel %s of server %s took no message: %r", channel_id, layer, error)
    await _note(interaction, layer, channel_id, failed=message is None)
    return message


async def revise(interaction: Interaction, layer: int, channel_id: int, message_id: int, view: Card) -> None:
    """Change a card that was posted in a channel of a server. It never raises: the card may be gone."""
    server = interaction.client.get_guild(layer)
    channel = server.get_channel_or_thread(channel_id) if server else None
    if not isinstance(channel, discord.abc.Messageable):
        return
    try:
        message = discord.PartialMessage(channel=channel, id=message_id)
        await message.edit(view=view)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        log.info("Message %s in channel %s was not changed: %r", message_id, channel_id, error)


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
