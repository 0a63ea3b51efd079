"""Deciding about suggestions, step by step: what each asks of the store, and what it shows."""

from dataclasses import replace

from bot.access import Rank, require
from bot.cards.frame import plain
from bot.cards.suggestions import WITHDRAWN, decided_already, member, mute_card
from bot.drafts import open_form, refuse_locked
from bot.errors import UserError
from bot.forms.suggestions import DeclineModal, read_reason
from bot.interaction import Interaction
from bot.pages import page_for
from bot.previews import former_fact
from bot.report import report
from bot.suggestion_card import draw_suggestion, find, refresh
from bot.suggestion_lists import show_list
from db import confirmation, mutes, suggesting, suggestions
from db.confirmation import Outcome
from db.drafts import LIFETIME, Refusal
from db.suggestions import Fate, Suggestion

_GONE = "That suggestion is not there any more. `/suggestions` shows all there are."
_NOT_YOURS = "Only whoever made a suggestion can withdraw it."


async def approve(interaction: Interaction, suggestion_id: int, seen: int | None = None) -> None:
    """Record what was suggested; where somebody changed the fact since, show what would change now.

    `seen` is the revision that the card showed then.
    """
    here = await require(interaction, Rank.EDITOR)
    async with interaction.client.database.write() as connection:
        outcome = await confirmation.approve(connection, suggestion_id, here.sign(interaction), seen)
    await _answer(interaction, outcome)


async def decline(interaction: Interaction, suggestion_id: int, typed: str) -> None:
    """Turn a suggestion down, for the reason that was typed."""
    here = await require(interaction, Rank.EDITOR)
    reason = read_reason(typed)
    async with interaction.client.database.write() as connection:
        outcome = await confirmation.decline(connection, suggestion_id, here.sign(interaction), reason)
    await _answer(interaction, outcome)


async def edit(interaction: Interaction, suggestion_id: int) -> None:
    """Open the form as the member filled it; confirming what becomes of it approves the suggestion."""
    here = await require(interaction, Rank.EDITOR)
    suggestion = await _still_open(interaction, suggestion_id)
    if suggestion is None:
        return
    page = await page_for(interaction, suggestion.draft.show_id)
    former = former_fact(page, suggestion.draft)
    refuse_locked(here, page, suggestion.draft.season, getattr(former and former.value, "season", None))
    draft = replace(
        suggestion.draft,
        id=0,
        author=interaction.user.id,
        target=former.value.key if former else None,
        suggests=False,
        suggestion_id=suggestion_id,
        public=False,
        expires=interaction.created_at + LIFETIME,
        confirmed=None,
    )
    await open_form(interaction, draft, page)


async def ask_reason(interaction: Interaction, suggestion_id: int) -> None:
    """Ask why a suggestion is declined."""
    await require(interaction, Rank.EDITOR)
    if await _still_open(interaction, suggestion_id):
        await interaction.response.send_modal(DeclineModal(suggestion_id))


async def withdraw(interaction: Interaction, suggestion_id: int) -> None:
    """Take a suggestion back, as its author."""
    here = await require(interaction, Rank.MEMBER)
    async with interaction.client.database.write() as connection:
        suggestion = await suggestions.find(connection, suggestion_id, here.layer)
        if suggestion is None or suggestion.by != interaction.user.id:
            raise UserError(_NOT_YOURS)
        await suggesting.withdraw(connection, suggestion, here.sign(interaction))
    if suggestion.fate in (Fate.APPROVED, Fate.DECLINED):
        raise UserError(decided_already(suggestion))
    try:
        await show_list(interaction, "own")
    finally:
        await refresh(interaction, suggestion_id)


async def ask_mute(interaction: Interaction, suggestion_id: int) -> None:
    """Ask whether to take no more suggestions from the member who made one."""
    await require(interaction, Rank.EDITOR)
    author = await _author(interaction, suggestion_id)
    await interaction.response.send_message(view=mute_card(suggestion_id, author), ephemeral=True)


async def mute(interaction: Interaction, suggestion_id: int) -> None:
    """Take no more suggestions from the member who made one."""
    here = await require(interaction, Rank.EDITOR)
    author = await _author(interaction, suggestion_id)
    async with interaction.client.database.write() as connection:
        edit_id = await mutes.mute(connection, author, here.sign(interaction))
    told = f"No more suggestions are taken from {member(author)}. `/suggestions` unmutes them."
    try:
        await interaction.response.edit_message(view=plain(told))
    finally:
        await report(interaction, edit_id)


async def unmute(interaction: Interaction, member_id: int) -> None:
    """Take a member's suggestions again."""
    here = await require(interaction, Rank.EDITOR)
    async with interaction.client.database.write() as connection:
        edit_id = await mutes.unmute(connection, member_id, here.sign(interaction))
    try:
        await show_list(interaction, "muted")
    finally:
        await report(interaction, edit_id)


async def _found(interaction: Interaction, suggestion_id: int) -> Suggestion:
    suggestion = await find(interaction, suggestion_id)
    if suggestion is None:
        raise UserError(_GONE)
    return suggestion


async def _author(interaction: Interaction, suggestion_id: int) -> int:
    """Who made a suggestion, by Discord id."""
    suggestion = await _found(interaction, suggestion_id)
    if suggestion.by is None:
        raise UserError("Whoever suggested this has had their ID erased, so there is nobody to mute.")
    return suggestion.by


async def _still_open(interaction: Interaction, suggestion_id: int) -> Suggestion | None:
    """A suggestion that can be decided; who comes too late for that is told by whom it was."""
    suggestion = await _found(interaction, suggestion_id)
    if suggestion.is_open:
        return suggestion
    await _show(interaction, suggestion, decided_already(suggestion))
    return None


async def _answer(interaction: Interaction, outcome: Outcome) -> None:
    """Show what became of a suggestion where it was pressed, in its channel and in the log."""
    if outcome.suggestion is None:
        raise UserError(_GONE)
    suggestion = await _found(interaction, outcome.suggestion.id)
    told = decided_already(suggestion) if outcome.refusal is Refusal.DECIDED else None
    try:
        await _show(interaction, suggestion, WITHDRAWN if outcome.refusal is Refusal.WITHDRAWN else told)
    finally:
        await report(interaction, outcome.edit_id)
        await refresh(interaction, suggestion.id)


async def _show(interaction: Interaction, suggestion: Suggestion, told: str | None = None) -> None:
    """Draw a suggestion anew in the message that was pressed on, and tell the one who pressed something."""
    message = interaction.message
    private = message is None or message.flags.ephemeral
    card = await draw_suggestion(interaction, suggestion, private=private)
    if message is None:
        await interaction.response.send_message(view=card, ephemeral=True)
    else:
        await interaction.response.edit_message(view=card)
    if told:
        await interaction.followup.send(view=plain(told), ephemeral=True)
