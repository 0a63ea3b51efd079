"""The format in which facts travel as files: what is published, what is read, and what is refused how."""

import asyncio
import gzip
import io
import json
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.cast import Credit, Project, State
from db.comparison import Comparison, compare
from db.database import Database, open_database
from db.edits import Change, Edit, program, record
from db.exchange import import_shared
from db.export import export, written
from db.facts import SHARED
from db.file_reading import MOST_TOLD, FileError, Reading, read
from db.files import FactFile, schema
from db.json_places import walk
from db.reception import Audience, Score
from db.shows import ShowDetails
from db.starter import STARTER, show_ids
from db.status import Decision, Release, Verdict
from db.story import Story, StoryKind
from db.values import Evidence, Source, Value
from db.when import When
from tests.conftest import NOW
from tests.test_hostile import Hostile
from tests.wire import ROOT

SOURCE = {"url": "https://example.org/news", "publisher": "Example", "evidence": "press"}
DETAILS = {"kind": "show", "value": {"title": "Dark", "year": 2017}, "sources": [SOURCE]}
ENDED = {
    "kind": "decision",
    "value": {"season": 3, "verdict": "ended", "decided": "2020-06"},
    "sources": [SOURCE],
}

PUBLISHED = jsonschema_rs.validator_for(json.loads(schema()), validate_formats=True)


def file(*facts: Any, **more: Any) -> bytes:
    """A file about one show, a line for each value."""
    show = {"key": "dark-2017", "facts": facts}
    return json.dumps({"version": 1, "checked_on": "2026-11-22", "shows": [show], **more}, indent=1).encode()


def refused(content: bytes) -> FileError:
    with pytest.raises(FileError) as error:
        read(content)
    return error.value


# What is published.


def test_the_published_schema_is_what_the_models_say() -> None:
    published = (ROOT / "docs" / "server-facts.schema.json").read_text(encoding="utf-8")

    assert published == schema(), "write it anew: python -m bot schema > docs/server-facts.schema.json"


def test_the_starter_content_is_as_the_schema_says() -> None:
    PUBLISHED.validate(json.loads(STARTER.read_text(encoding="utf-8")))


def test_the_schema_tells_what_each_part_is_for() -> None:
    described = json.loads(schema())

    assert [] == [
        name for name, part in described["$defs"].items() if not part.get("description") and name != "When"
    ]
    assert "nothing of them is imported" in described["properties"]["history"]["description"]


# What is wrong, by line and field.


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty."),
        (b" \r\n\t", "the file is empty."),
        (
            gzip.compress(file(DETAILS), mtime=0),
            "this is an archive. Unpack it, and take the JSON file that is in it.",
        ),
        (
            b"\xef\xbb\xbf" + file(DETAILS),
            "the file begins with a byte order mark. Save it as UTF-8 without one.",
        ),
        (file(DETAILS).decode().encode("utf-16"), "the file is not written in UTF-8. Save it as UTF-8."),
        (file(DETAILS).decode().encode("utf-32-be"), "the file is not written in UTF-8. Save it as UTF-8."),
        (b'{"a":\n"\xe9"}', "line 2: this is not UTF-8. Save the file as UTF-8."),
        (b'{"a":\n"\\ud800"}', "line 2, column 8: this is not JSON (unexpected end of hex escape)."),
        (b'{"a":\n NaN}', "line 2, column 2: this is not JSON (a value is expected)."),
        (b'{"a":\n -Infinity}', "line 2, column 3: this is not JSON (that is not a number)."),
        (b'{"a":' + b"9" * 5000 + b"}", "line 1, column 4307: this is not JSON (that number is too long)."),
        (b'{"a": 1,}', "line 1, column 9: this is not JSON (nothing follows the comma)."),
        (b"{'a': 1}", "line 1, column 2: this is not JSON (a name in double quotes is expected)."),
        (b'{"a": 1} {}', "line 1, column 10: this is not JSON (something follows the end)."),
        (b'{"a": tru}', "line 1, column 10: this is not JSON (true, false or null is expected)."),
        (b"[" * 1000, "line 1, column 202: this is not JSON (it is nested too deeply)."),
        (b'{"a":' * 1000, "line 1, column 1006: this is not JSON (it is nested too deeply)."),
        (b'[\n{"a": 1,\n "a": 2}]', "line 3, entry 1: “a” stands there twice."),
        (b"7", "line 1: must be an object, not “7”."),
        (
            b'{"version": 2}',
            "the file was written by a newer Greenlight (format 2; this one reads 1), "
            "so this one has to be updated first.",
        ),
        (b'{"version": 1e400}', "line 1: “version” must be a whole number, not “inf”."),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_no_such_file_at_all_is_told_in_a_sentence(content: bytes, said: str) -> None:
    assert said == refused(content).mistakes[0]


