"""The cards of /shows, and of choosing among shows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, groupby

import discord
from discord import ui

from bot.ask import Ask
from bot.cards.frame import LOOKS, NEUTRAL, OVER, Card, Look, card, label, plain, small, titled, turning
from bot.cards.lookup import TVMAZE, look_up_row, yes_row
from bot.links import link
from bot.text import clip, count, escape
from db.listings import Listing
from db.status import Verdict

PAGE_SIZE = 10
_ORDER = [*(LOOKS[verdict] for verdict in Verdict), OVER, LOOKS[None]]


def shows_card(listings: Sequence[Listing], ask: Ask, look_up: Ask | None = None) -> Card:
    """A page of shows by status word; `ask` says which page and what was searched.

    With `look_up`, what was searched in vain can be looked up on TVmaze.
    """
    by_word: dict[str, list[Listing]] = {look.word: [] for look in _ORDER}
    for listing in listings:
        by_word[_look(listing).word].append(listing)
    ordered = [*chain.from_iterable(by_word.values())]
    last = max(0, (len(ordered) - 1) // PAGE_SIZE)
    page = min(ask.page, last)
    shown = ordered[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    rows = [] if shown else look_up_row(look_up)
    if shown:
        rows.append(ui.ActionRow(show_select(shown, Ask("status"), "See its status")))
    if last:
        rows.append(turning(ask, page, last))
    return card(NEUTRAL, _answer(len(ordered), ask.text), _groups(shown), _footer(shown, page, last), rows)


def choice_of_shows(question: str, listings: Sequence[Listing], ask: Ask, look_up: Ask | None = None) -> Card:
    """A question with the shows that may be meant, or the only one; choosing one goes on with `ask`.

    With `look_up`, what was typed can be looked up on TVmaze where none of them is meant.
    """
    if len(listings) == 1:
        one = listings[0]
        name, about_it = f"{label(one.title, 70)}{one.year_mark}", replace(ask, show=one.show_id)
        return naming(question, listings, yes_row(name, about_it, look_up))
    rows = [ui.ActionRow(show_select(listings, ask, "Choose a show"))]
    none_of_these = look_up_row(look_up, "None of these? Look it up on TVmaze", is_main=False)
    return naming(question, listings, *rows, *none_of_these)


def naming(sentence: str, listings: Sequence[Listing], *rows: ui.ActionRow[Card]) -> Card:
    """A sentence that names these shows, or has them under it to choose from."""
    return plain("\n".join(filter(None, [sentence, small(_tvmaze(listings))])), *rows)


def show_select(listings: Sequence[Listing], ask: Ask, placeholder: str) -> ui.Select[Card]:
    """A select of at most 25 shows; choosing one asks for `ask` about it."""
    options = [
        discord.SelectOption(
            label=f"{label(listing.title, 90)}{listing.year_mark}",
            value=str(listing.show_id),
            description=_described(listing, place),
            emoji=_look(listing).icon,
        )
        for listing, place in zip(listings[:25], _places(listings[:25]), strict=True)
    ]
    return ui.Select(custom_id=ask.custom_id, placeholder=placeholder, options=options)


def choice_names(listings: Sequence[Listing]) -> list[str]:
    """Shows as a completion names them: title, year, place and status word, each in 100 characters."""
    return [_choice_name(*one) for one in zip(listings, _places(listings), strict=True)]


def _choice_name(listing: Listing, place: str) -> str:
    tail = f"{listing.year_mark} · {_described(listing, place)}"
    return label(listing.title, 100 - len(tail)) + tail


def _described(listing: Listing, place: str) -> str:
    word = _look(listing).word
    return f"{label(place, 40)} · {word}" if place else word


def _look(listing: Listing) -> Look:
    """How a show is shown, the same as its answer."""
    return OVER if listing.is_over else LOOKS[listing.verdict]


def told_apart(listings: Sequence[Listing]) -> list[str]:
    """Shows by title and year, and by their place where another has the same title and year."""
    known = Counter((listing.title.casefold(), listing.year) for listing in listings)
    return [
        f"{listing.title}{listing.year_mark}"
        if known[listing.title.casefold(), listing.year] == 1
        else f"{listing.title} ({', '.join(filter(None, [str(listing.year or ''), place]))})"
        for listing, place in zip(listings, _places(listings), strict=True)
    ]


def _places(listings: Sequence[Listing]) -> list[str]:
    """Where shows come from: the network, else the country; both where another has the same of all else."""
    known = Counter(map(_identity, listings))
    return [
        ", ".join(filter(None, [listing.network, listing.country]))
        if known[_identity(listing)] > 1
        else listing.network or listing.country or ""
        for listing in listings
    ]


def _identity(listing: Listing) -> tuple[str, int | None, str | None]:
    return listing.title.casefold(), listing.year, listing.network


def _answer(total: int, search: str) -> str:
    if not search:
        return f"I know {count(total, 'show')}."
    about = f"“{escape(search)}”"
    if not total:
        return f"I found no show called {about}. `/shows` without a search lists all I know."
    return f"{count(total, 'show').capitalize()} for {about}."


def _groups(shown: Sequence[Listing]) -> list[list[str]]:
    placed = zip(shown, _places(shown), strict=True)
    groups = groupby(placed, lambda one: _look(one[0]))
    return [_group(look, [_line(*one) for one in group]) for look, group in groups]


def _group(look: Look, lines: Sequence[str]) -> list[str]:
    return titled(f"{look.icon} {look.word.capitalize()}", lines)


def _line(listing: Listing, place: str) -> str:
    where = f" · {clip(escape(place), 80)}" if place else ""
    return f"{clip(escape(listing.title), 150)}{listing.year_mark}{where}"


def _footer(shown: Sequence[Listing], page: int, last: int) -> str:
    return small(_tvmaze(shown), f"Page {page + 1} of {last + 1}" if last else "")


def _tvmaze(shown: Sequence[Listing]) -> str:
    named = any(listing.is_on_tvmaze for listing in shown)
    return f"Show data: TVmaze ({link(TVMAZE)})" if named else ""
