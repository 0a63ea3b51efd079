"""Netflix's weekly Top 10: the official file of all weeks, read strictly or refused whole."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

from sources.netflix_labels import is_seen, label_in, number_in

FILMS = frozenset({"Films (English)", "Films (Non-English)"})
SERIES = frozenset({"TV (English)", "TV (Non-English)"})

FIRST_WEEK = date(2021, 7, 4)
"""The week that the lists begin with. A week is named by the Sunday that ends it."""

FIRST_BY_VIEWS = date(2023, 6, 18)
"""The first week ranked by views, which are hours viewed by a season's length; before it, hours ranked."""

_WEEK = timedelta(weeks=1)
_PLACES = 10
_LONGEST_TITLE = 200
_RUNTIME = re.compile(r"[0-9]{1,5}(\.[0-9]{1,6})?")


class TopTenRefused(Exception):
    """The file cannot be taken; the message says why, and with the line and column where it can be seen."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A season's place in a list of series in one week.

    `label` is what Netflix calls the season, `season` the number that this gives. `hours` are hours viewed,
    `runtime` the season's length in hours; `views` and `runtime` are there from the week of 18 June 2023 on,
    the latter not always.
    """

    line: int
    week_ending: date
    list: str
    rank: int
    title: str
    label: str | None
    season: int | None
    hours: int
    runtime: float | None
    views: int | None

    @property
    def ranked_by(self) -> int:
        """The figure that gave it its place."""
        return self.hours if self.views is None else self.views


@dataclass(frozen=True, slots=True)
class TopTen:
    """What the file says of series, and how many rows of films were skipped."""

    entries: tuple[Entry, ...]
    films: int
    newest_week: date


class _Row(NamedTuple):
    """One line of the file, not yet understood."""

    week: str
    category: str
    weekly_rank: str
    show_title: str
    season_title: str
    weekly_hours_viewed: str
    runtime: str
    weekly_views: str
    cumulative_weeks_in_top_10: str
    line: int

    def refused(self, column: str, problem: str) -> TopTenRefused:
        return TopTenRefused(f"Line {self.line}, column {COLUMNS.index(column) + 1} ({column}): {problem}")


COLUMNS = _Row._fields[:-1]


def read_top_ten(content: bytes, held: date | None = None, begins: date = FIRST_WEEK) -> TopTen:
    """Read the whole file. `held` is the newest week that is held already, `begins` the first of all.

    Raises:
        TopTenRefused: it is cut short, in another shape, older than what is held, or weeks are missing.
    """
    lists: dict[tuple[date, str], list[Entry]] = {}
    last_rows: dict[date, _Row] = {}
    for row in _rows(content):
        entry = _entry(row)
        places = lists.setdefault((entry.week_ending, entry.list), [])
        _refuse_disorder(row, places[-1] if places else None, entry)
        places.append(entry)
        last_rows[entry.week_ending] = row
    _refuse_gaps(last_rows, held, begins)
    _refuse_short(last_rows, lists)
    entries = tuple(entry for (_, name), places in lists.items() if name in SERIES for entry in places)
    films = sum(len(places) for (_, name), places in lists.items() if name in FILMS)
    return TopTen(entries, films, max(last_rows))


