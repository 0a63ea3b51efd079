"""Command options: what a person typed, completed while typing and turned into what it means."""

import logging
from dataclasses import replace
from typing import TypeAlias

import discord
from discord.app_commands import Choice, Transform, Transformer

from bot.access import standing
from bot.ask import Ask
from bot.cards.frame import LOOKS, NEIGHBOURS, label
from bot.cards.lookup import unknown_person, unknown_show
from bot.cards.shows import choice_names, choice_of_shows, naming, told_apart
from bot.catalogue.offer import offered
from bot.errors import UserError
from bot.interaction import Client, Interaction
from bot.pages import (
    page_if_seen,
    people_named,
    people_to_offer,
    shows_begun,
    shows_named,
    shows_to_offer,
    which_show,
)
from bot.text import clip, escape, join
from db.database import StoreError
from db.listings import Listing
from db.pages import Page
from db.runs import listed_seasons
from db.search import clear_winner
from db.status import FIRST_YEAR

log = logging.getLogger(__name__)

PICKED = "show:"
"""What a completed choice begins with; a number follows, which no title can be mistaken for."""

Typed: TypeAlias = str | int | float
_ASKED_AGAIN = (*NEIGHBOURS, "history", "suggest")
"""The commands that can be gone on with by a choice of shows."""

MOST_CHOICES = 25
MOST_CANDIDATES = 5


class Completed(Transformer[Client]):
    """An option that is completed while it is typed; when the store fails, nothing is offered."""

    async def autocomplete(self, interaction: Interaction, value: Typed, /) -> list[Choice[Typed]]:
        try:
            return await self.complete(interaction, str(value).strip())
        except StoreError as error:
            log.warning("Nothing could be offered: %s", error)
            return []

    async def complete(self, interaction: Interaction, typed: str) -> list[Choice[Typed]]:
        """What is offered for what was typed so far."""
        raise NotImplementedError


class ShowTransformer(Completed):
    """A show: picked from the completion, or typed clearly enough. Becomes its id."""

    async def transform(self, interaction: Interaction, value: str, /) -> int:
        if value.startswith(PICKED) and value.removeprefix(PICKED).isdecimal():
            return int(value.removeprefix(PICKED)[:18])
        if not value.strip():
            raise UserError(which_show(interaction))
        found = await shows_named(interaction, value, MOST_CHOICES)
        winner = clear_winner(found)
        if winner is not None:
            return winner.show_id
        raise await self.unclear(interaction, value, [one.item for one in found[:MOST_CANDIDATES]])

    async def unclear(self, interaction: Interaction, typed: str, candidates: list[Listing]) -> UserError:
        """The refusal of what may mean several shows or none; where that can be, they can be chosen from."""
        return await _unclear(interaction, typed, candidates)

    async def complete(self, interaction: Interaction, typed: str) -> list[Choice[Typed]]:
        if typed:
            listings = [found.item for found in await shows_begun(interaction, typed, MOST_CHOICES)]
        else:
            listings = await shows_to_offer(interaction, MOST_CHOICES)
        return [
            Choice(name=name, value=f"{PICKED}{listing.show_id}")
            for name, listing in zip(choice_names(listings), listings, strict=True)
        ]


class OtherShowTransformer(ShowTransformer):
    """A second show. Choosing from a list answers anew for the first one, so that here it is only named."""

    async def unclear(self, interaction: Interaction, typed: str, candidates: list[Listing]) -> UserError:
        return await _unclear(interaction, typed, candidates, choose=False)


