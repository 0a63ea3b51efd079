"""TVmaze over the network: shows, people and what has changed, within the limits that it sets."""

import asyncio
import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any, Protocol, Self, TypeVar, cast
from urllib.parse import quote

from sources.turns import Turns
from sources.tvmaze_answers import NextEpisode, Role, Season, Show, read_show, read_shows, read_whole_show
from sources.tvmaze_calls import FIRST_PAUSE, PATIENCE, Calls, NotThere, TVmazeError
from sources.tvmaze_people import Credit, Person, read_credits, read_person
from sources.tvmaze_shapes import Misshapen, fields, identifier, read_found

__all__ = [
    "Answers",
    "Credit",
    "NextEpisode",
    "NoSuchShow",
    "Person",
    "Role",
    "Season",
    "Show",
    "TVmaze",
    "TVmazeError",
]

_LONGEST_QUERY = 200

T = TypeVar("T")


class NoSuchShow(TVmazeError):
    """TVmaze has no such show, or none any more."""


class Answers(Protocol):
    """Keeps answers for an hour, so that nothing is asked twice within it."""

    async def kept(self, address: str) -> bytes | None:
        """What was answered within the hour."""
        ...

    async def keep(self, address: str, body: bytes) -> None:
        """Keep an answer; where it cannot be kept, nothing is raised: it is only asked for again."""
        ...


class TVmaze:
    """The TVmaze at an address, in `async with`: one for the whole process, because it counts the calls.

    Every method raises TVmazeError where TVmaze is away, slow, or says what cannot be understood: a lookup
    after `patience` seconds at the latest, what runs in the background much later.
    """

    def __init__(
        self,
        address: str,
        answers: Answers,
        *,
        version: str = "",
        turns: Turns | None = None,
        first_pause: float = FIRST_PAUSE,
        patience: float = PATIENCE,
    ) -> None:
        name = f"Greenlight/{version}" if version else "Greenlight"
        agent = f"{name} (a Discord bot that answers questions about shows; discord.py, aiohttp)"
        self._calls = Calls(address.rstrip("/"), agent, turns or Turns(), first_pause, patience)
        self._answers = answers
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self._calls)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def search(self, title: str) -> list[Show]:
        """The shows that TVmaze finds by a title, the likeliest first; seasons and cast are not told."""
        path = f"/search/shows?q={quote(title[:_LONGEST_QUERY], safe='')}"
        return await self._read(path, lambda answer: read_found(answer, "show", read_show))

    async def show(self, show_id: int, *, in_background: bool = False) -> Show:
        """A show with its seasons, cast and next episode; another one where TVmaze has merged it into that.

        `in_background`, nobody waits for it, and it is asked for anew.

        Raises:
            NoSuchShow: there is none of this number.
        """
        path = f"/shows/{show_id}?embed%5B%5D=seasons&embed%5B%5D=cast&embed%5B%5D=nextepisode"
        try:
            return await self._read(path, read_whole_show, in_background=in_background)
        except NotThere:
            raise NoSuchShow("TVmaze has no such show any more.") from None

    async def search_people(self, name: str) -> list[Person]:
        """The people that TVmaze finds by a name, the likeliest first, without their credits."""
        path = f"/search/people?q={quote(name[:_LONGEST_QUERY], safe='')}"
        return await self._read(path, lambda answer: read_found(answer, "person", read_person))

    async def person(self, person_id: int) -> Person:
        """A person with their credits in casts.

        It takes two calls: where credits come embedded in a person, TVmaze does not name the shows.
        """
        path, end = f"/people/{person_id}", self._calls.end_of_patience()
        in_shows = f"{path}/castcredits?embed%5B%5D=show&embed%5B%5D=character"
        try:
            person = await self._read(path, read_person, end=end)
            credits = await self._read(in_shows, read_credits, end=end)
        except NotThere:
            raise TVmazeError("TVmaze has no such person any more.") from None
        return replace(person, credits=credits)

    async def updates(self) -> dict[int, int]:
        """When each show was changed last, in seconds since 1970, by its number.

        The answer is not kept: it is asked for what is new.
        """
        body = await self._calls.answer("/updates/shows", in_background=True)
        return await asyncio.to_thread(_understood, body, _stamps)

    async def page(self, number: int) -> list[Show] | None:
        """The shows with the numbers from 250 times `number` on; None after the last page.

        The answer is not kept: all pages together are 175 MB, and what they say goes into the store anyway.
        """
        try:
            body = await self._calls.answer(f"/shows?page={number}", in_background=True)
        except NotThere:
            return None
        return await asyncio.to_thread(_understood, body, read_shows)

    async def _read(
        self, path: str, reader: Callable[[Any], T], *, in_background: bool = False, end: float | None = None
    ) -> T:
        """What an answer says that was kept, or else is asked for; `in_background` it always is."""
        kept = None if in_background else await self._answers.kept(path)
        body = kept or await self._calls.answer(path, in_background=in_background, end=end)
        understood = await asyncio.to_thread(_understood, body, reader)
        if not kept:
            await self._answers.keep(path, body)
        return understood


def _understood(body: bytes, reader: Callable[[Any], T]) -> T:
    try:
        return reader(json.loads(body))
    except (ValueError, RecursionError, Misshapen):
        raise TVmazeError("TVmaze's answer makes no sense to me. Please try again later.") from None


def _stamps(answer: object) -> dict[int, int]:
    told = {int(number): identifier(stamp) for number, stamp in fields(answer).items()}
    if None in told.values():
        raise Misshapen("a time that is no number")
    return cast(dict[int, int], told)
