"""What is new in Netflix's lists beside what the store holds, and what became of the seasons in them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol, TypeAlias

from db.matching import KnownShow, Listed, Meaning, Place, Title, meanings, place_of
from db.proportion import Proportion, proportion_of
from db.reception import TenthPlace, ViewingWeek

Target: TypeAlias = int | Title
"""A show by its id, or one to be made by the title that it will have."""

TENTH = 10


class Ranked(Listed, Protocol):
    """A season's place in a list in one week, with its figures."""

    @property
    def rank(self) -> int: ...
    @property
    def hours(self) -> int: ...
    @property
    def views(self) -> int | None: ...
    @property
    def runtime(self) -> float | None: ...


class Slot(NamedTuple):
    """What the store holds one row for: a season of a show in a week."""

    show: Target
    season: int
    week_ending: date


class Figures(NamedTuple):
    """What was measured of a season in a week, as its row has it."""

    list: str
    rank: int
    hours: int
    views: int | None
    runtime: float | None
    label: str | None
    numbered: bool


class Bound(NamedTuple):
    """What the tenth place of a list had, by what ranks the list."""

    hours: int | None
    views: int | None


@dataclass(frozen=True, slots=True)
class Held:
    """What the store holds: the shows that may be meant, every listed week, and every tenth place."""

    shows: Collection[KnownShow]
    weeks: Mapping[Slot, Figures]
    tenths: Mapping[tuple[str, date], Bound]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be kept, removed and made. `unplaced` are entries whose season had another one that week."""

    meanings: Mapping[Place, Meaning]
    kept: Mapping[Slot, Figures]
    new: Mapping[Slot, Figures]
    gone: Collection[Slot]
    tenths: Mapping[tuple[str, date], Bound]
    unplaced: Collection[Ranked]
    proportions: Collection[Proportion]

    @property
    def titles(self) -> list[Title]:
        """The shows to be made."""
        return list(dict.fromkeys(slot.show for slot in self.new if isinstance(slot.show, Title)))

    @property
    def listed_shows(self) -> set[int]:
        """The shows, of those that are known, that were listed."""
        return {slot.show for slot in self.kept if isinstance(slot.show, int)}


def make_plan(entries: Collection[Ranked], held: Held) -> Plan:
    """Hold the entries of whole lists, from their first week on, against what the store has of them."""
    meant = meanings(entries, held.shows)
    kept: dict[Slot, Figures] = {}
    unplaced: list[Ranked] = []
    for entry in entries:
        meaning = meant[place_of(entry)]
        slot = Slot(meaning.target, meaning.season, entry.week_ending)
        if slot in kept:
            unplaced.append(entry)
        else:
            kept[slot] = _figures(entry, meaning)
    bounds = {(entry.list, entry.week_ending): _bound(entry) for entry in entries if entry.rank == TENTH}
    return Plan(
        meant,
        kept,
        {slot: figures for slot, figures in kept.items() if held.weeks.get(slot) != figures},
        [
            slot
            for slot, figures in held.weeks.items()
            if slot not in kept and (figures.list, slot.week_ending) in bounds
        ],
        {place: bound for place, bound in bounds.items() if held.tenths.get(place) != bound},
        unplaced,
        list(_proportions(kept, bounds)),
    )


def _figures(entry: Ranked, meaning: Meaning) -> Figures:
    number = str(meaning.season)
    label = None if (entry.label or "").casefold() in (number, f"season {number}") else entry.label
    return Figures(entry.list, entry.rank, entry.hours, entry.views, entry.runtime, label, meaning.numbered)


def _bound(entry: Ranked) -> Bound:
    return Bound(entry.hours, None) if entry.views is None else Bound(None, entry.views)


def _proportions(
    kept: Mapping[Slot, Figures], bounds: Mapping[tuple[str, date], Bound]
) -> Iterable[Proportion]:
    for name in sorted({name for name, _ in bounds}):
        shows: dict[Target, list[ViewingWeek]] = {}
        for slot, figures in kept.items():
            if figures.list == name:
                shows.setdefault(slot.show, []).append(_week(slot, figures))
        tenths = {
            week: TenthPlace(list=name, week_ending=week, tenth_hours=bound.hours, tenth_views=bound.views)
            for (place, week), bound in bounds.items()
            if place == name
        }
        found = proportion_of(name, shows.values(), tenths)
        if found:
            yield found


def _week(slot: Slot, figures: Figures) -> ViewingWeek:
    return ViewingWeek(season=slot.season, week_ending=slot.week_ending, **figures._asdict())
