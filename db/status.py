"""Will there be another season: decisions, releases, and what they come to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from db.facts import Fact
from db.values import Line, Prose, SeasonNumber, Value
from db.when import When

MOST_EPISODES = 500
"""How many episodes a season, or a part of one, has at the most."""

FIRST_YEAR = 1900
"""From here on, a season's number is a year and counts nothing."""


class Verdict(StrEnum):
    """The answer to "will this season be made?"

    `cancelled` and `limited` stand with the first season that will not be made; `renewed`, `final_season`
    and `revived` with the one ordered; `ended` with the last made; `awaiting` with the one in question.
    """

    RENEWED = "renewed"
    FINAL_SEASON = "final_season"
    REVIVED = "revived"
    AWAITING = "awaiting"
    CANCELLED = "cancelled"
    ENDED = "ended"
    LIMITED = "limited"

    @property
    def is_order(self) -> bool:
        """Whether it says that the season will be made."""
        return self in (Verdict.RENEWED, Verdict.FINAL_SEASON, Verdict.REVIVED)

    @property
    def rules_out(self) -> bool:
        """Whether it says that the season will not be made."""
        return self in (Verdict.CANCELLED, Verdict.LIMITED)

    @property
    def settles(self) -> bool:
        """Whether it answers for all seasons that would follow."""
        return self.rules_out or self is Verdict.ENDED


class Decision(Value):
    """What was decided about one season, by whom and when."""

    KIND: ClassVar[str] = "decision"

    season: SeasonNumber
    verdict: Verdict
    decided: When
    platform: Line | None = None
    reason: Prose | None = None
    note: Prose | None = None

    @property
    def about(self) -> tuple[str | int | None, ...]:
        return self.season, self.verdict.value, self.platform


class Release(Value):
    """When a season, or one part of it, came or comes out."""

    KIND: ClassVar[str] = "release"

    season: SeasonNumber
    part: int | None = Field(default=None, ge=1, le=20)
    when: When
    episodes: int | None = Field(default=None, ge=1, le=MOST_EPISODES)
    note: Prose | None = None

    @property
    def about(self) -> tuple[str | int | None, ...]:
        return self.season, self.part

    def is_out(self, today: date) -> bool:
        """Whether its date has come; of an imprecise one, the last day it allows."""
        return self.when.latest is not None and self.when.latest <= today


def has_come(release: Fact[Release], today: date) -> bool:
    """Whether a release is out, as far as is known.

    A day brings it; what was expected "in late 2026" is not out because the year is: somebody has to say so
    afterwards, which is more than that nothing has changed.
    """
    when = release.value.when
    is_said = when.names_a_day or (when.is_over(release.checked_on) and not release.rechecked)
    return is_said and release.value.is_out(today)


@dataclass(frozen=True, slots=True)
class Season:
    """All that is known of one season: its decisions, the one that holds last, and its releases by part."""

    number: int
    decisions: tuple[Fact[Decision], ...]
    releases: tuple[Fact[Release], ...]

    @property
    def decision(self) -> Fact[Decision] | None:
        """The decision that holds: of several, the one decided last."""
        return self.decisions[-1] if self.decisions else None

    @property
    def episodes(self) -> int | None:
        """How many episodes it has, where every part says so."""
        counts = [release.value.episodes for release in self.releases]
        return sum(count for count in counts if count) if counts and all(counts) else None

    def is_out(self, today: date) -> bool:
        """Whether at least its first part has come out."""
        return any(has_come(release, today) for release in self.releases)

    def is_open(self, today: date) -> bool:
        """Whether people still wait for an answer: undecided, or ordered and not out."""
        if self.decision is None:
            return not self.is_out(today)
        verdict = self.decision.value.verdict
        return verdict is Verdict.AWAITING or (verdict.is_order and not self.is_out(today))

    def next_release(self, today: date) -> Fact[Release] | None:
        """The first part that is not out yet."""
        return next((release for release in self.releases if not has_come(release, today)), None)


def is_to_come(releases: Sequence[Release], day: date | None) -> bool:
    """Whether one of these was still to come on a day; without a day, all that have a date are."""
    return any(one.when.latest and not (day and one.is_out(day)) for one in releases)


def seasons(decisions: Iterable[Fact[Decision]], releases: Iterable[Fact[Release]]) -> list[Season]:
    """Every season that something is known of, by number."""
    decided: dict[int, list[Fact[Decision]]] = {}
    released: dict[int, list[Fact[Release]]] = {}
    for decision in sorted(decisions, key=lambda fact: _order(fact.value)):
        decided.setdefault(decision.value.season, []).append(decision)
    for release in sorted(releases, key=lambda fact: (fact.value.part or 0, fact.value.when.sort_key)):
        released.setdefault(release.value.season, []).append(release)
    return [
        Season(number, tuple(decided.get(number, ())), tuple(released.get(number, ())))
        for number in sorted(decided.keys() | released.keys())
    ]


def in_question(known: Sequence[Season]) -> Season | None:
    """The season people mean when they name none: the highest one decided, else the newest known."""
    decided = [season for season in known if season.decision]
    return decided[-1] if decided else (known[-1] if known else None)


def season_to_decide(known: Sequence[Season], today: date) -> int:
    """The season in question; where none was decided, the first that is not out, or the one after all."""
    season = in_question(known)
    if season is None or season.decision:
        return season.number if season else 1
    return next((one.number for one in known if not one.is_out(today)), season.number + 1)


def last_made(known: Sequence[Season], today: date) -> int | None:
    """The last season that is out."""
    return max((season.number for season in known if season.is_out(today)), default=None)


def season_to_date(known: Sequence[Season], today: date, *, has_ended: bool = False) -> int:
    """The first season that is to come, else the one to decide; of a show that is over, the first with a date
    to come, else the last made.

    Whether one without decisions `has_ended` is to be told.
    """
    decision = next((one.decision for one in reversed(known) if one.decision), None)
    is_over = decision.value.verdict.settles if decision else has_ended
    for season in known:
        ruled_out = season.decision is not None and season.decision.value.verdict.rules_out
        awaited = [one for one in season.releases if one.value.when.latest or not is_over]
        if awaited and not season.is_out(today) and not ruled_out:
            return season.number
    return (last_made(known, today) if is_over else None) or season_to_decide(known, today)


def latest_verdict(decisions: Sequence[Decision]) -> Verdict | None:
    """What holds for the highest season decided."""
    if not decisions:
        return None
    return max(decisions, key=lambda decision: (decision.season, *_order(decision))).verdict


def _order(decision: Decision) -> tuple[object, ...]:
    return (
        decision.decided.earliest is not None,
        decision.decided.sort_key,
        list(Verdict).index(decision.verdict),
    )
