"""/status: is it coming back, and when."""

from discord import app_commands
from discord.ext import commands

from bot.access import standing
from bot.cards.status import status_card
from bot.interaction import Interaction
from bot.options import SeasonOption, ShowOption
from bot.pages import page_for
from bot.reply import reply


class Status(commands.Cog):
    @app_commands.command(name="status")
    @app_commands.describe(
        show="The show you ask about",
        season="One season; without it, the newest one decided",
        private="Only you see the answer",
    )
    async def show_status(
        self,
        interaction: Interaction,
        show: ShowOption | None = None,
        season: SeasonOption | None = None,
        private: bool | None = None,
    ) -> None:
        """Is it coming back? The decision, the date, and who says so."""
        page = await page_for(interaction, show)
        today, looks_up = interaction.created_at.date(), interaction.client.catalogue is not None
        moderates = (await standing(interaction)).moderates
        card = status_card(page, season, today, moderates=moderates, looks_up=looks_up)
        await reply(interaction, card, private, page.show_id)


async def setup(bot: commands.Bot) -> None:
    await bot.add_cog(Status())
