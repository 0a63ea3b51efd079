"""The chart of /viewers: hours by week, views under them where they are known, and the same in words."""

from collections.abc import Callable, Sequence
from math import ceil

from bot.cards.picture import DESCRIPTION_LIMIT
from bot.cards.watched import Watched, measured
from bot.plot import Chart, Panel, Point, Series
from bot.text import count
from db.runs import Run, RunWeek

_STAND_INS = ("the first show", "the second show")
_MILLION = 1_000_000
_MOST_TICKS = 10
_SHORT_RUN, _ENOUGH = 8, 2
_LONGEST_TITLE, _LEGEND = 60, 28

_NEIGHBOURS = 1.5
"""Weeks further apart than this are not joined by a line."""

_INTRODUCTION = "A chart of hours viewed, week by week."


def viewing_chart(shown: Sequence[Watched]) -> Chart | None:
    """Seasons over the weeks since their release; None where there are no two weeks with their hours."""
    hours, views = _all_series(shown, _hours), _all_series(shown, _views)
    scales = (
        Panel(_caption(hours), hours, joined_within=_NEIGHBOURS),
        Panel("million views", views, joined_within=_NEIGHBOURS, height=240),
    )
    panels = [panel for panel in scales if any(series.points for series in panel.series)]
    if sum(not point.is_bound for series in hours for point in series.points) < _ENOUGH:
        return None
    return Chart(tuple(panels), _ticks(shown), _counted(shown), _described(shown))


def _all_series(
    shown: Sequence[Watched], points: Callable[[Run, RunWeek], Point | None]
) -> tuple[Series, ...]:
    return tuple(
        Series(
            watched.plain(_LEGEND),
            stand_in,
            tuple(point for week in watched.run.weeks if (point := points(watched.run, week))),
        )
        for watched, stand_in in zip(shown, _STAND_INS, strict=False)
    )


def _hours(run: Run, week: RunWeek) -> Point | None:
    """A week's hours in millions with its rank; off the list, the most that the tenth place allows."""
    hours = week.week.hours if week.is_listed else week.week.tenth_hours
    if hours is None:
        return None
    return Point(week.number, hours / _MILLION, _label(run, week), not week.is_listed, _is_partial(run, week))


def _views(run: Run, week: RunWeek) -> Point | None:
    """A week's views in millions, which Netflix has told since June 2023."""
    views = week.week.views if week.is_listed else week.week.tenth_views
    if views is None:
        return None
    return Point(week.number, views / _MILLION, "", not week.is_listed, _is_partial(run, week))


def _is_partial(run: Run, week: RunWeek) -> bool:
    return week is run.weeks[0] and run.partial_days is not None


def _label(run: Run, week: RunWeek) -> str:
    """A week's rank; in a long run only where it is another than in the week before."""
    place = run.weeks.index(week)
    before = run.weeks[place - 1].week.rank if place else None
    if not week.is_listed:
        return "below #10" if week is run.left or len(run.weeks) <= _SHORT_RUN else ""
    if len(run.weeks) > _SHORT_RUN and week.week.rank == before:
        return ""
    days = (
        f" ({run.partial_days} day{'s' * (run.partial_days > 1)})" if run.partial_days and not place else ""
    )
    return f"#{week.week.rank}{days}"


def _caption(series: Sequence[Series]) -> str:
    """What is measured, and what hollow markers mean."""
    points = [point for one in series for point in one.points]
    partial = ", ○ part of a week" if any(point.is_partial for point in points) else ""
    bound = ", ▽ below #10" if any(point.is_bound for point in points) else ""
    return f"million hours{partial}{bound}"


def _ticks(shown: Sequence[Watched]) -> tuple[tuple[float, str], ...]:
    numbers = [week.number for one in shown for week in one.run.weeks]
    step = ceil((max(numbers) - min(numbers) + 1) / _MOST_TICKS)
    return tuple((number, str(number)) for number in range(min(numbers), max(numbers) + 1, step))


def _counted(shown: Sequence[Watched]) -> str:
    ways = {one.run.counts_from_release for one in shown}
    if len(ways) > 1:
        return "week, from release or first on the list"
    return "week, from release" if ways == {True} else "week, from the first on the list"


def _described(shown: Sequence[Watched]) -> str:
    """Every figure in words, or those of as many weeks as a description has room for."""
    room = (DESCRIPTION_LIMIT - len(_INTRODUCTION)) // len(shown)
    return _INTRODUCTION + "".join(_told(one, room) for one in shown)


def _told(watched: Watched, room: int) -> str:
    name = watched.plain(_LONGEST_TITLE)
    weeks = [_week(watched.run, week) for week in watched.run.weeks]
    for shown in range(len(weeks), 0, -1):
        more = f"; and {len(weeks) - shown} more weeks" if shown < len(weeks) else ""
        told = f" {name}: {'; '.join(weeks[:shown])}{more}."
        if len(told) <= room:
            return told
    return ""


def _week(run: Run, week: RunWeek) -> str:
    partial = f" ({count(run.partial_days or 0, 'day')})" if _is_partial(run, week) else ""
    return f"week {week.number}{partial}, {measured(week.week)}"
