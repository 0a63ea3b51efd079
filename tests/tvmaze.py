"""A TVmaze on localhost with its limits and faults, for the network client and the bot."""

import asyncio
from collections import deque

from aiohttp import web

from sources.tvmaze_standin import StandIn


class TVmazeHere(StandIn):
    """The stand-in, which notes what it is asked, and can be told how to answer next.

    `next` holds what the next requests get: an answer, a number of seconds to wait first, or "reset".
    """

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.next: deque[web.StreamResponse | float | str] = deque()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path_qs)
        self.agents.add(request.headers.get("User-Agent", ""))
        fault = self.next.popleft() if self.next else 0.0
        if isinstance(fault, web.StreamResponse):
            return fault
        if isinstance(fault, float):
            await asyncio.sleep(fault)
        elif request.transport is not None:
            request.transport.abort()
        return await super().answer(request)
