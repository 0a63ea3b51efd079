"""Members and moderators of two servers at work on suggestions, against a plain model of what they see."""

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

from db import confirmation, drafts, history, mutes, suggesting, suggestions
from db.cast import Credit
from db.confirmation import Outcome
from db.database import Database, open_database
from db.drafts import LIFETIME, Draft, Refusal
from db.edits import Change, Edit, Signature, program, record, sign
from db.facts import SHARED
from db.pages import read_page
from db.shows import ShowDetails
from db.suggesting import MOST_AN_HOUR, MOST_OPEN, Hindrance
from db.suggestions import Fate
from db.values import Evidence, Source

SERVERS = (100, 200)
MEMBERS = tuple(range(1, 7))
MODERATORS = (11, 12)
SOURCE = (Source(url="https://example.com/news", publisher="Example", evidence=Evidence.PRESS),)
CREDITS = [Credit(person=name, role="Lead", billing=place) for name in ("Ann", "Bob") for place in (1, 2, 3)]

Told = tuple[int, int | None, Fate | None]
"""What the history says: who acted, at whose suggestion, and what was decided if that changed nothing."""


@dataclass
class Sent:
    """A suggestion as its author knows it; `seen` is how often its credit had been changed by then."""

    server: int
    member: int
    at: datetime
    value: Credit
    seen: int
    fate: Fate = Fate.OPEN
    by: int | None = None


@dataclass
class Model:
    """What should be: suggestions by id, who is muted, each server's history and versions of each credit."""

    sent: dict[int, Sent] = field(default_factory=dict[int, Sent])
    muted: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])
    told: dict[int, list[Told]] = field(default_factory=lambda: {server: [] for server in SERVERS})
    versions: dict[tuple[int, str], list[tuple[Credit, date]]] = field(
        default_factory=lambda: {(server, value.key): [] for server in SERVERS for value in CREDITS}
    )

    def waiting(self, server: int, member: int | None = None) -> list[int]:
        """The open suggestions of a server, or of one of its members."""
        return [
            number
            for number, one in self.sent.items()
            if (one.server, one.fate) == (server, Fate.OPEN) and member in (None, one.member)
        ]

    def hindrance(self, server: int, member: int, now: datetime) -> Hindrance | None:
        hour_ago = now - timedelta(hours=1)
        lately = [
            one
            for one in self.sent.values()
            if one.server == server and one.at > hour_ago and one.fate is not Fate.WITHDRAWN
        ]
        if (server, member) in self.muted:
            return Hindrance.MUTED
        if len(self.waiting(server, member)) >= MOST_OPEN:
            return Hindrance.MOST_OPEN
        return Hindrance.MOST_AN_HOUR if len(lately) >= MOST_AN_HOUR else None

    def refusal(self, number: int, server: int) -> Refusal | None:
        one = self.sent.get(number)
        if one is None or one.server != server:
            return Refusal.GONE
        return None if one.fate is Fate.OPEN else Refusal.DECIDED


