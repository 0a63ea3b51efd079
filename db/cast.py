"""Who makes a show, and what they do next."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import Field
from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.facts import Fact, fact_from, seen_from
from db.shows import ShowDetails
from db.values import Line, Prose, Value, key_of
from db.when import LATEST_YEAR, When


class Credit(Value):
    """Who does what in a show; `billing` is the place in the credits, 1 first."""

    KIND: ClassVar[str] = "credit"

    person: Line
    role: Line
    billing: int = Field(ge=1, le=10_000)
    note: Prose | None = None

    @property
    def about(self) -> tuple[str | int | None, ...]:
        return self.person, self.role


class State(StrEnum):
    """How far a project is."""

    ANNOUNCED = "announced"
    FILMING = "filming"
    FINISHED = "finished"
    RELEASED = "released"
    CANCELLED = "cancelled"


class Project(Value):
    """What a person or company does besides this show."""

    KIND: ClassVar[str] = "project"

    person: Line
    title: Line
    part: Line | None = None
    state: State
    when: When | None = None
    note: Prose | None = None

    @property
    def about(self) -> tuple[str | int | None, ...]:
        return self.person, self.title

    @property
    def is_ahead(self) -> bool:
        return self.state in (State.ANNOUNCED, State.FILMING, State.FINISHED)

    def is_overdue(self, today: date) -> bool:
        """Whether its date has passed with no word that it came out."""
        return self.is_ahead and self.when is not None and self.when.is_over(today)


@dataclass(frozen=True, slots=True)
class Person:
    """All that the store knows of one person or company; shows without a year first, then the newest.

    `show_ids` has the show of each credit.
    """

    name: str
    credits: tuple[tuple[ShowDetails, Fact[Credit]], ...]
    projects: tuple[Fact[Project], ...]
    show_ids: tuple[int, ...]

    @property
    def is_company(self) -> bool:
        """Whether it has the role of a company: "production company", but not "man from the gas company"."""
        roles = [credit.value.role for _, credit in self.credits]
        roles += [project.value.part or "" for project in self.projects]
        return any(map(_OF_COMPANIES.fullmatch, roles))


_OF_COMPANIES = re.compile(
    r"((animation|film|production|tv) )?(company|studio|network|broadcaster|distributor)( \(.*\))?",
    re.IGNORECASE,
)


def next_first(projects: Iterable[Fact[Project]]) -> list[Fact[Project]]:
    """What is still ahead, soonest first, then what is done, newest first."""
    ordered = sorted(projects, key=lambda fact: _sort_key(fact.value))
    ahead = [fact for fact in ordered if fact.value.is_ahead]
    return ahead + [fact for fact in reversed(ordered) if not fact.value.is_ahead]


def _sort_key(project: Project) -> tuple[object, ...]:
    return (project.when is None, project.when.sort_key if project.when else ())


async def person(connection: AsyncConnection, layer: int, name: str) -> Person:
    """All that a layer knows of one person, found by the name as the store has it."""
    fact = tables.fact
    first, last = keys_about(name)
    theirs = select(fact.c.show_id).where(
        fact.c.kind.in_([Credit.KIND, Project.KIND]), fact.c.key.between(first, last)
    )
    rows = await connection.execute(
        seen_from(layer)
        .where(
            or_(
                and_(fact.c.kind == ShowDetails.KIND, fact.c.show_id.in_(theirs)),
                and_(fact.c.kind.in_([Credit.KIND, Project.KIND]), fact.c.key.between(first, last)),
            )
        )
        .order_by(tables.revision.c.checked_on.desc(), tables.revision.c.id.desc())
    )
    shows: dict[int, ShowDetails] = {}
    credits: list[tuple[int, Fact[Credit]]] = []
    projects: dict[str, Fact[Project]] = {}
    for row in rows:
        if row.kind == ShowDetails.KIND:
            shows[row.show_id] = ShowDetails.model_validate_json(row.value)
        elif row.kind == Credit.KIND:
            credits.append((row.show_id, fact_from(row, Credit)))
        else:
            project = fact_from(row, Project)
            projects.setdefault(project.value.key, project)
    credits = [(show_id, credit) for show_id, credit in credits if show_id in shows]
    credits.sort(key=lambda known: (-(shows[known[0]].year or LATEST_YEAR), shows[known[0]].title))
    known = tuple((shows[show_id], credit) for show_id, credit in credits)
    return Person(name, known, tuple(next_first(projects.values())), tuple(show_id for show_id, _ in credits))


def keys_about(name: str) -> tuple[str, str]:
    """Between which keys of credits and of projects those about a person lie."""
    first = key_of(name).removesuffix("]") + ", "
    return first, first + "\U0010ffff"
