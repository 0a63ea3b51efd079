"""Months, quarters, halves, seasons and years as people type them."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from bot.reading.words import Misread, quoted
from db.when import EARLIEST_YEAR, LATEST_YEAR, Precision, When

_YEARS_AHEAD = 40
FORMS = "Write a date such as 8 Nov 2022, March 2026, Q3 2026, early 2027, 2027 or TBA."
_WHOLE_YEAR = "Write the year in full, with four digits, such as 8 Nov 2022."
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
MONTH_NUMBERS = {
    **{name.lower(): number for number, name in enumerate(MONTHS, 1)},
    **{name[:3].lower(): number for number, name in enumerate(MONTHS, 1)},
    "sept": 9,
}
_MONTH_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
SEASONS = {"spring": "Q2", "summer": "Q3", "autumn": "Q4", "fall": "Q4", "holiday": "Q4"}
_PART_OF_YEAR = {"early": "-H1", "mid": "", "late": "-H2"}


class Span(NamedTuple):
    """A canonical form, how it is said, and whether the form says all of it."""

    canonical: str
    said: str = ""
    is_all: bool = True


def part_of(part: str, span: Span, typed: str) -> Span:
    """The early, mid or late part of a year, quarter or month; raises Misread for a day."""
    said = f"{part}{'-' if part == 'mid' else ' '}{span.said}"
    match When.parse(span.canonical).precision:
        case Precision.YEAR:
            return Span(span.canonical + _PART_OF_YEAR[part], said, is_all=False)
        case Precision.QUARTER | Precision.MONTH:
            return Span(span.canonical, said, is_all=False)
        case _:
            raise unclear(typed)


def near_period(found: re.Match[str], today: date) -> str:
    """Last, this or next year or month, as text that names it."""
    step = {"last": -1, "this": 0, "next": 1}[found[1]]
    if found[2] == "year":
        return str(today.year + step)
    months = today.year * 12 + today.month - 1 + step
    return f"{MONTHS[months % 12].lower()} {months // 12}"


def unclear(typed: str) -> Misread:
    """The refusal of a date that is not clear enough."""
    return Misread(f"I cannot read {quoted(typed)} as a date. {FORMS}")


def read_year(text: str, today: date) -> int:
    """Read a year of four digits, from 1900 to 40 years ahead; raises Misread."""
    if len(text) != 4 or not text.isdigit():
        raise Misread(_WHOLE_YEAR)
    year, latest = int(text), min(today.year + _YEARS_AHEAD, LATEST_YEAR)
    if not EARLIEST_YEAR <= year <= latest:
        raise Misread(f"The year {year} is out of bounds. Write one from {EARLIEST_YEAR} to {latest}.")
    return year


def read_month(found: re.Match[str]) -> int:
    """Read a month's name in any language known; raises Misread."""
    month = MONTH_NUMBERS.get(found["month"]) or foreign_month(found["month"])
    if not month:
        raise unclear(found[0])
    return month


def whole_month(found: re.Match[str], today: date) -> Span:
    """The month that was found; raises Misread."""
    year, text = read_year(found["year"], today), found["month"]
    month = int(text) if text.isdigit() else read_month(found)
    if not 1 <= month <= 12:
        raise Misread(f"There is no month {month}: they go from 1 to 12. Write a month such as {year}-11.")
    return Span(f"{year}-{month:02}", f"{MONTHS[month - 1]} {year}")


def fraction(found: re.Match[str], today: date) -> Span:
    """The quarter or half that was found; raises Misread."""
    year, unit, text = read_year(found["year"], today), found["unit"][0].upper(), found["number"]
    name, most = {"Q": ("quarter", 4), "H": ("half", 2)}[unit]
    number = ORDINALS.get(text) or int(text)
    if not 1 <= number <= most:
        raise Misread(
            f"There is no {name} {number} in a year. Write {unit}1 {year} up to {unit}{most} {year}."
        )
    return Span(f"{year}-{unit}{number}", f"{unit}{number} {year}")


def season(found: re.Match[str], today: date) -> Span:
    """The quarter that a season of the north stands for; raises Misread."""
    year, name = read_year(found["year"], today), found["season"]
    return Span(f"{year}-{SEASONS[name]}", f"{name} {year}", is_all=False)


def winter(found: re.Match[str], today: date) -> Span:
    """The first quarter of the year in which a winter ends; raises Misread where that year is not clear."""
    year, second = read_year(found["year"], today), found["second"]
    following = str(year + 1)
    if second not in (following, following[2:]):
        before, after = f"winter {year - 1}/{year % 100:02}", f"winter {year}/{following[2:]}"
        raise Misread(f"Is that the winter that begins or ends in {year}? Write {after} or {before}.")
    read_year(following, today)
    return Span(f"{following}-Q1", f"winter {year}/{following[2:]}", is_all=False)


def whole_year(found: re.Match[str], today: date) -> Span:
    """The year that was found; raises Misread."""
    year = str(read_year(found["year"], today))
    return Span(year, year)


def refuse_short_year(found: re.Match[str], _: date) -> Span:
    """Ask for all four digits of a year."""
    raise Misread(_WHOLE_YEAR)


def foreign_month(word: str) -> int | None:
    """The number of a month by its name in another language, or None."""
    # A day that is no month: it leaves words out that mean nothing to it, and would read "1 um 2023".
    found = _parser()(f"28 {word} 2023")
    return found.month if found and (found.year, found.day) == (2023, 28) else None


@cache
def _parser() -> Callable[[str], date | None]:
    # It takes a third of a second to import, and few need it.
    from dateparser.date import DateDataParser

    settings = {"STRICT_PARSING": True, "DATE_ORDER": "DMY", "RELATIVE_BASE": datetime(1950, 6, 15)}  # noqa: DTZ001
    parser = DateDataParser(languages=_MONTH_LANGUAGES, try_previous_locales=False, settings=settings)

    def parse(text: str) -> date | None:
        moment: datetime | None = parser.get_date_data(text).date_obj
        return moment and moment.date()

    return parse
