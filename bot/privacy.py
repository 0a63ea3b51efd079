"""Telling somebody what is kept about them, and erasing who they are from it: each step, and its buttons."""

import re
from collections.abc import Awaitable, Callable
from typing import Any, Self

from discord import ui

from bot.access import layer_of
from bot.cards.frame import plain
from bot.cards.privacy import erase_card, erased_card, privacy_card
from bot.errors import guarded
from bot.interaction import Interaction
from db import privacy
from db.facts import SHARED
from db.privacy import Held


async def show(interaction: Interaction) -> None:
    """Tell somebody all that is kept about them."""
    layer = layer_of(interaction)
    card = privacy_card(await _held(interaction, layer), in_server=layer != SHARED)
    await interaction.response.send_message(view=card, ephemeral=True)


async def ask(interaction: Interaction) -> None:
    """Tell them what erasing comes to, before it is done."""
    await interaction.response.edit_message(view=erase_card(await _held(interaction, layer_of(interaction))))


async def erase(interaction: Interaction) -> None:
    """Erase who they are."""
    async with interaction.client.database.write() as connection:
        await privacy.erase(connection, interaction.user.id, interaction.created_at)
        left = await privacy.held(connection, interaction.user.id, layer_of(interaction))
    await interaction.response.edit_message(view=erased_card(left))


async def cancel(interaction: Interaction) -> None:
    """Let all be as it is."""
    await interaction.response.edit_message(view=plain("Cancelled. Nothing was erased."))


async def _held(interaction: Interaction, layer: int) -> Held:
    async with interaction.client.database.read() as connection:
        return await privacy.held(connection, interaction.user.id, layer)


_ACTS: dict[str, Callable[[Interaction], Awaitable[None]]] = {"ask": ask, "erase": erase, "cancel": cancel}


class PrivacyItem(ui.DynamicItem[ui.Item[Any]], template=r"privacy:(?P<act>ask|erase|cancel)"):
    """A button under what is kept about somebody; whose it is Discord says at each press."""

    def __init__(self, item: ui.Item[Any], act: str) -> None:
        super().__init__(item)
        self.act = act

    @classmethod
    async def from_custom_id(cls, _interaction: Any, item: Any, match: re.Match[str], /) -> Self:
        return cls(item, match["act"])

    async def callback(self, interaction: Any) -> None:
        await guarded(interaction, _ACTS[self.act](interaction))


ITEMS = (PrivacyItem,)
