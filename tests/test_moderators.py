"""Moderators of two servers and the owner at work on one show, against a plain model of what each sees."""

import asyncio
import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncConnection

from db import confirmation, drafts
from db.cast import Credit
from db.confirmation import Outcome
from db.database import Database, StoreError, open_database
from db.drafts import LIFETIME, Draft, Refusal
from db.edits import Change, Edit, Signature, program, record
from db.facts import SHARED
from db.pages import read_page
from db.shows import ShowDetails
from db.status import Decision, Verdict
from db.values import Evidence, Source, Value
from db.when import When

HERE, THERE = 100, 200
FIRST, SECOND, ELSEWHERE, OWNER = 1, 2, 3, 4
LAYERS = {FIRST: HERE, SECOND: HERE, ELSEWHERE: THERE, OWNER: SHARED}

SOURCES = [
    (Source(url=f"https://example.com/{number}", publisher="Example", evidence=Evidence.PRESS),)
    for number in range(2)
]
VALUES: list[Value] = [
    *(Credit(person=name, role="Lead", billing=place) for name in ("Ann", "Bob") for place in (1, 2)),
    *(
        Decision(season=2, verdict=verdict, decided=When.parse(day))
        for verdict in (Verdict.RENEWED, Verdict.CANCELLED)
        for day in ("2026-11-01", "2026-11-02")
    ),
]
PEOPLE = list(LAYERS)

Identity = tuple[str, str]
Said = tuple[Value | None, tuple[Source, ...], date]
"""Value, sources and day of checking."""


@dataclass(frozen=True)
class Revision:
    """What somebody recorded of one fact in one layer; `by` is None for a program."""

    identity: Identity
    layer: int
    said: Said
    by: int | None


@dataclass
class Begun:
    """A draft as its author knows it; `seen` is the newest revision that its preview has shown."""

    author: int
    kind: str
    target: str | None
    expires: datetime
    value: Value | None = None
    sources: tuple[Source, ...] = ()
    removes: bool = False
    seen: int | None = None
    told: int | None = None
    confirmed: bool = False


@dataclass
class Model:
    """What should be: every revision in order, every draft, and how many acts have changed something."""

    revisions: list[Revision] = field(default_factory=list[Revision])
    drafts: dict[int, Begun] = field(default_factory=dict[int, Begun])
    edits: int = 0

    def own(self, layer: int, identity: Identity) -> int | None:
        """The newest revision of a fact in one layer, by its place in the list."""
        found = [
            place
            for place, revision in enumerate(self.revisions)
            if (revision.layer, revision.identity) == (layer, identity)
        ]
        return found[-1] if found else None

    def holding(self, layer: int, identity: Identity) -> int | None:
        own = self.own(layer, identity)
        return self.own(SHARED, identity) if own is None else own

    def seen(self, layer: int) -> dict[Identity, tuple[Said, int]]:
        """All that a server is told, and whose word it is."""
        places = [self.holding(layer, identity) for identity in self.identities]
        standing = [self.revisions[place] for place in places if place is not None]
        return {one.identity: (one.said, one.layer) for one in standing if one.said[0] is not None}

    @property
    def identities(self) -> set[Identity]:
        return {revision.identity for revision in self.revisions}

    def newest(self, draft: Begun) -> int | None:
        """The newest revision that holds where the draft was begun, of all that it is about."""
        keys = {draft.target, draft.value.key if draft.value else None}
        about = [
            identity
            for identity in self.identities
            if identity[0] == draft.kind and (draft.kind == Decision.KIND or identity[1] in keys)
        ]
        places = [self.holding(LAYERS[draft.author], identity) for identity in about]
        return max((place for place in places if place is not None), default=None)

    def precedes(self, draft: Begun, value: Value) -> bool:
        """Whether what a draft changes is a decision of an earlier day, which stays as a story."""
        target = self.seen(LAYERS[draft.author]).get((draft.kind, draft.target or ""))
        former = target[0][0] if target else None
        if not isinstance(former, Decision) or not isinstance(value, Decision):
            return False
        assert former.decided.latest is not None
        assert value.decided.earliest is not None
        return former.decided.latest < value.decided.earliest

    def record(self, layer: int, by: int | None, said: list[tuple[Identity, Said]]) -> None:
        """Append what is not said by the layer itself already."""
        before = len(self.revisions)
        for identity, new in said:
            own = self.own(layer, identity)
            if own is None or self.revisions[own].said != new:
                self.revisions.append(Revision(identity, layer, new, by))
        self.edits += len(self.revisions) > before

    def confirm(self, draft: Begun | None, who: int, now: datetime) -> Refusal | int | None:
        """What becomes of a confirmation: a refusal, the revision that came between, or that it records."""
        if draft is None:
            return Refusal.GONE
        for refusal, applies in (
            (Refusal.ELSEWHERE, LAYERS[draft.author] != LAYERS[who]),
            (Refusal.NOT_YOURS, draft.author != who),
            (Refusal.CONFIRMED, draft.confirmed),
            (Refusal.EXPIRED, draft.expires <= now),
            (Refusal.UNREADY, draft.value is None and not draft.removes),
        ):
            if applies:
                return refusal
        newest = self.newest(draft)
        if newest is not None and newest not in (draft.seen, draft.told):
            draft.told = newest
            return newest
        said: list[tuple[Identity, Said]] = []
        value = None if draft.removes else draft.value
        stays = value is not None and self.precedes(draft, value)
        if draft.target is not None and (value is None or value.key != draft.target) and not stays:
            said.append(((draft.kind, draft.target), (None, (), now.date())))
        if value is not None:
            said.append(((draft.kind, value.key), (value, draft.sources, now.date())))
        self.record(LAYERS[who], who, said)
        draft.confirmed = True
        return None


