"""The lasting buttons of undoing and taking over."""

import re
from collections.abc import Awaitable, Callable
from typing import Any, Self

from discord import ui

from bot.errors import guarded
from bot.history import cancel_undo, confirm_undo, show_undo
from bot.take_over import take_over


class UndoItem(
    ui.DynamicItem[ui.Item[Any]],
    template=r"undo:(?P<act>show|confirm|cancel):(?P<edit>\d{1,18})(?::(?P<seen>\d{1,18}))?",
):
    """A button under an edit, or under the preview of undoing it."""

    def __init__(self, item: ui.Item[Any], act: str, edit_id: int, seen: int) -> None:
        super().__init__(item)
        self.act = act
        self.edit_id = edit_id
        self.seen = seen

    @classmethod
    async def from_custom_id(cls, _interaction: Any, item: Any, match: re.Match[str], /) -> Self:
        return cls(item, match["act"], int(match["edit"]), int(match["seen"] or 0))

    async def callback(self, interaction: Any) -> None:
        acts: dict[str, Callable[[], Awaitable[None]]] = {
            "show": lambda: show_undo(interaction, self.edit_id),
            "confirm": lambda: confirm_undo(interaction, self.edit_id, self.seen),
            "cancel": lambda: cancel_undo(interaction),
        }
        await guarded(interaction, acts[self.act]())


class TakeOverItem(ui.DynamicItem[ui.Item[Any]], template=r"over:(?P<show>\d{1,18}):(?P<seen>\d{1,18})"):
    """A button that drops what a server says itself where the shared catalogue has newer."""

    def __init__(self, item: ui.Item[Any], show_id: int, seen: int) -> None:
        super().__init__(item)
        self.show_id = show_id
        self.seen = seen

    @classmethod
    async def from_custom_id(cls, _interaction: Any, item: Any, match: re.Match[str], /) -> Self:
        return cls(item, int(match["show"]), int(match["seen"]))

    async def callback(self, interaction: Any) -> None:
        await guarded(interaction, take_over(interaction, self.show_id, self.seen))


ITEMS = (UndoItem, TakeOverItem)
