"""A simulated Discord with two servers and the people in them, and how to read what they see."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord
import simcord
from simcord.results import InteractionResult, ResponseMessage

from bot.client import Greenlight
from bot.settings import Settings
from db.config import Configuration
from db.database import Database
from db.edits import Change, Edit, program, record
from db.facts import SHARED
from db.files import FactFile
from db.pages import Page, read_page
from db.starter import load
from db.tables import SERVER
from db.values import Evidence, Source, Value

Json = dict[str, Any]

SOURCE = Source(url="https://www.example.com/news", publisher="Example News", evidence=Evidence.PRESS)


class World:
    """Two servers, each with a channel and a fan; in the first also two moderators."""

    def __init__(self, env: simcord.Env, database: Database) -> None:
        assert isinstance(env.bot, Greenlight)
        self.env = env
        self.database = database
        self.charts = env.bot.charts
        self.server = env.create_guild(name="Show lovers")
        self.channel = self.server.create_text_channel("general")
        self.fan = self.server.add_member(env.create_user("fan"))
        moderators = self.server.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
        self.moderator = self.server.add_member(env.create_user("moderator"), roles=[moderators])
        self.second_moderator = self.server.add_member(env.create_user("second"), roles=[moderators])
        self.other_server = env.create_guild(name="Elsewhere")
        self.other_channel = self.other_server.create_text_channel("general")
        self.other_fan = self.other_server.add_member(env.create_user("other fan"))

    async def ask(self, command: str, **options: Any) -> InteractionResult:
        """The fan types a command in the first server."""
        return await self.fan.slash(self.channel, command, **options)

    async def ask_elsewhere(self, command: str, **options: Any) -> InteractionResult:
        """A fan of the other server types a command there."""
        return await self.other_fan.slash(self.other_channel, command, **options)

    async def ask_directly(self, command: str, **options: Any) -> InteractionResult:
        """The fan types a command in the direct messages with the bot."""
        return await self.fan.user.slash(command, **options)

    async def press(
        self, shown: InteractionResult | ResponseMessage, label: str, by: simcord.MemberActor | None = None
    ) -> InteractionResult:
        """The fan, or somebody else, presses a button."""
        return await (by or self.fan).click(message_of(shown), label=label)

    async def choose(
        self, shown: InteractionResult | ResponseMessage, label: str, by: simcord.MemberActor | None = None
    ) -> InteractionResult:
        """The fan, or somebody else, chooses an option of an answer's select."""
        (value,) = [option["value"] for option in select_options(shown) if option["label"] == label]
        return await (by or self.fan).select(message_of(shown), [value])

    async def show_id(self, title: str) -> int:
        """The number the store gives a show, by its title."""
        listings = await self.database.index.listings(SHARED)
        return next(listing.show_id for listing in listings if listing.title == title)

    async def page(self, title: str) -> Page:
        """All that the shared catalogue knows of a show."""
        show_id = await self.show_id(title)
        async with self.database.read() as connection:
            page = await read_page(connection, show_id, SHARED)
        assert page is not None
        return page

    async def learn(
        self,
        title: str,
        *values: Value,
        layer: int = SHARED,
        forget: bool = False,
        sources: Sequence[Source] = (SOURCE,),
    ) -> None:
        """The bot is told facts about a show, in the shared catalogue or in one server; or to forget them."""
        show_id, today = await self.show_id(title), self.env.now()
        changes = [Change.to(show_id, value, sources, today.date()) for value in values]
        if forget:
            changes = [replace(change, value=None) for change in changes]
        async with self.database.write() as connection:
            actor = await program(connection, "a test")
            await record(connection, Edit(actor, layer, today), changes)

    async def configure(self, **choices: Any) -> None:
        """The managers of the first server choose how the bot behaves there."""
        async with self.database.write() as connection:
            actor, now = await program(connection, "a test"), self.env.now()
            chosen = Change.to(SERVER, Configuration(**choices), (), now.date())
            await record(connection, Edit(actor, self.server.id, now), [chosen])

    async def load(self, *shows: Json) -> None:
        """The bot is given a file with these shows; `show_in_file` writes one."""
        file = FactFile.model_validate({"version": 1, "checked_on": "2026-11-22", "shows": shows})
        async with self.database.write() as connection:
            await load(connection, file, self.env.now())

    async def choices(self, command: str, option: str, typed: str, **filled: Any) -> list[str]:
        """What the fan is offered while typing an option."""
        offered = await self.fan.autocomplete(self.channel, command, option, typed, **filled)
        return [choice["name"] for choice in offered]

    async def wait(self, days: float) -> None:
        """Time goes by at once; what was due meanwhile happens once, at the end."""
        self.env.backend.advance_clock(timedelta(days=days).total_seconds())
        await self.env.settle()

    async def restart(self, settings: Settings | None = None) -> None:
        """The bot's process ends, and another begins on the same store."""
        bot = Greenlight(settings or Settings(), self.database, self.charts, shard_count=1)
        await self.env.restart_bot(bot)

    def promote(self, member: simcord.MemberActor) -> None:
        """Give somebody the moderators' role."""
        role = self.server.roles["Moderators"]
        self.env.backend.add_member_role(self.server.id, member.id, role.id)

    def demote(self, moderator: simcord.MemberActor) -> None:
        """Take the moderators' role from somebody."""
        role = self.server.roles["Moderators"]
        self.env.backend.remove_member_role(self.server.id, moderator.id, role.id)


