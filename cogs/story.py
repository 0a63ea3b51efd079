"""/story: what would have happened next, without spoiling it in the channel."""

from discord import app_commands
from discord.ext import commands

from bot.access import refuse_story, standing
from bot.cards.story import story_card
from bot.interaction import Interaction
from bot.options import SeasonOption, ShowOption
from bot.pages import page_for
from bot.reply import reply


class Story(commands.Cog):
    @app_commands.command(name="story")
    @app_commands.describe(show="The show you ask about", season="One season; without it, all of them")
    async def show_story(
        self,
        interaction: Interaction,
        show: ShowOption | None = None,
        season: SeasonOption | None = None,
    ) -> None:
        """What comes next in the story? Nothing is spoiled until you press Reveal."""
        refuse_story(interaction, await standing(interaction))
        page = await page_for(interaction, show)
        await reply(interaction, story_card(page, season, interaction.created_at.date()), None, page.show_id)


async def setup(bot: commands.Bot) -> None:
    await bot.add_cog(Story())
