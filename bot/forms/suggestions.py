"""The form in which moderators say why they decline a suggestion."""

from typing import Any

import discord
from discord import ui
from pydantic import TypeAdapter, ValidationError

from bot.errors import UserError
from bot.forms.returned import LastingModal
from db.values import Prose

_LIMIT = 500
_REASON: TypeAdapter[str] = TypeAdapter(Prose)


class DeclineModal(LastingModal):
    """Asks for the reason."""

    def __init__(self, suggestion_id: int) -> None:
        super().__init__(title="Decline this suggestion", custom_id=f"decline:{suggestion_id}", timeout=None)
        reason: ui.TextInput[Any] = ui.TextInput(
            custom_id="reason", style=discord.TextStyle.paragraph, max_length=_LIMIT
        )
        told = "Whoever suggested it reads this, and everybody can, in /history."
        self.add_item(ui.Label(text="Reason", description=told, component=reason))


def read_reason(typed: str) -> str:
    """The reason as it was typed.

    Raises:
        UserError: there is none, or too long a one.
    """
    try:
        reason = _REASON.validate_python(typed)
    except ValidationError:
        raise UserError(f"Please give a reason of at most {_LIMIT} characters.") from None
    return reason[:_LIMIT]
