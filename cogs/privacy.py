"""/privacy: what is kept about the one who asks, and erasing it."""

from discord import app_commands
from discord.ext import commands

from bot.interaction import Interaction
from bot.privacy import show


class Privacy(commands.Cog):
    @app_commands.command(name="privacy")
    async def show_privacy(self, interaction: Interaction) -> None:
        """What do I keep about you? Only you see it, and can erase it."""
        await show(interaction)


async def setup(bot: commands.Bot) -> None:
    await bot.add_cog(Privacy())
