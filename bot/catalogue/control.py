"""/catalogue step by step: how far the import of every show is, beginning it and stopping it."""

import re
from typing import Any, Self

from discord import ui

from bot.access import require_owner
from bot.cards.catalogue import catalogue_card
from bot.cards.frame import Card
from bot.catalogue.tvmaze import Catalogue
from bot.errors import UserError, guarded
from bot.interaction import Interaction
from db.catalogue import counts
from db.catalogue_pages import left_off


async def show(interaction: Interaction) -> None:
    """Tell an owner how far it is, and go on telling while it runs.

    Raises:
        UserError: this is no owner of the bot in direct messages.
    """
    catalogue = _catalogue(interaction)
    is_running = catalogue.whole.is_running
    await interaction.response.send_message(view=await _card(interaction, catalogue), ephemeral=True)
    if is_running:
        _follow(interaction, catalogue)


async def act(interaction: Interaction, name: str) -> None:
    """Begin it or stop it, where that was pressed, and tell how far it is now."""
    catalogue = _catalogue(interaction)
    if name == "begin":
        catalogue.whole.begin()
    elif name == "stop":
        await catalogue.whole.stop()
    is_running = catalogue.whole.is_running
    await interaction.response.edit_message(view=await _card(interaction, catalogue))
    if is_running:
        _follow(interaction, catalogue)


def _follow(interaction: Interaction, catalogue: Catalogue) -> None:
    catalogue.following.begin(interaction, catalogue.whole, lambda: _card(interaction, catalogue))


def _catalogue(interaction: Interaction) -> Catalogue:
    require_owner(interaction)
    if interaction.client.catalogue is None:
        raise UserError("TVMAZE_URL is off, so there is no catalogue to take. Set it, and start me again.")
    return interaction.client.catalogue


async def _card(interaction: Interaction, catalogue: Catalogue) -> Card:
    async with interaction.client.database.read() as connection:
        known, begun = await counts(connection), await left_off(connection)
    return catalogue_card(known, begun, catalogue.whole.is_running, catalogue.whole.failure)


class CatalogueItem(ui.DynamicItem[ui.Item[Any]], template=r"catalogue:(?P<act>begin|stop|look)"):
    """A button under how far it is."""

    def __init__(self, item: ui.Item[Any], name: str) -> None:
        super().__init__(item)
        self.name = name

    @classmethod
    async def from_custom_id(cls, _interaction: Any, item: Any, match: re.Match[str], /) -> Self:
        return cls(item, match["act"])

    async def callback(self, interaction: Any) -> None:
        await guarded(interaction, act(interaction, self.name))


ITEMS = (CatalogueItem,)
