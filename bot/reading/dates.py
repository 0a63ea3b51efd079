"""Dates as people type them, read as exactly as they were meant and never guessed.

| typed                                | read as                                 | in the words     |
| ------------------------------------ | --------------------------------------- | ---------------- |
| 8 Nov 2022, 2022/11/08, next Friday  | the day                                 |                  |
| Nov 2022, 11/2022; Q3 2026; H1 2026  | the month; the quarter; the half        |                  |
| early, start of, beginning of 2027   | the first half                          | early 2027       |
| mid, middle of 2027                  | the year                                | mid-2027         |
| late, end of 2027                    | the second half                         | late 2027        |
| spring, summer, autumn (fall) 2026   | the second, third, fourth quarter       | spring 2026      |
| winter 2026/27                       | the first quarter of 2027               | winter 2026/27   |
| holiday 2026                         | the fourth quarter                      | holiday 2026     |
| early, mid or late March, summer, Q3 | the month or quarter                    | mid-March 2026   |
| TBA, unknown, no date yet            | no date yet ("soon" is refused)         |                  |
| 10 Mar 2026 3am ET, <t:1773129600:F> | the moment; a time needs a zone         |                  |

Days with dots have the day first; 11/8/2022 is asked back. Seasons are those of the north.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from bot.reading.moments import CLOCK, ZONE, mark, moment, refuse_zoneless
from bot.reading.periods import (
    FORMS,
    MONTH_NUMBERS,
    MONTHS,
    ORDINALS,
    SEASONS,
    Span,
    foreign_month,
    fraction,
    near_period,
    part_of,
    read_month,
    read_year,
    refuse_short_year,
    season,
    unclear,
    whole_month,
    whole_year,
    winter,
)
from bot.reading.words import Misread, fold, quoted
from bot.text import day as say_day
from bot.text import say
from db.when import When

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PARTS = {
    **dict.fromkeys(("early", "start of", "beginning of"), "early"),
    **dict.fromkeys(("mid", "middle of"), "mid"),
    **dict.fromkeys(("late", "end of"), "late"),
}
_NEAR_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}
_UNKNOWN = frozenset(
    {"tba", "tbd", "tbc", "t.b.a.", "t.b.d.", "t.b.c.", "to be announced", "to be determined"}
    | {"to be confirmed", "date tba", "date tbd", "unknown", "not known", "not known yet", "not yet known"}
    | {"at a date not yet known", "unannounced", "not announced", "not announced yet", "not yet announced"}
    | {"no date", "no date yet", "no release date", "no release date yet", "undated", "none"}
)
_YEAR = "(?P<year>'?[0-9]{2,4})"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)?"
_MONTH = r"(?P<month>[^\W\d_]{3,12})\.?"
_KNOWN_MONTH = rf"(?P<month>{'|'.join(MONTH_NUMBERS)})\.?"
_SEASON = rf"(?P<season>{'|'.join(SEASONS)})s?(?: season)?"
_UNIT = "(?P<unit>[qh])(?P<number>[0-9])"
_TO_WEEKDAY = rf"(?P<weekday>{'|'.join(_WEEKDAYS)})"
_FROM_WEEKDAY = rf"(?:(?P<weekday>{'|'.join(f'{name}|{name[:3]}' for name in _WEEKDAYS)})\.?,? )?"


def read_when(text: str, today: date) -> When:
    """Read a date, relative to today where its words are; raises Misread for everything that is not clear."""
    phrase = fold(text)
    if not phrase:
        raise Misread(f"The date is empty. {FORMS}")
    return _read(phrase, text, today)


def fill(when: When) -> str:
    """The text a form is filled with: `read_when` reads it back as the same date."""
    if when.at is not None:
        exact = "auto" if when.at.second or when.at.microsecond else "minutes"
        return f"{say_day(when.at.date())} {when.at.time().isoformat(exact)} UTC"
    if when.earliest is None:
        return "TBA"
    return when.words if _reads_back(when, when.earliest) else say(When.parse(when.canonical))


def warm_up() -> None:
    """Load what reads the months of other languages: a second of work, once."""
    for word in ("januar", "février", "marzo", "abril", "maio", "augustus", "nothing"):
        foreign_month(word)


def _reads_back(when: When, earliest: date) -> bool:
    # "Next Friday" is another day by the time the form is filled; and a file may say "after the war".
    if when.words == when.canonical or not re.search("[0-9]{4}", when.words):
        return False
    try:
        return read_when(when.words, earliest).canonical == when.canonical
    except Misread:
        return False


def _read(phrase: str, typed: str, today: date) -> When:
    if phrase in _UNKNOWN:
        return When.parse("tba")
    span = _read_span(phrase, typed, today)
    return When.parse(span.canonical, None if span.is_all else span.said)


def _read_span(phrase: str, typed: str, today: date) -> Span:
    phrase = re.sub(r"^(?:(?:on|in(?! [0-9]{1,3} day)) )?(?:the )?", "", phrase)
    phrase = re.sub(r"\b(last|this|next) (year|month)\b", lambda found: near_period(found, today), phrase)
    part = re.match(rf"(?P<part>{'|'.join(_PARTS)})[ -](?:in |of )?(?:the )?", phrase)
    span = _first(phrase[part.end() :] if part else phrase, today)
    if span is None:
        raise unclear(typed)
    return part_of(_PARTS[part["part"]], span, typed) if part else span


def _first(phrase: str, today: date) -> Span | None:
    for pattern, reader in _READERS:
        if found := pattern.fullmatch(phrase):
            return reader(found, today)
    return None


def _day(year: int, month: int, day: int, weekday: str | None = None) -> Span:
    if not 1 <= month <= 12:
        raise Misread(f"There is no month {month}: they go from 1 to 12. Write a day such as 8 Nov {year}.")
    name, last = MONTHS[month - 1], monthrange(year, month)[1]
    if not 1 <= day <= last:
        missing = f"{day} {name} {year}" if day == 29 else f"{day} {name}"
        raise Misread(f"There is no {missing}. Write a day that exists, such as {last} {name[:3]} {year}.")
    value = date(year, month, day)
    real = _WEEKDAYS[value.weekday()]
    if weekday and not real.startswith(weekday):
        raise Misread(f"{say_day(value)} is a {real.capitalize()}. Write the day without its weekday.")
    return Span(value.isoformat())


def _in_words(found: re.Match[str], today: date) -> Span:
    year = read_year(found["year"], today)
    return _day(year, read_month(found), int(found["day"]), found["weekday"])


def _in_numbers(found: re.Match[str], today: date) -> Span:
    return _day(read_year(found["year"], today), int(found["month"]), int(found["day"]))


def _in_either_order(found: re.Match[str], today: date) -> Span:
    year, first, second = read_year(found["year"], today), int(found["first"]), int(found["second"])
    if 1 <= first <= 12 and 1 <= second <= 12 and first != second:
        days = [f"{first} {MONTHS[second - 1]}", f"{second} {MONTHS[first - 1]}"]
        short = [f"{first} {MONTHS[second - 1][:3]} {year}", f"{second} {MONTHS[first - 1][:3]} {year}"]
        raise Misread(f"Is that {days[0]} or {days[1]} {year}? Write {short[0]} or {short[1]}.")
    return _day(year, first, second) if second > 12 >= first else _day(year, second, first)


def _near_day(found: re.Match[str], today: date) -> Span:
    return _whole_day(today + timedelta(_NEAR_DAYS[found[0]]), today)


def _count_days(found: re.Match[str], today: date) -> Span:
    return _whole_day(today + timedelta(int(found["days"] or f"-{found['ago']}")), today)


def _weekday(found: re.Match[str], today: date) -> Span:
    ahead = (_WEEKDAYS.index(found["weekday"]) - today.weekday()) % 7
    return _whole_day(
        today + timedelta({"this": ahead, "next": ahead or 7, "last": ahead - 7}[found["which"]]), today
    )


def _refuse_weekday(found: re.Match[str], _: date) -> Span:
    name = found["weekday"].capitalize()
    raise Misread(f"Which {name}? Write next {name}, last {name} or the day itself.")


def _whole_day(value: date, today: date) -> Span:
    return _day(read_year(str(value.year), today), value.month, value.day)


def _known_month_without_year(found: re.Match[str], today: date) -> Span:
    month, day = MONTH_NUMBERS[found["month"]], int(found["day"])
    if day != 29:
        _day(today.year, month, day)
    return _refuse_without_year(found, today)


def _refuse_without_year(found: re.Match[str], _: date) -> Span:
    raise Misread("Which year? Write it too, such as 8 Nov 2022 or November 2022.")


def _christmas(found: re.Match[str], today: date) -> Span:
    year = read_year(found["year"], today)
    return _day(year, 12, 25) if found["day"] else Span(f"{year}-12", f"Christmas {year}", is_all=False)


def _refuse_soon(found: re.Match[str], _: date) -> Span:
    raise Misread(f"{quoted(found[0])} is no date. Write the year, or TBA while none has been announced.")


def _moment(found: re.Match[str], today: date) -> Span:
    return moment(found, today, _read_span)


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Span]], ...] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        (r"<t:(?P<seconds>-?[0-9]{1,20})(?::[a-z])?>", mark),
        (rf"(?P<date>.+?)(?:,? at |, | |(?<=[0-9])t){CLOCK} ?{ZONE}", _moment),
        (rf"(?:at )?{CLOCK} ?{ZONE},? (?P<date>.+)", _moment),
        (r".*(?:[0-9]:[0-9]{2}|\b[0-9]{1,2} ?[ap][.]?m\b).*", refuse_zoneless),
        ("(?P<year>[0-9]{4})(?P<dash>[-/.])(?P<month>[0-9]{1,2})(?P=dash)(?P<day>[0-9]{1,2})", _in_numbers),
        (rf"(?P<day>[0-9]{{1,2}})\. ?(?P<month>[0-9]{{1,2}})\. ?{_YEAR}", _in_numbers),
        (rf"(?P<first>[0-9]{{1,2}})(?P<dash>[-/])(?P<second>[0-9]{{1,2}})(?P=dash){_YEAR}", _in_either_order),
        ("(?P<year>[0-9]{4})[-/](?P<month>[0-9]{1,2})", whole_month),
        ("(?P<month>[0-9]{1,2})[-/.](?P<year>[0-9]{4})", whole_month),
        ("(?P<year>[0-9]{4})", whole_year),
        ("'?[0-9]{1,3}", refuse_short_year),
        (r"[0-9]{1,2}[-/.][0-9]{1,2}\.?", _refuse_without_year),
        (rf"{_UNIT}[ /-]?(?:of )?{_YEAR}", fraction),
        (rf"(?P<number>[0-9])(?P<unit>[qh]) ?{_YEAR}", fraction),
        (rf"{_YEAR}[ /-]?{_UNIT}", fraction),
        (rf"(?P<number>{'|'.join(ORDINALS)}) (?P<unit>quarter|half),? (?:of )?{_YEAR}", fraction),
        (rf"{_SEASON},? (?:of )?{_YEAR}", season),
        (rf"{_YEAR} {_SEASON}", season),
        (rf"winter,? (?:of )?{_YEAR}(?:[-/](?P<second>[0-9]{{2,4}}))?", winter),
        (rf"(?:christmas|xmas)(?P<day> day)?,? {_YEAR}", _christmas),
        ("|".join(_NEAR_DAYS), _near_day),
        ("in (?P<days>[0-9]{1,3}) days?|(?P<ago>[0-9]{1,3}) days? ago", _count_days),
        (rf"(?P<which>this|next|last) {_TO_WEEKDAY}", _weekday),
        (_TO_WEEKDAY, _refuse_weekday),
        (r"soon(?:ish)?|(?:very|coming) soon|asap|some ?day|eventually|later", _refuse_soon),
        (rf"{_FROM_WEEKDAY}{_DAY}[ /-]?(?:of |de )?{_MONTH},?[ /-]?(?:of |de )?{_YEAR}", _in_words),
        (rf"{_FROM_WEEKDAY}{_MONTH}[ /-](?:the )?{_DAY}(?:, ?|[ /-]){_YEAR}", _in_words),
        (rf"(?P<weekday>){_YEAR},?[ /-]{_MONTH}[ /-]{_DAY}", _in_words),
        (rf"{_DAY}(?: of)? {_KNOWN_MONTH}", _known_month_without_year),
        (rf"{_KNOWN_MONTH} (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)", _known_month_without_year),
        (_KNOWN_MONTH, _refuse_without_year),
        (rf"{_MONTH},?[ /-]?(?:of |de )?{_YEAR}", whole_month),
        (rf"{_YEAR},?[ /-]{_MONTH}", whole_month),
    )
)
