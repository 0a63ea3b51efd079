"""Members who suggest, and moderators who decide, in conversation."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import discord
import simcord
from simcord.results import InteractionResult, ResponseMessage

from tests.world import World, filled, message_of, select_options

LINK = "https://variety.com/2026/tv/news/a-page-1235/"
CANCELLED = {"verdict": "cancelled", "decided": "20 Nov 2026", "source": LINK}
DECISION = ("What was decided", "Season 3")

Shown: TypeAlias = InteractionResult | ResponseMessage | discord.Message
"""What a person sees and can press on."""


async def pick(
    world: World, *labels: str, show: str = "Wednesday", by: simcord.MemberActor | None = None
) -> InteractionResult:
    """The fan, or somebody else, says what is wrong, until the form opens; labels as they begin."""
    who = by or world.fan
    shown = await who.slash(channel_of(world, who), "suggest", show=show)
    for label in labels:
        values = [one["value"] for one in select_options(shown) if one["label"].startswith(label)]
        shown = await who.select(message_of(shown), values[:1])
    return shown


async def fill_in(
    world: World,
    picked: Sequence[str],
    fields: Mapping[str, str],
    *,
    show: str = "Wednesday",
    by: simcord.MemberActor | None = None,
) -> InteractionResult:
    """The form is filled in and sent back; the preview, or what is wrong with it."""
    opened = await pick(world, *picked, show=show, by=by)
    return await (by or world.fan).submit_modal(opened, filled(opened, **{"source": LINK, **fields}))


async def suggest(world: World, *, by: simcord.MemberActor | None = None, **fields: str) -> InteractionResult:
    """The fan suggests that Wednesday's third season was cancelled, and sends that."""
    preview = await fill_in(world, DECISION, {**CANCELLED, **fields}, by=by)
    return await (by or world.fan).click(message_of(preview), label="Send")


async def suggestions(world: World, by: simcord.MemberActor | None = None) -> InteractionResult:
    """A moderator, or somebody else, looks at the suggestions."""
    who = by or world.moderator
    return await who.slash(channel_of(world, who), "suggestions")


async def press(
    world: World, shown: Shown, label: str, by: simcord.MemberActor | None = None
) -> InteractionResult:
    """A moderator, or somebody else, presses a button under an answer, or under a card in a channel."""
    who = by or world.moderator
    if isinstance(shown, InteractionResult | ResponseMessage):
        return await who.click(message_of(shown), label=label)
    return await who.click(shown, label=label)


async def decline(
    world: World, shown: Shown, reason: str = "No page says so.", by: simcord.MemberActor | None = None
) -> InteractionResult:
    """A moderator presses Decline, and says why."""
    opened = await press(world, shown, "Decline", by=by)
    return await (by or world.moderator).submit_modal(opened, {"reason": reason})


def posted(channel: Any) -> list[discord.Message]:
    """The bot's messages in a channel, the oldest first."""
    return [message for message in channel.history() if message.author.bot]


def said(message: discord.Message) -> str:
    """All the text of a message in a channel."""
    return "\n".join(part["content"] for part in _walk(parts(message)) if part["type"] == 10)


def labels(message: discord.Message) -> list[str]:
    """The labels of the buttons under a message in a channel."""
    return [part["label"] for part in _walk(parts(message)) if part["type"] == 2]


def channel_of(world: World, who: simcord.MemberActor) -> Any:
    """Where somebody talks."""
    return world.channel if who.guild.id == world.server.id else world.other_channel


def parts(message: discord.Message) -> list[Any]:
    """The components of a message in a channel."""
    return [part.to_dict() for part in message.components]


def _walk(found: list[Any]) -> list[Any]:
    every = list(found)
    for part in every:
        every.extend(part.get("components", []))
    return every
