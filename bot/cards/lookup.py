"""The cards of looking a show up on TVmaze: the offer, and which of several is meant."""

from collections.abc import Sequence
from dataclasses import replace

import discord
from discord import ui

from bot.ask import Ask
from bot.cards.frame import Card, label, plain
from bot.links import link
from bot.text import clip, escape
from db.facts import SHARED
from db.pages import Page
from sources.tvmaze import Show

LOOK_UP = "tvmaze:"
"""What the custom_id of looking up begins with; the question that is to be answered then follows."""

TVMAZE = "https://www.tvmaze.com"
_MOST_OFFERED = 25


def look_up_row(
    ask: Ask | None, words: str = "Look it up on TVmaze", *, is_main: bool = True
) -> list[ui.ActionRow[Card]]:
    """The button that looks up what `ask` is about, its show or else its text; nothing without a question.

    Of a show and a text it is about another show, whose title is the text.
    """
    return [ui.ActionRow(_look_up(ask, words, is_main=is_main))] if ask else []


def _look_up(ask: Ask, words: str, *, is_main: bool) -> ui.Button[Card]:
    style = discord.ButtonStyle.primary if is_main else discord.ButtonStyle.secondary
    return ui.Button(style=style, label=words, custom_id=f"{LOOK_UP}{ask.custom_id}")


def bare_row(page: Page, ask: Ask, *, looks_up: bool) -> list[ui.ActionRow[Card]]:
    """The same button where no more is known of a show than what it is called, though there may be more."""
    return look_up_row(ask) if looks_up and _is_bare(page) and _can_be_asked_about(page) else []


def bare_line(page: Page, *, looks_up: bool) -> str:
    """What to do about such a show where it is not looked up."""
    if not _is_bare(page) or (looks_up and _can_be_asked_about(page)):
        return ""
    where = " in a server where I am a member" if page.layer == SHARED else ""
    return f"I know little more of it than its name. If you know more, please say so with `/suggest`{where}."


def _is_bare(page: Page) -> bool:
    return not (page.seasons or page.credits or (page.tvmaze and page.tvmaze.in_full))


def _can_be_asked_about(page: Page) -> bool:
    """Whether TVmaze can be asked without being told what a server alone calls a show."""
    return page.details.layer == SHARED or page.show.tvmaze_url is not None


def unknown_show(sentence: str, look_up: Ask | None) -> Card:
    """That a show is not known, with what can be done about it."""
    return plain(sentence, *look_up_row(look_up))


def yes_row(name: str, ask: Ask, look_up: Ask | None, it: str = "it") -> ui.ActionRow[Card]:
    """Under "Did you mean …?" a button that goes on with `ask`, and one that looks up what was typed."""
    yes: ui.Button[Card] = ui.Button(
        style=discord.ButtonStyle.primary, label=label(name, 80), custom_id=ask.custom_id
    )
    no = [_look_up(look_up, f"No, look {it} up on TVmaze", is_main=False)] if look_up else []
    return ui.ActionRow(yes, *no)


def unknown_person(sentence: str, ask: Ask, look_up: Ask | None, among: Sequence[str]) -> Card:
    """That nobody of that name is known, or none clearly `among` these, with what can be done about it.

    Choosing one of these goes on with `ask` about them.
    """
    if len(among) == 1:
        return plain(sentence, yes_row(among[0], replace(ask, text=among[0]), look_up, "them"))
    if not among:
        return plain(sentence, *look_up_row(look_up, "Look them up on TVmaze"))
    options = [discord.SelectOption(label=label(name, 100), value=name[:100]) for name in among]
    select: ui.Select[Card] = ui.Select(
        custom_id=replace(ask, card="person", text="").custom_id,
        placeholder="Choose a person",
        options=list({option.value: option for option in options}.values()),
    )
    none_of_these = "None of these? Look them up on TVmaze"
    return plain(sentence, ui.ActionRow(select), *look_up_row(look_up, none_of_these, is_main=False))


def choice_of_found(typed: str, shows: Sequence[Show], ask: Ask) -> Card:
    """The shows of TVmaze that may be meant, told apart by year, network and country."""
    options = [
        discord.SelectOption(
            label=f"{label(show.title, 90)}{f' ({show.premiered.year})' if show.premiered else ''}",
            value=str(show.id),
            description=_described(show) or None,
        )
        for show in {show.id: show for show in shows[:_MOST_OFFERED]}.values()
    ]
    custom_id = f"{LOOK_UP}{ask.custom_id}"
    select: ui.Select[Card] = ui.Select(custom_id=custom_id, placeholder="Choose a show", options=options)
    question = f"Which show do you mean by “{clip(escape(typed), 100)}”?"
    return plain(f"{question}\n-# TVmaze has these ({link(TVMAZE)}).", ui.ActionRow(select))


def _described(show: Show) -> str:
    place = ", ".join(filter(None, [show.network, show.country]))
    return label(" · ".join(filter(None, [place, show.summary])), 100) if place or show.summary else ""


def taken(show: Show) -> Card:
    """That a show is in the catalogue from now on."""
    year = f" ({show.premiered.year})" if show.premiered else ""
    return plain(f"I found {clip(escape(show.title), 200)}{year} on TVmaze ({link(show.url)}). Here it is:")
