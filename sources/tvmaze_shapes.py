"""The shapes that TVmaze's answers are made of: objects, lists, numbers, names and days."""

import logging
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar, cast

from sources.markup import text

log = logging.getLogger(__name__)

_LONGEST_NAME = 200
_MOST_FOUND = 25
"""As many as can be offered; TVmaze finds ten."""

_SHOW = re.compile(r"https?://(?:(?:www|api)\.)?tvmaze\.com/shows/([0-9]{1,12})(?:/([a-z0-9-]*))?")
_COUNTRY = re.compile("[A-Z]{2}")

T = TypeVar("T")


class Misshapen(Exception):
    """An answer is not of the shape that TVmaze documents."""


def fields(answer: object) -> Mapping[str, Any]:
    """An object's fields.

    Raises:
        Misshapen: it is something else.
    """
    if not isinstance(answer, dict):
        raise Misshapen("no object")
    return cast(dict[str, Any], answer)


def entries(answer: object, most: int) -> list[object]:
    """The entries of a list, and no more than so many.

    Raises:
        Misshapen: it is something else.
    """
    if not isinstance(answer, list):
        raise Misshapen("no list")
    return cast(list[object], answer)[:most]


def objects(answer: object, most: int) -> list[Mapping[str, Any]]:
    """A list of objects, and no more than so many.

    Raises:
        Misshapen: it is something else.
    """
    return [fields(one) for one in entries(answer, most)]


def read_each(answer: object, most: int, read: Callable[[object], T]) -> list[T]:
    """What each entry says, no more than so many, without those that cannot be read: they are logged.

    Raises:
        Misshapen: it is no list, or not one of them can be read.
    """
    told, understood = entries(answer, most), list[T]()
    for one in told:
        try:
            understood.append(read(one))
        except Misshapen:
            continue
    if told and not understood:
        raise Misshapen("a list of nothing that can be read")
    if left_out := len(told) - len(understood):
        log.warning("%s of %s in a list of TVmaze were left out: they cannot be read.", left_out, len(told))
    return understood


def read_found(answer: object, kind: str, read: Callable[[object], T]) -> list[T]:
    """What a search found, each under its kind, as `read_each` reads it.

    Raises:
        Misshapen: it is no list, or not one of them can be read.
    """
    return read_each(answer, _MOST_FOUND, lambda found: read(fields(found).get(kind)))


def identifier(value: object) -> int | None:
    """A number that can name or count something; None for everything else."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 < value < 1 << 40 else None


def show_at(address: object) -> tuple[int | None, str]:
    """A show's number and its name in an address of TVmaze; (None, "") for every other address."""
    found = _SHOW.fullmatch(address) if isinstance(address, str) else None
    return (int(found[1]), found[2] or "") if found else (None, "")


def name(value: object) -> str:
    """A name as a person sees it; "" for what is none."""
    return text(value, _LONGEST_NAME)


def day(value: object) -> date | None:
    """A day as TVmaze writes one; None for everything else."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def instant(value: object) -> datetime | None:
    """An instant in UTC, of a time with its zone; None for everything else."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
        return at.astimezone(UTC) if at and at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def country(of: Mapping[str, Any]) -> str | None:
    """The code of the country of a network or a person, where it has one."""
    code = fields(of.get("country") or {}).get("code")
    return code if isinstance(code, str) and _COUNTRY.fullmatch(code) else None
