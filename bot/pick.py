"""What a member has picked so far on the way to a suggestion, carried whole in a custom_id."""

import re
from dataclasses import dataclass
from typing import Self

PATTERN = (
    r"pick:(?P<step>kind|season|entry):(?P<show>\d{1,18}):(?P<kind>[a-z]{0,20})"
    r":(?P<season>\d{0,4}):(?P<page>\d{0,4})"
)
"""Every custom_id that a Pick makes matches this whole."""

NEW, NO_SEASON = "new", "0"
"""What is chosen where an entry is missing, and where no season in particular is meant."""


@dataclass(frozen=True, slots=True)
class Pick:
    """What is asked next, `step`, about a show, and what was picked before; `page` counts from 0."""

    step: str
    show: int
    kind: str = ""
    season: int | None = None
    page: int = 0

    @property
    def custom_id(self) -> str:
        """At most 100 characters, as Discord allows."""
        return f"pick:{self.step}:{self.show}:{self.kind}:{self.season or ''}:{self.page or ''}"

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """The Pick in a custom_id that matched `PATTERN`."""
        season, page = match["season"], match["page"]
        return cls(
            match["step"],
            int(match["show"]),
            match["kind"],
            int(season) if season else None,
            int(page) if page else 0,
        )
