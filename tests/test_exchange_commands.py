"""python -m bot export, import and schema: the shared catalogue leaves as a file and comes back as one."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import jsonschema_rs

from bot.run import load_starter
from db.database import copy_database, open_database
from db.files import schema
from db.starter import STARTER
from tests.test_history import correct
from tests.test_start import start
from tests.world import World

NOT_WHILE_IT_RUNS = (
    "greenlight.db is in use by a running Greenlight, so nothing was imported. "
    "Stop it, import, and start it again.\n"
)
PUBLISHED = jsonschema_rs.validator_for(json.loads(schema()), validate_formats=True)


async def test_the_operator_imports_a_file_once(tmp_path: Path) -> None:
    first = await start(tmp_path, "import", str(STARTER))
    again = await start(tmp_path, "import", "facts", str(STARTER))

    assert (0, "Imported 286 facts: 286 new.") == (first.status, first.last_line)
    assert (0, "Imported no facts. 286 facts stood there already.") == (again.status, again.last_line)


async def test_while_the_bot_runs_nothing_is_imported_and_all_can_be_exported(
    starter_file: Path, tmp_path: Path
) -> None:
    copy_database(starter_file, tmp_path / "greenlight.db")
    async with open_database(tmp_path / "greenlight.db"):
        refused, carried = await asyncio.gather(
            start(tmp_path, "import", str(STARTER)), start(tmp_path, "export", "--no-history", "facts.json")
        )

    assert (1, NOT_WHILE_IT_RUNS) == (refused.status, refused.output)
    assert 0 == carried.status
    content = json.loads((tmp_path / "facts.json").read_text())
    PUBLISHED.validate(content)
    assert (16, None) == (len(content["shows"]), content.get("history"))


async def test_the_catalogue_goes_from_one_store_into_another(starter_file: Path, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
    copy_database(starter_file, here / "greenlight.db")

    await start(here, "export", str(there / "facts.json"))
    taken = await start(there, "import", "facts.json")

    assert 0 == taken.status
    assert 1 == len(json.loads((there / "facts.json").read_text())["history"])
    assert rows(here, SAID) == rows(there, SAID)
    assert rows(here, WEEKS) == rows(there, WEEKS)


SAID = (
    "SELECT show.key, kind, fact.key, value, sources, checked_on FROM revision "
    "JOIN fact ON fact.id = fact_id JOIN show ON show.id = show_id ORDER BY 1, 2, 3"
)
WEEKS = (
    "SELECT show.key, season, week_ending, rank, hours FROM viewing_week "
    "JOIN show ON show.id = show_id ORDER BY 1, 2, 3"
)
OF_SERVERS = "SELECT * FROM revision WHERE layer != 0 ORDER BY id"


def rows(folder: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "greenlight.db")) as store:
        return store.execute(query).fetchall()


async def test_what_somebody_changed_since_is_gone_over_only_where_the_operator_says_so(
    world: World, tmp_path: Path
) -> None:
    details = (await world.page("Wednesday")).show
    await world.learn("Wednesday", details.model_copy(update={"year": 2021}))
    folder = copied(tmp_path)
    (folder / "facts.json").write_bytes(STARTER.read_bytes())

    refused = await start(folder, "import", "facts.json")
    taken = await start(folder, "import", "facts.json", "--over")

    assert (1, 0) == (refused.status, taken.status)
    assert "Wednesday: The show itself, on 2026-11-22 at 12:00 UTC" in refused.output
    assert "Add --over to take the file's word" in refused.last_line
    assert "Imported one fact: 1 changed. 285 facts stood there already." == taken.last_line


async def test_starter_content_that_came_after_the_file_is_no_change_by_somebody(
    world: World, tmp_path: Path
) -> None:
    details = (await world.page("Wednesday")).show
    await world.learn("Wednesday", details.model_copy(update={"year": 2021}))
    here, there = copied(tmp_path), tmp_path / "there"
    there.mkdir()
    await start(here, "export", str(there / "facts.json"))
    async with open_database(there / "greenlight.db") as database:
        await load_starter(database)

    taken = await start(there, "import", "facts.json")

    assert "Imported one fact: 1 changed. 285 facts stood there already." == taken.last_line


async def test_no_import_changes_what_a_server_wrote(world: World, tmp_path: Path) -> None:
    await correct(world)
    details = (await world.page("Wednesday")).show
    await world.learn("Wednesday", details.model_copy(update={"year": 1999}), layer=world.server.id)
    folder = copied(tmp_path)
    newer = STARTER.read_text().replace('"year": 2022', '"year": 2023').replace("2026-11-22", "2026-12-22")
    (folder / "facts.json").write_text(newer)
    before = rows(folder, OF_SERVERS)

    taken = await start(folder, "import", "facts.json")

    assert "286 changed" in taken.last_line
    assert 2 == len(before)
    assert before == rows(folder, OF_SERVERS)


def copied(tmp_path: Path) -> Path:
    """A folder with a copy of the store as it is now."""
    folder = tmp_path / "copy"
    folder.mkdir()
    copy_database(tmp_path / "greenlight.db", folder / "greenlight.db")
    return folder


async def test_what_cannot_be_done_is_told_in_a_sentence(starter_file: Path, tmp_path: Path) -> None:
    copy_database(starter_file, tmp_path / "greenlight.db")
    lock = {"kind": "lock", "value": {"reason": "Settled."}}
    locked = {"version": 1, "checked_on": "2026-11-22", "shows": [{"key": "dark-2017", "facts": [lock]}]}
    (tmp_path / "locked.json").write_text(json.dumps(locked))

    endings = await asyncio.gather(
        start(tmp_path, "import", "missing.json"),
        start(tmp_path, "import", "locked.json"),
        start(tmp_path, "export", "greenlight.db"),
        start(tmp_path, "export", "no/such/folder.json"),
    )

    assert [1, 1, 1, 1] == [ending.status for ending in endings]
    assert [
        "missing.json: the file cannot be read (No such file or directory).",
        "line 1, show dark-2017: is not known here. Add a fact of the kind “show” that says its title.",
        "greenlight.db belongs to the database. Name another file.",
        "no/such/folder.json cannot be written (No such file or directory).",
    ] == [ending.last_line for ending in endings]
    assert "line 1, show dark-2017, fact 1 (lock): belongs to a server; leave it out." in endings[1].output


async def test_without_a_store_there_is_nothing_to_export_and_an_older_one_is_not_read(
    tmp_path: Path,
) -> None:
    older = tmp_path / "older"
    older.mkdir()
    async with open_database(older / "greenlight.db"):
        pass
    with closing(sqlite3.connect(older / "greenlight.db")) as store:
        store.execute("UPDATE alembic_version SET version_num = '0001'")
        store.commit()

    missing, refused, printed = await asyncio.gather(
        start(tmp_path, "export"), start(older, "export"), start(tmp_path, "schema")
    )

    assert [1, 1, 0] == [ending.status for ending in (missing, refused, printed)]
    assert "greenlight.db does not exist yet, so there is nothing to export." == missing.last_line
    assert "greenlight.db was written by an older Greenlight (schema 0001" in refused.last_line
    assert schema() == printed.output
