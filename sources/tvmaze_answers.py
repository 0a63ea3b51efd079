"""What TVmaze's answers say of shows, read from their JSON."""

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, cast

from sources.markup import text

log = logging.getLogger(__name__)

_LONGEST_NAME = 200
_LONGEST_SUMMARY = 1_000
_MOST_PARTS = 500
"""Seasons and roles that are taken of a show; none has as many."""

_MOST_WEIGHT = 100

_IMDB = re.compile(r"tt[0-9]{7,9}")
_PAGE = re.compile(r"https?://(?:www\.)?tvmaze\.com/shows/([0-9]+)(/[a-z0-9-]*)?")
_COUNTRY = re.compile("[A-Z]{2}")


class Misshapen(Exception):
    """An answer is not of the shape that TVmaze documents."""


@dataclass(frozen=True, slots=True)
class Season:
    """A season as TVmaze lists it; one without a `premiere` has no date yet."""

    number: int
    premiere: date | None
    episodes: int | None


@dataclass(frozen=True, slots=True)
class Role:
    """Who plays whom, in the order of the cast."""

    person: str
    person_id: int
    character: str


@dataclass(frozen=True, slots=True)
class NextEpisode:
    """The episode that comes next: on a day and, where TVmaze knows the hour, at an instant in UTC."""

    season: int
    number: int | None
    day: date | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Show:
    """A show; `updated` is in seconds since 1970, `country` a code of two letters, `summary` plain text.

    `weight` is how well known it is, 0 to 100.
    """

    id: int
    url: str
    title: str
    premiered: date | None
    status: str | None
    network: str | None
    country: str | None
    imdb_id: str | None
    updated: int
    weight: int
    summary: str
    seasons: tuple[Season, ...] = ()
    cast: tuple[Role, ...] = ()
    next_episode: NextEpisode | None = None


def read_show(answer: object) -> Show:
    """One show, with its seasons, cast and next episode where they came along.

    Raises:
        Misshapen: it is no show.
    """
    said, embedded = fields(answer), fields(fields(answer).get("_embedded") or {})
    number, title = identifier(said.get("id")), name(said.get("name"))
    if number is None or not title:
        raise Misshapen("a show without a number or a name")
    channel = fields(said.get("network") or said.get("webChannel") or {})
    imdb = str(fields(said.get("externals") or {}).get("imdb"))
    return Show(
        id=number,
        url=_page(said.get("url"), number),
        title=title,
        premiered=day(said.get("premiered")),
        status=name(said.get("status")) or None,
        network=name(channel.get("name")) or None,
        country=country(channel),
        imdb_id=imdb if _IMDB.fullmatch(imdb) else None,
        updated=identifier(said.get("updated")) or 0,
        weight=min(identifier(said.get("weight")) or 0, _MOST_WEIGHT),
        summary=text(said.get("summary"), _LONGEST_SUMMARY),
        seasons=tuple(_seasons(embedded)),
        cast=tuple(_roles(embedded)),
        next_episode=_next_episode(embedded),
    )


def read_whole_show(answer: object) -> Show:
    """One show that was asked for with its seasons and cast; where it has none, they are empty lists.

    Raises:
        Misshapen: it is no show, or it comes without them, which does not say that it has none.
    """
    embedded = fields(fields(answer).get("_embedded"))
    for part in ("seasons", "cast"):
        _list(embedded.get(part))
    return read_show(answer)


def read_shows(answer: object) -> list[Show]:
    """A list of shows, without those that cannot be read, which are counted and logged.

    Raises:
        Misshapen: it is no list, or not one of them can be read.
    """
    answers, shows = _list(answer), list[Show]()
    for one in answers:
        try:
            shows.append(read_show(one))
        except Misshapen:
            continue
    if answers and not shows:
        raise Misshapen("no show among them")
    if left_out := len(answers) - len(shows):
        log.warning("%s of %s shows of TVmaze were left out: they cannot be read.", left_out, len(answers))
    return shows


def objects(answer: object) -> list[Mapping[str, Any]]:
    """A list of objects.

    Raises:
        Misshapen: it is something else.
    """
    return [fields(one) for one in _list(answer)]


def fields(answer: object) -> Mapping[str, Any]:
    """An object's fields.

    Raises:
        Misshapen: it is something else.
    """
    if not isinstance(answer, dict):
        raise Misshapen("no object")
    return cast(dict[str, Any], answer)


def identifier(value: object) -> int | None:
    """A number that can name or count something; None for everything else."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 < value < 1 << 40 else None


def name(value: object) -> str:
    """A name as a person sees it; "" for what is none."""
    return text(value, _LONGEST_NAME)


def day(value: object) -> date | None:
    """A day as TVmaze writes one; None for everything else."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def country(of: Mapping[str, Any]) -> str | None:
    """The code of the country of a network or a person, where it has one."""
    code = fields(of.get("country") or {}).get("code")
    return code if isinstance(code, str) and _COUNTRY.fullmatch(code) else None


def _list(answer: object) -> list[object]:
    if not isinstance(answer, list):
        raise Misshapen("no list")
    return cast(list[object], answer)


def _page(url: object, number: int) -> str:
    found = _PAGE.fullmatch(url) if isinstance(url, str) else None
    slug = found[2] or "" if found and found[1] == str(number) else ""
    return f"https://www.tvmaze.com/shows/{number}{slug[:100]}"


def _instant(value: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
        return at.astimezone(UTC) if at and at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _seasons(embedded: Mapping[str, Any]) -> Iterator[Season]:
    for season in islice(objects(embedded.get("seasons") or []), _MOST_PARTS):
        number = identifier(season.get("number"))
        if number is not None:
            yield Season(number, day(season.get("premiereDate")), identifier(season.get("episodeOrder")))


def _roles(embedded: Mapping[str, Any]) -> Iterator[Role]:
    for one in islice(objects(embedded.get("cast") or []), _MOST_PARTS):
        person, character = fields(one.get("person") or {}), fields(one.get("character") or {})
        actor, number, role = (
            name(person.get("name")),
            identifier(person.get("id")),
            name(character.get("name")),
        )
        if actor and number is not None and role:
            yield Role(actor, number, role)


def _next_episode(embedded: Mapping[str, Any]) -> NextEpisode | None:
    said = embedded.get("nextepisode")
    if said is None:
        return None
    episode = fields(said)
    season, at = identifier(episode.get("season")), _instant(episode.get("airstamp"))
    if season is None:
        return None
    has_hour = bool(episode.get("airtime"))
    number = identifier(episode.get("number"))
    return NextEpisode(season, number, day(episode.get("airdate")), at if has_hour else None)
