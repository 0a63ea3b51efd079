"""Leaving: notes when a server is left or joined, and looks round at the start and once a day."""

import asyncio
from datetime import UTC, time

import discord
from discord.ext import commands, tasks
from discord.utils import utcnow

from bot.interaction import Client
from bot.leaving import look_round, note_departure, note_return


class Leaving(commands.Cog):
    def __init__(self, bot: Client) -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        # Of whatever else goes wrong, the task would end for good; so it is logged, and tried again next day.
        self.daily.add_exception_type(Exception)
        self.daily.start()

    async def cog_unload(self) -> None:
        self.daily.cancel()
        if task := self.daily.get_task():
            await asyncio.wait([task])

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """A server was left; discord.py does not call this for one that is only out of reach."""
        await note_departure(self.bot, guild.id, utcnow())

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        await note_return(self.bot, guild.id)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Every shard is ready: what was left while the bot was away is seen now."""
        await look_round(self.bot, utcnow())

    @tasks.loop(time=time(4, tzinfo=UTC))
    async def daily(self) -> None:
        await look_round(self.bot, utcnow())

    @daily.before_loop
    async def wait(self) -> None:
        await self.bot.wait_until_ready()


async def setup(bot: Client) -> None:
    await bot.add_cog(Leaving(bot))
