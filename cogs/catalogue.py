"""/catalogue, for an owner: the whole catalogue of TVmaze; and the task that keeps held shows up to date."""

import asyncio

import discord
from discord import Permissions, app_commands
from discord.ext import commands, tasks

from bot.catalogue.control import show
from bot.catalogue.refresh import refresh
from bot.interaction import Client, Interaction


class CatalogueCog(commands.Cog, name="Catalogue"):
    def __init__(self, bot: Client) -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        if self.bot.fetches and self.bot.catalogue:
            self.keep_up_to_date.start()

    async def cog_unload(self) -> None:
        """Wait until the tasks have let go of the store."""
        if self.bot.catalogue:
            await self.bot.catalogue.following.stop()
        task = self.keep_up_to_date.get_task()
        self.keep_up_to_date.cancel()
        if task is not None:
            await asyncio.wait([task])

    @app_commands.command(name="catalogue")
    @app_commands.default_permissions(Permissions(administrator=True))
    @app_commands.allowed_contexts(guilds=False, dms=True, private_channels=False)
    async def show_catalogue(self, interaction: Interaction) -> None:
        """My owner: take every show there is from TVmaze, and see how far that is."""
        await show(interaction)

    @tasks.loop(minutes=15)
    async def keep_up_to_date(self) -> None:
        """Look whether a day has passed."""
        if self.bot.catalogue:
            await refresh(self.bot.database, self.bot.catalogue, discord.utils.utcnow())

    @keep_up_to_date.before_loop
    async def _connected(self) -> None:
        await self.bot.wait_until_ready()


async def setup(bot: Client) -> None:
    await bot.add_cog(CatalogueCog(bot))
