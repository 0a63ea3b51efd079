"""What a message says: its text, its embeds and components, and what it forwards."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

import discord

Told: TypeAlias = discord.Message | discord.MessageSnapshot


def read_message(message: discord.Message) -> str:
    """All the text and every link of a message, in the order in which they are seen, line by line."""
    told: list[Told] = [message, *message.message_snapshots]
    return "\n".join(part for one in told for part in _parts(one) if part)


def _parts(told: Told) -> Iterator[str | None]:
    yield told.content
    for embed in told.embeds:
        yield from (embed.title, embed.url, embed.description)
        for field in embed.fields:
            yield from (field.name, field.value)
    yield from _in_components(told.components)


def _in_components(components: Iterable[discord.Component]) -> Iterator[str | None]:
    for component in components:
        match component:
            case discord.TextDisplay():
                yield component.content
            case discord.Button():
                yield component.url
            case discord.SectionComponent():
                yield from _in_components([*component.children, component.accessory])
            case discord.ActionRow() | discord.Container():
                yield from _in_components(component.children)
            case _:
                pass
