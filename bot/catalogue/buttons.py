"""The lasting buttons that look something up on TVmaze, and the selects of what was found there."""

import re
from typing import Any, Self

from discord import ui

from bot.ask import PATTERN, Ask
from bot.cards.lookup import LOOK_UP
from bot.catalogue.lookup import look_up, take_chosen
from bot.catalogue.people import look_up_person, take_credited, take_person
from bot.errors import guarded

_TAKEN_BY = {"person": take_person, "credit": take_credited}
"""What takes the one that was chosen where it is no show to answer a question about."""


class LookUpItem(ui.DynamicItem[ui.Item[Any]], template=LOOK_UP + PATTERN):
    """A button that looks up what was asked about, or a select of the shows or people that were found."""

    def __init__(self, item: ui.Item[Any], ask: Ask) -> None:
        super().__init__(item)
        self.ask = ask

    @classmethod
    async def from_custom_id(cls, _interaction: Any, item: Any, match: re.Match[str], /) -> Self:
        return cls(item, Ask.from_match(match))

    async def callback(self, interaction: Any) -> None:
        if isinstance(self.item, ui.Select):
            take = _TAKEN_BY.get(self.ask.card, take_chosen)
            await guarded(interaction, take(interaction, self.ask, int(self.item.values[0])))
        else:
            find = look_up_person if self.ask.card == "person" else look_up
            await guarded(interaction, find(interaction, self.ask))


ITEMS = (LookUpItem,)
