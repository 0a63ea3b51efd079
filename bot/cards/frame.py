"""What all cards share: the view, the looks of a verdict, and buttons to other answers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import discord
from discord import ui

from bot.ask import Ask
from bot.plot import Chart
from bot.text import clip, escape, fit, shorten
from db.pages import Page
from db.runs import listed_seasons
from db.shows import Note
from db.status import Verdict

TEXT_LIMIT = 3900
"""How much text a card may hold; Discord allows 4,000 characters in a message of this kind."""

_HEADING_LIMIT = 600

FOOTER_LIMIT = 1200
"""How much of it its sources and its age may be."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a verdict is shown: never by colour alone."""

    word: str
    icon: str
    colour: discord.Colour


LOOKS: dict[Verdict | None, Look] = {
    Verdict.RENEWED: Look("renewed", "✅", discord.Colour(0x2E7D32)),
    Verdict.FINAL_SEASON: Look("final season ordered", "🏁", discord.Colour(0x00838F)),
    Verdict.REVIVED: Look("revived", "♻️", discord.Colour(0x6A1B9A)),
    Verdict.AWAITING: Look("awaiting a decision", "⏳", discord.Colour(0xF9A825)),
    Verdict.CANCELLED: Look("cancelled", "🛑", discord.Colour(0xC62828)),
    Verdict.ENDED: Look("ended as planned", "🎬", discord.Colour(0x37474F)),
    Verdict.LIMITED: Look("limited series", "📕", discord.Colour(0x4E342E)),
    None: Look("no decision known", "❔", discord.Colour(0x78909C)),
}

OUT = Look("out", "📺", discord.Colour(0x1565C0))
"""How a season is shown that has come out and that no decision is about."""

OVER = Look("ended", "🔚", discord.Colour(0x546E7A))
"""How a show is shown that has ended, nobody having said whether it was cancelled."""

NEUTRAL = discord.Colour(0x3949AB)

NEIGHBOURS = {
    "status": "Status",
    "reviews": "Reviews",
    "viewers": "Viewers",
    "cast": "Cast",
    "story": "Story",
}
"""The answers about a show, by the command that gives them, with what their buttons say."""


class Card(ui.LayoutView):
    """An answer. Its buttons are found by their custom_id, so discord.py need not keep the view.

    Its chart is not in it but in what `with_picture` makes: an answer whose chart cannot be drawn is whole
    without.
    """

    answer = ""
    chart: Chart | None = None

    def is_finished(self) -> bool:
        return True


def plain(sentence: str, *rows: ui.ActionRow[Card]) -> Card:
    """A card that is only a sentence, with something to choose under it where that helps."""
    view = Card(timeout=None)
    view.add_item(ui.TextDisplay(clip(sentence, TEXT_LIMIT)))
    for row in rows:
        view.add_item(row)
    return view


def with_more(view: Card, text: str) -> Card:
    """A card like another one, with a text under it."""
    return _with(view, ui.TextDisplay(text))


def with_row(view: Card, row: ui.ActionRow[Card]) -> Card:
    """A card like another one, with a row of buttons under it."""
    return _with(view, row)


def _with(view: Card, last: ui.Item[Card]) -> Card:
    more = Card(timeout=None)
    more.answer, more.chart = view.answer, view.chart
    for part in (*view.children, last):
        more.add_item(part)
    return more


def with_typed(view: Card, typed: Mapping[str, str]) -> Card:
    """A card that also gives back what was typed into a form, so that it can be copied."""
    fields = [f"**{name.capitalize()}:** {escape(text)}" for name, text in typed.items() if text.strip()]
    return with_more(view, clip("\n".join(["-# What you typed:", *fields]), 2500)) if fields else view


