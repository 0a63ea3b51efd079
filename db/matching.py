"""Which shows and seasons are meant by the titles and labels of Netflix's lists."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Protocol, TypeAlias

_WITH_SEASON = re.compile(r"(?P<name>.+?)[:,]? season (?P<number>[0-9]{1,3})", re.IGNORECASE)


class Listed(Protocol):
    """A season's place in a list in one week, as the file has it."""

    @property
    def list(self) -> str: ...
    @property
    def week_ending(self) -> date: ...
    @property
    def title(self) -> str: ...
    @property
    def label(self) -> str | None: ...
    @property
    def season(self) -> int | None: ...


class How(StrEnum):
    """How a title was matched to its show, the surest first."""

    ALIAS = "a name that somebody gave it"
    TITLE = "its title"
    OTHER_NAME = "another name of it"
    FORMER_TITLE = "a title it had before"
    OWN_TITLE = "made by an import before"
    NEW = "a new show"


@dataclass(frozen=True, slots=True)
class KnownShow:
    """A show of the shared catalogue, and how it came by its names.

    `title` is None where it was withdrawn. `given` are the names that a person added to its `aliases`.
    `former` is a title that it does not have any more: the one under which an import made it, or the last
    before it was withdrawn. It is `own` where an import made it and nobody else has changed it since.
    """

    show_id: int
    title: str | None
    year: int | None = None
    network: str | None = None
    aliases: tuple[str, ...] = ()
    given: frozenset[str] = frozenset()
    former: str | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Title:
    """A title in one list, as it was spelt last, and its first week there.

    Two shows of one name are told apart by their lists: one is in English.
    """

    key: str
    list: str
    spelt: str
    first_week: date


Place: TypeAlias = tuple[str, str, str | None]
"""What names a season in the lists: the title's key, the list and the label."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a title with a label means: a season of a show that is known, or None for one to be made.

    Where the season is not `numbered`, nothing says its number, and it was counted.
    """

    title: Title
    label: str | None
    show: KnownShow | None
    how: How
    season: int
    numbered: bool

    @property
    def target(self) -> int | Title:
        """Which show it is, also of those to be made."""
        return self.show.show_id if self.show else self.title


@lru_cache(maxsize=20_000)
def key_of(name: str) -> str:
    """A name as it is compared: capitals, accents, quotation marks and other punctuation aside."""
    decomposed = unicodedata.normalize("NFKD", name.replace("&", " and ")).casefold()
    return "".join(filter(str.isalnum, decomposed)) or "".join(decomposed.split())


def place_of(entry: Listed) -> Place:
    """What names an entry's season in the lists."""
    return key_of(entry.title), entry.list, entry.label


def meanings(entries: Iterable[Listed], shows: Collection[KnownShow]) -> dict[Place, Meaning]:
    """What every title with a label means.

    A name that a person gave goes before everything. One that repeats title and label ("Monsters: The Lyle
    and Erik Menendez Story") takes that season alone, and one that goes on with a season ("The Mire:
    Millennium: Season 3") says which it is. Seasons whose number nothing says are counted in the order in
    which they were first listed, past the numbers that are taken.
    """
    seasons: dict[Place, list[Listed]] = {}
    for entry in entries:
        seasons.setdefault(place_of(entry), []).append(entry)
    matched = {(title.key, title.list): (title, show, how) for title, show, how in _match(seasons, shows)}
    whole_names = dict(_whole_names(shows))
    meant: dict[Place, Meaning] = {}
    for place, group in seasons.items():
        title, show, how = matched[place[:2]]
        named, number = whole_names.get(key_of(f"{group[0].title} {place[2] or ''}"), (None, None))
        if named:
            show, how = named, How.ALIAS
        number = number or group[0].season
        meant[place] = Meaning(title, place[2], show, how, number or 0, number is not None)
    return _counted(meant, {place: _first_week(group) for place, group in seasons.items()})