def show_in_file(title: str, *facts: Json, year: int = 2020, **details: Any) -> Json:
    """A show as files have it, each fact with a source."""
    named = {"kind": "show", "value": {"title": title, "year": year, **details}}
    sources = [SOURCE.model_dump(mode="json", exclude_none=True)]
    key = "-".join([str(year), *re.findall("[a-z0-9]{1,20}", title.casefold())[:5]])
    return {"key": key, "facts": [{"sources": sources, **fact} for fact in (named, *facts)]}


def text(shown: InteractionResult | ResponseMessage) -> str:
    """All the text of an answer, as it was sent."""
    return "\n".join(component["content"] for component in components(shown) if component["type"] == 10)


def first_line(shown: InteractionResult | ResponseMessage) -> str:
    """What a person reads first, without its markup."""
    return text(shown).splitlines()[0].removeprefix("### ")


def buttons(shown: InteractionResult | ResponseMessage) -> list[str]:
    """The labels of an answer's buttons that can be pressed."""
    return [
        component["label"]
        for component in components(shown)
        if component["type"] == 2 and not component.get("disabled")
    ]


def options(shown: InteractionResult | ResponseMessage) -> list[str]:
    """What an answer's select offers."""
    return [option["label"] for option in select_options(shown)]


def select_options(shown: InteractionResult | ResponseMessage) -> list[Json]:
    """The options of an answer's select."""
    return [
        option for component in components(shown) if component["type"] == 3 for option in component["options"]
    ]


def filled(opened: InteractionResult, **fields: str) -> dict[str, Any]:
    """What submitting a form sends; a field that is not given stays as it was."""
    typed = {name: value for name, value in prefilled(opened).items() if value} | fields
    selects = {field["custom_id"] for field in _fields(opened) if field["type"] == 3}
    return {name: [value] if name in selects else value for name, value in typed.items()}


def prefilled(opened: InteractionResult) -> dict[str, str]:
    """What each field of a form begins with."""
    return {field["custom_id"]: _value(field) for field in _fields(opened)}


def _value(field: Json) -> str:
    chosen = [option["value"] for option in field.get("options", []) if option.get("default")]
    return chosen[0] if chosen else field.get("value") or ""


def _fields(opened: InteractionResult) -> list[Json]:
    assert opened.modal is not None
    return [part["component"] for part in opened.modal["components"]]


def components(shown: InteractionResult | ResponseMessage) -> list[Json]:
    """Every component of an answer, the nested ones included."""
    message = message_of(shown)
    return list(_walk(message.components))


def message_of(shown: InteractionResult | ResponseMessage) -> ResponseMessage:
    """The message that answered."""
    if isinstance(shown, ResponseMessage):
        return shown
    assert shown.response is not None, "nothing was answered"
    return shown.response


def _walk(found: list[Json]) -> Iterator[Json]:
    for component in found:
        yield component
        yield from _walk(component.get("components", []))
        yield from _walk([component["accessory"]] if "accessory" in component else [])
