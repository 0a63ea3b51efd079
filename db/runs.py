"""What a season's weeks in Netflix's weekly Top 10 come to: its run on the list, its peak, its changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from db.reception import ViewingWeek
from db.status import Season
from db.when import Precision

_WEEK = timedelta(weeks=1)

APART = timedelta(weeks=9)
"""A season that comes back later than this after its last week on the list begins another run."""


@dataclass(frozen=True, slots=True)
class RunWeek:
    """A week of a run. `number` counts from 1, the week of the release or else the first on the list.

    `change` is (hours - hours before) / hours before: 0.45 for a rise of 45 %. It compares neighbouring weeks
    alone, and is None where one of both has no hours. For a week off the list it is the least that was lost.
    """

    number: int
    week: ViewingWeek
    change: float | None

    @property
    def is_listed(self) -> bool:
        return self.week.rank is not None


@dataclass(frozen=True, slots=True)
class Run:
    """A season on the list: its first run week by week, and the weeks of later ones.

    The first run holds the weeks off the list between its own, and the first after them, where that is known.
    `days` is how many days of its first week, Monday to Sunday, the season was out: 1 to 7, or None where
    that is not known. `counts_from_release` says that week 1 is the week of the release.
    """

    weeks: tuple[RunWeek, ...]
    later: tuple[ViewingWeek, ...]
    days: int | None
    counts_from_release: bool

    @property
    def first(self) -> ViewingWeek:
        return self.weeks[0].week

    @property
    def season(self) -> int:
        return self.first.season

    @property
    def label(self) -> str | None:
        """What Netflix calls the season, where that is not its number."""
        return next((week.label for week in self.listed if week.label), None)

    @property
    def on_list(self) -> tuple[RunWeek, ...]:
        """The weeks of the first run that it was listed in."""
        return tuple(week for week in self.weeks if week.is_listed)

    @property
    def partial_days(self) -> int | None:
        """How many days its first week counts, 1 to 6, where that is known to be less than all."""
        return self.days if self.days is not None and self.days < _WEEK.days else None

    @property
    def left(self) -> RunWeek | None:
        """The week in which it was gone, where that is known."""
        return None if self.weeks[-1].is_listed else self.weeks[-1]

    @property
    def listed(self) -> tuple[ViewingWeek, ...]:
        """Every week that it was listed in."""
        return (*(week.week for week in self.on_list), *self.later)

    @property
    def peak(self) -> ViewingWeek | None:
        """The first of the weeks with most hours; None where no hours are known."""
        measured = [week for week in self.listed if week.hours is not None]
        return max(measured, key=lambda week: week.hours or 0, default=None)

    @property
    def hours(self) -> int | None:
        """Hours viewed while it was listed; None where a week has none."""
        return _total([week.hours for week in self.listed])

    @property
    def views(self) -> int | None:
        """Views while it was listed; None where a week has none, as before June 2023."""
        return _total([week.views for week in self.listed])

    def number_of(self, week: ViewingWeek) -> int | None:
        """Which week of the first run it is."""
        return next((one.number for one in self.weeks if one.week == week), None)


def listed_seasons(weeks: Iterable[ViewingWeek]) -> list[int]:
    """The seasons that were listed, by number."""
    return sorted({week.season for week in weeks if week.rank is not None})


def run_of(weeks: Iterable[ViewingWeek], season: int, known: Season | None) -> Run | None:
    """A season's run among a show's weeks; None where it was never listed."""
    ordered = sorted((week for week in weeks if week.season == season), key=lambda week: week.week_ending)
    listed = [week for week in ordered if week.rank is not None]
    if not listed:
        return None
    first, last = listed[0].week_ending, _end_of_first_run(listed)
    shown = [week for week in ordered if first <= week.week_ending <= last]
    shown += [week for week in ordered if week.week_ending == last + _WEEK and week.rank is None]
    released = _day_of_release(known)
    ahead = (first - released).days // 7 if released and first - APART < released <= first else None
    return Run(
        weeks=tuple(
            RunWeek((week.week_ending - first).days // 7 + 1 + (ahead or 0), week, _change(week, shown))
            for week in shown
        ),
        later=tuple(week for week in listed if week.week_ending > last),
        days=(first - released).days + 1 if released and ahead == 0 else None,
        counts_from_release=ahead is not None,
    )


def _end_of_first_run(listed: Sequence[ViewingWeek]) -> date:
    end = listed[0].week_ending
    for week in listed:
        if week.week_ending - end > APART:
            break
        end = week.week_ending
    return end


def _day_of_release(known: Season | None) -> date | None:
    """The day on which the season, or its first part, came out, where that is known to the day."""
    exact = (Precision.DAY, Precision.INSTANT)
    dated = [one.value.when for one in known.releases if one.value.when.precision in exact] if known else []
    return min((when.earliest for when in dated if when.earliest), default=None)


def _change(week: ViewingWeek, shown: Sequence[ViewingWeek]) -> float | None:
    before = next((one for one in shown if one.week_ending == week.week_ending - _WEEK), None)
    if before is None or before.rank is None or not before.hours:
        return None
    if week.rank is not None:
        return None if week.hours is None else (week.hours - before.hours) / before.hours
    if week.tenth_hours is None or week.tenth_hours >= before.hours:
        return None
    return (week.tenth_hours - before.hours) / before.hours


def _total(figures: Sequence[int | None]) -> int | None:
    known = [figure for figure in figures if figure is not None]
    return sum(known) if len(known) == len(figures) else None
