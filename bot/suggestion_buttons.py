"""The lasting buttons, selects and forms of suggesting, and of deciding about suggestions."""

import re
from collections.abc import Awaitable, Callable
from typing import Any, Self

from discord import ui

from bot import suggestions
from bot.errors import guarded
from bot.forms.returned import ReturnedForm
from bot.interaction import Interaction
from bot.pick import PATTERN, Pick
from bot.suggest import answer, ask
from bot.suggestion_lists import show_list


class PickItem(ui.DynamicItem[ui.Item[Any]], template=PATTERN):
    """A select that asks a member what is wrong, or a button to another page of it."""

    def __init__(self, item: ui.Item[Any], pick: Pick) -> None:
        super().__init__(item)
        self.pick = pick

    @classmethod
    async def from_custom_id(cls, _interaction: Any, item: Any, match: re.Match[str], /) -> Self:
        return cls(item, Pick.from_match(match))

    async def callback(self, interaction: Any) -> None:
        if isinstance(self.item, ui.Select):
            await guarded(interaction, answer(interaction, self.pick, "".join(self.item.values[:1])))
        else:
            await guarded(interaction, ask(interaction, self.pick))


class SuggestionItem(
    ui.DynamicItem[ui.Item[Any]],
    template=r"suggestion:(?P<act>approve|edit|decline|withdraw|mute|muted):(?P<id>\d{1,18})(?::(?P<seen>\d{1,18}))?",
):
    """A button under a suggestion."""

    def __init__(self, item: ui.Item[Any], act: str, suggestion_id: int, seen: int | None) -> None:
        super().__init__(item)
        self.act = act
        self.suggestion_id = suggestion_id
        self.seen = seen

    @classmethod
    async def from_custom_id(cls, _interaction: Any, item: Any, match: re.Match[str], /) -> Self:
        return cls(item, match["act"], int(match["id"]), int(match["seen"]) if match["seen"] else None)

    async def callback(self, interaction: Any) -> None:
        acts: dict[str, Callable[[Interaction, int], Awaitable[None]]] = {
            "approve": lambda interaction, number: suggestions.approve(interaction, number, self.seen),
            "edit": suggestions.edit,
            "decline": suggestions.ask_reason,
            "withdraw": suggestions.withdraw,
            "mute": suggestions.ask_mute,
            "muted": suggestions.mute,
        }
        await guarded(interaction, acts[self.act](interaction, self.suggestion_id))


class ListItem(
    ui.DynamicItem[ui.Item[Any]], template=r"suggestions:(?P<name>queue|back|own|muted):(?P<number>\d{1,18})"
):
    """A button to a list of suggestions, to another page of one, or to the suggestion beside."""

    def __init__(self, item: ui.Item[Any], name: str, number: int) -> None:
        super().__init__(item)
        self.name = name
        self.number = number

    @classmethod
    async def from_custom_id(cls, _interaction: Any, item: Any, match: re.Match[str], /) -> Self:
        return cls(item, match["name"], int(match["number"]))

    async def callback(self, interaction: Any) -> None:
        await guarded(interaction, show_list(interaction, self.name, self.number))


class UnmuteItem(ui.DynamicItem[ui.Item[Any]], template=r"unmute:(?P<member>\d{1,20})"):
    """A button that lets a member suggest again."""

    def __init__(self, item: ui.Item[Any], member: int) -> None:
        super().__init__(item)
        self.member = member

    @classmethod
    async def from_custom_id(cls, _interaction: Any, item: Any, match: re.Match[str], /) -> Self:
        return cls(item, int(match["member"]))

    async def callback(self, interaction: Any) -> None:
        await guarded(interaction, suggestions.unmute(interaction, self.member))


async def _decline(interaction: Interaction, found: re.Match[str], typed: dict[str, str]) -> None:
    await suggestions.decline(interaction, int(found[1]), typed.get("reason", ""))


ITEMS = (PickItem, SuggestionItem, ListItem, UnmuteItem)
FORMS = (ReturnedForm(re.compile(r"decline:(\d{1,18})"), _decline),)
