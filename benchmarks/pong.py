"""A bare discord.py bot, which answers "pong" or a fixed card: what any answer costs at the least.

It runs on asyncio's own event loop, or on uvloop's where the command line says so, as Greenlight does.
"""

import asyncio
import os
import sys
from typing import Any

import discord
import uvloop
import yarl
from discord import app_commands, ui
from discord.app_commands import Choice
from discord.gateway import DiscordWebSocket
from discord.http import Route


class Pong(discord.AutoShardedClient):
    """The bot, connected to the Discord that the environment names."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True))
        self.tree = app_commands.CommandTree(self)
        self.tree.command(name="ping")(ping)
        self.tree.command(name="card")(card)
        self.tree.command(name="named")(named)

    async def setup_hook(self) -> None:
        self.shard_count, _, _ = await self.http.get_bot_gateway()
        await self.tree.sync()


class Fixed(ui.LayoutView):
    """A card with as many parts and characters as that of /status, made beforehand and not looked after."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        texts = [ui.TextDisplay[Any]("a" * length) for length in (77, 73, 74, 96, 522)]
        self.add_item(ui.Container(*texts[:-1], ui.Separator[Any](), texts[-1], accent_colour=0xC62828))
        names = ("Reviews", "Viewers", "Cast", "Story")
        buttons = [ui.Button[Any](label=name, custom_id=f"ask:{name}:1::::") for name in names]
        self.add_item(ui.ActionRow(*buttons))

    def is_finished(self) -> bool:
        return True


async def ping(interaction: discord.Interaction) -> None:
    """Answer."""
    await interaction.response.send_message("pong")


async def card(interaction: discord.Interaction) -> None:
    """Answer with the card."""
    await interaction.response.send_message(view=_CARD)


async def named(interaction: discord.Interaction, name: str) -> None:
    """Answer with a name, which is completed."""
    await interaction.response.send_message(name)


async def _offer(_interaction: discord.Interaction, _typed: str) -> list[Choice[str]]:
    return _CHOICES


async def _run() -> None:
    async with Pong() as pong:
        await pong.start(os.environ["DISCORD_TOKEN"])  # noqa: TID251


if __name__ == "__main__":
    _CARD, _CHOICES = Fixed(), [Choice(name="The Imperfects (2022)", value="show:1")]
    app_commands.autocomplete(name=_offer)(named)
    Route.BASE = os.environ["DISCORD_API_URL"]  # noqa: TID251
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["DISCORD_GATEWAY_URL"])  # noqa: TID251
    with asyncio.Runner(loop_factory=uvloop.new_event_loop if "uvloop" in sys.argv else None) as runner:
        runner.run(_run())
