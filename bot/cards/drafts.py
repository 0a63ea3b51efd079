"""The cards of a change in the making: what is wrong with a form, what would change, what was saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from bot.cards.frame import NEUTRAL, Card, card, label, small, titled
from bot.cards.sources import sourced
from bot.cards.values import said
from bot.text import cardinal, escape
from db.drafts import Draft, Meanwhile
from db.facts import SHARED, Fact
from db.shows import ShowDetails
from db.values import Evidence, Source, Value

_EVIDENCE = {
    Evidence.OFFICIAL: "the network or platform itself",
    Evidence.TRADE: "Variety, Deadline, The Hollywood Reporter …",
    Evidence.PRESS: "a newspaper, magazine or news site",
    Evidence.TALENT: "somebody who makes it; answers say “reportedly”",
    Evidence.DATABASE: "IMDb, TVmaze, Wikipedia …; answers say “reportedly”",
    Evidence.FAN: "a fan page or forum; answers say “reportedly”",
}

_SUGGESTED = {"Change": "changing", "Add": "adding", "Remove": "removing"}


def problems_card(draft: Draft, problems: Sequence[str]) -> Card:
    """What is wrong with a form, and the way back into it."""
    many = len(problems) > 1
    heading = f"{cardinal(len(problems)).capitalize()} {'things are' if many else 'thing is'} not right yet."
    return card(
        NEUTRAL,
        heading,
        ["\n".join(problems), "Nothing is lost: **Edit** opens the form as you left it."],
        rows=[ui.ActionRow(_button("Edit", "edit", draft, primary=True), _button("Cancel", "cancel", draft))],
    )


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a draft comes to: the show's title, the fact as it holds now, and the answer people would get.

    `meanwhile` is what somebody else did to the fact since the draft's author last saw it.
    """

    title: str
    former: Fact[Value] | None
    answer: str
    meanwhile: Meanwhile | None = None


def preview_card(draft: Draft, prospect: Prospect, publishers: Sequence[str]) -> Card:
    """What would change, as it was understood, before it is confirmed or sent to the moderators."""
    rows: list[ui.ActionRow[Any]] = [ui.ActionRow(*_buttons(draft, prospect))]
    if draft.sources and not draft.removes and not draft.suggests:
        rows += _selects(draft, draft.sources[0], publishers)
    return card(
        NEUTRAL,
        _question(draft, prospect),
        compared(draft, prospect),
        small(source_of(draft), _what_follows(draft, prospect)),
        rows,
    )


def compared(draft: Draft, prospect: Prospect, *, hidden: bool = False) -> list[str | list[str]]:
    """What is said now and what would be said then; `hidden` behind a click."""
    before = prospect.former.value if prospect.former else None
    now = said(before) if before else []
    then = ["Nothing"] if draft.removes else _then(draft.value, before)
    if hidden:
        now, then = [f"||{line}||" for line in now], [f"||{line}||" for line in then]
    return [
        _meanwhile(draft, prospect.meanwhile),
        _same_source(draft, prospect.former),
        titled("Now", now),
        titled("Then", then) if now else then,
        f"**The answer will begin**\n{prospect.answer}",
    ]


def source_of(draft: Draft) -> str:
    """Where a draft's value comes from; "" where there is none."""
    return f"Source: {sourced(draft.sources[0])}" if draft.sources and not draft.removes else ""


def correct_button(show_id: int, *, public: bool) -> ui.Button[Any]:
    """Opens the form for a show that is there already."""
    return ui.Button(label="Correct that one", custom_id=f"correct:{int(public)}:{show_id}")


def add_button(title: str, *, public: bool) -> ui.Button[Any]:
    """Opens the form for a new show of a title that another one has too."""
    return ui.Button(label="Add another", custom_id=f"new:{int(public)}:{title}")


def _question(draft: Draft, prospect: Prospect) -> str:
    verb, preposition = ("Change", "for") if prospect.former else ("Add", "to")
    if draft.removes:
        verb, preposition = "Remove", "from"
    is_show_itself = draft.kind == ShowDetails.KIND and verb != "Change"
    what = escape(prospect.title) if is_show_itself else f"this {preposition} {escape(prospect.title)}"
    return f"Suggest {_SUGGESTED[verb]} {what}?" if draft.suggests else f"{verb} {what}?"


