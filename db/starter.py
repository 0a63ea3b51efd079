"""Starter content: what a new store begins with, in the format in which facts travel as a file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import from_json
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.cast import Credit, Project
from db.edits import Change, Edit, Identity, Stored, program, record
from db.facts import SHARED
from db.mistakes import sentences
from db.reception import Score, ViewingWeek
from db.shows import LONGEST_KEY, ShowDetails
from db.status import Decision, Release
from db.story import Story
from db.values import Source, ValueT

ACTOR = "starter content"
STARTER = Path(__file__).parent / "starter.json"

KindT = TypeVar("KindT", bound=str)
_WEEK = ("show_id", "season", "week_ending")
_CLOSED = ConfigDict(frozen=True, extra="forbid")


class FileFact(BaseModel, Generic[KindT, ValueT]):
    """One fact: its value by the kind's model, and its sources, the main one first."""

    model_config = _CLOSED

    kind: KindT
    value: ValueT
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    checked_on: date | None = None


AnyFact = Annotated[
    FileFact[Literal["show"], ShowDetails]
    | FileFact[Literal["decision"], Decision]
    | FileFact[Literal["release"], Release]
    | FileFact[Literal["score"], Score]
    | FileFact[Literal["credit"], Credit]
    | FileFact[Literal["project"], Project]
    | FileFact[Literal["story"], Story],
    Field(discriminator="kind"),
]


class FileShow(BaseModel):
    """One show's facts and viewing weeks. `key` names the show in files for good."""

    model_config = _CLOSED

    key: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=LONGEST_KEY)]
    facts: tuple[AnyFact, ...]
    viewing_weeks: tuple[ViewingWeek, ...] = ()


class FactFile(BaseModel):
    """A file of facts. `checked_on` is the day each fact without a day of its own was checked."""

    model_config = _CLOSED

    version: Literal[1]
    checked_on: date
    shows: tuple[FileShow, ...]


class FileError(Exception):
    """A file of facts cannot be taken; each line of the message names the entry and the field."""


def read_file(path: Path) -> FactFile:
    """Read a file of facts.

    Raises:
        FileError: it is not in the format, or says two things about the same fact.
    """
    try:
        text = path.read_bytes()
        content = from_json(text)
    except OSError as error:
        raise FileError(f"{path.name} cannot be read ({error.strerror}).") from None
    except ValueError as error:
        raise FileError(f"{path.name} is not JSON ({error}).") from None
    try:
        file = FactFile.model_validate_json(text)
        mistakes = list(_doubles(file))
    except ValidationError as error:
        raise FileError(_lines(path, sentences(error, content))) from None
    if mistakes:
        raise FileError(_lines(path, mistakes))
    return file


def _lines(path: Path, mistakes: Iterable[str]) -> str:
    return "\n".join(f"{path.name}, {mistake}" for mistake in mistakes)


async def load(connection: AsyncConnection, file: FactFile, at: datetime) -> int:
    """Record what the file says that the shared catalogue does not, never over another actor's edit.

    Returns how many facts were recorded.
    """
    actor_id = await program(connection, ACTOR)
    ids = await show_ids(connection, [show.key for show in file.shows])
    holds = await _shared_revisions(connection)
    changes: list[Change] = []
    for show in file.shows:
        for fact in show.facts:
            checked_on = fact.checked_on or file.checked_on
            change = Change.to(ids[show.key], fact.value, fact.sources, checked_on)
            author, stored = holds.get(change.identity, (actor_id, None))
            if author == actor_id and stored != change.stored:
                changes.append(change)
    await record(connection, Edit(actor_id, SHARED, at), changes)
    await keep_weeks(connection, file, ids)
    return len(changes)


def _doubles(file: FactFile) -> Iterator[str]:
    keys: set[str] = set()
    for show in file.shows:
        if show.key in keys:
            yield f"show {show.key}: stands in the file twice."
        keys.add(show.key)
        facts: dict[tuple[str, str], int] = {}
        for number, fact in enumerate(show.facts, start=1):
            first = facts.setdefault((fact.kind, fact.value.key), number)
            if first != number:
                yield f"show {show.key}, fact {number} ({fact.kind}): is about the same as fact {first}."
        described = sum(fact.kind == ShowDetails.KIND for fact in show.facts)
        if described != 1:
            yield f"show {show.key}: needs one fact of the kind “show”, not {described}."


async def _shared_revisions(connection: AsyncConnection) -> dict[Identity, tuple[int, Stored]]:
    """Who wrote the newest shared revision of every fact, and what it says."""
    fact, revision, edit = tables.fact.c, tables.revision.c, tables.edit.c
    newest = select(func.max(revision.id)).where(revision.layer == SHARED).group_by(revision.fact_id)
    rows = await connection.execute(
        select(fact.show_id, fact.kind, fact.key, edit.actor_id)
        .add_columns(revision.value, revision.sources, revision.checked_on)
        .join(tables.revision, revision.fact_id == fact.id)
        .join(tables.edit, edit.id == revision.edit_id)
        .where(revision.id.in_(newest))
    )
    return {
        (row.show_id, row.kind, row.key): (row.actor_id, (row.value, row.sources, row.checked_on))
        for row in rows
    }


async def show_ids(connection: AsyncConnection, keys: Sequence[str]) -> dict[str, int]:
    """The ids of shows by their keys; a show that is not there yet is made."""
    if not keys:
        return {}
    show = tables.show
    await connection.execute(insert(show).on_conflict_do_nothing(), [{"key": key} for key in keys])
    rows = await connection.execute(select(show.c.key, show.c.id).where(show.c.key.in_(keys)))
    return {row.key: row.id for row in rows}


async def keep_weeks(connection: AsyncConnection, file: FactFile, ids: Mapping[str, int]) -> None:
    """Store a file's viewing weeks over those there are; `ids` are the shows' by their keys.

    Where the whole list of a week was imported, only the note is taken: what was measured holds.
    """
    tenth = tables.tenth_place.c
    whole = {tuple(row) for row in await connection.execute(select(tenth.list, tenth.week_ending))}
    weeks = [
        {"show_id": ids[show.key], **week.model_dump()} for show in file.shows for week in show.viewing_weeks
    ]
    fresh = [week for week in weeks if (week["list"], week["week_ending"]) not in whole]
    noted = [week for week in weeks if week["note"] and week not in fresh]
    if fresh:
        upsert = insert(tables.viewing_week)
        news = {name: upsert.excluded[name] for name in ViewingWeek.model_fields}
        await connection.execute(upsert.on_conflict_do_update(index_elements=_WEEK, set_=news), fresh)
    if noted:
        same = (tables.viewing_week.c[name] == bindparam(f"its_{name}") for name in _WEEK)
        await connection.execute(
            update(tables.viewing_week).where(*same).values(note=bindparam("its_note")),
            [{f"its_{name}": week[name] for name in (*_WEEK, "note")} for week in noted],
        )
