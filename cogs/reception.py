"""/reviews and /viewers: how a show was received, and how many watched it."""

from discord import app_commands
from discord.ext import commands

from bot.cards.reception import reviews_card
from bot.interaction import Interaction
from bot.options import OtherShowOption, SeasonOption, ShowOption
from bot.pages import page_for
from bot.reply import reply
from bot.viewers import draw_viewers


class Reception(commands.Cog):
    @app_commands.command(name="reviews")
    @app_commands.describe(
        show="The show you ask about",
        season="One season; without it, all of them",
        private="Only you see the answer",
    )
    async def show_reviews(
        self,
        interaction: Interaction,
        show: ShowOption | None = None,
        season: SeasonOption | None = None,
        private: bool | None = None,
    ) -> None:
        """How was it received? Critics, viewers, and Netflix's Top 10."""
        page = await page_for(interaction, show)
        card = reviews_card(page, season, interaction.created_at.date())
        await reply(interaction, card, private, page.show_id)

    @app_commands.command(name="viewers")
    @app_commands.describe(
        show="The show you ask about",
        season="One season; without it, the newest on Netflix's Top 10",
        compare="A second show, put beside it",
        private="Only you see the answer",
    )
    async def show_viewers(
        self,
        interaction: Interaction,
        show: ShowOption | None = None,
        season: SeasonOption | None = None,
        compare: OtherShowOption | None = None,
        private: bool | None = None,
    ) -> None:
        """How many watched it? Netflix's Top 10 week by week, set in proportion."""
        page = await page_for(interaction, show)
        card = await draw_viewers(interaction, page, season, compare)
        await reply(interaction, card, private, page.show_id)


async def setup(bot: commands.Bot) -> None:
    await bot.add_cog(Reception())