def _rows(content: bytes) -> Iterator[_Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise TopTenRefused(f"Line {line} is not text in UTF-8.") from None
    header, *lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    _refuse_header(header.split("\t"))
    for number, line in enumerate(lines, start=2):
        cells = line.split("\t")
        if len(cells) != len(COLUMNS):
            problem = "the line ends here" if len(cells) < len(COLUMNS) else "the line goes on to here"
            raise TopTenRefused(
                f"Line {number}, column {len(cells)}: {problem} and should have {len(COLUMNS)} columns. "
                "The file was cut short, or has another shape now."
            )
        yield _Row._make((*cells, number))


def _refuse_header(header: Sequence[str]) -> None:
    for place, (found, expected) in enumerate(zip_longest(header, COLUMNS, fillvalue=""), start=1):
        if found != expected:
            raise TopTenRefused(
                f"Line 1, column {place}: should be {_quoted(expected)}, not {_quoted(found)}. "
                "This is not Netflix's file of all weeks, or it has another shape now."
            )


def _entry(row: _Row) -> Entry:
    week, title = _week(row), _title(row, "show_title")
    if row.category not in FILMS | SERIES:
        raise row.refused("category", f"is none of the four lists: {_quoted(row.category)}.")
    _whole(row, "cumulative_weeks_in_top_10", at_least=1)
    label = label_in(title, _title(row, "season_title"))
    runtime, views = _length_and_views(row, week)
    return Entry(
        line=row.line,
        week_ending=week,
        list=row.category,
        rank=_whole(row, "weekly_rank", at_least=1),
        title=title,
        label=label,
        season=number_in(label),
        hours=_whole(row, "weekly_hours_viewed"),
        runtime=runtime,
        views=views,
    )


def _title(row: _Row, column: str) -> str:
    text = "".join(filter(str.isprintable, getattr(row, column))).strip()
    if len(text) > _LONGEST_TITLE or not is_seen(text):
        raise row.refused(column, f"is no title: {_quoted(getattr(row, column))}.")
    return text


def _whole(row: _Row, column: str, at_least: int = 0) -> int:
    text: str = getattr(row, column)
    if not (text.isascii() and text.isdecimal() and len(text) <= 12) or int(text) < at_least:
        raise row.refused(column, f"should be a whole number from {at_least} on, not {_quoted(text)}.")
    return int(text)


def _week(row: _Row) -> date:
    week = _sunday(row.week)
    if week is None:
        raise row.refused("week", f"should be a Sunday such as 2022-09-11, not {_quoted(row.week)}.")
    return week


@lru_cache(maxsize=1000)
def _sunday(text: str) -> date | None:
    try:
        week = date.fromisoformat(text)
    except ValueError:
        return None
    return week if week.isoweekday() == 7 and week.isoformat() == text else None


def _length_and_views(row: _Row, week: date) -> tuple[float | None, int | None]:
    """A season's length in hours, for which Netflix writes 0 where it does not tell it, and its views."""
    if week >= FIRST_BY_VIEWS:
        if not _RUNTIME.fullmatch(row.runtime):
            problem = f"should be a number of hours such as 7.5, not {_quoted(row.runtime)}."
            raise row.refused("runtime", problem)
        return float(row.runtime) or None, _whole(row, "weekly_views")
    for column in ("runtime", "weekly_views"):
        if getattr(row, column):
            raise row.refused(column, f"should be empty before {FIRST_BY_VIEWS}, when views began.")
    return None, None


def _refuse_disorder(row: _Row, above: Entry | None, entry: Entry) -> None:
    """Hold a place against the one above it: hours rank the lists, and views from 18 June 2023 on."""
    expected = above.rank + 1 if above else 1
    if entry.rank != expected:
        raise row.refused("weekly_rank", f"should be {expected}, not {entry.rank}.")
    if above and entry.ranked_by > above.ranked_by:
        column = "weekly_hours_viewed" if entry.views is None else "weekly_views"
        problem = f"place {entry.rank} has {entry.ranked_by}, more than the {above.ranked_by} above it."
        raise row.refused(column, problem)


def _refuse_gaps(rows: Mapping[date, _Row], held: date | None, begins: date) -> None:
    """Refuse what does not reach from the first week to one that is no older than what is held."""
    if not rows:
        raise TopTenRefused("Line 2, column 1 (week): the file ends before its first week.")
    newest = max(rows)
    if held is not None and newest < held:
        raise rows[newest].refused("week", f"{newest} is the newest week, and {held} is held already.")
    expected = begins
    for week in sorted(rows):
        if week != expected:
            place = f"follows {expected - _WEEK}" if expected > begins else "is the first week"
            raise rows[week].refused("week", f"{week} {place}, and the week of {expected} is missing.")
        expected += _WEEK


def _refuse_short(rows: Mapping[date, _Row], lists: Mapping[tuple[date, str], Sequence[Entry]]) -> None:
    """Refuse a week without one of its lists, or a list without ten places."""
    for week, row in rows.items():
        for name in (*FILMS, *SERIES):
            found = len(lists.get((week, name), ()))
            if found != _PLACES:
                problem = f"{week} has {found} places of {name} and should have {_PLACES}."
                raise row.refused("weekly_rank", problem)


def _quoted(text: str) -> str:
    shown = "".join(character if character.isprintable() else "?" for character in text[:60])
    return f"“{shown}…”" if len(text) > 60 else f"“{shown}”" if text else "nothing"
