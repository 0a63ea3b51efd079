"""The cards of /cast: who is in a show, and what one person does next."""

from collections.abc import Iterable, Sequence
from datetime import date

import discord
from discord import ui

from bot.ask import Ask
from bot.cards.frame import (
    NEUTRAL,
    Card,
    ask_button,
    card,
    label,
    named,
    neighbours,
    notes_section,
    small,
    titled,
)
from bot.cards.kept import kept
from bot.cards.lookup import TVMAZE, bare_line, bare_row, look_up_row
from bot.cards.sources import brief_sources, checked_line, tvmaze_line
from bot.links import link
from bot.text import cardinal, clip, escape, say
from db.cast import Credit, Person, Project
from db.facts import SHARED, Fact
from db.pages import Page
from db.shows import ShowDetails, Topic

_MOST_SOURCES = 2
"""How many sources of a cast are named, so that the answer fits on a phone."""


@kept
def cast_card(page: Page, today: date, *, looks_up: bool = False) -> Card:
    """Everybody in a show in billing order, each with what they do next.

    Where the bot `looks_up` shows, one that it knows only by name can be looked up.
    """
    credited = {fact.value.person for fact in page.credits}
    people = [_credit(person, page, today) for person in _people(page.credits)]
    others = [_other(fact, today) for fact in page.projects if fact.value.person not in credited]
    facts = [*page.credits, *page.projects]
    return card(
        NEUTRAL,
        _answer(page),
        [
            people,
            titled("Also from this show", others),
            notes_section(page.notes(Topic.CAST)),
            bare_line(page, looks_up=looks_up),
        ],
        small(
            sources := brief_sources(page.credits, limit=_MOST_SOURCES),
            tvmaze_line(page, sources, facts=page.credits),
            checked_line(
                max((fact.checked_on for fact in facts), default=page.details.checked_on), today, facts
            ),
        ),
        [*bare_row(page, Ask("cast", page.show_id), looks_up=looks_up), neighbours(page, "cast", None)],
    )


def person_card(person: Person, today: date, page: Page | None = None, *, looks_up: bool = False) -> Card:
    """One person: what is next, where they are known from, and, from a show, the way back to it.

    Where the bot `looks_up` people, so can be what else they are in.
    """
    facts = [*(fact for _, fact in person.credits), *person.projects]
    projects = [_project(fact, today) for fact in person.projects]
    told = {fact.source.url for fact in person.projects}
    stranger = _stranger(person, page) if page else ""
    return card(
        NEUTRAL,
        stranger or _next(person, today),
        [
            _next(person, today) if stranger else "",
            titled("Known here from", [_role(show, fact) for show, fact in person.credits]),
            titled("Projects", projects),
        ],
        small(
            sources := brief_sources(fact for _, fact in person.credits if fact.source.url not in told),
            _tvmaze(person, sources),
            checked_line(max(fact.checked_on for fact in facts), today, facts),
        ),
        [
            *_shows(person, page),
            *_elsewhere(person, looks_up=looks_up),
            *([neighbours(page, "", None)] if page else []),
        ],
    )


def _shows(person: Person, page: Page | None) -> list[ui.ActionRow[Card]]:
    """The way to the other shows that somebody is known from: one by a button, several by a select."""
    shows = {number: show for number, (show, _) in zip(person.show_ids, person.credits, strict=True)}
    if page:
        shows.pop(page.show_id, None)
    if len(shows) == 1:
        ((number, show),) = shows.items()
        name = f"{label(f'Cast of {show.title}', 70)}{show.year_mark}"
        return [ui.ActionRow(ask_button(name, Ask("cast", number)))]
    options = [
        discord.SelectOption(label=f"{label(show.title, 90)}{show.year_mark}", value=str(number))
        for number, show in [*shows.items()][:25]
    ]
    custom_id, placeholder = Ask("cast").custom_id, "See the cast of one of them"
    select: ui.Select[Card] = ui.Select(custom_id=custom_id, placeholder=placeholder, options=options)
    return [ui.ActionRow(select)] if options else []


def _stranger(person: Person, page: Page) -> str:
    """That somebody is not in the show that was asked about; "" where they are."""
    if any(fact.value.person == person.name for fact in (*page.credits, *page.projects)):
        return ""
    return f"{escape(person.name)} isn't in the credits of {named(page)} that I have."


