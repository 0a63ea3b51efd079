"""Facts: what each server sees of them, and that nothing is ever written twice, lost or mixed up."""

import unicodedata
from collections import Counter
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import Engine, event, func, insert, select

from db import about, cast, tables
from db.cast import Credit, Project, State
from db.database import Database, open_database
from db.edits import Change, Edit, program, record
from db.facts import SHARED
from db.pages import Page, read_page
from db.reception import Audience, Score
from db.shows import ShowDetails
from db.status import Decision, Release, Verdict
from db.story import Story, StoryKind
from db.values import Evidence, Source, Value
from db.when import When

HERE = 1111
"""A server's layer."""
THERE = 2222
"""Another server's."""
NOWHERE = 3333
"""A server where nobody has recorded anything."""

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SOURCE = Source(url="https://example.org/news", publisher="Example", evidence=Evidence.PRESS)
NEXT_SHOW = count(1)


class Store:
    """A store, and how a test writes and reads it."""

    def __init__(self, database: Database, actor_id: int) -> None:
        self.database = database
        self.actor_id = actor_id

    async def show(self, title: str = "Dark", year: int = 2017) -> int:
        """A show of the shared catalogue."""
        async with self.database.write() as connection:
            inserted = await connection.execute(
                insert(tables.show).values(key=f"show-{next(NEXT_SHOW)}").returning(tables.show.c.id)
            )
            show_id = inserted.scalar_one()
        await self.record(SHARED, show_id, ShowDetails(title=title, year=year))
        return show_id

    async def record(self, layer: int, show_id: int, *values: Value, **change: Any) -> int | None:
        """Record values as one edit."""
        sources = change.pop("sources", [SOURCE])
        checked_on = change.pop("checked_on", TODAY)
        changes = [Change.to(show_id, value, sources, checked_on) for value in values]
        return await self.apply(layer, *changes, **change)

    async def withdraw(self, layer: int, show_id: int, *values: Value, **change: Any) -> int | None:
        """Withdraw the facts that the values are about."""
        changes = [Change(show_id, value.KIND, value.key, None, (), TODAY) for value in values]
        return await self.apply(layer, *changes, **change)

    async def apply(self, layer: int, *changes: Change, **edit: Any) -> int | None:
        async with self.database.write() as connection:
            return await record(connection, Edit(self.actor_id, layer, NOW, **edit), changes)

    async def page(self, show_id: int, layer: int = SHARED) -> Page | None:
        async with self.database.read() as connection:
            return await read_page(connection, show_id, layer)

    async def billing(self, show_id: int, layer: int) -> dict[str, int]:
        """Who is seen in the credits of a show, at which place."""
        page = await self.page(show_id, layer)
        assert page is not None
        return {fact.value.person: fact.value.billing for fact in page.credits}

    async def names(self, layer: int = SHARED) -> list[str]:
        return await self.database.people.popular(layer, 1_000)

    async def person(self, name: str, layer: int = SHARED) -> cast.Person:
        async with self.database.read() as connection:
            return await cast.person(connection, layer, name)

    async def totals(self, layer: int = SHARED) -> about.Totals:
        async with self.database.read() as connection:
            return await about.totals(connection, layer)

    async def titles(self, layer: int = SHARED) -> list[str]:
        return [listing.title for listing in await self.database.index.listings(layer)]

    async def rows(self) -> tuple[int, int]:
        """How many edits and revisions there are."""
        async with self.database.read() as connection:
            edits = await connection.execute(select(func.count()).select_from(tables.edit))
            revisions = await connection.execute(select(func.count()).select_from(tables.revision))
            return edits.scalar_one(), revisions.scalar_one()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    async with open_database(tmp_path / "store.db") as database:
        async with database.write() as connection:
            actor_id = await program(connection, "a test")
        yield Store(database, actor_id)


def credit(person: str, billing: int = 1, role: str = "themselves") -> Credit:
    return Credit(person=person, role=role, billing=billing)


def project(person: str, title: str, state: State = State.FILMING, when: str | None = None) -> Project:
    return Project(person=person, title=title, state=state, when=When.parse(when) if when else None)


