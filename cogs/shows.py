"""/shows: what the store knows."""

from discord import app_commands
from discord.ext import commands

from bot.access import standing
from bot.ask import Ask
from bot.interaction import Interaction
from bot.reply import reply
from bot.shows import draw_shows


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
        public = not (await standing(interaction)).answers_privately(private)
        card = await draw_shows(interaction, Ask("shows", text=search), public=public)
        await reply(interaction, card, private)


async def setup(bot: commands.Bot) -> None:
    await bot.add_cog(Shows())
