"""The card that tells a moderator what the shared catalogue says by now."""

from collections.abc import Sequence

import discord
from discord import ui

from bot.cards.frame import NEUTRAL, Card, card, small
from bot.cards.values import difference, fact_name
from bot.text import count
from db.take_over import Newer


def take_over_card(show_id: int, found: Sequence[Newer]) -> Card:
    """What holds here and in the shared catalogue, and the button that drops this server's own."""
    button: ui.Button[Card] = ui.Button(
        label="Take over",
        style=discord.ButtonStyle.primary,
        custom_id=f"over:{show_id}:{found[-1].revision_id}",
    )
    things = count(len(found), "thing").capitalize()
    return card(
        NEUTRAL,
        f"{things} changed in the shared catalogue after this server had its own say.",
        [[line for one in found for line in _compared(one)]],
        small("Only you see this. Take over drops this server's own; Undo in `/history` brings it back."),
        [ui.ActionRow(button)],
    )


def _compared(one: Newer) -> list[str]:
    name = fact_name(one.kind, one.shared or one.here)
    if one.shared is None:
        return [f"**{name}**: removed from the shared catalogue"]
    if one.here is None:
        return [f"**{name}**: removed here, and in the shared catalogue:", *_small(one)]
    return [f"**{name}**: here → in the shared catalogue", *_small(one)]


def _small(one: Newer) -> list[str]:
    return [f"-# {line}" for line in difference(one.here, one.shared, 200)]
