"""Times of day and time zones as people type them: a time is a moment once its day and zone are known."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from bot.reading.periods import Span, read_year
from bot.reading.words import Misread, quoted
from db.when import Precision, When

_ZONES = {
    **dict.fromkeys(("utc", "gmt", "z"), "UTC"),
    **dict.fromkeys(("et", "est", "edt", "eastern"), "America/New_York"),
    **dict.fromkeys(("ct", "cst", "cdt", "central"), "America/Chicago"),
    **dict.fromkeys(("mt", "mst", "mdt", "mountain"), "America/Denver"),
    **dict.fromkeys(("pt", "pst", "pdt", "pacific"), "America/Los_Angeles"),
    **dict.fromkeys(("bst",), "Europe/London"),
    **dict.fromkeys(("cet", "cest"), "Europe/Paris"),
    **dict.fromkeys(("aest", "aedt"), "Australia/Sydney"),
    **dict.fromkeys(("jst",), "Asia/Tokyo"),
    **dict.fromkeys(("kst",), "Asia/Seoul"),
}
_ANY_SEASON_ZONES = frozenset(
    {"utc", "gmt", "z", "et", "ct", "mt", "pt"} | {"eastern", "central", "mountain", "pacific"}
)
_ZONE_FORMS = "Write it with UTC, ET, PT or an offset, such as 10 Mar 2026 08:00 UTC."
CLOCK = (
    "(?P<hour>[0-9]{1,2})(?=:| ?[ap])(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}(?:[.][0-9]{1,6})?))?)?"
    "(?: ?(?P<half>[ap])[.]?m[.]?)?"
)
_OFFSET = "(?:utc|gmt)?[+-][0-9]{1,2}(?::?[0-9]{2})?"
ZONE = rf"[(]?(?P<zone>{_OFFSET}|{'|'.join(sorted(_ZONES, key=len, reverse=True))})(?P<other>/[a-z]+)?[)]?"


def mark(found: re.Match[str], today: date) -> Span:
    """The moment of a Discord timestamp; raises Misread."""
    try:
        at = datetime.fromtimestamp(int(found["seconds"]), UTC)
    except (ValueError, OverflowError, OSError):
        raise Misread(f"{quoted(found[0])} is no moment of the calendar. {_ZONE_FORMS}") from None
    return _instant(at, today)


def moment(found: re.Match[str], today: date, read: Callable[[str, str, date], Span]) -> Span:
    """The moment of a day, read by `read`, a time and a zone; raises Misread."""
    if found["other"]:
        raise Misread(f"Two time zones are two moments. {_ZONE_FORMS}")
    span = read(found["date"], found[0], today)
    if When.parse(span.canonical).precision is not Precision.DAY:
        raise Misread(f"A time needs a whole day. {_ZONE_FORMS}")
    local = datetime.combine(date.fromisoformat(span.canonical), _time(found))
    return _instant(_at(local, found["zone"]), today)


def refuse_zoneless(found: re.Match[str], _: date) -> Span:
    """Ask for the day and the zone of a time."""
    raise Misread(f"A time needs a day and a time zone. {_ZONE_FORMS}")


def _time(found: re.Match[str]) -> time:
    hour, half, second = int(found["hour"]), found["half"], float(found["second"] or 0)
    hour = hour % 12 + 12 * (half == "p") if half and 1 <= hour <= 12 else 99 if half else hour
    try:
        return time(hour, int(found["minute"] or 0), int(second), round(second % 1 * 1_000_000))
    except ValueError:
        raise Misread("There is no such time of day. Write 00:00 to 23:59, or 12am to 11:59pm.") from None


def _at(local: datetime, zone: str) -> datetime:
    place = ZoneInfo(_ZONES[zone]) if zone in _ZONES else _offset(zone)
    moments = {
        at.astimezone(UTC)
        for at in (local.replace(tzinfo=place), local.replace(tzinfo=place, fold=1))
        if zone not in _ZONES or zone in _ANY_SEASON_ZONES or str(at.tzname()).lower() == zone
        if at.astimezone(UTC).astimezone(place).replace(tzinfo=None) == local
    }
    if len(moments) != 1:
        raise Misread(f"{zone.upper()} has no such time that day, or has it twice. Write the time in UTC.")
    return moments.pop()


def _offset(zone: str) -> tzinfo:
    digits = re.sub("[^0-9]", "", zone)
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    if hours > 14 or minutes > 59:
        raise Misread(f"{quoted(zone)} is no time zone. {_ZONE_FORMS}")
    return timezone(timedelta(hours=hours, minutes=minutes) * (-1 if "-" in zone else 1))


def _instant(at: datetime, today: date) -> Span:
    read_year(f"{at.year:04}", today)
    return Span(When.parse(at.isoformat()).canonical)
