"""The cards that ask a member what is wrong: of which kind, in which season, which entry."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import discord
from discord import ui

from bot.cards.frame import LOOKS, NEUTRAL, Card, card, label, small
from bot.cards.values import entry_name
from bot.pick import NEW, NO_SEASON, Pick
from bot.text import escape
from db.cast import Credit, Project
from db.facts import Fact
from db.pages import Page
from db.reception import Score
from db.shows import ShowDetails
from db.status import Decision, Release, Season
from db.story import Story
from db.values import Value

PAGE_SIZE = 24
"""How many seasons or entries a select shows; one more option may come first."""

_KINDS = {
    Decision.KIND: ("What was decided", "Renewed, cancelled, ended …"),
    Release.KIND: ("A date", "When a season, or a part of it, comes out"),
    Score.KIND: ("A score", "How critics or viewers score it"),
    Credit.KIND: ("Who does what", "A name or a role in the credits"),
    Project.KIND: ("What somebody does next", "A new project of somebody from this show"),
    Story.KIND: ("A piece of story", "The list that follows may spoil the story"),
    ShowDetails.KIND: ("The show itself", "Its title, first year, network or other names"),
}
_WITHOUT_SEASON = {Score.KIND: "The whole series", Story.KIND: "No season in particular"}


def kinds_card(page: Page) -> Card:
    """What is wrong about a show?"""
    options = [
        discord.SelectOption(label=name, value=kind, description=told)
        for kind, (name, told) in _KINDS.items()
    ]
    question = f"What is wrong, or missing, about {escape(page.show.title)}?"
    return _question(question, "What it is about", [], options, Pick("kind", page.show_id))


def seasons_card(page: Page, pick: Pick) -> Card:
    """Which season is it about? One to come, then those that are known, the newest first."""
    known = {season.number: season for season in page.seasons}
    coming = [] if pick.kind == Score.KIND else [max(known, default=0) + 1]
    none = [discord.SelectOption(label=name, value=NO_SEASON) for name in _named_without(pick.kind)]
    seasons = [
        discord.SelectOption(label=_season_name(number, known.get(number)), value=str(number))
        for number in [*coming, *sorted(known, reverse=True)]
    ]
    return _question("Which season is it about?", "The season", none, seasons, pick)


def entries_card(entries: Sequence[Fact[Value]], pick: Pick) -> Card:
    """Which entry is wrong, or is one missing?"""
    new = discord.SelectOption(label="A new one", value=NEW, description="What I don't know yet")
    options = [
        discord.SelectOption(label=label(_entry_name(fact.value), 100), value=str(fact.id))
        for fact in entries
    ]
    return _question("Which one is wrong, or is one missing?", "The entry", [new], options, pick)


def _named_without(kind: str) -> list[str]:
    """What is offered instead of a season, where a kind needs none."""
    return [_WITHOUT_SEASON[kind]] if kind in _WITHOUT_SEASON else []


def _season_name(number: int, season: Season | None) -> str:
    decision = season.decision if season else None
    return f"Season {number} · {LOOKS[decision.value.verdict].word}" if decision else f"Season {number}"


def _entry_name(value: Value) -> str:
    if isinstance(value, Release):
        return f"Part {value.part}" if value.part else "The whole season"
    return entry_name(value)


def _question(
    question: str,
    placeholder: str,
    first: list[discord.SelectOption],
    others: list[discord.SelectOption],
    pick: Pick,
) -> Card:
    """A select of the first options and a page of the others, with buttons to the pages beside it."""
    last = max(0, (len(others) - 1) // PAGE_SIZE)
    pick = replace(pick, page=min(pick.page, last))
    shown = [*first, *others[pick.page * PAGE_SIZE :][:PAGE_SIZE]]
    select: ui.Select[Any] = ui.Select(custom_id=pick.custom_id, placeholder=placeholder, options=shown)
    buttons = [_turn("Previous", replace(pick, page=pick.page - 1))] if pick.page else []
    buttons += [_turn("Next", replace(pick, page=pick.page + 1))] if pick.page < last else []
    rows: list[ui.ActionRow[Any]] = [ui.ActionRow(select), *([ui.ActionRow(*buttons)] if buttons else [])]
    told = small("Only you see this. This server's moderators decide about what you send them.")
    return card(NEUTRAL, question, [], told, rows)


def _turn(text: str, pick: Pick) -> ui.Button[Any]:
    return ui.Button(label=text, custom_id=pick.custom_id)
