"""What a show is, and the list of all of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.facts import SHARED, holding
from db.search import contained, normalise, search
from db.status import Decision, Verdict, latest_verdict
from db.values import Line, Prose, Value

LONGEST_KEY = 120
"""How many characters the key that names a show in files may have."""


class Topic(StrEnum):
    """Which answer a note belongs to."""

    STATUS = "status"
    RECEPTION = "reception"
    CAST = "cast"
    STORY = "story"


class Note(BaseModel):
    """What a careful reader of one answer should know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: Topic
    text: Prose


class ShowDetails(Value):
    """A show's name, and by what else it is known; `year` is its first, None where that is not known."""

    KIND: ClassVar[str] = "show"

    title: Line
    year: int | None = Field(default=None, ge=1900, le=2100)
    network: Line | None = None
    country: Line | None = None
    aliases: tuple[Line, ...] = ()
    imdb_id: str | None = Field(default=None, pattern=r"^tt\d{7,9}$")
    tvmaze_url: str | None = Field(default=None, pattern=r"^https://www\.tvmaze\.com/shows/\d+")
    notes: tuple[Note, ...] = ()

    @property
    def about(self) -> tuple[str | int | None, ...]:
        return ()

    @property
    def year_mark(self) -> str:
        """What is written behind the title to tell shows of one name apart: " (2022)", or nothing."""
        return f" ({self.year})" if self.year else ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A show as lists and completions name it. `verdict` is None where nothing was decided."""

    show_id: int
    details: ShowDetails
    verdict: Verdict | None


async def catalogue(connection: AsyncConnection, layer: int) -> list[Listing]:
    """Every show that is seen from a layer, by title."""
    fact, revision = tables.fact, tables.revision
    rows = await connection.execute(
        select(fact.c.show_id, fact.c.kind, revision.c.value)
        .select_from(fact)
        .join(revision, revision.c.id == holding(layer))
        .where(fact.c.kind.in_([ShowDetails.KIND, Decision.KIND]), revision.c.value.is_not(None))
    )
    details: dict[int, ShowDetails] = {}
    decisions: dict[int, list[Decision]] = {}
    for show_id, kind, value in rows:
        if kind == ShowDetails.KIND:
            details[show_id] = ShowDetails.model_validate_json(value)
        else:
            decisions.setdefault(show_id, []).append(Decision.model_validate_json(value))
    listings = [
        Listing(show_id, shown, latest_verdict(decisions.get(show_id, [])))
        for show_id, shown in details.items()
    ]
    return sorted(listings, key=lambda listing: listing.details.title.casefold())


async def titles(connection: AsyncConnection, layer: int, show_ids: Iterable[int]) -> dict[int, str]:
    """What shows are called in a layer, or were before they were removed there."""
    fact, revision = tables.fact, tables.revision
    title = revision.c.value.op("->>")("$.title").label("title")
    rows = await connection.execute(
        select(fact.c.show_id, title)
        .select_from(fact)
        .join(revision, revision.c.fact_id == fact.c.id)
        .where(fact.c.show_id.in_(set(show_ids)), fact.c.kind == ShowDetails.KIND)
        .where(revision.c.layer.in_([layer, SHARED]), revision.c.value.is_not(None))
        .order_by(revision.c.layer != SHARED, revision.c.id)
    )
    return {row.show_id: row.title for row in rows}


def spoken_names(listings: Iterable[Listing]) -> Iterator[tuple[str, Listing]]:
    """Every name that people may say for each show."""
    for listing in listings:
        details = listing.details
        dated = (f"{details.title} {details.year}",) if details.year else ()
        for name in (details.title, *dated, *details.aliases):
            yield name, listing


def matching(listings: Sequence[Listing], text: str) -> list[Listing]:
    """The shows a search finds: by status word or network where it is one, else by name."""
    typed = normalise(text)
    if not typed:
        return list(listings)
    by_word = [listing for listing in listings if _is_word_for(typed, listing)]
    return by_word or [found.item for found in search(spoken_names(listings), text, len(listings))]


def mentioned(listings: Iterable[Listing], text: str) -> list[Listing]:
    """The shows that a text names: first those written just so, and of these the longest names first."""
    best: dict[int, tuple[bool, int, Listing]] = {}
    for name, listing in contained(spoken_names(listings), text):
        rank = name in text, len(name), listing
        best[listing.show_id] = max(rank, best.get(listing.show_id, rank), key=lambda one: one[:2])
    ranked = sorted(best.values(), key=lambda one: one[:2], reverse=True)
    return [listing for *_, listing in ranked]


async def recently_changed(connection: AsyncConnection, layer: int, limit: int) -> list[int]:
    """The shows about which a layer said something last, the latest first."""
    fact, revision = tables.fact, tables.revision
    rows = await connection.execute(
        select(fact.c.show_id)
        .join(revision, revision.c.fact_id == fact.c.id)
        .where(revision.c.layer == layer, fact.c.show_id != tables.SERVER)
        .group_by(fact.c.show_id)
        .order_by(func.max(revision.c.id).desc())
        .limit(limit)
    )
    return list(rows.scalars())


def _is_word_for(typed: str, listing: Listing) -> bool:
    """Whether it is the show's status word, or a network of it."""
    return typed in _WORDS[listing.verdict] or f" {typed} " in f" {normalise(listing.details.network or '')} "


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
