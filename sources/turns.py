"""Turns to call somebody else's server: never more in a span of time than it allows."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

CALLS, SPAN = 20, 10.0
"""What TVmaze allows one address: calls, and the seconds in which at most so many fall."""


class Turns:
    """At most `calls` calls reach a server in any `span` of seconds; who asks first goes first.

    What can wait never holds more than three quarters of the turns: the others are left to people.
    """

    def __init__(self, calls: int = CALLS, span: float = SPAN) -> None:
        self._all = _Slots(calls, span)
        self._of_what_can_wait = _Slots(max(1, calls * 3 // 4), span)

    @asynccontextmanager
    async def turn(self, *, can_wait: bool = False) -> AsyncGenerator[None]:
        """Wait for a turn, and hold it for the time of a call."""
        async with AsyncExitStack() as stack:
            for slots in (self._of_what_can_wait, self._all) if can_wait else (self._all,):
                await stack.enter_async_context(slots.hold())
            yield


class _Slots:
    """Slots that each hold one call, and then none for a span; `_free` has the times when they may again."""

    def __init__(self, count: int, span: float) -> None:
        self._free = asyncio.PriorityQueue[float]()
        for _ in range(count):
            self._free.put_nowait(0.0)
        self._span = span

    @asynccontextmanager
    async def hold(self) -> AsyncGenerator[None]:
        now = asyncio.get_running_loop().time
        free_again = await self._free.get()
        try:
            await asyncio.sleep(free_again - now())
            try:
                yield
            finally:
                # From the call's end on: nobody here knows when in between it reached the server.
                free_again = now() + self._span
        finally:
            self._free.put_nowait(free_again)
