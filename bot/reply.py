"""How a command is answered: in the channel, or to the one who asked alone."""

from bot.access import standing
from bot.cards.frame import Card
from bot.interaction import Interaction


async def reply(interaction: Interaction, view: Card, private: bool | None) -> None:
    """Answer with a card; where the command did not say how, as this server wishes."""
    await interaction.response.send_message(view=view, ephemeral=await is_private(interaction, private))


async def is_private(interaction: Interaction, private: bool | None) -> bool:
    """Whether only the one who asked is to see the answer."""
    return (await standing(interaction)).configuration.private if private is None else private
