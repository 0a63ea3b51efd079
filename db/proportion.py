"""What became of comparable seasons: counts of what was, never a forecast of what will be.

**Debut**: the first week in which a show was listed at all, if that was with its first season alone. Netflix
also lists old seasons again when a new one comes out, and a first season listed so has come back already. A
show that ran elsewhere for years before it came to Netflix cannot be told from a new one, and counts.

**Week one** is the week of the debut, which the season mostly entered on a Wednesday or Thursday; it is
partial. Week two is the first whole week, and each week ends seven days after the one before.

**Comparable** are the first seasons of the same list, called season 1, part 1 or the like by Netflix, whose
debut is one of a show and lies between the second week of all, that of 11 July 2021, and 104 weeks before the
newest. What stood in the very first list may have come out before it; what came out less than two years ago
may yet come back. Limited series and specials do not count: nobody meant them to come back.

**Returned**: a later season of the same show was listed in a later week. A season that was made and never
listed counts as not returned, as does one that was renewed and is not out yet.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import sqrt

from db.reception import TenthPlace, ViewingWeek

FEWEST = 8
"""Of fewer seasons no share is told."""

FIRST_LISTS = date(2021, 7, 4)
"""The week that Netflix's lists begin with."""

_WEEK = timedelta(weeks=1)
_TIME_TO_RETURN = timedelta(weeks=104)

_Z = 1.959963984540054
"""The quantile of the normal distribution that leaves 2.5 % above it: 95 % lie within both."""


class Fall(StrEnum):
    """How much of week two's hours was gone in week three; what rose has fallen by less than nothing."""

    UP_TO_40 = "up to 40 %"
    FROM_40_TO_60 = "40 to 60 %"
    ABOVE_60 = "above 60 %"


@dataclass(frozen=True, slots=True)
class Share:
    """Of `n` seasons `returned` came back."""

    n: int
    returned: int

    @property
    def share(self) -> float | None:
        """The part that came back, 0 to 1; None where n is under 8."""
        return self.returned / self.n if self.n >= FEWEST else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % Wilson interval of the share, 0 to 1; None where n is under 8."""
        return wilson(self.returned, self.n) if self.n >= FEWEST else None


@dataclass(frozen=True, slots=True)
class Halving:
    """Of `n` seasons, `halved` had lost more than half of their best week's hours in week four."""

    n: int
    halved: int

    @property
    def share(self) -> float | None:
        """The part that had, 0 to 1; None where n is under 8."""
        return self.halved / self.n if self.n >= FEWEST else None


@dataclass(frozen=True, slots=True)
class LostHalf:
    """The rule that a season is lost when more than half is gone in a month, held against what became of it.

    Were there anything in it, the shares of `returned` and `not_returned` would lie far from each other.
    """

    returned: Halving
    not_returned: Halving

    @property
    def everyone(self) -> Halving:
        """Both together."""
        both = self.returned, self.not_returned
        return Halving(sum(one.n for one in both), sum(one.halved for one in both))


@dataclass(frozen=True, slots=True)
class Proportion:
    """What became of the comparable seasons of one list, as its newest week knows.

    `by_fall` has every `Fall`. Seasons whose fall cannot be measured are in `everyone` alone.
    """

    list: str
    newest_week: date
    everyone: Share
    by_fall: Mapping[Fall, Share]
    lost_half: LostHalf

    @property
    def measured(self) -> Share:
        """All whose fall can be measured."""
        shares = self.by_fall.values()
        return Share(sum(one.n for one in shares), sum(one.returned for one in shares))


