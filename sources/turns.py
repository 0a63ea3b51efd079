"""Turns to call somebody else's server: never more in a span of time than it allows."""

import asyncio
from collections import deque

CALLS, SPAN = 20, 10.0
"""What TVmaze allows one address: calls, and the seconds in which at most so many fall."""


class Turns:
    """At most `calls` turns begin in any `span` of seconds; who asks first goes first."""

    def __init__(self, calls: int = CALLS, span: float = SPAN) -> None:
        self._begun: deque[float] = deque(maxlen=calls)
        self._span = span
        self._queue = asyncio.Lock()

    async def take(self) -> None:
        """Wait for a turn."""
        loop = asyncio.get_running_loop()
        async with self._queue:
            if len(self._begun) == self._begun.maxlen:
                await asyncio.sleep(max(0.0, self._begun[0] + self._span - loop.time()))
            self._begun.append(loop.time())
