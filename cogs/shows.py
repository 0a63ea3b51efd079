"""/shows: what the store knows."""

from discord import app_commands
from discord.ext import commands

from bot.ask import Ask
from bot.cards.shows import shows_card
from bot.interaction import Interaction
from bot.pages import listings_for
from bot.reply import reply


class Shows(commands.Cog):
    @app_commands.command(name="shows")
    @app_commands.describe(
        search="Part of a title, a network, or a word such as “cancelled”",
        private="Only you see the answer",
    )
    async def list_shows(
        self, interaction: Interaction, search: str = "", private: bool | None = None
    ) -> None:
        """Which shows do I know? By what was decided about them."""
        card = shows_card(await listings_for(interaction, search), Ask("shows", text=search))
        await reply(interaction, card, private)


async def setup(bot: commands.Bot) -> None:
    await bot.add_cog(Shows())
