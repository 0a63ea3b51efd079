"""The card of a suggestion: drawn as things stand, posted for moderators, and kept right in its channel."""

import logging
from dataclasses import replace

from bot.access import layer_of
from bot.cards.frame import Card
from bot.cards.suggestion_lists import beside, go_on, place_of
from bot.cards.suggestions import open_card, settled_card
from bot.channels import post, revise
from bot.interaction import Interaction
from bot.previews import prospect
from db import history, suggesting, suggestions
from db.confirmation import is_withdrawn
from db.database import StoreError
from db.drafts import newest
from db.lock import lock_on
from db.pages import read_page
from db.shows import titles
from db.suggestions import Queued, Suggestion

log = logging.getLogger(__name__)


async def find(interaction: Interaction, suggestion_id: int) -> Suggestion | None:
    """A suggestion of this interaction's server."""
    async with interaction.client.database.read() as connection:
        return await suggestions.find(connection, suggestion_id, layer_of(interaction))


async def draw_suggestion(
    interaction: Interaction, suggestion: Suggestion, queued: Queued | None = None, *, private: bool = False
) -> Card:
    """A suggestion to decide, or what became of it; a private one has buttons to the others that wait."""
    if not suggestion.is_open:
        return await _draw_settled(interaction, suggestion, private=private)
    draft, show_id = suggestion.draft, suggestion.draft.show_id or 0
    async with interaction.client.database.read() as connection:
        page = await read_page(connection, show_id, draft.layer)
        latest = await newest(connection, draft)
        withdrawn = await is_withdrawn(connection, draft)
        named = await titles(connection, draft.layer, [show_id])
    is_news = latest is not None and latest.revision_id != draft.based_on and not withdrawn
    found = prospect(draft, page, interaction, latest if is_news else None)
    return open_card(
        suggestion,
        replace(found, title=named.get(show_id, found.title)),
        lock=lock_on(page.locks, draft.season) if page else None,
        withdrawn=withdrawn,
        place=place_of(queued) if queued else "",
        rows=[beside(queued)] if queued else [go_on(suggestion.id)] if private else [],
    )


async def post_card(interaction: Interaction, suggestion: Suggestion, channel_id: int) -> bool:
    """Show a new suggestion to the moderators in their channel; whether that was possible. It never fails."""
    database, layer = interaction.client.database, suggestion.draft.layer
    try:
        message = await post(interaction, layer, channel_id, await draw_suggestion(interaction, suggestion))
        if message is not None:
            async with database.write() as connection:
                await suggesting.place(connection, suggestion.id, channel_id, message.id)
            await _catch_up(interaction, suggestion.id)
    except StoreError as error:
        log.warning("Suggestion %s has no card in channel %s: %s", suggestion.id, channel_id, error)
        return False
    return message is not None


async def _catch_up(interaction: Interaction, suggestion_id: int) -> None:
    """Revise a new card where somebody decided before it was known to be there."""
    placed = await find(interaction, suggestion_id)
    if placed and not placed.is_open:
        await refresh(interaction, suggestion_id)


async def refresh(interaction: Interaction, suggestion_id: int) -> None:
    """Let the card in the moderators' channel show what became of a suggestion; it never fails.

    The card that was pressed on has been answered with that already.
    """
    try:
        suggestion = await find(interaction, suggestion_id)
        if suggestion is None or suggestion.channel_id is None or suggestion.message_id is None:
            return
        if interaction.message is not None and interaction.message.id == suggestion.message_id:
            return
        card = await draw_suggestion(interaction, suggestion)
    except StoreError as error:
        log.warning("The card of suggestion %s was left as it is: %s", suggestion_id, error)
        return
    await revise(interaction, suggestion.draft.layer, suggestion.channel_id, suggestion.message_id, card)


async def _draw_settled(interaction: Interaction, suggestion: Suggestion, *, private: bool) -> Card:
    draft, show_id = suggestion.draft, suggestion.draft.show_id or 0
    async with interaction.client.database.read() as connection:
        named = await titles(connection, draft.layer, [show_id])
        act = await history.act(connection, suggestion.edit_id) if suggestion.edit_id else None
    rows = [go_on(suggestion.id)] if private else []
    return settled_card(suggestion, named.get(show_id, "a show"), act.changes if act else (), rows)
