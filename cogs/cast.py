"""/cast: who is in a show, and what they do next."""

from discord import app_commands
from discord.ext import commands

from bot.cards.cast import cast_card, person_card
from bot.interaction import Interaction
from bot.options import PersonOption, ShowOption
from bot.pages import page_for, page_if_seen, person_for
from bot.reply import reply


class Cast(commands.Cog):
    @app_commands.command(name="cast")
    @app_commands.describe(
        show="The show you ask about",
        person="One person or company, with or without a show",
        private="Only you see the answer",
    )
    async def show_cast(
        self,
        interaction: Interaction,
        show: ShowOption | None = None,
        person: PersonOption | None = None,
        private: bool | None = None,
    ) -> None:
        """Who made it, and what are they doing next?"""
        today, looks_up = interaction.created_at.date(), interaction.client.catalogue is not None
        if person is None:
            page = await page_for(interaction, show)
            card = cast_card(page, today, looks_up=looks_up)
        else:
            page = await page_if_seen(interaction, show)
            card = person_card(await person_for(interaction, person), today, page, looks_up=looks_up)
        await reply(interaction, card, private, page.show_id if page else None)


async def setup(bot: commands.Bot) -> None:
    await bot.add_cog(Cast())
