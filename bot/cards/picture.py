"""A card's chart as it is sent: the picture, its place on the card, and its description."""

from io import BytesIO
from typing import Any

import discord
from discord import ui

from bot.cards.frame import Card
from bot.plot import Chart

_NAME = "chart.png"

DESCRIPTION_LIMIT = 1024
"""How long a picture's description may be, which Discord keeps for those who cannot see it."""


def with_picture(view: Card) -> Card:
    """The card with its chart right under the answer; the `picture` of it has to be sent along."""
    assert view.chart is not None
    box = next(part for part in view.children if isinstance(part, ui.Container))
    answer, *others = box.children
    box.clear_items()
    shown = discord.MediaGalleryItem(f"attachment://{_NAME}", description=view.chart.described)
    for part in (answer, ui.MediaGallery[Any](shown), *others):
        box.add_item(part)
    return view


def picture(chart: Chart, drawn: bytes) -> discord.File:
    """A chart as a file to send, described for those who cannot see it."""
    return discord.File(BytesIO(drawn), _NAME, description=chart.described)
