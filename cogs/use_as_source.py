"""Use as source: the message command with which moderators correct a fact by the link in a message."""

import discord
from discord import Permissions, app_commands
from discord.ext import commands

from bot.interaction import Client, Interaction
from bot.use_as_source import offer


class UseAsSource(commands.Cog):
    def __init__(self, bot: Client) -> None:
        # discord.py lets no decorator make a message command in a cog.
        self.tree = bot.tree
        self.command = app_commands.ContextMenu(name="Use as source", callback=use_as_source)

    async def cog_load(self) -> None:
        self.tree.add_command(self.command)

    async def cog_unload(self) -> None:
        self.tree.remove_command(self.command.name, type=self.command.type)


@app_commands.default_permissions(Permissions(manage_guild=True))
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
async def use_as_source(interaction: Interaction, message: discord.Message) -> None:
    """Correct a fact by the link in a message."""
    await offer(interaction, message)


async def setup(bot: Client) -> None:
    await bot.add_cog(UseAsSource(bot))
