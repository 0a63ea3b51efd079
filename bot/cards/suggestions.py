"""The cards of one suggestion: for moderators to decide, and what became of it."""

from collections.abc import Iterable, Sequence
from typing import Any

import discord
from discord import ui

from bot.cards.drafts import Prospect, compared, source_of
from bot.cards.frame import LOOKS, NEUTRAL, Card, card, plain, small
from bot.cards.values import difference, fact_in
from bot.text import clip, escape, moment
from db.acts import Changed
from db.drafts import Draft
from db.lock import Lock
from db.status import Verdict
from db.story import Story
from db.suggestions import Fate, Suggestion

_FATES = {
    Fate.OPEN: ("⏳", "Open", NEUTRAL),
    Fate.APPROVED: ("✅", "Approved", LOOKS[Verdict.RENEWED].colour),
    Fate.DECLINED: ("❌", "Declined", LOOKS[Verdict.CANCELLED].colour),
    Fate.WITHDRAWN: ("↩️", "Withdrawn", LOOKS[None].colour),
}

WITHDRAWN = (
    "What this would change was removed here meanwhile, so it cannot be approved as it is. "
    "Edit it, or decline it."
)

Row = ui.ActionRow[Any]


def open_card(
    suggestion: Suggestion,
    prospect: Prospect,
    *,
    lock: Lock | None = None,
    withdrawn: bool = False,
    place: str = "",
    rows: Iterable[Row] = (),
) -> Card:
    """A suggestion for moderators to decide; it is `withdrawn` where nothing is left of what it changes."""
    draft = suggestion.draft
    what = "removal" if draft.removes else "change" if prospect.former else "addition"
    return card(
        NEUTRAL,
        f"💡 Suggested {what}: {about(draft, prospect.title)}",
        [
            f"⚠️ {WITHDRAWN}" if withdrawn else "",
            _locked(lock),
            *compared(draft, prospect, hidden=draft.kind == Story.KIND),
        ],
        small(source_of(draft), f"Suggested by {member(suggestion.by)} · {moment(suggestion.sent)}", place),
        [_decisions(suggestion, prospect), *rows],
    )


def settled_card(
    suggestion: Suggestion, title: str, changes: Sequence[Changed] = (), rows: Iterable[Row] = ()
) -> Card:
    """What became of a suggestion; of an approved one, what was changed by that."""
    draft = suggestion.draft
    icon, word, colour = _FATES[suggestion.fate]
    lines = _made(draft, changes) if suggestion.fate is Fate.APPROVED else proposal(draft, 300)
    return card(
        colour,
        f"{icon} {word}: {about(draft, title)}",
        [lines, f"**Reason**\n{escape(suggestion.reason)}" if suggestion.reason else ""],
        small(source_of(draft), f"Suggested by {member(suggestion.by)} · {outcome(suggestion)}"),
        rows,
    )


def mute_card(suggestion_id: int, author: int) -> Card:
    """The question whether to take no more suggestions from the member who made one."""
    button: ui.Button[Any] = ui.Button(
        label="Mute", style=discord.ButtonStyle.danger, custom_id=f"suggestion:muted:{suggestion_id}"
    )
    return plain(
        f"Take no more suggestions from {member(author)}? What they have sent stays to be decided. "
        "`/suggestions` lists who is muted, and unmutes them.",
        ui.ActionRow(button),
    )


def decided_already(suggestion: Suggestion) -> str:
    """Who was faster, and what they decided."""
    if suggestion.fate is Fate.WITHDRAWN:
        return "Whoever suggested this has withdrawn it meanwhile."
    reason = f" The reason: {clip(escape(suggestion.reason), 600)}" if suggestion.reason else ""
    by = _moderator(suggestion.settled_by)
    return f"{by[0].upper()}{by[1:]} has {suggestion.fate} this suggestion already.{reason}"


def about(draft: Draft, title: str) -> str:
    """Which fact a suggestion is about."""
    return fact_in(draft.kind, draft.value, title)


def proposal(draft: Draft, limit: int) -> list[str]:
    """What a suggestion says, each thing within a limit."""
    return ["To be removed"] if draft.removes else _hidden(draft, difference(None, draft.value, limit))


def outcome(suggestion: Suggestion) -> str:
    """What became of a suggestion, by whom and when."""
    _, word, _ = _FATES[suggestion.fate]
    if suggestion.settled is None:
        return "waits for a moderator"
    by = f" by {_moderator(suggestion.settled_by)}" if suggestion.fate is not Fate.WITHDRAWN else ""
    return f"{word.lower()}{by} {moment(suggestion.settled)}"


def icon_of(suggestion: Suggestion) -> str:
    """The sign of what became of a suggestion; a word always says it as well."""
    return _FATES[suggestion.fate][0]


def member(discord_id: int | None) -> str:
    """Somebody who suggests, as Discord names them."""
    return f"<@{discord_id}>" if discord_id else "a former member"


def _moderator(discord_id: int | None) -> str:
    return f"<@{discord_id}>" if discord_id else "a former moderator"


def _locked(lock: Lock | None) -> str:
    if lock is None:
        return ""
    closed = f"Season {lock.season}" if lock.season else "This show"
    return f"🔒 {closed} is locked: only members with the Manage Server permission can approve this."


def _made(draft: Draft, changes: Sequence[Changed]) -> list[str]:
    """What an approval changed, as one difference even where one fact took another's place."""
    before = next((one.before for one in changes if one.before), None)
    after = next((one.after for one in changes if one.after), None)
    if before and not after:
        return ["Removed"]
    return _hidden(draft, difference(before, after, 300)) or ["Nothing changed; checked again"]


def _hidden(draft: Draft, lines: Sequence[str]) -> list[str]:
    """Lines of what a draft says; of a piece of story, behind a click."""
    return [f"||{line}||" if draft.kind == Story.KIND else line for line in lines]


def _decisions(suggestion: Suggestion, prospect: Prospect) -> Row:
    seen = f":{prospect.meanwhile.revision_id}" if prospect.meanwhile else ""
    number, style = suggestion.id, discord.ButtonStyle
    return Row(
        ui.Button(label="Approve", style=style.success, custom_id=f"suggestion:approve:{number}{seen}"),
        ui.Button(label="Edit", custom_id=f"suggestion:edit:{number}"),
        ui.Button(label="Decline", style=style.danger, custom_id=f"suggestion:decline:{number}"),
        ui.Button(label="Mute", custom_id=f"suggestion:mute:{number}"),
    )
