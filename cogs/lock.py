"""/lock and /unlock: managers close a show, or one season of it, to editors."""

from discord import Permissions, app_commands
from discord.ext import commands

from bot.interaction import Interaction
from bot.lock import ask_why, unlock
from bot.options import SeasonOption, ShowOption

MANAGERS = Permissions(manage_guild=True)


class Lock(commands.Cog):
    @app_commands.command(name="lock")
    @app_commands.default_permissions(MANAGERS)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.describe(show="The show to lock", season="One season; without it, the whole show")
    async def lock_show(
        self,
        interaction: Interaction,
        show: ShowOption | None = None,
        season: SeasonOption | None = None,
    ) -> None:
        """Managers: let editors change nothing about a show, and say why."""
        await ask_why(interaction, show, season)

    @app_commands.command(name="unlock")
    @app_commands.default_permissions(MANAGERS)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.describe(show="The show to unlock", season="One season; without it, the whole show")
    async def unlock_show(
        self,
        interaction: Interaction,
        show: ShowOption | None = None,
        season: SeasonOption | None = None,
    ) -> None:
        """Managers: let editors change a show again."""
        await unlock(interaction, show, season)


async def setup(bot: commands.Bot) -> None:
    await bot.add_cog(Lock())