def _elsewhere(person: Person, *, looks_up: bool) -> list[ui.ActionRow[Card]]:
    """What looks up the other shows of somebody, but of no company, which TVmaze has not among its people.

    TVmaze is not told whom a server alone knows.
    """
    facts = [*(fact for _, fact in person.credits), *person.projects]
    if not looks_up or person.is_company or all(fact.layer != SHARED for fact in facts):
        return []
    ask = Ask("person", text=person.name)
    return look_up_row(ask, "What else are they in? Look on TVmaze", is_main=False)


def _tvmaze(person: Person, sources: str) -> str:
    """Credit for TVmaze, which has the shows that somebody is known from, unless the sources give it."""
    is_there = any(show.tvmaze_url for show, _ in person.credits)
    return f"Show data: TVmaze ({link(TVMAZE)})" if is_there and TVMAZE not in sources else ""


def _answer(page: Page) -> str:
    people = [escape(person) for person in _people(page.credits)]
    if not people:
        return f"Nobody has filled in the cast of {named(page)} yet."
    more = f" and {cardinal(len(people) - 3)} more" if len(people) > 3 else ""
    return f"{named(page)}: {', '.join(people[:3])}{more}"


def _people(credits: Iterable[Fact[Credit]]) -> list[str]:
    """Each person once, where they are billed first."""
    return list(dict.fromkeys(fact.value.person for fact in credits))


def _credit(person: str, page: Page, today: date) -> str:
    roles = [_part_played(fact.value, "as ") for fact in page.credits if fact.value.person == person]
    theirs = [fact for fact in page.projects if fact.value.person == person]
    done = [fact for fact in theirs if not fact.value.is_ahead]
    ahead = [fact for fact in theirs if fact.value.is_ahead]
    briefs = [_brief(fact, today, roles) for fact in ahead or done[:1]]
    notes = [
        f"-# {clip(escape(fact.value.note), 300)}"
        for fact in page.credits
        if fact.value.person == person and fact.value.note
    ]
    return "\n".join([f"**{escape(person)}** · {clip('; '.join(roles), 400)}", *notes, *briefs])


def _brief(fact: Fact[Project], today: date, roles: Sequence[str] = ()) -> str:
    """What somebody does next; the part in it is left out where it is one of the `roles` told above."""
    project, order = fact.value, "next" if fact.value.is_ahead else "since"
    if escape(project.part or "") in roles:
        project = project.model_copy(update={"part": None})
    return f"-# {order}: {_what(project, today)} ({link(fact.source.url)})"


def _other(fact: Fact[Project], today: date) -> str:
    return f"**{escape(fact.value.person)}**\n{_brief(fact, today)}"


def _project(fact: Fact[Project], today: date) -> str:
    source = fact.source
    published = f", {say(source.published)}" if source.published else ""
    lines = [
        _what(fact.value, today),
        f"-# {escape(source.publisher)} ({link(source.url)}), {source.evidence}{published}",
    ]
    if fact.value.note:
        lines.append(f"-# {escape(fact.value.note)}")
    return "\n".join(lines)


def _what(project: Project, today: date) -> str:
    return f"{escape(project.title)}{_part(project.part)} · {_state(project, today)}"


def _part(part: str | None) -> str:
    """The part in a project: "as Monkey D. Luffy", but ", executive producer"."""
    if not part:
        return ""
    return f" as {escape(part)}" if part[0].isupper() else f", {escape(part)}"


def _state(project: Project, today: date) -> str:
    if project.when is None or project.when.latest is None:
        return project.state.value
    if project.is_overdue(today):
        return f"{project.state} for {say(project.when)}; no later word"
    if project.is_ahead:
        return f"{project.state}, expected {say(project.when)}"
    return f"{project.state} {say(project.when)}"


def _next(person: Person, today: date) -> str:
    name = escape(person.name)
    if not person.projects:
        return f"I don't know what {name} does next."
    first = person.projects[0].value
    return f"{'Next for' if first.is_ahead else 'Latest from'} {name}: {_what(first, today)}"


def _role(show: ShowDetails, fact: Fact[Credit]) -> str:
    return f"{escape(show.title)}{show.year_mark}: {_part_played(fact.value)}"


def _part_played(credit: Credit, preposition: str = "") -> str:
    """What somebody is in a show; of who plays nobody else, that they are there as themselves."""
    if credit.role.casefold() == credit.person.casefold():
        return f"{preposition}themselves"
    return escape(credit.role)