class Servers:
    """Each step is one thing that somebody does, and is told; in the end all that is seen is compared."""

    def __init__(self, database: Database, chance: Random) -> None:
        self.database, self.chance, self.model = database, chance, Model()
        self.now, self.interaction = datetime(2026, 11, 22, 9, tzinfo=UTC), 0
        self.steps = [
            *[self.send] * 7,
            *[self.approve] * 2,
            *[self.decline] * 2,
            self.edit,
            self.withdraw,
            self.correct,
            self.mute_or_unmute,
            self.wait,
        ]

    async def send(self) -> None:
        """A member sends something, and presses Send once more."""
        server, member, value = self.chance.choice(SERVERS), self.chance.choice(MEMBERS), self.any_credit()
        by = self.sign(server, member)
        async with self.database.write() as connection:
            draft = await drafts.keep(connection, self.draft(by, value, suggests=True))
            sending = await suggesting.send(connection, draft.id, by)
        expected = self.model.hindrance(server, member, self.now)
        assert expected == (sending.hindered.why if sending.hindered else None)
        if sending.suggestion is None:
            return
        async with self.database.write() as connection:
            again = await suggesting.send(connection, draft.id, self.sign(server, member))
        assert again.suggestion
        assert (sending.suggestion.id, True, False) == (again.suggestion.id, sending.is_new, again.is_new)
        seen = len(self.model.versions[server, value.key])
        self.model.sent[sending.suggestion.id] = Sent(server, member, self.now, value, seen)

    async def approve(self) -> None:
        """A moderator presses Approve, and again where the card then shows what was changed since."""
        number, by = self.any_decision()
        outcome = await self.press(number, by)
        assert self.model.refusal(number, by.layer) == outcome.refusal
        if outcome.refusal:
            return
        one = self.model.sent[number]
        is_overtaken = len(self.model.versions[one.server, one.value.key]) > one.seen
        assert is_overtaken == (outcome.meanwhile is not None)
        if outcome.meanwhile:
            outcome = await self.press(number, by, outcome.meanwhile.revision_id)
        self.approved(number, by, outcome)
        again = await self.press(number, by)
        assert (None, None) == (again.refusal, again.edit_id)

    async def press(self, number: int, by: Signature, seen: int | None = None) -> Outcome:
        async with self.database.write() as connection:
            return await confirmation.approve(connection, number, by, seen)

    async def edit(self) -> None:
        """A moderator makes a draft of a suggestion and confirms it; perhaps somebody decides in between."""
        number, by = self.any_decision()
        one = self.model.sent.get(number)
        if one is None or one.server != by.layer:
            return
        async with self.database.write() as connection:
            draft = await drafts.keep(connection, self.draft(by, self.any_credit(), suggestion_id=number))
        if self.chance.random() < 0.3:
            await self.decline()
        async with self.database.write() as connection:
            outcome = await confirmation.confirm(connection, draft.id, by)
        assert (self.model.refusal(number, by.layer), None) == (outcome.refusal, outcome.meanwhile)
        if outcome.is_recorded and draft.value:
            self.approved(number, by, outcome, draft.value)

    def approved(self, number: int, by: Signature, outcome: Outcome, edited: object = None) -> None:
        one = self.model.sent[number]
        one.fate, one.by = Fate.APPROVED, by.person
        value = edited if isinstance(edited, Credit) else one.value
        assert outcome.is_recorded
        assert outcome.edit_id
        versions = self.model.versions[one.server, value.key]
        is_new = versions[-1:] != [(value, self.now.date())]
        versions += [(value, self.now.date())] * is_new
        self.model.told[one.server].append((by.person, one.member, None if is_new else Fate.APPROVED))

    async def decline(self) -> None:
        number, by = self.any_decision()
        expected = self.model.refusal(number, by.layer)
        for answer in (expected, expected):
            async with self.database.write() as connection:
                outcome = await confirmation.decline(connection, number, by, "No page says so.")
            assert answer == outcome.refusal
        if expected is None:
            one = self.model.sent[number]
            one.fate, one.by = Fate.DECLINED, by.person
            self.model.told[one.server].append((by.person, one.member, Fate.DECLINED))

    async def withdraw(self) -> None:
        number, _ = self.any_decision()
        one = self.model.sent.get(number)
        if one is None:
            return
        async with self.database.write() as connection:
            found = await suggestions.find(connection, number, one.server)
            assert found
            await suggesting.withdraw(connection, found, self.sign(one.server, one.member))
        one.fate = Fate.WITHDRAWN if one.fate is Fate.OPEN else one.fate

    async def correct(self) -> None:
        """A moderator changes a credit at nobody's suggestion."""
        server, value = self.chance.choice(SERVERS), self.any_credit()
        by = self.sign(server, self.chance.choice(MODERATORS))
        async with self.database.write() as connection:
            made = await sign(connection, by, [Change.to(1, value, SOURCE, self.now.date())])
        if made:
            self.model.versions[server, value.key].append((value, self.now.date()))
            self.model.told[server].append((by.person, None, None))

    async def mute_or_unmute(self) -> None:
        server, member = self.chance.choice(SERVERS), self.chance.choice(MEMBERS)
        by = self.sign(server, self.chance.choice(MODERATORS))
        first, second = mutes.mute, mutes.unmute
        if (server, member) not in self.model.muted:
            first, second = second, first
        async with self.database.write() as connection:
            needless = await first(connection, member, by)
            made = await second(connection, member, by)
        assert (None, True) == (needless, made is not None)
        self.model.muted ^= {(server, member)}
        self.model.told[server].append((by.person, None, None))

    async def wait(self) -> None:
        self.now += timedelta(minutes=self.chance.choice([10, 30, 61, 60 * 24 * 20]))

    def any_decision(self) -> tuple[int, Signature]:
        """A suggestion, most often an open one, and a moderator, most often of its server."""
        waiting = [number for server in SERVERS for number in self.model.waiting(server)]
        number = self.chance.choice([*waiting * 3, *self.model.sent, 999])
        one = self.model.sent.get(number)
        server = one.server if one and self.chance.random() < 0.9 else self.chance.choice(SERVERS)
        return number, self.sign(server, self.chance.choice(MODERATORS))

    def any_credit(self) -> Credit:
        return self.chance.choice(CREDITS)

    def sign(self, server: int, person: int) -> Signature:
        self.interaction += 1
        return Signature(person, server, self.now, self.interaction)

    def draft(
        self, by: Signature, value: Credit, *, suggests: bool = False, suggestion_id: int | None = None
    ) -> Draft:
        return Draft(
            author=by.person,
            layer=by.layer,
            kind=Credit.KIND,
            expires=self.now + LIFETIME,
            show_id=1,
            value=value,
            sources=SOURCE,
            suggests=suggests,
            suggestion_id=suggestion_id,
        )

    async def look(self) -> None:
        """What everybody sees is what the model says."""
        async with self.database.read() as connection:
            for server in SERVERS:
                page = await read_page(connection, 1, server)
                queued = await suggestions.queued(connection, server)
                acts = (await history.read_edits(connection, server)).acts()
                muted = await mutes.muted(connection, server)
                last = {
                    key: made[-1][0]
                    for (of, key), made in self.model.versions.items()
                    if made and of == server
                }
                told = [
                    (act.by, act.decided.by, act.decided.fate)
                    if act.decided
                    else (act.by, act.suggested_by, None)
                    for act in reversed(acts)
                ]
                waiting = self.model.waiting(server)
                assert page
                assert last == {fact.value.key: fact.value for fact in page.credits}
                assert self.model.told[server] == told
                assert (waiting[:1], len(waiting)) == (
                    [queued.suggestion.id] if queued else [],
                    queued.total if queued else 0,
                )
                assert sorted(member for of, member in self.model.muted if of == server) == sorted(muted)
            found = await suggestions.read(connection)
        assert {
            number: (one.member, one.fate, one.by, one.value) for number, one in self.model.sent.items()
        } == {one.id: (one.by, one.fate, one.settled_by, one.draft.value) for one in found}


@pytest.fixture(scope="module")
def a_show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that knows one show, and nothing of it but its name."""
    path = tmp_path_factory.mktemp("a-show") / "greenlight.db"

    async def fill() -> None:
        async with open_database(path) as database, database.write() as connection:
            await connection.exec_driver_sql("INSERT INTO show (id, key) VALUES (1, 'a-show')")
            details = ShowDetails(title="A Show", year=2026)
            edit = Edit(await program(connection, "file"), SHARED, datetime(2026, 1, 1, tzinfo=UTC))
            await record(connection, edit, [Change.to(1, details, SOURCE, date(2026, 1, 1))])

    asyncio.run(fill())
    return path


@settings(max_examples=10)
@given(seed=st.integers(0, 2**32), steps=st.integers(1, 80))
def test_each_suggestion_is_settled_once_and_told_in_its_own_server_alone(
    a_show: Path, seed: int, steps: int
) -> None:
    async def work(path: Path) -> None:
        async with open_database(path) as database:
            servers = Servers(database, Random(seed))
            for _ in range(steps):
                await servers.chance.choice(servers.steps)()
            await servers.look()

    with TemporaryDirectory() as folder:
        asyncio.run(work(Path(shutil.copy(a_show, Path(folder) / "greenlight.db"))))
