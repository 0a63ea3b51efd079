"""The cards of looking a person up on TVmaze: which of several is meant, and the shows they are in."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import discord
from discord import ui

from bot.ask import Ask
from bot.cards.frame import NEUTRAL, Card, card, label, plain, small
from bot.cards.lookup import LOOK_UP, TVMAZE
from bot.links import link
from bot.text import clip, count, day, escape
from sources.tvmaze import Credit, Person, Show

CREDITED = Ask("credit")
"""What a select of the shows that somebody is in asks for."""

_MOST_OFFERED = 25


def choice_of_people(typed: str, people: Sequence[Person], ask: Ask) -> Card:
    """The people of TVmaze who may be meant, told apart by birthday and country."""
    options = [
        discord.SelectOption(
            label=label(person.name, 100), value=str(person.id), description=_described(person) or None
        )
        for person in {person.id: person for person in people[:_MOST_OFFERED]}.values()
    ]
    select = _select(ask, "Choose a person", options)
    question = f"Whom do you mean by “{clip(escape(typed), 100)}”?"
    return plain(f"{question}\n-# TVmaze has these ({link(TVMAZE)}).", ui.ActionRow(select))


def found_person(person: Person) -> Card:
    """That somebody was found, said to the one who looked them up, above the answer to all."""
    return plain(f"I found {clip(escape(person.name), 200)} on TVmaze ({link(person.url)}):")


def credits_card(person: Person, now: datetime) -> Card:
    """Which shows somebody is in as TVmaze has it, those without a date first, then the newest."""
    shows = {credit.show.id: credit.show for credit in sorted(person.credits, key=_newest_first)}
    roles = {number: _roles(person, number) for number in shows}
    see = "See its cast" if len(options := _options(shows, roles)) == 1 else "See the cast of one of them"
    return card(
        NEUTRAL,
        f"{escape(person.name)} is in the cast of {count(len(shows), 'show')}."
        if shows
        else f"TVmaze knows {escape(person.name)}, but no show that they are in the cast of.",
        [[_line(show, roles[number]) for number, show in shows.items()]],
        small(f"Source: TVmaze ({link(person.url)}), database, as of {day(now.date())}"),
        [ui.ActionRow(_select(CREDITED, see, options))] if options else [],
    )


def _options(shows: Mapping[int, Show], roles: Mapping[int, str]) -> list[discord.SelectOption]:
    return [
        discord.SelectOption(
            label=f"{label(show.title, 90)}{_year_mark(show)}",
            value=str(number),
            description=label(roles[number], 100) if roles[number] else None,
        )
        for number, show in list(shows.items())[:_MOST_OFFERED]
    ]


def _select(ask: Ask, placeholder: str, options: list[discord.SelectOption]) -> "ui.Select[Card]":
    return ui.Select(custom_id=f"{LOOK_UP}{ask.custom_id}", placeholder=placeholder, options=options)


def _described(person: Person) -> str:
    born = f"born {day(person.born)}" if person.born else ""
    return ", ".join(filter(None, [born, person.country]))


def _newest_first(credit: Credit) -> tuple[int, str]:
    return -(credit.show.premiered or date.max).toordinal(), credit.show.title


def _roles(person: Person, tvmaze_id: int) -> str:
    named = [credit.character for credit in person.credits if credit.show.id == tvmaze_id]
    roles = ["themselves" if name == person.name else name for name in named]
    return "; ".join(dict.fromkeys(filter(None, roles)))


def _line(show: Show, roles: str) -> str:
    network = f" · {clip(escape(show.network), 80)}" if show.network else ""
    role = f": {clip(escape(roles), 200)}" if roles else ""
    return f"{clip(escape(show.title), 150)}{_year_mark(show)}{network}{role}"


def _year_mark(show: Show) -> str:
    return f" ({show.premiered.year})" if show.premiered else ""
