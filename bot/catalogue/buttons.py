"""The lasting button that looks a show up on TVmaze, and the select of what was found there."""

import re
from typing import Any, Self

from discord import ui

from bot.ask import PATTERN, Ask
from bot.cards.lookup import LOOK_UP
from bot.catalogue.lookup import look_up, take_chosen
from bot.errors import guarded


class LookUpItem(ui.DynamicItem[ui.Item[Any]], template=LOOK_UP + PATTERN):
    """A button that looks up what was asked about, or a select of the shows that were found."""

    def __init__(self, item: ui.Item[Any], ask: Ask) -> None:
        super().__init__(item)
        self.ask = ask

    @classmethod
    async def from_custom_id(cls, _interaction: Any, item: Any, match: re.Match[str], /) -> Self:
        return cls(item, Ask.from_match(match))

    async def callback(self, interaction: Any) -> None:
        if isinstance(self.item, ui.Select):
            chosen = int(self.item.values[0])
            await guarded(interaction, take_chosen(interaction, self.ask, chosen))
        else:
            await guarded(interaction, look_up(interaction, self.ask))


ITEMS = (LookUpItem,)
