"""The card of /reviews: scores, how far apart they are, and Netflix's weekly Top 10.

How far apart: every newest score of one season, or of the whole series, is put on a scale of 0 to 100
(100 * value / scale), and the lowest is taken from the highest. Under 15 points opinions "agree", from 15
they are "divided", from 30 "far apart". "79 of 100 viewers on Rotten Tomatoes, 6.1 of 10 on IMDb" is
79 - 61 = 18 points: divided.
"""

from collections.abc import Sequence
from datetime import date, datetime

from bot.cards.frame import (
    NEUTRAL,
    Card,
    brief_sources,
    card,
    checked_line,
    neighbours,
    notes_section,
    small,
    titled,
)
from bot.text import day, escape, join, link, millions, number, ordinal, say
from db.facts import Fact
from db.pages import Page
from db.reception import Audience, Score, ViewingWeek, compared, newest_takings
from db.shows import Topic

_DIVIDED, _FAR_APART = 15, 30

_SHARES = {"rotten tomatoes"}
"""Outlets whose figure is the share of people who liked it, not a mean."""

_TOP_TEN = "https://www.netflix.com/tudum/top10"


def reviews_card(page: Page, asked: int | None, now: datetime) -> Card:
    """The scores of one season, or of all, and the weeks a season was in Netflix's Top 10."""
    newest = [fact for fact in newest_takings(page.scores) if asked is None or fact.value.season == asked]
    weeks = [week for week in page.weeks if asked is None or week.season == asked]
    return card(
        NEUTRAL,
        _answer(escape(page.show.title), asked, compared(newest), weeks),
        [
            _scores(newest),
            _critics(newest),
            _too_few(newest),
            _weeks(weeks),
            notes_section(page.notes(Topic.RECEPTION)),
        ],
        _footer(page, newest, weeks, now.date()),
        [neighbours(page, "reviews", asked)],
    )


def _answer(title: str, asked: int | None, scores: Sequence[Score], weeks: Sequence[ViewingWeek]) -> str:
    season = scores[0].season if scores else asked
    about = f"season {season} of {title}" if season else title
    if len(scores) > 1:
        return f"Opinions on {about} {_apart(scores)}: {_ends(scores[-1], scores[0])}."
    if scores:
        return f"{f'Season {season} of {title}' if season else title}: {_phrase(scores[0])}."
    ranks = [week.rank for week in weeks if week.rank]
    best = f"; its best rank in Netflix's weekly Top 10 was {ordinal(min(ranks))}" if ranks else ""
    return f"No score is known for {about}{best}."


def _apart(scores: Sequence[Score]) -> str:
    points = round((scores[-1].percent or 0) - (scores[0].percent or 0), 6)
    if points >= _FAR_APART:
        return "are far apart"
    return "are divided" if points >= _DIVIDED else "agree"


def _ends(highest: Score, lowest: Score) -> str:
    if highest.outlet != lowest.outlet:
        return f"{_phrase(highest)}, {_phrase(lowest)}"
    return f"{_voices(highest)} and {_voices(lowest)} on {escape(highest.outlet)}"


def _phrase(score: Score) -> str:
    said = _voices(score) if _is_share(score) else _figure(score)
    return f"{said} on {escape(score.outlet)}"


def _voices(score: Score) -> str:
    return f"{_figure(score)} {score.audience if _is_share(score) else f'from {score.audience}'}"


def _figure(score: Score) -> str:
    return f"{number(score.value or 0)} of {number(score.scale)}"


def _is_share(score: Score) -> bool:
    return score.outlet.casefold() in _SHARES


def _scores(shown: Sequence[Fact[Score]]) -> list[str]:
    """A line for each score, the newest season first."""
    given = [fact for fact in shown if fact.value.value is not None]
    seasons = sorted({fact.value.season or 0 for fact in given}, reverse=True)
    return [line for season in seasons for line in _season(given, season or None)]


def _season(given: Sequence[Fact[Score]], season: int | None) -> list[str]:
    lines = [_line(fact) for fact in given if fact.value.season == season]
    return titled(f"Season {season}" if season else "All seasons together", lines)


def _line(fact: Fact[Score]) -> str:
    score = fact.value
    voters = "reviews" if score.audience is Audience.CRITICS else "ratings"
    votes = f" from {number(score.votes)} {voters}" if score.votes else ""
    figure = f"**{number(score.value or 0)}** of {number(score.scale)}"
    line = f"{escape(score.outlet)}, {score.audience}: {figure}{votes} · {say(score.taken)}"
    return f"{line}\n-# {escape(score.note)}" if score.note else line


def _too_few(shown: Sequence[Fact[Score]]) -> str:
    """Where viewers have no score, as far as somebody looked."""
    viewers = [fact.value for fact in shown if fact.value.audience is Audience.VIEWERS]
    if not viewers or any(score.value is not None for score in viewers):
        return ""
    return f"Viewers: too few ratings for a score on {_outlets(viewers)} ({say(viewers[0].taken)})."


def _critics(shown: Sequence[Fact[Score]]) -> str:
    critics = [fact.value for fact in shown if fact.value.audience is Audience.CRITICS]
    if any(score.value is not None for score in critics):
        return ""
    if not critics:
        return "Critics: no score is known."
    outlets = _outlets(critics)
    return f"Critics: too few reviews for a score on {outlets} ({say(critics[0].taken)})."


def _outlets(scores: Sequence[Score]) -> str:
    names = list(dict.fromkeys(escape(score.outlet) for score in scores))
    return join([*names[:3], f"{len(names) - 3} more"] if len(names) > 4 else names)


def _weeks(weeks: Sequence[ViewingWeek]) -> list[str]:
    """A line for each week, the newest season first."""
    seasons = sorted({week.season for week in weeks}, reverse=True)
    return [line for season in seasons for line in _season_weeks(weeks, season)]


def _season_weeks(weeks: Sequence[ViewingWeek], season: int) -> list[str]:
    theirs = [week for week in weeks if week.season == season]
    title = f"Netflix Top 10 worldwide, {escape(theirs[0].list)}, season {season}"
    return titled(title, [_week(week) for week in theirs])


def _week(week: ViewingWeek) -> str:
    ending = f"Week to {day(week.week_ending)}"
    if week.rank is None:
        bound = f", under {millions(week.tenth_hours)} hours" if week.tenth_hours else ""
        line = f"{ending}: not in the Top 10{bound}"
    else:
        hours = f", {millions(week.hours)} hours" if week.hours is not None else ""
        views = f", {millions(week.views)} views" if week.views is not None else ""
        line = f"{ending}: **{ordinal(week.rank)}**{hours}{views}"
    return f"{line}\n-# {escape(week.note)}" if week.note else line


def _footer(page: Page, shown: Sequence[Fact[Score]], weeks: Sequence[ViewingWeek], today: date) -> str:
    checked_on = max((fact.checked_on for fact in shown), default=page.details.checked_on)
    viewing = f"Viewing figures: Netflix ({link(_TOP_TEN)}), official" if weeks else ""
    return small(brief_sources(shown), viewing, checked_line(checked_on, today, shown))
