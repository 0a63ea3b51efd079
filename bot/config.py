"""A server's choices as its managers see and change them: what each step asks of the store, what it shows."""

import asyncio
from collections.abc import Callable, Sequence

import discord

from bot.access import Rank, Standing, require
from bot.cards.config import Surroundings, config_card
from bot.cards.frame import Card
from bot.channels import find_channel
from bot.errors import UserError
from bot.interaction import Interaction
from bot.pages import page_for, page_if_seen
from bot.reply import reply
from bot.report import report
from db import config
from db.config import Configuration, read_configuration

_OLDER = "That is from an older version of me. Please begin again with `/config`."


async def show_config(interaction: Interaction) -> None:
    """Show a manager what was chosen."""
    here = await require(interaction, Rank.MANAGER)
    card = await _card(interaction, here.configuration)
    await reply(interaction, card, private=True)


async def choose_default_show(interaction: Interaction, show_id: int) -> None:
    """Take a show as the one that is meant where none is named."""
    here = await require(interaction, Rank.MANAGER)
    page = await page_for(interaction, show_id)
    chosen, made = await _save(interaction, here, "default_show", page.show_id)
    await interaction.response.send_message(view=await _card(interaction, chosen), ephemeral=True)
    await report(interaction, made)


async def choose(interaction: Interaction, choice: str, ids: Sequence[int]) -> None:
    """Take the role or the channels that a manager chose, or say on the card why that cannot be."""
    here, server = await require(interaction, Rank.MANAGER), interaction.guild
    if choice not in _PROBLEMS or server is None:
        raise UserError(_OLDER)
    problems = [_PROBLEMS[choice](server, one) for one in ids]
    problem = next(filter(None, problems), "")
    if problem:
        card = await _card(interaction, here.configuration, problem)
        await interaction.response.edit_message(view=card)
    elif choice == "channels_without_story":
        await _change(interaction, here, choice, tuple(ids))
    else:
        await _change(interaction, here, choice, ids[0] if ids else None)


async def clear(interaction: Interaction, choice: str) -> None:
    """Choose nothing, as it was before anybody chose."""
    here = await require(interaction, Rank.MANAGER)
    if choice not in (*_PROBLEMS, "default_show"):
        raise UserError(_OLDER)
    await _change(interaction, here, choice, Configuration.model_fields[choice].default)


async def choose_privacy(interaction: Interaction, *, private: bool) -> None:
    """Say who sees answers where a command does not."""
    await _change(interaction, await require(interaction, Rank.MANAGER), "private", private)


async def _change(interaction: Interaction, here: Standing, choice: str, value: object) -> None:
    chosen, made = await _save(interaction, here, choice, value)
    await interaction.response.edit_message(view=await _card(interaction, chosen))
    await report(interaction, made)


async def _save(
    interaction: Interaction, here: Standing, choice: str, value: object
) -> tuple[Configuration, int | None]:
    """Record a choice; returns all of them as they are then, and the edit that it made."""
    async with interaction.client.database.write() as connection:
        made = await config.choose(connection, here.sign(interaction), choice, value)
        return await read_configuration(connection, here.layer), made


async def _card(interaction: Interaction, chosen: Configuration, problem: str = "") -> Card:
    page = await page_if_seen(interaction, chosen.default_show)
    title = page.show.title if page else None
    return config_card(chosen, await _surroundings(interaction.guild, chosen, title), problem)


async def _surroundings(
    server: discord.Guild | None, chosen: Configuration, show: str | None
) -> Surroundings:
    if server is None:
        return Surroundings(show)
    posts = [one for one in (chosen.suggestions_channel, chosen.log_channel) if one]
    ids = list({*posts, *chosen.channels_without_story})
    found = await asyncio.gather(*(find_channel(server, one) for one in ids))
    channels = dict(zip(ids, found, strict=True))
    gone = {one for one, channel in channels.items() if channel is None}
    if chosen.editor_role and server.get_role(chosen.editor_role) is None:
        gone.add(chosen.editor_role)
    lacking = {one: _lacking(server, channel) for one in posts if (channel := channels[one])}
    return Surroundings(show, frozenset(gone), lacking)


def _lacking(server: discord.Guild, channel: discord.abc.GuildChannel | discord.Thread) -> tuple[str, ...]:
    """What the bot would have to be allowed before it can post in a channel, as Discord names it."""
    may = channel.permissions_for(server.me)
    if isinstance(channel, discord.Thread):
        sends = "Send Messages in Threads", may.send_messages_in_threads
    else:
        sends = "Send Messages", may.send_messages
    return tuple(name for name, allowed in (("View Channel", may.view_channel), sends) if not allowed)


def _role_problem(server: discord.Guild, role_id: int) -> str:
    """Why a role cannot be the editors', if so."""
    role = server.get_role(role_id)
    if role is None:
        return "I do not find that role in this server. Please choose another one."
    if role.is_default():
        return "Every member has that role. Please choose one that you give to editors alone."
    if role.managed:
        return f"A bot or a service gives {role.mention}. Please choose a role that you give yourselves."
    return ""


def _channel_problem(server: discord.Guild, channel_id: int) -> str:
    """Why a channel cannot be chosen, if so."""
    if server.get_channel_or_thread(channel_id) is None:
        return "I do not find that channel in this server. Please choose one that I can see."
    return ""


def _posting_problem(server: discord.Guild, channel_id: int) -> str:
    """Why nothing can be posted in a channel, if so, whatever the bot is allowed there."""
    channel = server.get_channel_or_thread(channel_id)
    if channel is not None and not isinstance(channel, discord.abc.Messageable):
        return "Messages cannot be posted in that one itself. Please choose a text channel or a thread."
    return _channel_problem(server, channel_id)


_PROBLEMS: dict[str, Callable[[discord.Guild, int], str]] = {
    "editor_role": _role_problem,
    "suggestions_channel": _posting_problem,
    "log_channel": _posting_problem,
    "channels_without_story": _channel_problem,
}
"""What is made by choosing in a select, with what stands against a role or channel there."""
