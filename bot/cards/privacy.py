"""The cards of /privacy: what is kept about somebody, and erasing who they are from it."""

import discord
from discord import ui

from bot.cards.frame import NEUTRAL, Card, card, small, titled
from bot.text import count, join
from db.privacy import Held

_ALWAYS = (
    "Only you see this. I keep no names, no pictures and no messages. A title or a name that somebody has me "
    "look up goes to TVmaze, and is kept for about an hour, without who asked."
)


def privacy_card(held: Held, *, in_server: bool) -> Card:
    """All that is kept about somebody; `in_server` says that a server's own edits are told apart."""
    erase: ui.Button[Card] = ui.Button(label="Erase my ID", custom_id="privacy:ask")
    return card(
        NEUTRAL,
        "I keep nothing about you." if held.is_nothing else "I keep one thing about you: your Discord ID.",
        [titled("Where it is kept", _kept(held, in_server)), _what_then(held)],
        small(_ALWAYS),
        [ui.ActionRow(erase)] if held.can_be_erased else [],
    )


def erase_card(held: Held) -> Card:
    """What erasing comes to, before it is done."""
    erase: ui.Button[Card] = ui.Button(
        label="Erase it", style=discord.ButtonStyle.danger, custom_id="privacy:erase"
    )
    keep: ui.Button[Card] = ui.Button(label="Cancel", custom_id="privacy:cancel")
    return card(
        NEUTRAL,
        "Erase your ID for good?",
        [
            "What you changed stays, as by “a former moderator”. What you suggested is withdrawn if it is "
            "open, and else stays as by “a former member”. What you have begun and not saved is deleted. "
            "Nobody can bring that back.",
            _mute(held),
            "Messages in which I named you stay in Discord, where the moderators can delete them.",
        ],
        small(_ALWAYS),
        [ui.ActionRow(erase, keep)],
    )


def erased_card(held: Held) -> Card:
    """What is so after erasing."""
    return card(
        NEUTRAL,
        "Your ID is kept for the mute alone." if held.mutes else "Your ID is erased.",
        ["Once you correct or suggest something again, I keep it with that, so that others see who did."],
        small(_ALWAYS),
    )


def _kept(held: Held, in_server: bool) -> list[str]:
    """Each kind of thing that the id stands beside, and how many there are."""
    edits = held.edits_here + held.edits_elsewhere
    places = (
        {"in this server": held.edits_here, "elsewhere": held.edits_elsewhere} if in_server else {"": edits}
    )
    changes = join(
        [f"{count(number, 'change')} {place}".strip() for place, number in places.items() if number]
    )
    kept = {
        changes: edits,
        f"{count(held.drafts, 'form')} filled in lately": held.drafts,
        f"{count(held.suggestions, 'suggestion')} of yours": held.suggestions,
        f"{count(held.decisions, 'decision')} on suggestions of others": held.decisions,
        f"{count(held.mutes, 'mute')}, so that no suggestions are taken from you": held.mutes,
    }
    return [line.capitalize() for line, number in kept.items() if number]


def _what_then(held: Held) -> str:
    if held.is_nothing:
        return (
            "Once you correct or suggest a fact, I keep your Discord ID with it, so that others see who did."
        )
    if held.can_be_erased:
        return "I can erase it. What you did then stays, without your name."
    return "I need it for that alone, and keep it until the moderators there lift the mute."


def _mute(held: Held) -> str:
    if not held.mutes:
        return ""
    return (
        f"You are muted in {count(held.mutes, 'server')}, and stay so. For that I keep your ID, apart from "
        "all else. Once the moderators there lift the mute, ask again, and I erase that as well."
    )