def _then(value: Value | None, before: Value | None) -> list[str]:
    """What a value says, with what is new in it in bold type."""
    told, former = said(value) if value else [], said(before) if before else []
    if value == before:
        return ["The same; the source and the day of the check may be new."]
    return [line if line in former or not former else f"**{line}**" for line in told]


def _what_follows(draft: Draft, prospect: Prospect) -> str:
    if draft.suggests and _is_no_news(draft, prospect):
        return "Nothing is different yet. **Edit** opens the form again."
    if draft.suggests:
        return "Nothing is sent before you press Send. Then this server's moderators decide about it."
    where = "for everybody, in every server" if draft.layer == SHARED else "in this server alone"
    approved = ", and the suggestion counts as approved" if draft.suggestion_id else ""
    return f"Nothing is changed before you confirm; then it holds {where}{approved}."


def _is_no_news(draft: Draft, prospect: Prospect) -> bool:
    """Whether a draft says what holds already, from the same page."""
    former = prospect.former
    if former is None or draft.removes or not draft.sources:
        return False
    return (draft.value, draft.sources[0].url) == (former.value, former.source.url)


def _meanwhile(draft: Draft, meanwhile: Meanwhile | None) -> str:
    if meanwhile is None:
        return ""
    by = f"<@{meanwhile.by}>" if meanwhile.by else "an import"
    if draft.suggests and draft.confirmed:
        return f"⚠️ {by[0].upper()}{by[1:]} changed this after it was suggested. **Now** is what holds since."
    return f"⚠️ Meanwhile {by} changed this. **Now** is their version; nothing of yours is lost."


def _same_source(draft: Draft, former: Fact[Value] | None) -> str:
    """A word of caution where a fact changes and the page that is to say so does not."""
    if former is None or draft.removes or draft.value == former.value or not draft.sources:
        return ""
    if draft.sources[0].url != former.source.url:
        return ""
    return "⚠️ The source is still the former one. Does that page say so too?"


def _buttons(draft: Draft, prospect: Prospect) -> list[ui.Button[Any]]:
    buttons = [] if draft.suggests and _is_no_news(draft, prospect) else [_confirm(draft, prospect)]
    buttons += [_button("Edit", "edit", draft), _button("Cancel", "cancel", draft)]
    if draft.target is not None and not draft.removes:
        label = "Suggest removing it" if draft.suggests else "Remove"
        buttons.append(_button(label, "remove", draft, danger=not draft.suggests))
    return buttons


def _confirm(draft: Draft, prospect: Prospect) -> ui.Button[Any]:
    """Confirms a draft as it was shown, or sends it."""
    act, label, style = "confirm", "Confirm", discord.ButtonStyle.primary
    if draft.suggests:
        act, label = "send", "Send"
    elif draft.removes:
        label, style = "Remove", discord.ButtonStyle.danger
    seen = f":{prospect.meanwhile.revision_id}" if prospect.meanwhile else ""
    return ui.Button(label=label, style=style, custom_id=f"draft:{act}:{draft.id}{seen}")


def _button(
    text: str, act: str, draft: Draft, *, primary: bool = False, danger: bool = False
) -> ui.Button[Any]:
    style = discord.ButtonStyle.danger if danger else discord.ButtonStyle.secondary
    return ui.Button(
        label=text,
        style=discord.ButtonStyle.primary if primary else style,
        custom_id=f"draft:{act}:{draft.id}",
    )


def _selects(draft: Draft, source: Source, publishers: Sequence[str]) -> list[ui.ActionRow[Any]]:
    evidence = [
        discord.SelectOption(
            label=f"Evidence: {kind}", value=kind.value, description=told, default=kind is source.evidence
        )
        for kind, told in _EVIDENCE.items()
    ]
    names = dict.fromkeys([source.publisher, *publishers])
    publisher = [
        discord.SelectOption(
            label=label(f"Publisher: {name}", 100),
            value=name[:100].strip() or "?",
            default=name == source.publisher,
        )
        for name in names
    ]
    return [
        ui.ActionRow(
            ui.Select(
                custom_id=f"draft:publisher:{draft.id}", placeholder="Publisher", options=publisher[:25]
            )
        ),
        ui.ActionRow(
            ui.Select(custom_id=f"draft:evidence:{draft.id}", placeholder="Evidence", options=evidence)
        ),
    ]
