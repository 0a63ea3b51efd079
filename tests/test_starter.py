"""Starter content: what a new store knows, loading it again and again, and files that cannot be taken."""

import json
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from copy import deepcopy
from datetime import UTC, date, datetime
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine

from db import tables
from db.cast import State
from db.database import Database, open_database
from db.edits import Change, Edit, program, record
from db.export_reading import CARRIED
from db.facts import SHARED
from db.file_reading import FileError, read_file
from db.files import FactFile
from db.pages import Page, read_page
from db.reception import Audience, Score
from db.shows import ShowDetails
from db.starter import ACTOR, STARTER, load
from db.status import Decision, Release, Verdict
from db.story import StoryKind
from db.values import Evidence, Source, Value
from db.when import When

SHARED_DATA = Path(__file__).parent.parent.parent / "shared" / "data" / "starter.json"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LATER = date(2027, 1, 1)
SOURCE = {"url": "https://example.org/news", "publisher": "Example", "evidence": "press"}

Place = tuple[str | int, ...]
Edits = Callable[[Any], None]

CONTENT: dict[str, Any] = {
    "version": 1,
    "checked_on": "2026-11-22",
    "shows": [
        {
            "key": "dark-2017",
            "facts": [
                {"kind": "show", "value": {"title": "Dark", "year": 2017}, "sources": [SOURCE]},
                {
                    "kind": "decision",
                    "value": {"season": 3, "verdict": "ended", "decided": "2020-06"},
                    "sources": [SOURCE, SOURCE],
                },
                {
                    "kind": "score",
                    "value": {
                        "outlet": "IMDb",
                        "audience": "viewers",
                        "value": 8.7,
                        "scale": 10,
                        "taken": "2026",
                    },
                    "sources": [SOURCE],
                    "checked_on": "2026-01-31",
                },
            ],
            "viewing_weeks": [
                {"season": 3, "list": "TV (Non-English)", "week_ending": "2021-07-04", "rank": 9},
                {"season": 3, "list": "TV (Non-English)", "week_ending": "2021-07-11", "tenth_hours": 5},
            ],
        }
    ],
}
SHOW: Place = ("shows", 0)
DETAILS: Place = (*SHOW, "facts", 0)
DECISION: Place = (*SHOW, "facts", 1)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncGenerator[Database]:
    """An empty store."""
    async with open_database(tmp_path / "store.db") as database:
        yield database


def put(place: Place, value: object) -> Edits:
    """An edit of a file's content: another value at a place."""

    def edit(content: Any) -> None:
        reduce(lambda here, step: here[step], place[:-1], content)[place[-1]] = value

    return edit


def remove(place: Place) -> Edits:
    """An edit of a file's content: nothing at a place."""

    def edit(content: Any) -> None:
        del reduce(lambda here, step: here[step], place[:-1], content)[place[-1]]

    return edit


def again(place: Place) -> Edits:
    """An edit of a file's content: an entry of a list once more at its end."""

    def edit(content: Any) -> None:
        entries = reduce(lambda here, step: here[step], place[:-1], content)
        entries.append(deepcopy(entries[place[-1]]))

    return edit


def written(path: Path, *edits: Edits) -> Path:
    """The content, edited, as a file."""
    path.write_text(edited(*edits), encoding="utf-8")
    return path


def file_with(*edits: Edits) -> FactFile:
    return FactFile.model_validate_json(edited(*edits))


def edited(*edits: Edits) -> str:
    content = json.loads(json.dumps(CONTENT))
    for edit in edits:
        edit(content)
    return json.dumps(content)


async def load_into(database: Database, file: FactFile) -> int:
    async with database.write() as connection:
        return await load(connection, file, NOW)


async def record_as(database: Database, actor: str, layer: int, value: Value | None, about: Value) -> None:
    """Somebody records or withdraws a fact of the first show."""
    source = Source(url="https://example.com/mine", publisher="Mine", evidence=Evidence.OFFICIAL)
    async with database.write() as connection:
        actor_id = await program(connection, actor)
        change = Change(1, about.KIND, about.key, value, (source,) if value else (), LATER)
        await record(connection, Edit(actor_id, layer, NOW), [change])


async def page(database: Database, title: str, layer: int = SHARED) -> Page:
    found = [listing.show_id for listing in await database.index.listings(layer) if listing.title == title]
    async with database.read() as connection:
        shown = await read_page(connection, found[0], layer)
    assert shown is not None
    return shown


