"""The lasting selects and buttons of the configuration."""

import re
from typing import Any, Self

from discord import ui

from bot import config
from bot.errors import guarded
from bot.interaction import Interaction


class ConfigItem(
    ui.DynamicItem[ui.Item[Any]],
    template=r"config:(?P<act>choose|clear|private):(?P<choice>[a-z_]{1,40}|[01])",
):
    """A select that changes a choice, or a button that clears it or says who sees answers."""

    def __init__(self, item: ui.Item[Any], act: str, choice: str) -> None:
        super().__init__(item)
        self.act = act
        self.choice = choice

    @classmethod
    async def from_custom_id(cls, _interaction: Any, item: Any, match: re.Match[str], /) -> Self:
        return cls(item, match["act"], match["choice"])

    async def callback(self, interaction: Any) -> None:
        await guarded(interaction, self._act(interaction))

    async def _act(self, interaction: Interaction) -> None:
        match self.act:
            case "choose":
                await config.choose(interaction, self.choice, _chosen(interaction))
            case "clear":
                await config.clear(interaction, self.choice)
            case _:
                await config.choose_privacy(interaction, private=self.choice == "1")


def _chosen(interaction: Interaction) -> list[int]:
    """The ids that a select sends; 0, which nothing has, for what is no id."""
    data: Any = interaction.data or {}
    values = [str(value)[:20] for value in data.get("values") or ()]
    return [int(value) if value.isdecimal() else 0 for value in values]


ITEMS = (ConfigItem,)
