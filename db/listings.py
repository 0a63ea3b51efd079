"""The list of all shows: each as lists and completions name it."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pydantic_core import from_json
from sqlalchemy import exists, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.facts import SHARED
from db.search import contained, normalise
from db.shows import ShowDetails, TVmazeStatus, year_mark
from db.status import Decision, Release, Verdict, is_to_come, latest_verdict


@dataclass(frozen=True, slots=True)
class Listing:
    """A show as lists and completions name it. `verdict` is None where nothing was decided; `is_over` says
    that nothing was, that TVmaze holds it to have ended, and that no date is known that lay ahead of that.

    `popularity` is ten for each week in Netflix's Top 10, one for each fact of the shared catalogue, and up
    to a hundred for how well known TVmaze holds it to be. TVmaze, where it has the show, is to be named with
    a link wherever it is listed.
    """

    show_id: int
    title: str
    year: int | None = None
    network: str | None = None
    country: str | None = None
    aliases: tuple[str, ...] = ()
    verdict: Verdict | None = None
    popularity: int = 0
    is_on_tvmaze: bool = False
    is_over: bool = False

    @property
    def year_mark(self) -> str:
        """What is written behind the title, as behind that of `ShowDetails`."""
        return year_mark(self.year)

    def goes_by(self, word: str) -> bool:
        """Whether a normalised word is its status word, or a network of it."""
        words = _OVER if self.is_over else _WORDS[self.verdict]
        return word in words or f" {word} " in f" {_normal(self.network or '')} "


async def all_show_ids(connection: AsyncConnection) -> list[int]:
    """The ids of all shows that any layer knows."""
    found = await connection.execute(select(tables.show.c.id))
    return list(found.scalars())


async def read_listings(
    connection: AsyncConnection, show_ids: Collection[int]
) -> dict[int, dict[int, Listing | None]]:
    """Shows as the layers see them that say something of their names, decisions or, where they have
    ended, dates; None where one sees none.

    Any other layer sees a show as the shared one does.
    """
    popularity, ended = await _popularity(connection, show_ids), await _ended(connection, show_ids)
    dated = await _dated_late(connection, ended)
    said = await _said(connection, show_ids, [ShowDetails.KIND, Decision.KIND])
    for show_id, layers in (await _said(connection, dated, [Release.KIND])).items():
        for layer, own in layers.items():
            said.setdefault(show_id, {}).setdefault(layer, {}).update(own)
    return {
        show_id: {
            layer: _listing(
                show_id,
                (layers.get(SHARED, {}) | own).values(),
                popularity.get(show_id, 0),
                has_ended=show_id in ended,
                ended_by=dated.get(show_id),
            )
            for layer, own in layers.items()
        }
        for show_id, layers in said.items()
    }


async def _said(
    connection: AsyncConnection, show_ids: Collection[int], kinds: Collection[str]
) -> dict[int, dict[int, dict[int, tuple[str, str | None]]]]:
    """What layers say of shows in facts of some kinds: by show and layer, the kind and value of each fact."""
    fact, revision, later = tables.fact, tables.revision, tables.revision.alias()
    newest = select(func.max(later.c.id)).where(
        later.c.fact_id == revision.c.fact_id, later.c.layer == revision.c.layer
    )
    rows = await connection.execute(
        select(fact.c.show_id, fact.c.id, revision.c.layer, fact.c.kind, revision.c.value)
        .select_from(fact)
        .join(revision, revision.c.fact_id == fact.c.id)
        .where(fact.c.show_id.in_(tables.listed(show_ids)), fact.c.kind.in_(kinds))
        .where(revision.c.id == newest.correlate(revision).scalar_subquery(), ~revision.c.follows_shared)
    )
    said: dict[int, dict[int, dict[int, tuple[str, str | None]]]] = {}
    for show_id, fact_id, layer, kind, value in rows.all():
        said.setdefault(show_id, {}).setdefault(layer, {})[fact_id] = kind, value
    return said


async def _ended(connection: AsyncConnection, show_ids: Collection[int]) -> set[int]:
    """Those of some shows that TVmaze holds to have ended."""
    held = tables.tvmaze_show.c
    meant = held.show_id.in_(tables.listed(show_ids))
    found = await connection.execute(select(held.show_id).where(meant, held.status == TVmazeStatus.ENDED))
    return set(found.scalars())


async def _dated_late(connection: AsyncConnection, ended: Collection[int]) -> dict[int, date | None]:
    """When TVmaze said so of those ended shows that somebody gives a date of the same year or a later one."""
    fact, revision, held = tables.fact, tables.revision, tables.tvmaze_show
    when = revision.c.value.op("->>")
    year = func.substr(func.coalesce(when("$.when.when"), when("$.when")), 1, 4)
    found = await connection.execute(
        select(held.c.show_id, held.c.checked_on)
        .join_from(held, fact, fact.c.show_id == held.c.show_id)
        .join(revision, revision.c.fact_id == fact.c.id)
        .where(fact.c.show_id.in_(tables.listed(ended)), fact.c.kind == Release.KIND)
        .where(year >= func.coalesce(func.substr(held.c.checked_on, 1, 4), ""))
    )
    return {row.show_id: row.checked_on for row in found}


def _listing(
    show_id: int,
    facts: Iterable[tuple[str, str | None]],
    popularity: int,
    *,
    has_ended: bool,
    ended_by: date | None,
) -> Listing | None:
    details, decisions, releases = None, list[str](), list[Release]()
    for kind, value in facts:
        if value is not None and kind == ShowDetails.KIND:
            details = from_json(value)  # as it was validated when it was recorded; there may be 100,000 shows
        elif value is not None and kind == Release.KIND:
            releases.append(Release.model_validate_json(value))
        elif value is not None:
            decisions.append(value)
    if details is None:
        return None
    return Listing(
        show_id,
        details["title"],
        details.get("year"),
        details.get("network"),
        details.get("country"),
        tuple(details.get("aliases", ())),
        _last_verdict(decisions),
        popularity,
        "tvmaze_url" in details,
        has_ended and not decisions and not is_to_come(releases, ended_by),
    )


def _last_verdict(stored: Sequence[str]) -> Verdict | None:
    if len(stored) == 1:
        return Verdict(from_json(stored[0])["verdict"])
    return latest_verdict([Decision.model_validate_json(value) for value in stored])


async def _popularity(connection: AsyncConnection, show_ids: Collection[int]) -> Counter[int]:
    fact, revision, week, held = (
        table.c for table in (tables.fact, tables.revision, tables.viewing_week, tables.tvmaze_show)
    )
    meant = tables.listed(show_ids)
    is_shared = exists().where(revision.fact_id == fact.id, revision.layer == SHARED)
    rows = await connection.execute(
        union_all(
            select(fact.show_id, func.count())
            .where(fact.show_id.in_(meant), is_shared)
            .group_by(fact.show_id),
            select(week.show_id, 10 * func.count())
            .where(week.show_id.in_(meant), week.rank.is_not(None))
            .group_by(week.show_id),
            select(held.show_id, held.weight).where(held.show_id.in_(meant)),
        )
    )
    found = Counter[int]()
    for show_id, points in rows.all():
        found[show_id] += points
    return found


def mentioned(listings: Iterable[Listing], text: str) -> list[Listing]:
    """The shows that a text names: first those written just so, and of these the longest names first."""
    best: dict[int, tuple[bool, int, Listing]] = {}
    for name, listing in contained(_spoken_names(listings), text):
        rank = name in text, len(name), listing
        best[listing.show_id] = max(rank, best.get(listing.show_id, rank), key=lambda one: one[:2])
    ranked = sorted(best.values(), key=lambda one: one[:2], reverse=True)
    return [listing for *_, listing in ranked]


def _spoken_names(listings: Iterable[Listing]) -> Iterator[tuple[str, Listing]]:
    """Every name that people may say for each show."""
    for listing in listings:
        for name in (listing.title, f"{listing.title}{listing.year_mark}", *listing.aliases):
            yield name, listing


_normal = lru_cache(maxsize=1_000)(normalise)

_WORDS: dict[Verdict | None, set[str]] = {
    Verdict.RENEWED: {"renewed"},
    Verdict.FINAL_SEASON: {"final season", "final season ordered"},
    Verdict.REVIVED: {"revived"},
    Verdict.AWAITING: {"awaiting", "awaiting decision", "awaiting a decision"},
    Verdict.CANCELLED: {"cancelled", "canceled"},
    Verdict.ENDED: {"ended", "ended as planned"},
    Verdict.LIMITED: {"limited", "limited series"},
    None: {"undecided", "no decision", "no decision known"},
}

_OVER = {"ended"}