async def dump(database: Database) -> dict[str, list[Any]]:
    """Every row of the store."""
    async with database.read() as connection:
        return {
            table.name: [tuple(row) for row in await connection.execute(table.select())]
            for table in tables.metadata.sorted_tables
        }


# ---- what a new store knows


@pytest.fixture(scope="module")
def starter() -> FactFile:
    return read_file(STARTER).file


async def test_a_new_store_holds_every_fact_and_week_of_the_file(
    database: Database, starter: FactFile
) -> None:
    facts = sum(len(show.facts) for show in starter.shows)

    assert facts == await load_into(database, starter)

    rows = await dump(database)
    assert (len(starter.shows), facts, facts, 1) == tuple(
        len(rows[name]) for name in ("show", "fact", "revision", "edit")
    )
    assert sum(len(show.viewing_weeks) for show in starter.shows) == len(rows["viewing_week"])
    assert [(1, None, ACTOR)] == rows["actor"]


async def test_each_page_says_what_the_file_says(database: Database, starter: FactFile) -> None:
    await load_into(database, starter)

    async with database.read() as connection:
        for show_id, show in enumerate(starter.shows, start=1):
            shown = await read_page(connection, show_id, SHARED)
            assert shown is not None
            seasons = shown.seasons
            facts = [shown.details, *shown.scores, *shown.credits, *shown.projects, *shown.stories]
            decided = [fact for season in seasons for fact in (*season.decisions, *season.releases)]
            in_file = {(fact.value.key, fact.kind): (fact.value, fact.sources) for fact in show.facts}
            assert in_file == {
                (fact.value.key, fact.value.KIND): (fact.value, fact.sources) for fact in (*facts, *decided)
            }
            assert Counter(show.viewing_weeks) == Counter(shown.weeks)


def test_every_fact_that_a_new_store_holds_has_a_source(starter: FactFile) -> None:
    for show in starter.shows:
        assert {"show", "decision", "credit"} <= {fact.kind for fact in show.facts}
        for fact in show.facts:
            assert fact.sources, (show.key, fact.value)
            assert all(source.publisher and source.url.startswith("https://") for source in fact.sources)


def test_the_file_says_all_that_was_researched(starter: FactFile) -> None:
    if not SHARED_DATA.exists():
        pytest.skip(f"{SHARED_DATA} is not here to compare with")
    researched = {
        show["title"]: show for show in json.loads(SHARED_DATA.read_text(encoding="utf-8"))["shows"]
    }
    ours = {show.facts[0].value.model_dump()["title"]: show for show in starter.shows}

    assert researched.keys() == ours.keys()
    for title, show in researched.items():
        kinds = Counter(fact.kind for fact in ours[title].facts)
        assert [len(show["decisions"]), len(show["releases"]), len(show["scores"])] == [
            kinds["decision"],
            kinds["release"],
            kinds["score"],
        ], title
        assert {(decision["season"], decision["verdict"]) for decision in show["decisions"]} == {
            (fact.value.season, fact.value.verdict.value)
            for fact in ours[title].facts
            if isinstance(fact.value, Decision)
        }


async def test_the_imperfects_answers_as_it_should(database: Database, starter: FactFile) -> None:
    await load_into(database, starter)
    imperfects = await page(database, "The Imperfects")

    first, second = imperfects.seasons
    (release,) = first.releases
    assert (date(2022, 9, 8), 10) == (release.value.when.earliest, release.value.episodes)
    assert (imperfects.show.network, 2022, "CA") == ("Netflix", imperfects.show.year, imperfects.show.country)
    assert second.decision is not None
    assert (Verdict.CANCELLED, date(2022, 11, 8)) == (
        second.decision.value.verdict,
        second.decision.value.decided.earliest,
    )
    assert () == second.releases

    scores = {
        (score.value.outlet, score.value.audience): (score.value.value, score.value.scale)
        for score in imperfects.scores
    }
    assert (79, 100) == scores["Rotten Tomatoes", Audience.VIEWERS]
    assert (6.1, 10) == scores["IMDb", Audience.VIEWERS]
    assert (None, 100) == scores["Rotten Tomatoes", Audience.CRITICS]

    assert [(3, 24_070_000), (4, 35_020_000), (9, 12_760_000), (None, None)] == [
        (week.rank, week.hours) for week in imperfects.weeks
    ]
    assert imperfects.weeks[0].note is not None
    assert "behind Cobra Kai season 5" in imperfects.weeks[0].note
    assert "Devil in Ohio" in imperfects.weeks[0].note

    assert "search for a lasting cure" in imperfects.stories[0].value.text
    assert (2, StoryKind.THEORY) == (imperfects.stories[0].value.season, imperfects.stories[0].value.kind)
    projects = {(fact.value.person, fact.value.title.split(" (")[0]) for fact in imperfects.projects}
    assert ("Iñaki Godoy", "One Piece") in projects
    assert ("Nomadic Pictures", "My Life with the Walter Boys") in projects
    assert State.FILMING is imperfects.projects[0].value.state


