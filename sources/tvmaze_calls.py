"""Calls to TVmaze: few enough, again after trouble that passes, and in time for a person who waits."""

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Self

import aiohttp
from yarl import URL

from sources.download import TooLong, sent_on, whole
from sources.turns import Turns

LARGEST = 5_000_000
"""Bytes of the longest answer that is taken, unpacked."""

PATIENCE = 20.0
"""Seconds after which somebody who waits is told that it cannot be had."""

FIRST_PAUSE = 1.0
"""Seconds before the second try; each pause after it is twice as long."""

_TIME = aiohttp.ClientTimeout(total=15, sock_connect=5, sock_read=10)
_TRIES, _TRIES_IN_BACKGROUND = 4, 8
_LONGER_IN_BACKGROUND = 12
"""How many times as long what nobody waits for goes on trying."""

_LONGEST_LEFT_ALONE = 3600.0
"""Seconds after which TVmaze is asked again, whatever it said."""

_MOST_REDIRECTS = 3

_LATE = "does not answer in time"
_BUSY = "is asked too often"


class TVmazeError(Exception):
    """It cannot be had from TVmaze now; the message is a sentence for a person."""


class NotThere(TVmazeError):
    """TVmaze has nothing at that address."""


class _Later(Exception):
    """To be asked again, after no fewer seconds than TVmaze said."""

    def __init__(self, reason: str, pause: float = 0.0) -> None:
        super().__init__(reason)
        self.pause = pause


class _TooOften(_Later):
    """TVmaze wants to be left alone, whoever asks."""


class Calls:
    """Calls to the TVmaze at an address, in `async with`; who asks for the same at once shares one call.

    Only a person never shares a call that nobody waits for: it may take too long for them.
    Nobody's call reaches TVmaze before the time that it said to anybody.
    """

    def __init__(self, address: str, agent: str, turns: Turns, first_pause: float, patience: float) -> None:
        self._address = address
        self._agent = agent
        self._turns = turns
        self._first_pause = first_pause
        self._patience = patience
        self._not_before = 0.0
        self._running: dict[tuple[str, bool], asyncio.Task[bytes]] = {}

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            timeout=_TIME,
            headers={"User-Agent": self._agent},
            connector=aiohttp.TCPConnector(force_close=True),  # it is asked too seldom to stay connected
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        running = list(self._running.values())
        for call in running:
            call.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self._session.close()

    def end_of_patience(self) -> float:
        """When somebody who asks now waits no longer, in the loop's time."""
        return asyncio.get_running_loop().time() + self._patience

    async def answer(self, path: str, *, in_background: bool = False, end: float | None = None) -> bytes:
        """What TVmaze answers at a path; `in_background`, nobody waits for it, else nobody beyond the `end`.

        Raises:
            NotThere: there is nothing.
            TVmazeError: TVmaze is away, slow, or answers as it should not.
        """
        asked = path, in_background
        call = self._running.get(asked)
        if call is None:
            call = self._running[asked] = asyncio.create_task(self._insist(path, in_background))
            call.add_done_callback(lambda ended: self._forget(asked, ended))
        try:
            async with asyncio.timeout_at(end):
                return await asyncio.shield(call)
        except TimeoutError:
            raise _not_now(_LATE) from None

    def _forget(self, asked: tuple[str, bool], call: asyncio.Task[bytes]) -> None:
        del self._running[asked]
        if not call.cancelled():
            call.exception()  # its own askers may all have left, and nobody else is to be told

    async def _insist(self, path: str, in_background: bool) -> bytes:
        reason = _LATE
        pause, tries = self._first_pause, _TRIES_IN_BACKGROUND if in_background else _TRIES
        loop = asyncio.get_running_loop()
        end = loop.time() + self._patience * (_LONGER_IN_BACKGROUND if in_background else 1)
        try:
            async with asyncio.timeout_at(end):
                for left in reversed(range(tries)):
                    try:
                        return await self._fetch(URL(self._address + path, encoded=True), in_background)
                    except _Later as later:
                        reason = str(later)
                        wait = max(pause, later.pause) * random.uniform(1, 1.5)
                    if not left or loop.time() + wait > end:
                        break
                    await asyncio.sleep(wait)
                    pause *= 2
        except TimeoutError:
            pass
        raise _not_now(reason)

    async def _fetch(self, url: URL, in_background: bool) -> bytes:
        try:
            for _ in range(_MOST_REDIRECTS + 1):
                async with (
                    self._turn(in_background),
                    self._session.get(url, allow_redirects=False) as response,
                ):
                    there = _to_itself(response)
                    if there is None:
                        return await _body(response)
                    # TVmaze leaves out what was asked for beside the number of a show.
                    url = there if there.raw_query_string else there.with_query(url.query)
        except _TooOften as told:
            pause = min(told.pause or self._first_pause, _LONGEST_LEFT_ALONE)
            self._not_before = max(self._not_before, asyncio.get_running_loop().time() + pause)
            raise
        except TimeoutError:
            raise _Later("takes too long to answer") from None
        except (aiohttp.ClientError, OSError):
            raise _Later("cannot be reached") from None
        raise TVmazeError("TVmaze sends us on without an end, so I can't read its answer.")

    @asynccontextmanager
    async def _turn(self, in_background: bool) -> AsyncGenerator[None]:
        self._leave_alone()  # at once: what is not asked takes no turn
        async with self._turns.turn(can_wait=in_background):
            self._leave_alone()
            yield

    def _leave_alone(self) -> None:
        """Call later while TVmaze is to be left alone."""
        pause = self._not_before - asyncio.get_running_loop().time()
        if pause > 0:
            raise _Later(_BUSY, pause)


def _not_now(reason: str) -> TVmazeError:
    return TVmazeError(f"TVmaze {reason}. Please try again in a few minutes.")


def _to_itself(response: aiohttp.ClientResponse) -> URL | None:
    """Where TVmaze sends us on to, which may be nowhere but to itself; None where it answers."""
    try:
        there = sent_on(response)
        if there is None or there.origin() == response.url.origin():
            return there
    except ValueError:
        pass
    raise TVmazeError("TVmaze sends us on to another place, where I don't go.")


async def _body(response: aiohttp.ClientResponse) -> bytes:
    if response.status == 404:
        raise NotThere("TVmaze has nothing there.")
    if response.status == 429:
        raise _TooOften(_BUSY, _seconds(response.headers.get("Retry-After", "")))
    if response.status >= 500:
        raise _Later(f"has trouble (it answers {response.status})")
    if response.status != 200:
        raise TVmazeError(f"TVmaze refuses to answer (it says {response.status}).")
    try:
        return await whole(response, LARGEST)
    except TooLong:
        raise TVmazeError("TVmaze's answer is far too long, so I have not read it.") from None


def _seconds(told: str) -> float:
    """How long to wait, as a Retry-After tells it: in seconds or by a date; 0 where it tells nothing."""
    if told.isascii() and told.isdecimal():
        return float(told)
    try:
        until = parsedate_to_datetime(told)
    except (ValueError, OverflowError):
        return 0.0
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
