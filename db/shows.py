"""What a show is, and what it is called."""

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.facts import SHARED
from db.values import Line, Prose, Value

_TVMAZE_PAGE = re.compile(r"https://www\.tvmaze\.com/shows/([1-9][0-9]{0,11})(?:[/?#]|$)")

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


class TVmazeStatus(StrEnum):
    """What TVmaze says a show does. That is no decision: Running is not renewed, Ended is not cancelled."""

    RUNNING = "Running"
    ENDED = "Ended"
    TO_BE_DETERMINED = "To Be Determined"
    IN_DEVELOPMENT = "In Development"


class OnTVmaze(BaseModel):
    """What is noted of a show that TVmaze has, beside its facts; `in_full` says that all of it was taken.

    `checked_on` is when it was last taken so, or found unchanged: that a show has ended says nothing of a
    date that was told since.
    """

    model_config = ConfigDict(frozen=True)

    in_full: bool
    status: TVmazeStatus | None = None
    checked_on: date | None = None

    @property
    def has_ended(self) -> bool:
        """Whether TVmaze says so."""
        return self.status is TVmazeStatus.ENDED


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
    def tvmaze_number(self) -> int | None:
        """Its number at TVmaze, where it is known by one."""
        return tvmaze_number(self.tvmaze_url)

    @property
    def year_mark(self) -> str:
        """What is written behind the title to tell shows of one name apart: " (2022)", or nothing."""
        return year_mark(self.year)


def tvmaze_number(url: str | None) -> int | None:
    """TVmaze's number of a show in the address of its page; None for what is no such address."""
    found = _TVMAZE_PAGE.match(url or "")
    return int(found[1]) if found else None


def year_mark(year: int | None) -> str:
    """What is written behind the title of a show of that year."""
    return f" ({year})" if year else ""


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


async def recently_changed(connection: AsyncConnection, layer: int, limit: int) -> list[int]:
    """The shows about which a layer said something last, the latest first."""
    fact, revision, edit = tables.fact, tables.revision, tables.edit
    rows = await connection.execute(
        select(fact.c.show_id)
        .join(revision, revision.c.fact_id == fact.c.id)
        .join(edit, edit.c.id == revision.c.edit_id)
        .where(edit.c.layer == layer, fact.c.show_id != tables.SERVER)
        .group_by(fact.c.show_id)
        .order_by(func.max(revision.c.id).desc())
        .limit(limit)
    )
    return list(rows.scalars())
