"""The lists of suggestions: a member's own, what waits for the moderators, and who is muted."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from discord import ui

from bot.cards.frame import NEUTRAL, Card, plain
from bot.cards.suggestions import Row, about, icon_of, member, outcome, proposal
from bot.text import clip, count, escape, fit, moment
from db.suggestions import Queued, Suggestion

PAGE_SIZE = 5

_LISTS = {"queue": "To decide", "own": "My suggestions", "muted": "Muted members"}


def own_card(
    suggestions: Sequence[Suggestion], titles: Mapping[int, str], page: int, total: int, *, moderates: bool
) -> Card:
    """What a member has suggested, the newest first."""
    rows = [*_turning("own", page, total), *([Row(*_lists("queue", "muted"))] if moderates else [])]
    if not suggestions:
        return plain("You have suggested nothing here yet. `/suggest` begins a suggestion.", *rows)
    order = ", the newest first" if total > 1 else ""
    heading = f"You have suggested {count(total, 'thing')} here{order}"
    return _listed(heading, (_own(one, titles) for one in suggestions), rows)


def muted_card(members: Sequence[int], page: int) -> Card:
    """Who may not suggest in this server, each with a way to let them again."""
    rows = [*_turning("muted", page, len(members)), Row(*_lists("queue", "own"))]
    shown = members[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    if not shown:
        return plain("Nobody is muted: suggestions are taken from every member.", *rows)
    heading = f"No suggestions are taken from {count(len(members), 'member')}"
    return _listed(heading, (_with_button(member(one), "Unmute", f"unmute:{one}") for one in shown), rows)


def nothing_waits_card() -> Card:
    """What moderators see when there is nothing to decide."""
    return plain("No suggestion waits to be decided.", Row(*_lists("own", "muted")))


def place_of(queued: Queued) -> str:
    """Where an open suggestion stands among all that are open."""
    if queued.total == 1:
        return "No other suggestion is waiting"
    return f"{queued.place} of {queued.total} to decide, the oldest first"


def beside(queued: Queued) -> Row:
    """Ways from an open suggestion to those before and after it, and to the other lists."""
    number = queued.suggestion.id
    turning = [_list_button("Previous", "back", number), _list_button("Next", "queue", number)]
    return Row(*(turning if queued.total > 1 else []), *_lists("own", "muted"))


def go_on(number: int = 0) -> Row:
    """The way on to what waits to be decided after a suggestion."""
    return Row(_list_button("Next to decide", "queue", number))


def _own(suggestion: Suggestion, titles: Mapping[int, str]) -> ui.Item[Any]:
    draft = suggestion.draft
    reason = [f"-# Reason: {clip(escape(suggestion.reason), 300)}"] if suggestion.reason else []
    told = [
        f"{icon_of(suggestion)} **{about(draft, titles.get(draft.show_id or 0, 'a show'))}**",
        f"-# Sent {moment(suggestion.sent)} · {outcome(suggestion)}",
        *reason,
        *(f"-# {line}" for line in proposal(draft, 80)),
    ]
    text = fit(told, 3300 // PAGE_SIZE)
    if not suggestion.is_open:
        return ui.TextDisplay(text)
    return _with_button(text, "Withdraw", f"suggestion:withdraw:{suggestion.id}")


def _with_button(text: str, label: str, custom_id: str) -> ui.Section[Any]:
    button: ui.Button[Any] = ui.Button(label=label, custom_id=custom_id)
    return ui.Section(text, accessory=button)


def _lists(*names: str) -> list[ui.Button[Any]]:
    return [_list_button(_LISTS[name], name, 0) for name in names]


def _list_button(label: str, name: str, number: int) -> ui.Button[Any]:
    return ui.Button(label=label, custom_id=f"suggestions:{name}:{number}")


def _turning(name: str, page: int, total: int) -> list[Row]:
    """Buttons to the page before and the page after, counted from 0, where there are any."""
    buttons = [_list_button("Previous", name, page - 1)] if page else []
    buttons += [_list_button("Next", name, page + 1)] if (page + 1) * PAGE_SIZE < total else []
    return [Row(*buttons)] if buttons else []


def _listed(heading: str, entries: Iterable[ui.Item[Any]], rows: Iterable[Row]) -> Card:
    view = Card(timeout=None)
    box: ui.Container[Card] = ui.Container(accent_colour=NEUTRAL)
    box.add_item(ui.TextDisplay(f"### {heading}"))
    for entry in entries:
        box.add_item(ui.Separator())
        box.add_item(entry)
    view.add_item(box)
    for row in rows:
        view.add_item(row)
    return view
