"""The card of /about."""

from datetime import date, datetime, timedelta

from bot.cards.frame import NEUTRAL, Card, card, small
from bot.cards.lookup import TVMAZE
from bot.links import link
from bot.text import ago, count, day, number
from db.about import Totals


def about_card(version: str, started: datetime, totals: Totals, now: datetime) -> Card:
    """What the bot is, how much it knows, whom it thanks, how to correct it, and what it keeps."""
    checked = f"; the newest check was on {day(totals.checked_on)}" if totals.checked_on else ""
    return card(
        NEUTRAL,
        "I answer what fans ask about a show: is it coming back, when, and how was it received?",
        [
            f"I know **{number(totals.shows)}** shows and **{number(totals.facts)}** facts{checked}. "
            "Every answer names its source and says how old it is.",
            "**Ask me** with `/status`, `/reviews`, `/viewers`, `/cast`, `/story` or `/shows`.",
            "**Something wrong?** Say what is right with `/suggest`; moderators decide. "
            "`/suggestions` shows what became of it, `/history` what was changed.",
            "**Privacy:** I keep nothing about who asks, and read no message but one that a moderator uses "
            "as a source. Of whoever corrects or suggests facts I keep what they did, and when: "
            "`/privacy` shows what I have on you and erases your ID.",
        ],
        small(
            f"Viewing figures: Netflix's Top 10{_viewing(totals.viewing_week, now)}. "
            f"Shows: TVmaze (CC BY-SA, {link(TVMAZE)}) and IMDb. "
            "All else: the publications that each answer names.",
            f"Greenlight {version} · up for {_span(now - started)}",
        ),
    )


def _viewing(newest: date | None, now: datetime) -> str:
    """How far the viewing figures go; nothing where no more than the starter content has some."""
    if newest is None:
        return ""
    return f", up to the week to {day(newest)} ({ago(newest, now.date())})"


def _span(length: timedelta) -> str:
    minutes = max(0, int(length.total_seconds() // 60))
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return f"{count(days, 'day')} and {count(hours, 'hour')}"
    if hours:
        return f"{count(hours, 'hour')} and {count(minutes % 60, 'minute')}"
    return count(minutes, "minute") if minutes else "less than a minute"
