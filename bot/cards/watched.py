"""A season's run in Netflix's Top 10 in words: the answer in a sentence, and the figures under it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from bot.cards.frame import label
from bot.figures import ordinal_word, percent
from bot.text import clip, count, day, escape, join, millions, ordinal
from db.reception import ViewingWeek
from db.runs import Run, RunWeek

_MOST_WEEKS = 8
"""How many weeks are told one by one."""

_FEW_CHANGES = 3


@dataclass(frozen=True, slots=True)
class Watched:
    """A season of a show and its run.

    `title` is the show's, as the store has it; `newest` is the newest week of the list, where it is known.
    `is_debut` says that its show was new to the list with it, as all were that it can be compared with.
    """

    title: str
    run: Run
    newest: date | None = None
    is_debut: bool = False

    @property
    def name(self) -> str:
        """The season within a sentence: "season 1 of Wednesday", "Lupin (Part 2)"."""
        title = clip(escape(self.title), 150)
        return (
            f"{title} ({escape(self.run.label)})"
            if self.run.label
            else f"season {self.run.season} of {title}"
        )

    @property
    def opening(self) -> str:
        """The season where a sentence begins."""
        return self.name if self.run.label else f"S{self.name[1:]}"

    def plain(self, limit: int) -> str:
        """The season where Discord knows no markup, its title cut to a length: "Wednesday, season 1"."""
        named = label(self.run.label, limit) if self.run.label else f"season {self.run.season}"
        return f"{label(self.title, limit)}, {named}"

    @property
    def is_on_list(self) -> bool:
        """Whether it stands in the newest week of the list."""
        return self.run.listed[-1].week_ending == self.newest


def weeks_listed(run: Run, newest: date | None = None) -> str:
    """In how many weeks it was listed: "three weeks", "the one week that is known"."""
    number = len(run.listed)
    if run.left or run.later or run.listed[-1].week_ending == newest:
        return count(number, "week")
    return f"the {count(number, 'week')} that {'is' if number == 1 else 'are'} known"


def sentence(watched: Watched) -> str:
    """What it was watched for, in how many weeks, and how that ended."""
    return f"{watched.opening} {_drew(watched)}{_end(watched)}."


def comparison(first: Watched, second: Watched) -> str:
    """Two seasons beside each other."""
    if first.run.hours is None or second.run.hours is None:
        return f"{first.opening} {_drew(first)}, and {second.name} {_drew(second)}."
    hours = f"{millions(second.run.hours)} hours in {weeks_listed(second.run, second.newest)}"
    return f"{first.opening} {_drew(first)}, and {second.name} for {hours}."


def _drew(watched: Watched) -> str:
    where, weeks = "on Netflix's weekly Top 10", weeks_listed(watched.run, watched.newest)
    if watched.run.hours is None:
        return f"was {where} for {weeks}"
    return f"was watched for {millions(watched.run.hours)} hours in {weeks} {where}"


def _end(watched: Watched) -> str:
    """How its run ended, as far as is known."""
    run = watched.run
    last, left = run.on_list[-1], run.left
    rank, number = ordinal_word(last.week.rank or 0), ordinal_word(last.number)
    if watched.is_on_list:
        return f": {ordinal_word(run.listed[-1].rank or 0)} in the newest week"
    if run.later:
        back = run.later[0].week_ending
        return f": {rank} in week {last.number}, gone after that, and back in {back:%B} {back.year}"
    if left is None:
        return f": {rank} in that week" if len(run.listed) == 1 else ""
    if len(run.on_list) == 1:
        return f": {rank} in that week, gone in the next"
    return f": {rank} in the {number} week, gone in the {ordinal_word(left.number)}"


def summary(run: Run, *, with_weeks: bool = False) -> Iterator[str]:
    """The peak where there are several weeks, and the change from each to the next; all views together.

    Where it stands `with_weeks`, `week_by_week` tells what place the peak was.
    """
    peak = run.peak
    if peak and len(run.listed) > 1:
        number = run.number_of(peak)
        when = f"week {number}" if number else f"the week to {day(peak.week_ending)}"
        is_told = with_weeks and any(week.number == number for week in _told(run))
        yield f"Peak: **{when}**, {_figures(peak) if is_told else measured(peak)}"
    if len(run.weeks) > 1:
        changes = list(_changes(run))
        yield f"From week to week: {(' then ' if len(changes) <= _FEW_CHANGES else ', ').join(changes)}"
    if run.hours is None:
        yield "Hours in all: not known"
    if run.views is not None:
        yield f"Views in all: **{millions(run.views)}**"
    if run.later:
        weeks = count(len(run.later), "week")
        back = f"{run.later[0].week_ending:%B %Y}"
        yield f"-# {weeks.capitalize()} of that after it came back in {back}, which the chart leaves out."


def week_by_week(run: Run) -> Iterator[str]:
    """The figures of each week in a row, and what was noted of any."""
    shown = _told(run)
    told = [_week(run, week) for week in shown]
    if len(shown) < len(run.weeks):
        told.append(f"and {len(run.weeks) - len(shown)} more weeks")
    if len(run.weeks) > 1:
        yield f"-# W{' · '.join(told)[1:]}"
    for week in shown:
        if week.week.note:
            yield f"-# Week {week.number}: {clip(escape(week.week.note), 300)}"


def _told(run: Run) -> Sequence[RunWeek]:
    """The weeks that are told one by one."""
    return run.weeks if len(run.weeks) <= _MOST_WEEKS + 1 else run.weeks[:_MOST_WEEKS]


def _week(run: Run, week: RunWeek) -> str:
    days = f" ({count(run.partial_days, 'day')})" if run.partial_days and week is run.weeks[0] else ""
    return f"week {week.number}{days}: {measured(week.week)}"


def reckoned(run: Run) -> str:
    """How the weeks are counted, and what the first one holds."""
    if run.partial_days:
        released = run.first.week_ending - timedelta(days=run.partial_days - 1)
        days = "" if len(run.weeks) > 1 else f", so that week 1 has only {count(run.partial_days, 'day')}"
        return f"It came out on a {released:%A}, and Netflix's weeks end on Sunday{days}."
    if run.counts_from_release:
        return ""
    return (
        "Weeks are counted from the first on the list, which may not be a whole one: "
        "Netflix's weeks run from Monday to Sunday."
    )


def measured(week: ViewingWeek) -> str:
    """A week's figures: "3rd, 24.07 million hours", "below #10, under 9.13 million hours"."""
    if week.rank is None:
        bounds = ((week.tenth_hours, "hours"), (week.tenth_views, "views"))
        under = join([f"{millions(bound)} {unit}" for bound, unit in bounds if bound is not None])
        return f"below #10, under {under}" if under else "below #10"
    return f"{ordinal(week.rank)}, {_figures(week)}"


def _figures(week: ViewingWeek) -> str:
    views = f", {millions(week.views)} views" if week.views is not None else ""
    return f"{_hours(week.hours)}{views}"


def _changes(run: Run) -> Iterator[str]:
    """The change from each week to the next; weeks off the list in a row are told as one."""
    for is_listed, stretch in groupby(run.weeks, key=lambda week: week.is_listed):
        first, *others = stretch
        if not is_listed:
            yield _off(1 + len(others), is_end=(others or [first])[-1] is run.left)
            continue
        if first is not run.weeks[0]:
            yield "back on the list"
        for week in others:
            yield "not known" if week.change is None else percent(week.change, signed=True)


def _off(weeks: int, *, is_end: bool) -> str:
    length = "" if is_end else f" for {count(weeks, 'week')}"
    return f"off the list{length}"


def _hours(hours: int | None) -> str:
    return "hours not known" if hours is None else f"{millions(hours)} hours"
