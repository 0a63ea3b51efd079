"""Edits and what they changed, as a history tells them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from db.config import Configuration
from db.facts import SHARED, load_sources
from db.pages import MANAGED, RECORDED
from db.suggestions import Suggestion
from db.tables import SERVER
from db.values import Source, Value


@dataclass(frozen=True, slots=True)
class Changed:
    """What one edit did to one fact; `show_id` is SERVER for what a server says of itself.

    `before` and `after` are what held there, None where nothing did; a configuration always does.
    `follows_shared` says that the layer took back its own word, so that `after` is the shared catalogue's.
    `member` is whom a mute is about, by Discord id.
    """

    revision_id: int
    show_id: int
    kind: str
    key: str
    before: Value | None
    after: Value | None
    sources: tuple[Source, ...]
    follows_shared: bool
    member: int | None = None

    @property
    def season(self) -> int | None:
        """The season it is about, None for none in particular."""
        return getattr(self.after or self.before, "season", None)

    @property
    def show_ids(self) -> set[int]:
        """The shows it names: the one it is about, and those that a server chose or no longer does."""
        chosen = [one.default_show for one in (self.before, self.after) if isinstance(one, Configuration)]
        return {self.show_id, *filter(None, chosen)}


@dataclass(frozen=True, slots=True)
class Act:
    """One edit. `at` is aware UTC. `by` is a person's Discord id, None for a program and for somebody erased.

    `program` names a program; where it `was_suggested`, `suggested_by` is the Discord id of the member whose
    suggestion it took over, None for somebody erased;
    `decided` is the suggestion that it declined, or approved although that changed nothing.
    """

    id: int
    layer: int
    at: datetime
    by: int | None
    program: str | None
    note: str | None
    suggested_by: int | None
    changes: tuple[Changed, ...]
    decided: Suggestion | None = None
    was_suggested: bool = False

    @property
    def is_of_rules(self) -> bool:
        """Whether it is about how the server is moderated, which is its managers' business."""
        return any(one.kind in MANAGED for one in self.changes)

    @property
    def show_ids(self) -> set[int]:
        """The shows it names."""
        decided = {self.decided.draft.show_id or SERVER} if self.decided else set[int]()
        return decided | {show_id for one in self.changes for show_id in one.show_ids}


@dataclass(frozen=True, slots=True)
class Timeline:
    """A part of the history, newest first, and how many edits there are in all."""

    acts: tuple[Act, ...]
    total: int

    @property
    def show_ids(self) -> set[int]:
        """The shows it names."""
        return {show_id for one in self.acts for show_id in one.show_ids}


def acts_of(rows: Sequence[Any], decided: Sequence[Suggestion]) -> tuple[Act, ...]:
    """The edits in rows that `db.history` read, and those that decided on suggestions, the newest first."""
    found = [*_gathered(rows), *map(_deciding, decided)]
    return tuple(sorted(found, key=lambda act: act.id, reverse=True))


def _gathered(rows: Sequence[Any]) -> Iterator[Act]:
    for edit_id, group in groupby(rows, key=lambda row: row.id):
        of_edit = list(group)
        first = of_edit[0]
        at, changes = first.at.replace(tzinfo=UTC), tuple(_changed(row) for row in of_edit)
        yield Act(
            edit_id,
            first.layer,
            at,
            first.by,
            first.program,
            first.note,
            first.suggested_by,
            changes,
            was_suggested=first.was_suggested,
        )


def _changed(row: Any) -> Changed:
    before = row.own_before if row.own_spoke or row.layer == SHARED else row.shared_then
    after = row.shared_then if row.follows_shared else row.value
    return Changed(
        row.revision_id,
        row.show_id,
        row.kind,
        row.key,
        _value(row.kind, before),
        _value(row.kind, after),
        load_sources(row.sources),
        bool(row.follows_shared),
        row.muted,
    )


def _value(kind: str, stored: str | None) -> Value | None:
    """What was said, or what holds where a server has chosen nothing."""
    if stored is None:
        return Configuration() if kind == Configuration.KIND else None
    return RECORDED[kind].model_validate_json(stored)


def _deciding(suggestion: Suggestion) -> Act:
    assert suggestion.edit_id is not None
    assert suggestion.settled is not None
    layer, by = suggestion.draft.layer, suggestion.settled_by
    return Act(suggestion.edit_id, layer, suggestion.settled, by, None, None, None, (), suggestion)
