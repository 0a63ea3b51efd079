"""Messages that tell by themselves how far the import of every show is, while it runs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import aiohttp
import discord

from bot.cards.frame import Card
from bot.catalogue.whole import Whole
from bot.interaction import Interaction
from db.database import StoreError

log = logging.getLogger(__name__)

EVERY = 5.0
"""Seconds between two edits of a message."""

LASTS = 14 * 60.0
"""Seconds; Discord lets an answer be edited for fifteen minutes. After that its button is left."""


class Following:
    """The messages that are kept current: of each person the one that they looked at last."""

    def __init__(self) -> None:
        self._following: dict[int, asyncio.Task[None]] = {}

    def begin(self, interaction: Interaction, whole: Whole, draw: Callable[[], Awaitable[Card]]) -> None:
        """Keep what answered an interaction as `draw` has it, until the import has ended."""
        person = interaction.user.id
        if earlier := self._following.get(person):
            earlier.cancel()
        following = _follow(interaction, whole, draw)
        self._following[person] = asyncio.create_task(following, name="how far the catalogue is")

    async def stop(self) -> None:
        """Let go of every message, as it stands."""
        following = list(self._following.values())
        for one in following:
            one.cancel()
        await asyncio.gather(*following, return_exceptions=True)


async def _follow(interaction: Interaction, whole: Whole, draw: Callable[[], Awaitable[Card]]) -> None:
    try:
        async with asyncio.timeout(LASTS):
            await _keep_current(interaction, whole, draw)
    except TimeoutError:
        log.info("How far the catalogue is was told for as long as Discord allows.")
    except (discord.HTTPException, aiohttp.ClientError, OSError, StoreError) as error:
        log.info("How far the catalogue is could not be told any more: %r", error)


async def _keep_current(interaction: Interaction, whole: Whole, draw: Callable[[], Awaitable[Card]]) -> None:
    shown, has_ended = None, False
    while not has_ended:
        await whole.wait(EVERY)
        has_ended = not whole.is_running
        if has_ended or whole.progress != shown:
            shown = whole.progress
            await interaction.edit_original_response(view=await draw())
