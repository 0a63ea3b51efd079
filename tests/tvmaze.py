"""A TVmaze on localhost with its limits and faults, for the network client and the bot."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from aiohttp import web

from sources.tvmaze_standin import StandIn

Fault: TypeAlias = web.StreamResponse | float | str | Callable[[web.Request], Awaitable[web.StreamResponse]]


class TVmazeHere(StandIn):
    """The stand-in, which notes what it is asked and when, and can be told how to answer next.

    `next` holds what the next requests get: an answer or what makes one, a number of seconds to wait first,
    or "reset". With a `limit`, more requests than that within `span` seconds are refused and counted.
    """

    def __init__(self, limit: int | None = None, span: float = 10.0) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.asked_at: list[float] = []
        self.refused = 0
        self.agents: set[str] = set()
        self.next: deque[Fault] = deque()
        self._limit, self._span = limit, span
        self._taken: deque[float] = deque()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path_qs)
        self.asked_at.append(asyncio.get_running_loop().time())
        self.agents.add(request.headers.get("User-Agent", ""))
        if self._is_too_often():
            self.refused += 1
            return web.Response(status=429)
        fault = self.next.popleft() if self.next else 0.0
        if isinstance(fault, web.StreamResponse):
            return fault
        if isinstance(fault, float | int):
            await asyncio.sleep(fault)
        elif not isinstance(fault, str):
            return await fault(request)
        elif request.transport is not None:
            request.transport.abort()
        return await super().answer(request)

    def _is_too_often(self) -> bool:
        now = asyncio.get_running_loop().time()
        self._taken.append(now)
        while self._taken[0] <= now - self._span:
            self._taken.popleft()
        return self._limit is not None and len(self._taken) > self._limit
