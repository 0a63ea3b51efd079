"""What a season would hold, who says so, and how far that spoils."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from db.facts import Fact
from db.values import Prose, SeasonNumber, Value


class StoryKind(StrEnum):
    """How sure a piece of story is, the surest first."""

    CONFIRMED = "confirmed"
    CREATOR_SAID = "creator_said"
    SOURCE_MATERIAL = "source_material"
    THEORY = "theory"


Episode = Annotated[str, StringConstraints(pattern=r"^S\d{1,4}E\d{1,4}$")]


class Story(Value):
    """A piece of what a season would hold; `season` is None for the show as a whole.

    `spoils_through` is the last episode it gives away, such as S1E10; None gives nothing away.
    """

    KIND: ClassVar[str] = "story"

    number: int = Field(ge=1)
    season: SeasonNumber | None = None
    kind: StoryKind
    text: Prose
    spoils_through: Episode | None = None
    note: Prose | None = None

    @property
    def about(self) -> tuple[str | int | None, ...]:
        return (self.number,)


def spoiled_through(stories: Iterable[Fact[Story]]) -> tuple[int, int] | None:
    """The furthest season and episode that any of them gives away; None when none does."""
    episodes = [fact.value.spoils_through for fact in stories if fact.value.spoils_through]
    return max(
        ((int(s), int(e)) for s, e in (re.findall(r"\d+", episode) for episode in episodes)), default=None
    )
