"""The cards of /export and /import: a file, what is wrong with one, and what it would change."""

import re
from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.cards.frame import NEUTRAL, Card, card, small, titled
from bot.cards.values import difference, fact_name
from bot.text import clip, count, escape, moment
from db.comparison import Comparison, Conflict
from db.drafts import Draft, Meanwhile
from db.file_reading import FileError
from db.files import FactFile
from db.story import Story


def export_card(file: FactFile, name: str, *, importable: bool) -> Card:
    """An exported file, to be sent with it under its name; `importable` is one that /import takes."""
    facts = sum(len(show.facts) + len(show.withdrawn) for show in file.shows)
    edits = f", and {count(len(file.history), 'edit')}" if file.history else ""
    shown = card(
        NEUTRAL,
        f"{count(facts, 'fact').capitalize()} about {count(len(file.shows), 'show')}{edits}.",
        [
            "This is what this server says itself; what it leaves to the shared catalogue is not in it.",
            "" if importable else _TOO_LARGE,
        ],
        small(
            "The edits name people by their Discord IDs." if file.history else "",
            "Settings and muted members are left out.",
            "Only you see this. `/import` takes the file, here or in another server.",
        ),
    )
    shown.add_item(ui.File(f"attachment://{name}"))
    return shown


_TOO_LARGE = (
    "⚠️ The file is larger than the 1 MiB that `/import` takes. It gets smaller with `history: False`, "
    "or with one `show` at a time."
)


def refused_card(name: str, error: FileError) -> Card:
    """What is wrong with a file, line by line."""
    mistakes = [_capitalised(escape(mistake)) for mistake in error.mistakes]
    more = [f"-# and {error.more} more"] if error.more else []
    return card(
        NEUTRAL,
        f"{clip(escape(name), 100)} cannot be imported as it is.",
        [[*mistakes, *more], "Nothing was changed. Mend the file, and send it again with `/import`."],
    )


def _capitalised(sentence: str) -> str:
    return re.sub(r"^(Line \d+(?:, column \d+)?)", r"**\1**", sentence[:1].upper() + sentence[1:])


def preview_card(draft: Draft, name: str, found: Comparison, meanwhile: Meanwhile | None = None) -> Card:
    """What importing a file would change, before it is confirmed."""
    seen = f":{meanwhile.revision_id}" if meanwhile else ""
    buttons: list[ui.Button[Any]] = [
        ui.Button(
            label="Confirm", style=discord.ButtonStyle.primary, custom_id=f"import:confirm:{draft.id}{seen}"
        ),
        ui.Button(label="Cancel", custom_id=f"import:cancel:{draft.id}"),
    ]
    return card(
        NEUTRAL,
        f"Import {count(found.recorded, 'fact')} from {clip(escape(name), 100)}?",
        [
            _meanwhile(meanwhile),
            _counted(found),
            titled("Shows that are new here", [escape(title) for title in found.added]),
            titled("⚠️ Changed here since the file was written", _conflicts(found.conflicts)),
        ],
        small(
            "Nothing is changed before you confirm; then it holds in this server alone.",
            "One Undo in `/history` takes all of it back.",
        ),
        [ui.ActionRow(*buttons)],
    )


def imported_card(found: Comparison) -> Card:
    """What was imported."""
    return card(
        NEUTRAL,
        "Imported.",
        [_counted(found)],
        small("Undo in `/history` takes all of it back."),
    )


def _counted(found: Comparison) -> list[str]:
    """What becomes of how many facts, a line for each."""
    outcomes = [
        (found.new, "is added", "are added"),
        (found.changed, "changes", "change"),
        (found.withdrawn, "is removed", "are removed"),
        (found.same, "is the same already", "are the same already"),
        (
            found.kept,
            "was recorded here since, is not in the file, and stays",
            "were recorded here since, are not in the file, and stay",
        ),
    ]
    return [
        f"{count(number, 'fact').capitalize()} {one if number == 1 else several}."
        for number, one, several in outcomes
        if number
    ]


def _meanwhile(meanwhile: Meanwhile | None) -> str:
    if meanwhile is None:
        return ""
    by = f"<@{meanwhile.by}>" if meanwhile.by else "somebody"
    return f"⚠️ Meanwhile {by} changed something in this server. Please look again; nothing was imported yet."


def _conflicts(conflicts: Sequence[Conflict]) -> list[str]:
    """What would be gone over: who changed what, and what it says here and in the file."""
    return [line for one in conflicts for line in _conflict(one)]


def _conflict(one: Conflict) -> list[str]:
    by = f"<@{one.by}>" if one.by else "somebody"
    name = f"{fact_name(one.kind, one.here or one.then)} of {clip(escape(one.title), 100)}"
    told = difference(one.here, one.then, 120)[:4]
    if one.kind == Story.KIND:
        told = [f"||{line}||" for line in told]
    told = told or ["The same, with another source or day"]
    return [f"**{name}**, by {by}, {moment(one.at)}", *(f"-# {line}" for line in told)]
