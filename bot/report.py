"""The log: what was changed in a server is told in the channel that its managers chose."""

from bot.interaction import Interaction


async def report(interaction: Interaction, edit_id: int | None) -> None:
    """Tell of an edit in the server's log channel, if there is one; it never fails, and never comes first."""
