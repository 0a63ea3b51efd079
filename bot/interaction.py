"""The client, and the interaction as its commands receive it, for annotations."""

from typing import TYPE_CHECKING, TypeAlias

import discord

if TYPE_CHECKING:
    from bot.client import Greenlight

Client: TypeAlias = "Greenlight"
Interaction: TypeAlias = "discord.Interaction[Greenlight]"