# ---- loading again


async def test_loading_again_changes_nothing(database: Database, starter: FactFile) -> None:
    await load_into(database, starter)
    before = await dump(database)

    assert 0 == await load_into(database, starter)

    assert before == await dump(database)


async def test_a_newer_file_adds_and_revises(database: Database) -> None:
    await load_into(database, file_with())
    newer = file_with(
        put((*DECISION, "value", "reason"), "The story was told."),
        again(DECISION),
        put((*SHOW, "facts", 3, "value", "season"), 4),
        put((*SHOW, "viewing_weeks", 0, "rank"), 8),
        again((*SHOW, "viewing_weeks", 0)),
        put((*SHOW, "viewing_weeks", 2, "week_ending"), "2021-07-18"),
        again(SHOW),
        put(("shows", 1, "key"), "1899-2022"),
        put(("shows", 1, "facts", 0, "value", "title"), "1899"),
    )

    assert 2 + 4 == await load_into(database, newer)

    dark = await page(database, "Dark")
    assert [(3, "The story was told."), (4, "The story was told.")] == [
        (season.number, season.decisions[0].value.reason) for season in dark.seasons
    ]
    assert [8, None, 8] == [week.rank for week in dark.weeks]
    assert "1899" == (await page(database, "1899")).show.title
    rows = await dump(database)
    assert (2, 2) == (len(rows["edit"]), len(rows["show"]))


async def test_a_day_that_an_entry_names_holds_over_the_files_own(database: Database) -> None:
    await load_into(database, file_with())

    dark = await page(database, "Dark")
    assert [date(2026, 1, 31)] == [score.checked_on for score in dark.scores]
    assert date(2026, 11, 22) == dark.details.checked_on


async def test_a_file_checked_later_freshens_what_it_says(database: Database) -> None:
    await load_into(database, file_with())

    assert 2 == await load_into(database, file_with(put(("checked_on",), "2026-12-24")))

    assert date(2026, 12, 24) == (await page(database, "Dark")).details.checked_on


async def test_a_newer_file_never_goes_over_somebodys_later_edit(database: Database) -> None:
    await load_into(database, file_with())
    corrected = ShowDetails(title="Dark", year=2018)
    ended = Decision(season=3, verdict=Verdict.ENDED, decided=When.parse("2020-06"))
    await record_as(database, "an operator", SHARED, corrected, corrected)
    await record_as(database, "an operator", SHARED, None, ended)

    newer = file_with(
        put((*DETAILS, "value", "year"), 2019),
        put((*DECISION, "value", "reason"), "The story was told."),
        put((*SHOW, "facts", 2, "value", "votes"), 100),
    )

    assert 1 == await load_into(database, newer)
    dark = await page(database, "Dark")
    assert (2018, (), [100]) == (dark.show.year, dark.seasons, [fact.value.votes for fact in dark.scores])


async def test_an_edit_undone_by_somebody_else_stays_theirs(database: Database) -> None:
    await load_into(database, file_with())
    original = (await page(database, "Dark")).show
    corrected = ShowDetails(title="Dark", year=2018)
    await record_as(database, "an operator", SHARED, corrected, corrected)
    await record_as(database, "an operator", SHARED, original, original)

    assert 0 == await load_into(database, file_with(put((*DETAILS, "value", "year"), 2019)))

    assert 2017 == (await page(database, "Dark")).show.year


async def test_a_servers_own_facts_are_left_alone_and_do_not_hold_a_newer_file_up(database: Database) -> None:
    await load_into(database, file_with())
    own = ShowDetails(title="Our Dark", year=2018)
    await record_as(database, "a moderator", 1111, own, own)

    assert 1 == await load_into(database, file_with(put((*DETAILS, "value", "year"), 2019)))

    assert 2018 == (await page(database, "Our Dark", 1111)).show.year
    assert 2019 == (await page(database, "Dark")).show.year


