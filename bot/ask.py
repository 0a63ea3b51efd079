"""What a button or select asks for, carried whole in its custom_id, so that it outlives a restart."""

import re
from dataclasses import dataclass, replace
from typing import Self

from bot.text import shorten

PATTERN = (
    r"ask:(?P<card>[a-z]+):(?P<show>\d{0,18}):(?P<season>\d{0,4}):(?P<page>\d{0,4})"
    r":(?P<public>[01]):(?P<text>[^\n¦]{0,60})(?:¦(?P<also>[^\n]{1,60}))?"
)
"""Every custom_id that an Ask makes matches this whole."""

_LIMIT = 93
"""How long a custom_id may be; Discord allows 100 characters, of which a prefix may need some."""

_TEXT_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to the bot: the card by its command's name, and what it is about.

    `text` is the person of /cast, the second show of /viewers or the search of /shows; where a show
    is looked up it is that one's title, and `also` is what `text` is to be then. A custom_id has at most 60
    characters of each, cut at a word, with "…". `public` asks for the answer in the channel, where otherwise
    only the one who presses sees it.
    """

    card: str
    show: int | None = None
    season: int | None = None
    page: int = 0
    public: bool = False
    text: str = ""
    also: str = ""

    @property
    def custom_id(self) -> str:
        """At most 93 characters."""
        show, season = self.show or "", self.season or ""
        asked = f"ask:{self.card}:{show}:{season}:{self.page or ''}:{int(self.public)}:"
        text, also = _in_a_line(self.text), _in_a_line(self.also)
        if not also:
            return f"{asked}{text}"
        room = _LIMIT - len(asked) - 1
        also = shorten(also, max(room - len(text), room // 2))
        return f"{asked}{shorten(text, room - len(also))}¦{also}"

    def chosen(self, value: str) -> Self:
        """The same question about the show that was chosen since, by its number, or the person, by name."""
        if self.card == "person":
            return replace(self, card="cast", text=value)
        return replace(self, show=int(value))

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
            match["also"] or "",
        )


def _in_a_line(text: str) -> str:
    return shorten(" ".join(text.replace("¦", " ").split()), _TEXT_LIMIT)
