"""/about: what the bot is."""

from discord import app_commands
from discord.ext import commands

import bot as package
from bot.access import layer_of
from bot.cards.about import about_card
from bot.interaction import Interaction
from bot.reply import reply
from db.about import totals


class About(commands.Cog):
    @app_commands.command(name="about")
    async def show_about(self, interaction: Interaction) -> None:
        """What am I, where do my facts come from, and how are they corrected?"""
        client = interaction.client
        async with client.database.read() as connection:
            known = await totals(connection, layer_of(interaction))
        card = about_card(package.__version__, client.started, known, interaction.created_at)
        await reply(interaction, card, None)


async def setup(bot: commands.Bot) -> None:
    await bot.add_cog(About())
