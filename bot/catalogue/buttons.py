"""The lasting buttons that look something up on TVmaze, and the selects of what was found there."""

import re
from dataclasses import replace
from typing import Any, Self

from discord import ui

from bot.ask import PATTERN, Ask
from bot.cards.lookup import LOOK_UP
from bot.catalogue.lookup import catalogue_of, count_lookup, look_up, take_chosen
from bot.catalogue.people import look_up_person, take_credited, take_person
from bot.errors import guarded
from bot.interaction import Interaction
from db.search import normalise

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
        await guarded(interaction, self._answer(interaction))

    async def _answer(self, interaction: Interaction) -> None:
        ask, chosen = self.ask, self.item.values[0] if isinstance(self.item, ui.Select) else ""
        catalogue, public = catalogue_of(interaction), ask.public and ask.card != "suggest"
        async with catalogue.told.once(interaction, _question(ask, chosen), public=public) as telling:
            count_lookup(interaction, catalogue)
            ask = replace(ask, public=telling.public)
            if chosen:
                take = _TAKEN_BY.get(ask.card, take_chosen)
                telling.is_told = await take(interaction, ask, int(chosen))
            else:
                find = look_up_person if ask.card == "person" else look_up
                telling.is_told = await find(interaction, ask)


def _question(ask: Ask, chosen: str) -> str:
    """What is asked, the same however it was typed; where one was chosen, whatever name led to that one."""
    typed = "" if chosen else normalise(ask.text)
    return f"{chosen}:{replace(ask, text=typed, also=normalise(ask.also)).custom_id}"


ITEMS = (LookUpItem,)