class Moderators:
    """Each step is one thing that somebody does; after each, all servers are looked at."""

    def __init__(self, database: Database, chance: Random) -> None:
        self.database, self.chance, self.model = database, chance, Model()
        self.now = datetime(2026, 11, 22, 9, tzinfo=UTC)
        self.interaction = 0
        self.revision_ids: list[int] = []
        self.last: tuple[int, int, int, int | None] | None = None
        self.steps = [
            self.begin_something_new,
            self.two_begin_to_change_what_stands,
            self.type_something_else,
            self.confirm_what_is_open,
            self.confirm_whatever,
            self.confirm_once_more,
            self.cancel,
            self.wait,
            self.read_a_file,
        ]

    @property
    def open_drafts(self) -> list[int]:
        drafts = self.model.drafts.items()
        return [number for number, begun in drafts if not begun.confirmed and begun.expires > self.now]

    def any_open(self, most: int) -> list[int]:
        """Some of the drafts that can be gone on with, in any order."""
        found = self.open_drafts
        return self.chance.sample(found, min(most, len(found)))

    # What people do.

    async def begin_something_new(self) -> None:
        value = self.chance.choice(VALUES)
        begun = Begun(self.chance.choice(PEOPLE), value.KIND, None, self.now + LIFETIME, value)
        await self.begin(begun)

    async def two_begin_to_change_what_stands(self) -> None:
        first, second = self.chance.sample(PEOPLE, 2)
        standing = self.model.seen(LAYERS[first]).keys() & self.model.seen(LAYERS[second]).keys()
        if standing:
            kind, key = self.chance.choice(sorted(standing))
            for who in (first, second):
                await self.begin(Begun(who, kind, key, self.now + LIFETIME))

    async def begin(self, begun: Begun) -> None:
        made = self.draft(begun)
        async with self.database.write() as connection:
            kept = await drafts.keep(connection, made)
        self.model.drafts[kept.id] = begun
        await self.change(kept.id)

    async def type_something_else(self) -> None:
        for number in self.any_open(1):
            await self.change(number)

    async def change(self, number: int) -> None:
        """Type something into the form, or leave it, or press Remove, and look at the preview."""
        begun = self.model.drafts[number]
        others = [value for value in VALUES if begun.kind == value.KIND]
        begun.value = self.chance.choice([*others, begun.value])
        begun.sources = self.chance.choice(SOURCES)
        begun.removes = begun.target is not None and self.chance.random() < 0.2
        await self.keep(number)

    async def cancel(self) -> None:
        for number in self.any_open(1):
            self.model.drafts[number].expires = self.now
            await self.keep(number)

    async def wait(self) -> None:
        self.now += timedelta(hours=self.chance.choice([1, 2, 10]))

    async def read_a_file(self) -> None:
        """A program writes the shared layer, as an import does."""
        value, sources, today = self.chance.choice(VALUES), self.chance.choice(SOURCES), self.now.date()
        async with self.database.write() as connection:
            edit = Edit(await program(connection, "file"), SHARED, self.now)
            await record(connection, edit, [Change.to(1, value, sources, today)])
        self.model.record(SHARED, None, [((value.KIND, value.key), (value, sources, today))])

    async def confirm_what_is_open(self) -> None:
        for number in self.any_open(4):
            await self.confirm(number, self.model.drafts[number].author)
            await self.look()

    async def confirm_whatever(self) -> None:
        await self.confirm(self.chance.choice([*self.model.drafts, 999]), self.chance.choice(PEOPLE))

    async def confirm_once_more(self) -> None:
        """The last confirmation is delivered again: whatever it is answered with, it changes nothing."""
        begun = self.model.drafts.get(self.last[0]) if self.last else None
        if self.last and (begun is None or begun.confirmed or begun.told is not None):
            await self.press(*self.last)

    async def confirm(self, number: int, who: int) -> None:
        self.interaction += 1
        begun = self.model.drafts.get(number)
        told = self.revision_ids[begun.told] if begun and begun.told is not None else None
        self.last = number, who, self.interaction, told
        outcome = await self.press(*self.last)
        expected = self.model.confirm(begun, who, self.now)
        if isinstance(expected, int):
            assert outcome.meanwhile is not None, "nobody is told of what has changed meanwhile"
            told_of = outcome.meanwhile.revision_id, outcome.meanwhile.by
            assert (self.revision_ids[expected], self.model.revisions[expected].by) == told_of
        else:
            assert (expected, None) == (outcome.refusal, outcome.meanwhile)

    async def press(self, number: int, who: int, interaction: int, told: int | None) -> Outcome:
        async with self.database.write() as connection:
            by = Signature(who, LAYERS[who], self.now, interaction)
            return await confirmation.confirm(connection, number, by, told)

    async def keep(self, number: int) -> None:
        begun = self.model.drafts[number]
        async with self.database.write() as connection:
            await drafts.keep(connection, self.draft(begun, number))
        begun.seen, begun.told = self.model.newest(begun), None

    def draft(self, begun: Begun, number: int = 0) -> Draft:
        return Draft(
            author=begun.author,
            layer=LAYERS[begun.author],
            kind=begun.kind,
            expires=begun.expires,
            show_id=1,
            season=2 if begun.kind == Decision.KIND else None,
            target=begun.target,
            value=begun.value,
            sources=begun.sources,
            removes=begun.removes,
            id=number,
        )

    # What everybody sees.

    async def look(self) -> None:
        async with self.database.read() as connection:
            seen = [await self.seen(connection, layer) for layer in (HERE, THERE, SHARED)]
            ids = await connection.exec_driver_sql(
                "SELECT revision.id FROM revision JOIN fact ON fact.id = fact_id WHERE kind != 'show' "
                "ORDER BY revision.id"
            )
            edits = await connection.exec_driver_sql("SELECT count(*) - 1 FROM edit")
            confirmed = await connection.exec_driver_sql("SELECT id FROM draft WHERE confirmed NOT NULL")
        self.revision_ids = list(ids.scalars())
        assert [self.model.seen(layer) for layer in (HERE, THERE, SHARED)] == seen
        assert (len(self.model.revisions), self.model.edits) == (len(self.revision_ids), edits.scalar_one())
        assert [number for number, begun in self.model.drafts.items() if begun.confirmed] == list(
            confirmed.scalars()
        )

    async def seen(self, connection: AsyncConnection, layer: int) -> dict[Identity, tuple[Said, int]]:
        page = await read_page(connection, 1, layer)
        assert page is not None
        return {
            (fact.value.KIND, fact.value.key): ((fact.value, fact.sources, fact.checked_on), fact.layer)
            for fact in page.facts
            if fact.value.KIND != ShowDetails.KIND
        }


