"""Shows that commits touched, to be read again before anybody is answered from what was kept of them."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from db.listings import all_show_ids
from db.memory import Read

_AT_ONCE = 1_000
"""How many shows are read at once."""
_IN_A_ROW = 250
"""After how many of them others are answered."""

T = TypeVar("T")


async def with_others(items: Iterable[T]) -> AsyncGenerator[T]:
    """The same, while others are answered in between."""
    for number, item in enumerate(items, start=1):
        yield item
        if number % _IN_A_ROW == 0:
            await asyncio.sleep(0)


class Backlog:
    """The shows that `read_again` has to be given yet, at first all of them."""

    def __init__(
        self, read: Read, read_again: Callable[[AsyncConnection, set[int]], Awaitable[None]]
    ) -> None:
        self._read = read
        self._read_again = read_again
        self._show_ids: set[int] = set()
        self._is_filled = False
        self._has_all = False
        self._catching_up = asyncio.Lock()

    @property
    def is_empty(self) -> bool:
        """Whether all is read."""
        return self._is_filled and not self._show_ids and not self._catching_up.locked()

    @property
    def is_filling(self) -> bool:
        """Whether somebody is reading all shows for the first time."""
        return not self._has_all and self._catching_up.locked()

    def add(self, show_ids: Iterable[int]) -> None:
        """Note what a transaction may have changed, once it has ended."""
        self._show_ids.update(show_ids)

    async def catch_up(self) -> None:
        """Read what was touched since; others are answered meanwhile.

        Raises:
            StoreError: the store cannot be read.
        """
        if self.is_empty:
            return
        async with self._catching_up:
            if not self._is_filled:
                async with self._read() as connection:
                    self._show_ids.update(await all_show_ids(connection))
                self._is_filled = True
            while self._show_ids:
                some = min(_AT_ONCE, len(self._show_ids))
                await self._read_some({self._show_ids.pop() for _ in range(some)})
            self._has_all = True

    async def _read_some(self, show_ids: set[int]) -> None:
        try:
            async with self._read() as connection:
                await self._read_again(connection, show_ids)
        except BaseException:
            self._show_ids |= show_ids
            raise
