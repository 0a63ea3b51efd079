"""How a show was received: scores, and Netflix's weekly Top 10."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from db.facts import Fact
from db.values import Line, Prose, SeasonNumber, Value
from db.when import When


class Audience(StrEnum):
    """Whose opinion a score gathers."""

    CRITICS = "critics"
    VIEWERS = "viewers"


class Score(Value):
    """One taking of one outlet's score; no value means too few opinions for one.

    `season` is None for the whole series. `votes` counts the reviews or ratings behind it.
    """

    KIND: ClassVar[str] = "score"

    season: SeasonNumber | None = None
    outlet: Line
    audience: Audience
    value: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    scale: Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]
    votes: int | None = Field(default=None, ge=0)
    taken: When
    note: Prose | None = None

    @model_validator(mode="after")
    def _within_scale(self) -> Self:
        if self.value is not None and self.value > self.scale:
            raise ValueError("the score is above its scale")
        return self

    @property
    def about(self) -> tuple[str | int | None, ...]:
        return self.season, self.outlet, self.audience.value, self.taken.canonical

    @property
    def percent(self) -> float | None:
        """The value on a scale of 0 to 100."""
        return None if self.value is None else 100 * self.value / self.scale


class ViewingWeek(BaseModel):
    """A season's week in Netflix's Top 10: measured data that nobody edits.

    `hours` are hours viewed in the week, and `views` those hours divided by `runtime`, the season's length
    in hours. Without a rank the season was not listed and had at most `tenth_hours` and `tenth_views`: what
    the tenth place of its list allows. `label` is what Netflix calls the season ("Part 2", "Limited Series"),
    where that is not its number; where it is not `numbered`, the number is only the order in which Netflix
    listed it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    season: SeasonNumber
    list: Line
    week_ending: date
    rank: int | None = Field(default=None, ge=1, le=10)
    hours: int | None = Field(default=None, ge=0)
    views: int | None = Field(default=None, ge=0)
    runtime: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    tenth_hours: int | None = Field(default=None, ge=0)
    tenth_views: int | None = Field(default=None, ge=0)
    label: Line | None = None
    numbered: bool = True
    note: Prose | None = None


class TenthPlace(BaseModel):
    """What the tenth place of a list had in a week, by what the list was ranked by: hours, or later views."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    list: Line
    week_ending: date
    tenth_hours: int | None = Field(default=None, ge=0)
    tenth_views: int | None = Field(default=None, ge=0)

    def most_hours(self, runtime: float | None) -> int | None:
        """The most hours that a season below the tenth place can have had, its `runtime` being in hours.

        Where the list is ranked by views that is tenth_views * runtime: a long season below the tenth place
        can have had more hours than the tenth. None where the runtime would have to be known.
        """
        if self.tenth_views is None:
            return self.tenth_hours
        return round(self.tenth_views * runtime) if runtime else None


@dataclass(frozen=True, slots=True)
class History:
    """Every taking of one score, the oldest first: of a season or the series, an outlet and an audience."""

    takings: tuple[Fact[Score], ...]

    @property
    def newest(self) -> Fact[Score]:
        return self.takings[-1]

    @property
    def valued(self) -> tuple[Score, ...]:
        """The takings for which there were enough opinions."""
        return tuple(fact.value for fact in self.takings if fact.value.value is not None)


def histories(scores: Iterable[Fact[Score]]) -> list[History]:
    """The takings of each season, outlet and audience: whole series first, critics before viewers."""
    found: dict[tuple[int, Audience, str], list[Fact[Score]]] = {}
    for fact in sorted(scores, key=lambda fact: fact.value.taken.sort_key):
        score = fact.value
        found.setdefault((score.season or 0, score.audience, score.outlet.casefold()), []).append(fact)
    return [History(tuple(found[key])) for key in sorted(found)]


def compared(scores: Iterable[Fact[Score]]) -> list[Score]:
    """The scores to hold against each other, lowest first.

    Those of the whole series, else of the newest season, that has two or more; else the only one there is.
    """
    groups: dict[int | None, list[Score]] = {}
    for fact in scores:
        if fact.value.percent is not None:
            groups.setdefault(fact.value.season, []).append(fact.value)
    by_season = sorted(groups.items(), key=lambda group: (len(group[1]) > 1, group[0] or 10_000))
    return sorted(by_season[-1][1], key=lambda score: score.percent or 0) if by_season else []
