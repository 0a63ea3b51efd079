"""Locking and unlocking, step by step: what each asks of the store, and what it shows."""

import re

from pydantic import ValidationError

from bot.access import Rank, require
from bot.cards.lock import locked_card, not_locked_card, unlocked_card
from bot.errors import UserError
from bot.forms.lock import CUSTOM_ID, REASON, LockModal
from bot.forms.returned import ReturnedForm
from bot.interaction import Interaction
from bot.pages import page_for
from bot.report import report
from db.edits import Change, sign
from db.lock import Lock, locks_on


async def ask_why(interaction: Interaction, show_id: int | None, season: int | None) -> None:
    """Open the form for the reason, filled with the one that is known where this is locked already."""
    await require(interaction, Rank.MANAGER)
    page = await page_for(interaction, show_id)
    known = "".join(lock.reason for lock in page.locks if lock.season == season)
    await interaction.response.send_modal(LockModal(page.show_id, page.show.title, season, known))


async def unlock(interaction: Interaction, show_id: int | None, season: int | None) -> None:
    """Open a show or a season to editors again; where it is not locked, say so."""
    here, today = await require(interaction, Rank.MANAGER), interaction.created_at.date()
    page = await page_for(interaction, show_id)
    async with interaction.client.database.write() as connection:
        locks = await locks_on(connection, here.layer, page.show_id)
        stands = [lock.key for lock in locks if lock.season == season]
        withdrawn = [Change(page.show_id, Lock.KIND, key, None, (), today) for key in stands]
        made = await sign(connection, here.sign(interaction), withdrawn) if withdrawn else None
    left = [lock for lock in locks if lock.season != season]
    show = unlocked_card if made else not_locked_card
    await interaction.response.send_message(view=show(page.show.title, season, left), ephemeral=True)
    await report(interaction, made)


async def _lock(interaction: Interaction, found: re.Match[str], typed: dict[str, str]) -> None:
    """The form came back with a reason."""
    here, today = await require(interaction, Rank.MANAGER), interaction.created_at.date()
    page = await page_for(interaction, int(found["show"]))
    lock = _understood(int(found["season"]) if found["season"] else None, typed.get(REASON, ""))
    async with interaction.client.database.write() as connection:
        locks = await locks_on(connection, here.layer, page.show_id)
        change = Change.to(page.show_id, lock, (), today)
        made = None if lock in locks else await sign(connection, here.sign(interaction), [change])
    others = [one for one in locks if one.season != lock.season]
    card = locked_card(page.show.title, lock, others, here.configuration.editor_role)
    await interaction.response.send_message(view=card, ephemeral=True)
    await report(interaction, made)


def _understood(season: int | None, reason: str) -> Lock:
    try:
        return Lock(season=season, reason=reason)
    except ValidationError:
        sentence = "A reason needs at least one letter or digit. Please begin again with `/lock`."
        raise UserError(sentence) from None


FORMS = (ReturnedForm(CUSTOM_ID, _lock),)