class SeasonTransformer(Completed):
    """A season by its number, completed with the seasons that the chosen show has."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.integer

    async def transform(self, interaction: Interaction, value: int, /) -> int:
        return _possible_season(value)

    async def complete(self, interaction: Interaction, typed: str) -> list[Choice[Typed]]:
        page = await page_if_seen(interaction, await chosen_show(interaction))
        if page is None:
            return []
        numbers = {season.number for season in page.seasons} | {*listed_seasons(page.weeks)}
        fitting = [number for number in sorted(numbers, reverse=True) if str(number).startswith(typed)]
        return [Choice(name=_season_name(page, number), value=number) for number in fitting[:MOST_CHOICES]]


class PersonTransformer(Completed):
    """A person or company, among those of the chosen show first. Becomes the name as the store has it."""

    async def transform(self, interaction: Interaction, value: str, /) -> str:
        if not value.strip():
            raise UserError("Whom do you mean? Try `/cast person: Jenna Ortega`.")
        asked = await _asked(interaction, "cast")
        return await person_meant(
            interaction, replace(asked, show=await chosen_show(interaction), text=value)
        )

    async def complete(self, interaction: Interaction, typed: str) -> list[Choice[Typed]]:
        names = await people_to_offer(interaction, await chosen_show(interaction), typed, MOST_CHOICES)
        return [Choice(name=label(name, 100), value=name[:100]) for name in names]


async def person_meant(interaction: Interaction, ask: Ask) -> str:
    """The name of the person asked about, among those of the show where one is given, else among all.

    Raises:
        UserError: nobody is called that, or several may be meant. They can be looked up, where that can be.
    """
    alike: list[str] = []
    for among in (ask.show, None):
        found = await people_named(interaction, among, ask.text, MOST_CANDIDATES)
        chosen = [one.item for one in found if one.item == ask.text]
        winner = chosen[0] if chosen else clear_winner(found)
        if winner is not None:
            return winner
        alike = alike or [one.item for one in found]
    look_up = offered(interaction, replace(ask, card="person", show=None))
    sentence = _who_then(f"“{clip(escape(ask.text), 100)}”", alike, can_look_up=look_up is not None)
    raise UserError(sentence, unknown_person(sentence, ask, look_up, alike))


def _who_then(quoted: str, alike: list[str], *, can_look_up: bool) -> str:
    if len(alike) > 1:
        return f"Whom do you mean by {quoted}?"
    if alike:
        return f"I don't know {quoted}. Did you mean {escape(alike[0])}?"
    else_to_do = "" if can_look_up else " `/cast` with a show lists its people."
    return f"I don't know anybody called {quoted}.{else_to_do}"


async def chosen_show(interaction: Interaction) -> int | None:
    """The show option of the same command, as far as it is clear; left out, what this server means then."""
    typed = getattr(interaction.namespace, "show", None)
    if not isinstance(typed, str) or not typed:
        return (await standing(interaction)).configuration.default_show
    try:
        return await ShowTransformer().transform(interaction, typed)
    except UserError:
        return None


async def _unclear(
    interaction: Interaction, typed: str, candidates: list[Listing], *, choose: bool = True
) -> UserError:
    quoted = f"“{clip(escape(typed), 100)}”"
    command = interaction.command.qualified_name if interaction.command else ""
    goes_on = command in _ASKED_AGAIN
    ask = await _asked(interaction, command) if goes_on else Ask("status")
    look_up = offered(interaction, replace(ask, text=typed, also=ask.text)) if choose else None
    if not candidates:
        sentence = (
            f"I don't know a show called {quoted}. `/shows` lists all I know.{_else_to_do(interaction)}"
        )
        return UserError(sentence, unknown_show(sentence, look_up))
    question = _which_then(quoted, candidates, can_choose=choose and goes_on)
    if not choose or not goes_on:
        return UserError(question, naming(question, candidates))
    return UserError(question, choice_of_shows(question, candidates, ask, look_up))


def _which_then(quoted: str, candidates: list[Listing], *, can_choose: bool) -> str:
    if len(candidates) == 1:
        pick = "" if can_choose else " Pick it from the list you are offered."
        return f"I don't know {quoted}. Did you mean {escape(candidates[0].title)}?{pick}"
    titles = join([escape(name) for name in told_apart(candidates)])
    pick = "" if can_choose else f" I know {titles}. Pick one from the list you are offered."
    return f"Which show do you mean by {quoted}?{pick}"


def _else_to_do(interaction: Interaction) -> str:
    """What to know or to do where a show is not known."""
    if interaction.command and interaction.command.qualified_name == "viewers":
        return " Films are not among them."
    return "" if interaction.client.catalogue else " Moderators of a server can add one with `/update show`."


async def _asked(interaction: Interaction, card: str) -> Ask:
    """The question that is being answered, without its show."""
    given, here = interaction.namespace, await standing(interaction)
    season, private = getattr(given, "season", None), getattr(given, "private", None)
    is_private = here.tells_history_privately if card == "history" else here.answers_privately
    return Ask(
        card,
        season=None if season is None else _possible_season(season),
        public=not is_private(private),
        text=getattr(given, "person", None) or getattr(given, "compare", None) or "",
    )


def _possible_season(number: int) -> int:
    if 1 <= number < 100 or FIRST_YEAR <= number <= 2100:
        return number
    raise UserError(f"There is no season {number}. Seasons count from 1; leave it out if you are not sure.")


def _season_name(page: Page, number: int) -> str:
    decision = page.decision(number)
    return f"Season {number}{f' · {LOOKS[decision.value.verdict].word}' if decision else ''}"


ShowOption: TypeAlias = Transform[int, ShowTransformer]
OtherShowOption: TypeAlias = Transform[int, OtherShowTransformer]
SeasonOption: TypeAlias = Transform[int, SeasonTransformer]
PersonOption: TypeAlias = Transform[str, PersonTransformer]
