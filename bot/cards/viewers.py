"""The card of /viewers: a season's weeks in Netflix's Top 10, and what became of others like it."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.cards.frame import NEUTRAL, Card, card, named, neighbours, small, titled
from bot.cards.proportion import proportion_lines
from bot.cards.sources import tvmaze_line
from bot.cards.viewing_chart import viewing_chart
from bot.cards.watched import Watched, comparison, reckoned, sentence, summary, week_by_week
from bot.links import link
from bot.text import ago, clip, day, escape, join
from db.facts import Fact
from db.pages import Page
from db.proportion import Proportion, debut
from db.runs import listed_seasons, run_of
from db.status import Release

TOP_TEN = "https://www.netflix.com/tudum/top10"

_NOT_IMPORTED = "-# I have only some weeks of that list, so it may have been in it all the same."

_LIST_BEGAN = date(2021, 6, 28)
"""The first day of the first week of which Netflix tells figures."""

_FIRST_SEASON = 1
_TOP_TEN, _FIGURES = "in Netflix's weekly Top 10", "Netflix Top 10 figures"
_ELSEWHERE = f"{_TOP_TEN}, which counts Netflix alone"


def viewers_card(
    page: Page,
    asked: int | None,
    today: date,
    *,
    other: Page | None = None,
    newest: date | None = None,
    proportions: Mapping[str, Proportion] | None = None,
) -> Card:
    """One season, or one of each of two shows: the one asked for, else the newest that was listed.

    `newest` is the newest week that Netflix has published, where all its lists are known; `proportions` are
    by list.
    """
    first = _watched(page, asked, newest)
    second = _watched(other, first.run.season if first else asked, newest, or_newest=True) if other else None
    shown = [one for one in (first, second) if one]
    known = (proportions or {}).get(shown[0].run.first.list) if shown else None
    return card(
        NEUTRAL,
        _answer(page, asked, other, first, second, newest),
        [
            _missing(other, second, newest) if first else "",
            *(_run(one, alone=second is None) for one in shown),
            _in_proportion(proportion_lines(known, shown)) if shown else "",
            _NOT_IMPORTED if not (shown or newest) and _may_be_listed(page) else "",
        ],
        _footer(page, other, shown, newest, today),
        [neighbours(page, "viewers", asked)],
        viewing_chart(shown) if shown else None,
    )


def _watched(
    page: Page, asked: int | None, newest: date | None, *, or_newest: bool = False
) -> Watched | None:
    """The season asked for; the newest listed one where none is, or where it will do as well."""
    seasons = listed_seasons(page.weeks)
    if asked not in seasons and (asked is None or or_newest):
        asked = seasons[-1] if seasons else None
    run = run_of(page.weeks, asked, page.season(asked)) if asked is not None else None
    is_debut = asked == _FIRST_SEASON and debut(page.weeks) is not None
    return Watched(page.show.title, run, newest, is_debut) if run else None


def _answer(
    page: Page,
    asked: int | None,
    other: Page | None,
    first: Watched | None,
    second: Watched | None,
    newest: date | None,
) -> str:
    if first and second:
        return comparison(first, second)
    if first:
        return sentence(first)
    title = _title(page)
    if other and not second:
        if newest is None:
            return f"I have no {_FIGURES} for {title} or {_title(other)}."
        return f"Neither {title} nor {_title(other)} has been {_ELSEWHERE}."
    about = f"season {asked} of {title}" if asked else title
    listed = [str(season) for season in listed_seasons(page.weeks)]
    if newest is None:
        others = f", only for season{'s' if len(listed) > 1 else ''} {join(listed)}" if listed else ""
        return f"I have no {_FIGURES} for {about}{others}."
    have = f"seasons {join(listed)} have" if len(listed) > 1 else f"season {join(listed)} has"
    subject = f"Season {asked} of {title}" if asked else title
    return f"{subject} has not been {_ELSEWHERE}{f'; {have}' if listed else ''}."


def _title(page: Page) -> str:
    return clip(named(page), 150)


def _may_be_listed(page: Page) -> bool:
    """Whether a show of which no week is known may have been in the list: one on Netflix, not over before."""
    last = max((one.value.when.latest or date.max for one in _releases(page)), default=date.max)
    is_over = page.has_ended or any(
        season.decision and season.decision.value.verdict.settles for season in page.seasons
    )
    is_elsewhere = page.show.network is not None and "netflix" not in page.show.network.casefold()
    return not is_elsewhere and not (is_over and last < _LIST_BEGAN)


def _releases(page: Page) -> list[Fact[Release]]:
    return [release for season in page.seasons for release in season.releases]


def _in_proportion(lines: list[str]) -> list[str]:
    """What became of others, under a title; that there is nothing to tell needs none."""
    return lines if all(line.startswith("-#") for line in lines) else titled("In proportion", lines)


def _run(watched: Watched, *, alone: bool) -> list[str]:
    lines = list(summary(watched.run, with_weeks=alone))
    if not alone:
        return titled(watched.opening, lines)
    explained = reckoned(watched.run)
    return [*lines, *week_by_week(watched.run), *([f"-# {explained}"] if explained else [])]


def _missing(other: Page | None, second: Watched | None, newest: date | None) -> str:
    if other is None or second:
        return ""
    if newest is None:
        return f"I have no {_FIGURES} for {_title(other)}."
    return f"{_title(other)} has not been {_ELSEWHERE}."


def _footer(
    page: Page, other: Page | None, shown: Sequence[Watched], newest: date | None, today: date
) -> str:
    """Where the figures come from, and how old they are."""
    last = max((week.week_ending for one in shown for week in one.run.listed), default=None)
    lists = list(dict.fromkeys(one.run.first.list for one in shown))
    named = f", {join([escape(name) for name in lists])}" if lists else ""
    source = f"Source: Netflix ({link(TOP_TEN)}), official: the weekly Top 10 worldwide{named}"
    if newest:
        age = f"The newest week of the list ended on {day(newest)} ({ago(newest, today)})"
    else:
        age = f"The newest week that I know ended on {day(last)} ({ago(last, today)})" if last else ""
    return small(source, tvmaze_line(page, beside=other), age)
