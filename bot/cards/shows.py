"""The cards of /shows, and of choosing among shows."""

from collections.abc import Sequence
from itertools import groupby

import discord
from discord import ui

from bot.ask import Ask
from bot.cards.frame import LOOKS, NEUTRAL, Card, card, label, plain, titled, turning
from bot.text import clip, count, escape
from db.shows import Listing
from db.status import Verdict

PAGE_SIZE = 10
_ORDER = [*Verdict, None]


def shows_card(listings: Sequence[Listing], ask: Ask) -> Card:
    """A page of shows by status word; `ask` says which page and what was searched."""
    ordered = sorted(listings, key=lambda listing: _ORDER.index(listing.verdict))
    last = max(0, (len(ordered) - 1) // PAGE_SIZE)
    page = min(ask.page, last)
    shown = ordered[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    rows: list[ui.ActionRow[Card]] = []
    if shown:
        rows.append(ui.ActionRow(show_select(shown, Ask("status"), "See its status")))
    if last:
        rows.append(turning(ask, page, last))
    return card(NEUTRAL, _answer(len(ordered), ask.text), _groups(shown), _footer(page, last), rows)


def choice_of_shows(question: str, listings: Sequence[Listing], ask: Ask) -> Card:
    """A question with the shows that may be meant; choosing one goes on with `ask`."""
    return plain(question, ui.ActionRow(show_select(listings, ask, "Choose a show")))


def show_select(listings: Sequence[Listing], ask: Ask, placeholder: str) -> ui.Select[Card]:
    """A select of at most 25 shows; choosing one asks for `ask` about it."""
    options = [
        discord.SelectOption(
            label=f"{label(listing.details.title, 90)}{listing.details.year_mark}",
            value=str(listing.show_id),
            description=_described(listing),
            emoji=LOOKS[listing.verdict].icon,
        )
        for listing in listings[:25]
    ]
    return ui.Select(custom_id=ask.custom_id, placeholder=placeholder, options=options)


def choice_name(listing: Listing) -> str:
    """A show as a completion names it: title, year, network and status word, in 100 characters."""
    tail = f"{listing.details.year_mark} · {_described(listing)}"
    return label(listing.details.title, 100 - len(tail)) + tail


def _described(listing: Listing) -> str:
    network = listing.details.network
    word = LOOKS[listing.verdict].word
    return f"{label(network, 40)} · {word}" if network else word


def _answer(total: int, search: str) -> str:
    if not search:
        return f"I know {count(total, 'show')}."
    about = f"“{escape(search)}”"
    return f"{count(total, 'show').capitalize()} for {about}." if total else f"I know no show for {about}."


def _groups(shown: Sequence[Listing]) -> list[list[str]]:
    return [
        _group(verdict, list(group)) for verdict, group in groupby(shown, lambda listing: listing.verdict)
    ]


def _group(verdict: Verdict | None, listings: Sequence[Listing]) -> list[str]:
    look = LOOKS[verdict]
    return titled(f"{look.icon} {look.word.capitalize()}", [_line(listing) for listing in listings])


def _line(listing: Listing) -> str:
    details = listing.details
    network = f" · {clip(escape(details.network), 80)}" if details.network else ""
    return f"{clip(escape(details.title), 150)}{details.year_mark}{network}"


def _footer(page: int, last: int) -> str:
    return f"-# Page {page + 1} of {last + 1}" if last else ""
