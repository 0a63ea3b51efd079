"""Forms that come back: taken by their custom_id, whichever process opened them."""

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from discord import ui

from bot.errors import guarded
from bot.interaction import Interaction


class LastingModal(ui.Modal):
    """A form as Discord shows it. Its submit is found by the custom_id, so discord.py need not keep it."""

    def is_finished(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class ReturnedForm:
    """What takes the forms of a custom_id, given its match and what was typed by the field's name."""

    custom_id: re.Pattern[str]
    take: Callable[[Interaction, re.Match[str], dict[str, str]], Awaitable[None]]


async def take_returned(interaction: Interaction, forms: Iterable[ReturnedForm]) -> None:
    """Hand a form that came back to what takes it; one that nothing takes is not ours."""
    data: Any = interaction.data or {}
    for form in forms:
        if found := form.custom_id.fullmatch(str(data.get("custom_id"))):
            typed = _typed(data)
            await guarded(interaction, form.take(interaction, found, typed), typed)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as Discord announces it: its name, its size in bytes, and where it lies."""

    name: str
    size: int
    url: str


def uploads(interaction: Interaction, field: str) -> list[Upload]:
    """The files that came back in a field of a form."""
    data: Any = interaction.data or {}
    announced = data.get("resolved", {}).get("attachments", {})
    found: list[Upload] = []
    for part in data.get("components") or ():
        match part:
            case {"component": {"custom_id": name, "type": 19, "values": [*ids]}} if name == field:
                found += [_upload(announced[number]) for number in ids if number in announced]
            case _:
                pass
    return found


def _upload(announced: Any) -> Upload:
    return Upload(announced["filename"], announced["size"], announced["url"])


def _typed(data: Any) -> dict[str, str]:
    """What each field holds, by its name; what is no text is left out."""
    typed: dict[str, str] = {}
    for part in data.get("components") or ():
        match part:
            case {"component": {"type": 19}}:  # a file, of which there are only ids here
                pass
            case {"component": {"custom_id": str(name), "value": str(text)}}:
                typed[name] = text
            case {"component": {"custom_id": str(name), "values": [str(text), *_]}}:
                typed[name] = text
            case {
                "component": {"custom_id": str(name), "value": None} | {"custom_id": str(name), "values": []}
            }:
                typed[name] = ""
            case _:
                pass
    return typed
