"""What /viewers needs from the store, for the command and for its buttons."""

from bot.cards.frame import Card
from bot.cards.viewers import viewers_card
from bot.errors import UserError
from bot.interaction import Interaction
from bot.pages import page_for
from bot.text import clip, escape
from db.pages import Page
from db.viewing import newest_week, proportion


async def draw_viewers(interaction: Interaction, page: Page, season: int | None, compare: int | None) -> Card:
    """The card of one show, or of two beside each other.

    Raises:
        UserError: the second one is not seen from here, or is the first.
    """
    if compare == page.show_id:
        title = clip(escape(page.show.title), 150)
        raise UserError(f"That is {title} twice. Choose another show to put beside it.")
    other = await page_for(interaction, compare) if compare is not None else None
    async with interaction.client.database.read() as connection:
        newest = await newest_week(connection)
        lists = {week.list for one in (page, other) if one for week in one.weeks}
        found = [await proportion(connection, name) for name in lists]
    proportions = {one.list: one for one in found if one}
    today = interaction.created_at.date()
    return viewers_card(page, season, today, other=other, newest=newest, proportions=proportions)
