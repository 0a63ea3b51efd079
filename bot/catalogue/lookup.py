"""Looking a show up that the store lacks, or has only by name, for the one who asks about it."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

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

T = TypeVar("T")

_PAGE = re.compile(r"/shows/(\d{1,9})(?:/|$)")


async def look_up(interaction: Interaction, ask: Ask) -> None:
    """Find what was asked about on TVmaze, and answer; of several shows, let one be chosen.

    Raises:
        UserError: there is no such show, or too many were looked up of late.
        TVmazeError: TVmaze cannot be asked.
    """
    catalogue = catalogue_of(interaction)
    title, tvmaze_id = await _wanted(interaction, ask)
    count_lookup(interaction, catalogue)
    await interaction.response.defer(ephemeral=True, thinking=True)
    if tvmaze_id is None:
        found = await catalogue.search(title)
        if not found:
            raise UserError(
                f"TVmaze knows no show called “{clip(escape(title), 100)}”. Please check the spelling, "
                "or try its original title."
            )
        meant = clearly_meant(title, [(show.title, show) for show in found])
        if meant is None:
            return await fulfil(interaction, choice_of_found(title, found, ask))
        tvmaze_id = meant.id
    await answer_about(interaction, catalogue, ask, tvmaze_id)


async def take_chosen(interaction: Interaction, ask: Ask, tvmaze_id: int) -> None:
    """Answer about the one that was chosen of several shows.

    Raises:
        TVmazeError: TVmaze cannot be asked, or the show is gone there.
    """
    catalogue = catalogue_of(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    await answer_about(interaction, catalogue, ask, tvmaze_id)


async def answer_about(interaction: Interaction, catalogue: Catalogue, ask: Ask, tvmaze_id: int) -> None:
    """Bring a show into the store, and answer about it.

    Raises:
        TVmazeError: TVmaze cannot be asked, or the show is gone there.
    """
    show, show_id = await catalogue.take(tvmaze_id, interaction.created_at)
    card = await draw(interaction, replace(ask, show=show_id, text=""))
    if ask.public and ask.card != "suggest":
        await fulfil(interaction, taken(show))
        await follow(interaction, card, private=False)
    else:
        await fulfil(interaction, card)


def catalogue_of(interaction: Interaction) -> Catalogue:
    """Where to look things up.

    Raises:
        UserError: that was switched off.
    """
    if interaction.client.catalogue is None:
        raise UserError("I can't look that up here: whoever runs me has switched it off.")
    return interaction.client.catalogue


async def _wanted(interaction: Interaction, ask: Ask) -> tuple[str, int | None]:
    """The title to look for and, where the store knows it, its number at TVmaze."""
    if ask.show is None:
        return ask.text, None
    page = await page_for(interaction, ask.show)
    found = _PAGE.search(page.show.tvmaze_url or "")
    return page.show.title, int(found[1]) if found else None


def count_lookup(interaction: Interaction, catalogue: Catalogue) -> None:
    """Count a lookup, of a show or a person.

    Raises:
        UserError: it is one too many.
    """
    place = interaction.guild_id or interaction.user.id
    wait = catalogue.count_lookup(place, interaction.created_at)
    if wait is not None:
        where = "in this server" if interaction.guild_id else "for you"
        minutes = count(max(1, math.ceil(wait / 60)), "minute")
        raise UserError(
            f"I have looked up as much {where} as I may in an hour. Please try again in {minutes}."
        )


def clearly_meant(typed: str, named: Sequence[tuple[str, T]]) -> T | None:
    """What a text names beyond doubt; where there is only one, the text need only be like its name."""
    wanted = normalise(typed)
    found = [Found(one, likeness(wanted, normalise(name))) for name, one in named]
    if len(found) == 1 and found[0].likeness >= LIKELY:
        return found[0].item
    return clear_winner(found)
