"""What TVmaze's answers say of shows and people, read from their JSON."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any, cast

_LONGEST = 200
_IMDB = re.compile(r"tt\d{7,9}")
_PAGE = re.compile(r"https?://(?:www\.)?tvmaze\.com/shows/(\d+)(/[a-z0-9-]*)?")
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
    """A show; `updated` is in seconds since 1970, `country` a code of two letters, `summary` plain text."""

    id: int
    url: str
    title: str
    premiered: date | None
    status: str | None
    network: str | None
    country: str | None
    imdb_id: str | None
    updated: int
    summary: str
    seasons: tuple[Season, ...] = ()
    cast: tuple[Role, ...] = ()
    next_episode: NextEpisode | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """A show that a person is in, and as whom; of the show no more is told than its name and number."""

    show_id: int
    show: str
    character: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person, and where they are in the cast, as far as was asked."""

    id: int
    url: str
    name: str
    credits: tuple[Credit, ...] = ()


def read_show(answer: object) -> Show:
    """One show, with its seasons, cast and next episode where they came along.

    Raises:
        Misshapen: it is no show.
    """
    said, embedded = _object(answer), _object(_object(answer).get("_embedded") or {})
    number, title = _number(said.get("id")), text(said.get("name"))
    if number is None or not title:
        raise Misshapen("a show without a number or a name")
    channel = _object(said.get("network") or said.get("webChannel") or {})
    country = _object(channel.get("country") or {}).get("code")
    imdb = str(_object(said.get("externals") or {}).get("imdb"))
    return Show(
        id=number,
        url=_page(said.get("url"), number),
        title=title,
        premiered=_day(said.get("premiered")),
        status=text(said.get("status")) or None,
        network=text(channel.get("name")) or None,
        country=country if isinstance(country, str) and _COUNTRY.fullmatch(country) else None,
        imdb_id=imdb if _IMDB.fullmatch(imdb) else None,
        updated=_number(said.get("updated")) or 0,
        summary=text(said.get("summary"), 1000),
        seasons=tuple(_seasons(embedded)),
        cast=tuple(_roles(embedded)),
        next_episode=_next_episode(embedded),
    )


def read_person(answer: object) -> Person:
    """One person, with their credits where they came along.

    Raises:
        Misshapen: it is no person.
    """
    said = _object(answer)
    number, name = _number(said.get("id")), text(said.get("name"))
    if number is None or not name:
        raise Misshapen("a person without a number or a name")
    credits = tuple(_credits(_object(said.get("_embedded") or {})))
    return Person(number, f"https://www.tvmaze.com/people/{number}", name, credits)


def objects(answer: object) -> list[Mapping[str, Any]]:
    """A list of objects.

    Raises:
        Misshapen: it is something else.
    """
    if not isinstance(answer, list):
        raise Misshapen("no list")
    return [_object(one) for one in cast(list[object], answer)]


def text(markup: object, limit: int = _LONGEST) -> str:
    """What a person sees of a text: without tags and invisible characters, at most `limit` characters."""
    if not isinstance(markup, str):
        return ""
    reader = _Text()
    reader.feed(markup)
    reader.close()
    seen = "".join(character if character.isprintable() else " " for character in "".join(reader.parts))
    return " ".join(seen.split())[:limit].strip()


class _Text(HTMLParser):
    """Keeps what stands between the tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(html.unescape(data))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "br", "div", "li"):
            self.parts.append(" ")


def _object(answer: object) -> Mapping[str, Any]:
    if not isinstance(answer, dict):
        raise Misshapen("no object")
    return cast(dict[str, Any], answer)


def _number(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 < value < 1 << 40 else None


def _page(url: object, number: int) -> str:
    found = _PAGE.fullmatch(url) if isinstance(url, str) else None
    slug = found[2] or "" if found and found[1] == str(number) else ""
    return f"https://www.tvmaze.com/shows/{number}{slug[:100]}"


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _instant(value: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
        return at.astimezone(UTC) if at and at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _seasons(embedded: Mapping[str, Any]) -> Iterator[Season]:
    for season in objects(embedded.get("seasons") or []):
        number = _number(season.get("number"))
        if number is not None:
            yield Season(number, _day(season.get("premiereDate")), _number(season.get("episodeOrder")))


def _roles(embedded: Mapping[str, Any]) -> Iterator[Role]:
    for one in objects(embedded.get("cast") or []):
        person, character = _object(one.get("person") or {}), _object(one.get("character") or {})
        name, number, role = text(person.get("name")), _number(person.get("id")), text(character.get("name"))
        if name and number is not None and role:
            yield Role(name, number, role)


def _next_episode(embedded: Mapping[str, Any]) -> NextEpisode | None:
    said = embedded.get("nextepisode")
    if said is None:
        return None
    episode = _object(said)
    season, at = _number(episode.get("season")), _instant(episode.get("airstamp"))
    if season is None:
        return None
    has_hour = bool(episode.get("airtime"))
    number = _number(episode.get("number"))
    return NextEpisode(season, number, _day(episode.get("airdate")), at if has_hour else None)


def _credits(embedded: Mapping[str, Any]) -> Iterator[Credit]:
    for one in objects(embedded.get("castcredits") or []):
        links, told = _object(one.get("_links") or {}), _object(one.get("_embedded") or {})
        address = str(_object(links.get("show") or {}).get("href") or "")
        number = re.search(r"/shows/(\d{1,9})$", address)
        show, character = _object(told.get("show") or {}), _object(told.get("character") or {})
        if number:
            yield Credit(int(number[1]), text(show.get("name")), text(character.get("name")))
