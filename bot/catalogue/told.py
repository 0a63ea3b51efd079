"""What is being looked up, and where the answers of late stand, so that nothing is told twice."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from bot.errors import UserError
from bot.interaction import Interaction
from bot.links import link

_LASTS = timedelta(hours=1)


class Telling:
    """One question while it is answered; `address` is where everybody can read the answer, if they can."""

    def __init__(self, since: datetime) -> None:
        self.since = since
        self.address: str | None = None


class Told:
    """The questions that are being answered, and for an hour those whose answer stands in a channel."""

    def __init__(self) -> None:
        self._told: dict[tuple[int | None, str], Telling] = {}

    @asynccontextmanager
    async def once(self, interaction: Interaction, question: str, *, public: bool) -> AsyncGenerator[Telling]:
        """Answer a question: in its channel once, and elsewhere not while that person is being answered.

        Raises:
            UserError: it is answered, or about to be; it says where.
        """
        key = interaction.channel_id if public else interaction.user.id, question
        now = interaction.created_at
        self._told = {one: told for one, told in self._told.items() if told.since > now - _LASTS}
        if key in self._told:
            raise _already(self._told[key].address)
        telling = self._told[key] = Telling(now)
        try:
            yield telling
        finally:
            if telling.address is None:
                self._told.pop(key, None)


def _already(address: str | None) -> UserError:
    if address is None:
        return UserError("I am looking that up already. The answer will be here in a moment.")
    return UserError(f"The answer to that is here already: {link(address)}")
