"""The lasting buttons under the preview of an import, and the form that takes the file."""

import re
from typing import Any, Self

from discord import ui

from bot.errors import guarded
from bot.exchange import cancel_import, confirm_import, take_file
from bot.forms.returned import ReturnedForm
from bot.interaction import Interaction


class ImportItem(
    ui.DynamicItem[ui.Item[Any]],
    template=r"import:(?P<act>confirm|cancel):(?P<id>\d{1,18})(?::(?P<seen>\d{1,18}))?",
):
    """A button under the preview of an import."""

    def __init__(self, item: ui.Item[Any], act: str, draft_id: int, seen: int | None) -> None:
        super().__init__(item)
        self.act = act
        self.draft_id = draft_id
        self.seen = seen

    @classmethod
    async def from_custom_id(cls, _interaction: Any, item: Any, match: re.Match[str], /) -> Self:
        return cls(item, match["act"], int(match["id"]), int(match["seen"]) if match["seen"] else None)

    async def callback(self, interaction: Any) -> None:
        if self.act == "confirm":
            await guarded(interaction, confirm_import(interaction, self.draft_id, self.seen))
        else:
            await guarded(interaction, cancel_import(interaction, self.draft_id))


ITEMS = (ImportItem,)


async def _take_file(interaction: Interaction, _found: re.Match[str], _typed: dict[str, str]) -> None:
    await take_file(interaction)


FORMS = (ReturnedForm(re.compile("import:file"), _take_file),)