async def test_a_fact_that_somebody_else_recorded_first_is_left_as_it_is(database: Database) -> None:
    await load_into(database, file_with(remove((*SHOW, "facts", 2))))
    score = Score(outlet="imdb", audience=Audience.VIEWERS, scale=10, value=1, taken=When.parse("2026"))
    await record_as(database, "an operator", SHARED, score, score)

    assert 0 == await load_into(database, file_with())

    assert [1] == [fact.value.value for fact in (await page(database, "Dark")).scores]


async def test_a_file_without_shows_loads_nothing(database: Database) -> None:
    assert 0 == await load_into(database, file_with(put(("shows",), [])))

    assert [] == (await dump(database))["edit"]


async def test_a_file_of_many_shows_is_loaded_in_a_handful_of_statements(
    database: Database, starter: FactFile
) -> None:
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        await load_into(database, starter)
    finally:
        event.remove(Engine, "before_cursor_execute", note)

    assert len(sent) <= 15


async def test_a_load_that_fails_leaves_nothing(database: Database, starter: FactFile) -> None:
    async def fail() -> None:
        async with database.write() as connection:
            await load(connection, starter, NOW)
            raise KeyError

    with pytest.raises(KeyError):
        await fail()

    async with database.read() as connection:
        for table in tables.metadata.sorted_tables:
            assert 0 == (await connection.execute(select(func.count()).select_from(table))).scalar_one()


# ---- files that cannot be taken


def test_a_file_in_the_format_is_taken(tmp_path: Path) -> None:
    file = read_file(written(tmp_path / "facts.json")).file

    assert [3] == [len(show.facts) for show in file.shows]


DECISION_SAYS = "facts.json: line 1, show dark-2017, fact 2 (decision)"
KINDS = ", ".join(f"'{kind}'" for kind in CARRIED)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (remove((*DECISION, "sources")), f"{DECISION_SAYS}: “sources” is missing."),
        (put((*DECISION, "sources"), []), f"{DECISION_SAYS}: “sources” needs at least one entry."),
        (
            put((*DECISION, "sources", 0, "url"), "http://example.org/x"),
            f"{DECISION_SAYS}, source 1: “url” must be an address that begins with https:// "
            "and has no space, "
            "not “http://example.org/x”.",
        ),
        (
            remove((*DETAILS, "sources", 0, "publisher")),
            "facts.json: line 1, show dark-2017, fact 1 (show), source 1: “publisher” is missing.",
        ),
        (
            remove((*DECISION, "sources", 1, "publisher")),
            f"{DECISION_SAYS}, source 2: “publisher” is missing.",
        ),
        (
            put((*DECISION, "sources", 0, "evidence"), "rumour"),
            f"{DECISION_SAYS}, source 1: “evidence” must be 'official', 'trade', 'press', 'talent', "
            "'database' or 'fan', not “rumour”.",
        ),
        (
            put((*DECISION, "kind"), "decison"),
            f"facts.json: line 1, show dark-2017, fact 2: “kind” must be one of {KINDS}, not “decison”.",
        ),
        (remove((*DECISION, "kind")), "facts.json: line 1, show dark-2017, fact 2: “kind” is missing."),
        (
            put((*DECISION, "value", "decided"), "June 2020"),
            f"{DECISION_SAYS}: “decided” does not fit: A date is written as 2022-11-08, 2022-11, 2026-Q3, "
            "2026-H2, 2027, tba or 2026-03-10T08:00Z.",
        ),
        (
            put((*DECISION, "value", "decided"), "2020-02-30"),
            f"{DECISION_SAYS}: “decided” does not fit: “2020-02-30” is not a day of the calendar.",
        ),
        (
            put((*DECISION, "value", "verdict"), "axed"),
            f"{DECISION_SAYS}: “verdict” must be 'renewed', 'final_season', 'revived', 'awaiting', "
            "'cancelled', 'ended' or 'limited', not “axed”.",
        ),
        (
            put((*DECISION, "value", "season"), 0),
            f"{DECISION_SAYS}: “season” must be at least 1, not “0”.",
        ),
        (
            put((*DECISION, "value", "colour"), "red"),
            f"{DECISION_SAYS}: “colour” is not a field of this entry.",
        ),
        (
            put((*SHOW, "facts", 2, "value", "value"), "high"),
            "facts.json: line 1, show dark-2017, fact 3 (score): “value” must be a number, not “high”.",
        ),
        (
            put((*DETAILS, "value", "title"), 7),
            "facts.json: line 1, show dark-2017, fact 1 (show): “title” must be text, not “7”.",
        ),
        (
            put((*DETAILS, "value", "imdb_id"), "123"),
            "facts.json: line 1, show dark-2017, fact 1 (show): “imdb_id” must be a number such as "
            "tt14502728, not “123”.",
        ),
        (
            put((*DETAILS, "value", "notes"), [{"about": "status"}]),
            "facts.json: line 1, show dark-2017, fact 1 (show), note 1: “text” is missing.",
        ),
        (
            put((*DETAILS, "value", "aliases"), ["x" * 201]),
            f"facts.json: line 1, show dark-2017, fact 1 (show), alias 1: must have at most 200 characters, "
            f"not “{'x' * 80}…”.",
        ),
        (
            put((*SHOW, "viewing_weeks", 0, "rank"), 11),
            "facts.json: line 1, show dark-2017, viewing week 1: “rank” must be at most 10, not “11”.",
        ),
        (
            put((*SHOW, "key"), "Dark (2017)"),
            "facts.json: line 1, show Dark (2017): “key” must be small letters, digits and hyphens, such as "
            "the-imperfects-2022, not “Dark (2017)”.",
        ),
        (remove((*SHOW, "key")), "facts.json: line 1, show 1: “key” is missing."),
        (again(SHOW), "facts.json: line 1, show dark-2017: stands in the file twice."),
        (
            again(DECISION),
            "facts.json: line 1, show dark-2017, fact 4 (decision): is about the same as fact 2.",
        ),
        (put(("version",), 0), "facts.json: line 1: “version” must be at least 1, not “0”."),
        (
            put(("version",), 2),
            "facts.json: the file was written by a newer Greenlight (format 2; this one reads 1), "
            "so this one has to be updated first.",
        ),
        (remove(("checked_on",)), "facts.json: line 1: “checked_on” is missing."),
        (put(("shows", 0), "Dark"), "facts.json: line 1, show 1: must be an object, not “Dark”."),
        (put(DECISION, 7), "facts.json: line 1, show dark-2017, fact 2: must be an object, not “7”."),
    ],
)
def test_a_mistake_is_told_with_its_entry_and_field(tmp_path: Path, edit: Edits, said: str) -> None:
    with pytest.raises(FileError) as refused:
        read_file(written(tmp_path / "facts.json", edit))

    assert said == str(refused.value)


