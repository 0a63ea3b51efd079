"""The card of /reviews: scores, how far apart they are, and Netflix's weekly Top 10.

How far apart: every newest score of one season, or of the whole series, is put on a scale of 0 to 100
(100 * value / scale), and the lowest is taken from the highest. Under 15 points opinions "agree", from 15
they are "divided", from 30 "far apart". "79 of 100 viewers on Rotten Tomatoes, 6.1 of 10 on IMDb" is
79 - 61 = 18 points: divided.
"""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from bot.cards.frame import NEUTRAL, Card, card, named, neighbours, notes_section, small
from bot.cards.kept import kept
from bot.cards.score_chart import score_chart
from bot.cards.scores import critics_and_viewers, score_lines, side_by_side
from bot.cards.sources import brief_sources, checked_line, tvmaze_line
from bot.cards.verdicts import no_such_season
from bot.cards.viewers import TOP_TEN
from bot.links import link
from bot.text import clip, escape, join, millions, number, ordinal, say
from db.facts import Fact
from db.pages import Page
from db.reception import Audience, Score, compared, histories
from db.runs import Run, listed_seasons, run_of
from db.shows import Topic

_DIVIDED, _FAR_APART = 15, 30

_SHARES = {"rotten tomatoes"}
"""Outlets whose figure is the share of people who liked it, not a mean."""

_MOST_RUNS = 6


@kept
def reviews_card(page: Page, asked: int | None, today: date) -> Card:
    """The scores of one season, or of all, and how it did in Netflix's Top 10."""
    known = [one for one in histories(page.scores) if asked is None or one.newest.value.season == asked]
    newest = [one.newest for one in known]
    scores = compared(newest)
    season = scores[0].season if scores else asked
    theirs = [one for one in known if one.newest.value.season == season]
    runs = _runs(page, asked)
    return card(
        NEUTRAL,
        no_such_season(page, asked, today, known=bool(scores or runs))
        or _answer(named(page), asked, scores, runs),
        [
            score_lines(season, theirs),
            critics_and_viewers(theirs),
            side_by_side(known, season),
            _critics(newest),
            _too_few(newest),
            _viewing(runs),
            notes_section(page.notes(Topic.RECEPTION)),
        ],
        _footer(page, newest, runs, today),
        [neighbours(page, "reviews", asked)],
        score_chart(theirs) or score_chart(known),
    )


def _runs(page: Page, asked: int | None) -> list[Run]:
    """The seasons that were in Netflix's Top 10, the newest first."""
    runs = [run_of(page.weeks, season, page.season(season)) for season in listed_seasons(page.weeks)]
    return [run for run in reversed(runs) if run and (asked is None or run.season == asked)]


def _answer(title: str, asked: int | None, scores: Sequence[Score], runs: Sequence[Run]) -> str:
    season = scores[0].season if scores else asked
    about = f"season {season} of {title}" if season else title
    if len(scores) > 1:
        return f"Opinions on {about} {_apart(scores)}: {_ends(scores[-1], scores[0])}."
    if scores:
        liked = f"{_phrase(scores[0])} liked {about}."
        has = f"{f'Season {season} of {title}' if season else title} has {_phrase(scores[0])}."
        return liked if _is_share(scores[0]) else has
    best = f"; its best rank in Netflix's weekly Top 10 was {ordinal(min(map(_best, runs)))}" if runs else ""
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
        return "No score from critics is known." if shown else ""
    outlets = _outlets(critics)
    return f"Critics: too few reviews for a score on {outlets} ({say(critics[0].taken)})."


def _outlets(scores: Sequence[Score]) -> str:
    names = list(dict.fromkeys(escape(score.outlet) for score in scores))
    return join([*names[:3], f"{len(names) - 3} more"] if len(names) > 4 else names)


def _viewing(runs: Sequence[Run]) -> str:
    """The best rank of each season; `/viewers` tells the weeks."""
    if not runs:
        return ""
    alike = groupby(runs[:_MOST_RUNS], _best)
    ranks = [f"**{ordinal(rank)}** with {join([_name(run) for run in same])}" for rank, same in alike]
    if len(runs) > _MOST_RUNS:
        ranks.append(f"{len(runs) - _MOST_RUNS} more")
    hours = runs[0].hours if len(runs) == 1 else None
    watched = f", watched for {millions(hours)} hours" if hours is not None else ""
    return f"Best rank in Netflix's weekly Top 10: {', '.join(ranks)}{watched}"


def _name(run: Run) -> str:
    return clip(escape(run.label), 60) if run.label else f"season {run.season}"


def _best(run: Run) -> int:
    return min(week.rank for week in run.listed if week.rank)


def _footer(page: Page, shown: Sequence[Fact[Score]], runs: Sequence[Run], today: date) -> str:
    checked_on = max((fact.checked_on for fact in shown), default=page.details.checked_on)
    viewing = f"Ranks: Netflix ({link(TOP_TEN)}), official" if runs else ""
    sources = brief_sources(shown)
    return small(sources, viewing, tvmaze_line(page, sources), checked_line(checked_on, today, shown))
