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
    """A card like another one, with its chart right under the answer; the `picture` has to be sent along."""
    assert view.chart is not None
    pictured = Card(timeout=None)
    for part in view.children:
        pictured.add_item(_under_the_answer(part, view.chart) if isinstance(part, ui.Container) else part)
    return pictured


def _under_the_answer(box: ui.Container[Card], chart: Chart) -> ui.Container[Card]:
    answer, *others = box.children
    shown = discord.MediaGalleryItem(f"attachment://{_NAME}", description=chart.described)
    return ui.Container(answer, ui.MediaGallery[Any](shown), *others, accent_colour=box.accent_colour)


def picture(chart: Chart, drawn: bytes) -> discord.File:
    """A chart as a file to send, described for those who cannot see it."""
    return discord.File(BytesIO(drawn), _NAME, description=chart.described)
