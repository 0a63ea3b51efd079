"""The log: what was changed in a server is told in the channel that its managers chose."""

import logging

import aiohttp
import discord

from bot.access import layer_of
from bot.cards.frame import plain
from bot.cards.history import act_line
from bot.channels import post
from bot.interaction import Interaction
from bot.text import join
from db import channels
from db.config import read_configuration
from db.database import StoreError
from db.facts import SHARED
from db.history import act
from db.shows import titles

log = logging.getLogger(__name__)


async def report(interaction: Interaction, edit_id: int | None) -> None:
    """Tell of an edit in the server's log channel, if there is one; it never fails, and never comes first."""
    layer = layer_of(interaction)
    if edit_id is None or layer == SHARED:
        return
    try:
        async with interaction.client.database.read() as connection:
            configuration = await read_configuration(connection, layer)
            found = await act(connection, edit_id)
            named = await titles(connection, layer, found.show_ids if found else ())
    except StoreError as error:
        log.warning("Edit %s could not be told in the log: %s", edit_id, error)
        return
    if found and configuration.log_channel:
        await post(interaction, layer, configuration.log_channel, plain(act_line(found, named)))


async def tell_of_faults(interaction: Interaction) -> None:
    """Tell a moderator, once, of channels in which nothing could be posted; if that fails, the next time."""
    layer = layer_of(interaction)
    async with interaction.client.database.read() as connection:
        found = await channels.untold(connection, layer)
    if not found:
        return
    named = join([f"<#{channel}>" for channel in found])
    sentence = (
        f"⚠️ I could not post in {named}: it is gone, or I may not view it and send messages there. "
        "Everything was saved all the same. Let me in again, or have another channel chosen in `/config`."
    )
    try:
        await interaction.followup.send(view=plain(sentence), ephemeral=True)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        log.info("A moderator of server %s is told of a closed channel later: %r", layer, error)
        return
    async with interaction.client.database.write() as connection:
        await channels.note_told(connection, layer, found)
