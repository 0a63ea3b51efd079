"""The card that tells a moderator what the shared catalogue says by now."""

from collections.abc import Sequence

import discord
from discord import ui

from bot.cards.frame import NEUTRAL, Card, card, small
from bot.cards.values import difference, fact_name
from db.story import Story
from db.take_over import Newer, seen_by


def take_over_card(show_id: int, found: Sequence[Newer]) -> Card:
    """What holds here and in the shared catalogue, and the button that drops this server's own."""
    button: ui.Button[Card] = ui.Button(
        label="Take over",
        style=discord.ButtonStyle.primary,
        custom_id=f"over:{show_id}:{seen_by(found)}",
    )
    return card(
        NEUTRAL,
        "The shared catalogue has changed since this server had its own say.",
        [[line for one in found for line in _compared(one)]],
        small("Only you see this. Take over drops this server's own; Undo in `/history` brings it back."),
        [ui.ActionRow(button)],
    )


def _compared(one: Newer) -> list[str]:
    name = fact_name(one.kind, one.shared or one.here)
    if one.shared is None:
        return [f"**{name}**: not in the shared catalogue", *_small(one)]
    if one.here is None:
        return [f"**{name}**: removed here, and in the shared catalogue:", *_small(one)]
    return [f"**{name}**: here → in the shared catalogue", *_small(one)]


def _small(one: Newer) -> list[str]:
    lines = difference(one.here, one.shared, 200)
    return [f"-# ||{line}||" if one.kind == Story.KIND else f"-# {line}" for line in lines]
