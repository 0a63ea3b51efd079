"""How a command is answered: in the channel, or to the one who asked alone."""

from bot.access import standing
from bot.cards.frame import Card
from bot.interaction import Interaction
from bot.take_over import offer_newer


async def reply(
    interaction: Interaction, view: Card, private: bool | None, show_id: int | None = None
) -> None:
    """Answer with a card; where the command did not say how, as this server wishes.

    Under an answer about a show, a moderator is told where the shared catalogue has newer.
    """
    here = await standing(interaction)
    await interaction.response.send_message(view=view, ephemeral=here.answers_privately(private))
    if show_id is not None:
        await offer_newer(interaction, here, show_id)
