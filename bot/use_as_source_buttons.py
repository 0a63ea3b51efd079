"""The lasting selects and buttons of Use as source, and its form for a title."""

import re
from typing import Any, Self

from discord import ui

from bot import use_as_source
from bot.errors import guarded
from bot.forms.returned import ReturnedForm
from bot.interaction import Interaction


class SourceItem(
    ui.DynamicItem[ui.Item[Any]], template=r"source:(?P<act>link|show|kind|open|other):(?P<id>\d{1,18})"
):
    """A select of links, shows or kinds of fact, or a button that goes on from them."""

    def __init__(self, item: ui.Item[Any], act: str, draft_id: int) -> None:
        super().__init__(item)
        self.act = act
        self.draft_id = draft_id

    @classmethod
    async def from_custom_id(cls, _interaction: Any, item: Any, match: re.Match[str], /) -> Self:
        return cls(item, match["act"], int(match["id"]))

    async def callback(self, interaction: Any) -> None:
        await guarded(interaction, self._act(interaction))

    async def _act(self, interaction: Interaction) -> None:
        match self.act:
            case "open":
                await use_as_source.open_form(interaction, self.draft_id)
            case "other":
                await use_as_source.ask_for_title(interaction, self.draft_id)
            case _:
                values = self.item.values if isinstance(self.item, ui.Select) else []
                await use_as_source.choose(interaction, self.draft_id, self.act, "".join(values[:1]))


ITEMS = (SourceItem,)


async def _take_title(interaction: Interaction, found: re.Match[str], typed: dict[str, str]) -> None:
    await use_as_source.look_for(interaction, int(found[1]), typed)


FORMS = (ReturnedForm(re.compile(r"source:title:(\d{1,18})"), _take_title),)
