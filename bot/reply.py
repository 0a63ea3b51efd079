"""How a question is answered: in the channel or to one person alone, with the picture of its chart."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import aiohttp
import discord
from discord.ui import LayoutView, TextDisplay

from bot.access import standing
from bot.cards.frame import Card
from bot.cards.picture import picture, with_picture
from bot.catalogue.another import with_another
from bot.interaction import Interaction
from bot.report import tell_of_faults
from bot.take_over import offer_newer

log = logging.getLogger(__name__)

_PATIENCE = 1.5
"""Seconds that an answer waits for its picture. Discord waits three for the answer."""


async def reply(
    interaction: Interaction, view: Card, private: bool | None, show_id: int | None = None
) -> None:
    """Answer with a card; where the command did not say how, as this server wishes.

    Under an answer about a show, a moderator is told where the shared catalogue has newer, and whoever typed
    its title out is offered others of that title. Under any, moderators are told, once, of what went wrong
    where they could not see it.
    """
    here = await standing(interaction)
    if show_id is not None:
        view = await with_another(interaction, view, show_id)
    await send(interaction, view, private=here.answers_privately(private))
    if show_id is not None:
        await offer_newer(interaction, here, show_id)
    if here.moderates:
        await tell_of_faults(interaction)


async def send(interaction: Interaction, view: Card, *, private: bool) -> None:
    """Answer with a card and its picture."""

    async def respond(shown: Card, files: list[discord.File]) -> None:
        await interaction.response.send_message(view=shown, files=files, ephemeral=private)

    await _show(interaction, view, respond)


async def turn(interaction: Interaction, view: Card) -> None:
    """Put a card and its picture in the place of those whose button was pressed."""

    async def respond(shown: Card, files: list[discord.File]) -> None:
        await interaction.response.edit_message(view=shown, attachments=files)

    await _show(interaction, view, respond)


async def show_privately(interaction: Interaction, view: Card) -> None:
    """Show a card in place of the private message that was pressed on; elsewhere, in a private one."""
    message = interaction.message
    if message is not None and message.flags.ephemeral:
        await turn(interaction, view)
    else:
        await send(interaction, view, private=True)


async def follow(interaction: Interaction, view: Card, *, private: bool) -> None:
    """Send a card and its picture after an answer that has been given, so that the picture has its time."""
    shown, files = await _whole(interaction, view)
    await interaction.followup.send(view=shown, files=files, ephemeral=private, wait=True)


async def fulfil(interaction: Interaction, view: Card) -> None:
    """Put a card and its picture where somebody saw that an answer was being thought of."""
    shown, files = await _whole(interaction, view)
    await interaction.edit_original_response(view=shown, attachments=files)


async def _whole(interaction: Interaction, view: Card) -> tuple[Card, list[discord.File]]:
    if view.chart is None:
        return view, []
    drawing = interaction.client.charts.picture(view.chart)
    await asyncio.wait([drawing])
    return _pictured(view, drawing.result())


async def _show(
    interaction: Interaction, view: Card, respond: Callable[[Card, list[discord.File]], Awaitable[None]]
) -> None:
    """Answer at once with the picture where it is soon there, else without it, and add it when it is."""
    if view.chart is None:
        return await respond(view, [])
    drawing = interaction.client.charts.picture(view.chart)
    soon, _ = await asyncio.wait([drawing], timeout=_PATIENCE)
    await respond(*(_pictured(view, drawing.result()) if soon else (view, [])))
    if not soon:
        await asyncio.wait([drawing])
        await _add(interaction, view, drawing.result())


def _pictured(view: Card, drawn: bytes | None) -> tuple[Card, list[discord.File]]:
    """A card with its picture, and the file to send with it; without, where it could not be drawn."""
    if view.chart is None or drawn is None:
        return view, []
    return with_picture(view), [picture(view.chart, drawn)]


async def _add(interaction: Interaction, view: Card, drawn: bytes | None) -> None:
    """Add the picture to an answer that was given without it, where that still stands as it was given."""
    shown, files = _pictured(view, drawn)
    if not files:
        return
    try:
        stands = LayoutView.from_message(await interaction.original_response(), timeout=None)
        if _first_words(stands) == _first_words(view):
            await interaction.edit_original_response(view=shown, attachments=files)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        log.info("An answer was left without its picture: %r", error)


def _first_words(view: LayoutView) -> str | None:
    texts = (part.content for part in view.walk_children() if isinstance(part, TextDisplay))
    return next(texts, None)
