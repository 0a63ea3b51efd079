"""What a button or select asks for, carried whole in its custom_id, so that it outlives a restart."""

import re
from dataclasses import dataclass, replace
from typing import Self

PATTERN = (
    r"ask:(?P<card>[a-z]+):(?P<show>\d{0,18}):(?P<season>\d{0,4}):(?P<page>\d{0,4})"
    r":(?P<public>[01]):(?P<text>[^\n]{0,60})"
)
"""Every custom_id that an Ask makes matches this whole."""

_TEXT_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to the bot: the card by its command's name, and what it is about.

    `text` is the person of /cast or the search of /shows, cut to 60 characters; `public` asks for the
    answer in the channel, where otherwise only the one who presses sees it.
    """

    card: str
    show: int | None = None
    season: int | None = None
    page: int = 0
    public: bool = False
    text: str = ""

    @property
    def custom_id(self) -> str:
        """At most 100 characters, as Discord allows."""
        show, season = self.show or "", self.season or ""
        text = " ".join(self.text.split())[:_TEXT_LIMIT]
        return f"ask:{self.card}:{show}:{season}:{self.page or ''}:{int(self.public)}:{text}"

    def about(self, show: int) -> Self:
        """The same question about a show that was chosen since."""
        return replace(self, show=show)

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """The Ask in a custom_id that matched `PATTERN`."""
        return cls(
            match["card"],
            int(match["show"]) if match["show"] else None,
            int(match["season"]) if match["season"] else None,
            int(match["page"] or 0),
            match["public"] == "1",
            match["text"],
        )
