"""/export and /import: a server's own facts as a file."""

from discord import Permissions, app_commands
from discord.ext import commands

from bot.exchange import ask_for_file, send_export
from bot.interaction import Interaction
from bot.options import ShowOption


class Exchange(commands.Cog):
    @app_commands.command(name="export")
    @app_commands.describe(
        show="One show; without it, all that this server says itself",
        history="With all edits, or only with what holds now",
    )
    @app_commands.default_permissions(Permissions(manage_guild=True))
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def export_facts(
        self, interaction: Interaction, show: ShowOption | None = None, history: bool = True
    ) -> None:
        """Managers: get all that this server corrected and added, as a file."""
        await send_export(interaction, show, history=history)

    @app_commands.command(name="import")
    @app_commands.default_permissions(Permissions(manage_guild=True))
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def import_facts(self, interaction: Interaction) -> None:
        """Managers: take facts from a file into this server, once you have seen what changes."""
        await ask_for_file(interaction)


async def setup(bot: commands.Bot) -> None:
    await bot.add_cog(Exchange())
