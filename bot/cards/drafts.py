"""The cards of a change in the making: what is wrong with a form, what would change, what was saved."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.cards.frame import NEUTRAL, Card, card, label, small, sourced, titled
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


def preview_card(
    draft: Draft,
    title: str,
    former: Fact[Value] | None,
    outcome: str,
    publishers: Sequence[str],
    meanwhile: Meanwhile | None = None,
) -> Card:
    """What would change, as it was understood; `outcome` is the answer that people would then get."""
    exists, before = draft.target is not None, former.value if former else None
    rows: list[ui.ActionRow[Any]] = [
        ui.ActionRow(
            _confirm(draft, meanwhile),
            _button("Edit", "edit", draft),
            _button("Cancel", "cancel", draft),
            *([_button("Remove", "remove", draft, danger=True)] if exists and not draft.removes else []),
        )
    ]
    if draft.sources and not draft.removes:
        rows += _selects(draft, draft.sources[0], publishers)
    return card(
        NEUTRAL,
        _question(draft, title, before),
        [
            _meanwhile(meanwhile),
            _same_source(draft, former),
            titled("Now", said(before) if before else []),
            titled("Then", ["Nothing"] if draft.removes else _compared(draft.value, before)),
            f"**The answer will begin**\n{outcome}",
        ],
        small(
            f"Source: {sourced(draft.sources[0])}" if draft.sources and not draft.removes else "",
            f"Nothing is changed before you confirm; then it holds {_where(draft)}.",
        ),
        rows,
    )


def correct_button(show_id: int, *, public: bool) -> ui.Button[Any]:
    """Opens the form for a show that is there already."""
    return ui.Button(label="Correct that one", custom_id=f"correct:{int(public)}:{show_id}")


def add_button(title: str, *, public: bool) -> ui.Button[Any]:
    """Opens the form for a new show of a title that another one has too."""
    return ui.Button(label="Add another", custom_id=f"new:{int(public)}:{title}")


def _question(draft: Draft, title: str, before: Value | None) -> str:
    verb, preposition = ("Change", "for") if before else ("Add", "to")
    if draft.removes:
        verb, preposition = "Remove", "from"
    is_show_itself = draft.kind == ShowDetails.KIND and verb != "Change"
    return f"{verb} {escape(title)}?" if is_show_itself else f"{verb} this {preposition} {escape(title)}?"


def _compared(value: Value | None, before: Value | None) -> list[str]:
    """What a value says, with what is new in it in bold type."""
    told, former = said(value) if value else [], said(before) if before else []
    if value == before:
        return ["The same; the source and the day of the check may be new."]
    return [line if line in former or not former else f"**{line}**" for line in told]


def _where(draft: Draft) -> str:
    return "for everybody, in every server" if draft.layer == SHARED else "in this server alone"


def _meanwhile(meanwhile: Meanwhile | None) -> str:
    if meanwhile is None:
        return ""
    by = f"<@{meanwhile.by}>" if meanwhile.by else "an import"
    return f"⚠️ Meanwhile {by} changed this. **Now** is their version; nothing of yours is lost."


def _same_source(draft: Draft, former: Fact[Value] | None) -> str:
    """A word of caution where a fact changes and the page that is to say so does not."""
    if former is None or draft.removes or draft.value == former.value or not draft.sources:
        return ""
    if draft.sources[0].url != former.source.url:
        return ""
    return "⚠️ The source is still the former one. Does that page say so too?"


def _confirm(draft: Draft, seen: Meanwhile | None) -> ui.Button[Any]:
    style = discord.ButtonStyle.danger if draft.removes else discord.ButtonStyle.primary
    revision = f":{seen.revision_id}" if seen else ""
    return ui.Button(
        label="Remove" if draft.removes else "Confirm",
        style=style,
        custom_id=f"draft:confirm:{draft.id}{revision}",
    )


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
