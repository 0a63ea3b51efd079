"""/suggest and /suggestions: a member says what is wrong, and moderators decide about it."""

from discord import app_commands
from discord.ext import commands

from bot.interaction import Interaction
from bot.options import ShowOption
from bot.reply import reply
from bot.suggest import start
from bot.suggestion_lists import first_list


class Suggestions(commands.Cog):
    @app_commands.command(name="suggest")
    @app_commands.describe(show="The show about which something is wrong, or missing")
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def suggest(self, interaction: Interaction, show: ShowOption | None = None) -> None:
        """Something wrong? Say what is right, and this server's moderators decide."""
        await interaction.response.send_message(view=await start(interaction, show), ephemeral=True)

    @app_commands.command(name="suggestions")
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def show_suggestions(self, interaction: Interaction) -> None:
        """What became of what you suggested? Moderators see what waits for them."""
        await reply(interaction, await first_list(interaction), private=True)


async def setup(bot: commands.Bot) -> None:
    await bot.add_cog(Suggestions())
