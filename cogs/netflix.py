"""The task that keeps Netflix's viewing figures up to date."""

import asyncio

import discord
from discord.ext import commands, tasks

from bot.interaction import Client
from bot.netflix import refresh


class Netflix(commands.Cog):
    def __init__(self, bot: Client) -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        if self.bot.fetches:
            self.keep_up_to_date.start()

    async def cog_unload(self) -> None:
        """Wait until the task has let go of the store."""
        task = self.keep_up_to_date.get_task()
        self.keep_up_to_date.cancel()
        if task is not None:
            await asyncio.wait([task])

    @tasks.loop(minutes=15)
    async def keep_up_to_date(self) -> None:
        """Look whether a new week should be out."""
        address = self.bot.settings.netflix_top10_url
        if address:
            await refresh(self.bot.database, address, discord.utils.utcnow())

    @keep_up_to_date.before_loop
    async def _connected(self) -> None:
        await self.bot.wait_until_ready()


async def setup(bot: Client) -> None:
    await bot.add_cog(Netflix(bot))
