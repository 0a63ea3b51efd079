"""Which show of the shared catalogue is meant: by its number, or by the name that Netflix gave it."""

from collections import Counter
from collections.abc import Collection, Hashable, Mapping
from datetime import date
from typing import NamedTuple, TypeVar

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.facts import SHARED, newest
from db.search import normalise
from db.shows import ShowDetails, tvmaze_number

Key = TypeVar("Key", bound=Hashable)

_NETFLIX = "Netflix"
_MADE_BY_NETFLIX = "netflix-"
"""What the keys begin with of the shows that Netflix's lists made, of which they say no more than a name."""


class _Known(NamedTuple):
    """A show of the shared catalogue; `first_week` is its first in Netflix's lists."""

    show_id: int
    key: str
    first_week: date | None
    title: str | None
    year: int | None
    imdb_id: str | None
    tvmaze_url: str | None
    network: str | None


async def same_shows(
    connection: AsyncConnection, meant: Mapping[Key, ShowDetails], *, on_tvmaze: bool
) -> dict[Key, int]:
    """The ids of the shows that are meant beyond doubt; two are never the same one.

    Shows that a number of TVmaze stands for already are among them only where `on_tvmaze` says so.
    """
    found = await _by_number(connection, meant) if on_tvmaze else {}
    rest = {key: details for key, details in meant.items() if key not in found}
    if not rest:
        return found
    known = await _known(connection, on_tvmaze=on_tvmaze)
    by_page = {number: show for show in known if (number := tvmaze_number(show.tvmaze_url))}
    by_imdb = {show.imdb_id: show for show in known if show.imdb_id}
    by_number = {
        key: by_page.get(details.tvmaze_number or 0) or by_imdb.get(details.imdb_id or "")
        for key, details in rest.items()
    }
    by_name = await _by_name(connection, rest, known)
    for key, show in (*by_number.items(), *by_name.items()):
        if show is not None and key not in found and show.show_id not in found.values():
            found[key] = show.show_id
    return found


async def is_the_same(connection: AsyncConnection, show_id: int, details: ShowDetails) -> bool:
    """Whether a show about which somebody asked is one that was found by its name.

    No number of TVmaze stands for it yet, and neither the year nor the network speaks against it.
    """
    known = await _known(connection, on_tvmaze=False)
    asked = next((show for show in known if show.show_id == show_id), None)
    if asked is None or normalise(asked.title or "") != normalise(details.title):
        return False
    return not differ({asked.year, details.year}, {asked.network, details.network})


def differ(years: Collection[int | None], networks: Collection[str | None]) -> bool:
    """Whether shows of one name are several by what is known of their years or networks."""
    return len({*years} - {None}) > 1 or len({normalise(network) for network in networks if network}) > 1


async def _by_number(connection: AsyncConnection, meant: Mapping[Key, ShowDetails]) -> dict[Key, int]:
    """The shows that TVmaze's numbers are noted to stand for."""
    mapped = tables.tvmaze_show.c
    numbers = {number: key for key, details in meant.items() if (number := details.tvmaze_number)}
    rows = await connection.execute(
        select(mapped.tvmaze_id, mapped.show_id).where(mapped.tvmaze_id.in_(numbers))
    )
    return {numbers[row.tvmaze_id]: row.show_id for row in rows}


async def _known(connection: AsyncConnection, *, on_tvmaze: bool) -> list[_Known]:
    show, fact, revision, week = tables.show, tables.fact, tables.revision, tables.viewing_week.c
    first_week = select(func.min(week.week_ending)).where(week.show_id == show.c.id, week.rank.is_not(None))
    named = (revision.c.value.op("->>")(f"$.{name}") for name in _Known._fields[3:])
    shows = (
        select(show.c.id, show.c.key, first_week.correlate(show).scalar_subquery(), *named)
        .select_from(show)
        .join(fact, fact.c.show_id == show.c.id)
        .join(revision, revision.c.id == newest(SHARED))
        .where(fact.c.kind == ShowDetails.KIND, revision.c.value.is_not(None))
    )
    if not on_tvmaze:
        shows = shows.where(show.c.id.not_in(select(tables.tvmaze_show.c.show_id)))
    return [_Known(*row) for row in await connection.execute(shows)]


async def _by_name(
    connection: AsyncConnection, meant: Mapping[Key, ShowDetails], known: Collection[_Known]
) -> dict[Key, _Known]:
    """The shows that Netflix's lists made, by what is called the same as none but them.

    A name is no number: nothing that is known may speak against it, neither the year nor the weeks in the
    lists, nor another show of that name.
    """
    bare: dict[str, _Known] = {}
    for show in known:
        if show.title and show.key.startswith(_MADE_BY_NETFLIX):
            bare[normalise(show.title)] = show
    names = {key: normalise(details.title) for key, details in meant.items()}
    how_often = Counter(names.values())
    found = {
        key: bare[name]
        for key, name in names.items()
        if name in bare and how_often[name] == 1 and _may_be(bare[name], meant[key])
    }
    spelt = {meant[key].title for key in found} | {show.title for show in found.values() if show.title}
    namesakes = await _namesakes(connection, spelt)
    return {key: show for key, show in found.items() if namesakes[names[key]] == 1}


def _may_be(show: _Known, details: ShowDetails) -> bool:
    """Whether a show is on Netflix, of the same year, and was not listed before its first year.

    A list of New Year's Eve may be counted to the year before.
    """
    years = {show.year, details.year} - {None}
    if details.network != _NETFLIX or len(years) > 1:
        return False
    return show.first_week is None or (details.year or 0) <= show.first_week.year + 1


async def _namesakes(connection: AsyncConnection, titles: Collection[str]) -> Counter[str]:
    """How many shows of the shared catalogue are called so, by their normalised names."""
    if not titles:
        return Counter()
    fact, revision = tables.fact, tables.revision
    title = revision.c.value.op("->>")("$.title")
    rows = await connection.execute(
        select(title.label("title"))
        .select_from(fact)
        .join(revision, revision.c.id == newest(SHARED))
        .where(fact.c.kind == ShowDetails.KIND, title.collate("NOCASE").in_(titles))
    )
    return Counter(normalise(row.title) for row in rows)
