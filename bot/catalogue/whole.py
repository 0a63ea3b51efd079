"""Taking every show of TVmaze, page by page, from where it was left off; one such import at a time."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.catalogue.mapping import entry_of
from db.catalogue import take
from db.catalogue_pages import left_off, note_page
from db.database import Database, StoreError
from sources.tvmaze import TVmaze, TVmazeError

log = logging.getLogger(__name__)

_PER_PAGE = 250
"""How many numbers TVmaze puts on a page, whether or not there still is a show of each."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many pages are done, and of how many."""

    done: int
    of: int


class Whole:
    """The import of the whole catalogue; `progress` is where it is, `failure` what stopped it last."""

    def __init__(self, database: Database, tvmaze: TVmaze) -> None:
        self._database = database
        self._tvmaze = tvmaze
        self._running: asyncio.Task[None] | None = None
        self.progress: Progress | None = None
        self.failure: str | None = None

    @property
    def is_running(self) -> bool:
        """Whether it was begun and has not ended."""
        return self._running is not None and not self._running.done()

    def begin(self) -> None:
        """Begin, or go on, beside everything else; where it runs already, nothing happens."""
        if not self.is_running:
            self.failure = None
            self._running = asyncio.create_task(self._run(), name="the whole catalogue")

    async def wait(self, seconds: float) -> None:
        """Wait until it has ended, and no longer than so many seconds."""
        if self._running is not None:
            await asyncio.wait([self._running], timeout=seconds)

    async def stop(self) -> None:
        """Leave it where it is."""
        if self._running is not None:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running

    async def pages(self) -> AsyncGenerator[Progress]:
        """Take page after page, and say after each how far it is.

        Raises:
            TVmazeError: TVmaze cannot be asked any more; the next time goes on from there.
            StoreError: the store cannot be written.
        """
        numbers = await self._tvmaze.updates()
        last = max(numbers, default=0) // _PER_PAGE
        async with self._database.read() as connection:
            left = await left_off(connection)
        # Where there are fewer pages by now and none is left, the last one is taken again, and noted as such.
        first = 0 if left is None or left.is_done else min(left.next_page, last)
        for number in range(first, last + 1):
            shows = await self._tvmaze.page(number) or []
            entries = [entry for show in shows if (entry := entry_of(show, in_full=False))]
            now = datetime.now(UTC)
            async with self._database.write() as connection:
                await take(connection, entries, now)
                await note_page(connection, number, last + 1, now)
            self.progress = Progress(number + 1, last + 1)
            yield self.progress

    async def _run(self) -> None:
        try:
            async for _ in self.pages():
                pass
        except (TVmazeError, StoreError) as error:
            self.failure = str(error)
            log.warning("The import of the whole catalogue has stopped: %s", error)
        except Exception:
            self.failure = "Something went wrong on my side; the log says what."
            log.exception("The import of the whole catalogue has stopped.")
