"""Netflix's weekly Top 10 as the store holds it: a show's weeks on and off the list, and the proportion."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from pydantic import TypeAdapter
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.proportion import Proportion, runtime_of
from db.reception import TenthPlace, ViewingWeek

_WEEK = timedelta(weeks=1)

_LONGEST_GAP = 8
"""Weeks off the list between two listed ones that are told one by one; of more, only the first is."""

PROPORTION = TypeAdapter(Proportion)


async def newest_week(connection: AsyncConnection) -> date | None:
    """The newest week whose lists have been imported, by the Sunday that ends it."""
    return (await connection.execute(select(func.max(tables.tenth_place.c.week_ending)))).scalar_one()


async def proportion(connection: AsyncConnection, list: str) -> Proportion | None:
    """What became of the comparable seasons of a list ("TV (English)"); None before the first import.

    One row is read: the import computes it in the transaction that keeps the weeks it is made of.
    """
    kept = tables.proportion.c
    found = await connection.execute(select(kept.value).where(kept.list == list))
    stored = found.scalar_one_or_none()
    return PROPORTION.validate_json(stored) if stored else None


def with_weeks_off(weeks: Iterable[ViewingWeek], tenths: Iterable[TenthPlace]) -> list[ViewingWeek]:
    """A show's weeks, and between and after the listed ones those in which a season was off the list.

    They have no rank, and as a bound what the tenth place allows. Told are the week after the last listed
    one, and every week of a gap of at most eight; of a longer gap, after which the season came back to the
    list, the first alone. By season and week.
    """
    bounds = {(tenth.list, tenth.week_ending): tenth for tenth in tenths}
    whole: list[ViewingWeek] = []
    ordered = sorted(weeks, key=lambda week: (week.season, week.week_ending))
    for _, group in groupby(ordered, key=lambda week: week.season):
        season = [*group]
        held = {week.week_ending for week in season}
        listed = [week for week in season if week.rank is not None]
        off = [day for day in _days_off([week.week_ending for week in listed]) if day not in held]
        runtime = runtime_of(listed)
        whole += season
        whole += [
            _off(listed[-1], bounds[place], runtime)
            for day in off
            if (place := (listed[-1].list, day)) in bounds
        ]
    return sorted(whole, key=lambda week: (week.season, week.week_ending))


def _days_off(listed: Sequence[date]) -> Iterator[date]:
    """The weeks to tell between and after listed ones, which are in order."""
    for this, following in zip(listed, (*listed[1:], None), strict=True):
        gap = (following - this) // _WEEK - 1 if following else 1
        for number in range(gap if gap <= _LONGEST_GAP else 1):
            yield this + (number + 1) * _WEEK


def _off(listed: ViewingWeek, tenth: TenthPlace, runtime: float | None) -> ViewingWeek:
    return ViewingWeek(
        season=listed.season,
        list=listed.list,
        week_ending=tenth.week_ending,
        tenth_hours=tenth.most_hours(runtime),
        tenth_views=tenth.tenth_views,
        label=listed.label,
        numbered=listed.numbered,
    )