def wilson(successes: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a proportion p = successes / n, both ends 0 to 1:

        (p + z²/2n ± z √(p(1 - p)/n + z²/4n²)) / (1 + z²/n), z = 1.96

    E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the
    American Statistical Association 22 (1927), 209-212. Unlike p ± z √(p(1 - p)/n) it stays within 0 and 1
    and holds for few.

    Raises:
        ValueError: n is under 1, or successes is not between 0 and n.
    """
    if not 0 <= successes <= n or n < 1:
        raise ValueError(f"{successes} of {n} is no proportion")
    share, square = successes / n, _Z**2
    middle = share + square / (2 * n)
    reach = _Z * sqrt(share * (1 - share) / n + square / (4 * n**2))
    whole = 1 + square / n
    # At 0 and 1 a float's last digit would put the share outside its own interval.
    low = (middle - reach) / whole if successes else 0.0
    return low, (middle + reach) / whole if successes < n else 1.0


def fall_of(weeks: Sequence[ViewingWeek]) -> float | None:
    """The part of week two's hours that was gone in week three: (two - three) / two; negative where it rose.

    `weeks` are those of one season, in any order. None where the season was not listed in both: a bound is
    no figure.
    """
    hours = _hours(weeks)
    two, three = hours.get(1), hours.get(2)
    return (two - three) / two if two and three is not None else None


def band(fall: float) -> Fall:
    """Which seasons fell about as much; 40 % and 60 % themselves belong to the smaller fall."""
    if fall <= 0.4:
        return Fall.UP_TO_40
    return Fall.FROM_40_TO_60 if fall <= 0.6 else Fall.ABOVE_60


def lost_half(weeks: Sequence[ViewingWeek], fourth: TenthPlace | None) -> bool | None:
    """Whether less than half of the best of its first four weeks' hours was left in week four.

    `weeks` are those of one season, `fourth` the tenth place of its list in its week four. A season that had
    left the list by then has certainly lost half where the tenth place's bound is under half of its best
    week. None where it cannot be known.
    """
    hours = _hours(weeks)
    best = max((hours[week] for week in range(4) if week in hours), default=0)
    left = hours.get(3)
    if left is not None:
        return 2 * left < best
    bound = fourth.most_hours(runtime_of(weeks)) if fourth else None
    return True if bound is not None and 2 * bound < best else None


def runtime_of(weeks: Iterable[ViewingWeek]) -> float | None:
    """How long a season is, in hours, as the newest week tells that does."""
    known = [(week.week_ending, week.runtime) for week in weeks if week.runtime]
    return max(known)[1] if known else None


def proportion_of(
    name: str, shows: Iterable[Collection[ViewingWeek]], tenths: Mapping[date, TenthPlace]
) -> Proportion | None:
    """What became of the comparable seasons of a list; None where the list has no weeks.

    `shows` are the weeks that each show was in that list, `tenths` its tenth places by week.
    """
    if not tenths:
        return None
    newest = max(tenths)
    everyone: list[bool] = []
    falls: dict[Fall, list[bool]] = {fall: [] for fall in Fall}
    halved: dict[bool, list[bool]] = {True: [], False: []}
    for weeks in shows:
        season = debut(weeks)
        if season is None or _first_week(season) > newest - _TIME_TO_RETURN:
            continue
        returned = any(week.season > 1 for week in weeks)
        everyone.append(returned)
        fall = fall_of(season)
        if fall is not None:
            falls[band(fall)].append(returned)
        half = lost_half(season, tenths.get(_first_week(season) + 3 * _WEEK))
        if half is not None:
            halved[returned].append(half)
    by_fall = {fall: _share(outcomes) for fall, outcomes in falls.items()}
    counted = LostHalf(*(Halving(len(halved[outcome]), sum(halved[outcome])) for outcome in (True, False)))
    return Proportion(name, newest, _share(everyone), by_fall, counted)


def debut(weeks: Collection[ViewingWeek]) -> list[ViewingWeek] | None:
    """The weeks of a show's first season, if the show was new to the lists with it alone, after week one.

    That is what all comparable seasons have in common.
    """
    listed = [week for week in weeks if week.rank is not None]
    if not listed:
        return None
    first = _first_week(listed)
    seasons = {(week.season, week.numbered) for week in listed if week.week_ending == first}
    is_new = first > FIRST_LISTS and seasons == {(1, True)}
    return [week for week in listed if week.season == 1] if is_new else None


def _first_week(weeks: Iterable[ViewingWeek]) -> date:
    return min(week.week_ending for week in weeks if week.rank is not None)


def _hours(weeks: Iterable[ViewingWeek]) -> dict[int, int]:
    """A season's hours by week, week one as 0; weeks off the list are not in it."""
    listed = {
        week.week_ending: week.hours for week in weeks if week.rank is not None and week.hours is not None
    }
    first = min(listed, default=date.min)
    return {(day - first).days // 7: hours for day, hours in listed.items()}


def _share(outcomes: Sequence[bool]) -> Share:
    return Share(len(outcomes), sum(outcomes))
