"""Looking a show up that the store lacks, or has only by name, for the one who asks about it."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from bot.ask import Ask
from bot.buttons import draw
from bot.cards.lookup import choice_of_found, taken
from bot.catalogue.tvmaze import Catalogue
from bot.errors import UserError
from bot.interaction import Interaction
from bot.pages import page_for
from bot.reply import follow, fulfil
from bot.text import clip, count, escape
from db.search import LIKELY, Found, clear_winner, likeness, normalise
from sources.tvmaze import Show

_PAGE = re.compile(r"/shows/(\d{1,9})(?:/|$)")


async def look_up(interaction: Interaction, ask: Ask) -> None:
    """Find what was asked about on TVmaze, and answer; of several shows, let one be chosen.

    Raises:
        UserError: there is no such show, or too many were looked up of late.
        TVmazeError: TVmaze cannot be asked.
    """
    catalogue = _catalogue(interaction)
    title, tvmaze_id = await _wanted(interaction, ask)
    _count(interaction, catalogue)
    await interaction.response.defer(ephemeral=True, thinking=True)
    if tvmaze_id is None:
        found = await catalogue.search(title)
        if not found:
            raise UserError(f"TVmaze knows no show called “{clip(escape(title), 100)}” either.")
        meant = _meant(title, found)
        if meant is None:
            return await fulfil(interaction, choice_of_found(title, found, ask))
        tvmaze_id = meant.id
    await _answer(interaction, catalogue, ask, tvmaze_id)


async def take_chosen(interaction: Interaction, ask: Ask, tvmaze_id: int) -> None:
    """Answer about the one that was chosen of several shows.

    Raises:
        TVmazeError: TVmaze cannot be asked, or the show is gone there.
    """
    catalogue = _catalogue(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    await _answer(interaction, catalogue, ask, tvmaze_id)


async def _answer(interaction: Interaction, catalogue: Catalogue, ask: Ask, tvmaze_id: int) -> None:
    show, show_id = await catalogue.take(tvmaze_id, interaction.created_at)
    card = await draw(interaction, replace(ask, show=show_id, text=""))
    if ask.public and ask.card != "suggest":
        await fulfil(interaction, taken(show))
        await follow(interaction, card, private=False)
    else:
        await fulfil(interaction, card)


def _catalogue(interaction: Interaction) -> Catalogue:
    if interaction.client.catalogue is None:
        raise UserError("I can't look shows up here: whoever runs me has switched that off.")
    return interaction.client.catalogue


async def _wanted(interaction: Interaction, ask: Ask) -> tuple[str, int | None]:
    """The title to look for and, where the store knows it, its number at TVmaze."""
    if ask.show is None:
        return ask.text, None
    page = await page_for(interaction, ask.show)
    found = _PAGE.search(page.show.tvmaze_url or "")
    return page.show.title, int(found[1]) if found else None


def _count(interaction: Interaction, catalogue: Catalogue) -> None:
    place = interaction.guild_id or interaction.user.id
    wait = catalogue.count_lookup(place, interaction.created_at)
    if wait is not None:
        where = "in this server" if interaction.guild_id else "for you"
        minutes = count(max(1, math.ceil(wait / 60)), "minute")
        raise UserError(
            f"I have looked up as many shows {where} as I may in an hour. Please try again in {minutes}."
        )


def _meant(title: str, shows: Sequence[Show]) -> Show | None:
    """The show that a title names beyond doubt; the only one there is need only be like it."""
    typed = normalise(title)
    found = [Found(show, likeness(typed, normalise(show.title))) for show in shows]
    if len(found) == 1 and found[0].likeness >= LIKELY:
        return found[0].item
    return clear_winner(found)
