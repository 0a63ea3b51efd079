"""Suggesting, step by step: a member picks what is wrong, fills in a form, and sends it to the moderators."""

from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil

from bot.access import Rank, require
from bot.cards.frame import Card, plain
from bot.cards.suggest import entries_card, kinds_card, seasons_card
from bot.drafts import begin, refused
from bot.errors import UserError
from bot.interaction import Interaction
from bot.pages import page_for
from bot.pick import NEW, NO_SEASON, Pick
from bot.previews import preview
from bot.reply import show_privately
from bot.suggestion_card import post_card
from bot.text import cardinal, count
from db import suggesting
from db.drafts import Refusal
from db.facts import Fact
from db.pages import MODELS, Page, read_page
from db.reception import Score
from db.shows import ShowDetails
from db.status import Decision, Release
from db.story import Story
from db.suggesting import MOST_AN_HOUR, MOST_OPEN, Hindered, Hindrance, Sending
from db.values import Value

_UNOFFERED = "Please choose from the list that you are offered."
_SENT = "Sent to this server's moderators. `/suggestions` shows you what becomes of it."
_WAITS = (
    "Sent. It waits in `/suggestions`, where this server's moderators will see it; "
    "there you can see what becomes of it, too."
)


@dataclass(frozen=True, slots=True)
class _Picked:
    """All that the form needs to know: the entry to correct, or where a new one belongs."""

    kind: str
    former: Fact[Value] | None = None
    season: int | None = None
    part: int | None = None


async def start(interaction: Interaction, show_id: int | None) -> Card:
    """The first question, what is wrong about a show.

    Raises:
        UserError: this person cannot suggest anything here now.
    """
    await _refuse_hindered(interaction)
    return kinds_card(await page_for(interaction, show_id))


async def ask(interaction: Interaction, pick: Pick) -> None:
    """Put a question again, on another page."""
    await require(interaction, Rank.MEMBER)
    await show_privately(interaction, _draw(await page_for(interaction, pick.show), pick))


async def answer(interaction: Interaction, pick: Pick, chosen: str) -> None:
    """Take the answer to a question: put the next one, or open the form."""
    await _refuse_hindered(interaction)
    page = await page_for(interaction, pick.show)
    found = _follow(page, pick, chosen)
    if isinstance(found, Pick):
        await show_privately(interaction, _draw(page, found))
        return
    season, part = found.season, found.part
    await begin(interaction, found.kind, page, found.former, season=season, part=part, suggests=True)


async def send(interaction: Interaction, draft_id: int, seen: int | None = None) -> None:
    """Send a suggestion to the moderators; where somebody changed the fact meanwhile, show that first."""
    here = await require(interaction, Rank.MEMBER)
    async with interaction.client.database.write() as connection:
        sending = await suggesting.send(connection, draft_id, here.sign(interaction), seen)
        draft = sending.draft
        page = await read_page(connection, draft.show_id, here.layer) if draft and draft.show_id else None
    if draft is None or sending.refusal:
        raise refused(sending.refusal or Refusal.GONE, suggests=True)
    if sending.hindered:
        raise _hindrance(sending.hindered, interaction.created_at)
    if sending.meanwhile:
        await interaction.response.edit_message(view=preview(draft, page, interaction, sending.meanwhile))
        return
    await _tell_sent(interaction, sending, here.configuration.suggestions_channel)


async def _tell_sent(interaction: Interaction, sending: Sending, channel_id: int | None) -> None:
    """Tell the member, then the moderators; whoever made the suggestion does, also when answered late."""
    is_seen = channel_id is not None
    try:
        await interaction.response.edit_message(view=plain(_SENT if is_seen else _WAITS))
    finally:
        if channel_id and sending.suggestion and sending.is_new:
            is_seen = await post_card(interaction, sending.suggestion, channel_id)
    if channel_id and not is_seen:
        await interaction.edit_original_response(view=plain(_WAITS))


async def _refuse_hindered(interaction: Interaction) -> None:
    here = await require(interaction, Rank.MEMBER)
    async with interaction.client.database.read() as connection:
        hindered = await suggesting.hindrance(connection, here.sign(interaction))
    if hindered:
        raise _hindrance(hindered, interaction.created_at)


