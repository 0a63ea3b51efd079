"""The lasting buttons and selects of a change in the making, and the forms that come back."""

import re
from collections.abc import Awaitable, Callable
from typing import Any, Self

from discord import ui

from bot import drafts, suggest
from bot.access import Rank, require
from bot.answers import draw
from bot.ask import Ask
from bot.errors import UserError, guarded
from bot.forms.returned import ReturnedForm
from bot.interaction import Interaction
from bot.pages import page_for
from bot.report import report
from db import recheck
from db.shows import ShowDetails

_ACTS: dict[str, Callable[[Interaction, int], Awaitable[None]]] = {
    "edit": drafts.edit,
    "remove": drafts.remove,
    "cancel": drafts.cancel,
}


class DraftItem(
    ui.DynamicItem[ui.Item[Any]], template=r"draft:(?P<act>[a-z]+):(?P<id>\d{1,18})(?::(?P<seen>\d{1,18}))?"
):
    """A button or select under a preview."""

    def __init__(self, item: ui.Item[Any], act: str, draft_id: int, seen: int | None) -> None:
        super().__init__(item)
        self.act = act
        self.draft_id = draft_id
        self.seen = seen

    @classmethod
    async def from_custom_id(cls, _interaction: Any, item: Any, match: re.Match[str], /) -> Self:
        return cls(item, match["act"], int(match["id"]), int(match["seen"]) if match["seen"] else None)

    async def callback(self, interaction: Any) -> None:
        await guarded(interaction, self._act(interaction))

    async def _act(self, interaction: Interaction) -> None:
        if isinstance(self.item, ui.Select):
            await drafts.choose_source(interaction, self.draft_id, self.act, "".join(self.item.values[:1]))
        elif self.act == "confirm":
            await drafts.confirm(interaction, self.draft_id, self.seen)
        elif self.act == "send":
            await suggest.send(interaction, self.draft_id, self.seen)
        elif self.act in _ACTS:
            await _ACTS[self.act](interaction, self.draft_id)
        else:
            raise UserError("That button is from an older version of me. Please begin again with `/update`.")


class CorrectShowItem(ui.DynamicItem[ui.Item[Any]], template=r"correct:(?P<public>[01]):(?P<show>\d{1,18})"):
    """A button that opens the form for a show that is there already."""

    def __init__(self, item: ui.Item[Any], show_id: int, public: bool) -> None:
        super().__init__(item)
        self.show_id = show_id
        self.public = public

    @classmethod
    async def from_custom_id(cls, _interaction: Any, item: Any, match: re.Match[str], /) -> Self:
        return cls(item, int(match["show"]), match["public"] == "1")

    async def callback(self, interaction: Any) -> None:
        await guarded(interaction, self._open(interaction))

    async def _open(self, interaction: Interaction) -> None:
        page = await page_for(interaction, self.show_id)
        await drafts.begin(interaction, ShowDetails.KIND, page, page.details, private=not self.public)


class NewShowItem(ui.DynamicItem[ui.Item[Any]], template=r"new:(?P<public>[01]):(?P<title>.{1,90})"):
    """A button that opens the form for a new show."""

    def __init__(self, item: ui.Item[Any], title: str, public: bool) -> None:
        super().__init__(item)
        self.title = title
        self.public = public

    @classmethod
    async def from_custom_id(cls, _interaction: Any, item: Any, match: re.Match[str], /) -> Self:
        return cls(item, match["title"], match["public"] == "1")

    async def callback(self, interaction: Any) -> None:
        typed = {"title": self.title}
        begun = drafts.begin(interaction, ShowDetails.KIND, None, None, typed=typed, private=not self.public)
        await guarded(interaction, begun)


class StillRightItem(ui.DynamicItem[ui.Item[Any]], template=r"right:(?P<show>\d{1,18}):(?P<season>\d{1,4})"):
    """The button with which a moderator says that an open question is still open."""

    def __init__(self, item: ui.Item[Any], show_id: int, season: int) -> None:
        super().__init__(item)
        self.show_id = show_id
        self.season = season

    @classmethod
    async def from_custom_id(cls, _interaction: Any, item: Any, match: re.Match[str], /) -> Self:
        return cls(item, int(match["show"]), int(match["season"]))

    async def callback(self, interaction: Any) -> None:
        await guarded(interaction, self._note(interaction))

    async def _note(self, interaction: Interaction) -> None:
        here, today = await require(interaction, Rank.EDITOR), interaction.created_at.date()
        await page_for(interaction, self.show_id)
        async with interaction.client.database.write() as connection:
            made = await recheck.still_right(connection, self.show_id, self.season, here.sign(interaction))
        page = await page_for(interaction, self.show_id)
        card = draw(page, Ask("status", page.show_id, self.season), today, moderates=True)
        await interaction.response.send_message(view=card, ephemeral=True)
        await report(interaction, made)


ITEMS = (DraftItem, CorrectShowItem, NewShowItem, StillRightItem)


async def _take_form(interaction: Interaction, found: re.Match[str], typed: dict[str, str]) -> None:
    await drafts.take_form(interaction, int(found[1]), typed)


FORMS = (ReturnedForm(re.compile(r"form:(\d{1,18})"), _take_form),)
