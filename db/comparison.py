"""What importing a file into a layer comes to, by what the layer says itself."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import starter, tables
from db.edits import Change, Stored
from db.export import Track
from db.export_reading import CARRIED
from db.facts import SHARED, holding, newest
from db.file_reading import Reading, refuse
from db.files import FactFile, FileShow
from db.lock import Lock
from db.mistakes import Mistake
from db.shows import ShowDetails
from db.values import Value


@dataclass(frozen=True, slots=True)
class Conflict:
    """A fact that somebody changed in the layer after the file was written, and what the file makes of it.

    `here` and `then` are None where nothing is said; `by` is None for a program and for somebody erased.
    """

    title: str
    kind: str
    here: Value | None
    then: Value | None
    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Comparison:
    """What importing a file into a layer comes to, by what the layer says itself: counts of facts.

    `kept` are those which the layer came to say after the file was written, about the same shows, and which
    the file leaves alone. `added` names the shows that are not known there yet.
    """

    shows: int
    new: int
    changed: int
    withdrawn: int
    same: int
    kept: int
    added: tuple[str, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def recorded(self) -> int:
        """How many facts would be recorded."""
        return self.new + self.changed + self.withdrawn


async def compare(
    connection: AsyncConnection, layer: int, reading: Reading, *, track: Track[FileShow] = iter
) -> Comparison:
    """What importing a file into a layer would come to.

    Raises:
        FileError: the file says what this layer cannot, or leaves a show open that is not known there.
    """
    file = reading.file
    known = await known_shows(connection, layer, file)
    refuse(reading.text, misplaced(file, layer, known))
    words = await _words(connection, layer, file)
    counts: Counter[str] = Counter()
    conflicts: list[Conflict] = []
    for show in track(file.shows):
        for change in changes_of(show, file.checked_on, known):
            word = words.pop((show.key, change.kind, change.key), None)
            outcome = _outcome(change, word)
            counts[outcome] += 1
            if word and word.at > file.said_at and outcome != "same":
                conflicts.append(_conflict(change, word, _title(show, known)))
    left = [word for word in words.values() if word.at > file.said_at]
    return Comparison(
        shows=len(file.shows),
        new=counts["new"],
        changed=counts["changed"],
        withdrawn=counts["withdrawn"],
        same=counts["same"],
        kept=len(left),
        added=tuple(_title(show, known) for show in file.shows if show.key not in known),
        conflicts=tuple(conflicts),
    )


Thing: TypeAlias = tuple[str, str, str]
"""What is spoken of: a show, a kind and a key."""


class Known(NamedTuple):
    """A show that is known: its id, and what it is called there."""

    id: int
    title: str


async def known_shows(connection: AsyncConnection, layer: int, file: FactFile) -> dict[str, Known]:
    """Those shows of a file that the layer or the shared catalogue knows, by their keys."""
    show, fact = tables.show, tables.fact
    here, shared = tables.revision.alias(), tables.revision.alias()
    value = func.coalesce(here.c.value, shared.c.value)
    rows = await connection.execute(
        select(show.c.key, show.c.id, value.op("->>")("$.title").label("title"))
        .select_from(show)
        .join(fact, fact.c.show_id == show.c.id)
        .outerjoin(here, here.c.id == holding(layer))
        .outerjoin(shared, shared.c.id == newest(SHARED))
        .where(fact.c.kind == ShowDetails.KIND, value.is_not(None))
        .where(show.c.key.in_(tables.listed(file.keys)))
    )
    return {row.key: Known(row.id, row.title) for row in rows}


class _Word(NamedTuple):
    """The newest word of a layer on one thing; `stored` is None where it left it to the shared catalogue."""

    stored: Stored | None
    by: int | None
    at: datetime


async def _words(connection: AsyncConnection, layer: int, file: FactFile) -> dict[Thing, _Word]:
    """The newest word of a layer on each thing about the shows of a file, by show, kind and key."""
    show, fact, revision, edit, actor = (
        tables.show,
        tables.fact,
        tables.revision,
        tables.edit,
        tables.actor,
    )
    rows = await connection.execute(
        select(show.c.key.label("show"), fact.c.kind, fact.c.key, edit.c.at, actor.c.discord_id, actor.c.name)
        .add_columns(revision.c.value, revision.c.sources, revision.c.checked_on, revision.c.follows_shared)
        .select_from(show)
        .join(fact, fact.c.show_id == show.c.id)
        .join(revision, revision.c.id == newest(layer))
        .join(edit, edit.c.id == revision.c.edit_id)
        .join(actor, actor.c.id == edit.c.actor_id)
        .where(show.c.key.in_(tables.listed(file.keys)), fact.c.kind.in_(CARRIED))
    )
    return {(row.show, row.kind, row.key): _word(row) for row in rows}


_BEFORE_ANY_FILE = datetime.min.replace(tzinfo=UTC)
"""When starter content was said: a new store says it at once, and that is no change since a file."""


def _word(row: Any) -> _Word:
    stored = None if row.follows_shared else (row.value, row.sources, row.checked_on)
    at = _BEFORE_ANY_FILE if row.name == starter.ACTOR else row.at.replace(tzinfo=UTC)
    return _Word(stored, row.discord_id, at)


def changes_of(show: FileShow, day: date, known: Mapping[str, Known]) -> Iterator[Change]:
    """What a show of a file says, and, where it is not known, the show itself."""
    show_id = known[show.key].id if show.key in known else 0
    yield from show.changes(show_id, day)
    details = show.shared_details
    if details and show.key not in known and not _says_itself(show):
        yield Change.to(show_id, details.value, details.sources, details.checked_on or day)


def _says_itself(show: FileShow) -> bool:
    """Whether it says something of the show itself, if only that it is gone."""
    return any(entry.kind == ShowDetails.KIND for entry in (*show.facts, *show.withdrawn))


def _title(show: FileShow, known: Mapping[str, Known]) -> str:
    if show.key in known:
        return known[show.key].title
    described = [
        entry.value for entry in (*show.facts, *show.withdrawn, *filter(None, [show.shared_details]))
    ]
    return next((value.title for value in described if isinstance(value, ShowDetails)), show.key)


def _outcome(change: Change, word: _Word | None) -> str:
    if word and word.stored == change.stored:
        return "same"
    if change.value is None:
        return "withdrawn"
    return "changed" if word and word.stored and word.stored[0] else "new"


def _conflict(change: Change, word: _Word, title: str) -> Conflict:
    stored = word.stored[0] if word.stored else None
    here = CARRIED[change.kind].model_validate_json(stored) if stored else None
    return Conflict(title, change.kind, here, change.value, word.by, word.at)


def misplaced(file: FactFile, layer: int, known: Mapping[str, Known]) -> Iterator[Mistake]:
    """What has no place in a layer, and shows of which nobody knows what they are."""
    for number, show in enumerate(file.shows):
        place = "shows", number
        if layer != SHARED and show.viewing_weeks:
            yield Mistake((*place, "viewing_weeks"), "belongs to the shared catalogue; leave it out")
        for name, entries in (("facts", show.facts), ("withdrawn", show.withdrawn)):
            locks = [at for at, entry in enumerate(entries) if entry.kind == Lock.KIND]
            if layer == SHARED:
                yield from (Mistake((*place, name, at), "belongs to a server; leave it out") for at in locks)
        if show.key not in known and not show.shared_details and not _says_itself(show):
            yield Mistake(place, "is not known here. Add a fact of the kind “show” that says its title")
