"""Use as source, step by step: from a message with a link to the form that the link is filled into."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import discord
from discord import ui

from bot import drafts as changes
from bot.access import Rank, Standing, require
from bot.cards.frame import Card
from bot.cards.use_as_source import NEW, Chosen, source_card
from bot.errors import UserError
from bot.forms.kinds import KINDS
from bot.forms.returned import LastingModal
from bot.forms.status import unnamed
from bot.interaction import Interaction
from bot.pages import page_for, shows_named
from bot.reading.links import links_in
from bot.reading.messages import read_message
from db import drafts
from db.drafts import LIFETIME, Draft
from db.facts import Fact
from db.listings import Listing
from db.pages import Page
from db.search import clear_winner, normalise
from db.shows import ShowDetails, recently_changed
from db.status import Decision, Release, season_to_date, season_to_decide
from db.values import Value

_MOST = 25
"""How many options a select holds."""

_GONE = "That is not there any more. Please use the command on the message again."
_KINDS = {kind: described.form.title for kind, described in KINDS.items()}


async def offer(interaction: Interaction, message: discord.Message) -> None:
    """Ask which link of a message says what about which show.

    Raises:
        UserError: this person may not correct facts here, or there is no link.
    """
    here, text = await require(interaction, Rank.EDITOR), read_message(message)
    links = links_in(text)[:_MOST]
    if not links:
        raise UserError(
            "There is no link in that message that can be a source. "
            "Use this on a message with the https link of a page that says so."
        )
    index = interaction.client.database.index
    named = [listing.show_id for listing in await index.mentioned(here.layer, text)]
    shows = await _offered(interaction, here, named)
    ids = [listing.show_id for listing in shows]
    show = next(iter([*named, *filter(None, [here.configuration.default_show])]), None)
    chosen = Chosen(links, links[0], ids, str(show) if show in ids else "")
    expires = interaction.created_at + LIFETIME
    draft = Draft(interaction.user.id, here.layer, ShowDetails.KIND, expires, typed=_typed(chosen))
    async with interaction.client.database.write() as connection:
        draft = await drafts.keep(connection, draft)
    card = source_card(draft.id, chosen, shows, _KINDS)
    await interaction.response.send_message(view=card, ephemeral=True)


async def choose(interaction: Interaction, draft_id: int, what: str, value: str) -> None:
    """Take another link, show or kind of fact than is chosen."""
    draft = await _mine(interaction, draft_id)
    chosen = _chosen(draft)
    offered = {
        "link": {str(number): url for number, url in enumerate(chosen.links)},
        "show": {str(show): str(show) for show in chosen.shows},
        "kind": {kind: kind for kind in _KINDS},
    }[what]
    if value not in offered:
        raise UserError("Please choose from the list that you are offered.")
    await _keep_and_show(interaction, draft, replace(chosen, **{what: offered[value]}))


async def ask_for_title(interaction: Interaction, draft_id: int) -> None:
    """Ask for the title of a show that is not among those to choose from."""
    await _mine(interaction, draft_id)
    modal = LastingModal(title="Another show", custom_id=f"source:title:{draft_id}", timeout=None)
    title: ui.TextInput[LastingModal] = ui.TextInput(custom_id="title", max_length=100)
    modal.add_item(ui.Label(text="Title", description="Typos are fine", component=title))
    await interaction.response.send_modal(modal)


async def look_for(interaction: Interaction, draft_id: int, typed: Mapping[str, str]) -> None:
    """A title came back: choose its show, offer those that may be meant, or offer to add it."""
    draft = await _mine(interaction, draft_id)
    title = " ".join(typed.get("title", "").split())[:100]
    if not normalise(title):
        raise UserError("A title needs at least one letter or digit.")
    found = await shows_named(interaction, title, _MOST)
    winner = clear_winner(found)
    shows = [one.item.show_id for one in found]
    show = str(winner.show_id) if winner else ("" if found else NEW)
    chosen = replace(_chosen(draft), shows=shows, show=show, title="" if winner else title)
    await _keep_and_show(interaction, draft, chosen)


async def open_form(interaction: Interaction, draft_id: int) -> None:
    """Open the form for what is chosen, with the link filled in."""
    chosen = _chosen(await _mine(interaction, draft_id))
    typed = {"source": chosen.link}
    if chosen.show == NEW:
        typed["title"] = chosen.title
        await changes.begin(interaction, ShowDetails.KIND, None, None, typed=typed)
        return
    if not chosen.show:
        raise UserError("Please choose a show first.")
    page = await page_for(interaction, int(chosen.show))
    today = interaction.created_at.date()
    season = _season_to_fill_in(page, chosen.kind, today)
    former = _former(page, chosen.kind, season)
    if chosen.kind == Decision.KIND and season:
        typed = {**typed, **unnamed(page, season, today)}
    await changes.begin(interaction, chosen.kind, page, former, season=season, typed=typed)


def _season_to_fill_in(page: Page, kind: str, today: date) -> int | None:
    """Which season a link is about, by the kind of what it says; None where that may be any."""
    if kind == Decision.KIND:
        return season_to_decide(page.seasons, today)
    if kind == Release.KIND:
        return season_to_date(page.seasons, today, has_ended=page.has_ended)
    return None


async def _offered(interaction: Interaction, here: Standing, named: list[int]) -> list[Listing]:
    """The shows to choose from: those named, the usual one, those changed lately, then the most popular."""
    index, usual = interaction.client.database.index, here.configuration.default_show
    async with interaction.client.database.read() as connection:
        recent = await recently_changed(connection, here.layer, _MOST)
    likely = await index.some(here.layer, [*named, *filter(None, [usual]), *recent])
    return list(dict.fromkeys([*likely, *await index.popular(here.layer, _MOST)]))[:_MOST]


def _former(page: Page, kind: str, season: int | None) -> Fact[Value] | None:
    """The fact that the form is to be filled with; None for a new one."""
    if kind == ShowDetails.KIND:
        return page.details
    if season is None:
        return None
    return page.decision(season) if kind == Decision.KIND else page.release(season, None)


async def _mine(interaction: Interaction, draft_id: int) -> Draft:
    here = await require(interaction, Rank.EDITOR)
    async with interaction.client.database.read() as connection:
        draft = await drafts.find(connection, draft_id)
    refused = drafts.refusal(draft, interaction.user.id, here.layer, interaction.created_at)
    if draft is None or refused or "links" not in draft.typed:
        raise UserError(_GONE)
    return draft


async def _keep_and_show(interaction: Interaction, draft: Draft, chosen: Chosen) -> None:
    async with interaction.client.database.write() as connection:
        await drafts.keep(connection, replace(draft, typed=_typed(chosen)))
    shows = await interaction.client.database.index.some(draft.layer, chosen.shows)
    card: Card = source_card(draft.id, chosen, shows, _KINDS)
    if interaction.message is None:
        await interaction.response.send_message(view=card, ephemeral=True)
    else:
        await interaction.response.edit_message(view=card)


def _typed(chosen: Chosen) -> dict[str, str]:
    """How the card was left, as a draft keeps it."""
    return {
        "source": chosen.link,
        "links": "\n".join(chosen.links),
        "shows": " ".join(map(str, chosen.shows)),
        "show": chosen.show,
        "kind": chosen.kind,
        "title": chosen.title,
    }


def _chosen(draft: Draft) -> Chosen:
    typed = draft.typed
    shows = [int(show) for show in typed["shows"].split()]
    return Chosen(
        typed["links"].split("\n"), typed["source"], shows, typed["show"], typed["kind"], typed["title"]
    )
