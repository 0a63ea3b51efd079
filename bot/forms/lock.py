"""The form that asks why a show, or one season of it, is to be locked."""

import re

import discord
from discord import ui

from bot.cards.frame import label
from bot.forms.returned import LastingModal

CUSTOM_ID = re.compile(r"lock:(?P<show>\d{1,18}):(?P<season>\d{0,4})")
"""What is to be locked: the show, and its season if it is one."""

REASON = "reason"
_REASON_LIMIT = 500


class LockModal(LastingModal):
    """Asks for the reason of a lock."""

    def __init__(self, show_id: int, title: str, season: int | None, reason: str) -> None:
        named = f"Lock, season {season}: {title}" if season else f"Lock: {title}"
        super().__init__(title=label(named, 45), custom_id=f"lock:{show_id}:{season or ''}", timeout=None)
        field: ui.TextInput[LockModal] = ui.TextInput(
            custom_id=REASON,
            style=discord.TextStyle.paragraph,
            default=reason[:_REASON_LIMIT] or None,
            max_length=_REASON_LIMIT,
        )
        told = "Everybody can read it; editors do when they try to change what is locked."
        self.add_item(ui.Label(text="Reason", description=told, component=field))