def card(
    colour: discord.Colour,
    answer: str,
    sections: Iterable[str | list[str]],
    footer: str = "",
    rows: Iterable[ui.ActionRow[Card]] = (),
    chart: Chart | None = None,
) -> Card:
    """A card: the answer first, then sections, then sources and age in small print.

    A section is a text, which is cut at a word where Discord's limit asks for it, or a list of lines, which
    is cut between two and then says how many more there are. Empty ones are left out.
    """
    view = Card(timeout=None)
    view.answer, view.chart = answer, chart
    box: ui.Container[Card] = ui.Container(accent_colour=colour)
    heading = clip(f"### {answer}", _HEADING_LIMIT)
    footer = _above_the_age(footer)
    box.add_item(ui.TextDisplay(heading))
    for section in _fitted([part for part in sections if part], TEXT_LIMIT - len(heading) - len(footer)):
        box.add_item(ui.TextDisplay(section))
    if footer:
        box.add_item(ui.Separator())
        box.add_item(ui.TextDisplay(footer))
    view.add_item(box)
    for row in rows:
        view.add_item(row)
    return view


def _above_the_age(footer: str) -> str:
    """The footer within its limit; its last line, the age, is kept whole."""
    *sources, age = footer.split("\n")
    return "\n".join([*filter(None, [clip("\n".join(sources), FOOTER_LIMIT - len(age) - 1)]), age])


def _fitted(sections: Sequence[str | list[str]], room: int) -> list[str]:
    """Each section in what it needs, or in an even part of what the shorter ones leave."""
    fitted: dict[int, str] = {}
    for index in sorted(range(len(sections)), key=lambda index: len(_whole(sections[index]))):
        section, share = sections[index], room // (len(sections) - len(fitted))
        fitted[index] = fit(section, share) if isinstance(section, list) else clip(section, share)
        room -= len(fitted[index])
    return [fitted[index] for index in range(len(sections)) if fitted[index]]


def _whole(section: str | list[str]) -> str:
    return "\n".join(section) if isinstance(section, list) else section


def titled(title: str, lines: Sequence[str]) -> list[str]:
    """Lines under a title, which is never left standing alone; none where there are none."""
    return [f"**{title}**\n{lines[0]}", *lines[1:]] if lines else []


def named(page: Page) -> str:
    """A show as the first line of its answer names it: with its year where only TVmaze tells of it.

    Such shows may share their title with others; nobody here has yet said more that sets them apart.
    """
    is_told = page.tvmaze is None or any(season.decision for season in page.seasons)
    return f"{escape(page.show.title)}{'' if is_told else page.show.year_mark}"


def small(*lines: str) -> str:
    """Lines in Discord's small print; empty ones are left out."""
    return "\n".join(f"-# {line}" for line in lines if line)


_BACKSLASH = re.compile(r"\\([^0-9A-Za-z\s])")


def label(text: str, limit: int) -> str:
    """Text for where Discord knows no markup: what `escape` shows, without its backslashes; never empty.

    What is longer than `limit` is cut at a word, unless that would leave less than half of it.
    """
    shown = _BACKSLASH.sub(r"\1", escape(text)).replace("@\u200b", "@") or "?"
    return shorten(shown, limit)


def ask_button(label: str, ask: Ask, *, emoji: str | None = None, disabled: bool = False) -> ui.Button[Card]:
    """A button that asks for another card."""
    style = discord.ButtonStyle.secondary
    return ui.Button(style=style, label=label, emoji=emoji, custom_id=ask.custom_id, disabled=disabled)


def turning(ask: Ask, page: int, last: int) -> ui.ActionRow[Card]:
    """Buttons to the page before and the page after, counted from 0."""
    before, after = replace(ask, page=max(page - 1, 0)), replace(ask, page=min(page + 1, last))
    return ui.ActionRow(
        ask_button("Previous", before, disabled=page == 0), ask_button("Next", after, disabled=page == last)
    )


def neighbours(page: Page, here: str, season: int | None) -> ui.ActionRow[Card]:
    """Buttons to the other answers about the same show and season; to its viewers where any are known."""
    listed = listed_seasons(page.weeks)
    has_viewers = bool(listed) if season is None else season in listed
    buttons = [
        ask_button(label, Ask(card=name, show=page.show_id, season=season))
        for name, label in NEIGHBOURS.items()
        if name != here and (name != "viewers" or has_viewers)
    ]
    return ui.ActionRow(*buttons)


def notes_section(notes: Iterable[Note]) -> list[str]:
    """What a careful reader should know, as a list."""
    return [f"-# Note: {escape(note.text)}" for note in notes]
