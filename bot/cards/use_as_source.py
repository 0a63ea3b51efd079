"""The card of Use as source: which link, about which show, and what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import discord
from discord import ui

from bot.cards.frame import NEUTRAL, Card, card, label, small
from bot.cards.shows import choice_names
from bot.links import host, link
from bot.text import clip, escape
from db.listings import Listing

NEW = "new"
"""What stands for a show that is not known yet among those to choose from."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """How the card was left: links and shows to choose from, and what is chosen of each.

    `show` is an id as text, NEW for one called `title` that is to be added, or empty while none is chosen;
    `title` is also what somebody looked for last.
    """

    links: Sequence[str]
    link: str
    shows: Sequence[int] = ()
    show: str = ""
    kind: str = "decision"
    title: str = ""


def source_card(draft_id: int, chosen: Chosen, known: Sequence[Listing], kinds: Mapping[str, str]) -> Card:
    """What is chosen so far; `known` are the shows to choose from, `kinds` what their forms are called."""
    rows: list[ui.ActionRow[Card]] = []
    if len(chosen.links) > 1:
        rows.append(_select(f"source:link:{draft_id}", "Choose a link", _links(chosen)))
    if known or chosen.show == NEW:
        rows.append(_select(f"source:show:{draft_id}", "Choose a show", _shows(chosen, known)))
    if chosen.show != NEW:
        rows.append(_select(f"source:kind:{draft_id}", "Choose what it says", _kinds(chosen, kinds)))
    rows.append(_buttons(draft_id, is_complete=bool(chosen.show)))
    return card(
        NEUTRAL,
        f"What does {link(chosen.link)} say, and about which show?",
        [_looked_for(chosen)],
        small(
            "Only you see this, and nothing is changed before you confirm.",
            "For another season, or one entry of several, paste the link into `/update`.",
        ),
        rows,
    )


def _looked_for(chosen: Chosen) -> str:
    """What came of looking for a title."""
    title = f"“{clip(escape(chosen.title), 100)}”"
    if chosen.show == NEW:
        return f"I don't know a show called {title}. The form adds it."
    return f"Which show do you mean by {title}?" if chosen.title and not chosen.show else ""


def _select(custom_id: str, placeholder: str, options: list[discord.SelectOption]) -> ui.ActionRow[Card]:
    return ui.ActionRow(ui.Select(custom_id=custom_id, placeholder=placeholder, options=options))


def _links(chosen: Chosen) -> list[discord.SelectOption]:
    return [
        discord.SelectOption(
            label=label(host(url), 100),
            value=str(number),
            description=label(urlsplit(url).path or "/", 100),
            default=url == chosen.link,
        )
        for number, url in enumerate(chosen.links)
    ]


def _shows(chosen: Chosen, known: Sequence[Listing]) -> list[discord.SelectOption]:
    options = [
        discord.SelectOption(
            label=name, value=str(listing.show_id), default=chosen.show == str(listing.show_id)
        )
        for name, listing in zip(choice_names(known), known, strict=True)
    ]
    if chosen.show != NEW:
        return options
    new = discord.SelectOption(label=label(f"Add “{chosen.title}”", 100), value=NEW, default=True)
    return [new, *options[:24]]


def _kinds(chosen: Chosen, kinds: Mapping[str, str]) -> list[discord.SelectOption]:
    return [
        discord.SelectOption(label=name, value=kind, default=kind == chosen.kind)
        for kind, name in kinds.items()
    ]


def _buttons(draft_id: int, *, is_complete: bool) -> ui.ActionRow[Card]:
    go_on: ui.Button[Card] = ui.Button(
        label="Open the form",
        style=discord.ButtonStyle.primary,
        custom_id=f"source:open:{draft_id}",
        disabled=not is_complete,
    )
    other: ui.Button[Card] = ui.Button(label="Another show", custom_id=f"source:other:{draft_id}")
    return ui.ActionRow(go_on, other)
