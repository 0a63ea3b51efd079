"""The one type for every date in the house: how exact it is, the days it spans and the words it came in."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, NamedTuple, Self, cast

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    Field,
    GetJsonSchemaHandler,
    ValidationInfo,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

EARLIEST_YEAR = 1900
LATEST_YEAR = 2100

_FORMS = "2022-11-08, 2022-11, 2026-Q3, 2026-H2, 2027, tba or 2026-03-10T08:00Z"


class Precision(StrEnum):
    """How exactly a date is known."""

    INSTANT = "instant"
    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    TBA = "tba"


class _Reading(NamedTuple):
    """What a canonical form says."""

    precision: Precision
    earliest: date | None = None
    latest: date | None = None
    at: datetime | None = None


class When(BaseModel, frozen=True, extra="forbid"):
    """A date as exactly as it was given.

    `earliest` and `latest` are the first and last day it may mean, both None only for "tba". `at` is in UTC
    and there only for an instant, whose days are its day in UTC.
    """

    precision: Precision
    earliest: date | None
    latest: date | None
    at: Annotated[AwareDatetime, AfterValidator(lambda at: at.astimezone(UTC))] | None = None
    words: str = Field(min_length=1)

    @classmethod
    def parse(cls, text: str, words: str | None = None) -> Self:
        """Read a canonical form ("2026-Q3"), given in these words if they were others ("late summer").

        Raises ValueError, with a sentence that says what would be right.
        """
        return cls(**_read(text)._asdict(), words=words or text)

    @property
    def canonical(self) -> str:
        """The form that `parse` reads back."""
        if self.at is not None:
            exact = "auto" if self.at.second or self.at.microsecond else "minutes"
            return self.at.replace(tzinfo=None).isoformat(timespec=exact) + "Z"
        if self.earliest is None:
            return "tba"
        year, month = f"{self.earliest.year:04}", self.earliest.month
        match self.precision:
            case Precision.MONTH:
                return f"{year}-{month:02}"
            case Precision.QUARTER:
                return f"{year}-Q{(month + 2) // 3}"
            case Precision.HALF:
                return f"{year}-H{(month + 5) // 6}"
            case Precision.YEAR:
                return year
            case _:
                return self.earliest.isoformat()

    @property
    def sort_key(self) -> tuple[date, timedelta, datetime]:
        """Orders by the last day meant, the exact before the vague; "tba" is last of all."""
        latest, earliest = self.latest or date.max, self.earliest or date.max
        return latest, latest - earliest, self.at or datetime.max.replace(tzinfo=UTC)

    @property
    def names_a_day(self) -> bool:
        """Whether it is one day, or a time of it."""
        return self.precision in (Precision.DAY, Precision.INSTANT)

    def precedes(self, other: "When") -> bool:
        """Whether all of it lies before all of another; what has no date precedes what has one."""
        if other.earliest is None:
            return False
        return self.latest is None or self.latest < other.earliest

    def is_over(self, today: date) -> bool:
        """Whether the last day it may mean lies before today; "tba" is never over."""
        return self.latest is not None and self.latest < today

    @model_validator(mode="before")
    @classmethod
    def _accept_short_forms(cls, value: object, info: ValidationInfo) -> object:
        if isinstance(value, str):
            return {**_read(value)._asdict(), "words": value}
        if not isinstance(value, dict) or "when" not in value:
            if info.mode == "json":
                raise ValueError(f"A date is written as {_FORMS}.")
            return cast(object, value)
        given = cast(dict[str, object], value)
        match given:
            case {"when": str(text), "words": str(words)} if len(given) == 2 and words:
                return {**_read(text)._asdict(), "words": words}
            case _:
                raise ValueError('A date with words is {"when": "2026-H2", "words": "late 2026"}.')

    @model_validator(mode="after")
    def _agree_with_itself(self) -> Self:
        if _read(self.canonical) != (self.precision, self.earliest, self.latest, self.at):
            raise ValueError(f"These days do not make a date of the precision “{self.precision}”.")
        return self

    @model_serializer(mode="plain", when_used="json")
    def _shortest(self) -> str | dict[str, str]:
        if self.words == self.canonical:
            return self.words
        return {"when": self.canonical, "words": self.words}

    @classmethod
    def __get_pydantic_json_schema__(cls, _: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        plain: dict[str, Any] = {"type": "string", "description": f"One of {_FORMS}"}
        worded = {
            "type": "object",
            "properties": {"when": plain, "words": {"type": "string", "minLength": 1}},
            "required": ["when", "words"],
            "additionalProperties": False,
        }
        return {
            "title": "When",
            "description": "A date as exactly as it was given.",
            "anyOf": [plain, worded],
        }


def _read(text: str) -> _Reading:
    for pattern, reader in _READERS:
        if found := pattern.fullmatch(text):
            return reader(found)
    raise ValueError(f"A date is written as {_FORMS}.")


def _read_tba(found: re.Match[str]) -> _Reading:
    return _Reading(Precision.TBA)


def _read_year(found: re.Match[str]) -> _Reading:
    return _months(Precision.YEAR, found["year"], 1, 12)


def _read_half(found: re.Match[str]) -> _Reading:
    return _months(Precision.HALF, found["year"], int(found["part"]) * 6 - 5, 6)


def _read_quarter(found: re.Match[str]) -> _Reading:
    return _months(Precision.QUARTER, found["year"], int(found["part"]) * 3 - 2, 3)


def _read_month(found: re.Match[str]) -> _Reading:
    month = int(found["month"])
    if not 1 <= month <= 12:
        raise ValueError(f"“{found.string}” has no such month; months go from 01 to 12.")
    return _months(Precision.MONTH, found["year"], month, 1)


def _read_day(found: re.Match[str]) -> _Reading:
    try:
        day = date.fromisoformat(found.string)
    except ValueError:
        raise ValueError(f"“{found.string}” is not a day of the calendar.") from None
    _check_year(day.year)
    return _Reading(Precision.DAY, day, day)


def _read_instant(found: re.Match[str]) -> _Reading:
    try:
        at = datetime.fromisoformat(found.string).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"“{found.string}” is not a time of the calendar.") from None
    _check_year(at.year)
    return _Reading(Precision.INSTANT, at.date(), at.date(), at)


def _months(precision: Precision, year_text: str, first_month: int, count: int) -> _Reading:
    year = int(year_text)
    _check_year(year)
    last_month = first_month + count - 1
    last_day = monthrange(year, last_month)[1]
    return _Reading(precision, date(year, first_month, 1), date(year, last_month, last_day))


def _check_year(year: int) -> None:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ValueError(f"The year must lie between {EARLIEST_YEAR} and {LATEST_YEAR}, not be {year}.")


_YEAR = "(?P<year>[0-9]{4})"
_TIME = "[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?"
_OFFSET = "(Z|[+-][0-9]{2}:?[0-9]{2})"
_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], _Reading]], ...] = (
    (re.compile("tba"), _read_tba),
    (re.compile(_YEAR), _read_year),
    (re.compile(f"{_YEAR}-H(?P<part>[12])"), _read_half),
    (re.compile(f"{_YEAR}-Q(?P<part>[1-4])"), _read_quarter),
    (re.compile(f"{_YEAR}-(?P<month>[0-9]{{2}})"), _read_month),
    (re.compile(f"{_YEAR}-[0-9]{{2}}-[0-9]{{2}}"), _read_day),
    (re.compile(f"{_YEAR}-[0-9]{{2}}-[0-9]{{2}}T{_TIME}{_OFFSET}"), _read_instant),
)