def _hindrance(hindered: Hindered, now: datetime) -> UserError:
    match hindered.why:
        case Hindrance.MUTED:
            return UserError(
                "This server's moderators take no suggestions from you at the moment. "
                "If you think that is a mistake, please ask them."
            )
        case Hindrance.MOST_OPEN:
            return UserError(
                f"{cardinal(MOST_OPEN).capitalize()} of your suggestions are open, and that is the most. "
                "You can send another when one is decided, or withdraw one in `/suggestions`."
            )
        case Hindrance.MOST_AN_HOUR:
            minutes = ceil(((hindered.until or now) - now).total_seconds() / 60)
            return UserError(
                f"This server has had {MOST_AN_HOUR} suggestions within an hour, and that is the most. "
                f"Please try again in {count(max(1, minutes), 'minute')}."
            )


def _draw(page: Page, pick: Pick) -> Card:
    if pick.step == "kind":
        return kinds_card(page)
    return seasons_card(page, pick) if pick.step == "season" else entries_card(_entries(page, pick), pick)


def _follow(page: Page, pick: Pick, chosen: str) -> Pick | _Picked:
    """The next question, or all that was to be asked.

    Raises:
        UserError: what was chosen is not offered, or not there any more.
    """
    if pick.step == "kind" and chosen in MODELS:
        return _after_kind(page, replace(pick, kind=chosen))
    if pick.kind not in MODELS:
        raise UserError(_UNOFFERED)
    return _after_season(page, pick, chosen) if pick.step == "season" else _after_entry(page, pick, chosen)


def _after_kind(page: Page, pick: Pick) -> Pick | _Picked:
    if pick.kind == ShowDetails.KIND:
        return _Picked(pick.kind, page.details)
    if pick.kind in (Decision.KIND, Release.KIND):
        return replace(pick, step="season")
    return replace(pick, step="entry") if _entries(page, pick) else _after_entry(page, pick, NEW)


def _after_season(page: Page, pick: Pick, chosen: str) -> Pick | _Picked:
    needs_one = pick.kind in (Decision.KIND, Release.KIND)
    season = int(chosen[:4]) if chosen.isdecimal() else 0
    if not 1 <= season <= 2100 and (needs_one or chosen != NO_SEASON):
        raise UserError(_UNOFFERED)
    if pick.kind == Decision.KIND:
        return _Picked(pick.kind, page.decision(season), season)
    if pick.kind == Release.KIND:
        of_season = replace(pick, step="entry", season=season, page=0)
        in_parts = any(release.part for release in _releases(page, of_season))
        return of_season if in_parts else _Picked(pick.kind, page.release(season, None), season)
    return _Picked(pick.kind, season=season or None)


def _after_entry(page: Page, pick: Pick, chosen: str) -> Pick | _Picked:
    if chosen == NEW and pick.kind in (Score.KIND, Story.KIND) and page.seasons:
        return replace(pick, step="season", page=0)
    if chosen == NEW:
        return _Picked(pick.kind, season=pick.season, part=_next_part(page, pick))
    entry = page.entry(pick.kind, int(chosen[:18])) if chosen.isdecimal() else None
    if entry is None:
        raise UserError("That entry is not there any more. Please begin again with `/suggest`.")
    return _Picked(pick.kind, entry, part=entry.value.part if isinstance(entry.value, Release) else None)


def _next_part(page: Page, pick: Pick) -> int | None:
    """The part that follows those of a season; None for what has no parts."""
    if pick.kind != Release.KIND:
        return None
    return 1 + max((release.part or 0 for release in _releases(page, pick)), default=0)


def _releases(page: Page, pick: Pick) -> list[Release]:
    return [fact.value for fact in _entries(page, pick) if isinstance(fact.value, Release)]


def _entries(page: Page, pick: Pick) -> list[Fact[Value]]:
    """What there is of a kind, in a season where one was picked."""
    of_kind = [fact for fact in page.facts if fact.value.KIND == pick.kind]
    return [fact for fact in of_kind if pick.season in (None, getattr(fact.value, "season", None))]
