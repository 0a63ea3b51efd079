"""/update: moderators correct what the bot says in their server."""

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from discord import Permissions, app_commands
from discord.ext import commands

from bot.drafts import begin, chosen
from bot.forms.status import unnamed
from bot.interaction import Interaction
from bot.options import SeasonOption, ShowOption
from bot.pages import page_for
from bot.update_options import EntryOption, PartOption, TitleOption
from db.cast import Credit, Project
from db.reception import Score
from db.shows import ShowDetails
from db.status import Decision, Release, season_to_date, season_to_decide
from db.story import Story

CallbackT = TypeVar("CallbackT", bound=Callable[..., Any])

_OPTIONS = {
    "show": "The show to correct",
    "season": "Without it, the one in question",
    "part": "Only where a season was split",
    "entry": "The one to correct; leave it out to add a new one",
    "title": "A show I know, or the title of a new one",
    "private": "Only you see the new answer",
}


def described(callback: CallbackT) -> CallbackT:
    """Describe each option of a command by its name."""
    names = inspect.signature(callback).parameters
    return app_commands.describe(**{name: told for name, told in _OPTIONS.items() if name in names})(callback)


@app_commands.default_permissions(Permissions(manage_guild=True))
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class Update(commands.GroupCog, name="update", description="Moderators: correct what I say in this server."):
    @app_commands.command(name="decision")
    @described
    async def update_decision(
        self,
        interaction: Interaction,
        show: ShowOption | None = None,
        season: SeasonOption | None = None,
        private: bool | None = None,
    ) -> None:
        """Renewed, cancelled, ended? Say what was decided about a season."""
        page = await page_for(interaction, show)
        today, kind = interaction.created_at.date(), Decision.KIND
        number = season or season_to_decide(page.seasons, today)
        typed, former = {} if season else unnamed(page, number, today), page.decision(number)
        await begin(interaction, kind, page, former, season=number, private=private, typed=typed)

    @app_commands.command(name="release")
    @described
    async def update_release(
        self,
        interaction: Interaction,
        show: ShowOption | None = None,
        season: SeasonOption | None = None,
        part: PartOption | None = None,
        private: bool | None = None,
    ) -> None:
        """Say when a season, or a part of it, comes out."""
        page = await page_for(interaction, show)
        today = interaction.created_at.date()
        number = season or season_to_date(page.seasons, today, has_ended=page.has_ended)
        former = page.release(number, part)
        await begin(interaction, Release.KIND, page, former, season=number, part=part, private=private)

    @app_commands.command(name="score")
    @described
    async def update_score(
        self,
        interaction: Interaction,
        show: ShowOption | None = None,
        season: SeasonOption | None = None,
        entry: EntryOption | None = None,
        private: bool | None = None,
    ) -> None:
        """Say how critics or viewers score it."""
        page = await page_for(interaction, show)
        former = chosen(page, Score.KIND, entry)
        await begin(interaction, Score.KIND, page, former, season=season, private=private)

    @app_commands.command(name="credit")
    @described
    async def update_credit(
        self,
        interaction: Interaction,
        show: ShowOption | None = None,
        entry: EntryOption | None = None,
        private: bool | None = None,
    ) -> None:
        """Say who does what in a show."""
        page = await page_for(interaction, show)
        await begin(interaction, Credit.KIND, page, chosen(page, Credit.KIND, entry), private=private)

    @app_commands.command(name="project")
    @described
    async def update_project(
        self,
        interaction: Interaction,
        show: ShowOption | None = None,
        entry: EntryOption | None = None,
        private: bool | None = None,
    ) -> None:
        """Say what a person or company does next."""
        page = await page_for(interaction, show)
        await begin(interaction, Project.KIND, page, chosen(page, Project.KIND, entry), private=private)

    @app_commands.command(name="story")
    @described
    async def update_story(
        self,
        interaction: Interaction,
        show: ShowOption | None = None,
        season: SeasonOption | None = None,
        entry: EntryOption | None = None,
        private: bool | None = None,
    ) -> None:
        """Say what a season would hold, and how far that spoils."""
        page = await page_for(interaction, show)
        former = chosen(page, Story.KIND, entry)
        await begin(interaction, Story.KIND, page, former, season=season, private=private)

    @app_commands.command(name="show")
    @described
    async def update_show(
        self, interaction: Interaction, title: TitleOption, private: bool | None = None
    ) -> None:
        """Add a show, or correct a title, a year, a network or other names."""
        if isinstance(title, str):
            await begin(interaction, ShowDetails.KIND, None, None, typed={"title": title}, private=private)
        else:
            page = await page_for(interaction, title)
            await begin(interaction, ShowDetails.KIND, page, page.details, private=private)


async def setup(bot: commands.Bot) -> None:
    await bot.add_cog(Update())
