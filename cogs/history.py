"""/history: what was changed, when, by whom and from what."""

from discord import app_commands
from discord.ext import commands

from bot.access import standing
from bot.ask import Ask
from bot.history import draw_history
from bot.interaction import Interaction
from bot.options import SeasonOption, ShowOption
from bot.pages import page_for
from bot.reply import reply


class History(commands.Cog):
    @app_commands.command(name="history")
    @app_commands.describe(
        show="The show you ask about; without it, all that was changed in this server",
        season="One season of it",
        private="Only you see the answer",
    )
    async def show_history(
        self,
        interaction: Interaction,
        show: ShowOption | None = None,
        season: SeasonOption | None = None,
        private: bool | None = None,
    ) -> None:
        """What was changed, by whom, and what stood there before?"""
        if show is None and season is not None:
            show = (await page_for(interaction, None)).show_id
        private = (await standing(interaction)).tells_history_privately(private)
        card = await draw_history(interaction, Ask("history", show, season), undoes=private)
        await reply(interaction, card, private)


async def setup(bot: commands.Bot) -> None:
    await bot.add_cog(History())
