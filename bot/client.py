"""Greenlight, the Discord client: loads the cogs, keeps the commands known to Discord, ends cleanly."""

import asyncio
import contextlib
import hashlib
import json
import logging
from typing import Any

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from bot import (
    config_buttons,
    draft_buttons,
    exchange_buttons,
    history_buttons,
    lock,
    privacy,
    suggestion_buttons,
    use_as_source_buttons,
)
from bot.buttons import AskItem
from bot.catalogue import buttons as lookup_buttons
from bot.catalogue import control
from bot.catalogue.tvmaze import Catalogue
from bot.charts import Charts
from bot.errors import answer_failure, tell_of_restart
from bot.forms.returned import take_returned
from bot.settings import Settings
from db import command_sync
from db.database import Database

log = logging.getLogger(__name__)

COGS = (
    "cogs.status",
    "cogs.reception",
    "cogs.cast",
    "cogs.story",
    "cogs.shows",
    "cogs.about",
    "cogs.history",
    "cogs.update",
    "cogs.lock",
    "cogs.config",
    "cogs.use_as_source",
    "cogs.leaving",
    "cogs.privacy",
    "cogs.netflix",
    "cogs.suggestions",
    "cogs.exchange",
    "cogs.catalogue",
)

ITEMS = (
    AskItem,
    *draft_buttons.ITEMS,
    *history_buttons.ITEMS,
    *config_buttons.ITEMS,
    *privacy.ITEMS,
    *use_as_source_buttons.ITEMS,
    *suggestion_buttons.ITEMS,
    *exchange_buttons.ITEMS,
    *lookup_buttons.ITEMS,
    *control.ITEMS,
)
"""The buttons and selects that go on working after a restart."""

FORMS = (
    *draft_buttons.FORMS,
    *lock.FORMS,
    *use_as_source_buttons.FORMS,
    *suggestion_buttons.FORMS,
    *exchange_buttons.FORMS,
)
"""The forms that are taken when they come back, also after a restart."""

_ANSWERING = (
    "CommandTree-invoker",
    "discord-ui-",
    "discord.py: on_interaction",
)
"""What discord.py calls the tasks in which it answers interactions."""

_PATIENCE = 2.5
"""Seconds that answers in flight are given at the end."""

_LAST_WORDS = 1.0
"""Seconds that those who still wait then can take to be told so."""

_SYNC_PATIENCE = 30.0
"""Seconds that Discord is given to take the commands; a limit that was reached can ask for hours."""


class Tree(app_commands.CommandTree["Greenlight"]):
    """The commands; whatever one of them raises gets the one answer."""

    async def on_error(
        self, interaction: discord.Interaction["Greenlight"], error: app_commands.AppCommandError, /
    ) -> None:
        await answer_failure(interaction, error)

    async def _call(self, interaction: discord.Interaction["Greenlight"]) -> None:
        try:
            await super()._call(interaction)
        except asyncio.CancelledError:
            if interaction.type is discord.InteractionType.application_command:
                await tell_of_restart(interaction)
            raise


class Greenlight(commands.AutoShardedBot):
    """The bot. It reads no messages and needs no privileged intent.

    One that `fetches` keeps other people's data up to date from the network.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        charts: Charts,
        *,
        catalogue: Catalogue | None = None,
        fetches: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(
            command_prefix=(),
            help_command=None,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            tree_cls=Tree,
            **options,
        )
        self.settings = settings
        self.database = database
        self.charts = charts
        self.catalogue = catalogue
        self.fetches = fetches
        self.started = discord.utils.utcnow()

    async def setup_hook(self) -> None:
        self.started = discord.utils.utcnow()
        if self.settings.discord_gateway_url:
            # Where it does not know the number of shards, discord.py takes the address from Discord as well.
            self.shard_count, _, _ = await self.http.get_bot_gateway()
        self.add_dynamic_items(*ITEMS)
        for cog in COGS:
            await self.load_extension(cog)
        await self._sync_commands()

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:
        """Tell of events; of interactions only those that bring a form back, since each takes a task."""
        if event_name != "interaction" or args[0].type is discord.InteractionType.modal_submit:
            super().dispatch(event_name, *args, **kwargs)

    async def on_interaction(self, interaction: discord.Interaction["Greenlight"]) -> None:
        """Take the forms that come back; discord.py would know only those that this process opened."""
        await take_returned(interaction, FORMS)

    @property
    def owners(self) -> frozenset[int]:
        """Who may correct the shared catalogue: OWNER_IDS, else the application's owner or its team."""
        if self.settings.owner_ids or self.application is None:
            return self.settings.owner_ids
        team = self.application.team
        if team is None:
            return frozenset({self.application.owner.id})
        return frozenset(member.id for member in team.members if _may_speak_for(member))

    @property
    def invite(self) -> str:
        """The link that adds the bot to a server; answering commands takes no permission at all."""
        return discord.utils.oauth_url(
            self.application_id or 0,
            permissions=discord.Permissions.none(),
            scopes=("bot", "applications.commands"),
        )

    async def close(self) -> None:
        """Hear of nothing new, answer what is in flight, then leave Discord."""
        await asyncio.gather(*(shard.disconnect() for shard in self.shards.values()))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                while answering := _answering():  # what ends may begin what follows it
                    await asyncio.wait(answering)
        late = _answering()
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=_LAST_WORDS)
        await super().close()

    async def _sync_commands(self) -> None:
        """Tell Discord of the commands where they have changed since it was told last."""
        guild_id = self.settings.dev_guild_id
        guild = discord.Object(guild_id) if guild_id else None
        if guild:
            self.tree.copy_global_to(guild=guild)
        payload = [command.to_dict(self.tree) for command in self.tree.get_commands(guild=guild)]
        digest = hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
        scope = f"{self.application_id}/{guild_id or 'everywhere'}"
        async with self.database.read() as connection:
            if await command_sync.known(connection, scope) == digest:
                return
        try:
            async with asyncio.timeout(_SYNC_PATIENCE):
                await self.tree.sync(guild=guild)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.error("Discord did not take the commands, so it still knows the former ones: %r", error)
            return
        async with self.database.write() as connection:
            await command_sync.keep(connection, scope, digest)


def _answering() -> list[asyncio.Task[Any]]:
    return [task for task in asyncio.all_tasks() if task.get_name().startswith(_ANSWERING)]


def _may_speak_for(member: discord.TeamMember) -> bool:
    """Whether somebody has joined a team, and may do more there than look."""
    has_joined = member.membership_state is discord.TeamMembershipState.accepted
    return has_joined and member.role is not discord.TeamMemberRole.read_only
