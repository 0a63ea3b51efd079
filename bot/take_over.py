"""Offering moderators what the shared catalogue says by now, and dropping their server's own for it."""

from bot.access import Rank, Standing, require
from bot.answers import draw
from bot.ask import Ask
from bot.cards.frame import Card, plain
from bot.cards.take_over import take_over_card
from bot.errors import UserError
from bot.interaction import Interaction
from bot.pages import page_for
from bot.report import report
from db.edits import sign
from db.facts import SHARED
from db.take_over import Newer, newer, seen_by, to_take_over


async def offer_newer(interaction: Interaction, here: Standing, show_id: int) -> None:
    """Tell a moderator, under an answer, where the shared catalogue has newer than this server."""
    if not here.moderates or here.layer == SHARED:
        return
    memory = interaction.client.database.memory
    found = await memory.recall(newer, layer=here.layer, show_id=show_id)
    if found:
        card = take_over_card(show_id, found)
        await interaction.followup.send(view=card, ephemeral=True)


async def take_over(interaction: Interaction, show_id: int, seen: int) -> None:
    """Drop what this server says itself for what the shared catalogue does, as it was shown."""
    here = await require(interaction, Rank.EDITOR)
    async with interaction.client.database.write() as connection:
        found = await newer(connection, here.layer, show_id)
        is_seen = bool(found) and seen_by(found) == seen
        changes = to_take_over(show_id, found, interaction.created_at.date())
        made = await sign(connection, here.sign(interaction), changes, "took over") if is_seen else None
    if not found:
        raise UserError("There is nothing to take over any more: this server says what everybody else reads.")
    if not is_seen:
        await interaction.response.edit_message(view=take_over_card(show_id, found))
        return
    await interaction.response.edit_message(view=await _answer(interaction, show_id, found))
    await report(interaction, made)


async def _answer(interaction: Interaction, show_id: int, found: list[Newer]) -> Card:
    page = await page_for(interaction, show_id)
    season = getattr(found[-1].shared or found[-1].here, "season", None)
    answer = draw(page, Ask("status", show_id, season), interaction.created_at.date()).answer
    return plain(f"Taken over. The answer now begins: {answer}\n-# Undo in `/history` brings yours back.")
