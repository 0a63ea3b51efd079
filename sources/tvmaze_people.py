"""What TVmaze's answers say of people and of the shows they are in, read from their JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sources.tvmaze_answers import Show, read_show
from sources.tvmaze_shapes import Misshapen, country, day, fields, identifier, name, objects, show_at

_MOST_CREDITS = 500


@dataclass(frozen=True, slots=True)
class Credit:
    """Whom a person plays, and in which show, which comes without its seasons and cast."""

    show: Show
    character: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person, and where they are in the cast, as far as was asked; `country` is a code of two letters."""

    id: int
    url: str
    name: str
    born: date | None = None
    country: str | None = None
    credits: tuple[Credit, ...] = ()


def read_person(answer: object) -> Person:
    """One person, with their credits where they came along.

    Raises:
        Misshapen: it is no person.
    """
    said = fields(answer)
    number, seen = identifier(said.get("id")), name(said.get("name"))
    if number is None or not seen:
        raise Misshapen("a person without a number or a name")
    credits = read_credits(fields(said.get("_embedded") or {}).get("castcredits") or [])
    url = f"https://www.tvmaze.com/people/{number}"
    return Person(number, url, seen, day(said.get("birthday")), country(said), credits)


def read_credits(answer: object) -> tuple[Credit, ...]:
    """Somebody's credits in casts, without those whose show cannot be read.

    Raises:
        Misshapen: it is no list of them.
    """
    credits = (_credit(one) for one in objects(answer, _MOST_CREDITS))
    return tuple(credit for credit in credits if credit)


def _credit(answer: Mapping[str, Any]) -> Credit | None:
    show, character = _told(answer, "show"), _told(answer, "character")
    number, _ = show_at(show.get("href"))
    try:
        return Credit(
            read_show({**show, "id": number or show.get("id")}),
            name(character.get("name")),
        )
    except Misshapen:
        return None


def _told(credit: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    """What is told of a credit's show or character: by its link, and in full where that was asked for."""
    links, embedded = fields(credit.get("_links") or {}), fields(credit.get("_embedded") or {})
    return {**fields(links.get(kind) or {}), **fields(embedded.get(kind) or {})}
