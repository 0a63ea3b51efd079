"""Servers that were left: which they are, and forgetting each when its time is over."""

import logging
from datetime import datetime

from bot.interaction import Client
from db import leaving
from db.database import StoreError

log = logging.getLogger(__name__)


async def look_round(bot: Client, now: datetime) -> None:
    """Note what was left or joined unseen, then forget the servers whose time is over, one by one.

    Each goes in a transaction of its own: stopped between two, the next look round takes up the rest.
    """
    members = await _servers(bot)
    async with bot.database.write() as connection:
        await leaving.compare(connection, members, now)
        over = await leaving.left_long_ago(connection, now)
    for layer in over:
        await _forget(bot, layer, now)


async def note_departure(bot: Client, layer: int, now: datetime) -> None:
    """Note that a server was left just now."""
    async with bot.database.write() as connection:
        await leaving.note_departure(connection, layer, now)


async def note_return(bot: Client, layer: int) -> None:
    """Note that a server was joined."""
    async with bot.database.write() as connection:
        await leaving.note_return(connection, layer)


async def _servers(bot: Client) -> set[int]:
    """Where the bot is a member, by Discord's own word: a server that is out of reach has not been left.

    The cache alone would not do. What is left while a shard's session is dead stays in it until a restart.
    """
    out_of_reach = {guild.id for guild in bot.guilds if guild.unavailable}
    return out_of_reach | {guild.id async for guild in bot.fetch_guilds(limit=None, with_counts=False)}


async def _forget(bot: Client, layer: int, now: datetime) -> None:
    """Forget one server; what goes wrong there does not keep the others waiting."""
    try:
        async with bot.database.write() as connection:
            is_forgotten = await leaving.forget(connection, layer, now)
    except StoreError as error:
        log.error("Server %s could not be forgotten, and will be tried again: %s", layer, error)
        return
    if is_forgotten:
        log.info(
            "Server %s was left %s days ago or more; all that it had said is forgotten.",
            layer,
            leaving.KEPT.days,
        )
