"""The cards of /story: first how far it spoils, then, to whoever asks, the story."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from discord import ui

from bot.ask import Ask
from bot.cards.frame import NEUTRAL, Card, ask_button, card, named, neighbours, notes_section, small, titled
from bot.cards.kept import kept
from bot.cards.sources import brief_sources, checked_line, tvmaze_line
from bot.cards.verdicts import no_such_season
from bot.text import count, escape, join
from db.facts import Fact
from db.pages import Page
from db.shows import Topic
from db.story import Story, StoryKind, spoiled_through

KINDS = {
    StoryKind.CONFIRMED: "Confirmed",
    StoryKind.CREATOR_SAID: "Said by the makers",
    StoryKind.SOURCE_MATERIAL: "From the source material",
    StoryKind.THEORY: "Theory",
}

_COUNTED = {
    StoryKind.CONFIRMED: ("confirmed fact", "confirmed facts"),
    StoryKind.CREATOR_SAID: ("statement by the makers", "statements by the makers"),
    StoryKind.SOURCE_MATERIAL: ("point from the source material", "points from the source material"),
    StoryKind.THEORY: ("theory", "theories"),
}


@kept
def story_card(page: Page, asked: int | None, today: date) -> Card:
    """How far the story spoils and who says it, with a button that reveals it; none of the story itself."""
    stories = _about(page, asked)
    rows = [neighbours(page, "story", asked)]
    if stories:
        reveal = ask_button("Reveal", Ask("reveal", page.show_id, asked), emoji="👁️")
        rows.insert(0, ui.ActionRow(reveal))
    return card(
        NEUTRAL,
        _answer(page, asked, stories, today),
        [_evidence(stories), "Only you will see what **Reveal** shows." if stories else ""],
        small(tvmaze_line(page), checked_line(_checked_on(page, stories), today, stories)),
        rows,
    )


@kept
def reveal_card(page: Page, asked: int | None, today: date) -> Card:
    """The story itself, the surest first; for one person's eyes."""
    stories = _about(page, asked)
    if not stories:
        return story_card(page, asked, today)
    notes = notes_section(page.notes(Topic.STORY))
    return card(
        NEUTRAL,
        f"What I know of the story of {_subject(page, asked)}",
        [[entry for kind in StoryKind for entry in _told(stories, kind)], notes],
        small(
            sources := brief_sources(stories, limit=6),
            tvmaze_line(page, sources),
            checked_line(_checked_on(page, stories), today, stories),
        ),
        [neighbours(page, "story", asked)],
    )


def _about(page: Page, asked: int | None) -> list[Fact[Story]]:
    return [fact for fact in page.stories if asked is None or fact.value.season == asked]


def _subject(page: Page, asked: int | None, season: str = "season") -> str:
    return f"{season} {asked} of {named(page)}" if asked is not None else named(page)


def _answer(page: Page, asked: int | None, stories: Sequence[Fact[Story]], today: date) -> str:
    if none := no_such_season(page, asked, today, known=bool(stories)):
        return none
    if not stories:
        return f"Nothing is known of the story of {_subject(page, asked)}."
    return f"{_subject(page, asked, 'Season')}: {_spoils(stories)}"


def _spoils(stories: Sequence[Fact[Story]]) -> str:
    furthest = spoiled_through(stories)
    if furthest is None:
        return "this gives away nothing that has been shown, as far as is known."
    return f"this spoils everything up to season {furthest[0]}, episode {furthest[1]}."


def _evidence(stories: Sequence[Fact[Story]]) -> str:
    kinds = Counter(fact.value.kind for fact in stories)
    if not kinds:
        return ""
    counted = join([count(kinds[kind], *_COUNTED[kind]) for kind in StoryKind if kinds[kind]])
    seasons = sorted({fact.value.season for fact in stories if fact.value.season})
    some = f"season{'s' if len(seasons) > 1 else ''} {join([str(season) for season in seasons])}"
    about = f"About {some}" if seasons else "What I know"
    return f"{about}: {counted}."


def _told(stories: Sequence[Fact[Story]], kind: StoryKind) -> list[str]:
    return titled(KINDS[kind], [_entry(fact) for fact in stories if fact.value.kind is kind])


def _entry(fact: Fact[Story]) -> str:
    story = fact.value
    season = f"Season {story.season}: " if story.season else ""
    entry = f"{season}{escape(story.text)}"
    return f"{entry}\n-# {escape(story.note)}" if story.note else entry


def _checked_on(page: Page, stories: Sequence[Fact[Story]]) -> date:
    return max((fact.checked_on for fact in stories), default=page.details.checked_on)