@contextmanager
def statements() -> Generator[list[str]]:
    """Every statement that is sent to the store meanwhile."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


# ---- layers


async def test_a_shared_fact_is_seen_everywhere(store: Store) -> None:
    show = await store.show()
    await store.record(SHARED, show, credit("Ann"))

    for layer in (SHARED, HERE, THERE):
        assert {"Ann": 1} == await store.billing(show, layer)


async def test_a_servers_own_fact_holds_there_alone(store: Store) -> None:
    show = await store.show()
    await store.record(SHARED, show, credit("Ann", 1))
    await store.record(HERE, show, credit("Ann", 2), credit("Bob", 3))

    assert {"Ann": 1} == await store.billing(show, SHARED)
    assert {"Ann": 2, "Bob": 3} == await store.billing(show, HERE)
    assert {"Ann": 1} == await store.billing(show, THERE)


async def test_a_servers_own_fact_holds_against_a_newer_shared_one(store: Store) -> None:
    show = await store.show()
    await store.record(HERE, show, credit("Ann", 2))
    await store.record(SHARED, show, credit("Ann", 9))

    assert {"Ann": 2} == await store.billing(show, HERE)
    assert {"Ann": 9} == await store.billing(show, THERE)


async def test_a_fact_withdrawn_in_a_server_is_hidden_there_alone(store: Store) -> None:
    show = await store.show()
    await store.record(SHARED, show, credit("Ann"))
    await store.withdraw(HERE, show, credit("Ann"))

    assert {} == await store.billing(show, HERE)
    assert {"Ann": 1} == await store.billing(show, THERE)
    assert {"Ann": 1} == await store.billing(show, SHARED)


async def test_a_fact_withdrawn_for_all_is_seen_only_where_a_server_has_its_own(store: Store) -> None:
    show = await store.show()
    await store.record(SHARED, show, credit("Ann", 1))
    await store.record(HERE, show, credit("Ann", 2))
    await store.withdraw(SHARED, show, credit("Ann"))

    assert {"Ann": 2} == await store.billing(show, HERE)
    assert {} == await store.billing(show, THERE)
    assert {} == await store.billing(show, SHARED)


async def test_the_newest_of_several_revisions_holds(store: Store) -> None:
    show = await store.show()
    for billing in (3, 1, 2):
        await store.record(SHARED, show, credit("Ann", billing))
    await store.withdraw(HERE, show, credit("Ann"))
    await store.record(HERE, show, credit("Ann", 7))

    assert {"Ann": 2} == await store.billing(show, SHARED)
    assert {"Ann": 7} == await store.billing(show, HERE)


async def test_a_show_withdrawn_in_a_server_is_unknown_there_alone(store: Store) -> None:
    show = await store.show("Dark")
    await store.withdraw(HERE, show, ShowDetails(title="Dark", year=2017))

    assert await store.page(show, HERE) is None
    assert [] == await store.titles(HERE)
    assert ["Dark"] == await store.titles(THERE)
    assert await store.page(show, THERE) is not None


async def test_a_servers_own_show_is_known_there_alone(store: Store) -> None:
    shared = await store.show("Dark")
    await store.withdraw(SHARED, shared, ShowDetails(title="Dark", year=2017))
    await store.record(HERE, shared, ShowDetails(title="Our own", year=2020))

    assert ["Our own"] == await store.titles(HERE)
    assert [] == await store.titles(THERE)
    assert (1, 0) == ((await store.totals(HERE)).shows, (await store.totals(THERE)).shows)


async def test_totals_count_what_a_server_sees_and_name_the_newest_check(store: Store) -> None:
    show = await store.show()
    await store.record(SHARED, show, credit("Ann"), credit("Bob"))
    await store.record(HERE, show, credit("Cid"), checked_on=TODAY + timedelta(days=3))
    await store.withdraw(HERE, show, credit("Ann"), credit("Bob"))

    assert about.Totals(1, 2, TODAY) == await store.totals(SHARED)
    assert about.Totals(1, 1, TODAY + timedelta(days=3)) == await store.totals(HERE)
    assert about.Totals(1, 2, TODAY) == await store.totals(THERE)


PEOPLE = ("Ann", "Bob", "Cid")
STEPS = st.lists(
    st.tuples(
        st.sampled_from([SHARED, HERE, THERE]),
        st.lists(
            st.tuples(st.sampled_from(["show", *PEOPLE]), st.none() | st.integers(1, 3)),
            min_size=1,
            max_size=4,
        ),
    ),
    max_size=12,
)


@settings(max_examples=40)
@given(steps=STEPS)
async def test_whatever_is_recorded_and_withdrawn_each_server_sees_its_own(
    store: Store, steps: list[tuple[int, list[tuple[str, int | None]]]]
) -> None:
    show = await store.show()
    model: dict[tuple[int, str], int | None] = {(SHARED, "show"): 2017}

    def value(name: str, number: int) -> Value:
        return ShowDetails(title="Dark", year=2000 + number) if name == "show" else credit(name, number)

    for layer, recorded in steps:
        before = dict(model)
        changes: list[Change] = []
        revisions = 0
        for name, number in recorded:
            about = value(name, 1)
            if number is None:
                changes.append(Change(show, about.KIND, about.key, None, (), TODAY))
            else:
                changes.append(Change.to(show, value(name, number), [SOURCE], TODAY))
            new = 2000 + number if name == "show" and number else number
            revisions += (layer, name) not in model or model[layer, name] != new
            model[layer, name] = new
        edits_before, revisions_before = await store.rows()

        edit_id = await store.apply(layer, *changes)

        assert (edit_id is None) == (revisions == 0)
        assert (edits_before + (revisions > 0), revisions_before + revisions) == await store.rows()
        assert revisions or before == model

    for layer in (SHARED, HERE, THERE, NOWHERE):
        expected = {name: model.get((layer, name), model.get((SHARED, name))) for name in ("show", *PEOPLE)}
        expected = {name: number for name, number in expected.items() if number is not None}
        page = await store.page(show, layer)
        if "show" not in expected:
            assert page is None
            continue
        assert page is not None
        assert expected.pop("show") == page.show.year
        assert expected == {fact.value.person: fact.value.billing for fact in page.credits}
        for fact in (page.details, *page.credits):
            name = fact.value.person if isinstance(fact.value, Credit) else "show"
            assert (layer if (layer, name) in model else SHARED) == fact.layer


# ---- recording


async def test_the_same_interaction_delivered_twice_records_once(store: Store) -> None:
    show = await store.show()
    first = await store.record(HERE, show, credit("Ann", 1), interaction_id=77)
    before = await store.rows()

    assert first is not None
    assert await store.record(HERE, show, credit("Ann", 1), interaction_id=77) is None
    assert await store.record(HERE, show, credit("Ann", 5), credit("Bob"), interaction_id=77) is None
    assert before == await store.rows()
    assert {"Ann": 1} == await store.billing(show, HERE)
    assert await store.record(HERE, show, credit("Ann", 5), interaction_id=78) is not None
    assert {"Ann": 5} == await store.billing(show, HERE)


async def test_what_says_nothing_new_is_not_recorded(store: Store) -> None:
    show = await store.show()
    await store.record(SHARED, show, credit("Ann", 1), credit("Bob", 2))
    before = await store.rows()

    assert await store.record(SHARED, show, credit("Ann", 1), credit("Bob", 2)) is None
    assert await store.apply(SHARED) is None
    assert before == await store.rows()


async def test_of_several_changes_only_those_that_are_new_are_recorded_as_one_edit(store: Store) -> None:
    show = await store.show()
    await store.record(SHARED, show, credit("Ann", 1), credit("Bob", 2))
    edits, revisions = await store.rows()

    assert await store.record(SHARED, show, credit("Ann", 1), credit("Bob", 3), credit("Cid", 4)) is not None

    assert (edits + 1, revisions + 2) == await store.rows()


async def test_two_changes_of_one_fact_in_one_edit_leave_the_last(store: Store) -> None:
    show = await store.show()
    await store.record(SHARED, show, credit("Ann", 1))

    await store.record(SHARED, show, credit("Ann", 2), credit("Ann", 1))
    assert {"Ann": 1} == await store.billing(show, SHARED)

    await store.record(SHARED, show, credit("Ann", 3), credit("Ann", 4))
    assert {"Ann": 4} == await store.billing(show, SHARED)


async def test_a_newer_check_or_another_source_is_something_new(store: Store) -> None:
    show = await store.show()
    await store.record(SHARED, show, credit("Ann"))
    other = Source(url="https://example.com/x", publisher="Other", evidence=Evidence.TRADE)
    tomorrow = TODAY + timedelta(days=1)

    assert await store.record(SHARED, show, credit("Ann"), checked_on=tomorrow) is not None
    assert await store.record(SHARED, show, credit("Ann"), sources=[other, SOURCE]) is not None

    page = await store.page(show)
    assert page is not None
    assert [(other, (other, SOURCE), TODAY)] == [
        (fact.source, fact.sources, fact.checked_on) for fact in page.credits
    ]


async def test_an_error_records_nothing_at_all(store: Store) -> None:
    show = await store.show()
    before = await store.rows()

    async def fail() -> None:
        async with store.database.write() as connection:
            changes = [Change.to(show, credit("Ann"), [SOURCE], TODAY)]
            await record(connection, Edit(store.actor_id, SHARED, NOW), changes)
            raise KeyError

    with pytest.raises(KeyError):
        await fail()
    assert before == await store.rows()
    assert {} == await store.billing(show, SHARED)


async def test_an_edits_time_is_kept_in_utc(store: Store) -> None:
    show = await store.show()
    at = datetime(2026, 11, 22, 1, 30, tzinfo=timezone(timedelta(hours=9)))
    async with store.database.write() as connection:
        edit_id = await record(
            connection,
            Edit(store.actor_id, HERE, at, "why", 5),
            [Change.to(show, credit("Ann"), [SOURCE], TODAY)],
        )
    async with store.database.read() as connection:
        edit = tables.edit.c
        found = await connection.execute(
            select(edit.actor_id, edit.layer, edit.at, edit.note, edit.interaction_id).where(
                edit.id == edit_id
            )
        )

    assert (store.actor_id, HERE, datetime(2026, 11, 21, 16, 30), "why", 5) == tuple(found.one())  # noqa: DTZ001


async def test_recording_many_facts_takes_no_more_statements_than_recording_one(store: Store) -> None:
    first, second = await store.show("Dark"), await store.show("1899")

    with statements() as for_one:
        await store.record(SHARED, first, credit("Ann"))
    with statements() as for_many:
        await store.record(SHARED, second, *(credit(f"Person {number}") for number in range(500)))

    assert len(for_one) == len(for_many)
    assert 500 == len(await store.billing(second, SHARED))


async def test_the_order_in_which_facts_are_recorded_is_kept(store: Store) -> None:
    show = await store.show()
    people = [f"Person {number}" for number in (5, 3, 9, 1)]
    await store.record(SHARED, show, *(credit(person, 1) for person in people))

    assert people == list(await store.billing(show, SHARED))


async def test_one_program_is_one_actor(store: Store) -> None:
    async with store.database.write() as connection:
        assert store.actor_id == await program(connection, "a test")
        assert store.actor_id != await program(connection, "another")


# ---- what makes two facts the same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (credit("Iñaki Godoy", 1, "Juan"), credit("IÑAKI GODOY", 2, "JUAN")),
        (credit("Iñaki Godoy"), credit(unicodedata.normalize("NFD", "Iñaki Godoy"))),
        (credit("Straße"), credit("STRASSE")),
        (project("Ann", "Next", State.FILMING), project("ann", "NEXT", State.RELEASED)),
        (
            Decision(season=2, verdict=Verdict.RENEWED, decided=When.parse("2020"), platform="Netflix"),
            Decision(season=2, verdict=Verdict.RENEWED, decided=When.parse("2021"), platform="NETFLIX"),
        ),
        (Release(season=1, when=When.parse("2020")), Release(season=1, when=When.parse("2021"))),
        (
            Story(number=1, kind=StoryKind.THEORY, text="One."),
            Story(number=1, kind=StoryKind.CONFIRMED, text="Two."),
        ),
    ],
)
async def test_two_ways_of_saying_the_same_thing_are_one_fact(store: Store, one: Value, other: Value) -> None:
    show = await store.show()
    await store.record(SHARED, show, one)
    await store.record(SHARED, show, other)

    assert 1 == (await store.totals()).facts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (credit("Ann", role="Juan"), credit("Ann", role="director")),
        (
            Decision(season=2, verdict=Verdict.CANCELLED, decided=When.parse("2020"), platform="Fox"),
            Decision(season=2, verdict=Verdict.CANCELLED, decided=When.parse("2020"), platform="Netflix"),
        ),
        (Release(season=1, when=When.parse("2020")), Release(season=1, part=1, when=When.parse("2020"))),
        (
            Score(outlet="IMDb", audience=Audience.VIEWERS, scale=10, taken=When.parse("2020-01-01")),
            Score(outlet="IMDb", audience=Audience.VIEWERS, scale=10, taken=When.parse("2020-01-02")),
        ),
    ],
)
async def test_what_is_about_different_things_are_two_facts(store: Store, one: Value, other: Value) -> None:
    show = await store.show()
    await store.record(SHARED, show, one)
    await store.record(SHARED, show, other)

    assert 2 == (await store.totals()).facts


def test_a_fact_does_not_change_once_it_is_read() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(credit("Ann"), "billing", 2)  # noqa: B010


# ---- pages


async def test_a_page_is_one_statement(store: Store) -> None:
    show = await store.show()
    await store.record(SHARED, show, credit("Ann"), project("Ann", "Next"))
    await store.record(HERE, show, Release(season=1, when=When.parse("2017-12-01")))

    for layer in (SHARED, HERE):
        with statements() as sent:
            assert await store.page(show, layer) is not None
        assert 1 == len(sent)


async def test_a_show_that_is_not_there_has_no_page(store: Store) -> None:
    await store.show()

    for missing in (0, -1, 99, 2**62):
        assert await store.page(missing) is None


async def test_a_page_holds_nothing_of_another_show(store: Store) -> None:
    dark, other = await store.show("Dark"), await store.show("1899")
    await store.record(SHARED, dark, credit("Ann"))
    await store.record(SHARED, other, credit("Bob"))

    assert {"Ann": 1} == await store.billing(dark, SHARED)
    assert {"Bob": 1} == await store.billing(other, SHARED)


async def test_credits_come_in_billing_order_and_stories_in_their_own(store: Store) -> None:
    show = await store.show()
    await store.record(SHARED, show, credit("Cid", 10), credit("Ann", 2), credit("Bob", 1))
    stories = [Story(number=number, kind=StoryKind.THEORY, text="So.") for number in (10, 2, 1)]
    await store.record(SHARED, show, *stories)

    page = await store.page(show)
    assert page is not None
    assert ["Bob", "Ann", "Cid"] == [fact.value.person for fact in page.credits]
    assert [1, 2, 10] == [fact.value.number for fact in page.stories]


# ---- people

NAMES = (
    "Iñaki Godoy",
    "Ann",
    "Ann Lee",
    'Ann", "Lee',
    "Ann%",
    "Ann_",
    "Anna",
    "O'Brien",
    "[Bracket]",
    '["quoted"]',
    "back\\slash",
    "100% Wolf",
    "under_score",
    "名前",
    "😀",
    "; DROP TABLE fact; --",
)


async def test_everybody_is_found_by_name_whatever_it_is_written_with_and_nobody_else(store: Store) -> None:
    show = await store.show()
    await store.record(SHARED, show, *(credit(name) for name in NAMES))
    await store.record(SHARED, show, *(project(name, "Next") for name in NAMES))

    assert set(NAMES) == set(await store.names())
    for name in NAMES:
        found = await store.person(name)
        assert [name] == [fact.value.person for _, fact in found.credits]
        assert [name] == [fact.value.person for fact in found.projects]


@settings(max_examples=50)
@given(
    names=st.lists(st.text('aA"\\,[]: %_é́ñ\U0010fffe名', min_size=1, max_size=6), min_size=2, max_size=5),
)
async def test_nobody_is_taken_for_somebody_else(store: Store, names: list[str]) -> None:
    people = [credit(name) for name in names if any(letter.isalnum() for letter in name)]
    layer = next(NEXT_SHOW) + 10_000
    await store.record(layer, await store.show(), *people)

    expected = Counter(person.key for person in {person.key: person for person in people}.values())
    assert len(expected) == len(await store.names(layer))
    for person in people:
        found = await store.person(person.person, layer)
        assert [person.key] == [fact.value.key for _, fact in found.credits]


async def test_a_name_is_offered_once_however_it_is_capitalised(store: Store) -> None:
    dark, other = await store.show("Dark"), await store.show("1899")
    await store.record(SHARED, dark, credit("Mckenna Grace"))
    await store.record(SHARED, other, credit("McKenna Grace"))

    (name,) = await store.names()
    assert {"Dark", "1899"} == {details.title for details, _ in (await store.person(name)).credits}


async def test_a_person_is_known_across_shows_the_newest_first(store: Store) -> None:
    for title, year in (("Dark", 2017), ("1899", 2022), ("Zwei", 2017)):
        await store.record(SHARED, await store.show(title, year), credit("Ann"))

    known = await store.person("ann")

    assert ["1899", "Dark", "Zwei"] == [details.title for details, _ in known.credits]


async def test_a_person_without_a_credit_is_known_by_their_projects(store: Store) -> None:
    show = await store.show()
    await store.record(SHARED, show, project("Nomadic Pictures", "Walter Boys"))

    known = await store.person("Nomadic Pictures")

    assert ((), ["Walter Boys"]) == (known.credits, [fact.value.title for fact in known.projects])
    assert ["Nomadic Pictures"] == await store.names()


@pytest.mark.parametrize("checks", [(0, 50), (50, 0)])
async def test_a_project_noted_under_two_shows_is_told_once_as_it_was_checked_last(
    store: Store, checks: tuple[int, int]
) -> None:
    for days_ago in checks:
        state = State.FILMING if days_ago == 0 else State.ANNOUNCED
        checked_on = TODAY - timedelta(days=days_ago)
        await store.record(SHARED, await store.show(), project("Ann", "Next", state), checked_on=checked_on)

    assert [State.FILMING] == [fact.value.state for fact in (await store.person("Ann")).projects]


async def test_a_person_hidden_in_a_server_is_not_offered_there(store: Store) -> None:
    show = await store.show()
    await store.record(SHARED, show, credit("Ann"), credit("Bob"))
    await store.withdraw(HERE, show, credit("Ann"))

    assert ["Bob"] == await store.names(HERE)
    assert ["Ann", "Bob"] == await store.names(THERE)
    assert () == (await store.person("Ann", HERE)).credits


async def test_a_show_hidden_in_a_server_is_in_nobodys_credits_there(store: Store) -> None:
    show = await store.show("Dark")
    await store.record(SHARED, show, credit("Ann"))
    await store.withdraw(HERE, show, ShowDetails(title="Dark", year=2017))

    assert () == (await store.person("Ann", HERE)).credits
    assert 1 == len((await store.person("Ann", THERE)).credits)


async def test_nobody_of_a_name_is_nobody(store: Store) -> None:
    known = await store.person("Nobody")

    assert ("Nobody", (), ()) == (known.name, known.credits, known.projects)
    assert [] == await store.names()


# ---- sources


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/x",
        "example.org",
        "https://",
        "https://localhost",
        "javascript:alert(1)",
        "https://example.org/a b",
        f"https://example.org/{'x' * 600}",
        "",
    ],
)
def test_a_source_that_is_no_https_address_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="url"):
        Source(url=url, publisher="Example", evidence=Evidence.PRESS)


def test_the_three_strongest_kinds_of_evidence_are_stated_flatly() -> None:
    assert ["official", "trade", "press"] == [kind.value for kind in Evidence if kind.is_firm]
    assert ["talent", "database", "fan"] == [kind.value for kind in Evidence if not kind.is_firm]