def test_a_zip_is_told_as_one() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as inside:
        inside.writestr("facts.json", file(DETAILS))

    assert "this is an archive. Unpack it" in str(refused(archive.getvalue()))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"value": {"title": "Dark", "year": "2017"}},
            "line 12, {}: “year” must be a whole number, not “2017”.",
        ),
        ({"value": {"title": "Dark", "year": True}}, "line 12, {}: “year” must be a whole number, not true."),
        (
            {"value": {"title": "Dark", "year": 2017.5}},
            "line 12, {}: “year” must be a whole number, not “2017.5”.",
        ),
        (
            {"value": {"title": "Dark", "year": 10**30}},
            f"line 12, {{}}: “year” must be at most 2100, not “{10**30}”.",
        ),
        ({"value": {"title": None, "year": 2017}}, "line 11, {}: “title” must be text, not null."),
        ({"value": {"year": 2017}}, "line 10, {}: “title” is missing."),
        ({"value": []}, "line 10, {}: “value” must be an object."),
        (
            {"value": {"title": "\u200b", "year": 2017}},
            "line 11, {}: “title” does not fit: needs at least one letter, digit or sign that is seen.",
        ),
        ({"layer": 123456789012345678}, "line 21, {}: “layer” is not a field of this entry."),
        (
            {"checked_on": "22.11.2026"},
            "line 21, {}: “checked_on” must be a day such as 2026-11-22, not “22.11.2026”.",
        ),
        ({"checked_on": 0}, "line 21, {}: “checked_on” must be a day such as 2026-11-22, not “0”."),
        ({"sources": {}}, "line 14, {}: “sources” must be a list."),
        ({"sources": []}, "line 14, {}: “sources” needs at least one entry."),
        (
            {"sources": [{**SOURCE, "evidence": "\x1b[2Jrumour"}]},
            "line 18, {}, source 1: “evidence” must be 'official', 'trade', 'press', 'talent', 'database' "
            "or 'fan', not “�[2Jrumour”.",
        ),
        (
            {"sources": [{**SOURCE, "url": "https://example.org/a\ufeffb"}]},
            "line 16, {}, source 1: “url” must be an address that begins with https:// and has no space, "
            "not “https://example.org/a�b”.",
        ),
        (
            {"sources": [{**SOURCE, "published": 2020}]},
            "line 19, {}, source 1: “published” does not fit: A date is written as 2022-11-08, 2022-11, "
            "2026-Q3, 2026-H2, 2027, tba or 2026-03-10T08:00Z.",
        ),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_mistake_is_told_with_its_line_its_field_and_what_would_be_right(changed: Any, said: str) -> None:
    error = refused(file({**DETAILS, **changed}))

    assert [said.format("show dark-2017, fact 1 (show)")] == list(error.mistakes)


def test_a_thing_that_is_said_and_taken_back_at_once_is_told() -> None:
    gone = {
        "key": "dark-2017",
        "facts": [DETAILS, ENDED],
        "withdrawn": [{"kind": "decision", "value": ENDED["value"]}],
    }

    error = refused(file(shows=[gone, gone]))

    assert [
        "line 39, show dark-2017, withdrawn fact 1 (decision): is about the same as fact 2.",
        "line 49, show dark-2017: stands in the file twice.",
        "line 83, show dark-2017, withdrawn fact 1 (decision): is about the same as fact 2.",
    ] == list(error.mistakes)


