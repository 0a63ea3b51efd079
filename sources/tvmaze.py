"""TVmaze over the network: shows, people and what has changed, within the limits that it sets."""

import asyncio
import json
import random
from collections.abc import Callable
from typing import Any, Literal, Protocol, Self, TypeVar, cast
from urllib.parse import quote

import aiohttp
from yarl import URL

from sources.turns import Turns
from sources.tvmaze_answers import (
    Credit,
    Misshapen,
    NextEpisode,
    Person,
    Role,
    Season,
    Show,
    objects,
    read_person,
    read_show,
)

__all__ = ["Answers", "Credit", "NextEpisode", "NoSuchShow", "Person", "Role", "Season", "Show", "TVmaze"]

LARGEST = 5_000_000
"""Bytes of the longest answer that is taken."""

_AGENT = "Greenlight (a Discord bot that answers questions about shows; discord.py, aiohttp)"
_TIME = aiohttp.ClientTimeout(total=15, sock_connect=5, sock_read=10)
_TRIES = 4
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 8.0
"""Seconds before the second try, doubled each time, and the most that TVmaze can ask for."""

_MOST_REDIRECTS = 3
_LONGEST_QUERY = 200

T = TypeVar("T")


class TVmazeError(Exception):
    """It cannot be had from TVmaze now; the message is a sentence for a person."""


class NoSuchShow(TVmazeError):
    """TVmaze has no such show, or none any more."""


class _Later(Exception):
    """To be asked again, after so many seconds where TVmaze said."""

    def __init__(self, reason: str, pause: float | None = None) -> None:
        super().__init__(reason)
        self.pause = pause


class Answers(Protocol):
    """Keeps answers for an hour, so that nothing is asked twice within it."""

    async def kept(self, address: str) -> bytes | None:
        """What was answered within the hour."""
        ...

    async def keep(self, address: str, body: bytes) -> None:
        """Keep an answer."""
        ...


class TVmaze:
    """The TVmaze at an address, to be used in `async with`.

    Every method raises TVmazeError where TVmaze is away, slow, or says what cannot be understood.
    """

    def __init__(
        self, address: str, answers: Answers, *, turns: Turns | None = None, first_pause: float = _FIRST_PAUSE
    ) -> None:
        self._address = address
        self._answers = answers
        self._turns = turns or Turns()
        self._first_pause = first_pause

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            timeout=_TIME,
            headers={"User-Agent": _AGENT},
            connector=aiohttp.TCPConnector(force_close=True),  # it is asked too seldom to stay connected
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def search(self, title: str) -> list[Show]:
        """The shows that TVmaze finds by a title, the likeliest first; seasons and cast are not told."""
        path = f"/search/shows?q={quote(title[:_LONGEST_QUERY], safe='')}"
        return await self._read(path, lambda answer: [read_show(one.get("show")) for one in objects(answer)])

    async def show(self, show_id: int) -> Show:
        """A show with its seasons, cast and next episode; another one where TVmaze has merged it into that.

        Raises:
            NoSuchShow: there is none of this number.
        """
        path = f"/shows/{show_id}?embed%5B%5D=seasons&embed%5B%5D=cast&embed%5B%5D=nextepisode"
        return await self._read(path, read_show)

    async def search_people(self, name: str) -> list[Person]:
        """The people that TVmaze finds by a name, the likeliest first, without their credits."""
        path = f"/search/people?q={quote(name[:_LONGEST_QUERY], safe='')}"
        return await self._read(
            path, lambda answer: [read_person(one.get("person")) for one in objects(answer)]
        )

    async def person(self, person_id: int) -> Person:
        """A person with their credits in casts."""
        return await self._read(f"/people/{person_id}?embed=castcredits", read_person)

    async def updates(self, since: Literal["day", "week", "month"] | None) -> dict[int, int]:
        """When shows were changed last, in seconds since 1970, by their numbers; all of them without `since`.

        The answer is not kept: it is asked for what is new.
        """
        path = "/updates/shows" + (f"?since={since}" if since else "")
        return _understood(await self._asked(path), _stamps)

    async def page(self, number: int) -> list[Show] | None:
        """The shows with the numbers from 250 times `number` on; None after the last page.

        The answer is not kept: all pages together are 175 MB, and what they say goes into the store anyway.
        """
        try:
            body = await self._asked(f"/shows?page={number}")
        except NoSuchShow:
            return None
        return _understood(body, _whole_shows)

    async def _read(self, path: str, reader: Callable[[Any], T]) -> T:
        """What an answer says that was kept, or else is asked for."""
        kept = await self._answers.kept(path)
        body = kept or await self._asked(path)
        understood = _understood(body, reader)
        if not kept:
            await self._answers.keep(path, body)
        return understood

    async def _asked(self, path: str) -> bytes:
        pause = self._first_pause
        for tried in range(1, _TRIES + 1):
            await self._turns.take()
            try:
                return await self._fetched(URL(self._address + path, encoded=True))
            except _Later as error:
                if tried == _TRIES:
                    raise TVmazeError(f"TVmaze {error}. Please try again in a few minutes.") from None
                wanted = pause if error.pause is None else error.pause
                await asyncio.sleep(min(wanted, _LONGEST_PAUSE) * random.uniform(1, 1.5))
                pause *= 2
        raise AssertionError("the last try answers or raises")

    async def _fetched(self, url: URL) -> bytes:
        try:
            for _ in range(_MOST_REDIRECTS + 1):
                async with self._session.get(url, allow_redirects=False) as response:
                    if response.status not in (301, 302, 303, 307, 308):
                        return await _body(response)
                    url = _next(url, response.headers.get("Location", ""))
        except TimeoutError:
            raise _Later("takes too long to answer") from None
        except (aiohttp.ClientError, OSError):
            raise _Later("cannot be reached") from None
        raise TVmazeError("TVmaze sends us on without an end, so I can't read its answer.")


async def _body(response: aiohttp.ClientResponse) -> bytes:
    if response.status == 404:
        raise NoSuchShow("TVmaze has no such show any more.")
    if response.status == 429:
        raise _Later("is asked too often", _seconds(response.headers.get("Retry-After", "")))
    if response.status >= 500:
        raise _Later(f"has trouble (it answers {response.status})")
    if response.status != 200:
        raise TVmazeError(f"TVmaze refuses to answer (it says {response.status}).")
    body = bytearray()
    async for some in response.content.iter_any():
        body += some
        if len(body) > LARGEST:
            raise TVmazeError("TVmaze's answer is far too long, so I have not read it.")
    return bytes(body)


def _next(url: URL, location: str) -> URL:
    """Where TVmaze sends us on to: nowhere but to itself."""
    try:
        there = url.join(URL(location))
        if there.origin() == url.origin():
            return there
    except ValueError:
        pass
    raise TVmazeError("TVmaze sends us on to another place, where I don't go.")


def _seconds(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None


def _understood(body: bytes, reader: Callable[[Any], T]) -> T:
    try:
        return reader(json.loads(body))
    except (ValueError, TypeError, RecursionError, Misshapen):
        raise TVmazeError("TVmaze's answer makes no sense to me. Please try again later.") from None


def _stamps(answer: object) -> dict[int, int]:
    if not isinstance(answer, dict):
        raise Misshapen("no object")
    given = cast(dict[str, Any], answer)
    return {int(number): int(stamp) for number, stamp in given.items()}


def _whole_shows(answer: object) -> list[Show]:
    """The shows of a page; one that cannot be read is left out, and the others are taken."""
    shows: list[Show] = []
    for one in objects(answer):
        try:
            shows.append(read_show(one))
        except Misshapen:
            continue
    return shows
