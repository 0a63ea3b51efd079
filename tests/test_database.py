"""The store's file: opened, refused, damaged, full, written by many at once and closed again."""

import asyncio
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import AsyncGenerator, Generator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.database import (
    Database,
    StoreError,
    copy_database,
    inspect_database,
    open_database,
    quick_check,
)
from db.schema import versions

PROJECT = Path(__file__).parent.parent
NOBODY = 65534


@pytest.fixture(autouse=True)
async def nothing_left_open() -> AsyncGenerator[None]:
    """No test leaves a connection's thread behind: one that is left keeps the bot from ending."""
    before = threading.enumerate()
    yield
    deadline = asyncio.get_running_loop().time() + 5
    while any("connection" in thread.name for thread in threading.enumerate() if thread not in before):
        assert asyncio.get_running_loop().time() < deadline, "a connection was left open"
        await asyncio.sleep(0.01)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


async def add(connection: AsyncConnection, *keys: str) -> None:
    await connection.execute(insert(tables.show), [{"key": key} for key in keys])


async def keys(connection: AsyncConnection) -> list[str]:
    rows = await connection.execute(select(tables.show.c.key).order_by(tables.show.c.key))
    return list(rows.scalars())


async def held(database: Database) -> list[str]:
    async with database.read() as connection:
        return await keys(connection)


async def write(database: Database, *shows: str, error: Exception | None = None) -> None:
    """Write one show after the other, and then fail, in one transaction."""
    async with database.write() as connection:
        for show in shows:
            await add(connection, show)
        if error is not None:
            raise error


async def make(path: Path, *shows: str) -> None:
    """A store with some shows in it, closed."""
    async with open_database(path) as database:
        if shows:
            async with database.write() as connection:
                await add(connection, *shows)


async def refusal(path: Path) -> str:
    """The sentence with which the store is refused."""
    with pytest.raises(StoreError) as refused:
        async with open_database(path):
            pass
    return str(refused.value)


@contextmanager
def another_process(path: Path, lines: str) -> Generator[subprocess.Popen[str]]:
    """A real second process that has the store open and has run some lines in a write."""
    program = f"""
import asyncio, sys
from pathlib import Path
from db.database import open_database

async def main():
    async with open_database(Path(sys.argv[1])) as database:
        async with database.write() as connection:
            await connection.exec_driver_sql("INSERT INTO show (key) VALUES ('committed')")
{lines}
        print("ready", flush=True)
        sys.stdin.read()

asyncio.run(main())
"""
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


@contextmanager
def as_another_user() -> Generator[None]:
    """Root may write everywhere, so tests of what may not be written run as nobody."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def folder() -> Generator[Path]:
    """A folder that every user can reach; pytest's own are for their user alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder
        folder.chmod(0o777)


# ---- opening


async def test_a_first_start_makes_the_file_and_a_second_one_finds_what_was_written(path: Path) -> None:
    await make(path, "dark-2017")

    assert path.exists()
    async with open_database(path) as database:
        assert ["dark-2017"] == await held(database)


async def test_an_empty_file_is_begun_anew(path: Path) -> None:
    path.touch()

    await make(path, "dark-2017")

    async with open_database(path) as database:
        assert ["dark-2017"] == await held(database)


@pytest.mark.parametrize(
    "name",
    [
        "a b.db",
        "100%.db",
        "a%20b.db",
        "what?.db",
        "a?mode=memory.db",
        "#1.db",
        "a&b=c;d.db",
        "ñandú 日本.db",
        'it\'s “quoted” "here".db',
        "user:secret@host.db",
        "back\\slash.db",
        "new\nline.db",
        "no ending",
    ],
)
async def test_a_file_may_have_any_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name

    await make(path, "dark-2017")

    assert {name, f"{name}.lock"} == {entry.name for entry in tmp_path.iterdir()}
    async with open_database(path) as database:
        assert ["dark-2017"] == await held(database)
    async with inspect_database(path) as connection:
        assert ["dark-2017"] == await keys(connection)


