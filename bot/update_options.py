"""The options that only /update has: an entry that exists, a part of a season, a show's title."""

from typing import TypeAlias

import discord
from discord.app_commands import Choice, Transform, Transformer
from discord.ui import ActionRow

from bot.access import standing
from bot.cards.drafts import add_button, correct_button
from bot.cards.frame import label, plain
from bot.cards.values import entry_name
from bot.errors import UserError
from bot.interaction import Client, Interaction
from bot.options import MOST_CHOICES, PICKED, Completed, ShowTransformer, Typed, chosen_show
from bot.pages import page_if_seen, shows_named
from bot.text import escape
from db.search import normalise, search

_ENTRY = "entry:"
_LONGEST_TITLE = 200


class EntryTransformer(Completed):
    """An entry of the kind that the command is named after: picked from the completion. Becomes its id."""

    async def transform(self, interaction: Interaction, value: str, /) -> int:
        number = value.removeprefix(_ENTRY)
        if not value.startswith(_ENTRY) or not number.isdecimal():
            raise UserError("Pick the entry from the list you are offered; leave it out for a new one.")
        return int(number[:18])

    async def complete(self, interaction: Interaction, typed: str) -> list[Choice[Typed]]:
        page = await page_if_seen(interaction, await chosen_show(interaction))
        kind = interaction.command.name if interaction.command else ""
        entries = [fact for fact in page.facts if kind == fact.value.KIND] if page else []
        if typed:
            named = [(entry_name(fact.value), number) for number, fact in enumerate(entries)]
            entries = [entries[found.item] for found in search(named, typed, MOST_CHOICES)]
        return [
            Choice(name=label(entry_name(fact.value), 100), value=f"{_ENTRY}{fact.id}")
            for fact in entries[:MOST_CHOICES]
        ]


class PartTransformer(Transformer[Client]):
    """A part of a season that was split."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.integer

    async def transform(self, interaction: Interaction, value: int, /) -> int:
        if 1 <= value <= 20:
            return value
        raise UserError(f"There is no part {value}. Parts count from 1; leave it out for a whole season.")


class TitleTransformer(ShowTransformer):
    """A show to correct, by its id, or the title of one that is not there yet."""

    async def transform(self, interaction: Interaction, value: str, /) -> int | str:  # type: ignore[override]
        if value.startswith(PICKED):
            return await super().transform(interaction, value)
        title = " ".join(value.split())
        if not normalise(title):
            raise UserError("A title needs at least one letter or digit.")
        if len(title) > _LONGEST_TITLE:
            raise UserError(f"A title has at most {_LONGEST_TITLE} characters; this one has {len(title)}.")
        await _offer_existing(interaction, title)
        return title


async def _offer_existing(interaction: Interaction, title: str) -> None:
    found = [one.item for one in await shows_named(interaction, title, MOST_CHOICES)]
    same = [listing for listing in found if normalise(listing.title) == normalise(title)]
    if same:
        sentence = f"I know {escape(same[0].title)}{same[0].year_mark}. Correct that one, or add another?"
        here = await standing(interaction)
        public = not here.answers_privately(getattr(interaction.namespace, "private", None))
        row = ActionRow(
            correct_button(same[0].show_id, public=public), add_button(title[:90].strip(), public=public)
        )
        raise UserError(sentence, plain(sentence, row))


EntryOption: TypeAlias = Transform[int, EntryTransformer]
PartOption: TypeAlias = Transform[int, PartTransformer]
TitleOption: TypeAlias = Transform[int | str, TitleTransformer]
