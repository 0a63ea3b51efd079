"""The history and undoing, step by step: what each asks of the store, and what it shows."""

from bot.access import Rank, Standing, insist, require, standing
from bot.answers import draw
from bot.ask import Ask
from bot.cards.frame import Card, plain
from bot.cards.history import history_card, undo_card
from bot.errors import UserError
from bot.forms.kinds import KINDS
from bot.interaction import Interaction
from bot.pages import page_for
from bot.report import report
from bot.text import day
from db import history, undo
from db.acts import Act
from db.edits import sign
from db.facts import SHARED
from db.history import PAGE_SIZE
from db.pages import Page, read_page
from db.shows import titles
from db.tables import SERVER
from db.undo import Plan

_GONE = "That change is not there any more. `/history` shows all there are."
_NOTHING_LEFT = "What was before that change holds already, so there is nothing to undo."

_UNDONE = "Undone. The history keeps the change and its undoing."


async def draw_history(interaction: Interaction, ask: Ask, *, undoes: bool) -> Card:
    """A page of a show's history, or of this server's own.

    Raises:
        UserError: the show is not seen from here, or there is no server whose history it could be.
    """
    here = await standing(interaction)
    if ask.show is None and here.layer == SHARED:
        raise UserError("Which show? Here I tell the history of one: try `/history show: The Imperfects`.")
    if ask.show is not None:
        await page_for(interaction, ask.show)
    async with interaction.client.database.read() as connection:
        found = await history.timeline(
            connection, here.layer, ask.show, ask.season, offset=ask.page * PAGE_SIZE
        )
        named = await titles(connection, here.layer, found.show_ids | {ask.show or SERVER})
    return history_card(found, ask, named, undoes=undoes and here.moderates, manages=here.manages)


async def show_undo(interaction: Interaction, edit_id: int) -> None:
    """Show what undoing an edit would change."""
    here = await require(interaction, Rank.EDITOR)
    card = await _rehearse(interaction, here, edit_id)
    await interaction.response.send_message(view=card, ephemeral=True)


async def confirm_undo(interaction: Interaction, edit_id: int, seen: int) -> None:
    """Undo an edit as it was shown; where these facts were changed since, show it anew."""
    here, today = await require(interaction, Rank.EDITOR), interaction.created_at.date()
    async with interaction.client.database.write() as connection:
        plan = _checked(interaction, here, await undo.plan(connection, here.layer, edit_id, today))
        is_seen = plan.seen == seen
        made = await sign(connection, here.sign(interaction), plan.changes, _note(plan)) if is_seen else None
        undone = await history.act(connection, made) if made else None
        page = await read_page(connection, plan.changes[0].show_id, here.layer) if undone else None
    if not is_seen:
        card = await _rehearse(interaction, here, edit_id, changed=True)
        await interaction.response.edit_message(view=card)
        return
    answer = _outcome(page, undone, interaction) if undone else ""
    told = f"{_UNDONE}\nThe answer now begins: {answer}" if answer else _UNDONE
    await interaction.response.edit_message(view=plain(told if made else _NOTHING_LEFT))
    await report(interaction, made)


async def cancel_undo(interaction: Interaction) -> None:
    """Let an edit be."""
    await require(interaction, Rank.EDITOR)
    await interaction.response.edit_message(view=plain("Cancelled. Nothing was changed."))


async def _rehearse(interaction: Interaction, here: Standing, edit_id: int, *, changed: bool = False) -> Card:
    """What undoing would come to, seen by doing it and taking it back."""
    today = interaction.created_at.date()
    async with interaction.client.database.rehearse() as connection:
        plan = _checked(interaction, here, await undo.plan(connection, here.layer, edit_id, today))
        made = await sign(connection, here.sign(interaction), plan.changes)
        undoing = await history.act(connection, made) if made else None
        show_id = plan.changes[0].show_id
        page = await read_page(connection, show_id, here.layer) if undoing else None
        named = await titles(connection, here.layer, undoing.show_ids if undoing else ())
    if undoing is None:
        raise UserError(_NOTHING_LEFT)
    return undo_card(plan, named, undoing, _outcome(page, undoing, interaction), changed=changed)


def _checked(interaction: Interaction, here: Standing, plan: Plan | None) -> Plan:
    """The plan, where this person may carry it out."""
    if plan is None:
        raise UserError(_GONE)
    if plan.act.is_of_rules:
        insist(interaction, here, Rank.MANAGER)
    return plan


def _note(plan: Plan) -> str:
    return f"{undo.UNDID} {day(plan.act.at)}, {plan.act.at:%H:%M} UTC"


def _outcome(page: Page | None, undoing: Act, interaction: Interaction) -> str:
    """The answer that people then get, and what they get about the season; "" where it is about no show."""
    first = undoing.changes[0]
    kind = KINDS.get(first.kind)
    if kind is None:
        return ""
    if page is None:
        return "I don't know that show."
    asks = [Ask(kind.shown_by, first.show_id, season) for season in (None, first.season)]
    whole, of_season = [draw(page, ask, interaction.created_at.date()).answer for ask in asks]
    return whole if whole == of_season else f"{whole}\n-# About season {first.season}: {of_season}"