async def test_a_file_may_have_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.db")

    await make(path, "dark-2017")

    async with inspect_database(path) as connection:
        assert ["dark-2017"] == await keys(connection)


async def test_a_relative_path_is_one_from_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    await make(Path("here.db"), "dark-2017")

    assert (tmp_path / "here.db").exists()


async def test_what_is_written_survives_a_power_cut_and_points_at_what_exists(path: Path) -> None:
    async with open_database(path) as database, database.write() as connection:

        async def setting(name: str) -> object:
            return (await connection.execute(text(f"PRAGMA {name}"))).scalar()

        assert "wal" == await setting("journal_mode")
        assert 2 == await setting("synchronous")  # FULL
        assert 1 == await setting("foreign_keys")
        assert 1000 == await setting("busy_timeout")  # Discord waits three seconds for an answer


async def test_a_fact_of_no_show_is_refused(path: Path) -> None:
    async with open_database(path) as database:
        with pytest.raises(StoreError, match="FOREIGN KEY"):
            async with database.write() as connection:
                await connection.execute(insert(tables.fact).values(show_id=7, kind="credit", key="[]"))


# ---- what cannot be opened


async def test_a_missing_folder_is_named_and_not_made(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "store.db"

    said = await refusal(path)

    assert (
        f"{path} cannot be opened for writing (No such file or directory). "
        "Check that its folder exists and that this user may write there." == said
    )
    assert [] == list(tmp_path.iterdir())


async def test_a_folder_in_the_place_of_the_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "folder"
    path.mkdir()

    assert f"{path} is a folder. Name a file in it with DATABASE_URL." == await refusal(path)
    assert ["folder"] == [entry.name for entry in tmp_path.iterdir()]


async def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert "(Not a directory). Check that its folder exists" in await refusal(tmp_path / "file" / "store.db")


@pytest.mark.parametrize("folder", ["/proc", "/sys"])
async def test_a_place_where_nobody_can_write_is_named(folder: str) -> None:
    if not Path(folder).is_dir():
        pytest.skip(f"no {folder} here")

    said = await refusal(Path(folder) / "greenlight.db")

    assert said.startswith(f"{folder}/greenlight.db cannot be opened for writing (")
    assert said.endswith("Check that its folder exists and that this user may write there.")


async def test_a_folder_that_this_user_may_not_write_is_named(folder: Path) -> None:
    folder.chmod(0o555)

    with as_another_user():
        said = await refusal(folder / "store.db")

    assert "cannot be opened for writing (Permission denied). Check that" in said
    assert [] == list(folder.iterdir())


async def test_a_file_that_this_user_may_not_write_is_named(folder: Path) -> None:
    path = folder / "store.db"
    await make(path)
    path.chmod(0o444)
    (folder / "store.db.lock").chmod(0o666)

    with as_another_user():
        assert "cannot be opened for writing (Permission denied)" in await refusal(path)


async def test_a_file_that_this_user_may_not_read_is_named(folder: Path) -> None:
    path = folder / "store.db"
    await make(path)
    path.chmod(0o000)

    with as_another_user():
        assert "cannot be opened for writing (Permission denied)" in await refusal(path)


@pytest.mark.parametrize(
    "content",
    [
        b"x",
        b"DISCORD_TOKEN=secret\n",
        b"This is a long letter. " * 1000,
        b"SQLite format 2\0" + b"\0" * 4096,
        b"\0" * 8192,
    ],
    ids=["a letter", "short", "long", "nearly", "zeros"],
)
async def test_a_file_of_another_kind_is_left_as_it_is(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    assert (
        f"{path} is not a Greenlight database. Move it away, or name another file with DATABASE_URL."
        == await refusal(path)
    )
    assert content == path.read_bytes()


async def test_the_database_of_another_program_is_left_as_it_is(path: Path) -> None:
    with closing(sqlite3.connect(path)) as theirs:
        theirs.execute("CREATE TABLE song (title)")
    before = path.read_bytes()

    assert f"{path} belongs to another program. Name another file with DATABASE_URL." == await refusal(path)
    assert before == path.read_bytes()


@pytest.mark.parametrize("journal", ["wal", "delete"])
async def test_a_store_of_a_newer_version_names_both_and_is_left_as_it_is(path: Path, journal: str) -> None:
    await make(path, "dark-2017")
    with closing(sqlite3.connect(path)) as store:
        store.execute(f"PRAGMA journal_mode = {journal}")
        (newest,) = store.execute("SELECT version_num FROM alembic_version").fetchone()
        store.execute("UPDATE alembic_version SET version_num = '9999'")
        store.commit()
    before = path.read_bytes()

    assert (
        f"{path} was written by a newer Greenlight (schema 9999, this one knows {newest}). "
        "Update the bot, or restore a backup from before the update." == await refusal(path)
    )
    assert before == path.read_bytes()


# ---- damage


@pytest.fixture
async def full(path: Path) -> Path:
    """A closed store of some fifty pages."""
    await make(path, *(f"show-{number:04}-{'x' * 60}" for number in range(2000)))
    return path


async def test_a_file_whose_pages_were_overwritten_is_told_to_be_damaged(full: Path) -> None:
    with full.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (full.stat().st_size - 4096))

    assert f"{full} is damaged. Restore it from a backup, or move it away to begin anew." == await refusal(
        full
    )


async def test_damage_far_from_what_a_start_reads_is_found_at_the_start(full: Path) -> None:
    with closing(sqlite3.connect(full)) as store:
        (page,) = store.execute(
            "SELECT pageno FROM dbstat WHERE name = 'show' AND pagetype = 'leaf' ORDER BY pageno DESC"
        ).fetchone() or (0,)
    with full.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)

    assert "is damaged" in await refusal(full)


