"""The one policy: who may do what, where."""

from bot.errors import UserError
from bot.interaction import Interaction
from db.facts import SHARED


def layer_of(interaction: Interaction) -> int:
    """The layer this interaction reads: its server's where the bot is a member, else the shared one."""
    server = interaction.guild_id
    return server if server is not None and interaction.client.get_guild(server) else SHARED


def moderated_layer(interaction: Interaction) -> int:
    """The layer this person may write here: their server's as a moderator, the shared one as an owner.

    Raises:
        UserError: they may not; it says who may.
    """
    server = interaction.guild_id
    if server is None:
        if interaction.user.id in interaction.client.owners:
            return SHARED
        raise UserError("In direct messages only my owner can correct facts. Use `/update` in your server.")
    if not interaction.client.get_guild(server):
        raise UserError("I am not a member of this server, so it has no facts of its own to correct.")
    if not interaction.permissions.manage_guild:
        raise UserError("Only moderators can do that: members with the Manage Server permission.")
    return server


def may_moderate(interaction: Interaction) -> bool:
    """Whether this person may write here."""
    try:
        moderated_layer(interaction)
    except UserError:
        return False
    return True
