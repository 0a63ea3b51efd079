"""/config: how the bot behaves in a server."""

from discord import Permissions, app_commands
from discord.ext import commands

from bot.config import choose_default_show, show_config
from bot.interaction import Interaction
from bot.options import ShowOption


class Config(commands.Cog):
    @app_commands.command(name="config")
    @app_commands.default_permissions(Permissions(manage_guild=True))
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.describe(default_show="The show that is meant where somebody names none")
    async def show_config(self, interaction: Interaction, default_show: ShowOption | None = None) -> None:
        """Managers: choose who may edit, where I post, and how I answer in this server."""
        if default_show is None:
            await show_config(interaction)
        else:
            await choose_default_show(interaction, default_show)


async def setup(bot: commands.Bot) -> None:
    await bot.add_cog(Config())