async def test_a_file_that_was_cut_off_is_told_to_be_damaged(full: Path) -> None:
    os.truncate(full, full.stat().st_size // 2)

    assert "is damaged" in await refusal(full)


@pytest.mark.parametrize("seed", range(25))
async def test_whatever_is_damaged_is_told_in_a_sentence(full: Path, seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(full.read_bytes())
    for _ in range(chance.choice([1, 10, 1000])):
        content[chance.randrange(len(content))] = chance.randrange(256)
    full.write_bytes(content)

    told = ""
    try:
        async with open_database(full) as database:
            await held(database)
    except StoreError as error:
        told = str(error)

    assert told == "" or str(full) in told


async def test_a_check_finds_damage_and_names_the_file(full: Path) -> None:
    with full.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xa5" * 65536)

    with pytest.raises(StoreError, match=r"store\.db is damaged\. Restore it from a backup"):
        async with inspect_database(full) as connection:
            await quick_check(connection)


# ---- one process writes


async def test_a_second_copy_in_the_same_process_is_refused(path: Path) -> None:
    async with open_database(path):
        said = await refusal(path)

    assert (
        f"{path} is in use by another running Greenlight. Stop that one first, "
        "or give this one a file of its own with DATABASE_URL." == said
    )
    await make(path)


async def test_a_second_copy_is_refused_by_whatever_way_it_comes(path: Path, tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(path)
    (tmp_path / "folder").symlink_to(tmp_path)

    async with open_database(path):
        assert "is in use by another running Greenlight" in await refusal(tmp_path / "link.db")
        assert "is in use by another running Greenlight" in await refusal(tmp_path / "folder" / "store.db")


async def test_a_second_process_is_refused_while_the_first_one_runs(path: Path) -> None:
    with another_process(path, "") as process:
        assert "is in use by another running Greenlight" in await refusal(path)
        async with inspect_database(path) as connection:
            assert ["committed"] == await keys(connection)
        process.communicate("")

    async with open_database(path) as database:
        assert ["committed"] == await held(database)


async def test_after_a_crash_what_was_confirmed_is_there_and_nothing_else(path: Path) -> None:
    unfinished = """
        async with database.write() as connection:
            await connection.exec_driver_sql("INSERT INTO show (key) VALUES ('half-written')")
            print("ready", flush=True)
            sys.stdin.read()
"""
    with another_process(path, unfinished) as process:
        process.kill()
    assert path.with_name("store.db-wal").stat().st_size > 0

    copy_database(path, path.with_name("copy.db"))
    for store in (path, path.with_name("copy.db")):
        async with open_database(store) as database:
            assert ["committed"] == await held(database)


async def test_another_program_that_locks_the_file_is_told(path: Path) -> None:
    async with open_database(path) as database:
        async with database.write() as connection:
            await connection.execute(text("PRAGMA busy_timeout = 20"))
        with closing(sqlite3.connect(path, isolation_level=None)) as theirs:
            theirs.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError, match=r"is locked by another program\. Close that program"):
                async with database.write() as connection:
                    await add(connection, "dark-2017")
        async with database.write() as connection:
            await add(connection, "1899-2022")
        assert ["1899-2022"] == await held(database)


# ---- writing


async def test_a_full_disk_is_told_and_the_next_write_works(path: Path) -> None:
    async with open_database(path) as database:
        async with database.write() as connection:
            await add(connection, "before")
            pages = (await connection.execute(text("PRAGMA page_count"))).scalar_one()
            await connection.execute(text(f"PRAGMA max_page_count = {pages}"))

        with pytest.raises(StoreError) as told:
            await write(database, "first", *(f"{number}{'x' * 500}" for number in range(500)))

        assert (
            f"{path} cannot grow: the disk is full, and the last change was not written. Free some space."
            == str(told.value)
        )
        assert ["before"] == await held(database)
        async with database.write() as connection:
            await connection.execute(text("PRAGMA max_page_count = 1000000"))
            await add(connection, "after")
        assert ["after", "before"] == await held(database)


class OurOwn(Exception):
    """Something that is not the store's business."""


@pytest.mark.parametrize("error", [OurOwn("mine"), ValueError("mine"), KeyError("mine"), OSError("mine")])
async def test_an_error_of_another_kind_stays_what_it_is_and_undoes_the_write(
    path: Path, error: Exception
) -> None:
    async with open_database(path) as database:
        with pytest.raises(type(error)) as raised:
            await write(database, "dark-2017", error=error)
        assert error is raised.value
        with pytest.raises(type(error)) as raised:
            async with database.read():
                raise error
        assert error is raised.value
        assert [] == await held(database)


async def test_an_error_while_the_bot_runs_closes_the_store(path: Path) -> None:
    with pytest.raises(OurOwn):
        async with open_database(path):
            raise OurOwn

    await make(path)


async def test_a_statement_that_fails_undoes_the_whole_write(path: Path) -> None:
    async with open_database(path) as database:
        with pytest.raises(StoreError, match=r"store\.db could not be used \(IntegrityError: UNIQUE"):
            await write(database, "dark-2017", "1899-2022", "dark-2017")
        assert [] == await held(database)
        async with database.write() as connection:
            await add(connection, "1899-2022")
        assert ["1899-2022"] == await held(database)


async def test_a_write_that_is_cancelled_leaves_nothing_and_blocks_nobody(path: Path) -> None:
    async with open_database(path) as database:
        began = asyncio.Event()

        async def write_forever() -> None:
            async with database.write() as connection:
                await add(connection, "half-written")
                began.set()
                await asyncio.Event().wait()

        writing = asyncio.create_task(write_forever())
        await began.wait()
        waiting = asyncio.create_task(write_forever())
        await asyncio.sleep(0)
        for task in (waiting, writing):
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

        async with database.write() as connection:
            await add(connection, "whole")
        assert ["whole"] == await held(database)


async def test_a_write_that_is_cancelled_between_two_rows_blocks_nobody(path: Path) -> None:
    """Whoever waits for its end holds a statement of it, and with that all that SQLite locks for it."""
    async with open_database(path) as database:

        async def write_and_look(began: asyncio.Event) -> None:
            async with database.write() as connection:
                for number in range(100):
                    await add(connection, f"half-written {number}")
                began.set()
                while True:
                    await connection.execute(select(tables.show.c.key))

        ends = list[object]()
        for _ in range(20):
            writing = asyncio.create_task(write_and_look(began := asyncio.Event()))
            await began.wait()
            await asyncio.sleep(random.uniform(0, 0.002))
            writing.cancel()
            ends += await asyncio.gather(writing, return_exceptions=True)

            async with database.write() as connection:
                await connection.execute(select(func.count()).select_from(tables.show))
        assert {asyncio.CancelledError} == {type(end) for end in ends}
        assert [] == await held(database)


async def test_writes_at_the_same_time_never_mix(path: Path) -> None:
    async with open_database(path) as database:

        async def write(number: int) -> None:
            async with database.write() as connection:
                for part in range(3):
                    await add(connection, f"{number:02}-{part}")
                    await asyncio.sleep(0)
                if number % 2:
                    raise OurOwn

        results = await asyncio.gather(*(write(number) for number in range(20)), return_exceptions=True)

        assert [None, OurOwn] * 10 == [type(result) if result else None for result in results]
        expected = [f"{number:02}-{part}" for number in range(0, 20, 2) for part in range(3)]
        assert expected == await held(database)


# ---- reading


async def test_a_reader_sees_one_moment_while_somebody_writes(path: Path) -> None:
    async with open_database(path) as database:
        async with database.read() as reader:
            assert [] == await keys(reader)
            async with database.write() as connection:
                await add(connection, "dark-2017")
            assert [] == await keys(reader)
        assert ["dark-2017"] == await held(database)


async def test_nobody_sees_what_is_not_committed(path: Path) -> None:
    async with open_database(path) as database, database.write() as connection:
        await add(connection, "dark-2017")
        assert ["dark-2017"] == await keys(connection)
        assert [] == await held(database)


async def test_many_readers_never_see_half_a_write(path: Path) -> None:
    async with open_database(path) as database:

        async def write() -> None:
            for number in range(30):
                async with database.write() as connection:
                    await add(connection, f"{number}-a")
                    await add(connection, f"{number}-b")

        async def read() -> None:
            for _ in range(30):
                async with database.read() as connection:
                    count = select(func.count()).select_from(tables.show)
                    first = (await connection.execute(count)).scalar_one()
                    assert first % 2 == 0
                    assert first == (await connection.execute(count)).scalar_one()

        await asyncio.gather(write(), read(), read(), read())


async def test_a_reader_cannot_write(path: Path) -> None:
    async with open_database(path) as database:
        with pytest.raises(StoreError, match="cannot be written"):
            async with database.read() as connection:
                await add(connection, "dark-2017")
        assert [] == await held(database)


# ---- looking and copying


async def test_looking_at_a_store_changes_nothing(path: Path) -> None:
    await make(path, "dark-2017")
    before = path.read_bytes()

    async with inspect_database(path) as connection:
        current, newest = await connection.run_sync(versions)
        assert newest == current
        await quick_check(connection)

    assert before == path.read_bytes()
    with pytest.raises(StoreError, match="cannot be written"):
        async with inspect_database(path) as connection:
            await add(connection, "1899-2022")


async def test_looking_at_a_store_that_is_not_there_does_not_make_one(path: Path) -> None:
    with pytest.raises(StoreError, match=r"cannot be opened\. Check that its folder exists"):
        async with inspect_database(path):
            pass

    assert not path.exists()


async def test_a_copy_has_what_has_not_reached_the_main_file_yet(path: Path) -> None:
    copy = path.with_name("copy.db")
    async with open_database(path) as database:
        async with database.write() as connection:
            await add(connection, "dark-2017")
        assert b"dark-2017" not in path.read_bytes()
        copy_database(path, copy)

    async with open_database(copy) as database:
        assert ["dark-2017"] == await held(database)


async def test_a_copy_of_nothing_is_refused_and_not_made(path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        copy_database(path, path.with_name("copy.db"))

    assert [] == list(path.parent.iterdir())


async def test_a_copy_that_cannot_be_written_is_told(path: Path) -> None:
    await make(path)

    with pytest.raises(StoreError, match="cannot be opened"):
        copy_database(path, path.with_name("missing") / "copy.db")
