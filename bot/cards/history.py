"""The cards of /history: what was changed, by whom, and what undoing it would come to."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.ask import Ask
from bot.cards.frame import NEUTRAL, Card, card, small, turning
from bot.cards.suggestions import proposal
from bot.cards.values import Titles, difference, fact_in
from bot.links import link
from bot.text import clip, count, escape, fit, join, moment, number
from db.acts import Act, Changed, Timeline
from db.config import Configuration
from db.facts import RECHECKED, SHARED
from db.history import PAGE_SIZE
from db.lock import Lock
from db.mutes import Mute
from db.pages import MODELS
from db.story import Story
from db.suggestions import Suggestion
from db.tables import SERVER
from db.undo import UNDID, Plan

_MOST_CHANGES = 4
_MOST_TOLD = 40
_COUNTED = {
    "show": ("show",),
    "decision": ("decision",),
    "release": ("release",),
    "score": ("score",),
    "credit": ("credit",),
    "project": ("project",),
    "story": ("piece of story", "pieces of story"),
    "lock": ("lock",),
    "configuration": ("setting",),
    "mute": ("muted member",),
}


def history_card(
    timeline: Timeline, ask: Ask, titles: Titles, *, undoes: bool = False, manages: bool = False
) -> Card:
    """A page of the history; `ask` says which page of which show.

    `undoes` says that who may undo is looking, `manages` that they also may what only managers may.
    """
    last = max(0, (timeline.total - 1) // PAGE_SIZE)
    page, about = min(ask.page, last), _about(ask, titles)
    if not timeline.acts:
        return card(NEUTRAL, f"Nothing has been changed {about} yet.", [])
    view = Card(timeout=None)
    box: ui.Container[Card] = ui.Container(accent_colour=NEUTRAL)
    changes = count(timeline.total, "change").capitalize()
    box.add_item(ui.TextDisplay(f"### {changes} {about}{', the newest first' * (timeline.total > 1)}"))
    for act in timeline.acts:
        told = fit(_told(act, None if ask.show else titles), 3300 // PAGE_SIZE)
        can_undo = undoes and act.layer != SHARED and bool(act.changes) and (manages or not act.is_of_rules)
        box.add_item(ui.Separator())
        box.add_item(_undoable(told, act) if can_undo else ui.TextDisplay(told))
    if last:
        box.add_item(ui.TextDisplay(f"-# Page {page + 1} of {last + 1}"))
    view.add_item(box)
    if last:
        view.add_item(turning(ask, page, last))
    return view


def undo_card(plan: Plan, titles: Titles, undoing: Act, outcome: str, *, changed: bool) -> Card:
    """What undoing an edit would change, before it is confirmed.

    `undoing` is the edit that it would make, `outcome` the answer that people would then get.
    """
    edit, seen = plan.act.id, plan.seen
    buttons: list[ui.Button[Any]] = [
        ui.Button(label="Undo it", style=discord.ButtonStyle.primary, custom_id=f"undo:confirm:{edit}:{seen}")
    ]
    if plan.since:
        buttons.append(ui.Button(label="Undo the newer one", custom_id=f"undo:show:{plan.since.id}"))
    buttons.append(ui.Button(label="Cancel", custom_id=f"undo:cancel:{edit}"))
    return card(
        NEUTRAL,
        "Undo this change?",
        [
            f"{moment(plan.act.at)} · {_who(plan.act)} {_verb(plan.act)}",
            "⚠️ Meanwhile somebody changed this; what you see now is new." if changed else "",
            _superseded(plan.since),
            _undone(undoing.changes, titles),
            f"**The answer will begin**\n{outcome}" if outcome else "",
        ],
        small("Nothing is changed before you confirm; the history keeps the change and its undoing."),
        [ui.ActionRow(*buttons)],
    )


def _undone(changes: Sequence[Changed], titles: Titles) -> list[str]:
    """What would be changed, one by one; of more than a card can hold, how many and the first of them."""
    if len(changes) <= _MOST_TOLD:
        return [line for one in changes for line in _changed(one, titles)]
    first = [line for one in changes[:_MOST_CHANGES] for line in _changed(one, titles)]
    return [_counted(changes), *first, f"-# and {number(len(changes) - _MOST_CHANGES)} more"]


def act_line(act: Act, titles: Titles) -> str:
    """An edit in one line, for the log."""
    if act.decided:
        reason = f" Reason: {escape(act.decided.reason)}" if act.decided.reason else ""
        return clip(f"{_who(act)} {_decided(act.decided)}: {_proposed(act.decided, titles)}.{reason}", 900)
    first = act.changes[0]
    if first.kind == Mute.KIND:
        return f"{_who(act)} {_verb(act)} {_member(first.member)}"
    if first.kind == Lock.KIND:
        reason = f": {escape(first.after.reason)}" if isinstance(first.after, Lock) else ""
        return clip(
            f"{_who(act)} {_verb(act)} {_in_a_sentence(_what(first, titles))}{reason}{_noted(act)}", 900
        )
    more = f" and {count(len(act.changes) - 1, 'more thing')}" if len(act.changes) > 1 else ""
    said = "" if first.kind == Story.KIND else "; ".join(difference(first.before, first.after, 80, titles))
    source = f" ({link(first.sources[0].url)})" if first.sources else ""
    told = f": {said}" if said else ""
    what = _what(first, titles)
    what = _in_a_sentence(what) if first.kind == Configuration.KIND else what
    return clip(f"{_who(act)} {_verb(act)} {what}{more}{told}{source}{_noted(act)}", 900)


def _noted(act: Act) -> str:
    """What an edit says of itself, such as that it undid another."""
    return f" · {note}" if (note := _clipped_note(act)) else ""


def _clipped_note(act: Act) -> str:
    return clip(escape(act.note), 200) if act.note and act.note != RECHECKED else ""


def _in_a_sentence(name: str) -> str:
    return f"{name[0].lower()}{name[1:]}"


def _about(ask: Ask, titles: Titles) -> str:
    if ask.show is None:
        return "in this server"
    season = f"season {ask.season} of " if ask.season else ""
    return f"about {season}{escape(titles.get(ask.show, 'this show'))}"


def _told(act: Act, titles: Titles | None) -> list[str]:
    if act.decided:
        return _told_decision(act, act.decided, titles)
    where = "" if act.layer != SHARED else " for every server"
    undid = _clipped_note(act) if (act.note or "").startswith(UNDID) else ""
    head = f"{moment(act.at)} · {_who(act)} {undid or _verb(act)}{where}"
    if len(act.changes) > _MOST_CHANGES:
        lines = [_counted(act.changes)]
    else:
        lines = [line for one in act.changes for line in _changed(one, titles)]
    noted = "" if undid else _clipped_note(act)
    return [head, *lines, *([f"-# Note: {noted}"] if noted else [])]


def _counted(changes: Sequence[Changed]) -> str:
    """Many changes at once, by their kinds."""
    counts = Counter(one.kind for one in changes)
    return f"**{join([count(number, *_COUNTED[kind]) for kind, number in counts.items()]).capitalize()}**"


def _told_decision(act: Act, decided: Suggestion, titles: Titles | None) -> list[str]:
    """Who decided about what, what it would have said, and why it was declined."""
    outcome = f"Reason: {clip(escape(decided.reason), 200)}" if decided.reason else "It held already"
    return [
        f"{moment(act.at)} · {_who(act)} {_decided(decided)}",
        f"**{_proposed(decided, titles)}**",
        *(f"-# {line}" for line in proposal(decided.draft, 120)[:6]),
        f"-# {outcome}",
    ]


def _decided(decided: Suggestion) -> str:
    return f"{decided.fate} a suggestion of {_member(decided.by)}"


def _proposed(decided: Suggestion, titles: Titles | None) -> str:
    draft = decided.draft
    return fact_in(draft.kind, draft.value, titles.get(draft.show_id or SERVER) if titles else None)


def _changed(one: Changed, titles: Titles | None) -> list[str]:
    """What was changed, then each line of it that is different, with its source."""
    if one.kind == Mute.KIND:
        taken = "not taken any more" if one.after else "taken again"
        return [f"Suggestions of {_member(one.member)} are {taken}"]
    told = difference(one.before, one.after, 120, titles)
    if one.kind == Story.KIND:
        told = [f"||{line}||" for line in told]
    if not told:
        told = ["Nothing changed; checked again"]
    shared = " · back to what everybody sees" if one.follows_shared and one.kind in MODELS else ""
    if one.after is None:
        told = [] if shared else [_without(one.kind) if one.before else "Nothing, as before"]
    source = [link(one.sources[0].url)] if one.sources else []
    return [f"**{_what(one, titles)}**{shared}", *(f"-# {line}" for line in [*told[:6], *source])]


def _what(one: Changed, titles: Titles | None) -> str:
    """Which fact it is, with its show where several may be meant."""
    title = titles.get(one.show_id) if titles and one.show_id != SERVER else None
    return fact_in(one.kind, one.after or one.before, title)


def _without(kind: str) -> str:
    return "Open to editors again" if kind == Lock.KIND else "Removed"


def _member(discord_id: int | None) -> str:
    return f"<@{discord_id}>" if discord_id else "a former member"


def _who(act: Act) -> str:
    by = f"<@{act.by}>" if act.by else escape(act.program or "a former moderator")
    return f"{by} (suggested by {_member(act.suggested_by)})" if act.was_suggested else by


_VERBS = {True: ("locked", "unlocked", "changed the lock on"), False: ("added", "removed", "changed")}


def _verb(act: Act) -> str:
    if act.note == RECHECKED:
        return "found still right"
    if act.changes[0].kind == Mute.KIND:
        return "muted" if act.changes[0].after else "unmuted"
    added, removed, changed = _VERBS[all(one.kind == Lock.KIND for one in act.changes)]
    if all(one.before is None for one in act.changes):
        return added
    return removed if all(one.after is None for one in act.changes) else changed


def _superseded(since: Act | None) -> str:
    if since is None:
        return ""
    return (
        f"⚠️ This was changed again since, by {_who(since)}, {moment(since.at)}. "
        "Undoing goes back to before both; or undo the newer one first."
    )


def _undoable(told: str, act: Act) -> ui.Section[Card]:
    button: ui.Button[Card] = ui.Button(label="Undo", custom_id=f"undo:show:{act.id}")
    return ui.Section(told, accessory=button)