def test_all_mistakes_are_told_at_once_each_in_its_line(tmp_path: Path) -> None:
    path = written(
        tmp_path / "facts.json",
        remove((*DETAILS, "value", "title")),
        put((*DECISION, "value", "verdict"), "axed"),
        put((*DECISION, "sources", 1, "url"), "example.org"),
    )

    with pytest.raises(FileError) as refused:
        read_file(path)

    places = [line.split(": ")[1] for line in str(refused.value).splitlines()]
    assert [
        "line 1, show dark-2017, fact 1 (show)",
        "line 1, show dark-2017, fact 2 (decision)",
        "line 1, show dark-2017, fact 2 (decision), source 2",
    ] == places


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "facts.json: the file is empty."),
        (b"hello", "facts.json: line 1, column 1: this is not JSON (a value is expected)."),
        (
            b'{"version": 1,\n "shows": [}',
            "facts.json: line 2, column 12: this is not JSON (a value is expected).",
        ),
        (b"\xff\xfe\x00", "facts.json: the file is not written in UTF-8. Save it as UTF-8."),
        (b"[" * 100_000, "facts.json: line 1, column 202: this is not JSON (it is nested too deeply)."),
        (b"[]", "facts.json: line 1: must be an object."),
        (b"null", "facts.json: line 1: must be an object, not null."),
    ],
    ids=["empty", "words", "cut off", "bytes", "deep", "a list", "null"],
)
def test_what_is_no_file_of_facts_at_all_is_told(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "facts.json"
    path.write_bytes(content)

    with pytest.raises(FileError) as refused:
        read_file(path)

    assert said == str(refused.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"facts\.json: the file cannot be read \(No such file"):
        read_file(tmp_path / "facts.json")


def test_a_release_is_as_exact_as_it_was_written(tmp_path: Path) -> None:
    release = {"season": 4, "when": {"when": "2027-H1", "words": "early 2027"}}
    path = written(
        tmp_path / "facts.json",
        again(DECISION),
        put((*SHOW, "facts", 3), {"kind": "release", "value": release, "sources": [SOURCE]}),
    )

    (value,) = [fact.value for fact in read_file(path).file.shows[0].facts if isinstance(fact.value, Release)]

    assert ("early 2027", "2027-H1") == (value.when.words, value.when.canonical)
