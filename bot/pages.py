"""What an interaction may read: the Page it asks for, the shows and the people its server sees."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import TypeVar

from bot.access import layer_of, standing
from bot.cards.frame import NEIGHBOURS
from bot.errors import UserError
from bot.interaction import Interaction
from bot.text import clip, escape
from db import cast
from db.cast import Person
from db.index import Index
from db.listings import Listing
from db.pages import Page, read_page
from db.people import People
from db.search import Found, search

T = TypeVar("T")

_PATIENCE = 2.0
"""Seconds that a name is looked for. Discord waits three for the answer."""

_UNSEEN = "I don't know that show here. `/shows` lists all I know."


async def page_for(interaction: Interaction, show_id: int | None) -> Page:
    """The page of a show as this interaction's server sees it; the one place that says what no show means.

    Raises:
        UserError: no show was named, or none is seen from here.
    """
    named = show_id
    if named is None:
        show_id = (await standing(interaction)).configuration.default_show
    page = await page_if_seen(interaction, show_id)
    if page is None:
        raise UserError(which_show(interaction) if named is None else _UNSEEN)
    return page


def which_show(interaction: Interaction) -> str:
    """How to name a show: by the command that was used, unless it is one of those in the examples."""
    command = interaction.command.qualified_name if interaction.command else "status"
    if command in NEIGHBOURS:
        return (
            "Which show? Try `/status show: The Imperfects`, `/reviews show: Wednesday` "
            "or `/story show: One Piece`. `/shows` lists all I know."
        )
    return f"Which show? Try `/{command} show: The Imperfects`. `/shows` lists all I know."


async def page_if_seen(interaction: Interaction, show_id: int | None) -> Page | None:
    """The page of a show, where one is named and this interaction's server sees it."""
    if show_id is None:
        return None
    memory = interaction.client.database.memory
    return await memory.recall(read_page, layer=layer_of(interaction), show_id=show_id)


async def listings_for(interaction: Interaction, search: str) -> list[Listing]:
    """The shows of this interaction's server that match a search, all of them where it is empty."""
    index = interaction.client.database.index
    return await _in_time(index, index.matching(layer_of(interaction), search))


async def shows_named(interaction: Interaction, text: str, limit: int) -> Sequence[Found[Listing]]:
    """The shows of this interaction's server that a text may mean, the likeliest first."""
    index = interaction.client.database.index
    return await _in_time(index, index.search(layer_of(interaction), text, limit))


async def _in_time(names: Index | People, found: Awaitable[T]) -> T:
    """What is found, unless names are still read so shortly after the start that Discord would not wait."""
    if names.is_current:
        return await found
    try:
        async with asyncio.timeout(_PATIENCE):
            return await found
    except TimeoutError:
        raise UserError(
            "I have just started and am still reading every name. Please try again in a few seconds, "
            "or pick a show from the list while you type."
        ) from None


async def shows_begun(interaction: Interaction, text: str, limit: int) -> Sequence[Found[Listing]]:
    """The shows of this interaction's server that somebody may be typing, the likeliest first."""
    return await interaction.client.database.index.offer(layer_of(interaction), text, limit)


async def shows_to_offer(interaction: Interaction, limit: int) -> list[Listing]:
    """What to offer before anything was typed: the server's own show, then the most popular ones."""
    here = await standing(interaction)
    return await interaction.client.database.index.popular(here.layer, limit, here.configuration.default_show)


async def people_named(
    interaction: Interaction, show_id: int | None, text: str, limit: int
) -> Sequence[Found[str]]:
    """The people that a text may mean, the likeliest first: of a show's, or of all that its server sees."""
    page = await page_if_seen(interaction, show_id)
    if page is None:
        everybody = interaction.client.database.people
        return await _in_time(everybody, everybody.search(layer_of(interaction), text, limit))
    people = _people_of(page)
    return search(zip(people, people, strict=True), text, limit)


async def people_to_offer(
    interaction: Interaction, show_id: int | None, typed: str, limit: int
) -> Sequence[str]:
    """Whom somebody may be typing; before that a show's people, else those of the most popular shows."""
    page, everybody = await page_if_seen(interaction, show_id), interaction.client.database.people
    if page and typed:
        return [one.item for one in await people_named(interaction, show_id, typed, limit)]
    if page:
        return _people_of(page)[:limit]
    if typed:
        return [one.item for one in await everybody.offer(layer_of(interaction), typed, limit)]
    return await everybody.popular(layer_of(interaction), limit)


def _people_of(page: Page) -> list[str]:
    return list(dict.fromkeys(fact.value.person for fact in (*page.credits, *page.projects)))


async def person_for(interaction: Interaction, name: str) -> Person:
    """All that this interaction's server knows of one person.

    Raises:
        UserError: nothing is, since all the shows they are known from are hidden here.
    """
    async with interaction.client.database.read() as connection:
        person = await cast.person(connection, layer_of(interaction), name)
    if not person.credits and not person.projects:
        raise UserError(f"I know nothing of {clip(escape(name), 100)} here.")
    return person
