"""Offering another show of the name that somebody typed out."""

from bot.ask import Ask
from bot.cards.frame import NEIGHBOURS, Card, with_row
from bot.cards.kept import kept
from bot.cards.lookup import look_up_row
from bot.interaction import Interaction
from bot.options import PICKED
from bot.pages import page_for
from db.facts import SHARED
from db.pages import Page
from db.search import normalise


async def with_another(interaction: Interaction, view: Card, show_id: int) -> Card:
    """An answer about a show whose title was typed out, with a way to others of that title on TVmaze."""
    command, given = interaction.command, interaction.namespace
    if interaction.client.catalogue is None or command is None or command.name not in NEIGHBOURS:
        return view
    if not given.show or given.show.startswith(PICKED) or given.person:
        return view
    page = await page_for(interaction, show_id)
    title = page.show.title
    if page.details.layer != SHARED or normalise(given.show) != normalise(title):
        return view  # what a server alone calls a show is told nobody
    ask = Ask(command.name, show_id, given.season, text=title, also=given.compare or "")
    return _with_button(page, view, ask)


@kept
def _with_button(_page: Page, view: Card, ask: Ask) -> Card:
    return with_row(view, *look_up_row(ask, "Another show of this name?", is_main=False))
