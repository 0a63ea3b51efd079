"""The lasting buttons and selects: each names a card in its custom_id and works after a restart."""

import re
from dataclasses import replace
from typing import Any, Self

from discord import ui

from bot.access import refuse_story, standing
from bot.answers import painter
from bot.ask import PATTERN, Ask
from bot.cards.cast import person_card
from bot.cards.frame import Card
from bot.errors import guarded
from bot.history import draw_history
from bot.interaction import Interaction
from bot.options import OtherShowTransformer, person_meant
from bot.pages import page_for, page_if_seen, person_for
from bot.reply import reply, send, turn
from bot.shows import draw_shows
from bot.suggest import start
from bot.viewers import draw_viewers


class AskItem(ui.DynamicItem[ui.Item[Any]], template=PATTERN):
    """A button, or a select of shows or people, that asks for another card."""

    def __init__(self, item: ui.Item[Any], ask: Ask) -> None:
        super().__init__(item)
        self.ask = ask

    @classmethod
    async def from_custom_id(cls, _interaction: Any, item: Any, match: re.Match[str], /) -> Self:
        return cls(item, Ask.from_match(match))

    async def callback(self, interaction: Any) -> None:
        await guarded(interaction, self._ask(interaction))

    async def _ask(self, interaction: Interaction) -> None:
        ask = self.ask
        if isinstance(self.item, ui.Select):
            ask = ask.chosen(self.item.values[0])
        await _answer(interaction, ask)


async def _answer(interaction: Interaction, ask: Ask) -> None:
    """In the channel where the question was asked so; else where only the one who pressed looks."""
    if ask.public and ask.card not in ("reveal", "suggest"):
        await reply(interaction, await draw(interaction, ask, private=False), False, ask.show)
    elif _is_theirs(interaction, ask):
        await turn(interaction, await draw(interaction, ask, private=_is_private(interaction)))
    else:
        await send(interaction, await draw(interaction, ask, private=True), private=True)


def _is_private(interaction: Interaction) -> bool:
    """Whether only the one who pressed sees the message that was pressed."""
    return interaction.message is not None and interaction.message.flags.ephemeral


def _is_theirs(interaction: Interaction, ask: Ask) -> bool:
    """Whether the message is theirs to turn: seen by them alone, or a list that they asked for."""
    message = interaction.message
    if message is None:
        return False
    asked = message.interaction_metadata
    return _is_private(interaction) or (
        ask.card in ("shows", "history")
        and asked is not None
        and asked.user.id == getattr(interaction.user, "id", None)
    )


async def draw(interaction: Interaction, ask: Ask, *, private: bool) -> Card:
    """The card that answers a question, as this person and this server see it; `private` says who sees it."""
    looks_up = interaction.client.catalogue is not None
    if ask.card == "shows":
        return await draw_shows(interaction, ask)
    if ask.card == "history":
        return await draw_history(interaction, replace(ask, public=False), undoes=private)
    if ask.card == "viewers":
        compare = await OtherShowTransformer().transform(interaction, ask.text) if ask.text else None
        return await draw_viewers(interaction, await page_for(interaction, ask.show), ask.season, compare)
    if ask.card == "suggest":
        return await start(interaction, ask.show)
    if ask.card == "cast" and ask.text:
        name = await person_meant(interaction, ask)
        page = await page_if_seen(interaction, ask.show)
        person, today = await person_for(interaction, name), interaction.created_at.date()
        return person_card(person, today, page, looks_up=looks_up)
    paint, here = painter(ask.card), await standing(interaction)
    if ask.card in ("story", "reveal"):
        refuse_story(interaction, here)
    page = await page_for(interaction, ask.show)
    return paint(page, ask, interaction.created_at.date(), here.moderates, looks_up)
