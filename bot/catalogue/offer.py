"""Whether what somebody typed can be looked up on TVmaze."""

from bot.ask import Ask
from bot.interaction import Interaction
from db.search import has_letters


def offered(interaction: Interaction, ask: Ask) -> Ask | None:
    """What looks up `ask.text`; None where that is switched off, or where it has no letter and no digit.

    What consists of signs is searched for in vain there, though a show here may be called so.
    """
    return ask if interaction.client.catalogue and has_letters(ask.text) else None
