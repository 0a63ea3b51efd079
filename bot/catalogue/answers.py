"""TVmaze's answers in the store, so that what was asked within the hour is not asked again."""

import logging
from datetime import UTC, datetime

from db.catalogue_answers import keep_answer, kept_answer
from db.database import Database, StoreError

log = logging.getLogger(__name__)


class StoredAnswers:
    """The answers that the network client keeps, in the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def kept(self, address: str) -> bytes | None:
        """What was answered within the hour; None where nothing was."""
        async with self._database.read() as connection:
            return await kept_answer(connection, address, datetime.now(UTC))

    async def keep(self, address: str, body: bytes) -> None:
        """Keep an answer for an hour; it was had all the same where it cannot be kept, which is logged."""
        try:
            async with self._database.write() as connection:
                await keep_answer(connection, address, body, datetime.now(UTC))
        except StoreError as error:
            log.warning("An answer of TVmaze cannot be kept, and is asked for again: %s", error)