def test_the_history_is_checked_like_the_rest() -> None:
    edit = {
        "at": "yesterday",
        "by": 5,
        "changes": [{"show": "dark-2017", "kind": "decision", "after": {"season": 3}}],
    }

    error = refused(file(DETAILS, history=[edit]))

    assert [
        "line 27, edit 1: “at” must be a moment such as 2026-11-22T12:00:00Z, not “yesterday”.",
        "line 28, edit 1: “by” must be text, not “5”.",
        "line 33, edit 1, change 1 (decision), after: “verdict” is missing.",
        "line 33, edit 1, change 1 (decision), after: “decided” is missing.",
    ] == list(error.mistakes)


@pytest.mark.parametrize("moment", ["1", "2026-11-22", "2026-11-22 12:00Z", "2026-11-22T12:00:00", 0])
def test_a_moment_is_written_out_with_its_zone(moment: Any) -> None:
    error = refused(file(DETAILS, exported_at=moment))

    assert "“exported_at” must be a moment" in error.mistakes[0]
    assert "such as 2026-11-22T12:00:00Z" in error.mistakes[0]


def test_of_many_mistakes_the_first_are_told_and_the_others_counted() -> None:
    error = refused(file(*({"kind": "show"} for _ in range(50))))

    assert (MOST_TOLD, 2 * 50 - MOST_TOLD) == (len(error.mistakes), error.more)
    assert "line 8, show dark-2017, fact 1 (show): “value” is missing." == error.mistakes[0]
    assert str(error).endswith(f"and {error.more} more.")


@pytest.mark.parametrize(
    ("place", "entry"), [(b'"history": [', b"0,"), (b'"shows": [{"key": "a", "facts": [', b"{},")]
)
def test_a_megabyte_of_mistakes_is_counted_to_a_thousand(place: bytes, entry: bytes) -> None:
    end = b"0]}]}" if b"facts" in place else b"0]}"

    error = refused(b"{" + place + entry * 300_000 + end)

    assert MOST_TOLD + error.more == 1000


# There and back.


@pytest.fixture(scope="module")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds nothing, made once."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"

    async def make() -> None:
        async with open_database(path):
            pass

    asyncio.run(make())
    return path


lines = st.text(min_size=1, max_size=20).filter(lambda text: any(sign.isalnum() for sign in text))
whens = st.sampled_from(["tba", "2026", "2026-H2", "2026-Q3", "2026-03", "2026-03-10", "2026-03-10T08:00Z"])
dates = st.builds(When.parse, whens, st.none() | st.just("late 2026, perhaps"))
numbers = st.integers(1, 3)
values = st.one_of(
    st.builds(
        ShowDetails, title=lines, year=st.integers(1900, 2100), aliases=st.lists(lines, max_size=2).map(tuple)
    ),
    st.builds(
        Decision, season=numbers, verdict=st.sampled_from(Verdict), decided=dates, platform=st.none() | lines
    ),
    st.builds(Release, season=numbers, part=st.none() | numbers, when=dates, note=st.none() | lines),
    st.builds(
        Score,
        outlet=lines,
        audience=st.sampled_from(Audience),
        value=st.floats(0, 10),
        scale=st.just(10),
        taken=dates,
    ),
    st.builds(Credit, person=lines, role=lines, billing=numbers),
    st.builds(Project, person=lines, title=lines, state=st.sampled_from(State), when=st.none() | dates),
    st.builds(
        Story,
        number=numbers,
        kind=st.sampled_from(StoryKind),
        text=lines,
        spoils_through=st.none() | st.just("S1E2"),
    ),
)
steps = st.tuples(st.sampled_from(["dark-2017", "1899-2022"]), values, st.booleans())


@settings(max_examples=15)
@given(script=st.lists(steps, min_size=1, max_size=12))
def test_what_is_exported_and_imported_elsewhere_is_the_same(
    empty_file: Path, script: list[tuple[str, Value, bool]]
) -> None:
    with TemporaryDirectory() as folder:
        for name in ("one.db", "two.db"):
            shutil.copy(empty_file, Path(folder) / name)
        asyncio.run(there_and_back(Path(folder), script))


