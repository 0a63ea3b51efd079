"""The one policy: may this person do this here?"""

from dataclasses import dataclass
from enum import IntEnum

import discord

from bot.errors import UserError
from bot.interaction import Interaction
from db.config import Configuration, read_configuration
from db.edits import Signature
from db.facts import SHARED


class Rank(IntEnum):
    """How far a person may go, each including those before.

    Anybody may ask. Members of a server where the bot is may suggest; its editors may correct facts, as an
    owner of the bot may for the shared catalogue; its managers decide how the bot behaves there.
    """

    ANYBODY = 0
    MEMBER = 1
    EDITOR = 2
    MANAGER = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person acts and how far they may go. `layer` is what they read there, and write if at all."""

    layer: int
    rank: Rank
    configuration: Configuration

    @property
    def manages(self) -> bool:
        return self.rank >= Rank.MANAGER

    @property
    def moderates(self) -> bool:
        return self.rank >= Rank.EDITOR

    def answers_privately(self, asked: bool | None) -> bool:
        """Whether an answer is for one person alone: as a command says, else as this server wishes."""
        return self.configuration.private if asked is None else asked

    def tells_history_privately(self, asked: bool | None) -> bool:
        """The same for a history; unless asked otherwise a moderator's is theirs alone, with what undoes."""
        return self.answers_privately(asked) or (asked is None and self.moderates)

    def sign(self, interaction: Interaction) -> Signature:
        """What an edit of this person is signed with."""
        return Signature(
            interaction.user.id, self.layer, interaction.created_at, interaction.id, unlocked=self.manages
        )


def layer_of(interaction: Interaction) -> int:
    """The layer this interaction reads: its server's where the bot is a member, else the shared one."""
    server = interaction.guild_id
    return server if server is not None and interaction.client.get_guild(server) else SHARED


async def standing(interaction: Interaction) -> Standing:
    """Where this person acts and what they may do there, by what Discord sent with the interaction."""
    layer = layer_of(interaction)
    configuration = await interaction.client.database.memory.recall(read_configuration, layer=layer)
    return Standing(layer, _rank(interaction, configuration), configuration)


async def require(interaction: Interaction, rank: Rank) -> Standing:
    """Where this person acts, if they may go as far as `rank` there.

    Raises:
        UserError: they may not; it says who may.
    """
    found = await standing(interaction)
    insist(interaction, found, rank)
    return found


def insist(interaction: Interaction, found: Standing, rank: Rank) -> None:
    """Refuse who may not go as far as `rank`.

    Raises:
        UserError: they may not; it says who may.
    """
    is_nowhere = rank is Rank.MEMBER and found.layer == SHARED  # an owner in direct messages is no member
    if found.rank < rank or is_nowhere:
        raise UserError(_refusal(interaction, rank, found))


def require_owner(interaction: Interaction) -> None:
    """Refuse whoever is not the bot's owner, in direct messages with it.

    Raises:
        UserError: they are not.
    """
    if interaction.guild_id is not None or interaction.user.id not in interaction.client.owners:
        raise UserError("Only my owner can do that, in direct messages with me.")


def refuse_story(interaction: Interaction, here: Standing) -> None:
    """Tell no story where this server's managers wish none told; a thread counts with its channel.

    Raises:
        UserError: this is such a place.
    """
    if tells_no_story(interaction, here):
        raise UserError(
            "This server wants no story told in this channel, so that nobody here is spoiled. "
            "Please ask in another channel."
        )


def tells_no_story(interaction: Interaction, here: Standing) -> bool:
    """Whether managers have chosen this channel, or the one that this thread belongs to, as without story."""
    parent = getattr(interaction.channel, "parent_id", None)
    return not {interaction.channel_id, parent}.isdisjoint(here.configuration.channels_without_story)


def _rank(interaction: Interaction, configuration: Configuration) -> Rank:
    server, person = interaction.guild_id, interaction.user
    if server is None:
        return Rank.EDITOR if person.id in interaction.client.owners else Rank.ANYBODY
    if not interaction.client.get_guild(server):
        return Rank.ANYBODY
    if not isinstance(person, discord.Member):
        return Rank.ANYBODY
    permissions = interaction.permissions
    if permissions.manage_guild or permissions.administrator:
        return Rank.MANAGER
    return Rank.EDITOR if _has_role(person, configuration.editor_role) else Rank.MEMBER


def _has_role(person: discord.Member, role: int | None) -> bool:
    return role is not None and person.get_role(role) is not None


def _refusal(interaction: Interaction, rank: Rank, found: Standing) -> str:
    """Who may, in a sentence."""
    if interaction.guild_id is None:
        if rank is Rank.EDITOR:
            return "In direct messages only my owner can correct facts. Use `/update` in your server."
        return "That belongs to a server. Please use it in one where I am a member."
    if found.layer == SHARED:
        return "I am not a member of this server, so it has no facts of its own to correct."
    if rank is Rank.MEMBER:
        return "Only members of this server can do that."
    if rank is Rank.MANAGER:
        return "Only members with the Manage Server permission can do that."
    role = found.configuration.editor_role
    editors = f" or the role <@&{role}>" if role else ""
    return f"Only moderators can do that: members with the Manage Server permission{editors}."