def _match(
    seasons: Mapping[Place, Collection[Listed]], shows: Iterable[KnownShow]
) -> Iterator[tuple[Title, KnownShow | None, How]]:
    """The show that each title means: the likeliest that no title of another list means sooner."""
    titles = sorted(_titles(seasons), key=lambda title: (title.first_week, title.list, title.key))
    named: dict[str, list[tuple[How, str, KnownShow]]] = {}
    for show in shows:
        for how, name in _names(show):
            named.setdefault(key_of(name), []).append((how, name, show))
    claims = [
        (_order(title, *claim), number, claim[0], claim[2])
        for number, title in enumerate(titles)
        for claim in named.get(title.key, ())
        if _may_mean(title, claim[0], claim[2])
    ]
    matched: dict[int, tuple[KnownShow, How]] = {}
    lists: dict[tuple[int, str], str] = {}
    for _, number, how, show in sorted(claims, key=lambda claim: claim[:2]):
        title = titles[number]
        is_free = lists.get((show.show_id, title.key), title.list) == title.list
        if number not in matched and (is_free or how is How.ALIAS):
            matched[number] = show, how
            lists[show.show_id, title.key] = title.list
    for number, title in enumerate(titles):
        show, how = matched.get(number, (None, How.NEW))
        yield title, show, how


def _titles(seasons: Mapping[Place, Collection[Listed]]) -> Iterator[Title]:
    groups: dict[tuple[str, str], list[Listed]] = {}
    for (key, name, _), group in seasons.items():
        groups.setdefault((key, name), []).extend(group)
    for (key, name), group in groups.items():
        newest = max(group, key=lambda entry: (entry.week_ending, entry.title))
        yield Title(key, name, newest.title, _first_week(group))


def _names(show: KnownShow) -> Iterator[tuple[How, str]]:
    """Every name that may mean a show, and how."""
    if show.title:
        yield (How.OWN_TITLE if show.own else How.TITLE), show.title
    for alias in show.aliases:
        yield (How.ALIAS if alias in show.given else How.OTHER_NAME), alias
    if show.former:
        yield (How.OWN_TITLE if show.own else How.FORMER_TITLE), show.former


def _whole_names(shows: Iterable[KnownShow]) -> Iterator[tuple[str, tuple[KnownShow, int | None]]]:
    """The names that people gave, which may stand for title and label, with the season that they say.

    Of a name that several shows were given the last is that of the show known longest.
    """
    for show in sorted(shows, key=lambda show: -show.show_id):
        for name in sorted(show.given):
            found = _WITH_SEASON.fullmatch(name)
            number = int(found["number"]) or None if found else None
            yield key_of(name), (show, number)
            if found:
                yield key_of(found["name"]), (show, number)


def _may_mean(title: Title, how: How, show: KnownShow) -> bool:
    """Whether a show can have been listed: none is before its first year, give or take a New Year's Eve."""
    return how is How.ALIAS or (show.year or 0) <= title.first_week.year + 1


def _order(title: Title, how: How, name: str, show: KnownShow) -> tuple[int, bool, bool, int, int]:
    """What makes one show a likelier meaning than another: the lowest is."""
    on_netflix = "netflix" in (show.network or "").casefold()
    age = title.first_week.year - (show.year or 0)
    return [*How].index(how), name != title.spelt, not on_netflix, age, show.show_id


def _first_week(group: Iterable[Listed]) -> date:
    return min(entry.week_ending for entry in group)


def _counted(meant: Mapping[Place, Meaning], first_weeks: Mapping[Place, date]) -> dict[Place, Meaning]:
    """Give numbers to the seasons that have none."""
    taken: dict[int | Title, set[int]] = {}
    for meaning in meant.values():
        taken.setdefault(meaning.target, set()).add(meaning.season)
    whole: dict[Place, Meaning] = {}
    for place in sorted(meant, key=lambda place: (first_weeks[place], place[2] or "", place[:2])):
        meaning = meant[place]
        if not meaning.numbered:
            used = taken[meaning.target]
            number = next(number for number in range(1, len(used) + 2) if number not in used)
            used.add(number)
            meaning = replace(meaning, season=number)
        whole[place] = meaning
    return whole