async def there_and_back(folder: Path, script: list[tuple[str, Value, bool]]) -> None:
    """Say and withdraw things in one store, and carry what is left into a second one, twice."""
    shows = [("dark-2017", "Dark"), ("1899-2022", "1899")]
    begun: list[tuple[str, Value, bool]] = [
        (key, ShowDetails(title=title, year=2020), False) for key, title in shows
    ]
    async with open_database(folder / "one.db") as one, open_database(folder / "two.db") as two:
        await say(one, [*begun, *script])
        exported = await exported_from(one)
        taken = await take(two, exported)
        again = await take(two, exported)
        returned = await exported_from(two)

    PUBLISHED.validate(json.loads(exported.text))
    assert exported.file.shows == returned.file.shows
    assert 0 == taken.same
    assert (0, taken.recorded) == (again.recorded, again.same)
    assert [len(returned.file.history), "the operator's import"] == [1, returned.file.history[0].program]


async def say(database: Database, script: Sequence[tuple[str, Value, bool]]) -> None:
    """Record facts about shows by their keys one after the other, or, with True, withdraw them."""
    source = Source(url="https://example.org/news", publisher="Example", evidence=Evidence.PRESS)
    async with database.write() as connection:
        ids = await show_ids(connection, [key for key, *_ in script])
        actor = await program(connection, "a test")
        for key, value, gone in script:
            change = Change.to(ids[key], value, [] if gone else [source], NOW.date())
            change = replace(change, value=None) if gone else change
            await record(connection, Edit(actor, SHARED, NOW), [change])


async def exported_from(database: Database) -> Reading:
    """What the shared catalogue says as a file, which is the same written whole and piece by piece."""
    whole = ""
    for history in (False, True):
        whole = (await export(database.read, SHARED, NOW, history=history)).dump()
        async with database.read() as connection:
            pieces = [piece async for piece in written(connection, NOW, history=history)]
        assert whole == "".join(pieces)
    return read(whole.encode())


async def take(database: Database, reading: Reading) -> Comparison:
    """Import into the shared catalogue what says what it says there."""
    async with database.read() as connection:
        found = await compare(connection, SHARED, reading)
    async with database.write() as connection:
        await import_shared(connection, reading, NOW)
    return found


async def test_a_file_says_all_of_the_starter_content(database: Database) -> None:
    exported = await exported_from(database)
    starter = read(STARTER.read_bytes()).file

    said = {show.key: {(fact.kind, fact.value) for fact in show.facts} for show in starter.shows}
    assert said == {
        show.key: {(fact.kind, fact.value) for fact in show.facts} for show in exported.file.shows
    }
    assert {show.key: set(show.viewing_weeks) for show in starter.shows} == {
        show.key: set(show.viewing_weeks) for show in exported.file.shows
    }
    PUBLISHED.validate(json.loads(exported.text))


async def test_hostile_text_comes_through_as_it_was(database: Database) -> None:
    hostile = FactFile.model_validate(
        {"version": 1, "checked_on": "2026-11-22", "shows": [Hostile().show("hostile-2020", "A *show*")]}
    )
    async with database.write() as connection:
        await import_shared(connection, read(hostile.dump().encode()), NOW)

    exported = await exported_from(database)

    (show,) = [show for show in exported.file.shows if show.key == "hostile-2020"]
    assert {(fact.value, fact.sources) for fact in hostile.shows[0].facts} == {
        (fact.value, fact.sources) for fact in show.facts
    }
    PUBLISHED.validate(json.loads(exported.text))


# Where something stands.


contents = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=5), inside, max_size=4),
    max_leaves=30,
)


@given(content=contents, is_ascii=st.booleans())
def test_every_value_is_found_in_its_line(content: Any, is_ascii: bool) -> None:
    text = json.dumps(content, indent=1, ensure_ascii=is_ascii)
    lines = text.split("\n")

    found = [(one.place, one.line) for one in walk(text)]

    assert list(places(content)) == [place for place, _ in found]
    for place, line in found:
        value = content
        for step in place:
            value = value[step]
        begun = json.dumps(value, indent=1, ensure_ascii=is_ascii).split("\n")[0]
        assert begun in lines[line - 1]


def places(content: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a content, in its order."""
    yield place
    match content:
        case {**inside}:
            steps: list[Any] = [*inside]
        case [*inside]:
            steps = [*range(len(inside))]
        case _:
            steps = []
    for step in steps:
        yield from places(content[step], (*place, step))


def test_a_name_that_is_there_twice_is_found_however_it_is_written() -> None:
    found = [one.place for one in walk('{"a": {"a": [{"b": 1}]},\n "\\u0061": 2, "c": 3}') if one.again]

    assert [("a",)] == found
