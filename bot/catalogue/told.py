"""What is being looked up, and what was told in a channel of late, so that it is not told there twice."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from bot.errors import UserError
from bot.interaction import Interaction

_LASTS = timedelta(hours=1)


class Telling:
    """One question while it is answered: whether that is for the channel, and whether it `is_told` there."""

    def __init__(self, *, public: bool) -> None:
        self.public = public
        self.is_told = False


class Told:
    """The questions that are being answered, and for an hour those that were answered in a channel."""

    def __init__(self) -> None:
        self._answering: set[tuple[int | None, str]] = set()
        self._told: dict[tuple[int | None, str], datetime] = {}

    @asynccontextmanager
    async def once(self, interaction: Interaction, question: str, *, public: bool) -> AsyncGenerator[Telling]:
        """Answer a question in its channel once an hour; whoever asks again meanwhile is told privately.

        Nobody can say whether the first answer still stands there.

        Raises:
            UserError: it is being answered.
        """
        here, now = (interaction.channel_id, question), interaction.created_at
        self._told = {one: since for one, since in self._told.items() if since > now - _LASTS}
        telling = Telling(public=public and here not in self._told)
        key = here if telling.public else (interaction.user.id, question)
        if key in self._answering:
            raise UserError(
                "I am looking that up already. If no answer is here in a moment, please press again."
            )
        self._answering.add(key)
        try:
            yield telling
        finally:
            self._answering.discard(key)
            if telling.is_told:
                self._told[here] = now
