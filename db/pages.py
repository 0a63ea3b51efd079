"""The Page: all that is known of one show, as one server sees it at one moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Integer, Select, Table, bindparam, func, literal, null, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.cast import Credit, Project, next_first
from db.config import Configuration
from db.facts import SHARED, Fact, Layer, fact_from, seen_from
from db.lock import Lock
from db.mutes import Mute
from db.reception import Score, TenthPlace, ViewingWeek
from db.shows import Note, OnTVmaze, ShowDetails, Topic, TVmazeStatus
from db.status import Decision, Release, Season, seasons
from db.story import Story
from db.values import Value
from db.viewing import with_weeks_off

MODELS: dict[str, type[Value]] = {
    kind.KIND: kind for kind in (ShowDetails, Decision, Release, Score, Credit, Project, Story)
}
"""Every kind of fact about a show, by its name in the store."""

RULES: dict[str, type[Value]] = {kind.KIND: kind for kind in (Lock, Configuration, Mute)}
"""What a server says of how it is moderated; recorded like facts, and only in its own layer."""

MANAGED = RULES.keys() - {Mute.KIND}
"""What of this only managers change; editors mute and unmute as well."""

RECORDED = MODELS | RULES
"""All that is recorded."""

_WEEK, _TENTH, _TVMAZE = "viewing_week", "tenth_place", "tvmaze"
_LAYER = bindparam("layer", type_=Integer)


@dataclass(frozen=True, slots=True)
class Page:
    """What cards are drawn from. Seasons by number, credits by billing, projects by what is next."""

    show_id: int
    layer: int
    details: Fact[ShowDetails]
    seasons: tuple[Season, ...]
    scores: tuple[Fact[Score], ...]
    credits: tuple[Fact[Credit], ...]
    projects: tuple[Fact[Project], ...]
    stories: tuple[Fact[Story], ...]
    weeks: tuple[ViewingWeek, ...]
    locks: tuple[Lock, ...] = ()
    tvmaze: OnTVmaze | None = None

    @property
    def show(self) -> ShowDetails:
        return self.details.value

    @property
    def tvmaze_status(self) -> TVmazeStatus | None:
        """What TVmaze says the show does, where it has the show and says so."""
        return self.tvmaze.status if self.tvmaze else None

    @property
    def has_ended(self) -> bool:
        """Whether TVmaze says that the show has ended."""
        return self.tvmaze is not None and self.tvmaze.has_ended

    def notes(self, about: Topic) -> tuple[Note, ...]:
        """The notes that belong to one answer."""
        return tuple(note for note in self.show.notes if note.about is about)

    @property
    def facts(self) -> tuple[Fact[Value], ...]:
        """Every fact about the show."""
        of_seasons = [fact for season in self.seasons for fact in (*season.decisions, *season.releases)]
        return (self.details, *of_seasons, *self.scores, *self.credits, *self.projects, *self.stories)

    def fact(self, kind: str, key: str) -> Fact[Value] | None:
        """One fact by what it is about."""
        return next((one for one in self.facts if (one.value.KIND, one.value.key) == (kind, key)), None)

    def entry(self, kind: str, fact_id: int | None) -> Fact[Value] | None:
        """One fact of a kind by its id."""
        return next((one for one in self.facts if one.id == fact_id and one.value.KIND == kind), None)

    def season(self, number: int) -> Season | None:
        """One season, where anything is known of it."""
        return next((season for season in self.seasons if season.number == number), None)

    def decision(self, season: int) -> Fact[Decision] | None:
        """The decision on a season that holds."""
        found = self.season(season)
        return found.decision if found else None

    def release(self, season: int, part: int | None) -> Fact[Release] | None:
        """The release of a season, or of one of its parts."""
        found = self.season(season)
        releases = found.releases if found else ()
        return next((release for release in releases if release.value.part == part), None)


async def read_page(connection: AsyncConnection, show_id: int, layer: int) -> Page | None:
    """The page of a show as a layer sees it, in one statement; None where it sees no such show."""
    statement = _statement(SHARED) if layer == SHARED else _statement(_LAYER)
    rows = (await connection.execute(statement, {"show": show_id, "layer": layer})).all()
    facts = [fact_from(row, RECORDED[row.kind]) for row in rows if row.kind in RECORDED]
    if not any(isinstance(fact.value, ShowDetails) for fact in facts):
        return None
    weeks = [ViewingWeek.model_validate_json(row.value) for row in rows if row.kind == _WEEK]
    tenths = [TenthPlace.model_validate_json(row.value) for row in rows if row.kind == _TENTH]
    tvmaze = next((OnTVmaze.model_validate_json(row.value) for row in rows if row.kind == _TVMAZE), None)
    return assemble(show_id, layer, facts, with_weeks_off(weeks, tenths), tvmaze)


def assemble(
    show_id: int,
    layer: int,
    facts: Iterable[Fact[Value]],
    weeks: Iterable[ViewingWeek] = (),
    tvmaze: OnTVmaze | None = None,
) -> Page:
    """A page of facts in any order, one of them the show's details."""
    by_kind: dict[str, list[Any]] = {kind: [] for kind in RECORDED}
    for fact in facts:
        by_kind[fact.value.KIND].append(fact)
    return Page(
        show_id,
        layer,
        by_kind[ShowDetails.KIND][0],
        tuple(seasons(by_kind[Decision.KIND], by_kind[Release.KIND])),
        tuple(by_kind[Score.KIND]),
        tuple(sorted(by_kind[Credit.KIND], key=lambda fact: (fact.value.billing, fact.id))),
        tuple(next_first(by_kind[Project.KIND])),
        tuple(sorted(by_kind[Story.KIND], key=lambda fact: fact.value.number)),
        tuple(sorted(weeks, key=lambda week: (week.season, week.week_ending))),
        tuple(fact.value for fact in by_kind[Lock.KIND]),
        tvmaze,
    )


@cache
def _statement(layer: Layer) -> Any:
    """Made once: to put it together takes longer than to run it."""
    show = bindparam("show", type_=Integer)
    week, tenth, held = tables.viewing_week, tables.tenth_place, tables.tvmaze_show
    theirs = select(week.c.list).where(week.c.show_id == show)
    first, last = func.min(week.c.week_ending), func.date(func.max(week.c.week_ending), "+7 days")
    return union_all(
        seen_from(layer).where(tables.fact.c.show_id == show),
        _as_json(_WEEK, week, ViewingWeek).where(week.c.show_id == show),
        _as_json(_TENTH, tenth, TenthPlace)
        .where(tenth.c.list.in_(theirs))
        .where(tenth.c.week_ending > theirs.with_only_columns(first).scalar_subquery())
        .where(tenth.c.week_ending <= theirs.with_only_columns(last).scalar_subquery()),
        _as_json(_TVMAZE, held, OnTVmaze).where(held.c.show_id == show),
    )


def _as_json(kind: str, table: Table, model: type[BaseModel]) -> Select[Any]:
    """Rows of measured data among those of facts, as JSON for their model."""
    value = func.json_object(*(part for name in model.model_fields for part in (name, table.c[name])))
    return select(null(), null(), literal(kind), null(), value, *[null()] * 5).select_from(table)
