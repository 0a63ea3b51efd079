"""A bare discord.py bot whose only command answers "pong": what any answer costs at the least."""

import os

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route


class Pong(discord.AutoShardedClient):
    """The bot, connected to the Discord that the environment names."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True))
        self.tree = app_commands.CommandTree(self)
        self.tree.command(name="ping")(ping)

    async def setup_hook(self) -> None:
        self.shard_count, _, _ = await self.http.get_bot_gateway()
        await self.tree.sync()


async def ping(interaction: discord.Interaction) -> None:
    """Answer."""
    await interaction.response.send_message("pong")


if __name__ == "__main__":
    Route.BASE = os.environ["DISCORD_API_URL"]  # noqa: TID251
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["DISCORD_GATEWAY_URL"])  # noqa: TID251
    Pong().run(os.environ["DISCORD_TOKEN"], log_handler=None)  # noqa: TID251
