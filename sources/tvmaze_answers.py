"""What TVmaze's answers say of shows, read from their JSON."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sources.markup import text
from sources.tvmaze_shapes import (
    Misshapen,
    country,
    day,
    entries,
    fields,
    identifier,
    instant,
    name,
    objects,
    read_each,
    show_at,
)

_MOST_ON_PAGE = 250
_LONGEST_SUMMARY = 1_000
_MOST_PARTS = 500
"""Seasons and roles that are taken of a show; none has as many."""

_MOST_WEIGHT = 100

_IMDB = re.compile(r"tt[0-9]{7,9}")


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
        entries(embedded.get(part), 0)
    return read_show(answer)


def read_shows(answer: object) -> list[Show]:
    """A page of shows, without those that cannot be read, which are counted and logged.

    Raises:
        Misshapen: it is no list, or not one of them can be read.
    """
    return read_each(answer, _MOST_ON_PAGE, read_show)


def _page(url: object, number: int) -> str:
    told, slug = show_at(url)
    page = f"https://www.tvmaze.com/shows/{number}"
    return f"{page}/{slug[:100]}" if told == number and slug else page


def _seasons(embedded: Mapping[str, Any]) -> Iterator[Season]:
    for season in objects(embedded.get("seasons") or [], _MOST_PARTS):
        number = identifier(season.get("number"))
        if number is not None:
            yield Season(number, day(season.get("premiereDate")), identifier(season.get("episodeOrder")))


def _roles(embedded: Mapping[str, Any]) -> Iterator[Role]:
    for one in objects(embedded.get("cast") or [], _MOST_PARTS):
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
    season, at = identifier(episode.get("season")), instant(episode.get("airstamp"))
    if season is None:
        return None
    has_hour = bool(episode.get("airtime"))
    number = identifier(episode.get("number"))
    return NextEpisode(season, number, day(episode.get("airdate")), at if has_hour else None)