@pytest.fixture(scope="session")
def one_show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that knows one show, and nothing of it but its name."""
    path = tmp_path_factory.mktemp("one-show") / "greenlight.db"

    async def fill() -> None:
        async with open_database(path) as database, database.write() as connection:
            await connection.exec_driver_sql("INSERT INTO show (id, key) VALUES (1, 'a-show')")
            details = ShowDetails(title="A Show", year=2026)
            edit = Edit(await program(connection, "file"), SHARED, datetime(2026, 1, 1, tzinfo=UTC))
            await record(connection, edit, [Change.to(1, details, SOURCES[0], date(2026, 1, 1))])

    asyncio.run(fill())
    return path


@settings(max_examples=12)
@given(seed=st.integers(0, 2**32), steps=st.integers(1, 100))
def test_moderators_see_their_own_servers_changes_and_are_told_of_each_others(
    one_show: Path, seed: int, steps: int
) -> None:
    async def work(path: Path) -> None:
        async with open_database(path) as database:
            moderators = Moderators(database, Random(seed))
            for _ in range(steps):
                await moderators.chance.choice(moderators.steps)()
                await moderators.look()

    with TemporaryDirectory() as folder:
        asyncio.run(work(Path(shutil.copy(one_show, Path(folder) / "greenlight.db"))))


async def test_a_confirmation_on_a_full_disk_changes_nothing_and_works_once_there_is_room(
    one_show: Path, tmp_path: Path
) -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    wordy = Credit(person="Ann", role="Lead", billing=1, note="x" * 1000)
    begun = Draft(FIRST, HERE, Credit.KIND, now + LIFETIME, 1, value=wordy, sources=SOURCES[0] * 50)
    shutil.copy(one_show, tmp_path / "greenlight.db")

    async def confirm(database: Database, draft: Draft) -> Outcome:
        async with database.write() as connection:
            return await confirmation.confirm(connection, draft.id, Signature(FIRST, HERE, now, 1))

    async with open_database(tmp_path / "greenlight.db") as database:
        async with database.write() as connection:
            draft = await drafts.keep(connection, begun)
            pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
            await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreError, match="the disk is full"):
            await confirm(database, draft)
        async with database.write() as connection:
            assert draft == await drafts.find(connection, draft.id)
            assert 1 == (await connection.exec_driver_sql("SELECT count(*) FROM edit")).scalar_one()
            await connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        outcome = await confirm(database, draft)

    assert (None, None) == (outcome.refusal, outcome.meanwhile)
