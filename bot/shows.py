"""What /shows needs from the store, for the command and for its buttons."""

from dataclasses import replace

from bot.ask import Ask
from bot.cards.frame import Card
from bot.cards.shows import shows_card
from bot.catalogue.offer import offered
from bot.interaction import Interaction
from bot.pages import listings_for


async def draw_shows(interaction: Interaction, ask: Ask, *, public: bool = False) -> Card:
    """A page of the shows that were searched for; where there are none, one can be looked up.

    What is looked up is then told in the channel where the search was `public`.
    """
    ask = replace(ask, text=ask.text.strip())
    found = await listings_for(interaction, ask.text)
    return shows_card(found, ask, offered(interaction, Ask("status", public=public, text=ask.text)))
