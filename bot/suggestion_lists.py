"""The lists of suggestions: what waits for the moderators, a member's own, and who is muted."""

from bot.access import Rank, Standing, require
from bot.cards.frame import Card
from bot.cards.suggestion_lists import PAGE_SIZE, muted_card, nothing_waits_card, own_card
from bot.interaction import Interaction
from bot.reply import show_privately
from bot.suggestion_card import draw_suggestion
from db import suggestions
from db.mutes import muted
from db.shows import titles


async def first_list(interaction: Interaction) -> Card:
    """What waits for a moderator to decide; a member's own suggestions for everybody else."""
    here = await require(interaction, Rank.MEMBER)
    return await _queue(interaction, here) if here.moderates else await _own(interaction, here)


async def show_list(interaction: Interaction, name: str, number: int = 0) -> None:
    """Go to another list or another page; `number` is the suggestion beside, or the page from 0 on."""
    here = await require(interaction, Rank.MEMBER if name == "own" else Rank.EDITOR)
    if name == "own":
        card = await _own(interaction, here, number)
    elif name == "muted":
        card = await _muted(interaction, here, number)
    else:
        card = await _queue(interaction, here, number, backwards=name == "back")
    await show_privately(interaction, card)


async def _queue(
    interaction: Interaction, here: Standing, beside: int = 0, *, backwards: bool = False
) -> Card:
    async with interaction.client.database.read() as connection:
        found = await suggestions.queued(connection, here.layer, beside, backwards=backwards)
    if found is None:
        return nothing_waits_card()
    return await draw_suggestion(interaction, found.suggestion, found, private=True)


async def _own(interaction: Interaction, here: Standing, page: int = 0) -> Card:
    person, offset = interaction.user.id, page * PAGE_SIZE
    async with interaction.client.database.read() as connection:
        found, total = await suggestions.made_by(
            connection, here.layer, person, offset=offset, limit=PAGE_SIZE
        )
        named = await titles(connection, here.layer, {one.draft.show_id or 0 for one in found})
    return own_card(found, named, page, total, moderates=here.moderates)


async def _muted(interaction: Interaction, here: Standing, page: int) -> Card:
    async with interaction.client.database.read() as connection:
        found = await muted(connection, here.layer)
    return muted_card(found, page)
